//! Runs of circuit files: outcomes, counts, probabilities, expectation values, the final state.
//!
//! [`run`] reads, plans and runs; `task` is one compiled program, `state` what one final state answers.

mod answer;
mod initial_state;
mod state;
mod task;

pub use answer::{Expectations, PieceAnswer, Probabilities, RunAnswer, Timings, json};

use crate::circuit::{
    CircuitInput, CircuitSource, MAX_WIDE_QUBITS, amplitude_bits, outcome, read_bound, too_large,
};
use crate::device;
use crate::error::{JobError, Outcome, RequestError};
use crate::observer::{Notice, Observer};
use crate::options::JobOptions;
use crate::place::Setting;
use ansatz::circuits::Circuit;
use ansatz::circuits::qasm::ParseOptions;
use ansatz::simulator::{Bits, OpenDevice, SimulatorError};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Instant;
use task::{MOST_STATE_QUBITS, Task};

/// What is run, and what is asked of it.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RunRequest {
    /// The circuit.
    pub circuit: CircuitSource,
    /// A CSV table of values of inputs: a row for each binding.
    pub bindings: Option<CircuitInput>,
    /// Sample the classical bits this often.
    pub shots: Option<u64>,
    /// Observables, as text or `@FILE`.
    pub observables: Vec<String>,
    /// Probabilities of basis states, before the final measurements.
    pub probabilities: Option<Listed>,
    /// The file that the amplitudes before the final measurements are written to.
    pub state: Option<PathBuf>,
    /// Basis states whose amplitudes are wanted: each a bit string of all qubits, or a number.
    pub amplitudes: Vec<String>,
    /// The outcomes of the shots, in order.
    pub memory: bool,
    /// The file of the state that it starts from.
    pub initial_state: Option<PathBuf>,
    /// The most operations of a program, and steps of its loops.
    pub max_steps: Option<u64>,
    /// How often it is run.
    pub repeat: u32,
    /// What is answered where nothing is asked for and nothing is measured.
    pub otherwise: Otherwise,
}

/// Which basis states are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listed {
    /// All that are not negligible.
    All,
    /// The most probable ones.
    Top(usize),
}

/// What is answered where nothing is asked for and nothing is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Otherwise {
    /// The most probable basis states.
    Preview,
    /// Nothing: it is an error.
    Refuse,
}

impl RunRequest {
    /// One run of a circuit of which nothing is asked.
    pub fn new(circuit: CircuitSource) -> RunRequest {
        RunRequest {
            circuit,
            bindings: None,
            shots: None,
            observables: Vec::new(),
            probabilities: None,
            state: None,
            amplitudes: Vec::new(),
            memory: false,
            initial_state: None,
            max_steps: None,
            repeat: 1,
            otherwise: Otherwise::Preview,
        }
    }
}

/// More operations than this are refused unless the request allows them.
const MAX_OPERATIONS: u64 = 10_000_000;
/// More measured qubits than this have no exact distribution printed unless it is asked for as probabilities.
const MAX_OUTCOME_QUBITS: usize = 24;

/// What was read from classical bits.
#[derive(Default)]
struct Measured {
    counts: Option<BTreeMap<Bits, u64>>,
    outcomes: Option<BTreeMap<Bits, f64>>,
    memory: Option<Vec<Bits>>,
}

/// An error of the backend, which may be shown in the file, or one of the job.
enum RunError {
    Simulator(SimulatorError),
    Job(JobError),
}

impl From<SimulatorError> for RunError {
    fn from(error: SimulatorError) -> Self {
        RunError::Simulator(error)
    }
}

/// Runs a circuit.
///
/// ```
/// use ansatz_jobs::circuit::{CircuitInput, CircuitSource};
/// use ansatz_jobs::{JobOptions, Silent, run::{RunRequest, run}};
///
/// let text = "OPENQASM 3.0; include \"stdgates.inc\"; qubit[2] q; bit[2] c; h q[0]; cx q[0], q[1]; c = measure q;";
/// let circuit = CircuitSource::new(CircuitInput::Text { name: "bell".into(), bytes: text.into() });
/// let answer = run(&RunRequest::new(circuit), &JobOptions::default(), &Silent)?;
/// let outcomes = answer.outcomes.unwrap();
/// assert_eq!(outcomes.iter().map(|(bits, _)| bits.as_str()).collect::<Vec<_>>(), ["00", "11"]);
/// # Ok::<(), ansatz_jobs::JobError>(())
/// ```
///
/// # Errors
/// The circuit, its inputs or what is asked of it is wrong; there is no room or no such device.
pub fn run(request: &RunRequest, options: &JobOptions, observer: &dyn Observer) -> Outcome<RunAnswer> {
    options.with_threads(|| Runner { request, options, observer }.answer())
}

