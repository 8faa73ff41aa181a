//! Classical baselines: what a quantum model is to be compared with, as the same trait.
//!
//! Called by studies and users. Must not know circuits.
//!
//! Logistic regression is a network without hidden layers, so it and the small network share one file of forty lines of mathematics and the
//! optimizers that are here anyway; the support vector machine is the kernel classifier with the Gaussian kernel. No crate had a
//! network with exact gradients, class probabilities and the same bits everywhere.

mod dense;
mod model;
mod saved;
mod scale;
mod settings;

pub use dense::Taught;
pub use model::{DenseClassifier, DenseModel, DenseRegressor};
pub use saved::SavedDense;
pub use settings::DenseSettings;

use crate::{Classifier, KernelClassifier, KernelClassifierSettings, KernelSettings, UnknownName};
use ansatz_simulator::Backend;
use std::sync::Arc;

/// The names that [`baseline_by_name`] knows.
pub const BASELINES: [&str; 3] = ["logistic_regression", "rbf_svm", "mlp"];

/// The baseline of that name with its default settings: multinomial logistic regression, a support vector machine with the Gaussian kernel, a
/// network of one hidden layer. The seed is that of starting weights; the backend is only kept, none of them runs a circuit.
///
/// ```
/// use ansatz_qml::data::moons;
/// use ansatz_qml::models::{BASELINES, baseline_by_name};
/// use ansatz_simulator::Cpu;
/// use std::sync::Arc;
/// let (train, test) = (moons(100, 0.1, 0)?, moons(100, 0.1, 1)?);
/// for name in BASELINES {
///     let mut model = baseline_by_name(name, 0, Arc::new(Cpu::<f64>::default()))?;
///     model.fit(&train.features, &train.labels)?;
///     assert!(model.score(&test.features, &test.labels)? > 0.8, "{name}");
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// [`UnknownName`] with the nearest name.
pub fn baseline_by_name(
    name: &str,
    seed: u64,
    backend: Arc<dyn Backend>,
) -> Result<Box<dyn Classifier>, UnknownName> {
    Ok(match name {
        "logistic_regression" => Box::new(DenseClassifier::new(DenseSettings::logistic_regression())),
        "rbf_svm" => {
            let kernel = KernelSettings { kind: "gaussian".into(), ..KernelSettings::default() };
            let settings = KernelClassifierSettings { kernel, ..KernelClassifierSettings::default() };
            Box::new(KernelClassifier::new(settings, backend))
        }
        "mlp" => Box::new(DenseClassifier::new(DenseSettings { seed, ..DenseSettings::default() })),
        _ => return Err(UnknownName::new("baseline", name, &BASELINES)),
    })
}
