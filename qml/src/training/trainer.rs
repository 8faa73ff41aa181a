//! How models are trained, as a value: an optimizer, a differentiator, and when to stop.
//!
//! Called by users and by models that are made of settings. Must not know kinds of models.

use super::checkpoint::{Checkpoint, TrainingIdentity};
use super::fitted::Fitted;
use super::run::{Methods, Progress, Run};
use super::samples::Samples;
use super::{EarlyStopping, Plateau, TrainingSettings};
use crate::model::{Model, Target};
use crate::network::Network;
use crate::place::{RunsOn, with_batch};
use crate::{
    Adjoint, Differentiator, IntoOptimizer, ModelError, OPTIMIZERS, Optimizer, SettingError, UnknownName,
    differentiator_by_name,
};
use serde::{Deserialize, Serialize};
use std::ops::ControlFlow;

/// What an observer of training may do at its start and after each epoch: look, and stop it.
pub type Observer<'a> = dyn FnMut(&Progress<'_>) -> ControlFlow<()> + 'a;

/// How a model is trained: one run, which the optimizer is used up by.
///
/// Classifiers and regressors, shipped models and one's own are trained by the same loop; optimizers, differentiators, losses and heads are values
/// of open traits.
///
/// ```
/// use ansatz_qml::data::moons;
/// use ansatz_qml::gradients::ParameterShift;
/// use ansatz_qml::models::{EarlyStopping, Trainer, reuploading};
/// use ansatz_qml::optimize::Adam;
/// use ansatz_simulator::Device;
/// let data = moons(60, 0.1, 0)?;
/// let optimizer = Adam { learning_rate: 0.1, ..Adam::default() };
/// let mut losses = Vec::new();
/// let fitted = Trainer::new(optimizer)
///     .differentiator(ParameterShift::default())
///     .epochs(12)
///     .batch_size(16)
///     .early_stopping(EarlyStopping { patience: 5, ..Default::default() })
///     .observe(|progress| losses.extend(progress.epochs().last().map(|epoch| epoch.loss)))
///     .fit(&Device::cpu(), reuploading(2, 3, 1)?, &data)?;
/// assert!(losses[losses.len() - 1] < losses[0]);
/// assert!(fitted.score(&data)? > 0.7);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Trainer<'a> {
    /// Or why its settings are refused, which is said when it is used.
    optimizer: Result<Box<dyn Optimizer>, SettingError>,
    differentiator: Box<dyn Differentiator>,
    schedule: TrainingSchedule,
    observer: Option<Box<Observer<'a>>>,
    /// Weights to start from instead of drawn ones.
    start: Option<Vec<f64>>,
    from: Option<Checkpoint>,
    /// The settings that it was made by, as long as it does what they say.
    settings: Option<TrainingSettings>,
}

/// How long and on what: all of a trainer but its methods.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct TrainingSchedule {
    pub(crate) epochs: usize,
    pub(crate) batch_size: usize,
    pub(crate) seed: u64,
    pub(crate) validation: f64,
    pub(crate) early_stopping: Option<EarlyStopping>,
    pub(crate) plateau: Option<Plateau>,
}

/// What an observer says: nothing, or whether to go on.
pub trait Verdict {
    /// To go on, or to stop here.
    fn verdict(self) -> ControlFlow<()>;
}

impl Verdict for () {
    fn verdict(self) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

impl Verdict for ControlFlow<()> {
    fn verdict(self) -> ControlFlow<()> {
        self
    }
}

/// A run that has ended, well or not.
pub struct Attempt<T: Target> {
    /// The model with the last good weights.
    pub fitted: Fitted<T>,
    /// Why the run ended too early, if it did.
    pub failure: Option<ModelError>,
}

impl<'a> Trainer<'a> {
    /// 100 epochs of batches of 32 samples with seed 0, gradients by the adjoint sweep, nothing held out, no stopping early.
    ///
    /// The optimizer is one of one's own, or the settings of a shipped one; settings that are refused are an error of [`fit`](Self::fit).
    pub fn new(optimizer: impl IntoOptimizer) -> Trainer<'a> {
        Trainer::of(optimizer.into_optimizer(), Box::new(Adjoint), &TrainingSettings::default())
    }

