//! The answer of `train` for people.

use super::shown::{Shown, measured};
use ansatz::qml::kernels::{KernelRegression, KernelSettings};
use ansatz::qml::models::{DenseSettings, ModelSettings};
use ansatz_jobs::model::{MachineKeys, MachineSettings, ModelSection};
use ansatz_jobs::train::{Size, TrainAnswer, Trained};

/// The answer for people.
pub fn text<T: Shown>(answer: &TrainAnswer<T::Metrics>, trained: &Trained<T>) -> String {
    let prepared = trained.prepared();
    let data = &prepared.data;
    let lines = [
        Some(format!(
            "data      {}: {} rows, {} features{}",
            prepared.name,
            data.row_count(),
            data.feature_names.len(),
            T::kinds(trained)
        )),
        Some(format!("model     {}, {}", described(&trained.config().model), sized(trained))),
        Some(format!(
            "training  {}, {:.3} s on {}\n",
            went(answer, trained),
            answer.seconds,
            trained.device()
        )),
        Some(T::summary(&measured(&answer.metrics, answer.baseline.as_ref(), ["train", "test"])) + "\n"),
        T::details(trained).map(|details| details + "\n"),
        Some(format!("weights   sha256 {}", answer.weights_sha256)),
        Some(format!("files     {}", answer.artifacts.join("\n          "))),
    ];
    lines.into_iter().flatten().collect::<Vec<String>>().join("\n")
}

/// How training went, in a few words.
fn went<T: Shown>(answer: &TrainAnswer<T::Metrics>, trained: &Trained<T>) -> String {
    let (config, stopped) = (trained.config(), trained.record().stopped);
    let how = match &config.model {
        ModelSection::Network(_) => {
            format!("{}, {} epochs ({stopped})", config.training.optimizer.name, answer.epochs)
        }
        ModelSection::Machine(MachineSettings { keys: MachineKeys::Dense(settings), .. }) => {
            format!("{} ({stopped})", settings.optimizer)
        }
        ModelSection::Machine(_) => stopped.to_string(),
    };
    answer.loss.map_or_else(|| how.clone(), |loss| format!("{how}, loss {loss:.6}"))
}

/// How large a model is: its qubits, if it has some, and what training found.
pub fn sized<T: Shown>(trained: &Trained<T>) -> String {
    let size = match trained.size() {
        Size::Weights(count) => format!("{count} weights"),
        Size::SupportVectors(count) => format!("{count} support vectors"),
    };
    match trained.num_qubits() {
        0 => size,
        qubits => format!("{qubits} qubits, {size}"),
    }
}

/// What is trained, in a few words.
pub fn described(model: &ModelSection) -> String {
    match model {
        ModelSection::Network(model) => network(model),
        ModelSection::Machine(settings) => machine(settings),
    }
}

fn machine(settings: &MachineSettings) -> String {
    match &settings.keys {
        MachineKeys::KernelClassifier(settings) => {
            format!("{}, penalty {}", kernel(&settings.kernel), settings.penalty)
        }
        MachineKeys::KernelRegressor(settings) => match settings.regression {
            KernelRegression::Ridge { ridge } => format!("{}, ridge {ridge}", kernel(&settings.kernel)),
            KernelRegression::SupportVector { penalty, tube } => {
                format!("{}, penalty {penalty}, tube {tube}", kernel(&settings.kernel))
            }
        },
        MachineKeys::Dense(DenseSettings { hidden, penalty, .. }) => {
            let name = settings.kind.name().replace('_', " ");
            match hidden.iter().map(usize::to_string).collect::<Vec<_>>() {
                none if none.is_empty() => format!("{name}, penalty {penalty}"),
                some => format!("{name} of {} hidden, penalty {penalty}", some.join(" and ")),
            }
        }
    }
}

fn kernel(settings: &KernelSettings) -> String {
    match settings.kind.as_str() {
        "gaussian" => "gaussian kernel".into(),
        kind => {
            let trained = if settings.trainable { "trained " } else { "" };
            format!("{trained}{kind} kernel, {} embedding", settings.embedding)
        }
    }
}

/// A variational model in a few words.
fn network(model: &ModelSettings) -> String {
    match model {
        ModelSettings::VariationalClassifier(settings) => {
            match (settings.embedding.as_str(), settings.ansatz()) {
                (embedding, "none") => format!("{embedding} embedding, {} layers", settings.layers),
                (embedding, ansatz) => format!("{embedding} embedding, {ansatz}, {} layers", settings.layers),
            }
        }
        ModelSettings::Reuploading(settings) => format!("re-uploading, {} layers", settings.layers),
        ModelSettings::Dressed(settings) => format!("dressed circuit, {} layers", settings.layers),
        ModelSettings::CircuitCentric(settings) => {
            format!("circuit-centric, {} copies, {} layers", settings.copies, settings.layers)
        }
        ModelSettings::IqpVariational(settings) => format!("IQP variational, {} layers", settings.layers),
        ModelSettings::Convolutional(_) => "quantum convolutional".into(),
        ModelSettings::TreeTensor(_) => "tree tensor".into(),
        ModelSettings::Separable(settings) => format!("{} without entanglement", network(&settings.of)),
        other => other.kind().into(),
    }
}
