//! Kernels of embedded samples: fidelities of states, or a Gaussian of what single qubits show.
//!
//! Called by kernel models and the command line. Each sample's circuit is run once.

use super::KernelSettings;
use crate::classifier::EncodedBatch;
use crate::{DataCircuit, ModelError, embedding_by_name};
use ansatz_circuits::{Pauli, PauliString, PauliSum};
use ansatz_simulator::{Backend, Plan, PlanOptions, fidelity_matrix};
use ndarray::{Array2, ArrayView1, Axis};
use std::sync::Arc;

/// A kernel `k(x, y)` with `k(x, x) = 1`.
///
/// `fidelity`: `|⟨φ(x)|φ(y)⟩|²` (Havlíček et al., arXiv:1804.11326; Schuld and Killoran, arXiv:1803.07128).
/// `projected`: `exp(−γ Σ_q Σ_P (⟨P_q⟩_x − ⟨P_q⟩_y)²)` over qubits q and P = X, Y, Z (Huang et al., arXiv:2011.01938).
///
/// ```
/// use ansatz_qml::{KernelSettings, QuantumKernel};
/// use ansatz_simulator::Cpu;
/// use std::sync::Arc;
/// let settings = KernelSettings { embedding: "angle".into(), ..Default::default() };
/// let kernel = QuantumKernel::new(&settings, 1, Arc::new(Cpu::<f64>::default()))?;
/// let gram = kernel.gram(&ndarray::array![[0.0], [1.0]])?;
/// assert!((gram[[0, 1]] - 0.5f64.cos().powi(2)).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct QuantumKernel {
    backend: Arc<dyn Backend>,
    data_circuit: DataCircuit,
    plan: Plan,
    /// γ of the projected kernel.
    projection: Option<f64>,
}

impl QuantumKernel {
    /// The kernel of these settings for samples of `num_features` features.
    ///
    /// # Errors
    /// Settings out of range, unknown names, and features that do not fit the qubits.
    pub fn new(
        settings: &KernelSettings,
        num_features: usize,
        backend: Arc<dyn Backend>,
    ) -> Result<QuantumKernel, ModelError> {
        settings.check()?;
        let data_circuit = embedding_by_name(&settings.embedding, settings.shape(num_features))?;
        let plan = Plan::compile(data_circuit.circuit(), &PlanOptions::default())?;
        let projection = (settings.kind == "projected").then(|| settings.gamma.unwrap_or(1.0));
        Ok(QuantumKernel { backend, data_circuit, plan, projection })
    }

    /// Qubits of the embedding.
    pub fn num_qubits(&self) -> usize {
        self.plan.num_qubits()
    }

    /// `k(x_i, x_j)` of samples with each other: symmetric, ones on the diagonal.
    ///
    /// # Errors
    /// Samples of another width, and whatever the backend refuses.
    pub fn gram(&self, samples: &Array2<f64>) -> Result<Array2<f64>, ModelError> {
        self.matrix(samples, None)
    }

    /// `k(x_i, y_j)`.
    ///
    /// # Errors
    /// As [`gram`](Self::gram).
    pub fn cross(&self, rows: &Array2<f64>, columns: &Array2<f64>) -> Result<Array2<f64>, ModelError> {
        self.matrix(rows, Some(columns))
    }

    fn matrix(&self, rows: &Array2<f64>, columns: Option<&Array2<f64>>) -> Result<Array2<f64>, ModelError> {
        match self.projection {
            None => self.fidelities(rows, columns),
            Some(gamma) => {
                let x = self.projections(rows)?;
                let y = columns.map(|columns| self.projections(columns)).transpose()?;
                Ok(gaussian(&x, y.as_ref().unwrap_or(&x), gamma))
            }
        }
    }

    fn fidelities(
        &self,
        rows: &Array2<f64>,
        columns: Option<&Array2<f64>>,
    ) -> Result<Array2<f64>, ModelError> {
        let (of_rows, of_columns) =
            (self.encode(rows)?, columns.map(|columns| self.encode(columns)).transpose()?);
        let columns = of_columns.as_ref().map(EncodedBatch::inputs);
        let matrix = fidelity_matrix(&*self.backend, &self.plan, &of_rows.inputs(), columns.as_ref())?;
        let width = columns.map_or(of_rows.lanes, |columns| columns.lanes());
        Ok(Array2::from_shape_fn((of_rows.lanes, width), |(i, j)| matrix[i * width + j]))
    }

    /// `⟨X_q⟩, ⟨Y_q⟩, ⟨Z_q⟩` of every qubit, a row for each sample.
    fn projections(&self, samples: &Array2<f64>) -> Result<Array2<f64>, ModelError> {
        let qubits = self.plan.num_qubits();
        let letter = |q: usize| {
            [Pauli::X, Pauli::Y, Pauli::Z].map(|p| PauliSum::new([(1.0, PauliString::new(&[(q, p)]))]))
        };
        let observables: Vec<PauliSum> = (0..qubits).flat_map(letter).collect();
        let batch = self.encode(samples)?;
        let values = self.backend.expectations(&self.plan, &batch.inputs(), &observables)?;
        let width = observables.len();
        Ok(Array2::from_shape_fn((batch.lanes, width), |(i, j)| values[i * width + j]))
    }

    fn encode(&self, samples: &Array2<f64>) -> Result<EncodedBatch, ModelError> {
        EncodedBatch::new((&self.data_circuit, &self.plan), &[], samples.view())
    }
}

/// `exp(−γ|x_i − y_j|²)`.
fn gaussian(x: &Array2<f64>, y: &Array2<f64>, gamma: f64) -> Array2<f64> {
    let square = |row: ArrayView1<'_, f64>| row.dot(&row);
    let (of_x, of_y) = (x.map_axis(Axis(1), square), y.map_axis(Axis(1), square));
    let mut kernel = x.dot(&y.t());
    for ((i, j), value) in kernel.indexed_iter_mut() {
        // Rounding may make a distance of equal samples negative.
        *value = (-gamma * (of_x[i] + of_y[j] - 2.0 * *value).max(0.0)).exp();
    }
    kernel
}
