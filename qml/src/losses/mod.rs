//! Losses: how wrong a model's outputs are for what is known, and in which direction they should move.
//!
//! A loss is a value of one of two open traits: [`Loss`] for classes, [`RegressionLoss`] for numbers. Names of files become values here.
//!
//! ```
//! use ansatz_qml::losses::{CrossEntropy, Loss};
//! let mut slope = [0.0; 2];
//! let loss = CrossEntropy.value_and_gradient(&[0.0, 0.0], 1, &mut slope);
//! assert_eq!((loss, slope), (2f64.ln(), [0.5, -0.5]));
//! ```
//!
//! Called once a sample by training, and for class probabilities by prediction. Must not know circuits, batches or optimizers.

mod cross_entropy;
mod error_probability;
mod hinge;
mod mean_squared_error;
mod regression;

pub use cross_entropy::{CrossEntropy, softmax};
pub use error_probability::ErrorProbability;
pub use hinge::Hinge;
pub use mean_squared_error::{MeanSquaredError, probabilities_of_expectations};
pub use regression::{Huber, REGRESSION_LOSSES, RegressionLoss, SquaredError};

use crate::names::UnknownName;
use crate::registry::registry;
use std::str::FromStr;
use std::sync::Arc;

/// A loss of one sample: `outputs` are the model's numbers, one a class, and `label` is the true class.
///
/// The predicted class is the one with the largest output; [`Loss::probabilities`] has its largest entry there too.
///
/// Everything that takes a loss takes a value, so that a loss of one's own is used like a shipped one. This is the focal loss
/// `L = -(1 - p_y)^γ ln p_y` with `p = softmax(outputs)`, which looks away from samples that are right already (T.-Y. Lin et al.,
/// arXiv:1708.02002):
///
/// ```
/// use ansatz_qml::losses::{Loss, softmax};
///
/// struct FocalLoss {
///     gamma: f64,
/// }
///
/// impl Loss for FocalLoss {
///     fn value_and_gradient(&self, outputs: &[f64], label: usize, gradient: &mut [f64]) -> f64 {
///         let log_p = outputs[label] - softmax(outputs, gradient);
///         let p = gradient[label];
///         // ∂L/∂o_k = (∂L/∂ ln p_y) ([k = y] - p_k)
///         let slope = (1.0 - p).powf(self.gamma - 1.0) * (self.gamma * p * log_p - (1.0 - p));
///         gradient.iter_mut().for_each(|p_k| *p_k *= -slope);
///         gradient[label] += slope;
///         -(1.0 - p).powf(self.gamma) * log_p
///     }
/// }
///
/// let mut gradient = [0.0; 2];
/// let value = FocalLoss { gamma: 2.0 }.value_and_gradient(&[0.0, 0.0], 1, &mut gradient);
/// assert!((value - 0.25 * 2f64.ln()).abs() < 1e-15);
/// assert!(gradient[0] > 0.0 && gradient[1] < 0.0);
/// ```
///
/// # Panics
/// The methods panic, as indexing a slice does, if `label` is not an index of `outputs`, or if the slices differ in length.
pub trait Loss: Send + Sync {
    /// The name, for reports; that of a shipped loss is its name in files. By default that of the type.
    fn name(&self) -> &'static str {
        std::any::type_name::<Self>()
    }

    /// The loss; its derivative by each output goes to `gradient`, whatever that held before.
    fn value_and_gradient(&self, outputs: &[f64], label: usize, gradient: &mut [f64]) -> f64;

    /// An estimate of each class's probability: not negative, with sum 1. By default the softmax of the outputs.
    fn probabilities(&self, outputs: &[f64], probabilities: &mut [f64]) {
        softmax(outputs, probabilities);
    }
}

/// A loss behind a pointer is a loss.
macro_rules! behind_a_pointer {
    ($($pointer:ident)+) => { $(
        impl<L: Loss + ?Sized> Loss for $pointer<L> {
            fn name(&self) -> &'static str {
                (**self).name()
            }

            fn value_and_gradient(&self, outputs: &[f64], label: usize, gradient: &mut [f64]) -> f64 {
                (**self).value_and_gradient(outputs, label, gradient)
            }

            fn probabilities(&self, outputs: &[f64], probabilities: &mut [f64]) {
                (**self).probabilities(outputs, probabilities);
            }
        }
    )+ };
}

behind_a_pointer!(Box Arc);

