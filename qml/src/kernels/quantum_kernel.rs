//! Kernels of embedded samples: fidelities of states, or a Gaussian of what single qubits show.
//!
//! Called by kernel models and the command line. Each sample's circuit is run once.

use super::gaussian::{check_matrix, gaussian};
use super::{Kernel, KernelSettings, SavedKernel};
use crate::network::{EncodedBatch, EncoderPoint};
use crate::place::RunsOn;
use crate::{DataCircuit, ModelError, Source, UnknownName};
use ansatz_circuits::{Pauli, PauliString, PauliSum};
use ansatz_simulator::{
    Backend, Plan,
    machine::{ObservedPlan, fidelity_matrix},
};
use ndarray::Array2;
use std::sync::Arc;

/// A kernel `k(x, y)` with `k(x, x) = 1`.
///
/// `fidelity`: `|⟨φ(x)|φ(y)⟩|²` (Havlíček et al., arXiv:1804.11326; Schuld and Killoran, arXiv:1803.07128).
/// `projected`: `exp(−γ Σ_q Σ_P (⟨P_q⟩_x − ⟨P_q⟩_y)²)` over qubits q and P = X, Y, Z (Huang et al., arXiv:2011.01938).
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_qml::embeddings::DataCircuit;
/// use ansatz_qml::kernels::{Kernel, KernelSettings, QuantumKernel};
/// use ansatz_simulator::{Cpu, Device};
/// use std::sync::Arc;
/// let settings = KernelSettings { embedding: "angle".into(), ..Default::default() };
/// let kernel = QuantumKernel::new(&settings, 1, Arc::new(Cpu::<f64>::default()))?;
/// let gram = kernel.gram(&ndarray::array![[0.0], [1.0]])?;
/// assert!((gram[[0, 1]] - 0.5f64.cos().powi(2)).abs() < 1e-14);
/// // The same of a circuit of one's own.
/// let mut circuit = Circuit::new(1);
/// let x = circuit.parameter("x");
/// circuit.rx(x, 0)?;
/// let embedding = DataCircuit::new(&circuit, &[x], &[])?;
/// let kernel = QuantumKernel::fidelity(&Device::cpu(), embedding)?;
/// assert_eq!(kernel.gram(&ndarray::array![[0.0], [1.0]])?, gram);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct QuantumKernel {
    pub(super) backend: Arc<dyn Backend>,
    pub(super) data_circuit: DataCircuit,
    pub(super) plan: Arc<Plan>,
    /// γ of the projected kernel.
    pub(super) projection: Option<f64>,
    /// Those that it was made by.
    settings: Option<KernelSettings>,
    weights: Vec<f64>,
}

/// Samples against samples.
#[derive(Clone, Copy)]
pub(super) struct Table<'a> {
    pub(super) rows: &'a Array2<f64>,
    /// Absent: the rows again.
    pub(super) columns: Option<&'a Array2<f64>>,
}

impl QuantumKernel {
    /// The kernel of these settings for samples of `num_features` features; factors of inputs are 1, other weights 0.
    ///
    /// # Errors
    /// Settings out of range, unknown names, and features that do not fit the qubits.
    pub fn new(
        settings: &KernelSettings,
        num_features: usize,
        backend: Arc<dyn Backend>,
    ) -> Result<QuantumKernel, ModelError> {
        settings.check()?;
        let projection = match settings.kind.as_str() {
            "fidelity" => None,
            "projected" => Some(settings.gamma.unwrap_or(1.0)),
            other => return Err(UnknownName::new("quantum kernel", other, &["fidelity", "projected"]).into()),
        };
        let kernel = QuantumKernel::of(&backend, settings.data_circuit(num_features)?, projection)?;
        Ok(QuantumKernel { settings: Some(settings.clone()), ..kernel })
    }

    /// `|⟨φ(x)|φ(y)⟩|²` of any circuit that reads features; factors of inputs are 1, other weights 0.
    ///
    /// # Errors
    /// Whatever is wrong with the circuit.
    pub fn fidelity(place: &impl RunsOn, embedding: DataCircuit) -> Result<QuantumKernel, ModelError> {
        let backend = place.backend_for(embedding.circuit().num_qubits())?;
        QuantumKernel::of(&backend, embedding, None)
    }

    /// `exp(−γ Σ_q Σ_P (⟨P_q⟩_x − ⟨P_q⟩_y)²)` of any circuit that reads features; factors of inputs are 1, other weights 0.
    ///
    /// # Errors
    /// A γ that is not positive and finite, and whatever is wrong with the circuit.
    pub fn projected(
        place: &impl RunsOn,
        embedding: DataCircuit,
        gamma: f64,
    ) -> Result<QuantumKernel, ModelError> {
        super::gaussian::check_gamma(gamma)?;
        let backend = place.backend_for(embedding.circuit().num_qubits())?;
        QuantumKernel::of(&backend, embedding, Some(gamma))
    }

