//! Many rows of parameters at once: what [`Estimator`] answers for one, for all of them as one batch of the backend.

use super::Estimator;
use crate::fidelity_matrix::fidelity_matrix;
use crate::{Angles, Cotangents, Inputs, Result};
use ndarray::{Array1, Array2, Array3, ArrayView1, ArrayView2, Axis};

/// Values and vector–Jacobian products of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct VjpBatch {
    /// `f_m` at each row: rows × observables.
    pub values: Array2<f64>,
    /// `Σ_m v_m ∂f_m/∂θ_j` at each row: rows × parameters.
    pub gradients: Array2<f64>,
}

/// Values and Jacobian–vector products of a batch.
#[derive(Debug, Clone, PartialEq)]
pub struct JvpBatch {
    /// `f_m` at each row: rows × observables.
    pub values: Array2<f64>,
    /// `Σ_j ∂f_m/∂θ_j u_j` at each row: rows × observables.
    pub tangents: Array2<f64>,
}

impl Estimator {
    /// `f_m(θ_b)`: rows × observables. Small circuits share a state vector lane by lane, and rows run side by side as far as memory allows.
    ///
    /// ```
    /// use ansatz_circuits::Circuit;
    /// use ansatz_simulator::{Device, Estimator};
    /// use ndarray::Array2;
    /// let mut circuit = Circuit::new(1);
    /// let theta = circuit.parameter("theta");
    /// circuit.ry(theta, 0)?;
    /// let estimator = Estimator::new(&Device::cpu(), &circuit, ["Z0", "X0"])?;
    /// let rows = Array2::from_shape_fn((100, 1), |(row, _)| 0.1 * row as f64);
    /// let values = estimator.values_batch(rows.view())?;
    /// assert!((values[[7, 0]] - 0.7f64.cos()).abs() < 1e-14 && (values[[7, 1]] - 0.7f64.sin()).abs() < 1e-14);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`values`](Self::values).
    pub fn values_batch(&self, rows: ArrayView2<'_, f64>) -> Result<Array2<f64>> {
        let angles = self.angles_batch(rows)?;
        let values =
            self.backend.expectations(&self.observed, &Inputs::batch(rows.nrows(), Angles(&angles)))?;
        Ok(self.by_row(rows.nrows(), values))
    }

    /// `∂f/∂θ_j` of the only observable: rows × parameters.
    ///
    /// # Errors
    /// As [`gradient`](Self::gradient).
    pub fn gradient_batch(&self, rows: ArrayView2<'_, f64>) -> Result<Array2<f64>> {
        self.only_one()?;
        Ok(self.vjp_batch(rows, Array2::ones((rows.nrows(), 1)).view())?.gradients)
    }

    /// `∂f_m/∂θ_j`: rows × observables × parameters.
    ///
    /// # Errors
    /// As [`jacobian`](Self::jacobian).
    pub fn jacobian_batch(&self, rows: ArrayView2<'_, f64>) -> Result<Array3<f64>> {
        Ok(self.values_and_jacobians(rows)?.1)
    }

    /// Values and `Σ_m v_bm ∂f_m/∂θ_j` at each row `b`; the cotangents `v` are rows × observables.
    ///
    /// # Errors
    /// As [`vjp`](Self::vjp).
    pub fn vjp_batch(&self, rows: ArrayView2<'_, f64>, cotangents: ArrayView2<'_, f64>) -> Result<VjpBatch> {
        self.expect("rows of cotangents", rows.nrows(), cotangents.nrows())?;
        self.expect("columns of cotangents", self.num_observables(), cotangents.ncols())?;
        let angles = self.angles_batch(rows)?;
        let given: Vec<f64> = cotangents.iter().copied().collect();
        let inputs = Inputs::batch(rows.nrows(), Angles(&angles));
        let found = self.differentiator.gradients(self.evaluation(), &inputs, Cotangents::Given(&given))?;
        let mut gradients = Array2::zeros(rows.raw_dim());
        let of_slots = found.slots.chunks(self.num_slots());
        for ((mut gradient, params), slots) in gradients.rows_mut().into_iter().zip(rows.rows()).zip(of_slots)
        {
            gradient.assign(&self.pulled_back(params, slots));
        }
        Ok(VjpBatch { values: self.by_row(rows.nrows(), found.values), gradients })
    }

