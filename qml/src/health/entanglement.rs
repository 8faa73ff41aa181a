//! How entangled a circuit's states are.
//!
//! Called by users and the command line.

use super::{HealthSettings, draws};
use crate::ModelError;
use ansatz_circuits::{Circuit, Pauli, PauliString, PauliSum};
use ansatz_simulator::{Device, Estimator};
use ndarray::ArrayView1;

/// The measure of Meyer and Wallach, `Q = 2(1 − (1/n) Σ_q Tr ρ_q²)`: 0 for product states, 1 where every qubit alone is
/// maximally mixed.
#[derive(Debug, Clone, PartialEq)]
pub struct Entanglement {
    /// The mean over random parameters, the circuit's entangling capability.
    pub mean: f64,
    /// Its standard deviation from draw to draw.
    pub deviation: f64,
    /// Q of each draw.
    pub values: Vec<f64>,
}

/// Draws that are run at once.
const BATCH: usize = 64;

/// Q of a circuit's states at random parameters (Meyer and Wallach, J. Math. Phys. 43, 4273 (2002); Sim et al., arXiv:1905.10876). As
/// `Tr ρ_q² = (1 + ⟨X_q⟩² + ⟨Y_q⟩² + ⟨Z_q⟩²)/2`, `Q = 1 − (1/n) Σ_q (⟨X_q⟩² + ⟨Y_q⟩² + ⟨Z_q⟩²)`: three expectations a qubit.
///
/// # Errors
/// Fewer than two draws, no qubits, and whatever the device refuses.
pub fn entanglement(
    device: &Device,
    circuit: &Circuit,
    settings: &HealthSettings,
) -> Result<Entanglement, ModelError> {
    draws::at_least_two(settings.draws)?;
    let qubits = circuit.num_qubits();
    if qubits == 0 {
        return Err(ModelError::Size { setting: "qubits", expected: "at least 1", found: 0 });
    }
    let letters = |q: usize| {
        let string = |p| PauliString::single(q, p).expect("a qubit of a circuit");
        [Pauli::X, Pauli::Y, Pauli::Z].map(|p| PauliSum::from(string(p)))
    };
    let estimator = Estimator::new(device, circuit, (0..qubits).flat_map(letters))?;
    let mut values = Vec::with_capacity(settings.draws);
    for first in (0..settings.draws).step_by(BATCH) {
        let range = first..settings.draws.min(first + BATCH);
        let rows = draws::rows(estimator.num_parameters(), settings.seed, range);
        let expectations = estimator.values_batch(rows.view())?;
        let purity =
            |of_state: ArrayView1<'_, f64>| of_state.iter().map(|e| e * e).sum::<f64>() / qubits as f64;
        values.extend(expectations.rows().into_iter().map(|of_state| 1.0 - purity(of_state)));
    }
    let (mean, deviation) = draws::mean_and_deviation(&values);
    Ok(Entanglement { mean, deviation, values })
}
