//! Circuits run instruction by instruction, without a plan: small ones, where planning takes longer than running, and those that
//! only ever have few amplitudes that are not zero, however wide they are.
//!
//! Called by programs for what is measured at their end. A `Script` is run on all amplitudes of a `vector`; `list` holds those that
//! are not zero; a `Table` is what measuring either can give.

mod act;
mod effect;
mod list;
mod order;
mod script;
mod table;
mod turns;
mod vector;

pub(crate) use list::list;
pub(crate) use script::Script;
pub(crate) use table::Table;

use ansatz_circuits::{C64, FlatInstruction};

/// A matrix on one qubit, row by row.
type Turn = [C64; 4];

/// How often these instructions may double the number of amplitudes that are not zero, at any angles.
pub(crate) fn doublings(num_qubits: usize, instructions: &[FlatInstruction]) -> usize {
    let mut count = 0;
    // By qubit, whether turns that double wait: however many follow each other, they are one.
    let mut waiting = vec![false; num_qubits];
    for instruction in instructions {
        let own = effect::doublings(instruction);
        if let ([], [qubit]) = (&instruction.controls[..], &instruction.targets[..]) {
            waiting[*qubit as usize] |= own > 0;
            continue;
        }
        for qubit in instruction.controls.iter().chain(&instruction.targets) {
            count += usize::from(std::mem::take(&mut waiting[*qubit as usize]));
        }
        count += own;
    }
    count + waiting.into_iter().filter(|waits| *waits).count()
}
