//! Training: a training file in; a model with its history and metrics out.
//!
//! [`train`] does the work and writes nothing but checkpoints; [`Trained`] says what there is to write.

mod baseline;
mod checkpoint;
mod classes;
mod config;
mod ending;
mod kind_keys;
mod learnt;
mod machine;
mod made;
mod numbers;
mod optimizer_need;
mod place;
mod predictions;
mod record;
mod start;
mod trained;

pub use baseline::Baseline;
pub use config::{ExpectSection, OutputSection, TrainConfig};
pub use ending::Ending;
pub use learnt::{Circumstances, Judged, Learnt, Measure, Merit, Weight};
pub use machine::{Machine, Trainable};
pub use made::{Made, Size};
pub use numbers::NumberMetrics;
pub use record::{Parts, Record, TrainAnswer};
pub use trained::{AnyTrained, Trained};

use crate::data::{self, Prepared};
use crate::device;
use crate::error::{JobError, Outcome, RequestError};
use crate::files::OutputFolder;
use crate::model::{
    GRAM_COPIES, KernelSize, MachineSettings, ModelSection, NetworkSize, check_kernel, check_network,
};
use crate::observer::{Notice, Observer, Step};
use crate::options::JobOptions;
use crate::place::Place;
use crate::toml_file::{TomlFile, TomlInput};
use crate::train::checkpoint::CheckpointFile;
use ansatz::qml::{
    ModelError,
    models::{Checkpoint, DataShape, Epoch, ModelSettings, Samples, TargetScale, Variational},
    optimize::OptimizeError,
};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

/// The training file with every key and its default.
pub const REFERENCE: &str = include_str!("reference.toml");

/// What is trained, and where results go.
#[derive(Debug, Clone)]
pub struct TrainRequest {
    /// The training file.
    pub config: TomlInput,
    /// The output folder, instead of the file's; by default `out/` and the file's name.
    pub out: Option<PathBuf>,
    /// The folder of a run to go on with.
    pub resume: Option<PathBuf>,
}

/// What is trained on what.
pub(crate) struct Task<T: Learnt> {
    file: TomlFile,
    config: TrainConfig,
    prepared: Prepared<T>,
    /// The training labels as they are learnt, on this scale.
    known: Vec<T>,
    scale: Option<TargetScale>,
    qubits: usize,
}

/// How a model was trained.
pub(crate) struct Fit {
    epochs: Vec<Epoch>,
    ending: Ending,
    /// The run at its end, unless it diverged.
    checkpoint: Option<Checkpoint>,
    /// Why training could not go on; the model then has the last good weights.
    diverged: Option<OptimizeError>,
    seconds: f64,
}

/// Trains a model as a file says.
///
/// # Errors
/// The file or the data is wrong; there is no room, no such device, or nowhere to write. Divergence is no error here: see
/// [`Trained::completed`].
pub fn train(request: &TrainRequest, options: &JobOptions, observer: &dyn Observer) -> Outcome<AnyTrained> {
    options.with_threads(|| {
        let file = TomlFile::read(&request.config)?;
        let config = TrainConfig::read(&file)?;
        let work = Work { request, options, observer };
        Ok(match config.data.task {
            data::Task::Classification => AnyTrained::Classes(Box::new(work.train(file, config)?)),
            data::Task::Regression => AnyTrained::Numbers(Box::new(work.train(file, config)?)),
        })
    })
}

/// A request, and how it is worked on.
struct Work<'a> {
    request: &'a TrainRequest,
    options: &'a JobOptions,
    observer: &'a dyn Observer,
}

