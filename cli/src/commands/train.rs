//! `train`: trains a classifier as a TOML file says, and writes the model with its history and metrics.

use crate::chart::Chart;
use crate::checkpoint_file::{self, CheckpointFile};
use crate::config::{Config, Part, Prepared};
use crate::failure::{Failure, Outcome};
use crate::model_file::check_memory;
use crate::options::{AnswerFormat, Common};
use crate::output_folder::OutputFolder;
use crate::progress::Progress;
use crate::toml_file::TomlFile;
use crate::training_page::Report;
use crate::training_report::{Answer, Parts, Record, Summary, history_csv, weights_sha256};
use crate::{backend, output};
use ansatz::qml::{
    Checkpoint, Classifier, Epoch, Metrics, ModelError, OptimizeError, Samples, StopReason,
    VariationalClassifier,
};
use clap::Args;
use safetensors::{Dtype, SafeTensorError, tensor::TensorView};
use serde::Serialize;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The training file with every key and its default.
pub const REFERENCE: &str = include_str!("train.toml");

/// Train a classifier as a TOML file says.
///
/// Writes into the output folder, each file whole or not at all: `model.json` (for `predict` and `evaluate`),
/// `report.html` (all results on one page, to be opened in a browser), `metrics.json`, `history.csv` and `history.json`
/// (loss and accuracy of each epoch), `loss.svg` (their picture), `weights.safetensors`, `config.toml` (a copy) and
/// `checkpoint.ansatz`. The same file gives the same weights for any number of threads. A run that was killed goes on with
/// --resume and ends in the same weights as one that was not. If training diverges, the files hold the last good weights and
/// the exit code is 1; so it is, after the answer, where the file expects more than was reached.
#[derive(Args)]
#[command(after_long_help = crate::help::page(
    &[&format!("The training file:\n\n{REFERENCE}")],
    "ansatz train examples/iris.toml --out out/iris
     ansatz train examples/iris.toml --resume out/iris --format json"
))]
pub struct Train {
    /// The training file; --help shows every key with its default
    #[arg(value_name = "CONFIG.toml")]
    config: PathBuf,
    /// Where results go, instead of the file's `[output] dir`; by default `out/` and the file's name
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Go on where the run in this folder was cut off; the training file, the data and the options must be the same, but there
    /// may be more epochs. Results go there too, unless --out names another folder
    #[arg(long, value_name = "DIR")]
    resume: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// How a model was trained.
struct Fit {
    epochs: Vec<Epoch>,
    stopped: &'static str,
    /// The run at its end, unless it diverged.
    checkpoint: Option<Checkpoint>,
    /// Why a checkpoint could not be written on the way.
    unwritten: Option<Failure>,
    /// Why training could not go on; the model then has the last good weights.
    diverged: Option<OptimizeError>,
    seconds: f64,
}

/// What is trained on what.
struct Task {
    file: TomlFile,
    config: Config,
    prepared: Prepared,
    qubits: usize,
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
        let from = self.resume.as_deref().map(checkpoint_file::read).transpose()?;
        let bits = backend::amplitude_bits(task.qubits, rows);
        let backend = backend::choose(&self.common, bits)?;
        let device = backend.name();
        let folder = OutputFolder::open(&self.folder(&task))?;
        let config = &task.config;
        let mut model = VariationalClassifier::new(config.model.clone(), config.training.clone(), backend);
        let result = self
            .fit(&mut model, (&task, &folder), from)
            .map_err(|error| self.show(&task, error))
            .and_then(|fit| Ok((write(&model, &fit, &task, &folder)?, fit)));
        let (answer, fit) = result.inspect_err(|_| folder.discard())?;
        if let Some(Failure::Work(reason)) = &fit.unwritten {
            crate::output::warn(&self.common, &format!("{reason}; no harm was done, the run has ended"));
        }
        if let Some(reason) = fit.diverged {
            let message = format!("training diverged in epoch {}: {reason}", fit.epochs.len() + 1);
            return Err(Failure::work(format!("{message}; {} has the last good weights", answer.model)));
        }
        let expectation = expectation(&task.config, &answer);
        match self.common.answer_format()? {
            AnswerFormat::Json => output::print_json(&answer)?,
            AnswerFormat::Text => {
                let weights = model.weights().len();
                let Task { config, prepared, qubits, .. } = &task;
                output::print_names(&answer.text(&Summary {
                    config,
                    prepared,
                    qubits: *qubits,
                    weights,
                    device,
                    stopped: fit.stopped,
                }))?;
            }
        }
        expectation
    }

    /// Reads everything that training needs.
    fn task(&self) -> Outcome<Task> {
        let file = TomlFile::read(&self.config)?;
        let mut config = Config::read(&file)?;
        config.training.seed = self.common.seed.unwrap_or(config.training.seed);
        config.model.check().map_err(|error| config.show(&file, error))?;
        let prepared = config.data.prepare(&file)?;
        let qubits = config.model.num_qubits(prepared.train.features.ncols());
        check_memory((&config.model, qubits), prepared.data.row_count(), &self.common)?;
        Ok(Task { file, config, prepared, qubits })
    }

