//! Flips that are carried: an X becomes a bit of a mask, and what follows is conjugated by it. At the end the mask is
//! taken into the last turns where there are any. Called by simplification alone.
//!
//! With `F` the product of X over the mask, the circuit's state is `F` times the planned one. An operation `U` is planned
//! as `F U F`: a parity that holds an odd number of the mask's qubits changes sign, a rotation turns the other way, the
//! rows and columns of a matrix change places, a control asks for the other value. A CX that carries the control's X to
//! its target (`CX · X_c = X_c X_t · CX`) stays and changes the mask.

use super::factor::{Entries, Factor};
use super::phases::PhasePart;
use super::turn::TurnFactor;
use super::{PlannedDense, PlannedOp};
use std::f64::consts::PI;

/// What is left of a constant turn that is `±X` row by row: `X · diag(e^{ia}, e^{ib})`, as `[a, b]`.
pub(super) fn angles_before_flip(factors: &[TurnFactor]) -> Option<[f64; 2]> {
    let [TurnFactor::Fixed([0.0, upper, lower, 0.0])] = factors else { return None };
    let angle = |sign: f64| if sign < 0.0 { PI } else { 0.0 };
    (upper.abs() == 1.0 && lower.abs() == 1.0).then(|| [angle(*lower), angle(*upper)])
}

impl PlannedOp {
    /// `F U F`.
    pub(super) fn conjugate(&mut self, flips: u64) {
        match self {
            PlannedOp::Phases(part) => part.conjugate(flips),
            PlannedOp::Dense(dense) => dense.conjugate(flips),
            PlannedOp::Turn { qubit, factors } if flips >> *qubit & 1 == 1 => {
                factors.iter_mut().for_each(TurnFactor::conjugate);
            }
            PlannedOp::Turn { .. } | PlannedOp::Flip(_) | PlannedOp::Swap(..) => {}
        }
    }
}

impl TurnFactor {
    fn conjugate(&mut self) {
        match self {
            TurnFactor::Fixed(m) => m.reverse(),
            TurnFactor::Rotation { rate, .. } => *rate = -*rate,
        }
    }
}

impl PhasePart {
    fn conjugate(&mut self, flips: u64) {
        for (mask, angle) in &mut self.terms {
            if (*mask & flips).count_ones() % 2 == 1 {
                *angle = -*angle;
            }
        }
    }
}

impl PlannedDense {
    fn conjugate(&mut self, flips: u64) {
        self.control_value ^= self.control_mask & flips;
        let targets = self.targets.iter().enumerate();
        let moved = targets.fold(0, |moved, (j, qubit)| moved | (flips >> qubit & 1) << j) as usize;
        if moved != 0 {
            self.factors.iter_mut().for_each(|factor| factor.conjugate(moved));
        }
    }
}

impl Factor {
    fn conjugate(&mut self, moved: usize) {
        match self {
            Factor::Fixed(entries) => change_places(entries, moved),
            Factor::Exponential { spectrum, derivative, .. } => {
                spectrum.iter_mut().for_each(|(_, projector)| change_places(projector, moved));
                change_places(derivative, moved);
            }
        }
    }
}

/// Row `r` and column `c` go to `r ⊕ moved` and `c ⊕ moved`.
fn change_places(entries: &mut Entries, moved: usize) {
    let dim = entries.len().isqrt();
    let both = (moved * dim) | moved;
    for k in 0..entries.len() {
        if k ^ both > k {
            entries.swap(k, k ^ both);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::plan::turn::Real2;
    use crate::{Plan, PlanOptions};
    use ansatz_circuits::{C64, Circuit, CircuitError};

    fn operations(circuit: &Circuit, carry_flips: bool) -> usize {
        let options = PlanOptions { carry_flips, butterflies: false, ..PlanOptions::default() };
        Plan::compile(circuit, &options).unwrap().num_operations()
    }

    /// Echoes: the X of all qubits between layers of ZZ rotations.
    #[test]
    fn diagonals_between_flips_are_one() -> Result<(), CircuitError> {
        let mut circuit = Circuit::new(4);
        for layer in 0..4 {
            (0..4).try_for_each(|q| circuit.rzz(0.1 + layer as f64, q, (q + 1) % 4).map(|_| ()))?;
            (0..4).try_for_each(|q| circuit.rz(0.2, q).map(|_| ()))?;
            (0..4).try_for_each(|q| circuit.x(q).map(|_| ()))?;
        }
        assert_eq!((operations(&circuit, true), operations(&circuit, false)), (1, 8));
        Ok(())
    }

    /// It goes back through the diagonal behind them.
    #[test]
    fn a_flip_at_the_end_is_part_of_the_last_turns() -> Result<(), CircuitError> {
        let mut circuit = Circuit::new(2);
        circuit.ry(0.3, 0)?.ry(0.4, 1)?.cp(0.5, 0, 1)?.x(0)?;
        assert_eq!((operations(&circuit, true), operations(&circuit, false)), (2, 3));
        Ok(())
    }

    #[test]
    fn a_matrix_between_flips_has_its_rows_and_columns_moved() {
        let mut entries: Entries = (0..16).map(|k| C64::from(f64::from(k))).collect();
        change_places(&mut entries, 0b10);
        let at = |row: usize, column: usize| C64::from(((row ^ 0b10) * 4 + (column ^ 0b10)) as f64);
        assert!((0..16).all(|k| entries[k] == at(k / 4, k % 4)));
    }

    #[test]
    fn only_a_signed_flip_is_one() {
        let turn = |m: Real2| angles_before_flip(&[TurnFactor::Fixed(m)]);
        assert_eq!(turn([0.0, 1.0, 1.0, 0.0]), Some([0.0, 0.0]));
        assert_eq!(turn([0.0, -1.0, 1.0, 0.0]), Some([0.0, PI]));
        assert_eq!(turn([0.6, -0.8, 0.8, 0.6]), None);
        assert_eq!(angles_before_flip(&[TurnFactor::Rotation { slot: 0, rate: 1.0 }]), None);
    }
}
