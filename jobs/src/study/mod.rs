//! Studies: a file in; models on data sets over seeds, with their controls and classical baselines, out.

mod config;
mod results;
mod scored;
mod studied;
mod summary;
mod trial;

pub use config::{Candidate, Expectation, FolderSection, NamedData, NamedModel, StudyConfig, StudySection};
pub use results::{Results, StudyAnswer, Summary, Trial, chosen};
pub use scored::{Asked, ClassScores, ClassTrain, NumberScores, NumberTrain, Rows, Scored};
pub use studied::{AnyStudied, Studied};

use crate::data::Task;
use crate::device;
use crate::error::Outcome;
use crate::files::OutputFolder;
use crate::model::{AnySettings, GRAM_COPIES};
use crate::observer::{Observer, Step};
use crate::options::JobOptions;
use crate::toml_file::{TomlFile, TomlInput};
use crate::train::Circumstances;
use ansatz::qml::{
    data::{Dataset, Split},
    preprocess::{Columns, Pipeline},
    study::side_by_side,
};
use ansatz::simulator::{Backend, MemoryNeed, TableNeed};
use ndarray::Axis;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// The study file with every key and its default.
pub const REFERENCE: &str = include_str!("reference.toml");

/// Which study, and where results go.
#[derive(Debug, Clone)]
pub struct StudyRequest {
    /// The study file.
    pub config: TomlInput,
    /// The output folder, instead of the file's; by default `out/` and the file's name.
    pub out: Option<PathBuf>,
}

/// A data set, loaded and split.
struct Loaded<'a, T: Scored> {
    named: &'a NamedData,
    data: Dataset<T>,
    pipeline: Pipeline,
    /// One for each repetition.
    splits: Vec<Split>,
}

/// A model on a data set.
struct Pair<'a, T: Scored> {
    data: &'a Loaded<'a, T>,
    model: &'a NamedModel,
}

impl<T: Scored> Clone for Pair<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Scored> Copy for Pair<'_, T> {}

/// Compares models as a file says.
///
/// # Errors
/// The file or the data is wrong; there is no room, no such device, or nowhere to write. What the file expects and does not find
/// is no error here: see [`Studied::expected`].
pub fn study(request: &StudyRequest, options: &JobOptions, observer: &dyn Observer) -> Outcome<AnyStudied> {
    options.with_threads(|| {
        let file = TomlFile::read(&request.config)?;
        let config = StudyConfig::read(&file, options.seed)?;
        let work = Work { request, options, observer };
        Ok(match config.task {
            Task::Classification => AnyStudied::Classes(Box::new(work.study(file, config)?)),
            Task::Regression => AnyStudied::Numbers(Box::new(work.study(file, config)?)),
        })
    })
}

/// A request, and how it is worked on.
struct Work<'a> {
    request: &'a StudyRequest,
    options: &'a JobOptions,
    observer: &'a dyn Observer,
}

impl Work<'_> {
    fn study<T: Scored>(&self, file: TomlFile, config: StudyConfig) -> Outcome<Studied<T>> {
        let load = |named| Loaded::new(named, config.study.seeds);
        let data = config.data.iter().map(load).collect::<Outcome<Vec<_>>>()?;
        if config.task == Task::Classification {
            pairs(&config, &data).iter().try_for_each(|pair| pair.check_weights(&file))?;
        }
        let backend = backend(self.options, &config, &data)?;
        let folder = OutputFolder::open(&self.request.folder(&file, &config))?;
        let start = Instant::now();
        let results = results(&config, &data, &backend, self.observer)?;
        let seconds = start.elapsed().as_secs_f64();
        drop(data);
        Ok(Studied { file, config, results, device: backend.name(), seconds, folder })
    }
}

impl StudyRequest {
    fn folder(&self, file: &TomlFile, config: &StudyConfig) -> PathBuf {
        let name = file.stem().unwrap_or("study".into());
        match (&self.out, &config.output.dir) {
            (Some(out), _) => out.clone(),
            (None, Some(dir)) => file.beside(dir),
            (None, None) => Path::new("out").join(name),
        }
    }
}

/// Memory for the largest circuit of every thread, and the backend.
fn backend<T: Scored>(
    options: &JobOptions,
    config: &StudyConfig,
    data: &[Loaded<'_, T>],
) -> Outcome<Arc<dyn Backend>> {
    let settings = || config.models.iter().flat_map(|model| &model.candidates).map(|c| &c.settings);
    let qubits = |settings: &AnySettings| {
        data.iter().map(|loaded| settings.num_qubits(loaded.data.features.ncols())).max().unwrap_or(0)
    };
    let num_qubits = settings().map(qubits).max().unwrap_or(0);
    let states = rayon::current_num_threads();
    let real_bytes = options.precision.real_bytes();
    MemoryNeed { num_qubits, lanes: 1, states, real_bytes }.check(options.memory_limit)?;
    check_tables(options, config, data)?;
    Ok(device::choose(options, num_qubits)?.backend)
}

/// Tables that grow with the square of the rows or of the classes: one of each kind for every trial side by side, or kept.
fn check_tables<T: Scored>(options: &JobOptions, config: &StudyConfig, data: &[Loaded<'_, T>]) -> Outcome {
    let limit = options.memory_limit;
    let side_by_side = rayon::current_num_threads();
    for Pair { data, model } in pairs(config, data) {
        let rows = data.splits.iter().map(|split| split.train.len()).max().unwrap_or(0);
        if model.candidates.iter().any(|candidate| candidate.settings.has_gram()) {
            let need = TableNeed { rows, columns: rows, copies: GRAM_COPIES * side_by_side };
            need.check("a kernel matrix", limit)?;
        }
        let classes = data.data.classes.len().max(1);
        let trials = data.splits.len() * config.models.len();
        TableNeed { rows: classes, columns: classes, copies: trials }.check("a confusion matrix", limit)?;
        let need = TableNeed { rows, columns: classes, copies: 2 * side_by_side };
        need.check("a table of probabilities", limit)?;
    }
    Ok(())
}

/// Every model on every data set that it is for, in order.
fn pairs<'a, T: Scored>(config: &'a StudyConfig, data: &'a [Loaded<'a, T>]) -> Vec<Pair<'a, T>> {
    let of = |data: &'a Loaded<'a, T>| {
        let models = config.models.iter().filter(|model| model.is_for(&data.named.name));
        models.map(move |model| Pair { data, model })
    };
    data.iter().flat_map(of).collect()
}

