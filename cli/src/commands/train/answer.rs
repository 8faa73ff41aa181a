//! The answer of `train` for people.

use super::shown::{Shown, measured};
use ansatz::qml::models::ModelSettings;
use ansatz_jobs::train::{TrainAnswer, Trained};

/// The answer for people.
pub fn text<T: Shown>(answer: &TrainAnswer<T::Metrics>, trained: &Trained<T>) -> String {
    let (config, prepared) = (trained.config(), trained.prepared());
    let data = &prepared.data;
    let lines = [
        Some(format!(
            "data      {}: {} rows, {} features{}",
            prepared.name,
            data.row_count(),
            data.feature_names.len(),
            T::kinds(trained)
        )),
        Some(format!(
            "model     {}, {} qubits, {} weights",
            described(&config.model),
            trained.num_qubits(),
            trained.model().weights().len()
        )),
        Some(format!(
            "training  {}, {} epochs ({}), loss {:.6}, {:.3} s on {}\n",
            config.training.optimizer.name,
            answer.epochs,
            trained.record().stopped,
            answer.loss,
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

/// A model in a few words.
pub fn described(model: &ModelSettings) -> String {
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
        ModelSettings::Separable(settings) => format!("{} without entanglement", described(&settings.of)),
        other => other.kind().into(),
    }
}
