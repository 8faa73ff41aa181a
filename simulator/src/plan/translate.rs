//! From flat instructions to planned operations. Pauli rotations become parity phases between basis changes,
//! so that no operation is ever wider than a tile. Called by `Plan` alone.

use super::PlannedOp;
use super::factor::{Factor, diagonal, row_major};
use crate::Action;
use ansatz_circuits::{C64, FlatInstruction, FlatOperation, Matrix, Pauli, Source, is_diagonal};
use smallvec::smallvec;
use std::f64::consts::FRAC_1_SQRT_2;

/// The planned operations of one instruction, in order. The instruction is unitary.
pub(crate) fn translate(instruction: &FlatInstruction) -> Vec<PlannedOp> {
    match &instruction.operation {
        FlatOperation::Fixed(matrix) => vec![fixed(instruction, matrix)],
        FlatOperation::Exponential { generator, angle: Source::Constant(theta) } => {
            vec![fixed(instruction, &generator.exponential(*theta))]
        }
        FlatOperation::Exponential { generator, angle: Source::Slot(slot) } => {
            let targets = instruction.targets.clone();
            let action = if generator.is_diagonal() {
                Action::Diagonal { targets }
            } else {
                Action::Dense { targets }
            };
            vec![with_controls(instruction, action, Factor::exponential(*slot, generator))]
        }
        FlatOperation::PauliRotation { word, angle } => pauli_rotation(instruction, word, *angle),
        // `Plan::from_flat` has refused these.
        FlatOperation::Measure { .. } | FlatOperation::Reset | FlatOperation::If { .. } => Vec::new(),
    }
}

fn fixed(instruction: &FlatInstruction, matrix: &Matrix) -> PlannedOp {
    let targets = instruction.targets.clone();
    if is_diagonal(matrix) {
        return with_controls(instruction, Action::Diagonal { targets }, Factor::Fixed(diagonal(matrix)));
    }
    with_controls(instruction, Action::Dense { targets }, Factor::Fixed(row_major(matrix)))
}

fn with_controls(instruction: &FlatInstruction, action: Action, factor: Factor) -> PlannedOp {
    let mut op = PlannedOp { action, control_mask: 0, control_value: 0, factors: vec![factor] };
    for (j, qubit) in instruction.controls.iter().enumerate() {
        op.control_mask |= 1 << qubit;
        op.control_value |= (instruction.control_values >> j & 1) << qubit;
    }
    op
}

/// `exp(-iθP/2) = V† exp(-iθ Z⋯Z/2) V` with `V` turning X and Y into Z, qubit by qubit.
fn pauli_rotation(instruction: &FlatInstruction, word: &[Pauli], angle: Source) -> Vec<PlannedOp> {
    let changes: Vec<(u32, [C64; 4])> =
        instruction.targets.iter().zip(word).filter_map(|(q, pauli)| Some((*q, to_z(*pauli)?))).collect();
    let change = |(qubit, entries): &(u32, [C64; 4])| PlannedOp {
        action: Action::Dense { targets: smallvec![*qubit] },
        control_mask: 0,
        control_value: 0,
        factors: vec![Factor::Fixed(entries.to_vec())],
    };
    let back =
        |(qubit, [a, b, c, d]): &(u32, [C64; 4])| change(&(*qubit, [a.conj(), c.conj(), b.conj(), d.conj()]));
    let mask = instruction.targets.iter().fold(0, |mask, q| mask | 1u64 << q);
    let factor = match angle {
        Source::Constant(theta) => Factor::Fixed(vec![C64::cis(-theta / 2.0), C64::cis(theta / 2.0)]),
        Source::Slot(slot) => Factor::parity(slot),
    };
    let mut ops: Vec<PlannedOp> = changes.iter().map(change).collect();
    ops.push(with_controls(instruction, Action::Parity { mask }, factor));
    ops.extend(changes.iter().map(back));
    ops
}

/// `V` with `V P V† = Z`: Hadamard for X, `H·S†` for Y, nothing for Z.
fn to_z(pauli: Pauli) -> Option<[C64; 4]> {
    let r = C64::new(FRAC_1_SQRT_2, 0.0);
    let i = C64::new(0.0, FRAC_1_SQRT_2);
    match pauli {
        Pauli::X => Some([r, r, r, -r]),
        Pauli::Y => Some([r, -i, r, i]),
        Pauli::Z | Pauli::I => None,
    }
}