    /// An error of training where it can be mended: in the training file, or in the checkpoint.
    fn show(&self, task: &Task, error: ModelError) -> Failure {
        match (&self.resume, error) {
            (Some(folder), ModelError::Checkpoint(error)) => {
                Failure::input(folder.join(checkpoint_file::NAME).display(), error)
            }
            (_, error) => task.config.show(&task.file, error),
        }
    }

    fn fit(
        &self,
        model: &mut VariationalClassifier,
        (task, folder): (&Task, &OutputFolder),
        from: Option<Checkpoint>,
    ) -> Result<Fit, ModelError> {
        let train = &task.prepared.train;
        let bar = Progress::epochs(task.config.training.epochs, &self.common);
        let mut file = CheckpointFile::new(folder, task.config.output.checkpoint_seconds);
        let mut epochs = Vec::new();
        let start = Instant::now();
        let known = Samples::new(&train.features, &train.labels)?;
        let outcome = model.fit_observed(known, from, &mut |progress| {
            epochs = progress.epochs().to_vec();
            bar.advance(&epochs);
            file.offer(progress);
            ControlFlow::Continue(())
        });
        let seconds = start.elapsed().as_secs_f64();
        bar.finish();
        let unwritten = file.failure();
        match outcome {
            Ok(checkpoint) => {
                let stopped = reason(checkpoint.history().stopped);
                Ok(Fit { epochs, stopped, checkpoint: Some(checkpoint), unwritten, diverged: None, seconds })
            }
            Err(ModelError::Optimize(error)) if !matches!(error, OptimizeError::Objective(_)) => {
                let (stopped, diverged) = ("diverged", Some(error));
                Ok(Fit { epochs, stopped, checkpoint: None, unwritten, diverged, seconds })
            }
            Err(error) => Err(error),
        }
    }

    fn folder(&self, task: &Task) -> PathBuf {
        match (&self.out, &task.config.output.dir) {
            (Some(out), _) => out.clone(),
            (None, _) if self.resume.is_some() => self.resume.clone().unwrap_or_default(),
            (None, Some(dir)) => task.file.beside(dir),
            (None, None) => Path::new("out").join(name(&task.file)),
        }
    }
}

/// Writes every file; the model is the last one, so that it only appears with its record.
fn write(model: &VariationalClassifier, fit: &Fit, task: &Task, folder: &OutputFolder) -> Outcome<Answer> {
    let Task { file, config, prepared, .. } = task;
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
    let title = name(file);
    let chart = Chart {
        title: &title,
        loss: "training",
        epochs: &fit.epochs,
        test_accuracy: metrics.test.as_ref().map(|test| test.accuracy),
    };
    let svg = chart.svg().map_err(|error| Failure::work(format!("cannot draw the curves: {error}")))?;
    let report =
        Report { title: &title, model, config, prepared, record: &record, curves: &svg, text: file.text() };
    let copied = format!(
        "# Copied from {}; paths are relative to its folder.\n{}",
        file.path().display(),
        file.text()
    );
    let saved = model.save(&prepared.data, &prepared.pipeline)?;
    let mut artifacts = vec![
        folder.write("report.html", &report.page()?)?,
        folder.write("metrics.json", &json(&record)?)?,
        folder.write("history.csv", &history_csv(&fit.epochs))?,
        folder.write("history.json", &json(&fit.epochs)?)?,
        folder.write("loss.svg", &svg)?,
        folder.write("config.toml", &copied)?,
        folder.write_bytes("weights.safetensors", &weights_file(model.weights())?)?,
    ];
    if let Some(checkpoint) = &fit.checkpoint {
        artifacts.push(CheckpointFile::new(folder, 0.0).write(checkpoint)?);
    }
    let model = folder.write("model.json", &json(&saved)?)?;
    artifacts.insert(0, model.clone());
    let (epochs, seconds) = (fit.epochs.len(), fit.seconds);
    Ok(Answer { model, metrics, epochs, loss, seconds, weights_sha256, artifacts })
}

/// The weights as the tensor `weights` of a safetensors file.
fn weights_file(weights: &[f64]) -> Outcome<Vec<u8>> {
    let bytes: Vec<u8> = weights.iter().flat_map(|weight| weight.to_le_bytes()).collect();
    let failed = |error: SafeTensorError| Failure::work(format!("cannot write the weights: {error}"));
    let tensor = TensorView::new(Dtype::F64, vec![weights.len()], &bytes).map_err(failed)?;
    safetensors::serialize([("weights", tensor)], None).map_err(failed)
}

/// Fails where training did not reach what its file expects.
fn expectation(config: &Config, answer: &Answer) -> Outcome {
    let metrics = answer.metrics.test.as_ref().unwrap_or(&answer.metrics.train);
    match config.expect.accuracy {
        Some(least) if metrics.accuracy < least => {
            Err(Failure::work(format!("accuracy {:.4}, expected at least {least}", metrics.accuracy)))
        }
        _ => Ok(()),
    }
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
        StopReason::Plateau => "plateau",
        StopReason::Interrupted => "interrupted",
    }
}

/// The name of a configuration: its file's, without the ending.
fn name(file: &TomlFile) -> String {
    file.path().file_stem().map_or("model".into(), |stem| stem.to_string_lossy().into_owned())
}
