//! Pauli sums as a backend reads them: terms grouped by their X mask, so that one traversal serves a group.

use crate::plan::QubitOrder;
use crate::{Result, SimulatorError};
use ansatz_circuits::{C64, PauliSum};

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
    /// One observable, the same weights in every lane.
    pub fn new(observable: &PauliSum) -> PauliTerms {
        PauliTerms::weighted(std::slice::from_ref(observable), 1, &[1.0])
    }

    /// `Σ_m v_m O_m` with `cotangents[lane * observables.len() + m]`.
    pub fn weighted(observables: &[PauliSum], lanes: usize, cotangents: &[f64]) -> PauliTerms {
        let mut sum = PauliTerms { lanes, groups: Vec::new() };
        for (m, observable) in observables.iter().enumerate() {
            for (coefficient, string) in observable.terms() {
                let weight = |lane: usize| coefficient * cotangents[lane * observables.len() + m];
                sum.add(string.x, string.z, (0..lanes).map(weight));
            }
        }
        sum
    }

    /// The same sum on a state whose qubits are elsewhere.
    pub(crate) fn relabelled(mut self, order: &QubitOrder) -> PauliTerms {
        for group in &mut self.groups {
            group.x = order.place_mask(group.x);
            group.terms.iter_mut().for_each(|term| term.z = order.place_mask(term.z));
        }
        self
    }

    fn add(&mut self, x: u64, z: u64, weights: impl Iterator<Item = f64>) {
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

/// Refuses observables that do not fit the circuit or are not finite.
pub(crate) fn check_observables(observables: &[PauliSum], num_qubits: usize) -> Result<()> {
    for observable in observables {
        let needed = observable.min_qubits();
        if needed > num_qubits {
            return Err(SimulatorError::ObservableQubits { needed, num_qubits });
        }
        if !observable.is_finite() {
            return Err(SimulatorError::NotFinite {
                what: "an observable's coefficient".into(),
                value: f64::NAN,
            });
        }
    }
    Ok(())
}
