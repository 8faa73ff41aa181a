//! What a definition does, found by trying: two random vectors go through it. Where it is a matrix `U` on one qubit under controls, entries change
//! only where the controls read their values, and there both vectors agree on `U`. Called for one definition at a time.
//!
//! Two vectors decide it but for chance: an operator that differs from the one found moves a random vector by about the norm of the difference, and
//! one that mixes other entries in leaves no unitary `U`.

use crate::backend::Kernels;
use crate::plan::Plan;
use crate::{Inputs, PlanOptions, Purpose, RandomStream};
use ansatz_circuits::{C64, Circuit, Control, Instruction, Matrix, Operation, is_unitary};
use ansatz_kernels::Cpu;

/// A matrix on one qubit under controls.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Action {
    pub(super) controls: Vec<Control>,
    pub(super) target: usize,
    pub(super) matrix: Matrix,
}

/// Entries of vectors, which are at most 1, are the same up to this,
const TOLERANCE: f64 = 1e-11;
/// or this for each operation: many gates that undo each other are wrong in the same direction.
const TOLERANCE_OF_ONE: f64 = 5e-15;
/// Entries of matrices that are closer to a simple number by this factor are that number.
const ROUNDING: f64 = 0.1;
/// Pairs of entries that are nearly parallel say nothing of a matrix.
const LEAST_DETERMINANT: f64 = 1e-3;

/// Two vectors before and after.
struct Tried {
    num_qubits: usize,
    before: [Vec<C64>; 2],
    after: [Vec<C64>; 2],
    tolerance: f64,
}

/// What a unitary circuit without parameters does, if it is a matrix on one qubit under one control at least.
pub(super) fn action(body: &Circuit, options: &PlanOptions) -> Option<Action> {
    if !body.is_unitary() || !body.parameters().is_empty() {
        return None;
    }
    Tried::of(body, options)?.action()
}

impl Tried {
    fn of(body: &Circuit, options: &PlanOptions) -> Option<Tried> {
        let of_part = |part: &Instruction| match part.operation() {
            Operation::Composite(composite) => composite.num_operations(),
            _ => 1,
        };
        let operations: u64 = body.instructions().iter().map(of_part).sum();
        let num_qubits = body.num_qubits();
        // Every qubit is at its own place in the end.
        let options = PlanOptions { relabel: false, meaning: false, ..*options };
        let plan = Plan::compile(body, &options).ok()?;
        let before = [0, 1].map(|number| {
            let mut stream = RandomStream::new(0, Purpose::MEANING, number);
            let mut part = || 2.0 * stream.uniform() - 1.0;
            (0..1usize << num_qubits).map(|_| C64::new(part(), part())).collect::<Vec<_>>()
        });
        let cpu = Cpu::<f64>::default();
        let passes = plan.bind_anywhere(&Inputs::one(crate::Angles(&[])));
        let after = [0, 1].map(|number: usize| {
            let mut state = cpu.load(num_qubits, 1, &before[number]).ok()?;
            cpu.run_passes(&passes, &mut state).ok()?;
            cpu.amplitudes(&state, 0).ok()
        });
        let [first, second] = after;
        let tolerance = TOLERANCE.max(TOLERANCE_OF_ONE * operations as f64);
        Some(Tried { num_qubits, before, after: [first?, second?], tolerance })
    }

    fn action(&self) -> Option<Action> {
        let changed = self.changed()?;
        let first = *changed.first()?;
        let varying = changed.iter().fold(0, |varying, index| varying | index ^ first);
        let fixed = !varying & ((1 << self.num_qubits) - 1);
        let is_cube = changed.len() == 1 << varying.count_ones();
        if !is_cube || fixed.count_ones() < 2 {
            return None;
        }
        let control = |qubit: usize| Control { qubit, value: first >> qubit & 1 == 1 };
        let qubits = |set: usize| (0..self.num_qubits).filter(move |qubit| set >> qubit & 1 == 1);
        if let Some(phase) = self.phase(&changed) {
            // One of the controls is the target, the last that reads 1 if there is any.
            let target = qubits(fixed & first).next_back().or(qubits(fixed).next_back())?;
            let one = C64::from(1.0);
            let diagonal = if control(target).value { [one, phase] } else { [phase, one] };
            let matrix = Matrix::from_diagonal(&diagonal.to_vec().into());
            let controls = qubits(fixed & !(1 << target)).map(control).collect();
            return Some(Action { controls, target, matrix });
        }
        let found = qubits(varying).find_map(|target| Some((target, self.matrix(&changed, target)?)));
        found.map(|(target, matrix)| Action {
            controls: qubits(fixed).map(control).collect(),
            target,
            matrix,
        })
    }

    /// The entries that change, ascending; `None` where they are too many for two controls.
    fn changed(&self) -> Option<Vec<usize>> {
        let most = 1usize << (self.num_qubits - 2);
        let mut changed = Vec::new();
        for index in 0..1 << self.num_qubits {
            let moves = |k: usize| (self.before[k][index] - self.after[k][index]).norm() > self.tolerance;
            if moves(0) || moves(1) {
                if changed.len() == most {
                    return None;
                }
                changed.push(index);
            }
        }
        Some(changed)
    }

