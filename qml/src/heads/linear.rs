//! A linear layer on expectations.

use super::{Head, HeadPoint};
use ansatz_simulator::RandomStream;

/// `o_k = Σ_m r_km z_m + r_k`: for each output a row of weights, one an observable, then its offset. At the start output k is 3 times
/// expectation `k mod observables`.
///
/// ```
/// use ansatz_qml::models::{Head, HeadPoint, Linear};
/// let mut outputs = [0.0; 2];
/// let weights = [1.0, 2.0, 0.5, 0.0, -1.0, 0.0];
/// Linear::new(2).outputs(HeadPoint { weights: &weights, values: &[0.5, 0.25] }, &mut outputs);
/// assert_eq!(outputs, [1.5, -0.25]);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Linear {
    pub(super) outputs: usize,
}

impl Linear {
    /// So many outputs, one for each class.
    pub fn new(outputs: usize) -> Linear {
        Linear { outputs }
    }
}

impl Head for Linear {
    fn name(&self) -> &'static str {
        "linear"
    }

    fn num_outputs(&self, _: usize) -> usize {
        self.outputs
    }

    fn num_weights(&self, observables: usize) -> usize {
        self.outputs * (observables + 1)
    }

    fn start(&self, weights: &mut [f64], _: &[f64], _: &mut RandomStream) {
        let width = weights.len() / self.outputs.max(1);
        for (k, row) in weights.chunks_mut(width.max(1)).enumerate() {
            row.fill(0.0);
            row[k % (width - 1).max(1)] = 3.0;
        }
    }

    fn outputs(&self, at: HeadPoint<'_>, outputs: &mut [f64]) {
        let count = at.values.len();
        for (output, row) in outputs.iter_mut().zip(at.weights.chunks(count + 1)) {
            *output = row[count] + row.iter().zip(at.values).map(|(r, z)| r * z).sum::<f64>();
        }
    }

    fn values_slope(&self, at: HeadPoint<'_>, of_outputs: &[f64], of_values: &mut [f64]) {
        let width = of_values.len() + 1;
        for (m, v) in of_values.iter_mut().enumerate() {
            *v = of_outputs.iter().enumerate().map(|(k, o)| at.weights[k * width + m] * o).sum();
        }
    }

    fn weights_slope(&self, at: HeadPoint<'_>, of_outputs: &[f64], gradient: &mut [f64]) {
        let count = at.values.len();
        for (slope, row) in of_outputs.iter().zip(gradient.chunks_mut(count + 1)) {
            row.iter_mut().zip(at.values).for_each(|(g, z)| *g += slope * z);
            row[count] += slope;
        }
    }
}
