//! Factors that share a state: neighbours in a chain depend on nearly the same instructions, and one run then answers several. Merged
//! greedily while the predicted seconds fall; by structure alone, so that answers do not depend on the machine. Called by compiling.

use super::factors::Factor;
use super::walk::Cone;

/// Seconds of a run beside its work, of an instruction, and of an amplitude in an instruction or an observable.
const RUN_S: f64 = 1e-5;
const INSTRUCTION_S: f64 = 1e-7;
const AMPLITUDE_S: f64 = 4e-10;
/// A factor is tried with so many groups: those whose lowest qubits come before it.
const OPEN: usize = 6;

/// One state for several factors.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) cone: Cone,
    taken: Cone,
    pub(super) qubits: Vec<u32>,
    pub(super) factors: Vec<usize>,
}

/// Predicted seconds of a run of so many instructions on so many qubits that answers so many factors.
pub(super) fn seconds(num_qubits: usize, instructions: usize, factors: usize) -> f64 {
    let amplitudes = (num_qubits as f64).exp2();
    RUN_S + instructions as f64 * INSTRUCTION_S + (instructions + factors) as f64 * amplitudes * AMPLITUDE_S
}

impl Group {
    fn of(number: usize, factor: &Factor) -> Group {
        let Factor { cone, taken, qubits, .. } = factor.clone();
        Group { cone, taken, qubits, factors: vec![number] }
    }

    pub(super) fn seconds(&self) -> f64 {
        seconds(self.qubits.len(), self.cone.len(), self.factors.len())
    }

    /// Whether no string has taken in what is run before it.
    fn is_sound(&self) -> bool {
        self.taken.iter().all(|at| self.cone.binary_search(at).is_err())
    }

    fn with(&self, other: &Group) -> Group {
        Group {
            cone: union(&self.cone, &other.cone),
            taken: union(&self.taken, &other.taken),
            qubits: union(&self.qubits, &other.qubits),
            factors: [&self.factors[..], &other.factors].concat(),
        }
    }
}

/// The groups of all factors.
pub(super) fn groups(factors: &[Factor]) -> Vec<Group> {
    let mut order: Vec<usize> = (0..factors.len()).collect();
    order.sort_by_key(|number| (&factors[*number].qubits, *number));
    let mut groups: Vec<Group> = Vec::new();
    for number in order {
        let alone = Group::of(number, &factors[number]);
        let open = groups.len().saturating_sub(OPEN);
        let grown = |(at, group): (usize, &Group)| {
            let both = group.with(&alone);
            let gain = group.seconds() + alone.seconds() - both.seconds();
            (gain >= 0.0 && both.is_sound()).then_some((at + open, both, gain))
        };
        let candidates = groups[open..].iter().enumerate().filter_map(grown);
        match candidates.max_by(|a, b| a.2.total_cmp(&b.2)) {
            Some((at, both, _)) => groups[at] = both,
            None => groups.push(alone),
        }
    }
    groups
}

/// Both of two ascending lists, as one.
pub(super) fn union(a: &[u32], b: &[u32]) -> Vec<u32> {
    let mut both = Vec::with_capacity(a.len() + b.len());
    let (mut a, mut b) = (a.iter().peekable(), b.iter().peekable());
    while let Some(next) = a.peek().into_iter().chain(b.peek()).map(|number| **number).min() {
        a.next_if(|number| **number == next);
        b.next_if(|number| **number == next);
        both.push(next);
    }
    both
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unions_are_ascending_and_hold_each_number_once() {
        assert_eq!(union(&[1, 3, 5], &[0, 3, 4, 9]), [0, 1, 3, 4, 5, 9]);
        assert_eq!((union(&[], &[2]), union(&[], &[])), (vec![2], vec![]));
    }

    #[test]
    fn neighbours_share_a_state_and_strangers_do_not() {
        let factor = |first: u32| Factor {
            cone: (first..first + 30).collect(),
            qubits: (first..first + 10).collect(),
            ..Factor::default()
        };
        let groups = groups(&[factor(0), factor(1), factor(100), factor(2)]);
        let factors: Vec<&[usize]> = groups.iter().map(|group| &group.factors[..]).collect();
        assert_eq!(factors, [&[0, 1][..], &[3], &[2]]);
        // Not where one has taken in what the other needs.
        let taking = Factor { taken: vec![25], cone: (1..20).collect(), ..factor(1) };
        assert_eq!(super::groups(&[factor(0), taking]).len(), 2);
    }
}