registry! {
    /// The names of losses of classes, as files have them.
    pub const LOSSES: "loss";
    /// The loss with this name.
    ///
    /// # Errors
    /// [`UnknownName`] with the nearest known name.
    pub fn by_name -> Box<dyn Loss> {
        "cross_entropy" => Box::new(CrossEntropy),
        "mean_squared_error" => Box::new(MeanSquaredError),
        "hinge" => Box::new(Hinge),
        "error_probability" => Box::new(ErrorProbability),
    }
}

/// The loss of a name: `"hinge".parse::<Box<dyn Loss>>()`.
///
/// ```
/// use ansatz_qml::losses::Loss;
/// let loss: Box<dyn Loss> = "cross_entropy".parse()?;
/// assert_eq!(loss.name(), "cross_entropy");
/// let error = "cross-entropy".parse::<Box<dyn Loss>>().err().unwrap();
/// assert_eq!(error.to_string(), "unknown loss `cross-entropy`; did you mean `cross_entropy`?");
/// # Ok::<(), ansatz_qml::UnknownName>(())
/// ```
impl FromStr for Box<dyn Loss> {
    type Err = UnknownName;

    fn from_str(name: &str) -> Result<Self, UnknownName> {
        by_name(name)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::purposes;
    use ansatz_simulator::RandomStream;

    const STEP: f64 = 1e-5;

    #[test]
    fn gradients_are_the_slopes_of_the_values() {
        let mut generator = RandomStream::new(1, purposes::SYNTHETIC_NOISE, 0);
        for name in LOSSES {
            let loss = by_name(name).unwrap();
            for _ in 0..200 {
                let classes = 2 + generator.below(4) as usize;
                let mut outputs: Vec<f64> = (0..classes).map(|_| 2.0 * generator.normal()).collect();
                let label = generator.below(classes as u64) as usize;
                if name == "hinge" && near_a_kink(&outputs, label) {
                    continue;
                }
                let (mut gradient, mut unused) = (vec![f64::NAN; classes], vec![0.0; classes]);
                loss.value_and_gradient(&outputs, label, &mut gradient);
                for index in 0..classes {
                    let center = outputs[index];
                    let mut at = |offset| {
                        outputs[index] = center + offset;
                        loss.value_and_gradient(&outputs, label, &mut unused)
                    };
                    let slope = (at(STEP) - at(-STEP)) / (2.0 * STEP);
                    outputs[index] = center;
                    assert!(
                        (slope - gradient[index]).abs() < 1e-8,
                        "{name}: {slope} against {}",
                        gradient[index]
                    );
                }
            }
        }
    }

    /// Whether the largest other output is nearly shared, or the margin is nearly met.
    fn near_a_kink(outputs: &[f64], label: usize) -> bool {
        let mut others: Vec<f64> = outputs
            .iter()
            .enumerate()
            .filter(|&(class, _)| class != label)
            .map(|(_, &output)| output)
            .collect();
        others.sort_by(|left, right| right.total_cmp(left));
        let shared = others.len() > 1 && others[0] - others[1] < 1e-3;
        shared || (1.0 + others[0] - outputs[label]).abs() < 1e-3
    }

    #[test]
    fn probabilities_sum_to_one_and_peak_at_the_largest_output() {
        let mut generator = RandomStream::new(2, purposes::SYNTHETIC_NOISE, 0);
        let largest =
            |values: &[f64]| (0..values.len()).max_by(|&a, &b| values[a].total_cmp(&values[b])).unwrap();
        for name in LOSSES {
            let loss = by_name(name).unwrap();
            for scale in [0.1, 1.0, 30.0] {
                for _ in 0..100 {
                    let outputs: Vec<f64> = (0..4).map(|_| scale * generator.normal()).collect();
                    let mut probabilities = [f64::NAN; 4];
                    loss.probabilities(&outputs, &mut probabilities);
                    assert!((probabilities.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{name}");
                    assert!(probabilities.iter().all(|&p| (0.0..=1.0 + 1e-12).contains(&p)), "{name}");
                    assert_eq!(largest(&probabilities), largest(&outputs), "{name}: {outputs:?}");
                }
            }
        }
    }

    #[test]
    fn every_name_is_its_own_and_a_misspelt_one_gets_its_neighbour() {
        for name in LOSSES {
            assert_eq!(by_name(name).unwrap().name(), name);
            assert_eq!(Arc::new(by_name(name).unwrap()).name(), name);
        }
        let error = by_name("cross-entropy").err().unwrap();
        assert_eq!(error.to_string(), "unknown loss `cross-entropy`; did you mean `cross_entropy`?");
    }
}
