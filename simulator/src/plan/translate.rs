//! From flat instructions to planned operations: everything becomes real turns, phases and flips where its form
//! allows, and a matrix where it does not. Called by `Plan` alone.

use super::factor::{Factor, row_major};
use super::phases::{self, Controls, PhasePart};
use super::simplify::Simplifier;
use super::turn::{self, TurnFactor};
use super::{PlannedDense, PlannedOp};
use ansatz_circuits::{
    C64, Constant, ConstantKind, FlatInstruction, FlatOperation, Generator, Matrix, Pauli, Source,
};
use ansatz_kernels::Flip;
use smallvec::smallvec;
use std::f64::consts::{FRAC_1_SQRT_2, FRAC_PI_4};

/// A diagonal on more qubits than this is a matrix: its sum of parities would have more than 64 terms.
const MAX_PHASE_QUBITS: usize = 6;

/// Appends the planned operations of one unitary instruction, in order.
pub(crate) fn translate(instruction: &FlatInstruction, out: &mut Simplifier<'_>) {
    match &instruction.operation {
        FlatOperation::Fixed(given) => constant(instruction, given, out),
        FlatOperation::Exponential { generator, angle } => exponential(instruction, generator, *angle, out),
        FlatOperation::PauliRotation { word, angle } => pauli_rotation(instruction, word, *angle, out),
        // No plan comes of these.
        FlatOperation::Measure { .. } | FlatOperation::Reset | FlatOperation::If { .. } => {}
    }
}

fn constant(instruction: &FlatInstruction, constant: &Constant, out: &mut Simplifier<'_>) {
    match (constant.kind(), &instruction.controls[..], &instruction.targets[..]) {
        (ConstantKind::Diagonal(sets), _, _) if num_qubits(instruction) <= MAX_PHASE_QUBITS => {
            phases(instruction, sets, Source::Constant(1.0), out);
        }
        (ConstantKind::Flip, [control], [target]) if instruction.control_values == 1 => {
            out.push(PlannedOp::Flip(Flip { control: Some(*control), target: *target }));
        }
        (ConstantKind::Swap, [], [a, b]) => out.push(PlannedOp::Swap(*a, *b)),
        _ => matrix(instruction, constant, out),
    }
}

fn matrix(instruction: &FlatInstruction, matrix: &Matrix, out: &mut Simplifier<'_>) {
    match (&instruction.controls[..], &instruction.targets[..]) {
        ([], [qubit]) => one_qubit(*qubit, matrix, out),
        _ => out.push(dense(instruction, Factor::Fixed(row_major(matrix)))),
    }
}

/// `U = e^{iα} Rz(φ) Ry(θ) Rz(λ)`: two phases around a real turn; a real matrix is a turn by itself.
fn one_qubit(qubit: u32, matrix: &Matrix, out: &mut Simplifier<'_>) {
    let entries = [matrix[(0, 0)], matrix[(0, 1)], matrix[(1, 0)], matrix[(1, 1)]];
    if entries.iter().all(|z| z.im == 0.0) {
        return out.push_constant_turn(qubit, entries.map(|z| z.re));
    }
    let (first, real, last) = turn::split(&entries);
    out.push_phase(qubit, first);
    out.push_constant_turn(qubit, real);
    out.push_phase(qubit, last);
}

fn exponential(
    instruction: &FlatInstruction,
    generator: &'static Generator,
    angle: Source,
    out: &mut Simplifier<'_>,
) {
    if generator.is_diagonal() && num_qubits(instruction) <= MAX_PHASE_QUBITS {
        return phases(instruction, generator.parities(), angle, out);
    }
    if let ([], [qubit], Some((rate, phase))) =
        (&instruction.controls[..], &instruction.targets[..], generator.turn())
    {
        if phase != 0.0 {
            out.push_phase(*qubit, [0.0, -phase]);
        }
        match angle {
            Source::Constant(theta) => out.push_constant_turn(*qubit, turn::rotation(rate * theta)),
            Source::Slot(slot) => out.push(PlannedOp::turn(*qubit, TurnFactor::Rotation { slot, rate })),
        }
        if phase != 0.0 {
            out.push_phase(*qubit, [0.0, phase]);
        }
        return;
    }
    match angle {
        Source::Constant(theta) => matrix(instruction, &generator.exponential(theta), out),
        Source::Slot(slot) => out.push(dense(instruction, Factor::exponential(slot, generator))),
    }
}

