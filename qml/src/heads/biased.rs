//! Expectations with an offset each.

use super::{Head, HeadPoint, Margin};

/// `o_k = z_k + r_k`, and of a single observable two outputs, `−(z + r)` and `z + r`; offsets start at 0.
///
/// ```
/// use ansatz_qml::models::{Biased, Head, HeadPoint};
/// let mut outputs = [0.0; 2];
/// Biased.outputs(HeadPoint { weights: &[0.5], values: &[0.25] }, &mut outputs);
/// assert_eq!(outputs, [-0.75, 0.75]);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Biased;

impl Head for Biased {
    fn name(&self) -> &'static str {
        "biased"
    }

    fn num_outputs(&self, observables: usize) -> usize {
        Margin.num_outputs(observables)
    }

    fn num_weights(&self, observables: usize) -> usize {
        observables
    }

    fn outputs(&self, at: HeadPoint<'_>, outputs: &mut [f64]) {
        match (at.values, at.weights) {
            ([z], [r]) => outputs.copy_from_slice(&[-(z + r), z + r]),
            (values, offsets) => {
                outputs.iter_mut().zip(values.iter().zip(offsets)).for_each(|(o, (z, r))| *o = z + r);
            }
        }
    }

    fn values_slope(&self, at: HeadPoint<'_>, of_outputs: &[f64], of_values: &mut [f64]) {
        Margin.values_slope(at, of_outputs, of_values);
    }

    fn weights_slope(&self, _: HeadPoint<'_>, of_outputs: &[f64], gradient: &mut [f64]) {
        match gradient {
            [g] => *g += of_outputs[1] - of_outputs[0],
            _ => gradient.iter_mut().zip(of_outputs).for_each(|(g, o)| *g += o),
        }
    }
}
