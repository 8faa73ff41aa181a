//! What the chunks of one tile need: products over the bits of the chunk's number.

use super::{Phases, Real, Term, product};
use crate::C64;
use smallvec::SmallVec;

/// Often there is one chunk only.
type PerChunk = SmallVec<[C64; 1]>;

/// Numbers for every chunk of a tile, `[chunk * angle_lanes + lane]`.
#[derive(Debug, Clone)]
pub(super) struct Tables {
    /// The factor of a whole chunk.
    pub(super) chunk: PerChunk,
    /// By crossing bit: the factor where the bit is 0; where it is 1, its conjugate.
    pub(super) cross: Vec<PerChunk>,
}

impl Tables {
    /// The tables of the tile at this base row.
    pub(super) fn new<R: Real>(phases: &Phases<R>, base: u64) -> Tables {
        Tables {
            chunk: over_chunks(phases, &phases.outside, base),
            cross: phases.cross.iter().map(|cross| over_chunks(phases, &cross.terms, base)).collect(),
        }
    }
}

/// `∏ factor^{±1}` by the parity of the chunk's number and of the base.
fn over_chunks<R: Real>(phases: &Phases<R>, terms: &[Term], base: u64) -> PerChunk {
    let (bits, lanes) = (phases.bits - phases.chunk_bits, phases.angle_lanes);
    if terms.is_empty() {
        return SmallVec::from_elem(C64::ONE, lanes << bits);
    }
    let signed = |term: &Term| {
        let is_odd = (term.outer & base).count_ones() & 1 == 1;
        phases.factor(term.number).iter().map(move |f| if is_odd { f.conj() } else { *f })
    };
    let factors: SmallVec<[C64; 8]> = terms.iter().flat_map(signed).collect();
    let terms: SmallVec<[(usize, &[C64]); 8]> =
        terms.iter().zip(factors.chunks_exact(lanes)).map(|(term, factor)| (term.high, factor)).collect();
    let table = product::product(phases.simd, &terms, bits, lanes);
    let (re, im) = table.parts();
    re.iter().zip(im).map(|(re, im)| C64::new(*re, *im)).collect()
}
