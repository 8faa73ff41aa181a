//! The end of a regressor: one number.

use super::{Head, HeadPoint, Linear};
use ansatz_simulator::RandomStream;

/// `y = Σ_m r_m z_m + r`. Its weights start where the untrained circuit answers about the mean of the targets: every r_m at their standard
/// deviation, r at their mean.
///
/// ```
/// use ansatz_qml::models::{Head, HeadPoint, Number};
/// let mut y = [0.0];
/// Number.outputs(HeadPoint { weights: &[2.0, 1.0], values: &[0.25] }, &mut y);
/// assert_eq!(y, [1.5]);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Number;

/// It differs in its starting weights only.
const LAYER: Linear = Linear { outputs: 1 };

impl Head for Number {
    fn name(&self) -> &'static str {
        "number"
    }

    fn num_outputs(&self, _: usize) -> usize {
        1
    }

    fn num_weights(&self, observables: usize) -> usize {
        observables + 1
    }

    fn start(&self, weights: &mut [f64], known: &[f64], _: &mut RandomStream) {
        let (mean, variance) = mean_and_variance(known);
        weights.fill(variance.sqrt());
        if let Some(offset) = weights.last_mut() {
            *offset = mean;
        }
    }

    fn outputs(&self, at: HeadPoint<'_>, outputs: &mut [f64]) {
        LAYER.outputs(at, outputs);
    }

    fn values_slope(&self, at: HeadPoint<'_>, of_outputs: &[f64], of_values: &mut [f64]) {
        LAYER.values_slope(at, of_outputs, of_values);
    }

    fn weights_slope(&self, at: HeadPoint<'_>, of_outputs: &[f64], gradient: &mut [f64]) {
        LAYER.weights_slope(at, of_outputs, gradient);
    }
}

/// Of numbers that there are some of.
pub(crate) fn mean_and_variance(numbers: &[f64]) -> (f64, f64) {
    let count = numbers.len() as f64;
    let mean = numbers.iter().sum::<f64>() / count;
    (mean, numbers.iter().map(|t| (t - mean).powi(2)).sum::<f64>() / count)
}
