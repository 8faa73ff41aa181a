//! Expectations times one weight.

use super::{Head, HeadPoint};
use ansatz_simulator::RandomStream;

/// `o_k = r z_k`: one weight, which starts at 3, so that outputs have a useful size for a softmax; as many classes as observables.
///
/// ```
/// use ansatz_qml::models::{Head, HeadPoint, Scaled};
/// let mut outputs = [0.0; 2];
/// Scaled.outputs(HeadPoint { weights: &[3.0], values: &[0.5, -0.5] }, &mut outputs);
/// assert_eq!(outputs, [1.5, -1.5]);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Scaled;

impl Head for Scaled {
    fn name(&self) -> &'static str {
        "scaled"
    }

    fn num_outputs(&self, observables: usize) -> usize {
        observables
    }

    fn num_weights(&self, _: usize) -> usize {
        1
    }

    fn start(&self, weights: &mut [f64], _: &[f64], _: &mut RandomStream) {
        weights.fill(3.0);
    }

    fn outputs(&self, at: HeadPoint<'_>, outputs: &mut [f64]) {
        outputs.iter_mut().zip(at.values).for_each(|(o, z)| *o = at.weights[0] * z);
    }

    fn values_slope(&self, at: HeadPoint<'_>, of_outputs: &[f64], of_values: &mut [f64]) {
        of_values.iter_mut().zip(of_outputs).for_each(|(v, o)| *v = at.weights[0] * o);
    }

    fn weights_slope(&self, at: HeadPoint<'_>, of_outputs: &[f64], gradient: &mut [f64]) {
        gradient[0] += of_outputs.iter().zip(at.values).map(|(o, z)| o * z).sum::<f64>();
    }
}
