//! The probability of a wrong class, as a loss.

use super::Loss;
use super::probabilities_of_expectations;

/// `L = 1/2 − (o_y − mean of the other outputs)/4`: for two classes with outputs `(−z, z)` of an expectation z, the probability
/// `(1 ∓ z)/2` that one measurement says the wrong class. Probabilities are those of the mean squared error's outputs.
///
/// ```
/// use ansatz_qml::losses::{ErrorProbability, Loss};
/// let mut gradient = [0.0; 2];
/// // z = 0.6: one measurement is wrong with probability 0.2.
/// let loss = ErrorProbability.value_and_gradient(&[-0.6, 0.6], 1, &mut gradient);
/// assert!((loss - 0.2).abs() < 1e-15);
/// ```
///
/// Source: V. Havlíček et al., arXiv:1804.11326; as trained by J. Bowles, S. Ahmed, M. Schuld, arXiv:2403.07059.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ErrorProbability;

impl Loss for ErrorProbability {
    fn name(&self) -> &'static str {
        "error_probability"
    }

    fn value_and_gradient(&self, outputs: &[f64], label: usize, gradient: &mut [f64]) -> f64 {
        let others = (outputs.len() - 1).max(1) as f64;
        gradient.fill(0.25 / others);
        gradient[label] = -0.25;
        0.5 + gradient.iter().zip(outputs).map(|(g, o)| g * o).sum::<f64>()
    }

    fn probabilities(&self, outputs: &[f64], probabilities: &mut [f64]) {
        probabilities_of_expectations(outputs, probabilities);
    }
}
