//! Where the weights of a circuit start.
//!
//! Called by networks. Must not know heads or front layers, which start as they say themselves.

use crate::Source;
use ansatz_simulator::RandomStream;
use std::f64::consts::TAU;

/// Where a circuit's weights start, in radians; scales of inputs start at 1, or in the same way.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum WeightStart {
    /// Uniform in `[0, 2π)`; scales 1.
    Circle,
    /// Normal with this standard deviation; scales 1.
    Normal(f64),
    /// Uniform in `[0, 1)`, scales too.
    Unit,
}

impl WeightStart {
    pub(crate) fn fill(self, weights: &mut [f64], sources: &[Source], stream: &mut RandomStream) {
        weights.fill_with(|| match self {
            WeightStart::Circle => TAU * stream.uniform(),
            WeightStart::Normal(deviation) => deviation * stream.normal(),
            WeightStart::Unit => stream.uniform(),
        });
        if self != WeightStart::Unit {
            for source in sources {
                if let Source::Scaled(w, _) = source {
                    weights[*w] = 1.0;
                }
            }
        }
    }
}
