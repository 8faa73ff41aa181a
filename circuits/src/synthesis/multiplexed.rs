//! Gates that are chosen by qubits: a pair of unitaries by one, rotations by several. Called by the Shannon decomposition.

use super::eigen::{self, Eigen};
use super::{Synthesis, scaled_rows};
use crate::gates::{CX, RZ};
use crate::{Angle, C64, CircuitError, Gate, Instruction, Matrix, Operation};

impl Synthesis {
    /// `A` where the top qubit reads 0 and `B` where it reads 1. With `A·B† = V·D²·V†` and `W = D·V†·B`, they are
    /// `V·D·W` and `V·D†·W`: D is a rotation about Z of the top qubit, chosen by the others.
    pub(super) fn multiplexed(
        &mut self,
        [a, b]: &[Matrix; 2],
        lower: &[usize],
        top: usize,
    ) -> Result<(), CircuitError> {
        let Eigen { vectors, phases } = eigen::of_unitary(&(a * b.adjoint()));
        let roots: Vec<C64> = phases.iter().map(|phase| C64::cis(phase / 2.0)).collect();
        let first = scaled_rows(&roots, &(vectors.adjoint() * b));
        self.add(&first, lower)?;
        let turns: Vec<f64> = phases.iter().map(|phase| -phase).collect();
        self.multiplexed_turn(&RZ, &turns, lower, top)?;
        self.add(&vectors, lower)
    }

    /// A rotation of the target whose angle the controls choose, in the order of a Gray code: as many flips as angles (Möttönen and
    /// others, arXiv:quant-ph/0404089).
    pub(super) fn multiplexed_turn(
        &mut self,
        gate: &'static Gate,
        angles: &[f64],
        controls: &[usize],
        target: usize,
    ) -> Result<(), CircuitError> {
        let count = angles.len();
        if angles.iter().all(|angle| *angle == 0.0) {
            return Ok(());
        }
        for step in 0..count {
            let code = step ^ step >> 1;
            let sign = |k: usize| if (k & code).count_ones().is_multiple_of(2) { 1.0 } else { -1.0 };
            let angle =
                angles.iter().enumerate().map(|(k, angle)| sign(k) * angle).sum::<f64>() / count as f64;
            self.circuit.push(Instruction::new(Operation::Gate(gate), &[Angle::from(angle)], &[target]))?;
            let changed = ((step + 1).trailing_zeros() as usize).min(controls.len() - 1);
            self.circuit.push(Instruction::new(Operation::Gate(&CX), &[], &[controls[changed], target]))?;
        }
        Ok(())
    }
}
