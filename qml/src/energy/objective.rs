//! The expectation of an observable as an [`Objective`] for every optimizer, those that ask for its circuit among them.
//!
//! Called by minimization and studies. Must not know optimizers.

use crate::{
    Differentiator, Geometry, Measurements, MetricShape, ModelError, Objective, ObjectiveError, Spectrum,
};
use ansatz_circuits::{Circuit, IntoObservable, PauliString, PauliSum};
use ansatz_simulator::{Device, Estimator, ShotEstimator, ValueAndGradient};

/// `E(θ) = ⟨0|U(θ)† O U(θ)|0⟩` and its gradient, with the circuit compiled once.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_qml::energy::{Energy, Minimizer};
/// use ansatz_qml::optimize::Rotosolve;
/// use ansatz_simulator::Device;
/// let mut circuit = Circuit::new(2);
/// let (a, b) = (circuit.parameter("a"), circuit.parameter("b"));
/// circuit.ry(a, 0)?.cx(0, 1)?.ry(b, 1)?;
/// let mut energy = Energy::new(&Device::cpu(), &circuit, "Z0 Z1 + 0.5 * X0")?;
/// let minimum = Minimizer::new(Rotosolve::default()).steps(100).run(&mut energy, [0.3, 0.4])?;
/// assert!((minimum.parameters[1].abs() - std::f64::consts::PI).abs() < 1e-5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Energy {
    pub(super) device: Device,
    pub(super) circuit: Circuit,
    pub(super) estimator: Estimator,
    pub(super) shape: MetricShape,
    pub(super) seed: u64,
    /// Compiled when it is first measured.
    pub(super) shots: Option<ShotEstimator>,
}

impl Energy {
    /// Compiles the circuit U and the observable O, text or a Pauli sum.
    ///
    /// # Errors
    /// A circuit that is refused, text that is no observable, and one on qubits that the circuit lacks.
    pub fn new(
        device: &Device,
        circuit: &Circuit,
        observable: impl IntoObservable,
    ) -> Result<Energy, ModelError> {
        let estimator = Estimator::new(device, circuit, [observable])?;
        Ok(Energy {
            device: device.clone(),
            circuit: circuit.clone(),
            estimator,
            shape: MetricShape::Full,
            seed: 0,
            shots: None,
        })
    }

    /// Takes gradients in another way; by the adjoint sweep unless said otherwise.
    #[must_use]
    pub fn with_differentiator(self, differentiator: impl Differentiator + 'static) -> Energy {
        Energy { estimator: self.estimator.with_differentiator(differentiator), ..self }
    }

    /// Its metric has this shape; all entries unless said otherwise.
    #[must_use]
    pub fn with_metric(self, shape: MetricShape) -> Energy {
        Energy { shape, ..self }
    }

    /// The seed of all shots; 0 unless said otherwise.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Energy {
        Energy { seed, ..self }
    }

    /// How many parameters the circuit has.
    pub fn num_parameters(&self) -> usize {
        self.estimator.num_parameters()
    }

    /// The observable.
    pub fn observable(&self) -> &PauliSum {
        &self.estimator.evaluation().observed.observables()[0]
    }

    /// `E(θ)`.
    ///
    /// # Errors
    /// Whatever the backend refuses.
    pub fn at(&self, params: &[f64]) -> Result<f64, ModelError> {
        Ok(self.estimator.value(params)?)
    }

    /// `E(θ)` and `∂E/∂θ`.
    ///
    /// # Errors
    /// As [`at`](Self::at).
    pub fn gradient(&self, params: &[f64]) -> Result<ValueAndGradient, ModelError> {
        Ok(self.estimator.value_and_gradient(params)?)
    }
}

impl Objective for Energy {
    fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
        Ok(self.at(params)?)
    }

    fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
        let found = self.gradient(params)?;
        gradient.iter_mut().zip(&found.gradient).for_each(|(to, slope)| *to = *slope);
        Ok(found.value)
    }

    /// The sum of the coefficients but that of the identity, which half the distance of eigenvalues cannot exceed.
    fn scale(&self) -> Option<f64> {
        let terms = self.observable().terms().iter();
        let moving = terms.filter(|(_, string)| *string != PauliString::IDENTITY);
        Some(moving.map(|(coefficient, _)| coefficient.abs()).sum())
    }

    fn precision(&self) -> f64 {
        let name = self.estimator.evaluation().backend.name();
        if name.ends_with("f32") { f64::from(f32::EPSILON) } else { f64::EPSILON }
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
