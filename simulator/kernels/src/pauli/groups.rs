//! Pauli sums as the kernels read them: terms with one X mask and one parity of Y's together, ordered by the tile that
//! their partners are in. Built once for each call; knows no state and no lane.
//!
//! `⟨ψ|P|ψ⟩ = i^{|x∧z|} Σ_j (−1)^{|z∧j|} conj(ψ_{j⊕x}) ψ_j`: with an even number of Y's only the real part of the
//! product counts, with an odd number only the imaginary part, and `j` and `j⊕x` give the same.

use super::Shape;
use crate::PauliTerms;
use std::ops::Range;

/// Which part of `conj(ψ_{j⊕x}) ψ_j` the terms of a group read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    Real,
    Imaginary,
}

/// Terms with one X mask and one part.
pub(super) struct Group {
    /// The X mask's bits above the tile: the partner of tile `t` is tile `t ^ high`.
    pub(super) high: usize,
    /// The X mask inside the tile.
    pub(super) x: usize,
    pub(super) part: Part,
    pub(super) classes: Range<usize>,
}

/// Terms of a group whose Z masks agree on the bits that tell the runs of a tile apart.
pub(super) struct Class {
    /// Those bits.
    pub(super) runs: usize,
    /// Whether no term has a Z mask inside the run: one number for all of its rows.
    pub(super) is_flat: bool,
    pub(super) terms: Range<usize>,
}

/// A term: its coefficients are those of the product's part, one for each weight lane.
pub(super) struct Term {
    /// The Z mask inside a run.
    pub(super) row: usize,
    /// The Z mask above the tile.
    pub(super) tile: usize,
    /// Its first coefficient.
    pub(super) first: usize,
}

/// A whole sum.
pub(super) struct Groups {
    /// Lanes of the coefficients: 1 or the state's.
    pub(super) weight_lanes: usize,
    /// By the tile of the partners, then by the exchange within a chunk.
    pub(super) groups: Vec<Group>,
    pub(super) classes: Vec<Class>,
    pub(super) terms: Vec<Term>,
    pub(super) coefficients: Vec<f64>,
}

impl Groups {
    pub(super) fn new(terms: &PauliTerms, shape: &Shape) -> Groups {
        let mut order: Vec<(usize, usize, usize)> = terms
            .groups
            .iter()
            .enumerate()
            .map(|(at, group)| {
                let x = group.x as usize;
                (x >> shape.tile_bits, x & ((1 << shape.chunk_bits) - 1), at)
            })
            .collect();
        order.sort_unstable();
        let count: usize = terms.groups.iter().map(|group| group.terms.len()).sum();
        let mut all = Groups {
            weight_lanes: terms.lanes,
            groups: Vec::with_capacity(order.len() + 8),
            classes: Vec::with_capacity(count),
            terms: Vec::with_capacity(count),
            coefficients: Vec::with_capacity(count * terms.lanes),
        };
        let mut sorted = Vec::new();
        for (_, _, at) in order {
            for part in [Part::Real, Part::Imaginary] {
                all.push(&terms.groups[at], part, shape, &mut sorted);
            }
        }
        all
    }

    fn push(
        &mut self,
        group: &crate::TermGroup,
        part: Part,
        shape: &Shape,
        sorted: &mut Vec<(usize, usize)>,
    ) {
        let of_run = |z: u64| (z as usize & shape.tile_mask()) >> shape.run_bits;
        let is_odd = |z: u64| (z & group.x).count_ones() % 2 == 1;
        sorted.clear();
        let wanted =
            group.terms.iter().enumerate().filter(|(_, term)| is_odd(term.z) == (part == Part::Imaginary));
        sorted.extend(wanted.map(|(at, term)| (of_run(term.z), at)));
        if sorted.is_empty() {
            return;
        }
        sorted.sort_unstable();
        let first_class = self.classes.len();
        for (runs, at) in sorted.iter() {
            let term = &group.terms[*at];
            let row = term.z as usize & ((1 << shape.run_bits) - 1);
            let next = self.terms.len();
            match self.classes[first_class..].last_mut() {
                Some(class) if class.runs == *runs => {
                    class.terms.end = next + 1;
                    class.is_flat &= row == 0;
                }
                _ => self.classes.push(Class { runs: *runs, is_flat: row == 0, terms: next..next + 1 }),
            }
            self.terms.push(Term {
                row,
                tile: term.z as usize >> shape.tile_bits,
                first: self.coefficients.len(),
            });
            let phase = if part == Part::Real { term.phase.re } else { -term.phase.im };
            self.coefficients.extend(term.weights.iter().map(|weight| phase * weight));
        }
        self.groups.push(Group {
            high: group.x as usize >> shape.tile_bits,
            x: group.x as usize & shape.tile_mask(),
            part,
            classes: first_class..self.classes.len(),
        });
    }
}
