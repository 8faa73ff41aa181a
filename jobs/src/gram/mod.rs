//! Gram matrices: a kernel file in; the matrix of its kernel over a data set out, as `.npy`.

mod answer;
mod config;

pub use answer::{GramAnswer, GramInputs, Test, Training};
pub use config::{FileSection, GramConfig, MachineSection};

use crate::data::Prepared;
use crate::device;
use crate::error::{JobError, Outcome};
use crate::files::write_file;
use crate::options::JobOptions;
use crate::toml_file::{TomlFile, TomlInput};
use ansatz::qml::{
    ModelError,
    kernels::{Kernel, KernelClassifier, QuantumKernel, kernel_target_alignment},
    models::Samples,
};
use ansatz::simulator::{Backend, MemoryNeed, TableNeed};
use config::show;
use ndarray::Array2;
use ndarray_npy::WriteNpyExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// The kernel file with every key and its default.
pub const REFERENCE: &str = include_str!("reference.toml");

/// Which kernel, and where its matrix goes.
#[derive(Debug, Clone)]
pub struct GramRequest {
    /// The kernel file.
    pub config: TomlInput,
    /// The file of the matrix, instead of the one that the kernel file names; by default `out/` and its name.
    pub out: Option<PathBuf>,
}

/// The matrices, and what the machine makes of them.
struct Computed {
    gram: Array2<f64>,
    training: Option<Training>,
    cross: Option<Cross>,
    qubits: usize,
    seconds: f64,
}

/// Test rows against training rows.
struct Cross {
    matrix: Array2<f64>,
    test: Test,
}

/// A kernel, and how it was trained, if it was.
struct Trained {
    kernel: Arc<dyn Kernel>,
    training: Option<Training>,
}

/// What a kernel file asks for, its data loaded.
struct Task {
    file: TomlFile,
    config: GramConfig,
    prepared: Prepared,
}

/// Writes the Gram matrix that a file asks for.
///
/// # Errors
/// The file or the data is wrong; there is no room, no such device, or nowhere to write. An accuracy less than expected is no
/// error here: see [`GramAnswer::expected`].
pub fn gram(request: &GramRequest, options: &JobOptions) -> Outcome<GramAnswer> {
    options.with_threads(|| {
        let file = TomlFile::read(&request.config)?;
        let config = GramConfig::read(&file)?;
        let prepared = config.data.prepare(&file)?;
        Task { file, config, prepared }.answer(request, options)
    })
}

impl Task {
    fn answer(self, request: &GramRequest, options: &JobOptions) -> Outcome<GramAnswer> {
        let bits = device::amplitude_bits(self.num_qubits(), self.prepared.data.row_count());
        let backend = device::choose(options, bits)?.backend;
        let device = backend.name();
        self.check_memory(options)?;
        let computed = self.compute(backend).map_err(|error| show(&self.file, error))?;
        let path = self.path(request);
        let mut artifacts = vec![write(&path, &computed.gram)?];
        let (rows, columns) = computed.gram.dim();
        let mut test = None;
        if let Some(cross) = computed.cross {
            artifacts.push(write(&beside(&path), &cross.matrix)?);
            test = Some(cross.test);
        }
        let Task { file, config, prepared } = self;
        let files = config.data.source.files(&file);
        Ok(GramAnswer {
            shape: [rows, columns],
            artifacts,
            alignment: kernel_target_alignment(&computed.gram, &prepared.train.labels),
            inputs: GramInputs {
                file,
                files,
                split_seed: config.data.split_seed,
                gram: computed.gram,
                labels: prepared.train.labels,
                classes: prepared.data.classes,
            },
            training: computed.training,
            test,
            data: prepared.name,
            embedding: (config.kernel.kind != "gaussian").then_some(config.kernel.embedding),
            kernel: config.kernel.kind,
            qubits: computed.qubits,
            precision: options.precision.name(),
            device,
            seconds: computed.seconds,
            accuracy: config.machine.accuracy,
        })
    }

    fn num_qubits(&self) -> usize {
        self.config.kernel.num_qubits(self.prepared.train.features.ncols())
    }