fn results<T: Scored>(
    config: &StudyConfig,
    data: &[Loaded<'_, T>],
    backend: &Arc<dyn Backend>,
    observer: &dyn Observer,
) -> Outcome<Results<T>> {
    let pairs = pairs(config, data);
    let seeds = config.study.seeds;
    for pair in pairs.iter().filter(|pair| pair.model.candidates.len() > 1) {
        pair.data.check_folds(config.study.folds)?;
    }
    let of = |pair| (0..seeds).map(move |repetition| trial::Job { pair, repetition });
    let jobs: Vec<trial::Job<'_, T>> = pairs.iter().copied().flat_map(of).collect();
    observer.begin(jobs.len());
    let trials = side_by_side(&jobs, |job| {
        let trial = job.run(config.study.folds, backend);
        observer.step(&Step::Done);
        Ok(trial.map_err(|error| job.failure(error)))
    })?;
    observer.end();
    let trials = trials.into_iter().collect::<Outcome<Vec<Trial<T>>>>()?;
    let mut summaries = Vec::new();
    for pair in pairs {
        let is_own = |trial: &&Trial<T>| trial.data == pair.data.named.name && trial.model == pair.model.name;
        let own: Vec<&Trial<T>> = trials.iter().filter(is_own).collect();
        let mut summary = summary::summarise(&own, pair.model);
        summary::extras(config, pair, backend, &mut summary)?;
        summaries.push(summary);
    }
    summary::compare(&trials, &mut summaries)?;
    Ok(Results { trials, summaries })
}

impl<T: Scored> Loaded<'_, T> {
    fn new(named: &NamedData, seeds: u64) -> Outcome<Loaded<'_, T>> {
        let NamedData { section, file, .. } = named;
        let data: Dataset<T> = section.load(file)?.data;
        let columns = Columns::of(&data, section.missing);
        let pipeline = section.pipeline(file)?.with_columns(columns);
        let splits = (0..seeds).map(|seed| section.split(file, &data, seed)).collect::<Outcome<Vec<_>>>()?;
        // The first split shows what does not fit, where it stands.
        let fitted = pipeline.fit(&data.select(&splits[0].train).features);
        fitted.map_err(|error| file.at(&["data.preprocess"], error))?;
        Ok(Loaded { named, data, pipeline, splits })
    }

    /// Refuses classes of which no fold but one has a row: candidates could not be told apart by them.
    fn check_folds(&self, folds: usize) -> Outcome {
        let NamedData { file, .. } = self.named;
        if self.data.classes.is_empty() {
            return Ok(());
        }
        for split in &self.splits {
            let mut counts = vec![0; self.data.classes.len()];
            split.train.iter().for_each(|row| counts[self.data.labels[*row].stratum()] += 1);
            if let Some(class) = counts.iter().position(|count| *count == 1) {
                let name = &self.data.classes[class];
                let message = format!(
                    "class `{name}` has 1 row to train on, which {folds} folds cannot share; leave the class out with `classes`, or give models a single candidate"
                );
                return Err(file.at(&["data.classes", "data.file"], message));
            }
        }
        Ok(())
    }

    fn rows(&self, rows: &[usize]) -> Rows<T> {
        let labels = rows.iter().map(|row| self.data.labels[*row]).collect();
        Rows { features: self.data.features.select(Axis(0), rows), labels }
    }
}

impl<T: Scored> Pair<'_, T> {
    /// Refuses weights of classes that the data do not have.
    fn check_weights(&self, file: &TomlFile) -> Outcome {
        let (labels, classes) = (&self.data.data.labels, &self.data.data.classes);
        let strata: Vec<usize> = labels.iter().map(|label| label.stratum()).collect();
        let weights = self.model.candidates.iter().filter_map(|candidate| candidate.settings.class_weight());
        for weight in weights {
            let known = weight.of(&strata, classes);
            known.map_err(|error| file.at(&["training.class_weight", "training", "model"], error))?;
        }
        Ok(())
    }

    /// An untrained model of one of its candidates, behind the preprocessing that is fitted with it.
    fn build(&self, candidate: usize, repetition: u64, backend: &Arc<dyn Backend>) -> Box<T::Model> {
        let shared = &self.data.pipeline;
        let own = self.model.pipeline.clone().map(|own| own.with_columns(shared.columns.clone()));
        let pipeline = own.unwrap_or_else(|| shared.clone());
        let around = Circumstances { backend: Arc::clone(backend), classes: &self.data.data.classes };
        let model = self.model.candidates[candidate].settings.build::<T>(repetition, around);
        T::behind(pipeline, model)
    }
}