/// `exp(-iθP/2) = V† exp(-iθ Z⋯Z/2) V` with `V` turning X and Y into Z, qubit by qubit.
fn pauli_rotation(instruction: &FlatInstruction, word: &[Pauli], angle: Source, out: &mut Simplifier<'_>) {
    let targets = &instruction.targets;
    let hadamard = [1.0, 1.0, 1.0, -1.0].map(|x| x * FRAC_1_SQRT_2);
    for (qubit, pauli) in targets.iter().zip(word) {
        if *pauli == Pauli::Y {
            out.push_phase(*qubit, [FRAC_PI_4, -FRAC_PI_4]);
        }
        if matches!(pauli, Pauli::X | Pauli::Y) {
            out.push_constant_turn(*qubit, hadamard);
        }
    }
    parity(instruction, angle, out);
    for (qubit, pauli) in targets.iter().zip(word) {
        if matches!(pauli, Pauli::X | Pauli::Y) {
            out.push_constant_turn(*qubit, hadamard);
        }
        if *pauli == Pauli::Y {
            out.push_phase(*qubit, [-FRAC_PI_4, FRAC_PI_4]);
        }
    }
}

/// `exp(-iθ/2·(−1)^{parity of the targets})` under the controls; with many controls, flips bring the parity to one
/// target, which then has a controlled matrix.
fn parity(instruction: &FlatInstruction, angle: Source, out: &mut Simplifier<'_>) {
    if instruction.controls.len() < MAX_PHASE_QUBITS || instruction.targets.is_empty() {
        let all = (1 << instruction.targets.len()) - 1;
        return phases(instruction, &[(all, -0.5)], angle, out);
    }
    let (first, others) = (instruction.targets[0], &instruction.targets[1..]);
    let flips = others.iter().map(|q| PlannedOp::Flip(Flip { control: Some(*q), target: first }));
    flips.clone().for_each(|flip| out.push(flip));
    let alone = FlatInstruction { targets: smallvec![first], ..instruction.clone() };
    let zero = C64::new(0.0, 0.0);
    let factor = match angle {
        Source::Constant(theta) => {
            Factor::Fixed(vec![C64::cis(-theta / 2.0), zero, zero, C64::cis(theta / 2.0)])
        }
        Source::Slot(slot) => Factor::parity(slot, -0.5),
    };
    out.push(dense(&alone, factor));
    flips.for_each(|flip| out.push(flip));
}

fn num_qubits(instruction: &FlatInstruction) -> usize {
    instruction.controls.len() + instruction.targets.len()
}

/// `(mask, value)` of the controls.
fn controls_of(instruction: &FlatInstruction) -> Controls {
    let mut all = Controls { mask: 0, value: 0 };
    for (j, qubit) in instruction.controls.iter().enumerate() {
        all.mask |= 1 << qubit;
        all.value |= (instruction.control_values >> j & 1) << qubit;
    }
    all
}

/// A diagonal whose angles are those of sets of the targets, times the angle.
fn phases(instruction: &FlatInstruction, sets: &[(usize, f64)], angle: Source, out: &mut Simplifier<'_>) {
    if let (Source::Constant(theta), [], [qubit]) =
        (angle, &instruction.controls[..], &instruction.targets[..])
    {
        return out.push_on_qubit(*qubit, sets, theta);
    }
    let (scale, slot) = match angle {
        Source::Constant(theta) => (theta, None),
        Source::Slot(slot) => (1.0, Some(slot)),
    };
    let terms = phases::on(sets, scale, &instruction.targets, controls_of(instruction));
    match slot {
        None => out.push_parities(&terms),
        Some(_) => out.push(PlannedOp::Phases(PhasePart { slot, terms: terms.into_iter().collect() })),
    }
}

fn dense(instruction: &FlatInstruction, factor: Factor) -> PlannedOp {
    let Controls { mask: control_mask, value: control_value } = controls_of(instruction);
    PlannedOp::Dense(PlannedDense {
        targets: instruction.targets.iter().copied().collect(),
        control_mask,
        control_value,
        factors: vec![factor],
    })
}

impl PlannedOp {
    pub(crate) fn turn(qubit: u32, factor: TurnFactor) -> PlannedOp {
        PlannedOp::Turn { qubit, factors: smallvec![factor] }
    }
}
