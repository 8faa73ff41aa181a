//! A gate under controls as gates without modifiers: at most four controls on X, two on a phase. Called by the printer, for a
//! dialect that has no `ctrl @`; makes no text.
//!
//! Flips under many controls borrow qubits whose state does not matter (Barenco and others, arXiv:quant-ph/9503016), so that the
//! number of gates grows with the square of the number of controls and no qubit is added.

use crate::decompose::with_controls;
use crate::form::Form;
use crate::gate_library::decomposition;
use crate::gates::{CX, H, P, RX, RY, RZ, S, SDG, SWAP, X, Y};
use crate::synthesis::{Turn, synthesized, turn_of};
use crate::{Angle, CircuitError, Control, Gate, Instruction, Operation};

/// X has rows for so many controls.
const MOST_OF_A_ROW: usize = 4;

/// What a row does under added controls, all of which count as 1.
pub(crate) fn controlled_parts(
    instruction: &Instruction,
    gate: &'static Gate,
) -> Result<Vec<Instruction>, CircuitError> {
    let qubits: Vec<usize> = instruction.qubits().collect();
    let (controls, targets) = qubits.split_at(qubits.len() - gate.num_targets);
    let mut parts = Parts::default();
    match (gate.form, targets) {
        (Form::Phase(_), [target]) => parts.phase(&instruction.angles()[0], &with(controls, *target)),
        (Form::Rotation(_), [target]) => {
            parts.rotation(base(gate), &instruction.angles()[0], controls, *target)
        }
        (Form::Fixed(_), [target]) => parts.fixed(gate, controls, *target),
        _ => parts.several(gate, instruction.angles(), controls, targets)?,
    }
    Ok(parts.list)
}

/// The one-qubit row with the same action.
fn base(gate: &Gate) -> &'static Gate {
    let same = |row: &&&'static Gate| matches!((row.form, gate.form), (Form::Rotation(a), Form::Rotation(b)) if a == b);
    [&RX, &RY, &RZ].iter().find(same).copied().unwrap_or(&RZ)
}

fn with(qubits: &[usize], one_more: usize) -> Vec<usize> {
    qubits.iter().copied().chain([one_more]).collect()
}

/// Instructions that are being collected.
#[derive(Default)]
struct Parts {
    list: Vec<Instruction>,
}

impl Parts {
    fn gate(&mut self, gate: &'static Gate, angles: &[Angle], qubits: &[usize]) {
        self.list.push(Instruction::new(Operation::Gate(gate), angles, qubits));
    }

    /// `exp(iθ)` where all of these qubits read 1: half of the phase on the last pair, and what is left over on one qubit less.
    fn phase(&mut self, theta: &Angle, qubits: &[usize]) {
        let [rest @ .., control, target] = qubits else {
            return self.gate(&P, std::slice::from_ref(theta), qubits);
        };
        if rest.is_empty() {
            return self.row(&P, std::slice::from_ref(theta), &[*control], *target);
        }
        let half = theta.clone() * 0.5;
        for sign in [1.0, -1.0] {
            self.row(&P, &[half.clone() * sign], &[*control], *target);
            self.flip(rest, *control, &[*target]);
        }
        self.phase(&half, &with(rest, *target));
    }

    /// A rotation, which X or Z of the target turns around.
    fn rotation(&mut self, gate: &'static Gate, theta: &Angle, controls: &[usize], target: usize) {
        let is_x = *gate == RX;
        let turned = if is_x { &RZ } else { gate };
        if is_x {
            self.gate(&H, &[], &[target]);
        }
        for sign in [0.5, -0.5] {
            self.gate(turned, &[theta.clone() * sign], &[target]);
            self.flip(controls, target, &[]);
        }
        if is_x {
            self.gate(&H, &[], &[target]);
        }
    }

