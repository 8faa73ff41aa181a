//! `gram`: the matrix of a quantum kernel over a data set, as a TOML file says.

use crate::config::Prepared;
use crate::config::gram::{GramConfig, show};
use crate::failure::{Failure, Outcome};
use crate::options::{AnswerFormat, Common};
use crate::toml_file::TomlFile;
use crate::{backend, help, output};
use ansatz::qml::{Kernel, KernelClassifier, ModelError, QuantumKernel, Samples, kernel_target_alignment};
use ansatz::simulator::{Backend, MemoryNeed};
use clap::Args;
use ndarray::Array2;
use ndarray_npy::WriteNpyExt;
use serde::Serialize;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// The kernel file with every key and its default.
pub const REFERENCE: &str = include_str!("gram.toml");

/// Gram matrix of a kernel, to a `.npy` file.
///
/// K_ij = k(x_i, x_j) over the rows of a data set: `fidelity` is |⟨φ(x_i)|φ(x_j)⟩|², where the embedding makes φ(x);
/// `projected` is exp(−γ Σ (⟨P_q⟩_i − ⟨P_q⟩_j)²) over qubits q and P = X, Y, Z; `gaussian` is exp(−γ|x_i − x_j|²). N circuits are run, not N²: the overlaps are
/// one matrix product. The order of rows is that of the data, or of its training rows.
///
/// A kernel with `trainable = true` is trained first: exact gradients of the alignment move the weights of its embedding.
///
/// The alignment is Σ K_ij T_ij / √(Σ K² · Σ T²), where T says which rows are of the same class: 1 for a kernel that is
/// the classes. With test rows a second file has k(test, training), and a support vector machine is trained and
/// measured.
#[derive(Args)]
#[command(after_long_help = help::page(
    &[&format!("The kernel file:\n\n{REFERENCE}")],
    "ansatz gram examples/kernel_iris.toml
     ansatz gram examples/kernel_moons.toml --out moons.npy --format json"
))]
pub struct Gram {
    /// The kernel file; --help shows every key with its default
    #[arg(value_name = "CONFIG.toml")]
    config: PathBuf,
    /// Where the matrix goes, instead of the file's `[output] file`; by default `out/` and the file's name
    #[arg(long, value_name = "FILE.npy")]
    out: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// The answer; its fields are the JSON keys.
#[derive(Serialize)]
struct Answer {
    shape: [usize; 2],
    artifacts: Vec<String>,
    alignment: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    training: Option<Training>,
    #[serde(skip_serializing_if = "Option::is_none")]
    test: Option<Test>,
    data: String,
    kernel: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    embedding: Option<String>,
    qubits: usize,
    precision: &'static str,
    device: String,
    seconds: f64,
}

/// How a trainable kernel was trained.
#[derive(Serialize)]
struct Training {
    /// The alignment before each step and at the end.
    history: Vec<f64>,
    weights: Vec<f64>,
}

/// What the support vector machine does.
#[derive(Serialize)]
struct Test {
    shape: [usize; 2],
    train_accuracy: f64,
    accuracy: f64,
    support_vectors: usize,
}

/// The matrices, and what the machine makes of them.
struct Computed {
    gram: Array2<f64>,
    training: Option<Training>,
    cross: Option<(Array2<f64>, Test)>,
    qubits: usize,
    seconds: f64,
}

impl Gram {
    pub fn execute(&self) -> Outcome {
        self.common.answer_format()?;
        self.common.with_threads(|| self.gram())
    }

    fn gram(&self) -> Outcome {
        let file = TomlFile::read(&self.config)?;
        let config = GramConfig::read(&file)?;
        let prepared = config.data.prepare(&file)?;
        let qubits = config.kernel.num_qubits(prepared.train.features.ncols());
        let bits = backend::amplitude_bits(qubits, prepared.data.row_count());
        let backend = backend::choose(&self.common, bits)?;
        let device = backend.name();
        let computed = self.compute(&file, (&config, &prepared), backend)?;
        let path = self.path(&file, &config);
        let mut artifacts = vec![write(&path, &computed.gram)?];
        let (rows, columns) = computed.gram.dim();
        let mut test = None;
        if let Some((cross, of_test)) = computed.cross {
            artifacts.push(write(&beside(&path), &cross)?);
            test = Some(of_test);
        }
        let answer = Answer {
            shape: [rows, columns],
            artifacts,
            alignment: kernel_target_alignment(&computed.gram, &prepared.train.labels),
            training: computed.training,
            test,
            data: prepared.name,
            embedding: (config.kernel.kind != "gaussian").then_some(config.kernel.embedding),
            kernel: config.kernel.kind,
            qubits: computed.qubits,
            precision: self.common.precision.name(),
            device,
            seconds: computed.seconds,
        };
        match self.common.answer_format()? {
            AnswerFormat::Json => output::print_json(&answer)?,
            AnswerFormat::Text => output::print(&answer.text())?,
        }
        match (config.machine.accuracy, &answer.test) {
            (Some(least), Some(test)) if test.accuracy < least => Err(Failure::work(format!(
                "the accuracy on test rows is {:.4}, less than the {least} of `accuracy`",
                test.accuracy
            ))),
            _ => Ok(()),
        }
    }

