//! `train`: trains a classifier as a TOML file says, and writes the model with its history and metrics.

use crate::chart::Chart;
use crate::config::{Config, Part, Prepared};
use crate::failure::{Failure, Outcome};
use crate::model_file::check_memory;
use crate::options::{AnswerFormat, Common};
use crate::output_folder::OutputFolder;
use crate::progress::Progress;
use crate::toml_file::TomlFile;
use crate::training_report::{Answer, Parts, Record, Summary, history_csv, weights_sha256};
use crate::{backend, output};
use ansatz::qml::{Epoch, Metrics, ModelError, OptimizeError, StopReason, VariationalClassifier};
use clap::Args;
use serde::Serialize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The training file with every key and its default.
pub const REFERENCE: &str = include_str!("train.toml");

/// Train a classifier as a TOML file says.
///
/// Writes into the output folder, each file whole or not at all: `model.json` (for `predict` and `evaluate`),
/// `metrics.json`, `history.csv` (loss and accuracy of each epoch), `loss.svg` (their picture) and `config.toml` (a copy).
/// The same file gives the same weights for any number of threads. If training diverges, the files hold the last good
/// weights and the exit code is 1.
#[derive(Args)]
#[command(after_long_help = crate::help::page(
    &[&format!("The training file:\n\n{REFERENCE}")],
    "ansatz train examples/iris.toml --out out/iris
     ansatz train examples/moons.toml --seed 3 --format json"
))]
pub struct Train {
    /// The training file; --help shows every key with its default
    #[arg(value_name = "CONFIG.toml")]
    config: PathBuf,
    /// Where results go, instead of the file's `[output] dir`; by default `out/` and the file's name
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// How a model was trained.
struct Fit {
    epochs: Vec<Epoch>,
    stopped: &'static str,
    /// Why training could not go on; the model then has the last good weights.
    diverged: Option<OptimizeError>,
    seconds: f64,
}

/// What is trained on what.
struct Task {
    file: TomlFile,
    config: Config,
    prepared: Prepared,
}

impl Train {
    pub fn execute(&self) -> Outcome {
        self.common.answer_format()?;
        self.common.with_threads(|| self.train())
    }

    fn train(&self) -> Outcome {
        let task = self.task()?;
        let rows = match task.config.training.batch_size {
            0 => task.prepared.data.row_count(),
            size => size,
        };
        let bits = backend::amplitude_bits(task.config.model.qubits, rows);
        let backend = backend::choose(&self.common, bits)?;
        let device = backend.name();
        let folder = OutputFolder::open(&self.folder(&task))?;
        let mut model = VariationalClassifier::new(task.config.model.settings(), backend);
        let result = self
            .fit(&mut model, &task)
            .map_err(|error| task.config.show(&task.file, error))
            .and_then(|fit| Ok((write(&model, &fit, &task, &folder)?, fit)));
        let (answer, fit) = result.inspect_err(|_| folder.discard())?;
        if let Some(reason) = fit.diverged {
            let message = format!("training diverged in epoch {}: {reason}", fit.epochs.len() + 1);
            return Err(Failure::work(format!("{message}; {} has the last good weights", answer.model)));
        }
        match self.common.answer_format()? {
            AnswerFormat::Json => output::print_json(&answer),
            AnswerFormat::Text => {
                let weights = model.weights().len();
                let Task { config, prepared, .. } = &task;
                output::print(&answer.text(&Summary {
                    config,
                    prepared,
                    weights,
                    device,
                    stopped: fit.stopped,
                }))
            }
        }
    }

    /// Reads everything that training needs.
    fn task(&self) -> Outcome<Task> {
        let file = TomlFile::read(&self.config)?;
        let mut config = Config::read(&file)?;
        config.training.seed = self.common.seed.unwrap_or(config.training.seed);
        config.model.settings().check().map_err(|error| config.show(&file, error))?;
        let prepared = config.data.prepare(&file)?;
        check_memory(&config.model.settings(), prepared.data.row_count(), &self.common)?;
        Ok(Task { file, config, prepared })
    }