    /// Values and `Σ_j ∂f_m/∂θ_j u_bj` at each row `b`; the directions `u` have the shape of the rows.
    ///
    /// # Errors
    /// As [`jvp`](Self::jvp).
    pub fn jvp_batch(&self, rows: ArrayView2<'_, f64>, directions: ArrayView2<'_, f64>) -> Result<JvpBatch> {
        self.expect("rows of directions", rows.nrows(), directions.nrows())?;
        self.expect("columns of directions", self.num_parameters(), directions.ncols())?;
        let (values, jacobians) = self.values_and_jacobians(rows)?;
        let mut tangents = Array2::zeros(values.raw_dim());
        for ((mut tangent, jacobian), direction) in
            tangents.rows_mut().into_iter().zip(jacobians.axis_iter(Axis(0))).zip(directions.rows())
        {
            tangent.assign(&jacobian.dot(&direction));
        }
        Ok(JvpBatch { values, tangents })
    }

    /// `|⟨ψ(θ_a)|ψ(φ_b)⟩|²` of the circuit's states at each row `a` and each of the others `b`: rows × others. It does not depend on the
    /// observables.
    ///
    /// ```
    /// use ansatz_circuits::{Circuit, PauliSum};
    /// use ansatz_simulator::{Device, Estimator};
    /// use ndarray::array;
    /// let mut circuit = Circuit::new(1);
    /// let theta = circuit.parameter("theta");
    /// circuit.ry(theta, 0)?;
    /// let estimator = Estimator::new(&Device::cpu(), &circuit, [PauliSum::z(0)])?;
    /// let fidelities = estimator.fidelities(array![[0.0], [1.0]].view(), array![[0.4]].view())?;
    /// assert!((fidelities[[1, 0]] - 0.3f64.cos().powi(2)).abs() < 1e-14);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`values`](Self::values).
    pub fn fidelities(&self, rows: ArrayView2<'_, f64>, others: ArrayView2<'_, f64>) -> Result<Array2<f64>> {
        let (of_rows, of_others) = (self.angles_batch(rows)?, self.angles_batch(others)?);
        let left = Inputs::batch(rows.nrows(), Angles(&of_rows));
        let right = Inputs::batch(others.nrows(), Angles(&of_others));
        let all = fidelity_matrix(&*self.backend, self.observed.plan()?, &left, Some(&right))?;
        let shape = (rows.nrows(), others.nrows());
        Ok(Array2::from_shape_vec(shape, all).expect("one fidelity for each pair"))
    }

    fn values_and_jacobians(&self, rows: ArrayView2<'_, f64>) -> Result<(Array2<f64>, Array3<f64>)> {
        let angles = self.angles_batch(rows)?;
        let inputs = Inputs::batch(rows.nrows(), Angles(&angles));
        let found = self.differentiator.jacobian(self.evaluation(), &inputs)?;
        let shape = (rows.nrows(), self.num_observables(), self.num_parameters());
        let mut jacobians = Array3::zeros(shape);
        let mut of_slots = found.slots.chunks(self.num_slots());
        for (mut jacobian, params) in jacobians.axis_iter_mut(Axis(0)).zip(rows.rows()) {
            for (mut row, slots) in jacobian.rows_mut().into_iter().zip(&mut of_slots) {
                row.assign(&self.pulled_back(params, slots));
            }
        }
        Ok((self.by_row(rows.nrows(), found.values), jacobians))
    }

    /// The angles of all rows, one after the other.
    fn angles_batch(&self, rows: ArrayView2<'_, f64>) -> Result<Vec<f64>> {
        let slots = self.map().num_slots();
        let mut angles = vec![0.0; rows.nrows() * slots];
        for (number, row) in rows.rows().into_iter().enumerate() {
            let of_row = &mut angles[number * slots..(number + 1) * slots];
            match row.as_slice() {
                Some(params) => self.map().angles_into(params, of_row)?,
                None => self.map().angles_into(&row.to_vec(), of_row)?,
            }
        }
        Ok(angles)
    }

    fn pulled_back(&self, params: ArrayView1<'_, f64>, slots: &[f64]) -> Array1<f64> {
        self.map().pullback(&params.to_vec(), slots).into()
    }

    /// At least 1, for cutting.
    pub(super) fn num_slots(&self) -> usize {
        self.map().num_slots().max(1)
    }

    fn by_row(&self, rows: usize, values: Vec<f64>) -> Array2<f64> {
        let shape = (rows, self.num_observables());
        Array2::from_shape_vec(shape, values).expect("one value for each row and observable")
    }
}
