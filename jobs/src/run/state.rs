//! What one final state answers: expectation values, probabilities, amplitudes.
//!
//! Called by the run.

use super::{Expectations, Listed, MAX_OUTCOME_QUBITS, Probabilities, RunAnswer, RunError, Runner, Task};
use crate::circuit::basis_state;
use crate::error::{JobError, Outcome};
use crate::files::write_file;
use crate::place::Setting;
use ansatz::circuits::C64;
use ansatz::simulator::{
    Backend, DeviceKind, MemoryNeed, OpenDevice, Plan, SimulatorError, TableNeed,
    machine::{Angles, Asked, FinalState, Inputs, ObservedPlan},
};
use ndarray::Array1;
use ndarray_npy::WriteNpyExt;
use std::path::Path;

/// Probabilities below this are rounding.
const NEGLIGIBLE: f64 = 1e-14;
/// What an entry of a list takes beside its bits.
const ENTRY_BYTES: usize = 160;
/// Basis states of a preview.
const PREVIEWED: usize = 8;

impl Runner<'_> {
    /// Everything that one final state answers.
    pub(super) fn ask_state(
        &self,
        backend: &dyn Backend,
        plan: &Plan,
        task: &Task,
        answer: &mut RunAnswer,
    ) -> Result<(), RunError> {
        if self.has_rows() {
            let observed = ObservedPlan::new(plan.clone(), task.observables.clone())?;
            return self.ask_apart(backend, &observed, task, answer);
        }
        let angles = task.angles(plan.parameter_map())?;
        let inputs = Inputs::batch(task.rows.len(), Angles(&angles));
        self.read(&*backend.run(plan, &inputs)?, task, answer)
    }

    /// Expectation values and nothing else, all rows at once.
    pub(super) fn ask_apart(
        &self,
        backend: &dyn Backend,
        observed: &ObservedPlan,
        task: &Task,
        answer: &mut RunAnswer,
    ) -> Result<(), RunError> {
        let angles = task.angles(observed.parameter_map())?;
        let values = backend.expectations(observed, &Inputs::batch(task.rows.len(), Angles(&angles)))?;
        for (place, row) in task.places.iter().zip(values.chunks(task.observables.len())) {
            put(&mut answer.expectations, *place, row.to_vec());
        }
        Ok(())
    }

    /// Expectation values of a program that measures on the way: over its branches, or from shots.
    pub(super) fn ask_branches(
        &self,
        backend: &dyn Backend,
        task: &Task,
        answer: &mut RunAnswer,
    ) -> Result<(), RunError> {
        for (row, place) in task.rows.iter().zip(&task.places) {
            let angles = task.program.parameter_map().angles(row).map_err(SimulatorError::from)?;
            let asked = Asked { program: &task.program, angles: &angles, observables: &task.observables };
            let (values, errors) = match self.request.shots {
                None => (backend.means(&asked)?, None),
                Some(shots) => {
                    let estimates = backend.sampled_means(&asked, shots, self.options.seed())?;
                    let errors = estimates.iter().map(|estimate| estimate.standard_error).collect();
                    (estimates.iter().map(|estimate| estimate.mean).collect(), Some(errors))
                }
            };
            put(&mut answer.expectations, *place, values);
            if let Some(errors) = errors {
                put(&mut answer.standard_errors, *place, errors);
            }
        }
        Ok(())
    }

    fn read(&self, state: &dyn FinalState, task: &Task, answer: &mut RunAnswer) -> Result<(), RunError> {
        if !task.observables.is_empty() {
            let values = task.observables.iter().map(|observable| Ok(state.expectation(observable)?[0]));
            let values = values.collect::<Result<Vec<f64>, SimulatorError>>()?;
            answer.expectations = Some(Expectations::One(values));
        }
        if let Some(listed) = self.request.probabilities {
            answer.probabilities = Some(listed.of(&state.probabilities(0)?, task.program.num_qubits()));
        }
        if !task.program.measures() && task.observables.is_empty() && !self.wants_state() {
            let preview = Listed::Top(PREVIEWED);
            answer.preview = Some(preview.of(&state.probabilities(0)?, task.program.num_qubits()));
        }
        if !self.request.amplitudes.is_empty() {
            let chosen =
                chosen(&self.request.amplitudes, task.program.num_qubits()).map_err(RunError::Job)?;
            let all = state.amplitudes(0)?;
            let named = |k: u64| {
                (basis_state(k, task.program.num_qubits()), [all[k as usize].re, all[k as usize].im])
            };
            answer.amplitudes = Some(chosen.into_iter().map(named).collect());
        }
        match &self.request.state {
            Some(path) => write_state(path, state.amplitudes(0)?).map_err(RunError::Job),
            None => Ok(()),
        }
    }

    /// Bytes of what is copied out of the state, and of the state itself where it is in the same memory: a device counts
    /// its own.
    pub(super) fn check_memory(&self, device: &OpenDevice, task: &Task) -> Result<(), SimulatorError> {
        let own = !matches!(device.kind, DeviceKind::Cuda(_));
        let real_bytes = if own { self.options.precision.real_bytes() } else { 0 };
        let copies = usize::from(self.request.state.is_some() || !self.request.amplitudes.is_empty()) * 16
            + usize::from(self.request.probabilities.is_some()) * 8;
        let needs_all = self.needs_state(task) || !task.observables.is_empty();
        let measured = if task.program.measures() { task.program.state_qubits() } else { 0 };
        let num_qubits = match &task.observed {
            Some(observed) => observed.state_qubits().max(measured),
            None if needs_all => task.program.num_qubits(),
            None => task.program.state_qubits(),
        };
        let need = MemoryNeed { num_qubits, lanes: 1, states: 1, real_bytes: real_bytes + copies / 2 };
        need.check(self.options.memory_limit.filter(|_| own))?;
        self.check_listings(task)
    }

    /// Bytes of what is listed: every entry has a number, a bit string, its text, and its text in the answer.
    fn check_listings(&self, task: &Task) -> Result<(), SimulatorError> {
        let most = |qubits: usize| 1usize.checked_shl(qubits as u32).unwrap_or(usize::MAX);
        let measured = task.measured_qubits();
        let outcomes = match self.request.shots {
            Some(shots) => most(measured).min(usize::try_from(shots).unwrap_or(usize::MAX)),
            None if measured > MAX_OUTCOME_QUBITS => 0,
            None => most(measured),
        };
        let outcomes = if task.program.measures() && !self.has_rows() { outcomes } else { 0 };
        let states = match self.request.probabilities {
            None => 0,
            Some(Listed::All) => most(task.program.num_qubits()),
            Some(Listed::Top(count)) => count.min(most(task.program.num_qubits())),
        };
        let numbers = ENTRY_BYTES.div_ceil(8) + task.program.num_qubits().max(measured).div_ceil(2);
        let need = TableNeed { rows: outcomes.saturating_add(states), columns: numbers, copies: 1 };
        let listed = |error| match error {
            SimulatorError::TooLarge { needed, available, .. } => {
                let what = format!("a list of {} entries", need.rows);
                SimulatorError::TooLarge { what, needed, available }
            }
            error => error,
        };
        need.check("a list", self.options.memory_limit).map_err(listed)
    }
}

