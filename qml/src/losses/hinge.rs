//! Multi-class hinge loss.

use super::Loss;

/// `L = max(0, 1 + max_{k≠y} oₖ - o_y)`: the true class y has to win by a margin of 1.
///
/// Where L > 0, the derivative is +1 at the strongest other class (the first one on ties) and -1 at y; elsewhere 0, the kink included.
/// A hinge loss does not estimate probabilities: they are softmax(o), good for ranking, not calibrated.
///
/// ```
/// use ansatz_qml::losses::{Hinge, Loss};
/// let mut gradient = [0.0; 3];
/// assert_eq!(Hinge.value_and_gradient(&[2.0, 1.5, 0.0], 0, &mut gradient), 0.5);
/// assert_eq!(gradient, [-1.0, 1.0, 0.0]);
/// ```
///
/// Source: K. Crammer, Y. Singer, "On the algorithmic implementation of multiclass kernel-based vector machines", JMLR 2, 265–292 (2001).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Hinge;

impl Loss for Hinge {
    fn name(&self) -> &'static str {
        "hinge"
    }

    fn value_and_gradient(&self, outputs: &[f64], label: usize, gradient: &mut [f64]) -> f64 {
        gradient.fill(0.0);
        let (mut rival, mut strongest) = (label, f64::NEG_INFINITY);
        for (class, &output) in outputs.iter().enumerate() {
            // A NaN wins, so that it reaches the value instead of being skipped.
            if class != label && (output > strongest || output.is_nan()) {
                (rival, strongest) = (class, output);
            }
        }
        let violation = 1.0 + strongest - outputs[label];
        if violation <= 0.0 {
            return 0.0;
        }
        gradient[rival] += 1.0;
        gradient[label] -= 1.0;
        violation
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_match_hand_computed_numbers() {
        let table = [
            ([2.0, 0.5, 0.0], 0, 0.0, [0.0, 0.0, 0.0]),
            ([2.0, 1.5, 0.0], 0, 0.5, [-1.0, 1.0, 0.0]),
            ([0.0, 3.0, 1.0], 2, 3.0, [0.0, 1.0, -1.0]),
            ([1.0, 0.0, 0.0], 0, 0.0, [0.0, 0.0, 0.0]),
        ];
        for (outputs, label, value, expected) in table {
            let mut gradient = [f64::NAN; 3];
            assert_eq!(Hinge.value_and_gradient(&outputs, label, &mut gradient), value);
            assert_eq!(gradient, expected);
        }
        assert!(Hinge.value_and_gradient(&[0.0, f64::NAN], 0, &mut [0.0; 2]).is_nan());
    }
}
