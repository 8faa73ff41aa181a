//! The amplitudes that are not zero, of any number of qubits. Called by the runs without a plan.
//!
//! Flips, swaps and diagonals change the numbers or the amplitudes of basis states one by one; a matrix first sorts those together
//! that differ in its targets alone.

use super::Turn;
use super::effect::Effect;
use super::order::Order;
use super::table::Table;
use super::turns::{Turns, is_diagonal};
use ansatz_circuits::{C64, FlatInstruction, Pauli};
use smallvec::SmallVec;

/// What measuring all of so many qubits gives after these instructions, which are unitary, in memory for the amplitudes that are
/// not zero; `angles` by slot.
pub(crate) fn list(num_qubits: usize, instructions: &[FlatInstruction], angles: &[f64]) -> Table {
    let mut list = List::zeros(num_qubits);
    let (mut turns, mut order) = (Turns::new(num_qubits), Order::new(num_qubits));
    for instruction in instructions {
        if order.takes(instruction) {
            continue;
        }
        let instruction = order.placed(instruction);
        let effect = Effect::of(&instruction, angles);
        match (effect.turn(), &instruction.controls[..], &instruction.targets[..]) {
            (Some(turn), [], [qubit]) => turns.add(*qubit, &turn),
            _ => {
                let apply = &mut |qubit, turn| list.turn(qubit, &turn);
                turns.make_way(&instruction, effect.is_diagonal(), apply);
                list.apply(&instruction, &effect);
            }
        }
    }
    turns.finish(&mut |qubit, turn| list.turn(qubit, &turn));
    list.into_table(&order)
}

/// The number of a basis state, the lowest word first.
type Key = SmallVec<[u64; 2]>;

/// Amplitudes smaller than this are what rounding leaves of zero.
const ROUNDING: f64 = 1e-15;

/// A basis state and its amplitude.
#[derive(Clone)]
struct Entry {
    key: Key,
    amplitude: C64,
}

/// What there is, in no order.
struct List(Vec<Entry>);

fn bit(key: &Key, qubit: u32) -> bool {
    key[qubit as usize / 64] >> (qubit % 64) & 1 == 1
}

fn flip(key: &mut Key, qubit: u32) {
    key[qubit as usize / 64] ^= 1 << (qubit % 64);
}

/// The targets' value.
fn value(key: &Key, targets: &[u32]) -> usize {
    targets.iter().enumerate().fold(0, |sum, (k, qubit)| sum | usize::from(bit(key, *qubit)) << k)
}

fn with_value(key: &Key, targets: &[u32], value: usize) -> Key {
    let mut key = key.clone();
    for (k, qubit) in targets.iter().enumerate() {
        if bit(&key, *qubit) != (value >> k & 1 == 1) {
            flip(&mut key, *qubit);
        }
    }
    key
}

fn fits(key: &Key, instruction: &FlatInstruction) -> bool {
    let mut controls = instruction.controls.iter().enumerate();
    controls.all(|(k, qubit)| bit(key, *qubit) == (instruction.control_values >> k & 1 == 1))
}

impl List {
    /// |0…0⟩.
    fn zeros(num_qubits: usize) -> List {
        let key = Key::from_elem(0, num_qubits.div_ceil(64).max(1));
        List(vec![Entry { key, amplitude: C64::ONE }])
    }

    /// What measuring gives.
    fn into_table(mut self, order: &Order) -> Table {
        self.0.sort_unstable_by(|a, b| a.key.iter().rev().cmp(b.key.iter().rev()));
        let words = self.0.first().map_or(1, |entry| entry.key.len());
        let mut table = Table::with_capacity(words, self.0.len());
        self.0.iter().for_each(|entry| table.push(&order.of_qubits(&entry.key), entry.amplitude.norm_sqr()));
        table
    }

    /// Entries on which an instruction acts.
    fn acted_on<'a>(&'a mut self, instruction: &'a FlatInstruction) -> impl Iterator<Item = &'a mut Entry> {
        self.0.iter_mut().filter(|entry| fits(&entry.key, instruction))
    }

