//! `run`: runs a circuit file and prints what was asked for.

use super::observables;
use crate::bindings::BindingOptions;
use crate::bound::{self, Bound};
use crate::circuit_file::{CircuitFile, too_large};
use crate::failure::{Failure, Outcome};
use crate::options::{Common, Format};
use crate::run_answer::{Answer, Expectations, Probabilities, Timings};
use crate::run_table::NO_TABLE;
use crate::{backend, bits, help, output};
use ansatz::circuits::qasm::{self, Course, ParseOptions};
use ansatz::circuits::{Circuit, PauliSum};
use ansatz::simulator::{
    Backend, Bits, FinalState, Inputs, MemoryNeed, ObservedPlan, Plan, PlanOptions, Program, SimulatorError,
};
use clap::Args;
use ndarray::Array1;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// Run an OpenQASM 2 or 3 file.
///
/// A program that measures shows its exact distribution p(b) of the classical bits b, also if it measures, resets or
/// decides on the way; with --shots it shows how often each b was drawn from it. A program that does not measure shows
/// its most probable basis states.
///
/// Before its final measurements the program has a state ψ: --observable prints ⟨ψ|O|ψ⟩, --probabilities prints
/// |⟨x|ψ⟩|² of each basis state x, --state writes the amplitudes ⟨x|ψ⟩ for NumPy.
///
/// Formats: text for people; JSON with everything that was asked for; CSV with one table: `outcome,count`,
/// `outcome,probability`, `basis_state,probability`, `observable,expectation`, or with --bindings `binding` and a column
/// for each observable.
#[derive(Args)]
#[command(after_long_help = help::page(
    &[help::OBSERVABLES, help::INPUTS, help::BITS, help::LIMITS],
    "ansatz run examples/bell.qasm --shots 1000 --seed 7 --format csv
     ansatz run examples/ansatz.qasm --param theta=0.3 --param phi=0.1 --observable \"Z0 Z1\""
))]
pub struct Run {
    #[command(flatten)]
    circuit: CircuitFile,
    /// Sample the classical bits this often; a file that measures nothing is measured on all qubits
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    shots: Option<u64>,
    /// Print an expectation value, of `1.0 * Z0 Z1 + 0.5 * X3` or `@FILE`; may be given several times
    #[arg(long = "observable", value_name = "O", allow_hyphen_values = true)]
    observables: Vec<String>,
    #[command(flatten)]
    bindings: BindingOptions,
    /// Print the probabilities of the qubits' basis states, before the final measurements
    #[arg(long)]
    probabilities: bool,
    /// With --probabilities: the K most probable only
    #[arg(long, value_name = "K", requires = "probabilities", allow_negative_numbers = true, value_parser = clap::value_parser!(u64).range(1..))]
    top: Option<u64>,
    /// Write the amplitudes before the final measurements: complex128, index bit 0 = qubit 0
    #[arg(long, value_name = "OUT.npy")]
    state: Option<PathBuf>,
    /// Refuse programs of more than this many operations, gate definitions expanded, and loops of more steps; 10000000
    /// operations and 1048576 steps by default
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    max_steps: Option<u64>,
    /// Run it this many times and report the time of each; planning is repeated too, and its median reported
    #[arg(long, value_name = "R", default_value_t = 1, allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    repeat: u32,
    #[command(flatten)]
    common: Common,
}

/// More measured qubits than this have no exact distribution printed unless it is asked for as probabilities.
const MAX_OUTCOME_QUBITS: usize = 24;
/// More operations than this are refused unless --max-steps allows them.
const MAX_OPERATIONS: u64 = 10_000_000;
/// Compiling is timed at most this often.
const MAX_PLAN_REPEATS: u32 = 32;
/// Probabilities below this are rounding.
const NEGLIGIBLE: f64 = 1e-14;

/// A program ready to run.
struct Task {
    file: qasm::Program,
    program: Program,
    rows: Vec<Vec<f64>>,
    /// Which binding each row is.
    places: Vec<usize>,
    observables: Vec<PauliSum>,
}

/// What was read from classical bits.
#[derive(Default)]
struct Measured {
    counts: Option<BTreeMap<Bits, u64>>,
    outcomes: Option<BTreeMap<Bits, f64>>,
}

