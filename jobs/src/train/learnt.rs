//! What differs between models that learn classes and models that learn numbers: how they are made, metrics, intervals, and the scale of
//! what is learnt.
//!
//! Called by the training job, studies and evaluations; implemented for classes and for numbers in files of their own.

use super::TrainConfig;
use super::machine::Machine;
use super::predictions::Said;
use crate::data::{Label, Part};
use crate::error::Outcome;
use crate::model::{MachineBody, MachineSettings};
use crate::toml_file::TomlFile;
use ansatz::qml::ModelError;
use ansatz::qml::models::{
    ClassWeight, DataShape, ModelSettings, SavedDense, Target, TargetScale, TrainingSettings, Variational,
};
use ansatz::simulator::Backend;
use serde::Serialize;
use std::sync::Arc;

/// A class (`usize`) or a number (`f64`), with what a trained model of it is judged by.
pub trait Learnt: Label + Target {
    /// How good a model is.
    type Metrics: Clone + std::fmt::Debug + Serialize + Send + Sync;
    /// How sure that is.
    type Intervals;
    /// What answers for rows: a `dyn Classifier` or a `dyn Regressor`.
    type Model: ?Sized + ansatz::qml::models::Supervised<Self>;

    /// Refuses keys that mean nothing for such labels.
    ///
    /// # Errors
    /// There is such a key.
    fn check_keys(config: &TrainConfig, file: &TomlFile) -> Outcome;

    /// An untrained variational model.
    fn network(
        model: &ModelSettings,
        training: &TrainingSettings,
        backend: Arc<dyn Backend>,
    ) -> Variational<Self>;

    /// The same model, whose training may name these classes, if there are some.
    #[must_use]
    fn named(network: Variational<Self>, classes: &[String]) -> Variational<Self>;

    /// A variational model as what answers.
    fn of_network(network: &Variational<Self>) -> &Self::Model;

    /// A variational model as what answers, owned.
    fn boxed(network: Variational<Self>) -> Box<Self::Model>;

    /// A model that learns on the scale of its training rows; classes have none.
    fn on_scale(model: Box<Self::Model>) -> Box<Self::Model>;

    /// The weights of a variational model for such data.
    ///
    /// # Errors
    /// It does not fit the data.
    fn num_weights(model: &ModelSettings, shape: DataShape) -> Result<usize, ModelError>;

    /// An untrained model that is trained in one go.
    ///
    /// # Panics
    /// It learns other labels, which whoever reads its kind refuses.
    fn machine(settings: &MachineSettings, around: Circumstances<'_>) -> Box<dyn Machine<Self>>;

    /// A trained dense model of such labels, as one of the machines.
    fn dense(saved: SavedDense) -> MachineBody;

    /// The scale on which these labels are learnt; none of classes.
    fn scale(known: &[Self]) -> Option<TargetScale>;

    /// A label on a scale.
    fn scaled(self, scale: Option<TargetScale>) -> Self;

    /// The metrics of rows.
    ///
    /// # Errors
    /// The model cannot be run.
    fn measure(trained: &Judged<'_, Self>, part: &Part<Self>) -> Result<Self::Metrics, ModelError>;

    /// 95 % intervals by bootstrap; none of so many rows that they would take long.
    ///
    /// # Errors
    /// The model cannot be run.
    fn intervals(
        trained: &Judged<'_, Self>,
        part: &Part<Self>,
    ) -> Result<Option<Self::Intervals>, ModelError>;

    /// What people call the score of an epoch.
    const SCORE: &'static str;

    /// The classical model that it is compared with.
    const BASELINE: &'static str;

    /// Trains that model, the classes weighed like this; what is given measures it.
    ///
    /// # Errors
    /// It cannot be trained.
    fn baseline(train: &Part<Self>, weight: Option<Weight<'_>>) -> Result<Box<Measure<Self>>, ModelError>;

    /// What a model says of rows, as text.
    ///
    /// # Errors
    /// The model cannot be run.
    fn said(trained: &Judged<'_, Self>, part: &Part<Self>, classes: &[String]) -> Result<Said, ModelError>;

    /// The metric that a training file may expect something of.
    fn verdict(metrics: &Self::Metrics) -> Merit;
}

/// What surrounds a model that is yet to be trained.
pub struct Circumstances<'a> {
    /// What runs its circuit, if it has one.
    pub backend: Arc<dyn Backend>,
    /// The names of the classes; none of numbers.
    pub classes: &'a [String],
}

/// How much each class counts, and the classes by name.
#[derive(Clone, Copy)]
pub struct Weight<'a> {
    /// What the file says.
    pub of: &'a ClassWeight,
    /// The names of the classes.
    pub classes: &'a [String],
}

/// Measures a model on rows.
pub type Measure<T> = dyn Fn(&Part<T>) -> Result<<T as Learnt>::Metrics, ModelError>;

/// A model with what its answers mean.
pub struct Judged<'a, T: Learnt> {
    /// The model.
    pub model: &'a T::Model,
    /// The scale of its answers.
    pub scale: Option<TargetScale>,
    /// Number of classes.
    pub classes: usize,
}

/// The metric that counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Merit {
    /// Its key in `[expect]`.
    pub key: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
}

/// Why a machine can always be made.
pub(super) const OF_TASK: &str = "the kind of a machine was checked against the task";
