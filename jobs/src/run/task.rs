//! A program of a run, compiled, with the rows of values that it is run at.
//!
//! Made by the run.

use super::Runner;
use super::initial_state::started;
use crate::circuit::{Bound, QubitNames, read_observables, too_large};
use crate::error::Outcome;
use ansatz::circuits::qasm::{self, Course};
use ansatz::circuits::{Circuit, ParameterMap, PauliSum};
use ansatz::simulator::{PlanOptions, Program, SimulatorError, machine::ObservedPlan};
use std::sync::Arc;
use std::time::Instant;

/// Qubits of a state.
pub(super) const MOST_STATE_QUBITS: usize = 62;
/// Compiling is timed at most this often.
const MAX_PLAN_REPEATS: u32 = 32;

/// A program ready to run.
pub(super) struct Task {
    pub(super) file: qasm::Program,
    pub(super) program: Program,
    pub(super) rows: Vec<Vec<f64>>,
    /// Which binding each row is.
    pub(super) places: Vec<usize>,
    pub(super) observables: Vec<PauliSum>,
    /// Their expectations from smaller states than that of all qubits, where nothing else needs it.
    pub(super) observed: Option<ObservedPlan>,
    /// The text of each observable.
    pub(super) labels: Vec<String>,
    /// Seconds of compiling.
    pub(super) plan_s: f64,
}

/// What is compiled.
struct Source<'a> {
    circuit: &'a Circuit,
    course: Option<Course>,
    /// Values of its parameters, where its course depends on them.
    params: &'a [f64],
}

/// A compiled program, and the median time that compiling it takes.
struct Compiled {
    program: Program,
    seconds: f64,
}

impl Runner<'_> {
    /// The compiled program of some rows.
    pub(super) fn task(&self, bound: Bound, options: &PlanOptions) -> Outcome<Task> {
        let Bound { program: mut file, rows, places } = bound;
        let names = QubitNames { count: file.circuit.num_qubits(), hardware: &file.hardware };
        let read = |text: &String| read_observables(text, names);
        let named = self.request.observables.iter().map(read).collect::<Outcome<Vec<_>>>()?;
        let (labels, observables): (Vec<String>, Vec<PauliSum>) =
            named.into_iter().flatten().map(|named| (named.text, named.observable)).unzip();
        if let Some(path) = &self.request.initial_state {
            file.circuit = started(file.circuit, path)?;
        }
        if self.request.shots.is_some() && file.course.is_none() {
            file.circuit = measured(file.circuit)?;
        }
        let course = file.course.take();
        let params = rows.first().map_or(&[][..], Vec::as_slice);
        let too_wide = |error: SimulatorError| too_large(&file, &error).unwrap_or_else(|| error.into());
        let start = Instant::now();
        let asks_apart = course.is_none() && !self.wants_state() && !observables.is_empty();
        let unmeasured = asks_apart.then(|| file.circuit.without_idle_resets().split_final_measurements().0);
        let observed = match unmeasured.as_ref().filter(|circuit| circuit.is_unitary()) {
            Some(circuit) => ObservedPlan::compile_apart(circuit, &observables, options).map_err(too_wide)?,
            None => None,
        };
        let apart_s = start.elapsed().as_secs_f64();
        // What is measured beside the observables may meet in a state that is too large; it is left out then.
        let is_wide = file.circuit.num_qubits() > MOST_STATE_QUBITS && self.request.shots.is_none();
        let without = unmeasured.as_ref().filter(|_| is_wide && observed.is_some());
        let circuit = without.unwrap_or(&file.circuit);
        let source = Source { circuit, course, params };
        let repeats = self.request.repeat.min(MAX_PLAN_REPEATS) as usize;
        let compiled = source.compile(repeats, options);
        let Compiled { program, seconds } = compiled.map_err(too_wide)?;
        let plan_s = seconds + apart_s;
        Ok(Task { file, program, rows, places, observables, observed, labels, plan_s })
    }
}

impl Source<'_> {
    fn compile(&self, repeats: usize, options: &PlanOptions) -> Result<Compiled, SimulatorError> {
        let mut seconds = Vec::new();
        loop {
            let start = Instant::now();
            let program = match &self.course {
                Some(course) => {
                    Program::compile_course(self.circuit, Arc::new(course.clone()), self.params, options)?
                }
                None => Program::compile(self.circuit, options)?,
            };
            seconds.push(start.elapsed().as_secs_f64());
            if seconds.len() == repeats {
                seconds.sort_by(f64::total_cmp);
                return Ok(Compiled { program, seconds: seconds[seconds.len() / 2] });
            }
        }
    }
}

impl Task {
    /// The angles of all rows, one after the other.
    pub(super) fn angles(&self, map: &ParameterMap) -> Result<Vec<f64>, SimulatorError> {
        let mut angles = Vec::with_capacity(self.rows.len() * map.num_slots());
        for row in &self.rows {
            angles.extend(map.angles(row)?);
        }
        Ok(angles)
    }

    /// Qubits that are measured at the end; fewer, where it is known that they read no more than so many bits together.
    pub(super) fn measured_qubits(&self) -> usize {
        if let Some(bits) = self.program.outcome_bits() {
            return bits;
        }
        let (_, mut finals) = self.file.circuit.split_final_measurements();
        finals.sort_unstable();
        finals.dedup_by_key(|(qubit, _)| *qubit);
        finals.len()
    }
}

/// A circuit that measures nothing is measured on all qubits.
fn measured(mut circuit: Circuit) -> Outcome<Circuit> {
    if !Program::has_outcome(&circuit) {
        circuit = circuit.without_idle_conditions();
        circuit.measure_all()?;
    }
    Ok(circuit)
}
