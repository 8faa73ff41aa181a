//! Asking a circuit for expectation values and all their derivatives, in its parameters. Called by everybody; must not know losses.

mod batch;
mod second_order;

pub use batch::{JvpBatch, VjpBatch};

use crate::gradient::{Adjoint, Differentiator, Evaluation, HessianMethod, ShiftedAdjoint};
use crate::{Angles, Backend, Cotangents, Device, Inputs, ObservedPlan, Result, SimulatorError};
use ansatz_circuits::{Circuit, IntoObservable, ParameterMap};
use ndarray::{Array1, Array2, ArrayView1};
use std::fmt;
use std::sync::Arc;

/// A circuit and observables, compiled once for a device: `f_m(θ) = ⟨0|U(θ)† O_m U(θ)|0⟩`.
///
/// Everything is asked in the circuit's parameters, in the order in which they were declared, and answered in arrays of `f64`. A batch has one
/// row of parameters for each run. Clones share what was compiled, and an estimator may be asked from many threads at once.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::{Device, Estimator};
/// use ndarray::array;
/// let mut circuit = Circuit::new(2);
/// let theta = circuit.parameter("theta");
/// circuit.h(0)?.cx(0, 1)?.ry(2.0 * theta, 1)?;
///
/// let estimator = Estimator::new(&Device::cpu(), &circuit, ["Z0 Z1 + 0.5 * X0 X1"])?;
/// assert!((estimator.values(&[0.3])?[0] - 1.5 * 0.6f64.cos()).abs() < 1e-12);
/// assert!((estimator.gradient(&[0.3])?[0] + 3.0 * 0.6f64.sin()).abs() < 1e-12);
/// assert!((estimator.hessian(&[0.3])?[[0, 0]] + 6.0 * 0.6f64.cos()).abs() < 1e-12);
///
/// let rows = array![[0.0], [0.3], [0.6]];
/// assert_eq!(estimator.values_batch(rows.view())?.dim(), (3, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Estimator {
    backend: Arc<dyn Backend>,
    observed: Arc<ObservedPlan>,
    differentiator: Arc<dyn Differentiator>,
    hessian_method: Arc<dyn HessianMethod>,
}

/// The value of one observable and its gradient.
#[derive(Debug, Clone, PartialEq)]
pub struct ValueAndGradient {
    /// `f`.
    pub value: f64,
    /// `∂f/∂θ_j`.
    pub gradient: Array1<f64>,
}

/// Values and a vector–Jacobian product.
#[derive(Debug, Clone, PartialEq)]
pub struct Vjp {
    /// `f_m`.
    pub values: Array1<f64>,
    /// `Σ_m v_m ∂f_m/∂θ_j`.
    pub gradient: Array1<f64>,
}

/// Values and a Jacobian–vector product.
#[derive(Debug, Clone, PartialEq)]
pub struct Jvp {
    /// `f_m`.
    pub values: Array1<f64>,
    /// `Σ_j ∂f_m/∂θ_j u_j`.
    pub tangents: Array1<f64>,
}

impl Estimator {
    /// Compiles the circuit for the device, and its observables with it: text, [`PauliString`](ansatz_circuits::PauliString)s or
    /// [`PauliSum`](ansatz_circuits::PauliSum)s.
    ///
    /// # Errors
    /// A circuit that measures, resets or decides on the way ([`SimulatorError::NotStatic`]; a [`Sampler`](crate::Sampler) runs it), text that is
    /// no observable, observables on qubits that the circuit does not have, and a device that cannot be used.
    pub fn new<O: IntoObservable>(
        device: &Device,
        circuit: &Circuit,
        observables: impl IntoIterator<Item = O>,
    ) -> Result<Estimator> {
        let options = device.backend(circuit.num_qubits())?.plan_options();
        let sums = observables.into_iter().map(O::into_observable);
        let sums = sums.collect::<std::result::Result<_, _>>()?;
        let observed = ObservedPlan::compile(circuit, sums, &options)?;
        let backend = device.backend(observed.state_qubits())?;
        Ok(Estimator::of_plan(backend, observed))
    }