    /// The phase that all of these entries are multiplied with.
    fn phase(&self, changed: &[usize]) -> Option<C64> {
        let ratio = |k: usize, index: usize| self.after[k][index] / self.before[k][index];
        let largest = changed
            .iter()
            .copied()
            .max_by(|a, b| self.before[0][*a].norm_sqr().total_cmp(&self.before[0][*b].norm_sqr()))?;
        let phase = ratio(0, largest);
        let fits = |k: usize, index: usize| {
            (self.after[k][index] - phase * self.before[k][index]).norm() <= self.tolerance
        };
        let is_phase = changed.iter().all(|index| fits(0, *index) && fits(1, *index));
        is_phase.then(|| self.simple(phase / phase.norm()))
    }

    /// The matrix that acts on the target in all of these entries.
    fn matrix(&self, changed: &[usize], target: usize) -> Option<Matrix> {
        let pairs =
            || changed.iter().filter(|index| *index >> target & 1 == 0).map(|low| [*low, low | 1 << target]);
        let of = |vectors: &[Vec<C64>; 2], [low, high]: [usize; 2]| {
            Matrix::from_row_slice(
                2,
                2,
                &[vectors[0][low], vectors[1][low], vectors[0][high], vectors[1][high]],
            )
        };
        let determinant = |m: &Matrix| (m[(0, 0)] * m[(1, 1)] - m[(0, 1)] * m[(1, 0)]).norm();
        let size = |pair: &[usize; 2]| determinant(&of(&self.before, *pair));
        let best = pairs().max_by(|a, b| size(a).total_cmp(&size(b)))?;
        let before = of(&self.before, best);
        if determinant(&before) < LEAST_DETERMINANT {
            return None;
        }
        let matrix = (of(&self.after, best) * before.try_inverse()?).map(|entry| self.simple(entry));
        let is_off = |pair: [usize; 2]| {
            (&matrix * of(&self.before, pair) - of(&self.after, pair))
                .iter()
                .any(|z| z.norm() > self.tolerance)
        };
        let fits = is_unitary(&matrix) && !pairs().any(is_off);
        fits.then_some(matrix)
    }

    /// A number with what is 0, ½, √½ or 1 up to rounding made so.
    fn simple(&self, z: C64) -> C64 {
        let known = [0.0, 0.5, std::f64::consts::FRAC_1_SQRT_2, 1.0];
        let part = |x: f64| {
            let near = known.into_iter().find(|value| (x.abs() - value).abs() < ROUNDING * self.tolerance);
            near.map_or(x, |value| value.copysign(x) + 0.0)
        };
        C64::new(part(z.re), part(z.im))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ansatz_circuits::table;

    fn found(circuit: &Circuit) -> Option<Action> {
        action(circuit, &PlanOptions::default())
    }

    fn of(qubits: &[(usize, bool)]) -> Vec<Control> {
        qubits.iter().map(|(qubit, value)| Control { qubit: *qubit, value: *value }).collect()
    }

    #[test]
    fn a_flip_in_fifteen_gates_is_a_flip_under_two_controls() {
        let toffoli = Circuit::build(4, |c| {
            let c = c.h(3).cx(2, 3).tdg(3).cx(0, 3).t(3).cx(2, 3).tdg(3).cx(0, 3).t(2).t(3).h(3);
            c.cx(0, 2).t(0).tdg(2).cx(0, 2)
        });
        let Action { controls, target, matrix } = found(&toffoli.expect("a circuit")).expect("an action");
        assert_eq!((controls, target), (of(&[(0, true), (2, true)]), 3));
        assert_eq!(matrix, table::X.target_matrix(0.0));
    }

    #[test]
    fn phases_and_rotations_under_zeros_and_ones_are_found() {
        let mut circuit = Circuit::new(4);
        let phase = Instruction::new(Operation::Gate(&table::P), &[0.3.into()], &[1]);
        circuit.controlled(&of(&[(0, false), (3, true)]), phase).expect("fits");
        let action = found(&circuit).expect("an action");
        assert_eq!((action.controls, action.target), (of(&[(0, false), (1, true)]), 3));
        assert!((action.matrix[(1, 1)] - C64::from_polar(1.0, 0.3)).norm() < 1e-13);

        let mut circuit = Circuit::new(5);
        let turn = Instruction::new(Operation::Gate(&table::RX), &[0.7.into()], &[2]);
        circuit.controlled(&of(&[(4, true), (1, false)]), turn).expect("fits");
        let action = found(&circuit).expect("an action");
        assert_eq!((action.controls, action.target), (of(&[(1, false), (4, true)]), 2));
        assert!((action.matrix - table::RX.target_matrix(0.7)).norm() < 1e-12);
    }

    #[test]
    fn what_is_no_matrix_under_controls_is_left_alone() {
        let none = [
            Circuit::build(3, |c| c.h(0).cx(0, 1).cx(1, 2)),
            Circuit::build(3, |c| c.cx(0, 1)),
            Circuit::build(4, |c| c.apply("ccx", &[], &[0, 1, 2]).apply("ccx", &[], &[0, 1, 3])),
            Circuit::build(3, |c| c.h(0).h(0)),
        ];
        none.into_iter().for_each(|circuit| assert_eq!(found(&circuit.expect("a circuit")), None));
    }
}