    fn of(
        backend: &Arc<dyn Backend>,
        data_circuit: DataCircuit,
        projection: Option<f64>,
    ) -> Result<QuantumKernel, ModelError> {
        let plan = Arc::new(Plan::compile(data_circuit.circuit(), &backend.plan_options())?);
        let mut weights = vec![0.0; data_circuit.num_weights()];
        for source in data_circuit.sources() {
            if let Source::Scaled(w, _) = source {
                weights[*w] = 1.0;
            }
        }
        let backend = Arc::clone(backend);
        Ok(QuantumKernel { backend, data_circuit, plan, projection, settings: None, weights })
    }

    /// The same kernel at these weights of its embedding.
    ///
    /// # Errors
    /// [`ModelError::ParameterCount`] for another number of weights.
    pub fn with_weights(self, weights: Vec<f64>) -> Result<QuantumKernel, ModelError> {
        let (expected, found) = (self.weights.len(), weights.len());
        if expected != found {
            return Err(ModelError::ParameterCount { expected, found });
        }
        Ok(QuantumKernel { weights, ..self })
    }

    /// The embedding's weights; none unless it is trainable.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Qubits of the embedding.
    pub fn num_qubits(&self) -> usize {
        self.plan.num_qubits()
    }

    pub(super) fn set_weights(&mut self, weights: Vec<f64>) {
        self.weights = weights;
    }

    /// The matrix at these weights; without columns that of the rows with each other.
    pub(super) fn matrix(&self, weights: &[f64], table: Table<'_>) -> Result<Array2<f64>, ModelError> {
        let num_columns = table.columns.unwrap_or(table.rows).nrows();
        check_matrix(table.rows.nrows(), num_columns)?;
        match self.projection {
            None => self.fidelities(weights, table),
            Some(gamma) => {
                let Table { rows, columns } = table;
                let x = self.projections(weights, rows)?;
                let y = columns.map(|columns| self.projections(weights, columns)).transpose()?;
                Ok(gaussian(&x, y.as_ref().unwrap_or(&x), gamma))
            }
        }
    }

    fn fidelities(&self, weights: &[f64], table: Table<'_>) -> Result<Array2<f64>, ModelError> {
        let Table { rows, columns } = table;
        let of_rows = self.encode(weights, rows)?;
        let of_columns = columns.map(|columns| self.encode(weights, columns)).transpose()?;
        let columns = of_columns.as_ref().map(EncodedBatch::inputs);
        let matrix = fidelity_matrix(&*self.backend, &self.plan, &of_rows.inputs(), columns.as_ref())?;
        let width = columns.map_or(of_rows.lanes, |columns| columns.lanes());
        Ok(Array2::from_shape_fn((of_rows.lanes, width), |(i, j)| matrix[i * width + j]))
    }

    /// `X_q, Y_q, Z_q` of every qubit.
    pub(super) fn observed(&self) -> Result<ObservedPlan, ModelError> {
        let letter = |q: usize| {
            let string = |p| PauliString::single(q, p).expect("a qubit of a plan");
            [Pauli::X, Pauli::Y, Pauli::Z].map(|p| PauliSum::from(string(p)))
        };
        let observables = (0..self.plan.num_qubits()).flat_map(letter).collect();
        Ok(ObservedPlan::new(self.plan.clone(), observables)?)
    }

    /// Their expectations, a row for each sample.
    pub(super) fn projections(
        &self,
        weights: &[f64],
        samples: &Array2<f64>,
    ) -> Result<Array2<f64>, ModelError> {
        let observed = self.observed()?;
        let batch = self.encode(weights, samples)?;
        let values = self.backend.expectations(&observed, &batch.inputs())?;
        let width = observed.num_observables();
        Ok(Array2::from_shape_fn((batch.lanes, width), |(i, j)| values[i * width + j]))
    }

    pub(super) fn encode(&self, weights: &[f64], samples: &Array2<f64>) -> Result<EncodedBatch, ModelError> {
        let at = EncoderPoint { weights, samples: samples.view() };
        EncodedBatch::new(&self.data_circuit, &self.plan, at)
    }
}

impl Kernel for QuantumKernel {
    fn gram(&self, samples: &Array2<f64>) -> Result<Array2<f64>, ModelError> {
        self.matrix(&self.weights, Table { rows: samples, columns: None })
    }

    fn cross(&self, rows: &Array2<f64>, columns: &Array2<f64>) -> Result<Array2<f64>, ModelError> {
        self.matrix(&self.weights, Table { rows, columns: Some(columns) })
    }

    fn save(&self) -> Option<SavedKernel> {
        Some(SavedKernel {
            settings: self.settings.clone()?,
            num_features: self.data_circuit.num_features(),
            weights: self.weights.clone(),
        })
    }
}
