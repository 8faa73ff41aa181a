//! The support is that of a state vector made from the matrices alone; what is no Clifford operation is refused.
#![allow(clippy::unwrap_used)]

mod catalogue;
mod dense;
mod random;
mod wide;

use super::*;
use crate::{Purpose, RandomStream};
use ansatz_circuits::{
    C64, Circuit, CircuitBuilder, Control, FlatInstruction, Matrix, Pauli, Unitary, table,
};
use catalogue::{Block, block, constant, one_qubit_cliffords, rotation};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI};

/// The elements of a support, one after the other as its documentation orders them.
fn elements(support: &Support) -> Vec<u64> {
    let added = |number: usize| {
        let chosen = support.directions.iter().enumerate().filter(|(k, _)| number >> k & 1 == 1);
        chosen.fold(support.base[0], |sum, (_, direction)| sum ^ direction[0])
    };
    (0..1 << support.directions.len()).map(added).collect()
}

fn base_of(num_qubits: usize, block: &Block) -> Vec<u64> {
    let support = support(num_qubits, &block.instructions).unwrap();
    assert!(support.directions.is_empty(), "{support:?}");
    support.base
}

#[test]
fn all_24_one_qubit_operations_do_to_the_six_pauli_states_what_their_matrices_do() {
    let states = [
        block(1, |c| c),
        block(1, |c| c.x(0)),
        block(1, |c| c.h(0)),
        block(1, |c| c.x(0).h(0)),
        block(1, |c| c.h(0).s(0)),
        block(1, |c| c.h(0).sdg(0)),
    ];
    let measured = [block(1, |c| c), block(1, |c| c.h(0)), block(1, |c| c.sdg(0).h(0))];
    let operations = one_qubit_cliffords();
    assert_eq!(operations.len(), 24);
    for (number, matrix) in operations.iter().enumerate() {
        let operation = constant(matrix * C64::cis(0.1 + number as f64));
        for (before, after) in
            states.iter().flat_map(|state| measured.iter().map(move |basis| (state, basis)))
        {
            let all = [before, &operation, after].map(|block| block.instructions.clone()).concat();
            let expected = dense::support(1, &all);
            assert_eq!(elements(&support(1, &all).unwrap()), expected, "operation {number}");
        }
    }
}

#[test]
fn what_is_no_clifford_operation_is_refused() {
    let root = C64::new(0.5, 0.5);
    let (zero, one) = (C64::from(0.0), C64::from(1.0));
    let rows = [
        one,
        zero,
        zero,
        zero,
        zero,
        root,
        root.conj(),
        zero,
        zero,
        root.conj(),
        root,
        zero,
        zero,
        zero,
        zero,
        one,
    ];
    let refused = [
        block(1, |c| c.t(0)),
        block(1, |c| c.rx(0.3, 0)),
        block(1, |c| c.ry(FRAC_PI_2 + 1e-8, 0)),
        block(1, |c| c.p(FRAC_PI_4, 0)),
        block(1, |c| c.rz(f64::MAX, 0)),
        constant(Matrix::from_row_slice(4, 4, &rows)),
        block(2, |c| c.ch(0, 1)),
        block(2, |c| c.cs(0, 1)),
        block(2, |c| c.csx(0, 1)),
        block(2, |c| c.cp(FRAC_PI_2, 0, 1)),
        block(2, |c| c.crz(FRAC_PI_2, 0, 1)),
        block(2, |c| c.rzz(FRAC_PI_4, 0, 1)),
        block(2, |c| c.rxx_plus_ryy(FRAC_PI_2, 0, 1)),
        block(3, |c| c.ccx(0, 1, 2)),
        block(3, |c| c.cswap(0, 1, 2)),
        rotation(&[Pauli::X, Pauli::Y, Pauli::Z], 0.3),
        block(1, |c| c.reset(0)),
        block(1, |c| c.measure(0, 0)),
    ];
    for Block { name, instructions, num_qubits } in &refused {
        assert!(!instructions.iter().any(is_clifford), "{name}");
        assert_eq!(support(*num_qubits, instructions), None, "{name}");
    }
}

#[test]
fn an_angle_of_a_slot_and_a_condition_are_refused() {
    let mut circuit = Circuit::new(2);
    let theta = circuit.parameter("theta");
    circuit.rx(theta, 0).unwrap().pauli_rotation(&[Pauli::X, Pauli::Z], theta, &[0, 1]).unwrap();
    circuit.measure(0, 0).unwrap().if_bit(0, |then| then.x(1)).unwrap();
    let instructions = circuit.flatten().unwrap().instructions;
    assert_eq!(instructions.len(), 4);
    assert!(!instructions.iter().any(is_clifford));
}

/// `crx(π)` is a CX with a phase of −i where the control is 1; `crx(2π)` is that phase alone, twice.
#[test]
fn a_phase_under_a_control_turns_the_control() {
    assert_eq!(base_of(2, &block(2, |c| c.h(0).crx(2.0 * PI, 0, 1).h(0))), [0b01]);
    assert_eq!(base_of(2, &block(2, |c| c.h(0).crx(PI, 0, 1).cx(0, 1).s(0).h(0))), [0b00]);
    assert_eq!(base_of(2, &block(2, |c| c.h(0).crx(PI, 0, 1).cx(0, 1).sdg(0).h(0))), [0b01]);
}

/// `exp(-iπ/4 XYZ)` of |000⟩ is `(|000⟩ + |011⟩)/√2`, and its phases show when it is done again.
#[test]
fn rotations_of_three_letters_move_three_qubits() {
    let word = [Pauli::X, Pauli::Y, Pauli::Z];
    let quarter = rotation(&word, FRAC_PI_2);
    let support_of = |times: usize| support(3, &vec![quarter.instructions.clone(); times].concat()).unwrap();
    assert_eq!(elements(&support_of(1)), [0b000, 0b011]);
    assert_eq!(elements(&support_of(2)), [0b011]);
    assert_eq!(elements(&support_of(3)), [0b000, 0b011]);
    assert_eq!(elements(&support_of(4)), [0b000]);
}

#[test]
fn no_qubits_have_one_outcome() {
    assert_eq!(support(0, &[]), Some(Support { base: vec![], directions: vec![] }));
}
