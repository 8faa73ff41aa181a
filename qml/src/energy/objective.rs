//! The expectation of an observable as an [`Objective`] for every optimizer, those that ask for its circuit among them.
//!
//! Called by minimization and studies. Must not know optimizers.

use crate::{
    Differentiator, Evaluation, Geometry, Measurements, MetricShape, ModelError, Objective, ObjectiveError,
    Spectrum, differentiator_by_name,
};
use ansatz_circuits::{Circuit, PauliSum};
use ansatz_simulator::{Backend, Cotangents, Inputs, ObservedPlan, Plan, ShotEstimator};

/// What is to be small, and where it is computed: `E(θ) = ⟨0|U(θ)† O U(θ)|0⟩`.
#[derive(Clone, Copy)]
pub struct EnergyProblem<'a> {
    /// Where it runs.
    pub backend: &'a dyn Backend,
    /// U(θ).
    pub circuit: &'a Circuit,
    /// O.
    pub observable: &'a PauliSum,
}

/// `E(θ)` and its gradient, with the circuit compiled once.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_qml::{Energy, EnergyProblem, Settings, optimizer_by_name};
/// use ansatz_simulator::Cpu;
/// let mut circuit = Circuit::new(2);
/// let (a, b) = (circuit.parameter("a"), circuit.parameter("b"));
/// circuit.ry(a, 0)?.cx(0, 1)?.ry(b, 1)?;
/// let (backend, observable) = (Cpu::<f64>::default(), "Z0 Z1 + 0.5 * X0".parse()?);
/// let problem = EnergyProblem { backend: &backend, circuit: &circuit, observable: &observable };
/// let mut energy = Energy::new(problem, "adjoint", 0)?;
/// let mut optimizer = optimizer_by_name("rotosolve", &Settings::default())?;
/// let mut params = [0.3, 0.4];
/// while !optimizer.step(&mut energy, &mut params)?.converged {}
/// assert!((params[1].abs() - std::f64::consts::PI).abs() < 1e-5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Energy<'a> {
    pub(super) problem: EnergyProblem<'a>,
    pub(super) observed: ObservedPlan,
    pub(super) shape: MetricShape,
    pub(super) seed: u64,
    /// Compiled when it is first measured.
    pub(super) estimator: Option<ShotEstimator>,
    differentiator: Box<dyn Differentiator>,
}

impl<'a> Energy<'a> {
    /// Compiles the circuit. `differentiator` is a name of [`crate::DIFFERENTIATORS`]; the seed is for the random one and for all shots.
    ///
    /// # Errors
    /// A circuit that is refused, an unknown differentiator, or an observable on qubits that the circuit lacks.
    pub fn new(
        problem: EnergyProblem<'a>,
        differentiator: &str,
        seed: u64,
    ) -> Result<Energy<'a>, ModelError> {
        let differentiator = differentiator_by_name(differentiator, seed)?;
        let plan = Plan::compile(problem.circuit, &problem.backend.plan_options())?;
        let observed = ObservedPlan::new(plan, vec![problem.observable.clone()])?;
        Ok(Energy { problem, observed, shape: MetricShape::Full, seed, estimator: None, differentiator })
    }

    /// Its metric has this shape; without, all entries.
    #[must_use]
    pub fn with_metric(self, shape: MetricShape) -> Energy<'a> {
        Energy { shape, ..self }
    }

    /// How many parameters the circuit has.
    pub fn num_parameters(&self) -> usize {
        self.observed.plan().parameter_map().num_parameters()
    }

    /// `E(θ)`.
    ///
    /// # Errors
    /// Whatever the backend refuses.
    pub fn at(&self, params: &[f64]) -> Result<f64, ModelError> {
        let angles = self.observed.plan().parameter_map().angles(params)?;
        Ok(self.problem.backend.expectations(&self.observed, &Inputs::one(&angles))?[0])
    }

    /// `E(θ)` and `∂E/∂θ`.
    ///
    /// # Errors
    /// As [`at`](Self::at).
    pub fn gradient(&self, params: &[f64]) -> Result<(f64, Vec<f64>), ModelError> {
        let map = self.observed.plan().parameter_map();
        let angles = map.angles(params)?;
        let evaluation = Evaluation { backend: self.problem.backend, observed: &self.observed };
        let result =
            self.differentiator.gradients(evaluation, &Inputs::one(&angles), Cotangents::Given(&[1.0]))?;
        Ok((result.values[0], map.pullback(params, &result.slots)))
    }
}

impl Objective for Energy<'_> {
    fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
        Ok(self.at(params)?)
    }

    fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
        let (value, slopes) = Energy::gradient(self, params)?;
        gradient.copy_from_slice(&slopes);
        Ok(value)
    }

    fn geometry(&mut self) -> Option<&mut dyn Geometry> {
        Some(self)
    }

    fn spectrum(&mut self) -> Option<&mut dyn Spectrum> {
        Some(self)
    }

    fn measurements(&mut self) -> Option<&mut dyn Measurements> {
        Some(self)
    }
}
