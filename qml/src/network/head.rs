//! Heads: from the expectations of one sample to an answer, and to a loss against what is known.
//!
//! Called by networks, once a sample. Must not know circuits.

use super::Target;
use crate::metrics::most_probable;
use crate::{Loss, Readout};
use ansatz_simulator::RandomStream;

/// Where a loss leaves its derivatives.
pub(crate) struct Slopes<'a> {
    /// In the expectations; whatever it held before is gone.
    pub(crate) values: &'a mut [f64],
    /// In the head's own weights: added, times the factor.
    pub(crate) own: Option<(&'a mut [f64], f64)>,
}

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

    /// The loss of a sample with these expectations.
    fn loss(&self, weights: &[f64], values: &[f64], known: T, slopes: Slopes<'_>) -> f64;

    /// How good the answer is: the mean over samples is the accuracy of classes, and R² of numbers.
    fn merit(&self, weights: &[f64], values: &[f64], known: T) -> f64;
}

/// As many outputs as most models have.
const FEW: usize = 8;

/// A readout and a loss.
pub(crate) struct ClassHead {
    pub(crate) readout: Readout,
    pub(crate) loss: Box<dyn Loss>,
    pub(crate) classes: usize,
    /// How many expectations it reads.
    pub(crate) observables: usize,
}

impl ClassHead {
    /// Calls `with(outputs, room for as many slopes)`, without an allocation where there are few.
    fn with_outputs<R>(
        &self,
        weights: &[f64],
        values: &[f64],
        with: impl FnOnce(&[f64], &mut [f64]) -> R,
    ) -> R {
        let (mut few, mut many) = ([0.0; 2 * FEW], Vec::new());
        let room = if self.classes <= FEW {
            &mut few[..2 * self.classes]
        } else {
            many.resize(2 * self.classes, 0.0);
            &mut many[..]
        };
        let (outputs, slopes) = room.split_at_mut(self.classes);
        self.readout.outputs(weights, values, outputs);
        with(outputs, slopes)
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
        self.with_outputs(weights, values, |outputs, _| self.loss.probabilities(outputs, answer));
    }

    fn loss(&self, weights: &[f64], values: &[f64], known: usize, slopes: Slopes<'_>) -> f64 {
        self.with_outputs(weights, values, |outputs, of_outputs| {
            let loss = self.loss.value_and_gradient(outputs, known, of_outputs);
            self.readout.values_slope(weights, of_outputs, slopes.values);
            if let Some((own, factor)) = slopes.own {
                of_outputs.iter_mut().for_each(|slope| *slope *= factor);
                self.readout.weights_slope(values, of_outputs, own);
            }
            loss
        })
    }

    /// The most probable class is that of the largest output.
    fn merit(&self, weights: &[f64], values: &[f64], known: usize) -> f64 {
        self.with_outputs(weights, values, |outputs, _| {
            f64::from(u8::from(most_probable(outputs.iter().copied()) == known))
        })
    }
}
