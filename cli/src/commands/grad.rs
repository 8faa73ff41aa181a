//! `grad`: the gradient of an expectation value in a file's inputs.

use super::observables;
use crate::bindings::BindingOptions;
use crate::bound::{self, Bound};
use crate::circuit_file::{CircuitFile, check_one_circuit, too_large};
use crate::failure::{Failure, Outcome};
use crate::grad_answer::{Answer, Shared, Timings};
use crate::options::{Common, Format};
use crate::{backend, help, output};
use ansatz::circuits::PauliSum;
use ansatz::circuits::qasm::{ParseOptions, Program};
use ansatz::qml::{Evaluation, ModelError, ShotParameterShift, differentiator_by_name};
use ansatz::simulator::{
    Backend, Cotangents, Inputs, ObservedPlan, Plan, PlanOptions, ShotEstimator, SimulatorError, Work,
};
use clap::{Args, ValueEnum};
use std::time::Instant;

/// Gradient of ⟨O⟩ in the `input` parameters of a circuit file.
///
/// f(x) = ⟨ψ(x)|O|ψ(x)⟩ and ∂f/∂x_j for every input x_j of type `float` or `angle`, where ψ(x) is the state before the
/// final measurements. Angles may be any function of the inputs; its derivative is exact.
///
/// Methods: `adjoint` is exact and takes one run forward and one back, whatever the number of inputs.
/// `parameter-shift` is exact too: ∂f/∂θ = Σ_k c_k f(θ + s_k) for every angle θ, two terms for most gates, four for
/// controlled rotations; with --shots each f is estimated, and standard errors are shown. `finite-difference` is
/// (f(θ + h) − f(θ − h)) / 2h. `spsa` moves all angles at once in a random direction.
///
/// CSV has a row for each binding: `binding`, `expectation`, `gradient[NAME]` for each input, and with --shots
/// `standard_error[NAME]`. Programs that decide by what they have measured are refused.
#[derive(Args)]
#[command(after_long_help = help::page(
    &[help::OBSERVABLES, help::INPUTS, help::LIMITS],
    "ansatz grad examples/ansatz.qasm --observable \"Z0 Z1 + 0.5 * X0\" --param theta=0.3 --param phi=0.1
     ansatz grad examples/ansatz.qasm --observable Z0 --param theta=0.3 --param phi=0.1 --format csv"
))]
pub struct Grad {
    #[command(flatten)]
    circuit: CircuitFile,
    /// The observable, such as `1.0 * Z0 Z1 + 0.5 * X3`, or `@FILE`
    #[arg(long, value_name = "O", allow_hyphen_values = true)]
    observable: String,
    /// How to differentiate
    #[arg(long, value_enum, default_value_t = Method::Adjoint)]
    method: Method,
    /// Estimate from this many shots for each circuit (parameter-shift only), with standard errors
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u64).range(2..=1_000_000_000))]
    shots: Option<u64>,
    #[command(flatten)]
    bindings: BindingOptions,
    /// Run it this many times and report the time of each
    #[arg(long, value_name = "R", default_value_t = 1, allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    repeat: u32,
    #[command(flatten)]
    common: Common,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq)]
enum Method {
    /// Exact, one forward and one backward run (the default)
    Adjoint,
    /// Exact, from shifted expectation values
    ParameterShift,
    /// Approximate, central differences
    FiniteDifference,
    /// Approximate, simultaneous perturbation
    Spsa,
}

impl Method {
    fn name(self) -> &'static str {
        match self {
            Method::Adjoint => "adjoint",
            Method::ParameterShift => "parameter-shift",
            Method::FiniteDifference => "finite-difference",
            Method::Spsa => "spsa",
        }
    }
}

/// Values and gradients of all bindings.
struct Numbers {
    values: Vec<f64>,
    gradients: Vec<Vec<f64>>,
    standard_errors: Option<Vec<Vec<f64>>>,
    evaluations: u64,
    work: Option<Work>,
}

/// A circuit and the rows of values that it is differentiated at.
struct Task {
    program: Program,
    observable: PauliSum,
    plan: Plan,
    estimator: Option<ShotEstimator>,
    rows: Vec<Vec<f64>>,
    /// Which binding each row is.
    places: Vec<usize>,
}

impl Numbers {
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
            Err(Failure::option("--bindings", "the program has other inputs for some rows than for others"))
        }
    }
}

fn located(program: &Program, error: SimulatorError) -> Failure {
    too_large(program, &error).unwrap_or_else(|| not_static(error))
}

impl Grad {
    pub fn execute(&self) -> Outcome {
        if self.shots.is_some() && self.method != Method::ParameterShift {
            return Err(Failure::option("--shots", "works with --method parameter-shift"));
        }
        let answer = self.common.with_threads(|| self.answer())?;
        match self.common.format {
            Format::Json => output::print_json(&answer),
            Format::Text => output::print(&answer.text()),
            Format::Csv => answer.table().print(),
        }
    }

