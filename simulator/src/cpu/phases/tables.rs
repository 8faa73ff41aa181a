//! What the chunks of one tile need: products over the bits of the chunk's number.

use super::product::Product;
use super::{PerLane, Phases, Real, Term};
use ansatz_circuits::C64;

/// Numbers for every chunk of a tile, `[chunk * angle_lanes + lane]`.
#[derive(Debug, Clone)]
pub(super) struct Tables {
    /// The factor of a whole chunk.
    pub(super) chunk: Vec<C64>,
    /// By crossing bit: the factor where the bit is 0; where it is 1, its conjugate.
    pub(super) cross: Vec<Vec<C64>>,
}

impl Tables {
    /// The tables of the tile at this base row.
    pub(super) fn new<R: Real>(phases: &Phases<R>, base: u64) -> Tables {
        let product = |terms: &[Term]| product(phases, terms, base);
        Tables {
            chunk: product(&phases.outside),
            cross: phases.cross.iter().map(|cross| product(&cross.terms)).collect(),
        }
    }
}

/// `∏ factor^{±1}` by the parity of the chunk's number and of the base.
fn product<R: Real>(phases: &Phases<R>, terms: &[Term], base: u64) -> Vec<C64> {
    let signed = |term: &Term| -> PerLane {
        let is_odd = (term.outer & base).count_ones() & 1 == 1;
        term.factor.iter().map(|f| if is_odd { f.conj() } else { *f }).collect()
    };
    let factors: Vec<PerLane> = terms.iter().map(signed).collect();
    let terms: Vec<(usize, &[C64])> = terms.iter().zip(&factors).map(|(t, f)| (t.high, &f[..])).collect();
    let Product { re, im } =
        Product::new(phases.simd, &terms, phases.bits - phases.chunk_bits, phases.angle_lanes);
    re.into_iter().zip(im).map(|(re, im)| C64::new(re, im)).collect()
}