    fn fit(&self, model: &mut VariationalClassifier, task: &Task) -> Result<Fit, ModelError> {
        let (training, train) = (&task.config.training, &task.prepared.train);
        let progress = Progress::epochs(training.epochs, &self.common);
        let mut epochs = Vec::new();
        let start = Instant::now();
        let outcome = model.fit_observed(&train.features, &train.labels, training, &mut |_, epoch| {
            epochs.push(*epoch);
            progress.advance(epoch);
            ControlFlow::Continue(())
        });
        let seconds = start.elapsed().as_secs_f64();
        progress.finish();
        match outcome {
            Ok(history) => Ok(Fit { epochs, stopped: reason(history.stopped), diverged: None, seconds }),
            Err(ModelError::Optimize(error)) if !matches!(error, OptimizeError::Objective(_)) => {
                Ok(Fit { epochs, stopped: "diverged", diverged: Some(error), seconds })
            }
            Err(error) => Err(error),
        }
    }

    fn folder(&self, task: &Task) -> PathBuf {
        match (&self.out, &task.config.output.dir) {
            (Some(out), _) => out.clone(),
            (None, Some(dir)) => task.file.beside(dir),
            (None, None) => Path::new("out").join(name(&task.file)),
        }
    }
}

/// Writes every file; the model is the last one, so that it only appears with its record.
fn write(model: &VariationalClassifier, fit: &Fit, task: &Task, folder: &OutputFolder) -> Outcome<Answer> {
    let Task { file, config, prepared } = task;
    let metrics = Parts {
        train: measure(model, &prepared.train)?,
        test: prepared.test.as_ref().map(|test| measure(model, test)).transpose()?,
    };
    let loss = model.loss(&prepared.train.features, &prepared.train.labels)?;
    let weights_sha256 = weights_sha256(model.weights());
    let record = Record {
        metrics: &metrics,
        classes: &prepared.data.classes,
        epochs: fit.epochs.len(),
        stopped: fit.stopped,
        loss,
        weights_sha256: &weights_sha256,
    };
    let chart = Chart {
        title: &name(file),
        loss: &config.model.loss,
        epochs: &fit.epochs,
        test_accuracy: metrics.test.as_ref().map(|test| test.accuracy),
    };
    let svg = chart.svg().map_err(|error| Failure::work(format!("cannot draw the curves: {error}")))?;
    let saved = model.save(&prepared.data, &prepared.pipeline)?;
    let copied = format!(
        "# Copied from {}; paths are relative to its folder.\n{}",
        file.path().display(),
        file.text()
    );
    let mut artifacts = vec![
        folder.write("metrics.json", &json(&record)?)?,
        folder.write("history.csv", &history_csv(&fit.epochs))?,
        folder.write("loss.svg", &svg)?,
        folder.write("config.toml", &copied)?,
    ];
    let model = folder.write("model.json", &json(&saved)?)?;
    artifacts.insert(0, model.clone());
    let (epochs, seconds) = (fit.epochs.len(), fit.seconds);
    Ok(Answer { model, metrics, epochs, loss, seconds, weights_sha256, artifacts })
}

fn measure(model: &VariationalClassifier, part: &Part) -> Outcome<Metrics> {
    Ok(model.evaluate(&part.features, &part.labels)?)
}

fn json(value: &impl Serialize) -> Outcome<String> {
    let text = serde_json::to_string_pretty(value);
    text.map(|text| text + "\n").map_err(|error| Failure::work(format!("cannot write JSON: {error}")))
}

/// Why training ended, for people and files.
fn reason(stopped: StopReason) -> &'static str {
    match stopped {
        StopReason::Epochs => "all epochs",
        StopReason::Converged => "converged",
        StopReason::EarlyStopping => "early stopping",
        StopReason::Interrupted => "interrupted",
    }
}

/// The name of a configuration: its file's, without the ending.
fn name(file: &TomlFile) -> String {
    file.path().file_stem().map_or("model".into(), |stem| stem.to_string_lossy().into_owned())
}
