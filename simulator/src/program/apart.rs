//! Qubits that never meet: which of a flat circuit's qubits are in one piece, and the pieces as circuits of their own. Qubits that
//! nothing acts on are in none. Called by compiling.
//!
//! Two qubits meet where one instruction acts on both, or where what is done to one depends on a bit that the other wrote.

use super::flat::{Final, Flat};
use ansatz_circuits::{FlatInstruction, FlatOperation};

/// One piece: its qubits are numbered anew, in their order; bits and slots keep their numbers.
pub(super) struct Apart {
    pub(super) num_qubits: usize,
    pub(super) instructions: Vec<FlatInstruction>,
    pub(super) finals: Vec<Final>,
}

impl Apart {
    /// All of a circuit.
    pub(super) fn whole(flat: &Flat) -> Apart {
        Apart {
            num_qubits: flat.num_qubits,
            instructions: flat.instructions.clone(),
            finals: flat.finals.clone(),
        }
    }
}

/// Takes a circuit apart. A qubit that nothing acts on reads 0, as bits do that nothing writes.
pub(super) fn apart(flat: &Flat) -> Vec<Apart> {
    let mut sets = Sets::new(flat.num_qubits + flat.num_bits);
    let mut acted_on = vec![false; flat.num_qubits];
    for instruction in &flat.instructions {
        sets.meet(instruction, flat.num_qubits, None, &mut acted_on);
    }
    for last in &flat.finals {
        // A bit shows the last of the qubits that are measured into it, also where nothing acts on that one.
        acted_on[last.qubit] |= sets.is_joined(flat.num_qubits + last.bit);
        sets.join(last.qubit, flat.num_qubits + last.bit);
    }
    let places = Places::new(&mut sets, &acted_on);
    let empty =
        |num_qubits: &usize| Apart { num_qubits: *num_qubits, instructions: Vec::new(), finals: Vec::new() };
    let mut pieces: Vec<Apart> = places.sizes.iter().map(empty).collect();
    for instruction in &flat.instructions {
        let Some(piece) = places.piece_of(instruction, &mut sets, flat.num_qubits) else { continue };
        let mut own = instruction.clone();
        places.renumber(&mut own);
        pieces[piece].instructions.push(own);
    }
    for last in flat.finals.iter().filter(|last| acted_on[last.qubit]) {
        let place = places.by_qubit[last.qubit];
        pieces[place.piece].finals.push(Final { qubit: place.qubit, bit: last.bit });
    }
    pieces
}

/// Where a qubit has gone.
#[derive(Clone, Copy, Default)]
struct Place {
    piece: usize,
    qubit: usize,
}

struct Places {
    by_qubit: Vec<Place>,
    /// Of each piece, how many qubits it has.
    sizes: Vec<usize>,
    /// By the root of a set, its piece.
    of_root: Vec<Option<usize>>,
}

impl Places {
    /// Pieces come in the order of their lowest qubits.
    fn new(sets: &mut Sets, acted_on: &[bool]) -> Places {
        let mut places = Places {
            by_qubit: vec![Place::default(); acted_on.len()],
            sizes: Vec::new(),
            of_root: vec![None; sets.parents.len()],
        };
        for qubit in (0..acted_on.len()).filter(|qubit| acted_on[*qubit]) {
            let root = sets.root(qubit);
            let piece = *places.of_root[root].get_or_insert_with(|| {
                places.sizes.push(0);
                places.sizes.len() - 1
            });
            places.by_qubit[qubit] = Place { piece, qubit: places.sizes[piece] };
            places.sizes[piece] += 1;
        }
        places
    }

    /// The piece that an instruction belongs to; one that acts on nothing, a phase of the whole state, to none.
    fn piece_of(&self, instruction: &FlatInstruction, sets: &mut Sets, num_qubits: usize) -> Option<usize> {
        let node = sets.first_node(instruction, num_qubits)?;
        let root = sets.root(node);
        self.of_root[root]
    }

    fn renumber(&self, instruction: &mut FlatInstruction) {
        for qubit in instruction.controls.iter_mut().chain(instruction.targets.iter_mut()) {
            *qubit = self.by_qubit[*qubit as usize].qubit as u32;
        }
        if let FlatOperation::If { then, .. } = &mut instruction.operation {
            then.iter_mut().for_each(|inner| self.renumber(inner));
        }
    }
}

/// Sets of qubits and, after them, bits (Tarjan, Journal of the ACM 22, 1975).
pub(crate) struct Sets {
    parents: Vec<usize>,
}

impl Sets {
    pub(crate) fn new(count: usize) -> Sets {
        Sets { parents: (0..count).collect() }
    }

    pub(crate) fn root(&mut self, mut node: usize) -> usize {
        while self.parents[node] != node {
            self.parents[node] = self.parents[self.parents[node]];
            node = self.parents[node];
        }
        node
    }

    /// Whether a node is in one set with another.
    fn is_joined(&mut self, node: usize) -> bool {
        self.root(node) != node
    }

    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        self.parents[a.max(b)] = a.min(b);
    }

    /// Joins whatever an instruction acts on, reads or writes, and a node that it depends on.
    fn meet(
        &mut self,
        instruction: &FlatInstruction,
        num_qubits: usize,
        with: Option<usize>,
        acted_on: &mut [bool],
    ) {
        let Some(first) = with.or_else(|| self.first_node(instruction, num_qubits)) else { return };
        for qubit in instruction.controls.iter().chain(&instruction.targets) {
            acted_on[*qubit as usize] = true;
            self.join(first, *qubit as usize);
        }
        match &instruction.operation {
            FlatOperation::Measure { bit } => self.join(first, num_qubits + *bit as usize),
            FlatOperation::If { bits, then, .. } => {
                bits.iter().for_each(|bit| self.join(first, num_qubits + *bit as usize));
                then.iter().for_each(|inner| self.meet(inner, num_qubits, Some(first), acted_on));
            }
            _ => {}
        }
    }

    /// Any qubit or bit of an instruction.
    fn first_node(&self, instruction: &FlatInstruction, num_qubits: usize) -> Option<usize> {
        let qubit = instruction.targets.first().or(instruction.controls.first());
        qubit.map(|qubit| *qubit as usize).or_else(|| match &instruction.operation {
            FlatOperation::If { bits, then, .. } => bits
                .first()
                .map(|bit| num_qubits + *bit as usize)
                .or_else(|| then.iter().find_map(|inner| self.first_node(inner, num_qubits))),
            _ => None,
        })
    }
}