    /// `U = e^{iα} A·X·B·X·C` with `A·B·C = 1` (Barenco and others, lemma 5.1).
    fn fixed(&mut self, gate: &'static Gate, controls: &[usize], target: usize) {
        let matrix = gate.target_matrix(0.0);
        if matrix[(0, 1)].norm() == 0.0 && matrix[(0, 0)] == crate::C64::ONE && !controls.is_empty() {
            return self.phase(&Angle::from(matrix[(1, 1)].arg()), &with(controls, target));
        }
        let around: Option<[&'static Gate; 2]> = match &matrix {
            m if *m == X.target_matrix(0.0) => return self.flip(controls, target, &[]),
            m if *m == Y.target_matrix(0.0) => Some([&SDG, &S]),
            _ => None,
        };
        if let Some([before, after]) = around {
            self.gate(before, &[], &[target]);
            self.flip(controls, target, &[]);
            return self.gate(after, &[], &[target]);
        }
        let Turn { phase, angles: [theta, phi, lambda] } = turn_of(&matrix);
        self.gate(&RZ, &[Angle::from((lambda - phi) / 2.0)], &[target]);
        self.flip(controls, target, &[]);
        self.gate(&RZ, &[Angle::from(-(phi + lambda) / 2.0)], &[target]);
        self.gate(&RY, &[Angle::from(-theta / 2.0)], &[target]);
        self.flip(controls, target, &[]);
        self.gate(&RY, &[Angle::from(theta / 2.0)], &[target]);
        self.gate(&RZ, &[Angle::from(phi)], &[target]);
        self.phase(&Angle::from(phase), controls);
    }

    /// A gate on several targets by its parts; those around the others need no controls, as they undo each other.
    fn several(
        &mut self,
        gate: &'static Gate,
        angles: &[Angle],
        controls: &[usize],
        targets: &[usize],
    ) -> Result<(), CircuitError> {
        let body = parts_of(gate, angles, targets)?;
        let controls: Vec<Control> =
            controls.iter().map(|qubit| Control { qubit: *qubit, value: true }).collect();
        let mut outer = 0;
        while outer < body.len() / 2 && body[outer] == body[body.len() - 1 - outer].inverse()? {
            outer += 1;
        }
        for (at, part) in body.iter().enumerate() {
            let is_inner = (outer..body.len() - outer).contains(&at);
            self.list.push(if is_inner { part.clone().controlled_by(&controls)? } else { part.clone() });
        }
        Ok(())
    }

    /// A row under controls that has a row of its own.
    fn row(&mut self, gate: &'static Gate, angles: &[Angle], controls: &[usize], target: usize) {
        if let Some(row) = with_controls(gate, controls.len()) {
            self.gate(row, angles, &with(controls, target));
        }
    }

    /// X under any number of controls; qubits may be borrowed, and come back as they were.
    fn flip(&mut self, controls: &[usize], target: usize, borrowed: &[usize]) {
        let count = controls.len();
        if count <= MOST_OF_A_ROW {
            return self.row(&X, &[], controls, target);
        }
        if borrowed.len() + 2 >= count {
            return self.ladder(controls, target, borrowed);
        }
        let [helper, ..] = borrowed else {
            self.gate(&H, &[], &[target]);
            self.phase(&Angle::from(std::f64::consts::PI), &with(controls, target));
            return self.gate(&H, &[], &[target]);
        };
        let (first, second) = controls.split_at(count.div_ceil(2));
        let (idle, second) = (with(second, target), with(second, *helper));
        for _ in 0..2 {
            self.flip(first, *helper, &idle);
            self.flip(&second, target, first);
        }
    }

    /// With as many borrowed qubits as controls but two: a ladder of Toffoli gates down and up, twice (lemma 7.2).
    fn ladder(&mut self, controls: &[usize], target: usize, borrowed: &[usize]) {
        let last = controls.len() - 2;
        let rung = |level: usize| -> [usize; 3] {
            let above = if level == last { target } else { borrowed[level] };
            match level {
                0 => [controls[0], controls[1], above],
                _ => [controls[level + 1], borrowed[level - 1], above],
            }
        };
        for top in [last, last - 1] {
            let levels = (0..=top).rev().chain(1..=top);
            levels.for_each(|level| self.row_of(rung(level)));
        }
    }

