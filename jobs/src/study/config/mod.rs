//! The study file: models, data sets, and what is done with each pair.
//!
//! Called by the study. The keys of `[[data]]` are those of `[data]`, the keys of `[[model]]` those of `[model]` and of training.

mod controls;
mod entry;
mod sections;

pub use sections::{Expectation, FolderSection, StudySection};

use crate::data::{DataSection, Task};
use crate::error::Outcome;
use crate::model::{AnySettings, Weighed};
use crate::toml_file::TomlFile;
use ansatz::qml::{UnknownName, preprocess::Pipeline, study::SettingPoint};
use controls::{baseline, with_control};
use entry::Entry;
use serde::Deserialize;
use toml::{Table, Value};

/// A study file.
pub struct StudyConfig {
    /// What all of its data sets are for.
    pub task: Task,
    /// `[study]`.
    pub study: StudySection,
    /// `[[data]]`.
    pub data: Vec<NamedData>,
    /// `[[model]]`, baselines and controls.
    pub models: Vec<NamedModel>,
    /// `[[expect]]`.
    pub expect: Vec<Expectation>,
    /// `[output]`.
    pub output: FolderSection,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    #[serde(default)]
    study: StudySection,
    #[serde(default)]
    training: Table,
    data: Vec<Table>,
    model: Vec<Table>,
    #[serde(default)]
    expect: Vec<Expectation>,
    #[serde(default)]
    output: FolderSection,
}

/// What all models of a study share.
#[derive(Clone, Copy)]
struct Shared<'a> {
    /// `[training]`.
    training: &'a Table,
    /// What they learn.
    task: Task,
    /// Names of the classical models beside them.
    baselines: &'a [String],
}

/// A data set.
pub struct NamedData {
    /// What people call it.
    pub name: String,
    /// Its table.
    pub section: DataSection,
    /// The file, in which `data` is this table.
    pub file: TomlFile,
}

/// A model, or several of which one is chosen.
pub struct NamedModel {
    /// What people call it.
    pub name: String,
    /// At least one; more than one are searched.
    pub candidates: Vec<Candidate>,
    /// Whether it is a classical baseline.
    pub classical: bool,
    /// Names of the data sets that it is for; absent: all of them.
    pub data: Option<Vec<String>>,
    /// Its own preprocessing; absent: the data set's.
    pub pipeline: Option<Pipeline>,
}

impl NamedModel {
    /// Whether it is for a data set.
    pub fn is_for(&self, data: &str) -> bool {
        self.data.as_ref().is_none_or(|names| names.iter().any(|name| name == data))
    }
}

/// A model with all its settings.
#[derive(Clone)]
pub struct Candidate {
    /// What is special about it.
    pub point: SettingPoint,
    /// All of its settings.
    pub settings: AnySettings,
}

impl StudyConfig {
    /// Reads what needs no data to be checked.
    ///
    /// # Errors
    /// A key is unknown or a value is wrong.
    pub fn read(file: &TomlFile, seed: Option<u64>) -> Outcome<StudyConfig> {
        let mut tables: Tables = file.parse()?;
        if let Some(seed) = seed {
            tables.training.insert("seed".into(), Value::Integer(seed as i64));
        }
        tables.study.check(file)?;
        let data = (0..tables.data.len())
            .map(|k| Entry { file, number: k, table: &tables.data[k] }.data())
            .collect::<Outcome<Vec<_>>>()?;
        let task = task(file, &data)?;
        // Once with its place, for complaints.
        file.table::<Weighed>("training", &[])?;
        if task == Task::Regression && file.has("training.class_weight") {
            return Err(file.at(&["training.class_weight"], NO_CLASSES));
        }
        let study = tables.study.for_task(task, file);
        let shared = Shared { training: &tables.training, task, baselines: &study.baselines };
        let mut models = (0..tables.model.len())
            .map(|k| Entry { file, number: k, table: &tables.model[k] }.model(shared))
            .collect::<Outcome<Vec<_>>>()?;
        for (what, count) in [("data", data.len()), ("model", models.len())] {
            if count == 0 {
                return Err(file.at(&[what], format!("a study needs at least one [[{what}]]")));
            }
        }
        if study.without_entanglement {
            models = models.into_iter().flat_map(with_control).collect();
        }
        for name in &study.baselines {
            models.push(baseline(file, name, shared)?);
        }
        unique(file, "data", data.iter().map(|data| data.name.as_str()))?;
        unique(file, "model", models.iter().map(|model| model.name.as_str()))?;
        let config = StudyConfig { task, study, data, models, expect: tables.expect, output: tables.output };
        config.check_expectations(file)?;
        config.check_data_of_models(file)?;
        Ok(config)
    }

    fn check_data_of_models(&self, file: &TomlFile) -> Outcome {
        let known: Vec<&str> = self.data.iter().map(|data| data.name.as_str()).collect();
        let named = self.models.iter().flat_map(|model| model.data.iter().flatten());
        match named.into_iter().find(|name| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some(name) => {
                let place = (0..self.models.len()).find_map(|k| {
                    let own = self.models[k].data.iter().flatten().position(|own| own == name)?;
                    Some(format!("model.{k}.data.{own}"))
                });
                Err(file.at(&[&place.unwrap_or_default()], UnknownName::new("data set", name, &known)))
            }
        }
    }