    fn answer(&self) -> Outcome<Answer> {
        let start = Instant::now();
        let bounds = bound::read(&self.circuit, &self.bindings, &self.common, ParseOptions::default())?;
        let parameters = parameters(&bounds)?;
        let backend = backend::choose(&self.common, bound::amplitude_bits(&bounds))?;
        let options = backend.plan_options();
        let parse_s = start.elapsed().as_secs_f64();

        let start = Instant::now();
        let tasks =
            bounds.into_iter().map(|bound| self.task(bound, &options)).collect::<Outcome<Vec<Task>>>()?;
        let plan_s = start.elapsed().as_secs_f64();

        let mut execute_s = Vec::new();
        let mut numbers = None;
        for _ in 0..self.repeat {
            let start = Instant::now();
            numbers = Some(self.all(&*backend, &tasks)?);
            execute_s.push(start.elapsed().as_secs_f64());
        }
        let Some(Numbers { values, gradients, standard_errors, evaluations, work }) = numbers else {
            return Err(Failure::option("--repeat", "must be at least 1"));
        };
        let mean_s = execute_s.iter().sum::<f64>() / execute_s.len() as f64 / evaluations.max(1) as f64;
        let evaluation_s = work.map(|_| mean_s);
        let shared = |work: Work| Shared { operations_run: work.run, operations_unshared: work.unshared };
        Ok(Answer {
            parameters,
            values,
            gradients,
            standard_errors,
            evaluations,
            work: work.map(shared),
            method: self.method.name(),
            seed: self.common.seed(),
            precision: self.common.precision.name(),
            device: backend.name(),
            timings: Timings { parse_s, plan_s, execute_s, evaluation_s },
        })
    }

    fn task(&self, bound: Bound, options: &PlanOptions) -> Outcome<Task> {
        let Bound { program, rows, places } = bound;
        check_one_circuit(&program, "differentiate")?;
        let observable = observables::read(&self.observable, program.circuit.num_qubits())?;
        // Final measurements change no expectation value; anything else that measures is refused by the plan.
        let (unmeasured, _) = program.circuit.without_idle_resets().split_final_measurements();
        let plan = Plan::compile(&unmeasured, options).map_err(|error| located(&program, error))?;
        let estimator = match self.shots {
            Some(_) => Some(
                ShotEstimator::compile(&unmeasured, &observable, options)
                    .map_err(|error| located(&program, error))?,
            ),
            None => None,
        };
        Ok(Task { program, observable, plan, estimator, rows, places })
    }

    /// The numbers of every task, each row at its place.
    fn all(&self, backend: &dyn Backend, tasks: &[Task]) -> Outcome<Numbers> {
        let count = tasks.iter().map(|task| task.rows.len()).sum();
        let mut all = Numbers {
            values: vec![0.0; count],
            gradients: vec![Vec::new(); count],
            standard_errors: self.shots.map(|_| vec![Vec::new(); count]),
            evaluations: 0,
            work: None,
        };
        for task in tasks {
            let result = match &task.estimator {
                Some(estimator) => self.estimated(backend, estimator, task),
                None => self.exact(backend, task),
            };
            let numbers = result.map_err(|error| match error {
                ModelError::Simulator(error) => located(&task.program, error),
                other => other.into(),
            })?;
            all.add(numbers, &task.places);
        }
        Ok(all)
    }

    fn exact(&self, backend: &dyn Backend, task: &Task) -> Result<Numbers, ModelError> {
        let Task { plan, observable, rows, .. } = task;
        let observed = ObservedPlan::new(plan.clone(), vec![observable.clone()])?;
        let map = plan.parameter_map();
        let mut angles = Vec::with_capacity(rows.len() * map.num_slots());
        for row in rows {
            angles.extend(map.angles(row)?);
        }
        let differentiator = differentiator_by_name(self.method.name(), self.common.seed())?;
        let evaluation = Evaluation { backend, observed: &observed };
        let ones = vec![1.0; rows.len()];
        let inputs = Inputs::batch(rows.len(), &angles);
        let result = differentiator.gradients(evaluation, &inputs, Cotangents::Given(&ones))?;
        let slots = map.num_slots();
        let gradient =
            |lane: usize| map.pullback(&rows[lane], &result.slots[lane * slots..(lane + 1) * slots]);
        Ok(Numbers {
            gradients: (0..rows.len()).map(gradient).collect(),
            values: result.values,
            standard_errors: None,
            evaluations: result.evaluations,
            work: result.work,
        })
    }

    fn estimated(
        &self,
        backend: &dyn Backend,
        estimator: &ShotEstimator,
        task: &Task,
    ) -> Result<Numbers, ModelError> {
        let method = ShotParameterShift { shots: self.shots.unwrap_or(2), seed: self.common.seed() };
        let mut numbers = Numbers {
            values: Vec::new(),
            gradients: Vec::new(),
            standard_errors: Some(Vec::new()),
            evaluations: 0,
            work: None,
        };
        for (row, place) in task.rows.iter().zip(&task.places) {
            let estimate = method.gradient(backend, estimator, row, *place as u64)?;
            numbers.values.push(estimate.value.mean);
            numbers.gradients.push(estimate.gradient);
            numbers.standard_errors.get_or_insert_default().push(estimate.standard_errors);
            numbers.evaluations += estimate.evaluations;
        }
        Ok(numbers)
    }
}

fn not_static(error: SimulatorError) -> Failure {
    match error {
        SimulatorError::NotStatic { .. } => Failure::Input(
            "error: the program measures, resets or decides before its end, so its gradient is not defined by one circuit".into(),
        ),
        other => other.into(),
    }
}