    fn row_of(&mut self, [a, b, target]: [usize; 3]) {
        self.row(&X, &[], &[a, b], target);
    }
}

/// What a gate on several targets is made of.
fn parts_of(
    gate: &'static Gate,
    angles: &[Angle],
    targets: &[usize],
) -> Result<Vec<Instruction>, CircuitError> {
    let is_exchange = matches!((gate.form, SWAP.form), (Form::Fixed(a), Form::Fixed(b)) if a == b);
    if is_exchange {
        let [a, b] = [targets[0], targets[1]];
        let flip = |qubits: [usize; 2]| Instruction::new(Operation::Gate(&CX), &[], &qubits);
        return Ok(vec![flip([b, a]), flip([a, b]), flip([b, a])]);
    }
    let body = match decomposition(gate) {
        Some(known) => known.body().clone(),
        None => synthesized(&gate.target_matrix(0.0))?,
    };
    let qubits: Vec<u32> = targets.iter().map(|qubit| *qubit as u32).collect();
    Ok(body.instructions().iter().map(|part| part.remap(&qubits, &[], angles)).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::gates::{GPHASE, TABLE};
    use crate::{Circuit, Matrix};

    /// All controls are taken off again until rows are left.
    fn plain(instruction: &Instruction, out: &mut Circuit) {
        let Operation::Gate(gate) = instruction.operation() else {
            out.push(instruction.clone()).unwrap();
            return;
        };
        if instruction.added_controls().len() == 0 || *gate == &GPHASE {
            out.push(instruction.clone()).unwrap();
        } else {
            controlled_parts(instruction, gate).unwrap().iter().for_each(|part| plain(part, out));
        }
    }

    fn controlled(gate: &'static Gate, more: usize) -> Instruction {
        let angles = vec![Angle::from(0.7); gate.angles.len()];
        let targets: Vec<usize> = (more..more + gate.num_qubits()).collect();
        let controls: Vec<Control> = (0..more).map(|qubit| Control { qubit, value: true }).collect();
        Instruction::new(Operation::Gate(gate), &angles, &targets).controlled_by(&controls).unwrap()
    }

    fn matrix_of(parts: &[Instruction], num_qubits: usize) -> Matrix {
        let mut circuit = Circuit::new(num_qubits);
        parts.iter().for_each(|part| _ = circuit.push(part.clone()).unwrap());
        circuit.matrix(&[]).unwrap()
    }

    #[test]
    fn every_row_under_one_to_four_controls_is_its_parts() {
        for gate in TABLE.iter().filter(|gate| gate.num_targets > 0) {
            for more in 1..=4 {
                let instruction = controlled(gate, more);
                let num_qubits = more + gate.num_qubits();
                let mut parts = Circuit::new(num_qubits);
                plain(&instruction, &mut parts);
                let expected = matrix_of(&[instruction], num_qubits);
                let difference = (parts.matrix(&[]).unwrap() - expected).norm();
                assert!(difference < 1e-11, "{} under {more}: {difference}", gate.name);
            }
        }
    }

    #[test]
    fn many_controls_take_a_number_of_gates_that_grows_with_their_square() {
        let count = |more: usize| {
            let mut parts = Circuit::new(more + 1);
            plain(&controlled(&X, more), &mut parts);
            parts.instructions().len()
        };
        for more in [5, 6, 8, 9] {
            let mut parts = Circuit::new(more + 1);
            plain(&controlled(&X, more), &mut parts);
            let expected = matrix_of(&[controlled(&X, more)], more + 1);
            assert!((parts.matrix(&[]).unwrap() - expected).norm() < 1e-11, "{more}");
        }
        assert!(count(40) < 6 * count(20) && count(40) < 20_000, "{} {}", count(20), count(40));
    }
}
