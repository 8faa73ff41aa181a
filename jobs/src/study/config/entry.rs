//! `[[data]]` and `[[model]]`: one data set, one model with its candidates. Called by the study file.

use super::{Candidate, NO_CLASSES, NamedData, NamedModel, Shared};
use crate::data::{DataSection, Task, pipeline};
use crate::error::Outcome;
use crate::model::{AnySettings, KeysOfFile, Kind, OF_CLASSES};
use crate::toml_file::TomlFile;
use ansatz::qml::{
    models::ModelSettings,
    study::{SearchSpace, SettingPoint},
};
use serde::Deserialize;
use toml::{Table, Value};

/// Keys of `[[model]]` that are not the model's.
pub(super) const OF_STUDY: [&str; 6] = ["name", "kind", "training", "candidates", "data", "preprocess"];

impl Shared<'_> {
    /// What an unnamed model of a kind is called: as its kind, and apart from the classical model of that name.
    fn name_of(self, kind: String) -> String {
        match self.baselines.contains(&kind) {
            true => format!("{kind} (own)"),
            false => kind,
        }
    }
}

/// One of the tables of a list.
pub(super) struct Entry<'a> {
    pub(super) file: &'a TomlFile,
    pub(super) number: usize,
    pub(super) table: &'a Table,
}

impl Entry<'_> {
    pub(super) fn data(&self) -> Outcome<NamedData> {
        let Entry { file, number, table } = self;
        let place = format!("data.{number}");
        let scoped = file.with_table_at("data", &place);
        let section = DataSection::read(&scoped, &["name"])?;
        let name = match table.get("name") {
            Some(name) => name.as_str().map(str::to_string),
            None => section.source.title(),
        };
        let name = name.ok_or_else(|| file.at(&[&format!("{place}.name")], "expected text in quotes"))?;
        if section.test_fraction == 0.0 {
            let message = "a study tests its models: give a `test_fraction` of more than 0";
            return Err(file.at(&[&format!("{place}.test_fraction")], message));
        }
        Ok(NamedData { name, section, file: scoped })
    }

    /// A model, whose training is the shared one unless it has its own.
    pub(super) fn model(&self, shared: Shared<'_>) -> Outcome<NamedModel> {
        let task = shared.task;
        let Entry { file, number, table } = self;
        let place = format!("model.{number}");
        let text = |key: &str| match table.get(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => {
                Err(file.at(&[&format!("{place}.{key}")], format!("`{key}`: expected text in quotes")))
            }
        };
        let named = text("kind")?.unwrap_or_else(|| ModelSettings::default().kind().into());
        let kind = Kind::by_name(&named).map_err(|error| file.at(&[&format!("{place}.kind")], error))?;
        let refused = kind.check_task(task);
        refused.map_err(|message| file.at(&[&format!("{place}.kind"), &place], message))?;
        if task == Task::Regression {
            self.check_numbers(&place)?;
        }
        let name = text("name")?.unwrap_or_else(|| shared.name_of(named));
        // Once with places, for complaints.
        kind.read(&KeysOfFile { file, table: &place, besides: &OF_STUDY })?;
        let Own { training: of_model, data, preprocess } =
            file.table(&place, &["name", "kind", "candidates"])?;
        let mut training = shared.training.clone();
        training.extend(of_model);
        let steps = |steps: &Vec<String>| pipeline(file, &format!("{place}.preprocess"), steps);
        let pipeline = preprocess.as_ref().map(steps).transpose()?;
        if data.as_ref().is_some_and(Vec::is_empty) {
            return Err(file.at(&[&format!("{place}.data")], "expected at least one data set, found none"));
        }
        let points = points(file, &place)?;
        if let Some(key) =
            points.iter().flat_map(|point| point.keys()).find(|key| OF_STUDY.contains(&key.as_str()))
        {
            let message = format!("`{key}` is the same for all candidates; give it to the model");
            return Err(file.at(&[&format!("{place}.candidates")], message));
        }
        let mut own = (*table).clone();
        OF_STUDY.iter().for_each(|key| _ = own.remove(*key));
        let candidates = points.into_iter().map(|point| {
            let (mut own, mut training) = (own.clone(), training.clone());
            for (key, value) in &point {
                let value = Value::try_from(value)
                    .map_err(|error| file.at(&[&format!("{place}.candidates")], error))?;
                match key.strip_prefix("training.") {
                    Some(key) => training.insert(key.into(), value),
                    None => own.insert(key.clone(), value),
                };
            }
            let settings = AnySettings::read(&kind, own, training);
            let settings =
                settings.map_err(|message| file.at(&[&format!("{place}.candidates"), &place], message))?;
            Ok(Candidate { point, settings })
        });
        let classical = kind.is_classical();
        Ok(NamedModel { name, candidates: candidates.collect::<Outcome<_>>()?, classical, data, pipeline })
    }
}

impl Entry<'_> {
    /// Refuses keys that mean nothing where numbers are predicted.
    fn check_numbers(&self, place: &str) -> Outcome {
        let own = ("training.class_weight", NO_CLASSES);
        for (key, message) in OF_CLASSES.into_iter().chain([own]) {
            let key = format!("{place}.{key}");
            if self.file.has(&key) {
                return Err(self.file.at(&[&key], message));
            }
        }
        Ok(())
    }
}

/// Keys of a model that the study takes for itself.
#[derive(Deserialize)]
struct Own {
    #[serde(default)]
    training: Table,
    data: Option<Vec<String>>,
    preprocess: Option<Vec<String>>,
}

/// All keys of a study but one.
fn without(kept: &str) -> Vec<&'static str> {
    OF_STUDY.into_iter().filter(|key| *key != kept).collect()
}

/// `candidates = { layers = [1, 2], "training.learning_rate" = [0.01, 0.1] }`: all combinations; one without special settings
/// where there is no such key.
fn points(file: &TomlFile, place: &str) -> Outcome<Vec<SettingPoint>> {
    #[derive(Deserialize)]
    struct Candidates {
        #[serde(default)]
        candidates: SearchSpace,
        #[serde(flatten)]
        _others: Table,
    }
    let space = file.table::<Candidates>(place, &without("candidates"))?.candidates;
    space.grid().map_err(|error| file.at(&[&format!("{place}.candidates")], error))
}
