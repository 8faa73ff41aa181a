//! The answer of a combinatorial problem: which bit strings the state holds, and what they cost.
//!
//! Called by the minimization where the observable is diagonal. Ties go to the more probable string.

use ansatz::circuits::PauliSum;
use ansatz::qml::energy::{alternating::cost_of, maxcut::Graph};
use ansatz::simulator::Statevector;
use serde::Serialize;

/// A bit string.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Candidate {
    /// The highest qubit, or node, leftmost.
    pub bits: String,
    /// Its cut, or the observable's value.
    pub value: f64,
    /// How probable it is.
    pub probability: f64,
}

/// The best bit string.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Solution {
    /// The string.
    #[serde(flatten)]
    pub best: Candidate,
    /// The nodes whose bit is 0, and those whose bit is 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub partition: Option<[Vec<usize>; 2]>,
}

/// The best bit strings among those that a few thousand shots would show.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Solutions {
    pub(super) solution: Solution,
    /// The best first.
    pub(super) candidates: Vec<Candidate>,
}

/// So many of the most probable strings are looked at.
const LOOKED_AT: usize = 1024;
/// Below this, a string is what a search has not quite got rid of.
const NEGLIGIBLE: f64 = 1e-6;
/// So many are answered.
const ANSWERED: usize = 8;

impl Solutions {
    /// Of a diagonal observable; a graph has cuts.
    pub(super) fn of(state: &Statevector, observable: &PauliSum, graph: Option<&Graph>) -> Option<Solutions> {
        let qubits = state.num_qubits();
        let mut likely: Vec<(usize, f64)> = state.probabilities().into_iter().enumerate().collect();
        likely.retain(|(_, probability)| *probability > NEGLIGIBLE);
        likely.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        likely.truncate(LOOKED_AT);
        let mut costs: Vec<(f64, usize, f64)> = likely
            .into_iter()
            .map(|(bits, probability)| (cost_of(observable, bits as u64), bits, probability))
            .collect();
        costs.sort_by(|a, b| a.0.total_cmp(&b.0).then(b.2.total_cmp(&a.2)));
        let candidate = |(cost, bits, probability): &(f64, usize, f64)| Candidate {
            bits: (0..qubits).rev().map(|qubit| if bits >> qubit & 1 == 1 { '1' } else { '0' }).collect(),
            value: graph.map_or(*cost, |graph| graph.cut(*bits as u64)),
            probability: *probability,
        };
        let side = |bits: usize, value: usize| (0..qubits).filter(|node| bits >> node & 1 == value).collect();
        let best = costs.first()?;
        let partition = graph.map(|_| [side(best.1, 0), side(best.1, 1)]);
        let candidates = costs.iter().take(ANSWERED).map(candidate).collect();
        Some(Solutions { solution: Solution { best: candidate(best), partition }, candidates })
    }
}

/// Whether every bit string has a value of its own.
pub(super) fn is_diagonal(observable: &PauliSum) -> bool {
    observable.iter().all(|(_, string)| string.is_diagonal())
}
