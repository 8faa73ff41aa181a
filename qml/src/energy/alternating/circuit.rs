//! The circuit: a start, then phases of the cost and a mixer in turns.
//!
//! Called by users and the jobs.

use super::Mixer;
use super::cost::moving;
use crate::ModelError;
use ansatz_circuits::{Circuit, Pauli, PauliSum};

/// `Π_k M(β_k) exp(iγ_k O)` on the mixer's start, for a diagonal cost O that is to be small, with parameters `gamma[0]`, `beta[0]`, `gamma[1]`, …
/// (Farhi et al., arXiv:1411.4028; Hadfield et al., arXiv:1709.03489). For `O = −C`, a cut, it is
/// [`maxcut_circuit`](super::super::maxcut::maxcut_circuit) but for a global phase.
///
/// ```
/// use ansatz_qml::energy::alternating::{Mixer, alternating_circuit};
/// let ising = "Z0 Z1 + Z1 Z2 + 0.5 * Z0".parse()?;
/// let circuit = alternating_circuit(&ising, 3, &Mixer::X, 2)?;
/// assert_eq!(circuit.parameters(), ["gamma[0]", "beta[0]", "gamma[1]", "beta[1]"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// A cost that is not diagonal or is constant, a group of the mixer that is none, qubits that are not there.
pub fn alternating_circuit(
    cost: &PauliSum,
    num_qubits: usize,
    mixer: &Mixer,
    layers: usize,
) -> Result<Circuit, ModelError> {
    let terms = moving(cost)?;
    mixer.check(num_qubits)?;
    let mut circuit = Circuit::new(num_qubits);
    mixer.begin(&mut circuit)?;
    for layer in 0..layers {
        let gamma = circuit.parameter(&format!("gamma[{layer}]"));
        let beta = circuit.parameter(&format!("beta[{layer}]"));
        for (coefficient, string) in &terms {
            let qubits: Vec<usize> = string.letters().map(|(qubit, _)| qubit).collect();
            let angle = -2.0 * coefficient * gamma;
            match qubits[..] {
                [qubit] => _ = circuit.rz(angle, qubit)?,
                [a, b] => _ = circuit.rzz(angle, a, b)?,
                _ => _ = circuit.pauli_rotation(&vec![Pauli::Z; qubits.len()], angle, &qubits)?,
            }
        }
        mixer.mix(&mut circuit, beta)?;
    }
    Ok(circuit)
}
