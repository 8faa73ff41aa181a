//! A classical layer before a circuit: from features to the angles that the circuit reads.
//!
//! Called by networks. Must not know circuits.

use ansatz_simulator::RandomStream;
use ndarray::{Array2, ArrayView2};
use std::f64::consts::FRAC_PI_2;

/// `a = (π/2) tanh(W x + b)`: angles within a quarter of a turn, whatever the features
/// (Mari, Bromley, Izaac, Schuld and Killoran, arXiv:1912.08278). Weights are the rows `(W_k, b_k)`, one after the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct DenseLayer {
    /// Features.
    pub(crate) inputs: usize,
    /// Angles.
    pub(crate) outputs: usize,
}

/// Where slopes are taken back.
#[derive(Clone, Copy)]
pub(crate) struct FrontPoint<'a> {
    pub(crate) samples: ArrayView2<'a, f64>,
    /// What [`DenseLayer::forward`] makes of them.
    pub(crate) angles: &'a Array2<f64>,
}

impl DenseLayer {
    pub(crate) fn num_weights(self) -> usize {
        self.outputs * (self.inputs + 1)
    }

    /// Entries of W normal with standard deviation `1/inputs`, b = 0.
    pub(crate) fn start(self, weights: &mut [f64], stream: &mut RandomStream) {
        for row in weights.chunks_mut(self.inputs + 1) {
            row[..self.inputs].fill_with(|| stream.normal() / self.inputs as f64);
            row[self.inputs] = 0.0;
        }
    }

    /// The angles of each sample.
    pub(crate) fn forward(self, weights: &[f64], samples: ArrayView2<'_, f64>) -> Array2<f64> {
        let mut angles = Array2::zeros((samples.nrows(), self.outputs));
        for (x, mut out) in samples.rows().into_iter().zip(angles.rows_mut()) {
            for (a, row) in out.iter_mut().zip(weights.chunks(self.inputs + 1)) {
                let sum: f64 = row.iter().zip(x).map(|(w, x)| w * x).sum();
                *a = FRAC_PI_2 * (sum + row[self.inputs]).tanh();
            }
        }
        angles
    }

    /// Adds to `gradient` what a slope in the angles means for the weights; `angles` are those of
    /// [`forward`](Self::forward).
    pub(crate) fn pullback(self, at: FrontPoint<'_>, slopes: &Array2<f64>, gradient: &mut [f64]) {
        let FrontPoint { samples, angles } = at;
        let lanes = samples.rows().into_iter().zip(angles.rows()).zip(slopes.rows());
        for ((x, angles), slopes) in lanes {
            let outputs = angles.iter().zip(slopes).zip(gradient.chunks_mut(self.inputs + 1));
            for ((a, slope), row) in outputs {
                let inner = slope * (FRAC_PI_2 - a * a / FRAC_PI_2);
                row.iter_mut().zip(x).for_each(|(g, x)| *g += inner * x);
                row[self.inputs] += inner;
            }
        }
    }
}
