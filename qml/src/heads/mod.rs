//! Heads: from the expectations of one sample to outputs, with weights of their own that are trained with the circuit's.
//!
//! Called by networks, once a sample; a loss makes of outputs what is made small. Must not know circuits, losses or batches.

mod biased;
mod fidelities;
mod linear;
mod margin;
mod number;
mod scaled;

pub use biased::Biased;
pub use fidelities::{WeightedFidelities, WeightedFidelity};
pub use linear::Linear;
pub use margin::Margin;
pub use number::Number;
pub(crate) use number::mean_and_variance;
pub use scaled::Scaled;

use ansatz_simulator::RandomStream;

/// Where a head is evaluated.
#[derive(Debug, Clone, Copy)]
pub struct HeadPoint<'a> {
    /// The head's own weights, as many as [`Head::num_weights`] says.
    pub weights: &'a [f64],
    /// The expectations of one sample, one an observable, in `[−‖O‖, ‖O‖]`.
    pub values: &'a [f64],
}

/// From expectations `z` to outputs `o(w, z)`: one for each class, or the number that is predicted.
///
/// Anybody can write one. This one doubles expectations, without weights of its own:
///
/// ```
/// use ansatz_qml::models::{Head, HeadPoint};
/// struct Doubled;
/// impl Head for Doubled {
///     fn num_outputs(&self, observables: usize) -> usize {
///         observables
///     }
///     fn outputs(&self, at: HeadPoint<'_>, outputs: &mut [f64]) {
///         outputs.iter_mut().zip(at.values).for_each(|(o, z)| *o = 2.0 * z);
///     }
///     fn values_slope(&self, _: HeadPoint<'_>, of_outputs: &[f64], of_values: &mut [f64]) {
///         of_values.iter_mut().zip(of_outputs).for_each(|(v, o)| *v = 2.0 * o);
///     }
/// }
/// let mut outputs = [0.0; 2];
/// Doubled.outputs(HeadPoint { weights: &[], values: &[0.5, -0.25] }, &mut outputs);
/// assert_eq!(outputs, [1.0, -0.5]);
/// ```
///
/// # Panics
/// The methods panic, as indexing a slice does, where slices are not as long as the first two methods say.
pub trait Head: Send + Sync {
    /// The name, for reports and checkpoints. By default that of the type.
    fn name(&self) -> &'static str {
        std::any::type_name::<Self>()
    }

    /// How many outputs it makes of so many expectations.
    fn num_outputs(&self, observables: usize) -> usize;

    /// How many weights it has of its own for so many expectations. By default none.
    fn num_weights(&self, _observables: usize) -> usize {
        0
    }

    /// Its starting weights; `known` are the training targets, classes as their numbers. By default zeros.
    fn start(&self, weights: &mut [f64], _known: &[f64], _stream: &mut RandomStream) {
        weights.fill(0.0);
    }

    /// The outputs.
    fn outputs(&self, at: HeadPoint<'_>, outputs: &mut [f64]);

    /// From slopes in the outputs to slopes in the expectations, `∂L/∂z = Σ_k ∂L/∂o_k ∂o_k/∂z`, whatever `of_values` held before.
    fn values_slope(&self, at: HeadPoint<'_>, of_outputs: &[f64], of_values: &mut [f64]);

    /// Adds `Σ_k ∂L/∂o_k ∂o_k/∂w` to `gradient`. By default nothing.
    fn weights_slope(&self, _at: HeadPoint<'_>, _of_outputs: &[f64], _gradient: &mut [f64]) {}
}

impl<H: Head + ?Sized> Head for Box<H> {
    fn name(&self) -> &'static str {
        (**self).name()
    }

    fn num_outputs(&self, observables: usize) -> usize {
        (**self).num_outputs(observables)
    }

    fn num_weights(&self, observables: usize) -> usize {
        (**self).num_weights(observables)
    }

    fn start(&self, weights: &mut [f64], known: &[f64], stream: &mut RandomStream) {
        (**self).start(weights, known, stream);
    }

    fn outputs(&self, at: HeadPoint<'_>, outputs: &mut [f64]) {
        (**self).outputs(at, outputs);
    }

    fn values_slope(&self, at: HeadPoint<'_>, of_outputs: &[f64], of_values: &mut [f64]) {
        (**self).values_slope(at, of_outputs, of_values);
    }

    fn weights_slope(&self, at: HeadPoint<'_>, of_outputs: &[f64], gradient: &mut [f64]) {
        (**self).weights_slope(at, of_outputs, gradient);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ansatz_simulator::Purpose;

    /// Every head with so many observables as it is used with.
    fn all() -> Vec<(Box<dyn Head>, usize)> {
        vec![
            (Box::new(Scaled), 3),
            (Box::new(Linear::new(3)), 4),
            (Box::new(Margin), 1),
            (Box::new(Margin), 3),
            (Box::new(Biased), 1),
            (Box::new(Biased), 3),
            (Box::new(Number), 4),
            (Box::new(WeightedFidelities), 3),
        ]
    }

    #[test]
    fn slopes_are_those_of_the_outputs() {
        let mut stream = RandomStream::new(4, Purpose::TEST, 0);
        for (head, observables) in all() {
            let mut weights = vec![0.0; head.num_weights(observables)];
            head.start(&mut weights, &[0.0, 1.0, 4.0], &mut stream);
            weights.iter_mut().for_each(|w| *w += 0.3 * stream.normal());
            let values: Vec<f64> = (0..observables).map(|_| 2.0 * stream.uniform() - 1.0).collect();
            let slopes: Vec<f64> = (0..head.num_outputs(observables)).map(|_| stream.normal()).collect();
            let along = |weights: &[f64], values: &[f64]| {
                let mut outputs = vec![f64::NAN; slopes.len()];
                head.outputs(HeadPoint { weights, values }, &mut outputs);
                outputs.iter().zip(&slopes).map(|(o, s)| o * s).sum::<f64>()
            };
            let at = HeadPoint { weights: &weights, values: &values };
            let (mut of_values, mut of_weights) = (vec![f64::NAN; observables], vec![0.0; weights.len()]);
            head.values_slope(at, &slopes, &mut of_values);
            head.weights_slope(at, &slopes, &mut of_weights);
            let moved = |list: &[f64], k: usize, by: f64| -> Vec<f64> {
                list.iter().enumerate().map(|(i, x)| if i == k { x + by } else { *x }).collect()
            };
            for (k, slope) in of_values.iter().enumerate() {
                let at = |by: f64| along(&weights, &moved(&values, k, by));
                assert!(((at(1e-5) - at(-1e-5)) / 2e-5 - slope).abs() < 1e-9, "{} z{k}", head.name());
            }
            for (k, slope) in of_weights.iter().enumerate() {
                let at = |by: f64| along(&moved(&weights, k, by), &values);
                assert!(((at(1e-5) - at(-1e-5)) / 2e-5 - slope).abs() < 1e-9, "{} w{k}", head.name());
            }
        }
    }
}
