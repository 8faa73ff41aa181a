//! Models that a study adds to those of its file: baselines, and networks without entanglement. Called by the study file.

use super::{Candidate, NamedModel, Shared};
use crate::data::Task;
use crate::error::Outcome;
use crate::model::{AnySettings, Kind};
use crate::toml_file::TomlFile;
use ansatz::qml::{UnknownName, study::SettingPoint};
use toml::Table;

/// A model and, for a network, the same one without entanglement.
pub(super) fn with_control(model: NamedModel) -> Vec<NamedModel> {
    let separable = |candidate: &Candidate| match &candidate.settings {
        AnySettings::Network(settings, training) => {
            let settings = AnySettings::Network(settings.separable(), training.clone());
            Some(Candidate { point: candidate.point.clone(), settings })
        }
        _ => None,
    };
    let candidates: Vec<Candidate> = model.candidates.iter().filter_map(separable).collect();
    let name = format!("{}, no entanglement", model.name);
    let control = NamedModel {
        name,
        candidates,
        classical: false,
        data: model.data.clone(),
        pipeline: model.pipeline.clone(),
    };
    let is_network = !control.candidates.is_empty();
    std::iter::once(model).chain(is_network.then_some(control)).collect()
}

/// A classical model with its defaults; its classes are weighed as those of the others, by `training`.
pub(super) fn baseline(file: &TomlFile, name: &str, shared: Shared<'_>) -> Outcome<NamedModel> {
    let Shared { training, task, .. } = shared;
    let at = |message: String| file.at(&["study.baselines"], message);
    let unknown = || at(UnknownName::new("baseline", name, &baselines(task)).to_string());
    let kind = Kind::by_name(name).map_err(|_| unknown())?;
    if !kind.is_classical() {
        return Err(unknown());
    }
    kind.check_task(task).map_err(at)?;
    let settings = AnySettings::read(&kind, Table::new(), training.clone())
        .map_err(|message| file.at(&["training.class_weight", "training"], message))?;
    let candidates = vec![Candidate { point: SettingPoint::new(), settings }];
    Ok(NamedModel { name: name.into(), candidates, classical: true, data: None, pipeline: None })
}

/// Classical models of a task.
fn baselines(task: Task) -> Vec<&'static str> {
    let fits = |name: &&str| {
        Kind::by_name(name).is_ok_and(|kind| kind.is_classical() && kind.check_task(task).is_ok())
    };
    Kind::names().into_iter().filter(fits).collect()
}
