//! Constant unitaries, and what can be made of their entries: found out once, for every use of a gate in every circuit.
//! Called by gates and unitaries; simulators read it from flat circuits.

use crate::matrix::is_diagonal;
use crate::{C64, Matrix, parities};
use std::ops::Deref;
use std::sync::Arc;

/// What a constant unitary is beyond its entries.
#[derive(Debug, Clone, PartialEq)]
pub enum ConstantKind {
    /// Diagonal, `exp(i Σ_S a_S (−1)^{|b ∧ S|})` at `b`: the sets of its qubits with their angles, as [`parities`] has them.
    Diagonal(Vec<(usize, f64)>),
    /// X on one qubit.
    Flip,
    /// Two qubits change places.
    Swap,
    /// Anything else.
    Other,
}

/// A constant unitary; it derefs to its matrix.
#[derive(Debug, PartialEq)]
pub struct Constant {
    matrix: Matrix,
    kind: ConstantKind,
}

impl Constant {
    pub(crate) fn new(matrix: Matrix) -> Constant {
        let kind = kind_of(&matrix);
        Constant { matrix, kind }
    }

    /// What it is.
    pub fn kind(&self) -> &ConstantKind {
        &self.kind
    }
}

impl Deref for Constant {
    type Target = Matrix;

    fn deref(&self) -> &Matrix {
        &self.matrix
    }
}

fn kind_of(matrix: &Matrix) -> ConstantKind {
    let is_permutation = |rows: &[usize]| {
        let entry = |row: usize, column: usize| C64::from(f64::from(rows[row] == column));
        let fits = |row: usize| (0..rows.len()).all(|column| matrix[(row, column)] == entry(row, column));
        matrix.nrows() == rows.len() && (0..rows.len()).all(fits)
    };
    if is_diagonal(matrix) {
        let angles: Vec<f64> = matrix.diagonal().iter().map(|z| z.arg()).collect();
        ConstantKind::Diagonal(parities(&angles).to_vec())
    } else if is_permutation(&[1, 0]) {
        ConstantKind::Flip
    } else if is_permutation(&[0, 2, 1, 3]) {
        ConstantKind::Swap
    } else {
        ConstantKind::Other
    }
}

/// A constant unitary of a flat circuit: a gate's, or one that circuits share.
#[derive(Debug, Clone)]
pub enum ConstantRef {
    /// Of a row of the gate table.
    Gate(&'static Constant),
    /// Given by its matrix.
    Given(Arc<Constant>),
}

impl Deref for ConstantRef {
    type Target = Constant;

    fn deref(&self) -> &Constant {
        match self {
            ConstantRef::Gate(constant) => constant,
            ConstantRef::Given(constant) => constant,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::gates::TABLE;
    use std::f64::consts::FRAC_PI_8;

    fn kind(name: &str) -> ConstantKind {
        let gate = TABLE.iter().find(|gate| gate.name == name).unwrap();
        gate.constant().kind().clone()
    }

    #[test]
    fn gates_are_known_by_their_entries() {
        assert_eq!(
            (kind("cx"), kind("swap"), kind("h")),
            (ConstantKind::Flip, ConstantKind::Swap, ConstantKind::Other)
        );
        let ConstantKind::Diagonal(parities) = kind("t") else { panic!("T is diagonal") };
        assert!(parities.iter().all(|(set, angle)| (angle.abs() - FRAC_PI_8).abs() < 1e-15 && *set < 2));
    }
}
