//! `study`: models on data sets over seeds, with their controls and classical baselines, from one TOML file.

use crate::config::AnySettings;
use crate::config::study::{NamedData, NamedModel, StudyConfig};
use crate::failure::{Failure, Outcome};
use crate::options::{AnswerFormat, Common};
use crate::output_folder::OutputFolder;
use crate::progress::Progress;
use crate::study_results::{Results, Summary, Trial};
use crate::toml_file::TomlFile;
use crate::{backend, output, study_page, study_text};
use ansatz::qml::{
    Bootstrap, Classifier, Dataset, Metrics, ModelError, Pipeline, Preprocessed, Samples, Split, Spread,
    TrainingShares, learning_curve, mcnemar, permutation_importance, search, side_by_side, stratified_folds,
};
use ansatz::simulator::{Backend, MemoryNeed};
use clap::Args;
use ndarray::{Array2, Axis};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// The study file with every key and its default.
pub const REFERENCE: &str = include_str!("study.toml");

/// Compare models on data sets, as a TOML file says.
///
/// Every model is trained on every data set, again and again with splits and starting weights of their own; where a model has
/// candidates, cross-validation on the training rows chooses one each time. Classical models run beside the quantum ones, and on
/// demand every network without its entangling gates. Preprocessing is fitted on training rows only. Results are the same for any
/// number of threads; only seconds differ. Writes `study.json`, `trials.csv`, `report.html` and `config.toml`. Where the file says what
/// it expects and that does not come true, the exit code is 1, after the answer.
#[derive(Args)]
#[command(after_long_help = crate::help::page(
    &[&format!("The study file:\n\n{REFERENCE}")],
    "ansatz study examples/study_moons.toml --out out/moons
     ansatz study examples/study_moons.toml --threads 1 --format json"
))]
pub struct Study {
    /// The study file; --help shows every key with its default
    #[arg(value_name = "CONFIG.toml")]
    config: PathBuf,
    /// Where results go, instead of the file's `[output] dir`; by default `out/` and the file's name
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// What `study` prints for programs.
#[derive(Serialize)]
struct Answer<'a> {
    summaries: &'a [Summary],
    trials: &'a [Trial],
    seconds: f64,
    artifacts: Vec<String>,
}

/// A data set, loaded and split.
struct Loaded<'a> {
    named: &'a NamedData,
    data: Dataset,
    pipeline: Pipeline,
    /// One for each repetition.
    splits: Vec<Split>,
}

/// One model on one split of one data set.
struct Job<'a> {
    data: &'a Loaded<'a>,
    model: &'a NamedModel,
    repetition: u64,
}

impl Study {
    pub fn execute(&self) -> Outcome {
        self.common.answer_format()?;
        self.common.with_threads(|| self.study())
    }

    fn study(&self) -> Outcome {
        let file = TomlFile::read(&self.config)?;
        let config = StudyConfig::read(&file, self.common.seed)?;
        let data =
            config.data.iter().map(|named| load(named, config.study.seeds)).collect::<Outcome<Vec<_>>>()?;
        let backend = self.backend(&config, &data)?;
        let folder = OutputFolder::open(&self.folder(&file, &config))?;
        let start = Instant::now();
        let results = self.results(&config, &data, &backend).inspect_err(|_| folder.discard())?;
        let seconds = start.elapsed().as_secs_f64();
        let artifacts = write(&folder, &file, &config, &results)?;
        match self.common.answer_format()? {
            AnswerFormat::Json => {
                let (summaries, trials) = (&results.summaries[..], &results.trials[..]);
                output::print_json(&Answer { summaries, trials, seconds, artifacts })?;
            }
            AnswerFormat::Text => output::print_names(&study_text::text(&results, seconds, &artifacts))?,
        }
        expectations(&config, &results)
    }

