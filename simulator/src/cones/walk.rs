//! Going back from a Pauli string through a flat circuit: the instructions that its expectation depends on, and the string that is left to be
//! asked of them. Called for each term of an observable; touches nothing outside the cone, so that a term of a wide circuit costs what its cone
//! does.
//!
//! Clifford operations that nothing kept comes after are taken into the string, which stays one string with a sign, as in
//! `plan/pull_back.rs`. From the first instruction that is kept on, the operator pulled back acts on the qubits of `support` alone and commutes
//! with `Z_q` for every qubit `q` that is not `mixed`, as in `plan/light_cone.rs`. On the way forward, instructions that find their qubits in
//! |0⟩ as they were at first are left out where they change nothing but a phase.

use super::letters::{Marks, String};
use crate::stabilizer::{Back, Lettered};
use ansatz_circuits::{ConstantKind, FlatInstruction, FlatOperation, Pauli, PauliString};
use std::cell::OnceCell;
use std::collections::BinaryHeap;

/// What an instruction does to operators that are diagonal on its qubits.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Commutes with them.
    Diagonal,
    /// X on its target, where its controls say so: it carries them to others that are diagonal.
    Flip,
    /// Anything else.
    Mixing,
}

fn role(instruction: &FlatInstruction) -> Role {
    let is_diagonal = match &instruction.operation {
        FlatOperation::Fixed(constant) => match constant.kind() {
            ConstantKind::Diagonal(_) => true,
            ConstantKind::Flip => return Role::Flip,
            ConstantKind::Swap | ConstantKind::Other => false,
        },
        FlatOperation::Exponential { generator, .. } => generator.is_diagonal(),
        FlatOperation::PauliRotation { word, .. } => word.iter().all(|letter| *letter == Pauli::Z),
        FlatOperation::Measure { .. } | FlatOperation::Reset | FlatOperation::If { .. } => false,
    };
    if is_diagonal { Role::Diagonal } else { Role::Mixing }
}

/// Controls, then targets.
pub(super) fn qubits(instruction: &FlatInstruction) -> impl Iterator<Item = usize> {
    instruction.controls.iter().chain(&instruction.targets).map(|qubit| *qubit as usize)
}

/// The instructions of a cone by their numbers, in order.
pub(super) type Cone = Vec<u32>;

/// What the expectation of a string is: `±⟨string⟩` after the instructions of a cone.
pub(super) struct Walked {
    pub(super) sign: f64,
    pub(super) string: PauliString,
    pub(super) cone: Cone,
    /// The operations that were taken into the string: with one of them beside the cone, the string would be another.
    pub(super) taken: Cone,
}

/// Which operations are taken into strings.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Taken {
    Clifford,
    Nothing,
}

/// A flat circuit, ready to be walked.
pub(super) struct Walk<'a> {
    instructions: &'a [FlatInstruction],
    taken: Taken,
    roles: Vec<Role>,
    clifford: Vec<OnceCell<Option<Back>>>,
    /// Of each qubit the instructions on it, in order.
    on_qubit: Vec<Vec<u32>>,
    string: String,
    support: Marks,
    mixed: Marks,
    /// Qubits of instructions that are kept.
    staying: Marks,
    /// Qubits that may have left |0⟩.
    moved: Marks,
}