/// A request at work.
struct Runner<'a> {
    request: &'a RunRequest,
    options: &'a JobOptions,
    observer: &'a dyn Observer,
}

/// Outcomes as bit strings, in order.
fn as_text<V: Copy>(circuit: &Circuit, outcomes: &BTreeMap<Bits, V>) -> Vec<(String, V)> {
    outcomes.iter().map(|(bits, value)| (outcome(circuit, bits), *value)).collect()
}

impl Runner<'_> {
    fn answer(&self) -> Outcome<RunAnswer> {
        let start = Instant::now();
        let bindings = self.request.bindings.as_ref();
        let bounds = read_bound(&self.request.circuit, bindings, self.limits(), self.observer)?;
        let parse_s = start.elapsed().as_secs_f64();
        let device = device::choose(self.options, amplitude_bits(&bounds))?;
        let plan_options = device.backend.plan_options();
        let (mut tasks, mut plan_s) = (Vec::new(), 0.0);
        for bound in bounds {
            let task = self.task(bound, &plan_options)?;
            plan_s += task.plan_s;
            self.check(&task)?;
            tasks.push(task);
        }
        let [task, ..] = &tasks[..] else { return Err(JobError::setting(Setting::Bindings, "has no rows")) };

        let mut answer = RunAnswer::new(&task.file, self.options, device.backend.name());
        if self.has_rows() {
            let count = tasks.iter().map(|task| task.rows.len()).sum();
            answer.expectations = Some(Expectations::Rows(vec![Vec::new(); count]));
            let is_sampled = self.request.shots.is_some();
            answer.standard_errors = is_sampled.then(|| Expectations::Rows(vec![Vec::new(); count]));
        }
        let mut measured = Measured::default();
        for _ in 0..self.request.repeat {
            let start = Instant::now();
            for task in &tasks {
                measured = self.run(&device, task, &mut answer).map_err(|error| task.located(error))?;
            }
            answer.timings.execute_s.push(start.elapsed().as_secs_f64());
        }
        answer.labels.clone_from(&task.labels);
        if !self.has_rows() {
            answer.outputs = task.file.outputs.clone();
        }
        if measured.counts.is_some() || measured.outcomes.is_some() {
            answer.pieces = PieceAnswer::of(&task.program);
        }
        answer.timings = Timings { parse_s, plan_s, ..answer.timings };
        answer.counts = measured.counts.map(|counts| as_text(&task.file.circuit, &counts));
        answer.outcomes = measured.outcomes.map(|outcomes| as_text(&task.file.circuit, &outcomes));
        answer.memory =
            measured.memory.map(|shots| shots.iter().map(|bits| outcome(&task.file.circuit, bits)).collect());
        Ok(answer)
    }

    /// Whether results come in rows.
    fn has_rows(&self) -> bool {
        self.request.bindings.is_some()
    }

    /// How much is accepted.
    fn limits(&self) -> ParseOptions {
        let mut options = ParseOptions::default();
        let most = self.request.max_steps;
        options.max_operations = most.unwrap_or(MAX_OPERATIONS).min(options.max_operations);
        options.max_steps = most.unwrap_or(options.max_steps);
        // What is measured, and what observables depend on, may come apart into states that are small enough.
        if !self.wants_state() && self.request.initial_state.is_none() {
            options.max_qubits = MAX_WIDE_QUBITS;
        }
        options
    }

    fn wants_state(&self) -> bool {
        let request = self.request;
        request.probabilities.is_some() || request.state.is_some() || !request.amplitudes.is_empty()
    }

    /// Whether the state before the final measurements is asked for.
    fn needs_state(&self, task: &Task) -> bool {
        let asks = !task.observables.is_empty() || self.wants_state() || !task.program.measures();
        asks && task.program.is_static()
    }

    /// Refuses what the program cannot answer.
    fn check(&self, task: &Task) -> Outcome {
        let request = self.request;
        let is_static = task.program.is_static();
        let asks_more = (request.shots.is_some() && is_static) || request.memory || self.wants_state();
        if self.has_rows() && (task.observables.is_empty() || asks_more) {
            return Err(JobError::request(Setting::Bindings, RequestError::BindingsWithoutObservable));
        }
        // The values of a program that measures on the way are estimated from the shots.
        let is_two = is_static && request.shots.is_some() && !task.observables.is_empty();
        if request.otherwise == Otherwise::Refuse && is_two {
            return Err(JobError::request(Setting::Listing, RequestError::TwoTables));
        }
        if request.memory && request.shots.is_none() {
            return Err(JobError::request(Setting::Memory, RequestError::MemoryWithoutShots));
        }
        let asks_nothing =
            request.observables.is_empty() && request.probabilities.is_none() && request.shots.is_none();
        if request.otherwise == Otherwise::Refuse && asks_nothing && !task.program.measures() {
            return Err(JobError::request(Setting::Listing, RequestError::NothingToList));
        }
        if !is_static {
            let asked = [
                (!request.amplitudes.is_empty(), Setting::Amplitudes),
                (request.probabilities.is_some(), Setting::Probabilities),
                (request.state.is_some(), Setting::State),
            ];
            if let Some((_, setting)) = asked.iter().find(|(is_asked, _)| *is_asked) {
                return Err(JobError::request(*setting, RequestError::ManyFinalStates));
            }
            if !task.program.measures() && task.observables.is_empty() {
                self.observer.notice(&Notice::NothingToShow);
            }
        }
        Ok(())
    }

    /// Everything that is asked for. Bit strings are made afterwards: they are not part of the run.
    fn run(&self, device: &OpenDevice, task: &Task, answer: &mut RunAnswer) -> Result<Measured, RunError> {
        let mut measured = Measured::default();
        if task.observed.is_none() && self.needs_state(task) && task.program.num_qubits() > MOST_STATE_QUBITS
        {
            // There is no such state, however much memory there is.
            task.program.plan()?;
        }
        self.check_memory(device, task)?;
        if let Some(observed) = &task.observed {
            self.ask_apart(&*device.backend, observed, task, answer)?;
        } else if self.needs_state(task) {
            self.ask_state(&*device.backend, task.program.plan()?, task, answer)?;
        } else if !task.observables.is_empty() {
            self.ask_branches(&*device.backend, task, answer)?;
        }
        if !task.program.measures() || self.has_rows() {
            return Ok(measured);
        }
        let angles = task.program.parameter_map().angles(&task.rows[0]).map_err(SimulatorError::from)?;
        match self.request.shots {
            Some(shots) if self.request.memory => {
                let outcomes = device.backend.outcomes(&task.program, &angles, shots, self.options.seed())?;
                let mut counts = BTreeMap::new();
                outcomes.iter().for_each(|bits| *counts.entry(bits.clone()).or_insert(0) += 1);
                (measured.counts, measured.memory) = (Some(counts), Some(outcomes));
            }
            // Expectation values and nothing else were asked for, and an exact distribution may be too large.
            None if !task.program.is_static() && !task.observables.is_empty() => {}
            Some(shots) => {
                let seed = self.options.seed();
                measured.counts = Some(device.backend.sample(&task.program, &angles, shots, seed)?);
            }
            None if task.measured_qubits() > MAX_OUTCOME_QUBITS => {
                self.observer.notice(&Notice::TooManyOutcomes);
            }
            None => measured.outcomes = Some(device.backend.distribution(&task.program, &angles)?),
        }
        Ok(measured)
    }
}

impl Task {
    /// An error of a run, shown in the file where that can be.
    fn located(&self, error: RunError) -> JobError {
        match error {
            RunError::Simulator(error) => too_large(&self.file, &error).unwrap_or_else(|| error.into()),
            RunError::Job(error) => error,
        }
    }
}
