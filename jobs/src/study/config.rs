//! The study file: models, data sets, and what is done with each pair.
//!
//! Called by the study. The keys of `[[data]]` are those of `[data]`, the keys of `[[model]]` those of `[model]` and of training.

use crate::data::{DataSection, pipeline};
use crate::error::Outcome;
use crate::model::{self, AnySettings, RbfKeys, settings};
use crate::toml_file::TomlFile;
use ansatz::qml::{
    UnknownName,
    kernels::KernelClassifierSettings,
    models::{BASELINES, DenseSettings, MODELS, ModelSettings},
    preprocess::Pipeline,
    study::{SearchSpace, SettingPoint},
};
use serde::Deserialize;
use std::path::PathBuf;
use toml::{Table, Value};

/// A study file.
pub struct StudyConfig {
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

/// `[study]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct StudySection {
    /// Repetitions, each with a split and starting weights of its own.
    pub seeds: u64,
    /// Classical models that every data set is given to as well.
    pub baselines: Vec<String>,
    /// Each network also without its entangling gates.
    pub without_entanglement: bool,
    /// Folds of the cross-validation that chooses among a model's candidates.
    pub folds: usize,
    /// Shares of the training rows for learning curves.
    pub learning_curve: Vec<f64>,
    /// Permutations of each feature for its importance; 0: none.
    pub importance: usize,
}

impl Default for StudySection {
    fn default() -> Self {
        StudySection {
            seeds: 5,
            baselines: BASELINES.map(String::from).to_vec(),
            without_entanglement: false,
            folds: 5,
            learning_curve: Vec::new(),
            importance: 0,
        }
    }
}

/// `[output]`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FolderSection {
    /// The output folder.
    pub dir: Option<PathBuf>,
}

/// `[[expect]]`: what the study claims.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// The data set.
    pub data: String,
    /// The model.
    pub model: String,
    /// Least mean accuracy of the test rows.
    pub accuracy: f64,
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

/// Keys of `[[model]]` that are not the model's.
const OF_STUDY: [&str; 6] = ["name", "kind", "training", "candidates", "data", "preprocess"];

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
        let mut models = (0..tables.model.len())
            .map(|k| Entry { file, number: k, table: &tables.model[k] }.model(&tables.training))
            .collect::<Outcome<Vec<_>>>()?;
        for (what, count) in [("data", data.len()), ("model", models.len())] {
            if count == 0 {
                return Err(file.at(&[what], format!("a study needs at least one [[{what}]]")));
            }
        }
        if tables.study.without_entanglement {
            models = models.into_iter().flat_map(with_control).collect();
        }
        for name in &tables.study.baselines {
            models.push(baseline(file, name)?);
        }
        unique(file, "data", data.iter().map(|data| data.name.as_str()))?;
        unique(file, "model", models.iter().map(|model| model.name.as_str()))?;
        let config =
            StudyConfig { study: tables.study, data, models, expect: tables.expect, output: tables.output };
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
            if !(0.0..=1.0).contains(&expected.accuracy) {
                let message = format!("expected `accuracy` to be from 0 to 1, found {}", expected.accuracy);
                return Err(file.at(&[&format!("expect.{k}.accuracy")], message));
            }
        }
        Ok(())
    }
}

