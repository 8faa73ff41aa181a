//! The expectation of an observable after a circuit, as an objective that knows its circuit: values and gradients for every optimizer,
//! and geometry, spectrum and measurements for those that ask for them.
//!
//! Called by minimization and studies. Must not know optimizers.

use crate::gradient::{MetricShape, ShotsByParameter, quantum_fisher};
use crate::spectrum::parameter_frequencies;
use crate::{Geometry, Measured, Measurements, ModelError, Objective, ObjectiveError, Spectrum};
use ansatz_circuits::{Circuit, PauliSum};
use ansatz_simulator::{Backend, Cotangents, Inputs, Plan, ShotEstimator};

/// `f(θ) = ⟨0|U(θ)† O U(θ)|0⟩`, compiled once; gradients by the adjoint sweep.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_qml::{CircuitObjective, Settings, optimizer_by_name};
/// use ansatz_simulator::Cpu;
/// let mut circuit = Circuit::new(2);
/// let (a, b) = (circuit.parameter("a"), circuit.parameter("b"));
/// circuit.ry(a, 0)?.cx(0, 1)?.ry(b, 1)?;
/// let backend = Cpu::<f64>::default();
/// let mut objective = CircuitObjective::new(&backend, &circuit, &"Z0 Z1 + 0.5 * X0".parse()?)?;
/// let mut optimizer = optimizer_by_name("rotosolve", &Settings::default())?;
/// let mut params = [0.3, 0.4];
/// while !optimizer.step(&mut objective, &mut params)?.converged {}
/// assert!((params[1].abs() - std::f64::consts::PI).abs() < 1e-5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct CircuitObjective<'a> {
    backend: &'a dyn Backend,
    plan: Plan,
    observable: PauliSum,
    shape: MetricShape,
    shots: Option<(ShotEstimator, u64)>,
}

impl<'a> CircuitObjective<'a> {
    /// Compiles the circuit.
    ///
    /// # Errors
    /// A circuit or an observable that is refused.
    pub fn new(
        backend: &'a dyn Backend,
        circuit: &Circuit,
        observable: &PauliSum,
    ) -> Result<CircuitObjective<'a>, ModelError> {
        let plan = Plan::compile(circuit, &backend.plan_options())?;
        let (observable, shape) = (observable.clone(), MetricShape::Full);
        Ok(CircuitObjective { backend, plan, observable, shape, shots: None })
    }

    /// Its metric has this shape.
    pub fn with_metric(self, shape: MetricShape) -> Self {
        CircuitObjective { shape, ..self }
    }

    /// It can be measured; `circuit` is the one that it was made of, `seed` that of all shots.
    ///
    /// # Errors
    /// A circuit or an observable that is refused.
    pub fn with_shots(self, circuit: &Circuit, seed: u64) -> Result<Self, ModelError> {
        let estimator = ShotEstimator::compile(circuit, &self.observable, &self.backend.plan_options())?;
        Ok(CircuitObjective { shots: Some((estimator, seed)), ..self })
    }

    /// How many parameters the circuit has.
    pub fn num_parameters(&self) -> usize {
        self.plan.parameter_map().num_parameters()
    }
}

impl Objective for CircuitObjective<'_> {
    fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
        let angles = self.plan.parameter_map().angles(params)?;
        let observables = std::slice::from_ref(&self.observable);
        Ok(self.backend.expectations(&self.plan, &Inputs::one(&angles), observables)?[0])
    }

    fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
        let map = self.plan.parameter_map();
        let angles = map.angles(params)?;
        let observables = std::slice::from_ref(&self.observable);
        let one = Inputs::one(&angles);
        let result = self.backend.gradients(&self.plan, &one, observables, Cotangents::Given(&[1.0]))?;
        gradient.copy_from_slice(&map.pullback(params, &result.slots));
        Ok(result.values[0])
    }

    fn geometry(&mut self) -> Option<&mut dyn Geometry> {
        Some(self)
    }

    fn spectrum(&mut self) -> Option<&mut dyn Spectrum> {
        Some(self)
    }

    fn measurements(&mut self) -> Option<&mut dyn Measurements> {
        if self.shots.is_some() { Some(self) } else { None }
    }
}

impl Geometry for CircuitObjective<'_> {
    fn metric(&mut self, params: &[f64], metric: &mut [f64]) -> Result<(), ObjectiveError> {
        let fisher = quantum_fisher(self.backend, &self.plan, params, &self.shape)?;
        metric.iter_mut().zip(&fisher).for_each(|(entry, f)| *entry = f / 4.0);
        Ok(())
    }

    fn fidelity(&mut self, first: &[f64], second: &[f64]) -> Result<f64, ObjectiveError> {
        let map = self.plan.parameter_map();
        let (first, second) = (map.angles(first)?, map.angles(second)?);
        let state = self.backend.run(&self.plan, &Inputs::one(&first))?.amplitudes(0)?;
        Ok(self.backend.run(&self.plan, &Inputs::one(&second))?.fidelity(&state)?[0])
    }
}

impl Spectrum for CircuitObjective<'_> {
    fn frequencies(&mut self, parameter: usize) -> Result<Vec<f64>, ObjectiveError> {
        Ok(parameter_frequencies(self.plan.parameter_map(), self.plan.shift_rules(), parameter)?)
    }
}

impl Measurements for CircuitObjective<'_> {
    /// `‖O‖ · max_j (Σ_s |∂s/∂θ_j| w_s)²` with the highest frequency `w_s` of each slot, the norm bounded by the sum of the coefficients; for one
    /// rotation a parameter that is `Σ|c|`, as in the paper.
    fn lipschitz(&self) -> f64 {
        let map = self.plan.parameter_map();
        let at = vec![0.0; map.num_parameters()];
        let mut speeds = at.clone();
        for (slot, rule) in self.plan.shift_rules().iter().enumerate() {
            let mut slope = vec![0.0; at.len()];
            map.row(slot).add_gradient(&at, rule.frequencies().last().copied().unwrap_or(0.0), &mut slope);
            speeds.iter_mut().zip(&slope).for_each(|(sum, s)| *sum += s.abs());
        }
        let fastest = speeds.iter().fold(0.0, |most: f64, speed| most.max(*speed));
        let norm: f64 = self.observable.terms().iter().map(|(c, _)| c.abs()).sum();
        norm * fastest * fastest
    }

    fn measure(&mut self, params: &[f64], shots: &[u64], number: u64) -> Result<Measured, ObjectiveError> {
        let Some((estimator, seed)) = &self.shots else {
            return Err("it was made without shots".into());
        };
        Ok(ShotsByParameter { shots, seed: *seed }.measure(self.backend, estimator, (params, number))?)
    }
}