/// Outcomes as bit strings, in order.
fn as_text<V: Copy>(circuit: &Circuit, outcomes: &BTreeMap<Bits, V>) -> Vec<(String, V)> {
    outcomes.iter().map(|(bits, value)| (bits::outcome(circuit, bits), *value)).collect()
}

impl Run {
    pub fn execute(&self) -> Outcome {
        if self.common.format == Format::Csv {
            self.check_one_table()?;
        }
        let answer = self.common.with_threads(|| self.answer())?;
        match self.common.format {
            Format::Json => output::print_json(&answer),
            Format::Text => output::print(&answer.text()),
            Format::Csv => answer.table(&self.observables)?.print(),
        }
    }

    fn answer(&self) -> Outcome<Answer> {
        let start = Instant::now();
        let bounds = bound::read(&self.circuit, &self.bindings, &self.common, self.limits())?;
        let parse_s = start.elapsed().as_secs_f64();
        let backend = backend::choose(&self.common, bound::amplitude_bits(&bounds))?;
        let options = backend.plan_options();
        let (mut tasks, mut plan_s) = (Vec::new(), 0.0);
        for bound in bounds {
            let (task, seconds) = self.task(bound, &options)?;
            plan_s += seconds;
            self.check(&task)?;
            tasks.push(task);
        }
        let [task, ..] = &tasks[..] else { return Err(Failure::option("--bindings", "has no rows")) };

        let mut answer = Answer::new(&task.file.circuit, &self.common, backend.name());
        if self.bindings.is_table() {
            let count = tasks.iter().map(|task| task.rows.len()).sum();
            answer.expectations = Some(Expectations::Rows(vec![Vec::new(); count]));
        }
        let mut measured = Measured::default();
        for _ in 0..self.repeat {
            let start = Instant::now();
            for task in &tasks {
                measured = self.run(&*backend, task, &mut answer).map_err(|failure| match failure {
                    RunError::Simulator(error) => {
                        too_large(&task.file, &error).unwrap_or_else(|| error.into())
                    }
                    RunError::Other(failure) => failure,
                })?;
            }
            answer.timings.execute_s.push(start.elapsed().as_secs_f64());
        }
        if !self.bindings.is_table() {
            answer.outputs = task.file.outputs.clone();
        }
        answer.timings = Timings { parse_s, plan_s, ..answer.timings };
        answer.counts = measured.counts.map(|counts| as_text(&task.file.circuit, &counts));
        answer.outcomes = measured.outcomes.map(|outcomes| as_text(&task.file.circuit, &outcomes));
        Ok(answer)
    }

    /// The compiled program of some rows, and the seconds that compiling it takes.
    fn task(&self, bound: Bound, options: &PlanOptions) -> Outcome<(Task, f64)> {
        let Bound { program: mut file, rows, places } = bound;
        let num_qubits = file.circuit.num_qubits();
        let observables = self
            .observables
            .iter()
            .map(|text| observables::read(text, num_qubits))
            .collect::<Outcome<_>>()?;
        if self.shots.is_some() && file.course.is_none() {
            file.circuit = measured(file.circuit)?;
        }
        let (program, seconds) = self.plan(&file.circuit, file.course.take(), &rows, options)?;
        Ok((Task { file, program, rows, places, observables }, seconds))
    }

    /// CSV has one table.
    fn check_one_table(&self) -> Outcome {
        let asked = [
            (self.shots.is_some(), "--shots"),
            (self.probabilities, "--probabilities"),
            (!self.observables.is_empty(), "--observable"),
        ];
        let asked: Vec<&str> =
            asked.iter().filter(|(is_asked, _)| *is_asked).map(|(_, option)| *option).collect();
        if asked.len() < 2 {
            return Ok(());
        }
        let message = format!(
            "`csv` prints one table, and {} ask for one each; ask for one at a time, or use `json`",
            asked.join(" and ")
        );
        Err(Failure::option("--format", message))
    }

    /// How much is accepted.
    fn limits(&self) -> ParseOptions {
        let mut options = ParseOptions::default();
        options.max_operations = self.max_steps.unwrap_or(MAX_OPERATIONS).min(options.max_operations);
        options.max_steps = self.max_steps.unwrap_or(options.max_steps);
        options
    }

