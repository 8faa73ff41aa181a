//! Named workloads: circuits of any size, fixed by their name, size and seed. Called by the benchmarks; an entry here
//! is a function that returns data.

use ansatz::circuits::{Circuit, CircuitError, Pauli, PauliString, PauliSum};
use ansatz::simulator::{Purpose, RandomStream};
use std::f64::consts::PI;

/// A circuit by its name: `qft`, `hea`, `rqc`, `qaoa`.
///
/// # Errors
/// None for 2 qubits and more; the builder's checks are passed on. An unknown name is an unknown gate.
pub fn by_name(name: &str, num_qubits: usize) -> Result<Circuit, CircuitError> {
    match name {
        "qft" => qft(num_qubits),
        "hea" => hardware_efficient(num_qubits, 5),
        "rqc" => random(num_qubits, 20),
        "qaoa" => qaoa(num_qubits, 3),
        _ => Err(CircuitError::UnknownGate { name: name.into(), nearest: None }),
    }
}

/// The names that [`by_name`] knows.
pub const WORKLOADS: [&str; 4] = ["qft", "hea", "rqc", "qaoa"];

/// Quantum Fourier transform of a product state, swaps included.
///
/// # Errors
/// As [`by_name`].
pub fn qft(n: usize) -> Result<Circuit, CircuitError> {
    let mut circuit = Circuit::new(n);
    for q in 0..n {
        circuit.ry(0.1 * (q + 1) as f64, q)?;
    }
    for i in (0..n).rev() {
        circuit.h(i)?;
        for j in 0..i {
            circuit.cp(PI / f64::powi(2.0, (i - j) as i32), j, i)?;
        }
    }
    for q in 0..n / 2 {
        circuit.swap(q, n - 1 - q)?;
    }
    Ok(circuit)
}

/// RY and RZ with parameters on every qubit, then a ring of CX, in layers.
///
/// # Errors
/// As [`by_name`].
pub fn hardware_efficient(n: usize, layers: usize) -> Result<Circuit, CircuitError> {
    ansatz::qml::hardware_efficient(n, layers)
}

/// U on every qubit, then CZ on a random matching, `depth` times.
///
/// # Errors
/// As [`by_name`].
pub fn random(n: usize, depth: usize) -> Result<Circuit, CircuitError> {
    let mut stream = RandomStream::new(2, Purpose::Test, n as u64);
    let mut circuit = Circuit::new(n);
    let mut order: Vec<usize> = (0..n).collect();
    for _ in 0..depth {
        for q in 0..n {
            let angles = [0.0; 3].map(|_| (PI * (2.0 * stream.uniform() - 1.0)).into());
            circuit.apply("u", &angles, &[q])?;
        }
        stream.shuffle(&mut order);
        for pair in order.chunks_exact(2) {
            circuit.cz(pair[0], pair[1])?;
        }
    }
    Ok(circuit)
}

/// QAOA rounds on a random graph with about three edges for each qubit.
///
/// # Errors
/// As [`by_name`].
pub fn qaoa(n: usize, rounds: usize) -> Result<Circuit, CircuitError> {
    let mut stream = RandomStream::new(3, Purpose::Test, n as u64);
    let likely = 6.0 / (n - 1) as f64;
    let pairs = (0..n).flat_map(|i| (0..i).map(move |j| (i, j)));
    let edges: Vec<(usize, usize)> = pairs.filter(|_| stream.uniform() < likely).collect();
    ansatz::qml::qaoa(n, &edges, rounds)
}

/// The transverse-field Ising chain, `Σ Z_i Z_{i+1} + ½ Σ X_i`.
pub fn ising_chain(n: usize) -> PauliSum {
    let bond = |i: usize| (1.0, PauliString::new(&[(i, Pauli::Z), (i + 1, Pauli::Z)]));
    let field = |i: usize| (0.5, PauliString::new(&[(i, Pauli::X)]));
    PauliSum::new((0..n - 1).map(bond).chain((0..n).map(field)))
}

/// Parameter values for a circuit, uniform in (−3, 3).
pub fn point(circuit: &Circuit) -> Vec<f64> {
    let mut stream = RandomStream::new(7, Purpose::Test, 0);
    circuit.parameters().iter().map(|_| 6.0 * stream.uniform() - 3.0).collect()
}