    fn compute(
        &self,
        file: &TomlFile,
        (config, prepared): (&GramConfig, &Prepared),
        backend: Arc<dyn Backend>,
    ) -> Outcome<Computed> {
        let failed = |error| show(file, error);
        let (train, start) = (&prepared.train, Instant::now());
        let qubits = config.kernel.num_qubits(train.features.ncols());
        self.check_memory(qubits, prepared)?;
        let (kernel, training) = kernel((config, prepared), Arc::clone(&backend)).map_err(failed)?;
        let gram = kernel.gram(&train.features).map_err(failed)?;
        let Some(test) = &prepared.test else {
            let seconds = start.elapsed().as_secs_f64();
            return Ok(Computed { gram, training, cross: None, qubits, seconds });
        };
        let cross = kernel.cross(&test.features, &train.features).map_err(failed)?;
        let mut machine = KernelClassifier::new(config.classifier(), backend);
        let samples = Samples::new(&train.features, &train.labels).map_err(failed)?;
        machine.fit_gram(kernel, samples, &gram).map_err(failed)?;
        let share = |matrix: &Array2<f64>, labels: &[usize]| {
            let predicted = machine.predict_gram(matrix).map_err(failed)?;
            let right = predicted.iter().zip(labels).filter(|(a, b)| a == b).count();
            Ok::<f64, Failure>(right as f64 / labels.len() as f64)
        };
        let of_test = Test {
            shape: cross.dim().into(),
            train_accuracy: share(&gram, &train.labels)?,
            accuracy: share(&cross, &test.labels)?,
            support_vectors: machine.support_vectors().len(),
        };
        let seconds = start.elapsed().as_secs_f64();
        Ok(Computed { gram, training, cross: Some((cross, of_test)), qubits, seconds })
    }

    /// The states of all rows are kept.
    fn check_memory(&self, num_qubits: usize, prepared: &Prepared) -> Outcome {
        let lanes = prepared.data.row_count();
        let need = MemoryNeed { num_qubits, lanes, states: 1, real_bytes: 8 };
        Ok(need.check(self.common.memory_limit)?)
    }

    fn path(&self, file: &TomlFile, config: &GramConfig) -> PathBuf {
        match (&self.out, &config.output.file) {
            (Some(out), _) => out.clone(),
            (None, Some(path)) => file.beside(path),
            (None, None) => {
                let name = file.path().file_stem().unwrap_or("kernel".as_ref());
                Path::new("out").join(name).with_extension("npy")
            }
        }
    }
}

/// The kernel, its weights trained if it has any.
fn kernel(
    (config, prepared): (&GramConfig, &Prepared),
    backend: Arc<dyn Backend>,
) -> Result<(Arc<dyn Kernel>, Option<Training>), ModelError> {
    let train = &prepared.train;
    if !config.kernel.trainable {
        return Ok((config.kernel.build(&train.features, backend)?, None));
    }
    let mut kernel = QuantumKernel::new(&config.kernel, train.features.ncols(), backend)?;
    let settings = config.alignment.clone().unwrap_or_default();
    let history = kernel.train(Samples::new(&train.features, &train.labels)?, &settings)?;
    let training = Training { history, weights: kernel.weights().to_vec() };
    Ok((Arc::new(kernel), Some(training)))
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
            .map_err(|error| Failure::work(format!("cannot make {}: {error}", folder.display())))?;
    }
    output::write_file(path, |file| matrix.write_npy(file).map_err(std::io::Error::other))?;
    Ok(path.display().to_string())
}

impl Answer {
    fn text(&self) -> String {
        let [rows, columns] = self.shape;
        let place = match &self.embedding {
            Some(embedding) => format!("{embedding} on {} qubits", self.qubits),
            None => "of the features".into(),
        };
        let mut text = format!(
            "{} kernel of {}: {rows} x {columns}, {place}\nalignment  {:.6}\n",
            self.kernel, self.data, self.alignment
        );
        if let Some(Training { history, weights }) = &self.training {
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "trained    {} weights in {} steps, alignment {:.6} before",
                weights.len(),
                history.len() - 1,
                history[0]
            );
        }
        if let Some(test) = &self.test {
            let _ = writeln!(
                text,
                "machine    {:.4} of {} test rows, {:.4} of training rows, {} support vectors",
                test.accuracy, test.shape[0], test.train_accuracy, test.support_vectors
            );
        }
        for path in &self.artifacts {
            let _ = writeln!(text, "wrote      {path}");
        }
        let _ = write!(text, "on {} in {:.3} s", self.device, self.seconds);
        text
    }
}
