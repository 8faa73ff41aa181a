//! Gradients of an expectation value in a circuit file's inputs.
//!
//! [`grad`] reads, plans and differentiates; `task` is one compiled program with its rows.

mod answer;
mod task;

pub use answer::{GradAnswer, Shared, Timings};

use crate::circuit::{Bound, CircuitInput, CircuitSource, MAX_WIDE_QUBITS, amplitude_bits, read_bound};
use crate::device;
use crate::error::{JobError, Outcome, RequestError};
use crate::observer::Observer;
use crate::options::JobOptions;
use crate::place::Setting;
use ansatz::circuits::qasm::ParseOptions;
use ansatz::simulator::{Backend, machine::Work};
use std::time::Instant;
use task::Task;

/// What is differentiated, and how.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct GradRequest {
    /// The circuit.
    pub circuit: CircuitSource,
    /// A CSV table of values of inputs: a row for each binding.
    pub bindings: Option<CircuitInput>,
    /// The observable, as text or `@FILE`.
    pub observable: String,
    /// How to differentiate.
    pub method: Method,
    /// Estimate from this many shots for each circuit; with the parameter-shift rule only.
    pub shots: Option<u64>,
    /// How often it is done.
    pub repeat: u32,
}

/// How to differentiate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// Exact, one forward and one backward run.
    Adjoint,
    /// Exact, from shifted expectation values.
    ParameterShift,
    /// Approximate, central differences.
    FiniteDifference,
    /// Approximate, simultaneous perturbation.
    Spsa,
}

impl Method {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Method::Adjoint => "adjoint",
            Method::ParameterShift => "parameter-shift",
            Method::FiniteDifference => "finite-difference",
            Method::Spsa => "spsa",
        }
    }
}

impl GradRequest {
    /// One exact gradient of an observable.
    pub fn new(circuit: CircuitSource, observable: impl Into<String>) -> GradRequest {
        let (observable, method) = (observable.into(), Method::Adjoint);
        GradRequest { circuit, bindings: None, observable, method, shots: None, repeat: 1 }
    }
}

/// Values and gradients of all bindings.
#[derive(Default)]
struct Numbers {
    values: Vec<f64>,
    gradients: Vec<Vec<f64>>,
    standard_errors: Option<Vec<Vec<f64>>>,
    evaluations: u64,
    work: Option<Work>,
}

impl Numbers {
    /// Room for so many rows.
    fn room(count: usize, shots: Option<u64>) -> Numbers {
        Numbers {
            values: vec![0.0; count],
            gradients: vec![Vec::new(); count],
            standard_errors: shots.map(|_| vec![Vec::new(); count]),
            evaluations: 0,
            work: None,
        }
    }

    /// Puts the rows of a task at their places.
    fn add(&mut self, numbers: Numbers, places: &[usize]) {
        for (k, place) in places.iter().enumerate() {
            self.values[*place] = numbers.values[k];
            self.gradients[*place] = numbers.gradients[k].clone();
            if let (Some(all), Some(errors)) = (&mut self.standard_errors, &numbers.standard_errors) {
                all[*place] = errors[k].clone();
            }
        }
        self.evaluations += numbers.evaluations;
        self.work = match (self.work, numbers.work) {
            (Some(a), Some(b)) => Some(Work { run: a.run + b.run, unshared: a.unshared + b.unshared }),
            (one, other) => one.or(other),
        };
    }
}

/// The inputs of all programs, which have to be the same.
fn parameters(bounds: &[Bound]) -> Outcome<Vec<String>> {
    let of = |bound: &Bound| bound.program.circuit.parameters().to_vec();
    let first = bounds.first().map(of).unwrap_or_default();
    match bounds.iter().all(|bound| of(bound) == first) {
        true => Ok(first),
        false => {
            let message = "the program has other inputs for some rows than for others";
            Err(JobError::setting(Setting::Bindings, message))
        }
    }
}

/// Differentiates a circuit.
///
/// # Errors
/// The circuit, its inputs or the observable is wrong; the program decides by what it has measured; there is no room or no such
/// device.
pub fn grad(request: &GradRequest, options: &JobOptions, observer: &dyn Observer) -> Outcome<GradAnswer> {
    if request.shots.is_some() && request.method != Method::ParameterShift {
        return Err(JobError::request(Setting::Shots, RequestError::ShotsNeedShifts));
    }
    options.with_threads(|| request.answer(options, observer))
}

impl GradRequest {
    fn answer(&self, options: &JobOptions, observer: &dyn Observer) -> Outcome<GradAnswer> {
        let start = Instant::now();
        let bindings = self.bindings.as_ref();
        let mut limits = ParseOptions::default();
        // States hold what the observable depends on.
        limits.max_qubits = MAX_WIDE_QUBITS;
        let bounds = read_bound(&self.circuit, bindings, limits, observer)?;
        let parameters = parameters(&bounds)?;
        let plan_options = device::choose(options, amplitude_bits(&bounds))?.backend.plan_options();
        let parse_s = start.elapsed().as_secs_f64();

        let start = Instant::now();
        let tasks = bounds.into_iter().map(|bound| Task::new(self, bound, &plan_options));
        let tasks = tasks.collect::<Outcome<Vec<Task>>>()?;
        let bits = |task: &Task| device::amplitude_bits(task.state_qubits(), task.rows.len());
        let backend = device::choose(options, tasks.iter().map(bits).max().unwrap_or(0))?.backend;
        let plan_s = start.elapsed().as_secs_f64();

        let mut execute_s = Vec::new();
        let mut numbers = Numbers::default();
        for _ in 0..self.repeat {
            let start = Instant::now();
            numbers = self.all(&*backend, &tasks, options.seed())?;
            execute_s.push(start.elapsed().as_secs_f64());
        }
        let Numbers { values, gradients, standard_errors, evaluations, work } = numbers;
        let mean_s = execute_s.iter().sum::<f64>() / execute_s.len() as f64 / evaluations.max(1) as f64;
        let evaluation_s = work.map(|_| mean_s);
        let shared = |work: Work| Shared { operations_run: work.run, operations_unshared: work.unshared };
        Ok(GradAnswer {
            parameters,
            values,
            gradients,
            standard_errors,
            evaluations,
            work: work.map(shared),
            method: self.method.name(),
            seed: options.seed(),
            precision: options.precision.name(),
            device: backend.name(),
            timings: Timings { parse_s, plan_s, execute_s, evaluation_s },
        })
    }

    /// The numbers of every task, each row at its place.
    fn all(&self, backend: &dyn Backend, tasks: &[Task], seed: u64) -> Outcome<Numbers> {
        let mut all = Numbers::room(tasks.iter().map(|task| task.rows.len()).sum(), self.shots);
        for task in tasks {
            all.add(task.numbers(self, backend, seed)?, &task.places);
        }
        Ok(all)
    }
}
