//! Programs that measure, branch by branch: every outcome is followed with its weight, nothing is deferred.

use super::matrix::{C64, Mat, c, pauli_word};
use super::state::{Placement, apply};
use std::collections::BTreeMap;

/// One thing that happens.
#[derive(Debug, Clone)]
pub enum Event {
    /// A unitary.
    Unitary(Placement, Mat),
    /// A measurement of a qubit into a bit.
    Measure(usize, usize),
    /// A qubit set to |0⟩.
    Reset(usize),
    /// What happens where each of the bits has its value.
    If(Vec<(usize, bool)>, Vec<Event>),
}

struct Branch {
    weight: f64,
    bits: Vec<bool>,
    state: Vec<C64>,
}

/// The distribution over all classical bits, those never written being 0.
pub fn distribution(num_bits: usize, start: Vec<C64>, events: &[Event]) -> BTreeMap<Vec<bool>, f64> {
    let start = Branch { weight: 1.0, bits: vec![false; num_bits], state: start };
    let mut sums = BTreeMap::new();
    for branch in events.iter().fold(vec![start], happen) {
        *sums.entry(branch.bits).or_insert(0.0) += branch.weight;
    }
    sums
}

fn happen(branches: Vec<Branch>, event: &Event) -> Vec<Branch> {
    branches.into_iter().flat_map(|branch| one(branch, event)).collect()
}

fn one(mut branch: Branch, event: &Event) -> Vec<Branch> {
    match event {
        Event::Unitary(placement, matrix) => {
            branch.state = apply(&branch.state, placement, matrix);
            vec![branch]
        }
        Event::Measure(qubit, bit) => {
            let write = |(value, mut branch): (bool, Branch)| {
                branch.bits[*bit] = value;
                branch
            };
            split(&branch, *qubit).into_iter().map(write).collect()
        }
        Event::Reset(qubit) => {
            let flip = |(value, mut branch): (bool, Branch)| {
                if value {
                    branch.state = apply(&branch.state, &Placement::on(&[*qubit]), &pauli_word("X"));
                }
                branch
            };
            split(&branch, *qubit).into_iter().map(flip).collect()
        }
        Event::If(condition, then) if condition.iter().all(|(bit, value)| branch.bits[*bit] == *value) => {
            then.iter().fold(vec![branch], happen)
        }
        Event::If(..) => vec![branch],
    }
}

/// Both outcomes with their projected, normalised states; an outcome that cannot happen is left out.
fn split(branch: &Branch, qubit: usize) -> Vec<(bool, Branch)> {
    let outcome = |value: bool| {
        let bit = usize::from(value);
        let projector = Mat::from_fn(2, |i, j| c(f64::from(u8::from(i == bit && j == bit)), 0.0));
        let projected = apply(&branch.state, &Placement::on(&[qubit]), &projector);
        let probability: f64 = projected.iter().map(|a| a.norm_sqr()).sum();
        let state = projected.iter().map(|a| a / probability.sqrt()).collect();
        let next = Branch { weight: branch.weight * probability, bits: branch.bits.clone(), state };
        (probability > 1e-13).then_some((value, next))
    };
    [false, true].into_iter().filter_map(outcome).collect()
}