    fn of(
        optimizer: Result<Box<dyn Optimizer>, SettingError>,
        differentiator: Box<dyn Differentiator>,
        settings: &TrainingSettings,
    ) -> Trainer<'a> {
        let schedule = TrainingSchedule {
            epochs: settings.epochs,
            batch_size: settings.batch_size,
            seed: settings.seed,
            validation: settings.validation_fraction,
            early_stopping: settings.early_stopping,
            plateau: settings.plateau,
        };
        let (observer, start, from, settings) = (None, None, None, None);
        Trainer { optimizer, differentiator, schedule, observer, start, from, settings }
    }

    /// The same trainer with a changed schedule, which its settings no longer say.
    fn with(self, change: impl FnOnce(&mut TrainingSchedule)) -> Trainer<'a> {
        let mut schedule = self.schedule;
        change(&mut schedule);
        Trainer { schedule, settings: None, ..self }
    }

    /// The way to gradients of expectations.
    #[must_use]
    pub fn differentiator(self, differentiator: impl Differentiator + 'static) -> Trainer<'a> {
        Trainer { differentiator: Box::new(differentiator), settings: None, ..self }
    }

    /// Passes over the data.
    #[must_use]
    pub fn epochs(self, epochs: usize) -> Trainer<'a> {
        self.with(|schedule| schedule.epochs = epochs)
    }

    /// Samples of a step; 0: all of them.
    #[must_use]
    pub fn batch_size(self, batch_size: usize) -> Trainer<'a> {
        self.with(|schedule| schedule.batch_size = batch_size)
    }

    /// Seed of starting weights, of the order of samples, and of what is held out.
    #[must_use]
    pub fn seed(self, seed: u64) -> Trainer<'a> {
        self.with(|schedule| schedule.seed = seed)
    }

    /// Holds out this share of the samples, of every class the same: it is not trained on, its loss and score are in the history of each epoch, and
    /// stopping early looks at its loss.
    ///
    /// # Errors
    /// [`SplitError`](crate::data::SplitError) for a share outside of `[0, 1)`.
    pub fn validation(self, share: f64) -> Result<Trainer<'a>, ModelError> {
        if !(0.0..1.0).contains(&share) {
            return Err(crate::SplitError::Fraction { found: share }.into());
        }
        Ok(self.with(|schedule| schedule.validation = share))
    }

    /// Stops when the loss no longer falls, at the weights of the best epoch.
    #[must_use]
    pub fn early_stopping(self, early_stopping: EarlyStopping) -> Trainer<'a> {
        self.with(|schedule| schedule.early_stopping = Some(early_stopping))
    }

    /// Stops when the losses of the steps are flat.
    #[must_use]
    pub fn plateau(self, plateau: Plateau) -> Trainer<'a> {
        self.with(|schedule| schedule.plateau = Some(plateau))
    }

    /// Looks at the start and at every epoch; an answer of [`ControlFlow::Break`] ends the run there.
    #[must_use]
    pub fn observe<V: Verdict>(self, mut observer: impl FnMut(&Progress<'_>) -> V + 'a) -> Trainer<'a> {
        Trainer { observer: Some(Box::new(move |progress| observer(progress).verdict())), ..self }
    }

    /// Starts from these weights instead of drawn ones: those of a model like this one that was trained on other data, or in another way.
    ///
    /// ```
    /// use ansatz_qml::data::moons;
    /// use ansatz_qml::models::{Trainer, reuploading};
    /// use ansatz_qml::optimize::Adam;
    /// use ansatz_simulator::Device;
    /// let (device, old, new) = (Device::cpu(), moons(40, 0.1, 0)?, moons(40, 0.1, 1)?);
    /// let trained = Trainer::new(Adam::default()).epochs(10).fit(&device, reuploading(2, 2, 1)?, &old)?;
    /// let warm = Trainer::new(Adam::default()).epochs(0).start(trained.weights().to_vec());
    /// assert_eq!(warm.fit(&device, reuploading(2, 2, 1)?, &new)?.weights(), trained.weights());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// Weights in another number than the model has are an error of [`fit`](Self::fit).
    #[must_use]
    pub fn start(self, weights: Vec<f64>) -> Trainer<'a> {
        Trainer { start: Some(weights), ..self }
    }

    /// Goes on where this checkpoint of the same run was made.
    #[must_use]
    pub fn resume(self, checkpoint: Checkpoint) -> Trainer<'a> {
        Trainer { from: Some(checkpoint), ..self }
    }

    /// Trains the model.
    ///
    /// # Errors
    /// Data that do not fit the model, a checkpoint of another run, and whatever [`attempt`](Self::attempt) names as a failure.
    pub fn fit<'d, T: Target>(
        self,
        place: &impl RunsOn,
        model: Model<T>,
        data: impl Into<Samples<'d, T>>,
    ) -> Result<Fitted<T>, ModelError> {
        let Attempt { fitted, failure } = self.attempt(place, model, data)?;
        failure.map_or(Ok(fitted), Err)
    }

    /// As [`fit`](Self::fit), but a run that diverges, or that the backend refuses on the way, still gives a model: the one with the last
    /// good weights.
    ///
    /// # Errors
    /// Whatever prevents the first step.
    pub fn attempt<'d, T: Target>(
        self,
        place: &impl RunsOn,
        model: Model<T>,
        data: impl Into<Samples<'d, T>>,
    ) -> Result<Attempt<T>, ModelError> {
        let samples: Samples<'d, T> = data.into().checked()?;
        T::check(samples.known, model.num_answers())?;
        let (expected, found) = (model.num_features(), samples.features.ncols());
        if expected != found {
            return Err(ModelError::FeatureCount { expected, found });
        }
        let lanes = match self.schedule.batch_size {
            0 => samples.len(),
            size => size.min(samples.len()),
        };
        let backend = place.backend_for(with_batch(model.circuit().circuit().num_qubits(), lanes))?;
        let network = Network::new(model, &backend.plan_options())?;
        let Trainer { optimizer, differentiator, schedule, observer, start, from, settings } = self;
        let optimizer = optimizer?;
        if !optimizer.needs().any_objective() {
            // Those that ask for one circuit's geometry, spectrum or shots have no use for a mean over samples.
            let unknown = UnknownName::new("optimizer of models", optimizer.name(), &OPTIMIZERS);
            return Err(SettingError::from(unknown).into());
        }
        let identity = match settings {
            Some(settings) => TrainingIdentity::Settings(Box::new(settings)),
            None => TrainingIdentity::Values {
                methods: [optimizer.name().into(), differentiator.name().into()],
                schedule,
            },
        };
        let methods = Methods { optimizer, differentiator: &*differentiator, schedule, identity };
        let mut run = Run::new(&network, &*backend, samples, methods)?;
        if let Some(weights) = start {
            run.start_at(weights)?;
        }
        if let Some(checkpoint) = from {
            run.resume(checkpoint)?;
        }
        let mut unobserved = |_: &Progress<'_>| ControlFlow::Continue(());
        let outcome = match observer {
            Some(mut observer) => run.run(&mut *observer),
            None => run.run(&mut unobserved),
        };
        let checkpoint = run.checkpoint();
        let fitted = Fitted::trained(network, backend, checkpoint);
        Ok(Attempt { fitted, failure: outcome.err() })
    }
}

impl TrainingSettings {
    /// The trainer of these settings.
    ///
    /// # Errors
    /// A differentiator in no list. An unknown optimizer, settings that it does not have, and one that is not for models are errors of
    /// [`fit`](Trainer::fit).
    pub fn trainer<'a>(&self) -> Result<Trainer<'a>, ModelError> {
        let optimizer = self.of_optimizer().into_optimizer();
        let differentiator = differentiator_by_name(&self.differentiator, self.seed)?;
        Ok(Trainer { settings: Some(self.clone()), ..Trainer::of(optimizer, differentiator, self) })
    }
}
