//! `[model]`: a kind, and the keys of that kind.
//!
//! Called by every job that trains. The keys are the library's own, so they grow with it.

mod any;
mod evaluate;
mod saved;

pub use any::AnySettings;
pub use evaluate::{ClassEvaluation, Evaluation, NumberEvaluation, Predicted, Prediction, evaluate, predict};
pub use saved::{Answered, Answers, Labels, ModelRequest};

pub(crate) use any::{RbfKeys, check_epochs, settings};
pub(crate) use evaluate::bootstrap;
pub(crate) use saved::{Size, check_memory, read as read_saved};

use crate::error::Outcome;
use crate::toml_file::TomlFile;
use ansatz::qml::models::{
    CircuitCentricSettings, ClassifierSettings, ConvolutionalSettings, DressedSettings,
    IqpVariationalSettings, ModelSettings, ReuploadingSettings, SeparableSettings, TreeTensorSettings,
};
use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};

/// The file, as far as it names a kind.
#[derive(Deserialize)]
struct Kinded {
    #[serde(default)]
    model: Kind,
}

#[derive(Deserialize)]
struct Kind {
    #[serde(default = "variational")]
    kind: String,
    #[serde(flatten)]
    _others: std::collections::BTreeMap<String, IgnoredAny>,
}

impl Default for Kind {
    fn default() -> Self {
        Kind { kind: variational(), _others: Default::default() }
    }
}

fn variational() -> String {
    ModelSettings::default().kind().into()
}

/// The model that the file describes.
pub(crate) fn read(file: &TomlFile) -> Outcome<ModelSettings> {
    let kind = file.parse::<Kinded>()?.model.kind;
    of_kind(file, &kind, &["kind"])
}

/// A model of a known kind from `[model]`, of which some keys are not the model's.
pub(crate) fn of_kind(file: &TomlFile, kind: &str, without: &[&str]) -> Outcome<ModelSettings> {
    // Only to refuse an unknown kind with its nearest name.
    let defaults = ModelSettings::by_name(kind).map_err(|error| file.at(&["model.kind"], error))?;
    match defaults {
        ModelSettings::Reuploading(_) => of::<ReuploadingSettings>(file, without),
        ModelSettings::Dressed(_) => of::<DressedSettings>(file, without),
        ModelSettings::CircuitCentric(_) => of::<CircuitCentricSettings>(file, without),
        ModelSettings::IqpVariational(_) => of::<IqpVariationalSettings>(file, without),
        ModelSettings::Convolutional(_) => of::<ConvolutionalSettings>(file, without),
        ModelSettings::TreeTensor(_) => of::<TreeTensorSettings>(file, without),
        ModelSettings::Separable(_) => of::<SeparableSettings>(file, without),
        _ => of::<ClassifierSettings>(file, without),
    }
}

fn of<S: DeserializeOwned + Into<ModelSettings>>(
    file: &TomlFile,
    without: &[&str],
) -> Outcome<ModelSettings> {
    file.table::<S>("model", without).map(Into::into)
}
