//! A circuit of a gradient, compiled, with the rows of values that it is differentiated at.
//!
//! Called by the gradient.

use super::{GradRequest, Numbers};
use crate::circuit::{Bound, check_one_circuit, read_observable, too_large};
use crate::error::{JobError, Outcome};
use crate::place::Origin;
use ansatz::circuits::qasm::Program;
use ansatz::qml::{
    ModelError,
    gradients::{Evaluation, ShotParameterShift, differentiator_by_name},
};
use ansatz::simulator::{
    Backend, PlanOptions, ShotEstimator, SimulatorError,
    machine::{Angles, Cotangents, Inputs, ObservedPlan},
};

/// A circuit and the rows of values that it is differentiated at.
pub(super) struct Task {
    program: Program,
    observed: ObservedPlan,
    estimator: Option<ShotEstimator>,
    pub(super) rows: Vec<Vec<f64>>,
    /// Which binding each row is.
    pub(super) places: Vec<usize>,
}

impl Task {
    pub(super) fn new(request: &GradRequest, bound: Bound, options: &PlanOptions) -> Outcome<Task> {
        let Bound { program, rows, places } = bound;
        check_one_circuit(&program, "differentiate")?;
        let observable = read_observable(&request.observable, program.circuit.num_qubits())?;
        // Final measurements change no expectation value; anything else that measures is refused by the plan.
        let (unmeasured, _) = program.circuit.without_idle_resets().split_final_measurements();
        let observed = ObservedPlan::compile(&unmeasured, vec![observable.clone()], options)
            .map_err(|error| located(&program, error))?;
        let estimator = match request.shots {
            Some(_) => Some(
                ShotEstimator::compile(&unmeasured, &observable, options)
                    .map_err(|error| located(&program, error))?,
            ),
            None => None,
        };
        Ok(Task { program, observed, estimator, rows, places })
    }

    /// Qubits of the largest state that is held.
    pub(super) fn state_qubits(&self) -> usize {
        self.observed.state_qubits()
    }

    pub(super) fn numbers(
        &self,
        request: &GradRequest,
        backend: &dyn Backend,
        seed: u64,
    ) -> Outcome<Numbers> {
        let numbers = match (&self.estimator, request.shots) {
            (Some(estimator), Some(shots)) => {
                self.estimated(backend, estimator, ShotParameterShift { shots, seed })
            }
            _ => self.exact(backend, request, seed),
        };
        numbers.map_err(|error| match error {
            ModelError::Simulator(error) => located(&self.program, error),
            other => other.into(),
        })
    }

    fn exact(&self, backend: &dyn Backend, request: &GradRequest, seed: u64) -> Result<Numbers, ModelError> {
        let Task { observed, rows, .. } = self;
        let map = observed.parameter_map();
        let mut angles = Vec::with_capacity(rows.len() * map.num_slots());
        for row in rows {
            angles.extend(map.angles(row)?);
        }
        let differentiator = differentiator_by_name(request.method.name(), seed)?;
        let evaluation = Evaluation { backend, observed };
        let ones = vec![1.0; rows.len()];
        let inputs = Inputs::batch(rows.len(), Angles(&angles));
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
        method: ShotParameterShift,
    ) -> Result<Numbers, ModelError> {
        let mut numbers = Numbers { standard_errors: Some(Vec::new()), ..Numbers::default() };
        for (row, place) in self.rows.iter().zip(&self.places) {
            let estimate = method.gradient(backend, estimator, row, *place as u64)?;
            numbers.values.push(estimate.value.mean);
            numbers.gradients.push(estimate.gradient);
            numbers.standard_errors.get_or_insert_default().push(estimate.standard_errors);
            numbers.evaluations += estimate.evaluations;
        }
        Ok(numbers)
    }
}

fn located(program: &Program, error: SimulatorError) -> JobError {
    too_large(program, &error).unwrap_or_else(|| not_static(error))
}

fn not_static(error: SimulatorError) -> JobError {
    match error {
        SimulatorError::NotStatic { .. } => JobError::input(
            Origin::Nowhere,
            "the program measures, resets or decides before its end, so its gradient is not defined by one circuit",
        ),
        other => other.into(),
    }
}