impl Work<'_> {
    fn train<T: Learnt>(&self, file: TomlFile, config: TrainConfig) -> Outcome<Trained<T>> {
        let task = self.task::<T>(file, config)?;
        match task.config.model.clone() {
            ModelSection::Network(model) => self.network(task, &model),
            ModelSection::Machine(settings) => self.machine(task, &settings),
        }
    }

    /// A variational model, in epochs.
    fn network<T: Learnt>(&self, task: Task<T>, model: &ModelSettings) -> Outcome<Trained<T>> {
        let Work { request, options, observer } = *self;
        let rows = match task.config.training.batch_size {
            0 => task.prepared.data.row_count(),
            size => size,
        };
        let from = request.resume.as_deref().map(checkpoint::read).transpose()?;
        let backend = device::choose(options, device::amplitude_bits(task.qubits, rows))?.backend;
        let device = backend.name();
        let folder = OutputFolder::open(&request.folder(&task))?;
        let start = start::weights(&task)?;
        let untrained = T::network(model, &task.config.training, backend);
        let mut model = T::named(untrained, &task.prepared.data.classes);
        if let Some(weights) = start {
            model = model.starting_from(weights);
        }
        let mut run = Run { task: &task, folder: &folder, observer };
        let fit = run.fit(&mut model, from).map_err(|error| request.show(&task, error))?;
        Trained::new(task, fit, Made::Network(Box::new(model)), trained::Around { device, folder })
    }

    /// A kernel machine or a classical model, in one go.
    fn machine<T: Learnt>(&self, task: Task<T>, settings: &MachineSettings) -> Outcome<Trained<T>> {
        let Work { request, options, .. } = *self;
        if let Some(folder) = &request.resume {
            let kind = settings.kind.name();
            let place = Place::file(folder.display());
            return Err(JobError::request(place, RequestError::NoEpochs { kind }));
        }
        let train = &task.prepared.train;
        let bits = device::amplitude_bits(task.qubits, train.labels.len());
        let backend = device::choose(options, bits)?.backend;
        let device = backend.name();
        let folder = OutputFolder::open(&request.folder(&task))?;
        let around = Circumstances { backend, classes: &task.prepared.data.classes };
        let mut machine = T::machine(settings, around);
        let start = Instant::now();
        let fitted = machine.train(&train.features, &task.known);
        fitted.map_err(|error| task.config.show(&task.file, error))?;
        let seconds = start.elapsed().as_secs_f64();
        let ending = machine.ending();
        let fit = Fit { epochs: Vec::new(), ending, checkpoint: None, diverged: None, seconds };
        Trained::new(task, fit, Made::Machine(machine), trained::Around { device, folder })
    }

    /// Reads everything that training needs.
    fn task<T: Learnt>(&self, file: TomlFile, mut config: TrainConfig) -> Outcome<Task<T>> {
        config.set_seed(self.options.seed, &file);
        T::check_keys(&config, &file)?;
        config.model.check().map_err(|error| config.show(&file, error))?;
        let prepared: Prepared<T> = config.data.prepare(&file)?;
        let qubits = config.model.num_qubits(prepared.train.features.ncols());
        self.check_memory(&file, &config, &prepared)?;
        let scale = config.model.is_scaled().then(|| T::scale(&prepared.train.labels)).flatten();
        let known = prepared.train.labels.iter().map(|label| label.scaled(scale)).collect();
        Ok(Task { file, config, prepared, known, scale, qubits })
    }

    /// Refuses what does not fit in memory before it is made.
    fn check_memory<T: Learnt>(
        &self,
        file: &TomlFile,
        config: &TrainConfig,
        prepared: &Prepared<T>,
    ) -> Outcome {
        let (features, samples) = (prepared.train.features.ncols(), prepared.data.row_count());
        match &config.model {
            ModelSection::Network(model) => {
                let qubits = model.num_qubits(features);
                check_network(model, NetworkSize { qubits, samples }, self.options)?;
                let shape = DataShape { features, classes: prepared.data.classes.len() };
                let weights = T::num_weights(model, shape).map_err(|error| config.show(file, error))?;
                optimizer_need::check(file, config, weights, self.options)
            }
            ModelSection::Machine(settings) => {
                let Some(kernel) = settings.kernel() else { return Ok(()) };
                let rows = prepared.train.features.nrows();
                let size = KernelSize { features, states: samples, rows, columns: rows, copies: GRAM_COPIES };
                check_kernel(kernel, size, self.options)
            }
        }
    }
}

impl TrainRequest {
    /// An error of training where it can be mended: in the training file, or in the checkpoint.
    fn show<T: Learnt>(&self, task: &Task<T>, error: ModelError) -> JobError {
        match (&self.resume, error) {
            (Some(folder), ModelError::Checkpoint(error)) => {
                JobError::input(Place::file(folder.join(checkpoint::NAME).display()), error)
            }
            (_, error) => task.config.show(&task.file, error),
        }
    }

    fn folder<T: Learnt>(&self, task: &Task<T>) -> PathBuf {
        match (&self.out, &self.resume, &task.config.output.dir) {
            (Some(folder), ..) | (None, Some(folder), _) => folder.clone(),
            (None, None, Some(dir)) => task.file.beside(dir),
            (None, None, None) => Path::new("out").join(task.title()),
        }
    }
}

impl<T: Learnt> Task<T> {
    /// A model of it, with what its answers mean.
    fn judged<'a>(&self, model: &'a T::Model) -> Judged<'a, T> {
        Judged { model, scale: self.scale, classes: self.prepared.data.classes.len() }
    }

    /// The name of a configuration: its file's, without the ending.
    fn title(&self) -> String {
        self.file.stem().unwrap_or("model".into())
    }
}

/// A fit on its way.
struct Run<'a, T: Learnt> {
    task: &'a Task<T>,
    folder: &'a OutputFolder,
    observer: &'a dyn Observer,
}

impl<T: Learnt> Run<'_, T> {
    fn fit(&mut self, model: &mut Variational<T>, from: Option<Checkpoint>) -> Result<Fit, ModelError> {
        let (config, train) = (&self.task.config, &self.task.prepared.train);
        self.observer.begin(config.training.epochs);
        let mut file = CheckpointFile::new(self.folder, config.output.checkpoint_seconds);
        let mut epochs = Vec::new();
        let start = Instant::now();
        let known = Samples::new(&train.features, &self.task.known)?;
        let outcome = model.fit_observed(known, from, &mut |progress| {
            epochs = progress.epochs().to_vec();
            self.observer.step(&Step::Epochs { epochs: &epochs, score: T::SCORE });
            file.offer(progress);
            ControlFlow::Continue(())
        });
        let seconds = start.elapsed().as_secs_f64();
        self.observer.end();
        let fit = match outcome {
            Ok(checkpoint) => {
                let ending = Ending::Stopped(checkpoint.history().stopped);
                Fit { epochs, ending, checkpoint: Some(checkpoint), diverged: None, seconds }
            }
            Err(ModelError::Optimize(error))
                if matches!(error, OptimizeError::Diverged { .. } | OptimizeError::Solver { .. }) =>
            {
                Fit { epochs, ending: Ending::Diverged, checkpoint: None, diverged: Some(error), seconds }
            }
            Err(error) => return Err(error),
        };
        if let Some(reason) = file.failure() {
            self.observer.notice(&Notice::UnwrittenCheckpoint(&reason));
        }
        Ok(fit)
    }
}
