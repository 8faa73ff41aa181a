//! What the chunks of one tile need: products over the bits of the chunk's number.

use super::{Phases, Real, Term};
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

/// `∏ factor^{±1}` by the parity of the chunk's number and of the base: single bits by doubling, the others one by one.
fn product<R: Real>(phases: &Phases<R>, terms: &[Term], base: u64) -> Vec<C64> {
    let (lanes, chunks) = (phases.angle_lanes, phases.chunks());
    let signed = |term: &Term, lane: usize| {
        let f = term.factor[lane];
        if (term.outer & base).count_ones() & 1 == 0 { f } else { f.conj() }
    };
    let mut table: Vec<C64> = Vec::with_capacity(chunks * lanes);
    table.resize(lanes, C64::ONE);
    for term in terms.iter().filter(|term| term.high == 0) {
        table.iter_mut().enumerate().for_each(|(lane, z)| *z *= signed(term, lane));
    }
    for bit in 0..phases.bits - phases.chunk_bits {
        let mut factors: Option<Vec<C64>> = None;
        for term in terms.iter().filter(|term| term.high == 1 << bit) {
            let own = factors.get_or_insert_with(|| vec![C64::ONE; lanes]);
            own.iter_mut().enumerate().for_each(|(lane, f)| *f *= signed(term, lane));
        }
        let half = table.len();
        table.extend_from_within(..);
        if let Some(factors) = factors {
            let (zeros, ones) = table.split_at_mut(half);
            for (e, (zero, one)) in zeros.iter_mut().zip(ones).enumerate() {
                let f = factors[e % lanes];
                *zero *= f;
                *one *= f.conj();
            }
        }
    }
    for term in terms.iter().filter(|term| term.high.count_ones() > 1) {
        for (chunk, of_chunk) in table.chunks_exact_mut(lanes).enumerate() {
            let odd = (term.high & chunk).count_ones() & 1 == 1;
            for (lane, z) in of_chunk.iter_mut().enumerate() {
                let f = signed(term, lane);
                *z *= if odd { f.conj() } else { f };
            }
        }
    }
    table
}