    /// The compiled program, and the median time that compiling it takes.
    fn plan(
        &self,
        circuit: &Circuit,
        course: Option<Course>,
        rows: &[Vec<f64>],
        options: &PlanOptions,
    ) -> Outcome<(Program, f64)> {
        let mut seconds = Vec::new();
        if course.is_some() && self.bindings.is_table() {
            let message = "the program depends on what it measures, so each row would be a program of its own; give values with --param";
            return Err(Failure::option("--bindings", message));
        }
        loop {
            let start = Instant::now();
            let program = match &course {
                Some(course) => {
                    let params = rows.first().map_or(&[][..], Vec::as_slice);
                    Program::compile_course(circuit, Arc::new(course.clone()), params, options)?
                }
                None => Program::compile(circuit, options)?,
            };
            seconds.push(start.elapsed().as_secs_f64());
            if seconds.len() == self.repeat.min(MAX_PLAN_REPEATS) as usize {
                seconds.sort_by(f64::total_cmp);
                return Ok((program, seconds[seconds.len() / 2]));
            }
        }
    }

    /// Refuses what the program cannot answer.
    fn check(&self, task: &Task) -> Outcome {
        if self.bindings.is_table()
            && (task.observables.is_empty() || self.shots.is_some() || self.wants_state())
        {
            let message = "rows of bindings are for expectation values: give --observable, and neither --shots, --state nor --probabilities";
            return Err(Failure::option("--bindings", message));
        }
        let asks_nothing = self.observables.is_empty() && !self.probabilities && self.shots.is_none();
        if self.common.format == Format::Csv && asks_nothing && !task.program.measures() {
            return Err(Failure::option("--format", NO_TABLE));
        }
        if task.program.static_plan().is_none() {
            let asked = [
                (!task.observables.is_empty(), "--observable"),
                (self.probabilities, "--probabilities"),
                (self.state.is_some(), "--state"),
            ];
            if let Some((_, option)) = asked.iter().find(|(is_asked, _)| *is_asked) {
                let message = "the program measures, resets or decides before its end, so it has no single final state; use --shots, or no option for the exact distribution";
                return Err(Failure::option(option, message));
            }
            if !task.program.measures() {
                let message = "warning: nothing is measured and there is no single final state, so there is nothing to show; use --shots";
                self.common.warn(message);
            }
        }
        Ok(())
    }

    fn wants_state(&self) -> bool {
        self.probabilities || self.state.is_some()
    }

    /// Everything that is asked for. Bit strings are made afterwards: they are not part of the run.
    fn run(&self, backend: &dyn Backend, task: &Task, answer: &mut Answer) -> Result<Measured, RunError> {
        let mut measured = Measured::default();
        self.check_memory(backend, task)?;
        match task.program.static_plan() {
            Some(plan) if !task.observables.is_empty() || self.wants_state() || !task.program.measures() => {
                self.ask_state(backend, plan, task, answer)?;
            }
            _ => {}
        }
        if !task.program.measures() || self.bindings.is_table() {
            return Ok(measured);
        }
        let angles = task.program.parameter_map().angles(&task.rows[0]).map_err(SimulatorError::from)?;
        match self.shots {
            Some(shots) => {
                measured.counts = Some(backend.sample(&task.program, &angles, shots, self.common.seed())?);
            }
            None if measured_qubits(&task.file.circuit) > MAX_OUTCOME_QUBITS => {
                self.common
                    .warn("warning: too many measured qubits to list the exact distribution; use --shots N");
            }
            None => {
                measured.outcomes = Some(backend.distribution(&task.program, &angles)?);
            }
        }
        Ok(measured)
    }

