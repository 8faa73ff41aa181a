//! Turns of single qubits that wait until something else acts on their qubit: what follows each other is one matrix, and a
//! diagonal waits for as long as nothing but diagonals and controls meets it. Called by the runs without a plan.

use super::Turn;
use ansatz_circuits::{C64, FlatInstruction};
use smallvec::SmallVec;

/// Entries below this are zero: products of matrices leave rounding behind.
const ROUNDING: f64 = 1e-15;

/// By qubit, the matrix that waits.
#[derive(Clone)]
pub(super) struct Turns(SmallVec<[Option<Turn>; 4]>);

impl Turns {
    pub(super) fn new(num_qubits: usize) -> Turns {
        Turns(SmallVec::from_elem(None, num_qubits))
    }

    /// Takes one more.
    pub(super) fn add(&mut self, qubit: u32, turn: &Turn) {
        let waiting = &mut self.0[qubit as usize];
        *waiting = Some(waiting.map_or(*turn, |earlier| product(turn, &earlier)));
    }

    /// Hands over what does not commute with an instruction, which may be diagonal.
    pub(super) fn make_way(
        &mut self,
        instruction: &FlatInstruction,
        is_diagonal: bool,
        apply: &mut impl FnMut(u32, Turn),
    ) {
        let controls = instruction.controls.iter().map(|qubit| (*qubit, true));
        for (qubit, keeps_value) in controls.chain(instruction.targets.iter().map(|q| (*q, is_diagonal))) {
            let waiting = &mut self.0[qubit as usize];
            if !(keeps_value && waiting.as_ref().is_some_and(self::is_diagonal))
                && let Some(turn) = waiting.take()
            {
                apply(qubit, turn);
            }
        }
    }

    /// Hands over all that changes what may be read.
    pub(super) fn finish(&self, apply: &mut impl FnMut(u32, Turn)) {
        for (qubit, turn) in self.0.iter().enumerate() {
            if let Some(turn) = turn.filter(|turn| !is_diagonal(turn)) {
                apply(qubit as u32, turn);
            }
        }
    }
}

pub(super) fn is_diagonal(turn: &Turn) -> bool {
    turn[1] == C64::ZERO && turn[2] == C64::ZERO
}

fn product(a: &Turn, b: &Turn) -> Turn {
    let entry = |row: usize, column: usize| a[2 * row] * b[column] + a[2 * row + 1] * b[2 + column];
    [entry(0, 0), entry(0, 1), entry(1, 0), entry(1, 1)].map(without_rounding)
}

/// Exact zeros keep what they say: that nothing becomes two amplitudes.
fn without_rounding(z: C64) -> C64 {
    if z.re.abs() < ROUNDING && z.im.abs() < ROUNDING { C64::ZERO } else { z }
}
