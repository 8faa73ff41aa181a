//! The end of a regressor: a linear layer and a loss of the error.

use super::head::{Head, Slopes};
use crate::RegressionLoss;
use ansatz_simulator::RandomStream;
use std::sync::Arc;

/// `y = Σ_q r_q z_q + r`. Its weights start where the untrained circuit answers about the mean of the targets.
pub(crate) struct NumberHead {
    /// How many expectations it reads.
    pub(crate) observables: usize,
    pub(crate) loss: Arc<dyn RegressionLoss>,
    /// Mean of the training targets.
    pub(crate) mean: f64,
    /// Their variance, 0 where they are all equal.
    pub(crate) variance: f64,
}

impl NumberHead {
    fn output(&self, weights: &[f64], values: &[f64]) -> f64 {
        weights[self.observables] + weights.iter().zip(values).map(|(r, z)| r * z).sum::<f64>()
    }
}

impl Head<f64> for NumberHead {
    fn num_weights(&self) -> usize {
        self.observables + 1
    }

    fn start(&self, weights: &mut [f64], _: &mut RandomStream) {
        weights.fill(self.variance.sqrt());
        weights[self.observables] = self.mean;
    }

    fn num_answers(&self) -> usize {
        1
    }

    fn answer(&self, weights: &[f64], values: &[f64], answer: &mut [f64]) {
        answer[0] = self.output(weights, values);
    }

    fn loss(&self, weights: &[f64], values: &[f64], known: f64, slopes: Slopes<'_>) -> f64 {
        let (loss, slope) = self.loss.value_and_slope(self.output(weights, values) - known);
        slopes.values.iter_mut().zip(weights).for_each(|(s, r)| *s = slope * r);
        if let Some((own, factor)) = slopes.own {
            own.iter_mut().zip(values).for_each(|(g, z)| *g += factor * slope * z);
            own[self.observables] += factor * slope;
        }
        loss
    }

    fn merit(&self, weights: &[f64], values: &[f64], known: f64) -> f64 {
        let error = self.output(weights, values) - known;
        if self.variance > 0.0 {
            1.0 - error * error / self.variance
        } else {
            f64::from(u8::from(error == 0.0))
        }
    }
}
