//! The answer of `train` for people.

use crate::metrics::{self, NamedMetrics};
use ansatz::qml::models::ModelSettings;
use ansatz_jobs::train::{TrainAnswer, Trained};

/// The answer for people.
pub fn text(answer: &TrainAnswer, trained: &Trained) -> String {
    let (config, prepared) = (trained.config(), trained.prepared());
    let data = &prepared.data;
    let mut sets = vec![NamedMetrics { name: "train", metrics: &answer.metrics.train }];
    sets.extend(answer.metrics.test.as_ref().map(|test| NamedMetrics { name: "test", metrics: test }));
    let NamedMetrics { name: part, metrics: shown } = sets[sets.len() - 1];
    let body = described(&config.model);
    [
        format!(
            "data      {}: {} rows, {} features, {} classes",
            prepared.name,
            data.row_count(),
            data.feature_names.len(),
            data.classes.len()
        ),
        format!(
            "model     {body}, {} qubits, {} weights",
            trained.num_qubits(),
            trained.model().weights().len()
        ),
        format!(
            "training  {}, {} epochs ({}), loss {:.6}, {:.3} s on {}",
            config.training.optimizer.name,
            answer.epochs,
            trained.record().stopped,
            answer.loss,
            answer.seconds,
            trained.device()
        ),
        String::new(),
        metrics::summary(&sets),
        String::new(),
        format!("{part} rows"),
        metrics::confusion(&shown.confusion, &data.classes),
        String::new(),
        format!("weights   sha256 {}", answer.weights_sha256),
        format!("files     {}", answer.artifacts.join("\n          ")),
    ]
    .join("\n")
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
