//! Weights to start from: those of a model file that training wrote.
//!
//! Called by the training job.

use super::Task;
use super::learnt::Learnt;
use crate::error::Outcome;
use crate::model::{ModelFile, ModelSection, read_saved};
use ansatz::qml::models::SavedModel;

/// The weights that the training file wants to start from, if it says so.
///
/// # Errors
/// No model file, or one of another kind of model or of other classes: its weights would mean something else.
pub(super) fn weights<T: Learnt>(task: &Task<T>) -> Outcome<Option<Vec<f64>>> {
    let Some(path) = &task.config.start else { return Ok(None) };
    let saved = match read_saved(&task.file.beside(path))? {
        ModelFile::Network(saved) => saved,
        ModelFile::Machine(_) => {
            let message = format!("the model of {} has no weights of a circuit", path.display());
            return Err(task.file.at(&["training.start"], message));
        }
    };
    match difference(task, &saved) {
        None => Ok(Some(saved.weights)),
        Some(difference) => {
            let message = format!("the weights of {} mean something else: {difference}", path.display());
            Err(task.file.at(&["training.start"], message))
        }
    }
}

/// Why weights of a model are no weights of this one.
fn difference<T: Learnt>(task: &Task<T>, saved: &SavedModel) -> Option<String> {
    let (here, there) = (&task.prepared.data.classes, &saved.classes);
    if here != there {
        let named = |classes: &[String]| match classes {
            [] => "none".to_string(),
            some => some.join(", "),
        };
        return Some(format!("its classes are {}, those of the data are {}", named(there), named(here)));
    }
    let there = &saved.model;
    let same = matches!(&task.config.model, ModelSection::Network(here) if here == there);
    (!same).then(|| format!("it is a {} with other settings than [model]", there.kind()))
}