impl StudySection {
    fn check(&self, file: &TomlFile) -> Outcome {
        if !(1..=10_000).contains(&self.seeds) {
            let message = format!("expected `seeds` to be from 1 to 10000, found {}", self.seeds);
            return Err(file.at(&["study.seeds"], message));
        }
        if !(2..=1000).contains(&self.folds) {
            let message = format!("expected `folds` to be from 2 to 1000, found {}", self.folds);
            return Err(file.at(&["study.folds"], message));
        }
        if self.importance > 10_000 {
            let message = format!("expected `importance` to be at most 10000, found {}", self.importance);
            return Err(file.at(&["study.importance"], message));
        }
        if let Some(share) = self.learning_curve.iter().find(|share| !(**share > 0.0 && **share <= 1.0)) {
            let message = format!("expected shares to be more than 0 and at most 1, found {share}");
            return Err(file.at(&["study.learning_curve"], message));
        }
        Ok(())
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

/// One of the tables of a list.
struct Entry<'a> {
    file: &'a TomlFile,
    number: usize,
    table: &'a Table,
}

impl Entry<'_> {
    fn data(&self) -> Outcome<NamedData> {
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

    /// A model, whose training is `shared` unless it has its own.
    fn model(&self, shared: &Table) -> Outcome<NamedModel> {
        let Entry { file, number, table } = self;
        let place = format!("model.{number}");
        let text = |key: &str| match table.get(key) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.clone())),
            Some(_) => {
                Err(file.at(&[&format!("{place}.{key}")], format!("`{key}`: expected text in quotes")))
            }
        };
        let kind = text("kind")?.unwrap_or_else(|| ModelSettings::default().kind().into());
        let name = text("name")?.unwrap_or_else(|| kind.clone());
        check_kind(file, &place, &kind)?;
        // Once with places, for complaints.
        check_keys(file, &place, &kind)?;
        let Own { training: of_model, data, preprocess } =
            file.table(&place, &["name", "kind", "candidates"])?;
        let mut training = shared.clone();
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
            let settings = settings(&kind, own, training);
            let settings =
                settings.map_err(|message| file.at(&[&format!("{place}.candidates"), &place], message))?;
            Ok(Candidate { point, settings })
        });
        let classical = BASELINES.contains(&kind.as_str());
        Ok(NamedModel { name, candidates: candidates.collect::<Outcome<_>>()?, classical, data, pipeline })
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

/// Kinds that a study knows.
fn check_kind(file: &TomlFile, place: &str, kind: &str) -> Outcome {
    let known = [&MODELS[..], &["kernel_classifier"], &BASELINES[..]].concat();
    if known.contains(&kind) {
        return Ok(());
    }
    Err(file.at(&[&format!("{place}.kind")], UnknownName::new("kind of model", kind, &known)))
}

fn check_keys(file: &TomlFile, place: &str, kind: &str) -> Outcome {
    let scoped = file.with_table_at("model", place);
    match kind {
        "kernel_classifier" => file.table::<KernelClassifierSettings>(place, &OF_STUDY).map(|_| ()),
        "rbf_svm" => file.table::<RbfKeys>(place, &OF_STUDY).map(|_| ()),
        "logistic_regression" | "mlp" => file.table::<DenseSettings>(place, &OF_STUDY).map(|_| ()),
        _ => model::of_kind(&scoped, kind, &OF_STUDY).map(|_| ()),
    }
}

/// A model and, for a network, the same one without entanglement.
fn with_control(model: NamedModel) -> Vec<NamedModel> {
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

fn baseline(file: &TomlFile, name: &str) -> Outcome<NamedModel> {
    if !BASELINES.contains(&name) {
        return Err(file.at(&["study.baselines"], UnknownName::new("baseline", name, &BASELINES)));
    }
    let settings = settings(name, Table::new(), Table::new());
    let settings = settings.map_err(|message| file.at(&["study.baselines"], message))?;
    let candidates = vec![Candidate { point: SettingPoint::new(), settings }];
    Ok(NamedModel { name: name.into(), candidates, classical: true, data: None, pipeline: None })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
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
        let expect = "data model accuracy";
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
        for kind in [&MODELS[..], &["kernel_classifier"], &BASELINES[..]].concat() {
            let of = if kind == "separable" { ", of = { kind = 'dressed' }" } else { "" };
            let text = format!(
                "data = [{{ generator = 'moons' }}]\nmodel = [{{ kind = '{kind}'{of} }}]\nstudy.baselines = []"
            );
            let config = read(&text).unwrap();
            assert_eq!(config.models.len(), 1, "{kind}");
        }
    }
}
