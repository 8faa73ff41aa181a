//! Ansätze: functions that return trainable circuits. Every parameter is a weight.
//! Called by models, by name or directly; must not know data or losses.
//!
//! ```
//! use ansatz_qml::ansatz::strongly_entangling;
//! let circuit = strongly_entangling(3, 2)?;
//! assert_eq!(circuit.parameters().len(), 3 * 3 * 2);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use crate::ModelError;
use crate::registry::registry;
use ansatz_circuits::{Circuit, CircuitError};

registry! {
    /// The names of ansätze.
    pub const ANSATZE: "ansatz";
    fn layered -> fn(usize, usize) -> Result<Circuit, CircuitError> {
        "hardware_efficient" => hardware_efficient,
        "strongly_entangling" => strongly_entangling,
        "basic_entangler" => basic_entangler,
        "real_amplitudes" => real_amplitudes,
        "qaoa" => |num_qubits, layers| qaoa(num_qubits, &ring(num_qubits), layers),
    }
}

/// The ansatz of that name; `qaoa` gets a ring as its graph.
///
/// ```
/// use ansatz_qml::ansatz::ansatz_by_name;
/// assert_eq!(ansatz_by_name("real_amplitudes", 3, 2)?.parameters().len(), 9);
/// let error = ansatz_by_name("real_amplitude", 3, 2).err().unwrap();
/// assert_eq!(error.to_string(), "unknown ansatz `real_amplitude`; did you mean `real_amplitudes`?");
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
///
/// # Errors
/// [`ModelError::Unknown`] with the nearest name.
pub fn ansatz_by_name(name: &str, num_qubits: usize, layers: usize) -> Result<Circuit, ModelError> {
    Ok(layered(name)?(num_qubits, layers)?)
}

/// `[RY(w), RZ(w) on every qubit, ring of CX]`, repeated: 2n weights a layer (Kandala et al., arXiv:1704.05018).
///
/// # Errors
/// None for any size; the builder's checks are passed on.
pub fn hardware_efficient(num_qubits: usize, layers: usize) -> Result<Circuit, CircuitError> {
    let mut circuit = Circuit::new(num_qubits);
    let weights = circuit.parameter_vector("w", 2 * num_qubits * layers);
    for layer in weights.chunks(2 * num_qubits.max(1)) {
        for qubit in 0..num_qubits {
            circuit.ry(layer[2 * qubit], qubit)?.rz(layer[2 * qubit + 1], qubit)?;
        }
        ring_of_cx(&mut circuit, 1)?;
    }
    Ok(circuit)
}

/// `[RZ(w) RY(w) RZ(w) on every qubit, CX from q to q + r]` with `r = layer mod (n − 1) + 1`, repeated: 3n weights a
/// layer (Schuld et al., arXiv:1804.00633).
///
/// # Errors
/// None for any size; the builder's checks are passed on.
pub fn strongly_entangling(num_qubits: usize, layers: usize) -> Result<Circuit, CircuitError> {
    strongly_entangling_by(num_qubits, layers, |circuit, control, target| {
        circuit.cx(control, target).map(|_| ())
    })
}

/// [`strongly_entangling`] with another gate in place of CX: `entangle(circuit, q, q + r)`.
pub(crate) fn strongly_entangling_by(
    num_qubits: usize,
    layers: usize,
    entangle: impl Fn(&mut Circuit, usize, usize) -> Result<(), CircuitError>,
) -> Result<Circuit, CircuitError> {
    let mut circuit = Circuit::new(num_qubits);
    let weights = circuit.parameter_vector("w", 3 * num_qubits * layers);
    for (k, layer) in weights.chunks(3 * num_qubits.max(1)).enumerate() {
        for qubit in 0..num_qubits {
            let w = &layer[3 * qubit..];
            circuit.rz(w[0], qubit)?.ry(w[1], qubit)?.rz(w[2], qubit)?;
        }
        let range = k % num_qubits.saturating_sub(1).max(1) + 1;
        for qubit in 0..if num_qubits > 1 { num_qubits } else { 0 } {
            entangle(&mut circuit, qubit, (qubit + range) % num_qubits)?;
        }
    }
    Ok(circuit)
}

/// `[RX(w) on every qubit, ring of CX]`, repeated: n weights a layer.
///
/// # Errors
/// None for any size; the builder's checks are passed on.
pub fn basic_entangler(num_qubits: usize, layers: usize) -> Result<Circuit, CircuitError> {
    let mut circuit = Circuit::new(num_qubits);
    let weights = circuit.parameter_vector("w", num_qubits * layers);
    for layer in weights.chunks(num_qubits.max(1)) {
        for (qubit, w) in layer.iter().enumerate() {
            circuit.rx(*w, qubit)?;
        }
        ring_of_cx(&mut circuit, 1)?;
    }
    Ok(circuit)
}

/// `[RY(w) on every qubit, chain of CX]`, repeated, and a last `RY(w)` on every qubit: n weights a layer and n more.
/// All amplitudes stay real.
///
/// # Errors
/// None for any size; the builder's checks are passed on.
pub fn real_amplitudes(num_qubits: usize, layers: usize) -> Result<Circuit, CircuitError> {
    let mut circuit = Circuit::new(num_qubits);
    let weights = circuit.parameter_vector("w", num_qubits * (layers + 1));
    for (k, layer) in weights.chunks(num_qubits.max(1)).enumerate() {
        for (qubit, w) in layer.iter().enumerate() {
            circuit.ry(*w, qubit)?;
        }
        for qubit in 1..if k < layers { num_qubits } else { 0 } {
            circuit.cx(qubit - 1, qubit)?;
        }
    }
    Ok(circuit)
}

/// H on every qubit, then `[exp(-iγ Z_i Z_j/2) on every edge, RX(β) on every qubit]`, repeated: the two shared weights
/// γ, β a layer (Farhi et al., arXiv:1411.4028).
///
/// # Errors
/// An edge that names a qubit out of range, or the same qubit twice.
pub fn qaoa(num_qubits: usize, edges: &[(usize, usize)], layers: usize) -> Result<Circuit, CircuitError> {
    let mut circuit = Circuit::new(num_qubits);
    for qubit in 0..num_qubits {
        circuit.h(qubit)?;
    }
    for layer in circuit.parameter_vector("w", 2 * layers).chunks(2) {
        for (i, j) in edges {
            circuit.rzz(layer[0], *i, *j)?;
        }
        for qubit in 0..num_qubits {
            circuit.rx(layer[1], qubit)?;
        }
    }
    Ok(circuit)
}

/// The edges of a ring; one edge for two qubits.
pub fn ring(num_qubits: usize) -> Vec<(usize, usize)> {
    match num_qubits {
        0 | 1 => Vec::new(),
        2 => vec![(0, 1)],
        n => (0..n).map(|q| (q, (q + 1) % n)).collect(),
    }
}

/// CX from every qubit to the one `range` further round; nothing for one qubit.
pub(crate) fn ring_of_cx(circuit: &mut Circuit, range: usize) -> Result<(), CircuitError> {
    let n = circuit.num_qubits();
    for qubit in 0..if n > 1 { n } else { 0 } {
        circuit.cx(qubit, (qubit + range) % n)?;
    }
    Ok(())
}
