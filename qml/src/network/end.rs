//! The end of a network: a head and what it is trained for, together.
//!
//! Called by networks and objectives, once a sample. Must not know circuits.

use crate::heads::{Head, HeadPoint};
use crate::model::{Criterion, Target};

/// Where a loss leaves its derivatives.
pub(crate) struct Slopes<'a> {
    /// In the expectations; whatever it held before is gone.
    pub(crate) values: &'a mut [f64],
    /// In the head's own weights: added, times the factor.
    pub(crate) own: Option<OwnSlope<'a>>,
}

/// The derivative in a head's own weights.
pub(crate) struct OwnSlope<'a> {
    pub(crate) gradient: &'a mut [f64],
    pub(crate) factor: f64,
}

/// As many outputs as most models have.
const FEW: usize = 16;

/// A head with so many outputs, and a criterion.
#[derive(Clone, Copy)]
pub(crate) struct End<'a, T> {
    pub(crate) head: &'a dyn Head,
    pub(crate) criterion: &'a dyn Criterion<T>,
    pub(crate) outputs: usize,
}

impl<T: Target> End<'_, T> {
    /// Calls `with(outputs, room for as many slopes)`, without an allocation where there are few.
    fn with_outputs<R>(&self, at: HeadPoint<'_>, with: impl FnOnce(&[f64], &mut [f64]) -> R) -> R {
        let (mut few, mut many) = ([0.0; 2 * FEW], Vec::new());
        let room = if self.outputs <= FEW {
            &mut few[..2 * self.outputs]
        } else {
            many.resize(2 * self.outputs, 0.0);
            &mut many[..]
        };
        let (outputs, slopes) = room.split_at_mut(self.outputs);
        self.head.outputs(at, outputs);
        with(outputs, slopes)
    }

    /// The answer: class probabilities, or a number.
    pub(crate) fn answer(&self, at: HeadPoint<'_>, answer: &mut [f64]) {
        self.with_outputs(at, |outputs, _| self.criterion.answer(outputs, answer));
    }

    /// The class or number that is predicted.
    pub(crate) fn decide(&self, at: HeadPoint<'_>) -> T {
        self.with_outputs(at, |outputs, _| self.criterion.decide(outputs))
    }

    /// The loss of a sample with these expectations.
    pub(crate) fn loss(&self, at: HeadPoint<'_>, known: T, slopes: Slopes<'_>) -> f64 {
        self.with_outputs(at, |outputs, of_outputs| {
            let loss = self.criterion.value_and_gradient(outputs, known, of_outputs);
            self.head.values_slope(at, of_outputs, slopes.values);
            if let Some(OwnSlope { gradient, factor }) = slopes.own {
                of_outputs.iter_mut().for_each(|slope| *slope *= factor);
                self.head.weights_slope(at, of_outputs, gradient);
            }
            loss
        })
    }
}