    /// Memory for the largest circuit of every thread, and the backend.
    fn backend(&self, config: &StudyConfig, data: &[Loaded<'_>]) -> Outcome<Arc<dyn Backend>> {
        let settings = || config.models.iter().flat_map(|model| &model.candidates).map(|c| &c.settings);
        let qubits = |settings: &AnySettings| {
            data.iter().map(|loaded| settings.num_qubits(loaded.data.features.ncols())).max().unwrap_or(0)
        };
        let num_qubits = settings().map(qubits).max().unwrap_or(0);
        let real_bytes = (self.common.precision.amplitude_bytes() / 2) as usize;
        let states = rayon::current_num_threads();
        MemoryNeed { num_qubits, lanes: 1, states, real_bytes }.check(self.common.memory_limit)?;
        backend::choose(&self.common, num_qubits)
    }

    fn results(
        &self,
        config: &StudyConfig,
        data: &[Loaded<'_>],
        backend: &Arc<dyn Backend>,
    ) -> Outcome<Results> {
        let mut jobs = Vec::new();
        for loaded in data {
            for model in config.models.iter().filter(|model| model.is_for(&loaded.named.name)) {
                jobs.extend((0..config.study.seeds).map(|repetition| Job {
                    data: loaded,
                    model,
                    repetition,
                }));
            }
        }
        let bar = Progress::measurements(jobs.len(), &self.common);
        let trials = side_by_side(&jobs, |job| {
            let trial = job.run(config.study.folds, backend);
            bar.end();
            Ok(trial.map_err(|error| job.failure(error)))
        })?;
        bar.finish();
        let trials = trials.into_iter().collect::<Outcome<Vec<Trial>>>()?;
        let mut summaries = Vec::new();
        for loaded in data {
            for model in config.models.iter().filter(|model| model.is_for(&loaded.named.name)) {
                let own = |trial: &&Trial| trial.data == loaded.named.name && trial.model == model.name;
                let own: Vec<&Trial> = trials.iter().filter(own).collect();
                let mut summary = summarise(&own, model.classical)?;
                self.extras(config, (loaded, model), backend, &mut summary)?;
                summaries.push(summary);
            }
        }
        compare(&trials, &mut summaries)?;
        Ok(Results { trials, summaries })
    }

    /// Learning curves and importances, where they are asked for.
    fn extras(
        &self,
        config: &StudyConfig,
        (loaded, model): (&Loaded<'_>, &NamedModel),
        backend: &Arc<dyn Backend>,
        summary: &mut Summary,
    ) -> Outcome {
        let candidate = &model.candidates[0].settings;
        let pipeline = model.pipeline.as_ref().unwrap_or(&loaded.pipeline);
        let make = || preprocessed(pipeline, candidate.build(0, backend));
        let shares =
            TrainingShares { shares: &config.study.learning_curve, seed: loaded.named.section.split_seed };
        if !shares.shares.is_empty() {
            summary.learning_curve = learning_curve(make, &loaded.data, &loaded.splits, &shares)?;
        }
        if config.study.importance > 0 {
            let split = &loaded.splits[0];
            let (x, y) = rows(&loaded.data, &split.train);
            let mut fitted = make();
            fitted.fit(&x, &y)?;
            let (x, y) = rows(&loaded.data, &split.test);
            let test = Samples::new(&x, &y)?;
            summary.importance = permutation_importance(&*fitted, test, config.study.importance, 0)?;
        }
        Ok(())
    }

    fn folder(&self, file: &TomlFile, config: &StudyConfig) -> PathBuf {
        let name = file.path().file_stem().map_or("study".into(), |stem| stem.to_string_lossy().into_owned());
        match (&self.out, &config.output.dir) {
            (Some(out), _) => out.clone(),
            (None, Some(dir)) => file.beside(dir),
            (None, None) => Path::new("out").join(name),
        }
    }
}

fn load(named: &NamedData, seeds: u64) -> Outcome<Loaded<'_>> {
    let NamedData { section, file, .. } = named;
    let pipeline = section.pipeline(file)?;
    let (_, data) = section.load(file)?;
    let splits = (0..seeds).map(|seed| section.split(file, &data, seed)).collect::<Outcome<Vec<_>>>()?;
    // The first split shows what does not fit, where it stands.
    let fitted = pipeline.fit(&data.select(&splits[0].train).features);
    fitted.map_err(|error| file.at(&["data.preprocess"], error))?;
    Ok(Loaded { named, data, pipeline, splits })
}

fn rows(data: &Dataset, rows: &[usize]) -> (Array2<f64>, Vec<usize>) {
    (data.features.select(Axis(0), rows), rows.iter().map(|row| data.labels[*row]).collect())
}

fn preprocessed(pipeline: &Pipeline, model: Box<dyn Classifier>) -> Box<dyn Classifier> {
    Box::new(Preprocessed::new(pipeline.clone(), model))
}

impl Job<'_> {
    fn run(&self, folds: usize, backend: &Arc<dyn Backend>) -> Result<Trial, ModelError> {
        let Loaded { data, pipeline, splits, named } = self.data;
        let pipeline = self.model.pipeline.as_ref().unwrap_or(pipeline);
        let split = &splits[self.repetition as usize];
        let (train_x, train_y) = rows(data, &split.train);
        let (test_x, test_y) = rows(data, &split.test);
        let candidates = &self.model.candidates;
        let make =
            |k: &usize| preprocessed(pipeline, candidates[*k].settings.build(self.repetition, backend));
        let best = if candidates.len() == 1 {
            0
        } else {
            let seed = named.section.split_seed.wrapping_add(self.repetition);
            let folds = stratified_folds(&train_y, folds, seed)?;
            let points: Vec<usize> = (0..candidates.len()).collect();
            search(make, &points, Samples::new(&train_x, &train_y)?, &folds)?.best
        };
        let mut model = make(&best);
        let start = Instant::now();
        model.fit(&train_x, &train_y)?;
        let fit_s = start.elapsed().as_secs_f64();
        let predictions = model.predict(&test_x)?;
        Ok(Trial {
            data: named.name.clone(),
            model: self.model.name.clone(),
            repetition: self.repetition,
            chosen: candidates[best].point.clone(),
            train_accuracy: model.score(&train_x, &train_y)?,
            test: Metrics::of_predictions(&test_y, &predictions, &model.predict_proba(&test_x)?)?,
            fit_s,
            predictions,
            labels: test_y,
        })
    }

    /// What went wrong, with the model and the data that it went wrong for.
    fn failure(&self, error: ModelError) -> Failure {
        let named = |text: String| {
            let text = text.trim_start_matches("error: ");
            format!("error: {} on {}: {text}", self.model.name, self.data.named.name)
        };
        match Failure::from(error) {
            Failure::Input(text) => Failure::Input(named(text)),
            Failure::Work(text) => Failure::Work(named(text)),
            other => other,
        }
    }
}

fn summarise(trials: &[&Trial], classical: bool) -> Outcome<Summary> {
    let spread =
        |value: &dyn Fn(&Trial) -> f64| Spread::of(&trials.iter().map(|t| value(t)).collect::<Vec<_>>());
    let right: Vec<f64> = trials
        .iter()
        .flat_map(|trial| trial.predictions.iter().zip(&trial.labels))
        .map(|(predicted, label)| f64::from(u8::from(predicted == label)))
        .collect();
    let share = |rows: &[usize]| [rows.iter().map(|row| right[*row]).sum::<f64>() / rows.len() as f64];
    let [interval] = Bootstrap::default().intervals(right.len(), share);
    Ok(Summary {
        data: trials[0].data.clone(),
        model: trials[0].model.clone(),
        classical,
        train_accuracy: spread(&|trial| trial.train_accuracy),
        test_accuracy: spread(&|trial| trial.test.accuracy),
        interval,
        balanced_accuracy: spread(&|trial| trial.test.balanced_accuracy),
        f1: spread(&|trial| trial.test.f1),
        log_loss: spread(&|trial| trial.test.log_loss),
        fit_s: spread(&|trial| trial.fit_s),
        p_value: None,
        learning_curve: Vec::new(),
        importance: Vec::new(),
    })
}

/// Each model beside the best classical one of its data set.
fn compare(trials: &[Trial], summaries: &mut [Summary]) -> Outcome {
    let of = |data: &str, model: &str| -> (Vec<usize>, Vec<usize>) {
        let own = trials.iter().filter(|trial| trial.data == data && trial.model == model);
        own.flat_map(|trial| trial.predictions.iter().zip(&trial.labels).map(|(p, l)| (*p, *l))).unzip()
    };
    let names: Vec<(String, String)> = summaries
        .iter()
        .filter(|summary| summary.classical)
        .map(|summary| (summary.data.clone(), summary.model.clone()))
        .collect();
    let accuracy = |data: &str, model: &str| {
        let (predicted, labels) = of(data, model);
        predicted.iter().zip(&labels).filter(|(p, l)| p == l).count()
    };
    for summary in summaries.iter_mut().filter(|summary| !summary.classical) {
        let rivals = names.iter().filter(|(data, _)| *data == summary.data);
        let Some((data, best)) = rivals.max_by_key(|(data, model)| accuracy(data, model)) else { continue };
        let ((first, labels), (second, _)) = (of(data, &summary.model), of(data, best));
        let test = mcnemar(&labels, &first, &second).map_err(ModelError::from)?;
        summary.p_value = Some(test.p_value);
    }
    Ok(())
}

fn write(
    folder: &OutputFolder,
    file: &TomlFile,
    config: &StudyConfig,
    results: &Results,
) -> Outcome<Vec<String>> {
    let failed =
        |what: &str, error: &dyn std::fmt::Display| Failure::work(format!("cannot write {what}: {error}"));
    let json = serde_json::to_string_pretty(results).map_err(|error| failed("JSON", &error))?;
    let csv = results.csv().map_err(|error| failed("CSV", &error))?;
    let page = study_page::page(file, config, results).map_err(|error| failed("the report", &error))?;
    let copied = format!(
        "# Copied from {}; paths are relative to its folder.\n{}",
        file.path().display(),
        file.text()
    );
    Ok(vec![
        folder.write("report.html", &page)?,
        folder.write_bytes("trials.csv", &csv)?,
        folder.write("config.toml", &copied)?,
        folder.write("study.json", &(json + "\n"))?,
    ])
}

/// Fails where the study did not find what its file expects.
fn expectations(config: &StudyConfig, results: &Results) -> Outcome {
    for expected in &config.expect {
        let found = results.of_data(&expected.data).find(|summary| summary.model == expected.model);
        let accuracy = found.map_or(0.0, |summary| summary.test_accuracy.mean);
        // A mean of shares such as 0.95 may come out one rounding below it.
        if accuracy < expected.accuracy - 1e-12 {
            let (model, data, least) = (&expected.model, &expected.data, expected.accuracy);
            let found = format!("{model} on {data}: mean test accuracy {accuracy:.4}");
            let message = format!("{found}, expected at least {least}");
            return Err(Failure::work(message));
        }
    }
    Ok(())
}
