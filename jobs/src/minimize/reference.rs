//! What is known of the best answer of a diagonal problem, where all of its bit strings can be tried.
//!
//! Called by the problem; the answer compares what was found with it.

use super::ansatz_section::AnsatzSection;
use super::solution::is_diagonal;
use ansatz::circuits::PauliSum;
use ansatz::qml::energy::{alternating::extremes, maxcut::Graph};

/// From where to where energies go.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    /// No bit string's energy is higher; of a cut, that of none.
    pub(super) worst: f64,
    /// The lowest energy.
    pub(super) best: f64,
}

impl Span {
    /// How much of the way from the worst to the best an energy is; none where they are the same.
    pub(super) fn ratio(self, energy: f64) -> Option<f64> {
        let range = self.worst - self.best;
        (range > 0.0).then(|| (self.worst - energy) / range)
    }
}

/// What trying all bit strings tells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Tried {
    /// All of them were tried.
    All(Span),
    /// There are too many.
    TooMany,
    /// The problem is not one of bit strings.
    NotOne,
}

impl Tried {
    /// What is known.
    pub(super) fn span(self) -> Option<Span> {
        match self {
            Tried::All(span) => Some(span),
            Tried::TooMany | Tried::NotOne => None,
        }
    }
}

/// Of the cuts of a graph, those that the ansatz can reach.
pub(super) fn of_graph(graph: &Graph, energy: &PauliSum, section: &AnsatzSection) -> Tried {
    let largest = match groups(section) {
        [] => graph.max_cut().map(|(cut, _)| -cut),
        some => extremes(energy, graph.nodes(), some).map(|found| found.lowest.value),
    };
    largest.map_or(Tried::TooMany, |best| Tried::All(Span { worst: 0.0, best }))
}

/// Of the values of an observable on so many qubits, those that the ansatz can reach.
pub(super) fn of_observable(observable: &PauliSum, qubits: usize, section: &AnsatzSection) -> Tried {
    let of_electrons =
        matches!(section, AnsatzSection::Uccsd(_) | AnsatzSection::Givens(_) | AnsatzSection::Adaptive(_));
    if of_electrons || !is_diagonal(observable) {
        return Tried::NotOne;
    }
    let groups = groups(section);
    // Other qubits change nothing.
    let counted = if groups.is_empty() { observable.min_qubits().max(1) } else { qubits };
    extremes(observable, counted, groups).map_or(Tried::TooMany, |found| {
        Tried::All(Span { worst: found.highest.value, best: found.lowest.value })
    })
}

/// Qubits of which exactly one is 1.
fn groups(section: &AnsatzSection) -> &[Vec<usize>] {
    match section {
        AnsatzSection::Qaoa(keys) => &keys.groups,
        _ => &[],
    }
}
