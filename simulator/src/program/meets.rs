//! Where branches of a circuit may become one again: at measurements and resets after which fewer bits matter than have been read. A loop that
//! measures and resets would have as many branches as it has histories, though all of them come to the same state. Called by the engine.

use super::part::{Part, Step};
use std::collections::BTreeSet;

/// Which bits matter when a circuit has ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum AtEnd {
    /// All of them: they are the outcome.
    AllBits,
    /// None of them.
    NoBits,
}

/// Steps times bits: with more, nothing is looked at. Their branches would be too many in any case.
const MOST_LOOKED_AT: usize = 1 << 22;

/// By step: the bits that were written before it and are read after it, where branches may meet.
#[derive(Debug, Default)]
pub(crate) struct Meets {
    by_step: Vec<Option<Vec<usize>>>,
}

impl Meets {
    /// Of a circuit that nothing follows.
    pub(crate) fn of(part: &Part, at_end: AtEnd) -> Meets {
        if !part.meets || part.steps.len().saturating_mul(part.num_bits) > MOST_LOOKED_AT {
            return Meets::default();
        }
        let live = live_bits(part, at_end);
        let (mut splits, mut written) = (0, BTreeSet::new());
        let at = |(step, live): (&Step, BTreeSet<usize>)| {
            let bit = match step {
                Step::Measure { bit, .. } => Some(*bit),
                Step::Reset { .. } => None,
                Step::Unitary(_) | Step::Unless { .. } => return None,
            };
            let matter: Vec<usize> = live.intersection(&written).copied().collect();
            let may_meet = splits > matter.len();
            splits += 1;
            written.extend(bit);
            may_meet.then_some(matter)
        };
        Meets { by_step: part.steps.iter().zip(live).map(at).collect() }
    }

    /// The bits that two branches must have in common to meet before this step; `None` where they do not wait for each other.
    pub(crate) fn at(&self, step: usize) -> Option<&[usize]> {
        self.by_step.get(step)?.as_deref()
    }

    /// Whether branches meet anywhere.
    pub(crate) fn is_any(&self) -> bool {
        self.by_step.iter().any(Option::is_some)
    }
}

/// By step: the bits whose values before it are read after it.
fn live_bits(part: &Part, at_end: AtEnd) -> Vec<BTreeSet<usize>> {
    let mut is_conditional = vec![false; part.steps.len()];
    for (at, step) in part.steps.iter().enumerate() {
        if let Step::Unless { skip, .. } = step {
            is_conditional[at + 1..=at + skip].fill(true);
        }
    }
    let mut live: BTreeSet<usize> = match at_end {
        AtEnd::AllBits => (0..part.num_bits).collect(),
        AtEnd::NoBits => BTreeSet::new(),
    };
    live.retain(|bit| part.finals.iter().all(|(_, last)| last != bit));
    let mut by_step = Vec::with_capacity(part.steps.len());
    for (at, step) in part.steps.iter().enumerate().rev() {
        match step {
            Step::Measure { bit, .. } if !is_conditional[at] => {
                live.remove(bit);
            }
            Step::Unless { bits, .. } => live.extend(bits.iter().map(|bit| *bit as usize)),
            _ => {}
        }
        by_step.push(live.clone());
    }
    by_step.reverse();
    by_step
}
