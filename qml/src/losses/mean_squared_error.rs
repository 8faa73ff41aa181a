//! Mean squared error against targets of ±1, the range of a Pauli expectation.

use super::Loss;

/// `L = 1/K Σₖ (oₖ - tₖ)²` over the K outputs, with `tₖ` = +1 for the true class and -1 for the others; `∂L/∂oₖ = 2/K (oₖ - tₖ)`.
///
/// The output that minimises the mean loss is `oₖ = 2 pₖ - 1`, so the probabilities are (1 + o)/2, moved to the nearest point with sum 1
/// and no negative entry where the outputs are not of that form.
///
/// ```
/// use ansatz_qml::losses::{Loss, MeanSquaredError};
/// let mut gradient = [0.0; 2];
/// assert_eq!(MeanSquaredError.value_and_gradient(&[0.5, 0.0], 1, &mut gradient), 1.625);
/// assert_eq!(gradient, [1.5, -1.0]);
/// ```
///
/// Source of that projection: W. Wang, M. Á. Carreira-Perpiñán, "Projection onto the probability simplex", arXiv:1309.1541 (2013).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct MeanSquaredError;

impl Loss for MeanSquaredError {
    fn name(&self) -> &'static str {
        "mean_squared_error"
    }

    fn value_and_gradient(&self, outputs: &[f64], label: usize, gradient: &mut [f64]) -> f64 {
        gradient.copy_from_slice(outputs);
        gradient.iter_mut().for_each(|value| *value += 1.0);
        gradient[label] -= 2.0;
        let count = outputs.len() as f64;
        let value = gradient.iter().map(|error| error * error).sum::<f64>() / count;
        gradient.iter_mut().for_each(|error| *error *= 2.0 / count);
        value
    }

    fn probabilities(&self, outputs: &[f64], probabilities: &mut [f64]) {
        probabilities_of_expectations(outputs, probabilities);
    }
}

/// `(1 + o)/2` for outputs in the range of an expectation, moved to the nearest point with sum 1 and no negative entry.
///
/// ```
/// let mut probabilities = [0.0; 2];
/// ansatz_qml::losses::probabilities_of_expectations(&[0.5, -0.5], &mut probabilities);
/// assert_eq!(probabilities, [0.75, 0.25]);
/// ansatz_qml::losses::probabilities_of_expectations(&[5.0, -1.0], &mut probabilities);
/// assert_eq!(probabilities, [1.0, 0.0]);
/// ```
///
/// # Panics
/// If the slices differ in length.
pub fn probabilities_of_expectations(outputs: &[f64], probabilities: &mut [f64]) {
    probabilities.copy_from_slice(outputs);
    probabilities.iter_mut().for_each(|value| *value = 0.5 + 0.5 * *value);
    project_onto_simplex(probabilities);
}

/// Replaces `values` by `max(values - τ, 0)` with the τ for which the sum is 1: the nearest point of the probability simplex.
fn project_onto_simplex(values: &mut [f64]) {
    let mut descending = values.to_vec();
    descending.sort_by(|left, right| right.total_cmp(left));
    let (mut sum, mut threshold) = (0.0, 0.0);
    for (index, &value) in descending.iter().enumerate() {
        sum += value;
        let candidate = (sum - 1.0) / (index + 1) as f64;
        if value > candidate {
            threshold = candidate;
        }
    }
    values.iter_mut().for_each(|value| *value = (*value - threshold).max(0.0));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_match_hand_computed_numbers() {
        let mut gradient = [0.0; 2];
        assert_eq!(MeanSquaredError.value_and_gradient(&[1.0, -1.0], 0, &mut gradient), 0.0);
        assert_eq!(MeanSquaredError.value_and_gradient(&[0.5, 0.0], 1, &mut gradient), (2.25 + 1.0) / 2.0);
        assert_eq!(gradient, [1.5, -1.0]);
    }

    #[test]
    fn consistent_outputs_are_read_back_and_others_are_projected() {
        let table = [
            ([0.5, -0.5], [0.75, 0.25]),
            ([1.0, 1.0], [0.5, 0.5]),
            ([5.0, -1.0], [1.0, 0.0]),
            ([-1.0, -0.5], [0.375, 0.625]),
        ];
        for (outputs, expected) in table {
            let mut probabilities = [0.0; 2];
            MeanSquaredError.probabilities(&outputs, &mut probabilities);
            assert_eq!(probabilities, expected);
        }
    }
}
