//! Second derivatives of expectation values, and the metric of the circuit's states. Called as parts of [`Estimator`].

use super::Estimator;
use crate::gradient::{MetricShape, SecondOrder, hessian_vector_product, quantum_fisher};
use crate::{Result, Statevector, TableNeed};
use ndarray::{Array1, Array2, Array3, ArrayView2, Axis};

impl Estimator {
    /// `∂²f/∂θ_i∂θ_j` of the only observable: symmetric, parameters × parameters.
    ///
    /// # Errors
    /// As [`value`](Self::value).
    pub fn hessian(&self, params: &[f64]) -> Result<Array2<f64>> {
        self.only_one()?;
        Ok(self.second_order(params, &[1.0])?.hessian)
    }

    /// The same at each row: rows × parameters × parameters.
    ///
    /// # Errors
    /// As [`hessian`](Self::hessian).
    pub fn hessian_batch(&self, rows: ArrayView2<'_, f64>) -> Result<Array3<f64>> {
        self.square_by_row(rows, &|params| self.hessian(params))
    }

    /// Value, gradient and Hessian of `Σ_m v_m f_m`.
    ///
    /// # Errors
    /// As [`values`](Self::values); also another number of weights `v` than observables.
    pub fn second_order(&self, params: &[f64], weights: &[f64]) -> Result<SecondOrder> {
        self.expect("weights", self.num_observables(), weights.len())?;
        self.check_square("a Hessian")?;
        self.hessian_method.in_parameters(self.evaluation(), params, weights)
    }

    /// `Σ_j ∂²f/∂θ_i∂θ_j u_j` of the only observable, without the matrix.
    ///
    /// # Errors
    /// As [`hessian`](Self::hessian); also another number of entries `u` than parameters.
    pub fn hessian_vector_product(&self, params: &[f64], direction: &[f64]) -> Result<Array1<f64>> {
        self.only_one()?;
        Ok(hessian_vector_product(self.evaluation(), params, &[1.0], direction)?.into())
    }

    /// The Fubini–Study metric of the circuit's states, `g_ij = Re[⟨∂_iψ|∂_jψ⟩ − ⟨∂_iψ|ψ⟩⟨ψ|∂_jψ⟩]`, a quarter of the quantum Fisher
    /// information: symmetric, parameters × parameters. It does not depend on the observables.
    ///
    /// Source: Stokes, Izaac, Killoran and Carleo, arXiv:1909.02108.
    ///
    /// ```
    /// use ansatz_circuits::Circuit;
    /// use ansatz_simulator::{Device, Estimator};
    /// let mut circuit = Circuit::new(1);
    /// let (a, b) = (circuit.parameter("a"), circuit.parameter("b"));
    /// circuit.ry(a, 0)?.rz(b, 0)?;
    /// let metric = Estimator::new(&Device::cpu(), &circuit, ["Z0"])?.metric(&[0.4, 1.3])?;
    /// assert!((metric[[0, 0]] - 0.25).abs() < 1e-14);
    /// assert!((metric[[1, 1]] - 0.25 * 0.4f64.sin().powi(2)).abs() < 1e-14);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`values`](Self::values).
    pub fn metric(&self, params: &[f64]) -> Result<Array2<f64>> {
        self.metric_of(params, &MetricShape::Full)
    }

    /// The metric with fewer entries: block by block, or its diagonal; in slots, before it is taken to the parameters.
    ///
    /// # Errors
    /// As [`metric`](Self::metric); also another number of layers than slots.
    pub fn metric_of(&self, params: &[f64], shape: &MetricShape) -> Result<Array2<f64>> {
        self.check_square("a metric")?;
        let fisher = quantum_fisher(&*self.backend, self.observed.plan()?, params, shape)?;
        Ok(fisher.mapv(|entry| entry / 4.0))
    }

    /// The metric at each row: rows × parameters × parameters.
    ///
    /// # Errors
    /// As [`metric`](Self::metric).
    pub fn metric_batch(&self, rows: ArrayView2<'_, f64>) -> Result<Array3<f64>> {
        self.square_by_row(rows, &|params| self.metric(params))
    }

    /// The final state itself.
    ///
    /// # Errors
    /// As [`values`](Self::values).
    pub fn state(&self, params: &[f64]) -> Result<Statevector> {
        Statevector::of_plan(&*self.backend, self.observed.plan()?, params)
    }

    /// A matrix of parameters × parameters beside the one of slots that it is made from.
    fn check_square(&self, name: &str) -> Result<()> {
        let (rows, slots) = (self.num_parameters(), self.num_slots());
        TableNeed { rows: rows.max(slots), columns: rows.max(slots), copies: 2 }.check(name, None)
    }

    fn square_by_row(
        &self,
        rows: ArrayView2<'_, f64>,
        of: &dyn Fn(&[f64]) -> Result<Array2<f64>>,
    ) -> Result<Array3<f64>> {
        let mut all = Array3::zeros((rows.nrows(), self.num_parameters(), self.num_parameters()));
        for (mut matrix, row) in all.axis_iter_mut(Axis(0)).zip(rows.rows()) {
            matrix.assign(&of(&row.to_vec())?);
        }
        Ok(all)
    }
}