impl Listed {
    fn of(self, probabilities: &[f64], num_qubits: usize) -> Probabilities {
        let mut order: Vec<usize> = (0..probabilities.len()).collect();
        if let Listed::Top(count) = self {
            let by_probability =
                |a: &usize, b: &usize| probabilities[*b].total_cmp(&probabilities[*a]).then(a.cmp(b));
            if count < order.len() {
                order.select_nth_unstable_by(count, by_probability);
                order.truncate(count);
            }
            order.sort_by(by_probability);
        }
        let likely = order.into_iter().filter(|state| probabilities[*state] > NEGLIGIBLE);
        let named = |state: usize| (basis_state(state as u64, num_qubits), probabilities[state]);
        Probabilities(likely.map(named).collect())
    }
}

/// Puts the numbers of one binding at its place, or says them alone.
fn put(answer: &mut Option<Expectations>, place: usize, values: Vec<f64>) {
    match answer {
        Some(Expectations::Rows(rows)) => rows[place] = values,
        one => *one = Some(Expectations::One(values)),
    }
}

/// The basis states that texts name: as many digits 0 and 1 as there are qubits, or a number.
fn chosen(texts: &[String], num_qubits: usize) -> Outcome<Vec<u64>> {
    let of = |text: &String| {
        let is_bits = text.len() == num_qubits && text.bytes().all(|b| matches!(b, b'0' | b'1'));
        let number = if is_bits { u64::from_str_radix(text, 2).ok() } else { text.parse::<u64>().ok() };
        number.filter(|number| number >> num_qubits == 0).ok_or_else(|| {
            let message = format!(
                "`{}` is no basis state of {num_qubits} qubits: give {num_qubits} bits, the highest qubit leftmost, or a number below 2^{num_qubits}",
                text.escape_debug()
            );
            JobError::setting(Setting::Amplitudes, message)
        })
    };
    texts.iter().map(of).collect()
}

fn write_state(path: &Path, amplitudes: Vec<C64>) -> Outcome {
    let array = Array1::from_vec(amplitudes);
    write_file(path, |file| array.write_npy(file).map_err(std::io::Error::other))
}