    fn check_expectations(&self, file: &TomlFile) -> Outcome {
        let data: Vec<&str> = self.data.iter().map(|data| data.name.as_str()).collect();
        let models: Vec<&str> = self.models.iter().map(|model| model.name.as_str()).collect();
        for (k, expected) in self.expect.iter().enumerate() {
            for (key, name, known) in [("data", &expected.data, &data), ("model", &expected.model, &models)] {
                if !known.contains(&name.as_str()) {
                    let kind = if key == "data" { "data set" } else { "model" };
                    let error = UnknownName::new(kind, name, known);
                    return Err(file.at(&[&format!("expect.{k}.{key}")], error));
                }
            }
            self.check_claim(file, k, expected)?;
        }
        Ok(())
    }

    /// What is expected is of the task, and can be.
    fn check_claim(&self, file: &TomlFile, number: usize, expected: &Expectation) -> Outcome {
        let at = |key: &str, message: String| {
            Err(file.at(&[&format!("expect.{number}.{key}"), &format!("expect.{number}")], message))
        };
        match (self.task, expected.accuracy, expected.r2) {
            (Task::Classification, _, Some(_)) => {
                at("r2", "`r2` is of numbers; of classes expect `accuracy`".into())
            }
            (Task::Regression, Some(_), _) => {
                at("accuracy", "`accuracy` is of classes; of numbers expect `r2`".into())
            }
            (Task::Classification, None, None) => at("accuracy", "`accuracy` is missing".into()),
            (Task::Regression, None, None) => at("r2", "`r2` is missing".into()),
            (_, Some(found), None) if !(0.0..=1.0).contains(&found) => {
                at("accuracy", format!("expected `accuracy` to be from 0 to 1, found {found}"))
            }
            (_, None, Some(found)) if found.is_nan() || found > 1.0 => {
                at("r2", format!("expected `r2` to be at most 1, found {found}"))
            }
            _ => Ok(()),
        }
    }
}

/// Why numbers cannot be weighed by classes.
const NO_CLASSES: &str = "numbers have no classes to weigh; remove `class_weight`";

/// What the data sets are for: models of one kind of label are compared, so all for the same.
fn task(file: &TomlFile, data: &[NamedData]) -> Outcome<Task> {
    let task = data.first().map_or_else(Task::default, |data| data.section.task);
    match data.iter().position(|data| data.section.task != task) {
        None => Ok(task),
        Some(k) => {
            let message = "all data sets of a study have the same `task`: models of classes and of numbers have no score in common";
            Err(file.at(&[&format!("data.{k}.task"), &format!("data.{k}")], message))
        }
    }
}

/// Refuses a name that two have.
fn unique<'a>(file: &TomlFile, what: &str, names: impl Iterator<Item = &'a str>) -> Outcome {
    let mut seen: Vec<&str> = Vec::new();
    for (k, name) in names.enumerate() {
        if name.trim().is_empty() {
            let message = "expected a name that is not empty";
            return Err(file.at(&[&format!("{what}.{k}.name"), what], message));
        }
        if seen.contains(&name) {
            let message = format!("two of them are called `{}`; give them a `name`", name.escape_debug());
            return Err(file.at(&[&format!("{what}.{k}.name"), &format!("{what}.{k}"), what], message));
        }
        seen.push(name);
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::entry::OF_STUDY;
    use super::*;
    use crate::data::Task;
    use crate::model::Kind;
    use crate::study::REFERENCE;
    use ansatz::qml::models::TrainingSettings;

    fn read(text: &str) -> Outcome<StudyConfig> {
        StudyConfig::read(&TomlFile::of_text("job.toml".into(), text.into()), None)
    }

    #[test]
    fn the_reference_states_the_defaults() {
        let reference = read(REFERENCE).unwrap();
        assert_eq!(reference.study, StudySection::default());
        assert_eq!(reference.output, FolderSection::default());
        let AnySettings::Network(_, training) = &reference.models[0].candidates[0].settings else {
            panic!("the reference's model is a network");
        };
        assert_eq!(**training, TrainingSettings::default());
    }

    #[test]
    fn the_reference_names_every_key() {
        let study = "seeds baselines without_entanglement folds learning_curve importance";
        let expect = "data model accuracy r2";
        for key in study
            .split(' ')
            .chain(expect.split(' '))
            .chain(OF_STUDY)
            .chain(["dir", "penalty", "gamma", "kernel"])
        {
            assert!(REFERENCE.contains(key), "{key} is not documented");
        }
    }

    #[test]
    fn every_kind_of_the_library_is_a_kind_of_a_study() {
        let kinds = Kind::names().into_iter();
        let kinds =
            kinds.filter(|kind| Kind::by_name(kind).unwrap().check_task(Task::Classification).is_ok());
        for kind in kinds {
            let of = if kind == "separable" { ", of = { kind = 'dressed' }" } else { "" };
            let text = format!(
                "data = [{{ generator = 'moons' }}]\nmodel = [{{ kind = '{kind}'{of} }}]\nstudy.baselines = []"
            );
            let config = read(&text).unwrap();
            assert_eq!(config.models.len(), 1, "{kind}");
        }
    }
}
