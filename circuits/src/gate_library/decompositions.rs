//! Rows of the gate table that a standard file lacks, by gates that both standard files declare: for printing circuits.

use super::definition::definitions;
use crate::form::EXTRA;
use crate::gates::{SX, X};
use crate::{Composite, Control, Gate, Instruction, Operation};
use std::f64::consts::{FRAC_PI_2, FRAC_PI_4};
use std::sync::Arc;

/// The definition of a row by gates that every standard file declares, if it needs one.
pub(crate) fn decomposition(gate: &Gate) -> Option<&'static Arc<Composite>> {
    DEFINITIONS
        .iter()
        .find(|definition| definition.name == gate.name)
        .map(|definition| definition.composite())
}

definitions! {
    SXDG: "sxdg"() [a] EXTRA, [] = |body| body.gphase(-FRAC_PI_4).rx(-FRAC_PI_2, a);
    CSX: "csx"() [c a] EXTRA, [] = |body| body.controlled(&ones(&[c]), fixed(&SX, a));
    CS: "cs"() [c a] EXTRA, [] = |body| body.cp(FRAC_PI_2, c, a);
    CSDG: "csdg"() [c a] EXTRA, [] = |body| body.cp(-FRAC_PI_2, c, a);
    CCZ: "ccz"() [a b c] EXTRA, [] = |body| body.h(c).ccx(a, b, c).h(c);
    C3X: "c3x"() [a b c d] EXTRA, [] = |body| body.controlled(&ones(&[a, b, c]), fixed(&X, d));
    C3SQRTX: "c3sqrtx"() [a b c d] EXTRA, [] = |body| body.controlled(&ones(&[a, b, c]), fixed(&SX, d));
    C4X: "c4x"() [a b c d e] EXTRA, [] = |body| body.controlled(&ones(&[a, b, c, d]), fixed(&X, e));
    ISWAP: "iswap"() [a b] EXTRA, [] = |body| body.s(a).s(b).h(a).cx(a, b).cx(b, a).h(b);
    ISWAPDG: "iswapdg"() [a b] EXTRA, [] = |body| body.h(b).cx(b, a).cx(a, b).h(a).sdg(b).sdg(a);
    RXX: "rxx"(theta) [a b] EXTRA, [] = |body| body.h(a).h(b).cx(a, b).rz(theta, b).cx(a, b).h(b).h(a);
    RYY: "ryy"(theta) [a b] EXTRA, [] = |body| {
        body.rx(FRAC_PI_2, a).rx(FRAC_PI_2, b).cx(a, b).rz(theta, b).cx(a, b).rx(-FRAC_PI_2, b).rx(-FRAC_PI_2, a)
    };
    RZZ: "rzz"(theta) [a b] EXTRA, [] = |body| body.cx(a, b).rz(theta, b).cx(a, b);
    RZX: "rzx"(theta) [a b] EXTRA, [] = |body| body.h(b).cx(a, b).rz(theta, b).cx(a, b).h(b);
    ECR: "ecr"() [a b] EXTRA, [] = |body| body.rzx(FRAC_PI_4, a, b).x(a).rzx(-FRAC_PI_4, a, b);
    RXX_PLUS_RYY: "rxx_plus_ryy"(theta) [a b] EXTRA, []
        = |body| body.rxx(theta / 2.0, a, b).ryy(theta / 2.0, a, b);
    RXX_MINUS_RYY: "rxx_minus_ryy"(theta) [a b] EXTRA, []
        = |body| body.rxx(theta / 2.0, a, b).ryy(-theta / 2.0, a, b);
    SINGLE_EXCITATION: "single_excitation"(theta) [a b] EXTRA, []
        = |body| body.sdg(a).rxx_plus_ryy(theta, a, b).s(a);
    // |0011⟩ and |1100⟩ are made to differ in the first qubit only, which is then turned under the others.
    DOUBLE_EXCITATION: "double_excitation"(theta) [a b c d] EXTRA, [] = |body| {
        body.cx(a, b).cx(a, c).cx(a, d).x(b);
        body.ry(theta / 2.0, a).c3x(b, c, d, a).ry(-theta / 2.0, a).c3x(b, c, d, a);
        body.x(b).cx(a, d).cx(a, c).cx(a, b)
    };
}

fn ones(qubits: &[usize]) -> Vec<Control> {
    qubits.iter().map(|qubit| Control { qubit: *qubit, value: true }).collect()
}

fn fixed(gate: &'static Gate, qubit: usize) -> Instruction {
    Instruction::new(Operation::Gate(gate), &[], &[qubit])
}