    /// Everything that one final state answers.
    fn ask_state(
        &self,
        backend: &dyn Backend,
        plan: &Plan,
        task: &Task,
        answer: &mut Answer,
    ) -> Result<(), RunError> {
        let map = plan.parameter_map();
        let mut angles = Vec::new();
        for row in &task.rows {
            angles.extend(map.angles(row).map_err(SimulatorError::from)?);
        }
        let inputs = Inputs::batch(task.rows.len(), &angles);
        if self.bindings.is_table() {
            let observed = ObservedPlan::new(plan.clone(), task.observables.clone())?;
            let values = backend.expectations(&observed, &inputs)?;
            if let Some(Expectations::Rows(rows)) = &mut answer.expectations {
                for (place, row) in task.places.iter().zip(values.chunks(task.observables.len())) {
                    rows[*place] = row.to_vec();
                }
            }
            return Ok(());
        }
        let state = backend.run(plan, &inputs)?;
        if !task.observables.is_empty() {
            let values = task.observables.iter().map(|observable| Ok(state.expectation(observable)?[0]));
            let values = values.collect::<Result<Vec<f64>, SimulatorError>>()?;
            answer.expectations = Some(Expectations::One(values));
        }
        if self.probabilities {
            answer.probabilities = Some(self.listed(&*state, task)?);
        }
        if !task.program.measures() && task.observables.is_empty() && !self.wants_state() {
            answer.preview = Some(top(&state.probabilities(0)?, 8, task.program.num_qubits()));
        }
        if let Some(path) = &self.state {
            write_state(path, state.amplitudes(0)?).map_err(RunError::Other)?;
        }
        Ok(())
    }

    fn listed(&self, state: &dyn FinalState, task: &Task) -> Result<Probabilities, SimulatorError> {
        let n = task.program.num_qubits();
        let probabilities = state.probabilities(0)?;
        Ok(match self.top {
            Some(count) => top(&probabilities, count as usize, n),
            None => {
                let likely = probabilities.iter().enumerate().filter(|(_, p)| **p > NEGLIGIBLE);
                Probabilities(likely.map(|(state, p)| (bits::basis_state(state as u64, n), *p)).collect())
            }
        })
    }

    /// Bytes of what is copied out of the state, and of the state itself where it is in the same memory: a device counts
    /// its own.
    fn check_memory(&self, backend: &dyn Backend, task: &Task) -> Result<(), SimulatorError> {
        let own = backend::is_cpu(backend);
        let real_bytes = if own { (self.common.precision.amplitude_bytes() / 2) as usize } else { 0 };
        let copies = usize::from(self.state.is_some()) * 16 + usize::from(self.probabilities) * 8;
        let need = MemoryNeed {
            num_qubits: task.program.num_qubits(),
            lanes: 1,
            states: 1,
            real_bytes: real_bytes + copies / 2,
        };
        need.check(self.common.memory_limit.filter(|_| own))
    }
}

/// An error of the backend, which may be shown in the file, or one of this command.
enum RunError {
    Simulator(SimulatorError),
    Other(Failure),
}

impl From<SimulatorError> for RunError {
    fn from(error: SimulatorError) -> Self {
        RunError::Simulator(error)
    }
}

/// The `count` most probable basis states.
fn top(probabilities: &[f64], count: usize, num_qubits: usize) -> Probabilities {
    let mut order: Vec<usize> = (0..probabilities.len()).collect();
    let by_probability =
        |a: &usize, b: &usize| probabilities[*b].total_cmp(&probabilities[*a]).then(a.cmp(b));
    if count < order.len() {
        order.select_nth_unstable_by(count, by_probability);
        order.truncate(count);
    }
    order.sort_by(by_probability);
    let likely = order.into_iter().filter(|state| probabilities[*state] > NEGLIGIBLE);
    Probabilities(
        likely.map(|state| (bits::basis_state(state as u64, num_qubits), probabilities[state])).collect(),
    )
}

/// A circuit that measures nothing is measured on all qubits.
fn measured(mut circuit: Circuit) -> Outcome<Circuit> {
    let measures = Program::compile(&circuit, &PlanOptions::default())?.measures();
    if !measures {
        circuit = circuit.without_idle_conditions();
        circuit.measure_all()?;
    }
    Ok(circuit)
}

fn measured_qubits(circuit: &Circuit) -> usize {
    let (_, mut finals) = circuit.split_final_measurements();
    finals.sort_unstable();
    finals.dedup_by_key(|(qubit, _)| *qubit);
    finals.len()
}

fn write_state(path: &Path, amplitudes: Vec<ansatz::circuits::C64>) -> Outcome {
    use ndarray_npy::WriteNpyExt;
    let array = Array1::from_vec(amplitudes);
    output::write_file(path, |file| array.write_npy(file).map_err(std::io::Error::other))
}