    /// Of a plan that was compiled for the backend.
    pub fn of_plan(backend: Arc<dyn Backend>, observed: ObservedPlan) -> Estimator {
        Estimator {
            backend,
            observed: Arc::new(observed),
            differentiator: Arc::new(Adjoint),
            hessian_method: Arc::new(ShiftedAdjoint),
        }
    }

    /// Takes first derivatives in another way; [`Adjoint`] unless said otherwise.
    #[must_use]
    pub fn with_differentiator(self, differentiator: impl Differentiator + 'static) -> Estimator {
        Estimator { differentiator: Arc::new(differentiator), ..self }
    }

    /// Takes second derivatives in another way; [`ShiftedAdjoint`] unless said otherwise.
    #[must_use]
    pub fn with_hessian_method(self, method: impl HessianMethod + 'static) -> Estimator {
        Estimator { hessian_method: Arc::new(method), ..self }
    }

    /// How many qubits the circuit has.
    pub fn num_qubits(&self) -> usize {
        self.observed.num_qubits()
    }

    /// How many parameters the circuit has.
    pub fn num_parameters(&self) -> usize {
        self.map().num_parameters()
    }

    /// How many observables there are.
    pub fn num_observables(&self) -> usize {
        self.observed.num_observables()
    }

    /// `f_m(θ)`: one number for each observable.
    ///
    /// # Errors
    /// Another number of parameters than the circuit has, numbers that are not finite, and too little memory.
    pub fn values(&self, params: &[f64]) -> Result<Array1<f64>> {
        let angles = self.map().angles(params)?;
        Ok(self.backend.expectations(&self.observed, &Inputs::one(Angles(&angles)))?.into())
    }

    /// `f(θ)` of the only observable.
    ///
    /// # Errors
    /// As [`values`](Self::values); also several observables, or none.
    pub fn value(&self, params: &[f64]) -> Result<f64> {
        self.only_one()?;
        Ok(self.values(params)?[0])
    }

    /// `∂f/∂θ_j` of the only observable.
    ///
    /// # Errors
    /// As [`value`](Self::value).
    pub fn gradient(&self, params: &[f64]) -> Result<Array1<f64>> {
        Ok(self.value_and_gradient(params)?.gradient)
    }

    /// `f(θ)` and `∂f/∂θ_j` of the only observable, from one forward and one backward run.
    ///
    /// # Errors
    /// As [`value`](Self::value).
    pub fn value_and_gradient(&self, params: &[f64]) -> Result<ValueAndGradient> {
        self.only_one()?;
        let Vjp { values, gradient } = self.vjp(params, &[1.0])?;
        Ok(ValueAndGradient { value: values[0], gradient })
    }

    /// `∂f_m/∂θ_j`: a row for each observable, a column for each parameter.
    ///
    /// ```
    /// # use ansatz_circuits::Circuit;
    /// # use ansatz_simulator::{Device, Estimator};
    /// let mut circuit = Circuit::new(1);
    /// let theta = circuit.parameter("theta");
    /// circuit.ry(theta, 0)?;
    /// let estimator = Estimator::new(&Device::cpu(), &circuit, ["Z0", "X0"])?;
    /// let jacobian = estimator.jacobian(&[0.3])?;
    /// assert!((jacobian[[0, 0]] + 0.3_f64.sin()).abs() < 1e-14 && (jacobian[[1, 0]] - 0.3_f64.cos()).abs() < 1e-14);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`values`](Self::values).
    pub fn jacobian(&self, params: &[f64]) -> Result<Array2<f64>> {
        Ok(self.values_and_jacobian(params)?.1)
    }

    /// `f_m(θ)` and `Σ_m v_m ∂f_m/∂θ_j`, from one forward and one backward run whatever the number of observables.
    ///
    /// ```
    /// # use ansatz_circuits::Circuit;
    /// # use ansatz_simulator::{Device, Estimator};
    /// let mut circuit = Circuit::new(1);
    /// let theta = circuit.parameter("theta");
    /// circuit.ry(theta, 0)?;
    /// let estimator = Estimator::new(&Device::cpu(), &circuit, ["Z0", "X0"])?;
    /// let found = estimator.vjp(&[0.3], &[1.0, 2.0])?; // of Z0 + 2 X0
    /// assert!((found.gradient[0] - (2.0 * 0.3_f64.cos() - 0.3_f64.sin())).abs() < 1e-14);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`values`](Self::values); also another number of cotangents `v` than observables.
    pub fn vjp(&self, params: &[f64], cotangents: &[f64]) -> Result<Vjp> {
        self.vjp_with(params, Cotangents::Given(cotangents))
    }

