//! A 2 by 2 unitary as `e^{iα} rz(φ) ry(θ) rz(λ)`. Called wherever a matrix on one qubit becomes gates.

use crate::{Angle, C64, CircuitError, Instruction, LibraryGate, Matrix, Operation};

/// The phase α and the angles θ, φ, λ.
pub(crate) struct Turn {
    pub(crate) phase: f64,
    pub(crate) angles: [f64; 3],
}

/// The angles of a unitary on one qubit.
pub(crate) fn turn_of(u: &Matrix) -> Turn {
    let determinant: C64 = u[(0, 0)] * u[(1, 1)] - u[(0, 1)] * u[(1, 0)];
    let phase = determinant.arg() / 2.0;
    let special = u * C64::cis(-phase);
    let theta = 2.0 * special[(1, 0)].norm().atan2(special[(0, 0)].norm());
    // Half the sum and half the difference of φ and λ; where an entry vanishes its phase does not matter.
    let (sum, difference) = (special[(1, 1)].arg(), special[(1, 0)].arg());
    Turn { phase, angles: [theta, sum + difference, sum - difference] }
}

/// `rz(φ) ry(θ) rz(λ)` as one gate.
pub(crate) fn general(angles: &[f64; 3], qubit: usize) -> Result<Instruction, CircuitError> {
    let operation = match crate::find_gate("u3")? {
        LibraryGate::Primitive(gate) => Operation::Gate(gate),
        LibraryGate::Composite(composite) => Operation::Composite(composite),
    };
    Ok(Instruction::new(operation, &angles.map(Angle::from), &[qubit]))
}
