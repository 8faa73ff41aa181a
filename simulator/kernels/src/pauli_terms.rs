//! Pauli sums as data: terms grouped by their X mask, so that one traversal serves a group.

use crate::C64;

/// One term: `coefficient · (−1)^{|z∧j|}` on basis state `j`, the power of i included.
#[derive(Debug, Clone, PartialEq)]
pub struct WeightedTerm {
    /// The Z mask.
    pub z: u64,
    /// `i^{|x∧z|}`.
    pub phase: C64,
    /// The real coefficient, one for each lane (or one for all).
    pub weights: Vec<f64>,
}

/// All terms with one X mask.
#[derive(Debug, Clone, PartialEq)]
pub struct TermGroup {
    /// The X mask.
    pub x: u64,
    /// Its terms.
    pub terms: Vec<WeightedTerm>,
}

/// A sum `Σ_k w_k P_k` in groups; weights may differ from lane to lane.
#[derive(Debug, Clone, PartialEq)]
pub struct PauliTerms {
    /// Lanes of the weights: 1 or the batch's.
    pub lanes: usize,
    /// The groups, by first occurrence.
    pub groups: Vec<TermGroup>,
}

impl PauliTerms {
    /// No terms; weights of so many lanes.
    pub fn empty(lanes: usize) -> PauliTerms {
        PauliTerms { lanes, groups: Vec::new() }
    }

    /// The same sum with every mask replaced: on a state whose qubits are elsewhere.
    pub fn map_masks(mut self, place: impl Fn(u64) -> u64) -> PauliTerms {
        for group in &mut self.groups {
            group.x = place(group.x);
            group.terms.iter_mut().for_each(|term| term.z = place(term.z));
        }
        self
    }

    /// Adds the string with these X and Z masks, with one weight for each lane.
    pub fn add(&mut self, x: u64, z: u64, weights: impl Iterator<Item = f64>) {
        let at = self.groups.iter().position(|group| group.x == x).unwrap_or_else(|| {
            self.groups.push(TermGroup { x, terms: Vec::new() });
            self.groups.len() - 1
        });
        let terms = &mut self.groups[at].terms;
        match terms.iter_mut().find(|term| term.z == z) {
            Some(known) => known.weights.iter_mut().zip(weights).for_each(|(sum, w)| *sum += w),
            None => terms.push(WeightedTerm {
                z,
                phase: C64::i().powu((x & z).count_ones()),
                weights: weights.collect(),
            }),
        }
    }
}