impl<'a> Walk<'a> {
    pub(super) fn new(num_qubits: usize, instructions: &'a [FlatInstruction], taken: Taken) -> Walk<'a> {
        let mut on_qubit = vec![Vec::new(); num_qubits];
        for (at, instruction) in instructions.iter().enumerate() {
            qubits(instruction).for_each(|qubit| on_qubit[qubit].push(at as u32));
        }
        let marks = || Marks::new(num_qubits);
        Walk {
            instructions,
            taken,
            roles: instructions.iter().map(role).collect(),
            clifford: instructions.iter().map(|_| OnceCell::new()).collect(),
            on_qubit,
            string: String::new(num_qubits),
            support: marks(),
            mixed: marks(),
            staying: marks(),
            moved: marks(),
        }
    }

    /// What the expectation of a string comes down to.
    pub(super) fn back(&mut self, string: &PauliString) -> Walked {
        let mut walked = self.kept(string);
        [&mut walked.cone, &mut walked.taken].into_iter().for_each(|list| list.reverse());
        self.moved.clear();
        walked.cone.retain(|at| self.acts(*at as usize));
        walked
    }

    /// The same with its instructions from the last to the first.
    fn kept(&mut self, string: &PauliString) -> Walked {
        [&mut self.support, &mut self.mixed, &mut self.staying].into_iter().for_each(Marks::clear);
        self.string.set(string);
        let mut ahead = BinaryHeap::new();
        ahead.extend(string.letters().filter_map(|(qubit, _)| self.on_qubit[qubit].last()));
        let (mut cone, mut taken, mut sign, mut last) = (Cone::new(), Cone::new(), 1.0, None);
        while let Some(at) = ahead.pop() {
            // Once for each of its qubits in the support.
            if last == Some(at) {
                continue;
            }
            last = Some(at);
            let number = at as usize;
            if self.counts(number) {
                if self.is_taken(number) {
                    let back = self.clifford[number].get().and_then(Option::as_ref).expect("it is taken");
                    sign *= if back.apply(&mut self.string) { -1.0 } else { 1.0 };
                    taken.push(at);
                } else {
                    self.keep(number);
                    cone.push(at);
                }
            }
            let reached = qubits(&self.instructions[number]).filter(|qubit| self.is_in_support(*qubit));
            ahead.extend(reached.filter_map(|qubit| before(&self.on_qubit[qubit], at)));
        }
        Walked { sign, string: self.string.read(), cone, taken }
    }

    fn is_in_support(&self, qubit: usize) -> bool {
        self.support.has(qubit) || self.string.letter(qubit as u32) != Pauli::I
    }

    fn is_mixed(&self, qubit: usize) -> bool {
        self.mixed.has(qubit) || matches!(self.string.letter(qubit as u32), Pauli::X | Pauli::Y)
    }

    fn any(qubits: &[u32], is: impl Fn(usize) -> bool) -> bool {
        qubits.iter().any(|qubit| is(*qubit as usize))
    }

    fn is_steered(&self, at: usize) -> bool {
        Self::any(&self.instructions[at].controls, |qubit| self.is_mixed(qubit))
    }

    /// Whether an instruction may change the operator pulled back so far.
    fn counts(&self, at: usize) -> bool {
        let targets = &self.instructions[at].targets;
        self.is_steered(at)
            || match self.roles[at] {
                Role::Diagonal => Self::any(targets, |qubit| self.is_mixed(qubit)),
                Role::Flip | Role::Mixing => Self::any(targets, |qubit| self.is_in_support(qubit)),
            }
    }

    /// Whether an instruction is taken into the string: a Clifford operation that commutes with all that is kept after it.
    fn is_taken(&self, at: usize) -> bool {
        self.taken == Taken::Clifford
            && !qubits(&self.instructions[at]).any(|qubit| self.staying.has(qubit))
            && self.clifford[at].get_or_init(|| Back::of(&self.instructions[at])).is_some()
    }

    /// What an instruction that is kept does to the operator.
    fn keep(&mut self, at: usize) {
        let instruction = &self.instructions[at];
        let mixes = match self.roles[at] {
            Role::Diagonal => false,
            Role::Flip => self.is_steered(at),
            Role::Mixing => true,
        };
        for qubit in qubits(instruction) {
            if self.is_mixed(qubit) {
                self.mixed.set(qubit);
            }
            self.support.set(qubit);
            self.staying.set(qubit);
        }
        if mixes {
            instruction.targets.iter().for_each(|qubit| self.mixed.set(*qubit as usize));
        }
    }

    /// Whether an instruction does more than a phase of the whole state, coming from |0…0⟩.
    fn acts(&mut self, at: usize) -> bool {
        let instruction = &self.instructions[at];
        let fires = |(k, qubit): (usize, &u32)| {
            self.moved.has(*qubit as usize) || instruction.control_values >> k & 1 == 0
        };
        let is_phase =
            self.roles[at] == Role::Diagonal && !qubits(instruction).any(|qubit| self.moved.has(qubit));
        let acts = !is_phase && instruction.controls.iter().enumerate().all(fires);
        if acts && self.roles[at] != Role::Diagonal {
            instruction.targets.iter().for_each(|qubit| self.moved.set(*qubit as usize));
        }
        acts
    }
}

/// The last of ascending numbers below one.
fn before(ascending: &[u32], number: u32) -> Option<u32> {
    let count = ascending.partition_point(|at| *at < number);
    count.checked_sub(1).map(|last| ascending[last])
}