    /// The same with cotangents that are made of the values once these are known, `cotangents(f, v)`: a loss of the values is differentiated
    /// by one forward and one backward run.
    ///
    /// ```
    /// # use ansatz_circuits::Circuit;
    /// # use ansatz_simulator::{Device, Estimator};
    /// let mut circuit = Circuit::new(1);
    /// let theta = circuit.parameter("theta");
    /// circuit.ry(theta, 0)?;
    /// let estimator = Estimator::new(&Device::cpu(), &circuit, ["Z0", "X0"])?;
    /// // The loss f_0² + f_1² is 1 everywhere.
    /// let twice = |values: &[f64], v: &mut [f64]| v.iter_mut().zip(values).for_each(|(v, f)| *v = 2.0 * f);
    /// let found = estimator.vjp_of_values(&[0.3], &twice)?;
    /// assert!(found.gradient[0].abs() < 1e-14);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`values`](Self::values).
    pub fn vjp_of_values(
        &self,
        params: &[f64],
        cotangents: &(dyn Fn(&[f64], &mut [f64]) + Sync),
    ) -> Result<Vjp> {
        let of_lane = |_: usize, values: &[f64], v: &mut [f64]| cotangents(values, v);
        self.vjp_with(params, Cotangents::FromValues(&of_lane))
    }

    fn vjp_with(&self, params: &[f64], cotangents: Cotangents<'_>) -> Result<Vjp> {
        let angles = self.map().angles(params)?;
        let inputs = Inputs::one(Angles(&angles));
        let found = self.differentiator.gradients(self.evaluation(), &inputs, cotangents)?;
        let gradient = self.map().pullback(params, &found.slots);
        Ok(Vjp { values: found.values.into(), gradient: gradient.into() })
    }

    /// `f_m(θ)` and `Σ_j ∂f_m/∂θ_j u_j`: how fast each value grows in a direction.
    ///
    /// # Errors
    /// As [`values`](Self::values); also another number of entries `u` than parameters.
    pub fn jvp(&self, params: &[f64], direction: &[f64]) -> Result<Jvp> {
        self.expect("entries of the direction", self.num_parameters(), direction.len())?;
        let (values, jacobian) = self.values_and_jacobian(params)?;
        Ok(Jvp { values, tangents: jacobian.dot(&ArrayView1::from(direction)) })
    }

    fn values_and_jacobian(&self, params: &[f64]) -> Result<(Array1<f64>, Array2<f64>)> {
        let angles = self.map().angles(params)?;
        let found = self.differentiator.jacobian(self.evaluation(), &Inputs::one(Angles(&angles)))?;
        let mut rows = Array2::zeros((self.num_observables(), self.num_parameters()));
        let of_slots = found.slots.chunks(angles.len().max(1));
        for (mut row, slots) in rows.rows_mut().into_iter().zip(of_slots) {
            row.assign(&ArrayView1::from(&self.map().pullback(params, slots)));
        }
        Ok((found.values.into(), rows))
    }

    /// What it is made of, for algorithms in angles instead of parameters.
    pub fn evaluation(&self) -> Evaluation<'_> {
        Evaluation { backend: &*self.backend, observed: &self.observed }
    }

    fn map(&self) -> &ParameterMap {
        self.observed.parameter_map()
    }

    fn only_one(&self) -> Result<()> {
        self.expect("observables", 1, self.num_observables())
    }

    fn expect(&self, what: &'static str, expected: usize, given: usize) -> Result<()> {
        if expected == given { Ok(()) } else { Err(SimulatorError::Count { what, expected, given }) }
    }
}

impl fmt::Debug for Estimator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Estimator")
            .field("backend", &self.backend.name())
            .field("qubits", &self.num_qubits())
            .field("parameters", &self.num_parameters())
            .field("observables", &self.observed.observables())
            .field("differentiator", &self.differentiator.name())
            .finish()
    }
}
