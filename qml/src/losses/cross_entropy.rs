//! Cross-entropy of the softmax of the outputs.

use super::Loss;

/// `L = ln Σₖ exp(oₖ) - o_y`, with `∂L/∂oₖ = softmax(o)ₖ - [k = y]`; y is the true class.
///
/// The largest output is subtracted before exponentials are taken, so that no finite output overflows. The probabilities are softmax(o).
///
/// ```
/// use ansatz_qml::losses::{CrossEntropy, Loss};
/// let mut gradient = [0.0; 2];
/// assert_eq!(CrossEntropy.value_and_gradient(&[0.0, 0.0], 1, &mut gradient), 2f64.ln());
/// assert_eq!(gradient, [0.5, -0.5]);
/// ```
///
/// Source: J. S. Bridle, "Probabilistic interpretation of feedforward classification network outputs", Neurocomputing, 227–236 (1990).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CrossEntropy;

impl Loss for CrossEntropy {
    fn name(&self) -> &'static str {
        "cross_entropy"
    }

    fn value_and_gradient(&self, outputs: &[f64], label: usize, gradient: &mut [f64]) -> f64 {
        let log_sum = softmax(outputs, gradient);
        gradient[label] -= 1.0;
        log_sum - outputs[label]
    }
}

/// Writes `softmax(o)ₖ = exp(oₖ) / Σⱼ exp(oⱼ)` and returns `ln Σⱼ exp(oⱼ)`.
///
/// ```
/// let mut probabilities = [0.0; 2];
/// let log_sum = ansatz_qml::losses::softmax(&[3f64.ln(), 0.0], &mut probabilities);
/// assert!((probabilities[0] - 0.75).abs() < 1e-15);
/// assert!((log_sum - 4f64.ln()).abs() < 1e-15);
/// ```
///
/// # Panics
/// If the slices differ in length.
pub fn softmax(outputs: &[f64], probabilities: &mut [f64]) -> f64 {
    let largest = outputs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    probabilities.copy_from_slice(outputs);
    probabilities.iter_mut().for_each(|value| *value = (*value - largest).exp());
    let sum: f64 = probabilities.iter().sum();
    probabilities.iter_mut().for_each(|value| *value /= sum);
    largest + sum.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_match_hand_computed_numbers() {
        let mut gradient = [0.0; 2];
        let value = CrossEntropy.value_and_gradient(&[0.0, 0.0], 1, &mut gradient);
        assert_eq!((value, gradient), (2.0_f64.ln(), [0.5, -0.5]));
        let value = CrossEntropy.value_and_gradient(&[3.0_f64.ln(), 0.0], 0, &mut gradient);
        assert!((value - (4.0_f64 / 3.0).ln()).abs() < 1e-15);
        assert!((gradient[0] + 0.25).abs() < 1e-15 && (gradient[1] - 0.25).abs() < 1e-15);
    }

    #[test]
    fn huge_outputs_stay_finite() {
        let mut gradient = [0.0; 2];
        assert_eq!(CrossEntropy.value_and_gradient(&[1e4, -1e4], 1, &mut gradient), 2e4);
        assert_eq!(gradient, [1.0, -1.0]);
    }
}
