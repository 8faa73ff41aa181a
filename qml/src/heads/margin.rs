//! Expectations as they are.

use super::{Head, HeadPoint};

/// `o_k = z_k`, and of a single observable two outputs, `−z` and `z`: no weights.
///
/// ```
/// use ansatz_qml::models::{Head, HeadPoint, Margin};
/// let mut outputs = [0.0; 2];
/// Margin.outputs(HeadPoint { weights: &[], values: &[0.25] }, &mut outputs);
/// assert_eq!(outputs, [-0.25, 0.25]);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Margin;

impl Head for Margin {
    fn name(&self) -> &'static str {
        "margin"
    }

    fn num_outputs(&self, observables: usize) -> usize {
        observables.max(2)
    }

    fn outputs(&self, at: HeadPoint<'_>, outputs: &mut [f64]) {
        match at.values {
            [z] => outputs.copy_from_slice(&[-z, *z]),
            _ => outputs.copy_from_slice(at.values),
        }
    }

    fn values_slope(&self, _: HeadPoint<'_>, of_outputs: &[f64], of_values: &mut [f64]) {
        match of_values {
            [v] => *v = of_outputs[1] - of_outputs[0],
            _ => of_values.copy_from_slice(of_outputs),
        }
    }
}
