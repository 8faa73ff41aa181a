//! Heads: from the expectations of one sample to an answer, and to a loss against what is known.
//!
//! Called by networks, once a sample. Must not know circuits.

use super::Target;
use crate::metrics::most_probable;
use crate::{Loss, Readout};
use ansatz_simulator::RandomStream;

/// The end of a network; `T` is what is known of a sample, a class or a number.
pub(crate) trait Head<T: Target>: Send + Sync {
    /// How many weights it has of its own.
    fn num_weights(&self) -> usize;

    /// Its starting weights.
    fn start(&self, weights: &mut [f64], stream: &mut RandomStream);

    /// Length of an answer.
    fn num_answers(&self) -> usize;

    /// The answer: class probabilities, or a number.
    fn answer(&self, weights: &[f64], values: &[f64], answer: &mut [f64]);

    /// The loss; its slope in the expectations goes to `slope`, whatever that held before.
    fn loss(&self, weights: &[f64], values: &[f64], known: T, slope: &mut [f64]) -> f64;

    /// Adds the loss's slope in the head's own weights, times `factor`.
    fn add_gradient(&self, weights: &[f64], values: &[f64], known: T, factor: f64, gradient: &mut [f64]);

    /// How good an answer is: the mean over samples is the accuracy of classes, and R² of numbers.
    fn merit(&self, answer: &[f64], known: T) -> f64;
}

/// Whether the most probable class is the known one.
pub(super) fn is_right(answer: &[f64], known: usize) -> f64 {
    f64::from(u8::from(most_probable(answer.iter().copied()) == known))
}

/// A readout and a loss.
pub(crate) struct ClassHead {
    pub(crate) readout: Readout,
    pub(crate) loss: Box<dyn Loss>,
    pub(crate) classes: usize,
    /// How many expectations it reads.
    pub(crate) observables: usize,
}

impl ClassHead {
    fn outputs(&self, weights: &[f64], values: &[f64]) -> Vec<f64> {
        let mut outputs = vec![0.0; self.classes];
        self.readout.outputs(weights, values, &mut outputs);
        outputs
    }
}

impl Head<usize> for ClassHead {
    fn num_weights(&self) -> usize {
        self.readout.num_weights(self.classes, self.observables)
    }

    fn start(&self, weights: &mut [f64], _: &mut RandomStream) {
        self.readout.start(weights, self.observables);
    }

    fn num_answers(&self) -> usize {
        self.classes
    }

    fn answer(&self, weights: &[f64], values: &[f64], answer: &mut [f64]) {
        self.loss.probabilities(&self.outputs(weights, values), answer);
    }

    fn loss(&self, weights: &[f64], values: &[f64], known: usize, slope: &mut [f64]) -> f64 {
        let outputs = self.outputs(weights, values);
        let mut of_outputs = vec![0.0; self.classes];
        let loss = self.loss.value_and_gradient(&outputs, known, &mut of_outputs);
        self.readout.values_slope(weights, &of_outputs, slope);
        loss
    }

    fn add_gradient(&self, weights: &[f64], values: &[f64], known: usize, factor: f64, gradient: &mut [f64]) {
        let outputs = self.outputs(weights, values);
        let mut of_outputs = vec![0.0; self.classes];
        self.loss.value_and_gradient(&outputs, known, &mut of_outputs);
        of_outputs.iter_mut().for_each(|slope| *slope *= factor);
        self.readout.weights_slope(values, &of_outputs, gradient);
    }

    fn merit(&self, answer: &[f64], known: usize) -> f64 {
        is_right(answer, known)
    }
}