    fn compute(&self, backend: Arc<dyn Backend>) -> Result<Computed, ModelError> {
        let (train, start) = (&self.prepared.train, Instant::now());
        let qubits = self.num_qubits();
        let Trained { kernel, training } = self.kernel(Arc::clone(&backend))?;
        let gram = kernel.gram(&train.features)?;
        let Some(test) = &self.prepared.test else {
            let seconds = start.elapsed().as_secs_f64();
            return Ok(Computed { gram, training, cross: None, qubits, seconds });
        };
        let cross = kernel.cross(&test.features, &train.features)?;
        let mut machine = KernelClassifier::new(self.config.classifier(), backend);
        if let Some(weight) = &self.config.machine.class_weight {
            machine = machine.class_weight(weight.clone(), self.prepared.data.classes.clone());
        }
        machine.fit_gram(kernel, Samples::new(&train.features, &train.labels)?, &gram)?;
        let share = |matrix: &Array2<f64>, labels: &[usize]| {
            let predicted = machine.predict_gram(matrix)?;
            let right = predicted.iter().zip(labels).filter(|(a, b)| a == b).count();
            Ok::<f64, ModelError>(right as f64 / labels.len() as f64)
        };
        let test = Test {
            shape: cross.dim().into(),
            train_accuracy: share(&gram, &train.labels)?,
            accuracy: share(&cross, &test.labels)?,
            support_vectors: machine.support_vectors().len(),
        };
        let seconds = start.elapsed().as_secs_f64();
        Ok(Computed { gram, training, cross: Some(Cross { matrix: cross, test }), qubits, seconds })
    }

    /// The kernel, its weights trained if it has any.
    fn kernel(&self, backend: Arc<dyn Backend>) -> Result<Trained, ModelError> {
        let (settings, train) = (&self.config.kernel, &self.prepared.train);
        if !settings.trainable {
            return Ok(Trained { kernel: settings.build(&train.features, backend)?, training: None });
        }
        let mut kernel = QuantumKernel::new(settings, train.features.ncols(), backend)?;
        let alignment = self.config.alignment.clone().unwrap_or_default();
        let history = kernel.train(Samples::new(&train.features, &train.labels)?, &alignment)?;
        let training = Some(Training { history, weights: kernel.weights().to_vec() });
        Ok(Trained { kernel: Arc::new(kernel), training })
    }

    /// The states of all rows are kept.
    fn check_memory(&self, options: &JobOptions) -> Outcome {
        let lanes = self.prepared.data.row_count();
        let need = MemoryNeed { num_qubits: self.num_qubits(), lanes, states: 1, real_bytes: 8 };
        need.check(options.memory_limit)?;
        // The matrix of the training rows beside that of the test rows, and what the machine makes of the first.
        let rows = self.prepared.train.features.nrows();
        let need = TableNeed { rows, columns: self.prepared.data.row_count(), copies: 2 };
        Ok(need.check("a kernel matrix", options.memory_limit)?)
    }

    fn path(&self, request: &GramRequest) -> PathBuf {
        match (&request.out, &self.config.output.file) {
            (Some(out), _) => out.clone(),
            (None, Some(path)) => self.file.beside(path),
            (None, None) => {
                let name = self.file.stem().unwrap_or("kernel".into());
                Path::new("out").join(name).with_extension("npy")
            }
        }
    }
}

/// The file of test rows: `iris.npy` becomes `iris_test.npy`.
fn beside(path: &Path) -> PathBuf {
    let stem = path.file_stem().map(|stem| stem.to_string_lossy()).unwrap_or_default();
    path.with_file_name(format!("{stem}_test")).with_extension("npy")
}

/// Writes a matrix, with the folders that it needs, and says where.
fn write(path: &Path, matrix: &Array2<f64>) -> Outcome<String> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)
            .map_err(|error| JobError::work(format!("cannot make {}: {error}", folder.display())))?;
    }
    write_file(path, |file| matrix.write_npy(file).map_err(std::io::Error::other))?;
    Ok(path.display().to_string())
}