    fn multiply(&mut self, targets: &[u32], matrix: &[C64], acts: impl Fn(&Key) -> bool) {
        let dimension = 1usize << targets.len();
        let (mut acted, mut after): (Vec<Entry>, Vec<Entry>) =
            std::mem::take(&mut self.0).into_iter().partition(|entry| acts(&entry.key));
        let mut keyed: Vec<(Key, usize, C64)> = acted
            .drain(..)
            .map(|entry| (with_value(&entry.key, targets, 0), value(&entry.key, targets), entry.amplitude))
            .collect();
        keyed.sort_unstable_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
        for together in keyed.chunk_by(|a, b| a.0 == b.0) {
            for row in 0..dimension {
                let amplitude: C64 =
                    together.iter().map(|(_, column, a)| matrix[row * dimension + column] * a).sum();
                if amplitude.norm_sqr() > ROUNDING * ROUNDING {
                    after.push(Entry { key: with_value(&together[0].0, targets, row), amplitude });
                }
            }
        }
        self.0 = after;
    }

    /// `cos(θ/2) − i sin(θ/2) P`: as many entries as before where a word has no X and no Y.
    fn rotate(&mut self, instruction: &FlatInstruction, word: &[Pauli], angle: f64) {
        let (sin, cos) = (angle / 2.0).sin_cos();
        let letters = || instruction.targets.iter().zip(word);
        let flips: Vec<u32> =
            letters().filter(|(_, l)| matches!(l, Pauli::X | Pauli::Y)).map(|(q, _)| *q).collect();
        let ys = word.iter().filter(|letter| **letter == Pauli::Y).count() as u32;
        let factor = C64::new(0.0, -sin) * C64::I.powu(ys);
        let sign = |key: &Key| {
            let odd = letters().filter(|(q, l)| matches!(l, Pauli::Y | Pauli::Z) && bit(key, **q)).count();
            if odd & 1 == 1 { -factor } else { factor }
        };
        if flips.is_empty() {
            return self.acted_on(instruction).for_each(|e| e.amplitude *= cos + sign(&e.key));
        }
        let mut moved = Vec::with_capacity(self.0.len());
        for entry in self.0.iter_mut().filter(|entry| fits(&entry.key, instruction)) {
            let mut key = entry.key.clone();
            flips.iter().for_each(|qubit| flip(&mut key, *qubit));
            moved.push(Entry { key, amplitude: entry.amplitude * sign(&entry.key) });
            entry.amplitude *= cos;
        }
        self.0.append(&mut moved);
        self.add_up();
    }

    /// Entries of one basis state become one.
    fn add_up(&mut self) {
        self.0.sort_by(|a, b| a.key.cmp(&b.key));
        self.0.dedup_by(|next, kept| {
            let is_same = next.key == kept.key;
            if is_same {
                kept.amplitude += next.amplitude;
            }
            is_same
        });
        self.0.retain(|entry| entry.amplitude.norm_sqr() > ROUNDING * ROUNDING);
    }
}

impl List {
    fn turn(&mut self, qubit: u32, turn: &Turn) {
        if is_diagonal(turn) {
            for entry in &mut self.0 {
                entry.amplitude *= if bit(&entry.key, qubit) { turn[3] } else { turn[0] };
            }
        } else if turn[0] == C64::ZERO && turn[3] == C64::ZERO {
            for entry in &mut self.0 {
                entry.amplitude *= if bit(&entry.key, qubit) { turn[1] } else { turn[2] };
                flip(&mut entry.key, qubit);
            }
        } else {
            self.multiply(&[qubit], turn, |_| true);
        }
    }

    fn apply(&mut self, instruction: &FlatInstruction, effect: &Effect<'_>) {
        let targets = &instruction.targets;
        match effect {
            Effect::Nothing => {}
            Effect::Flip => self.acted_on(instruction).for_each(|entry| flip(&mut entry.key, targets[0])),
            Effect::Swap => {
                let differs = |entry: &&mut Entry| bit(&entry.key, targets[0]) != bit(&entry.key, targets[1]);
                self.acted_on(instruction).filter(differs).for_each(|entry| {
                    flip(&mut entry.key, targets[0]);
                    flip(&mut entry.key, targets[1]);
                });
            }
            Effect::Phases(phases) => {
                self.acted_on(instruction).for_each(|e| e.amplitude *= phases[value(&e.key, targets)]);
            }
            Effect::Turn(turn) => self.multiply(targets, turn, |key| fits(key, instruction)),
            Effect::Matrix(matrix) => self.multiply(targets, matrix, |key| fits(key, instruction)),
            Effect::Rotation { word, angle } => self.rotate(instruction, word, *angle),
        }
    }
}
