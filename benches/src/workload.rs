//! Named workloads: circuits of any size, fixed by their name, size and seed. Called by the suite and the benchmarks;
//! an entry here is a function that returns data.

use ansatz::circuits::{C64, Circuit, CircuitError, Matrix, Pauli, PauliString, PauliSum, Unitary, library};
use ansatz::simulator::{Purpose, RandomStream};
use std::f64::consts::PI;

/// A circuit by its name: one of [`WORKLOADS`].
///
/// # Errors
/// None for 2 qubits and more; the builder's checks are passed on. An unknown name is an unknown gate.
pub fn by_name(name: &str, num_qubits: usize) -> Result<Circuit, CircuitError> {
    match name {
        "qft" => qft(num_qubits),
        "hea" => hardware_efficient(num_qubits, 5),
        "rqc" => random(num_qubits, 20),
        "qaoa" => qaoa(num_qubits, 3),
        "qv" => quantum_volume(num_qubits, 10),
        _ => Err(CircuitError::UnknownGate { name: name.into(), nearest: None }),
    }
}

/// The names that [`by_name`] knows.
pub const WORKLOADS: [&str; 5] = ["qft", "hea", "rqc", "qaoa", "qv"];

/// Quantum Fourier transform of a product state, swaps included.
///
/// # Errors
/// As [`by_name`].
pub fn qft(n: usize) -> Result<Circuit, CircuitError> {
    let mut circuit = Circuit::new(n);
    for q in 0..n {
        circuit.ry(0.1 * (q + 1) as f64, q)?;
    }
    let all: Vec<usize> = (0..n).collect();
    circuit.append(&library::qft(n)?, &all)?;
    Ok(circuit)
}

/// RY and RZ with parameters on every qubit, then a ring of CX, in layers.
///
/// # Errors
/// As [`by_name`].
pub fn hardware_efficient(n: usize, layers: usize) -> Result<Circuit, CircuitError> {
    ansatz::qml::ansatz::hardware_efficient(n, layers)
}

/// U on every qubit, then CZ on a random matching, `depth` times.
///
/// # Errors
/// As [`by_name`].
pub fn random(n: usize, depth: usize) -> Result<Circuit, CircuitError> {
    let mut stream = RandomStream::new(2, Purpose::TEST, n as u64);
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
    let mut stream = RandomStream::new(3, Purpose::TEST, n as u64);
    let likely = 6.0 / (n - 1) as f64;
    let pairs = (0..n).flat_map(|i| (0..i).map(move |j| (i, j)));
    let edges: Vec<(usize, usize)> = pairs.filter(|_| stream.uniform() < likely).collect();
    ansatz::qml::ansatz::qaoa(n, &edges, rounds)
}

/// Quantum volume: a random matrix of U(4) on every pair of a random matching, `depth` times (Cross et al.,
/// arXiv:1811.12926).
///
/// # Errors
/// As [`by_name`].
pub fn quantum_volume(n: usize, depth: usize) -> Result<Circuit, CircuitError> {
    let mut stream = RandomStream::new(5, Purpose::TEST, n as u64);
    let mut circuit = Circuit::new(n);
    let mut order: Vec<usize> = (0..n).collect();
    for _ in 0..depth {
        stream.shuffle(&mut order);
        for pair in order.chunks_exact(2) {
            circuit.unitary(Unitary::new("su4", random_unitary(&mut stream))?, pair)?;
        }
    }
    Ok(circuit)
}

/// Columns of normal numbers, made orthogonal one after the other, twice: rounding is left.
fn random_unitary(stream: &mut RandomStream) -> Matrix {
    let mut columns: Vec<[C64; 4]> = Vec::new();
    for _ in 0..4 {
        let mut column = [0; 4].map(|_| C64::new(stream.normal(), stream.normal()));
        for other in columns.iter().chain(&columns) {
            let overlap: C64 = other.iter().zip(&column).map(|(a, b)| a.conj() * b).sum();
            column.iter_mut().zip(other).for_each(|(entry, o)| *entry -= overlap * o);
        }
        let norm = column.iter().map(C64::norm_sqr).sum::<f64>().sqrt();
        columns.push(column.map(|entry| entry / norm));
    }
    Matrix::from_fn(4, 4, |row, column| columns[column][row])
}

/// A sum of random Pauli strings on all qubits, at most `count` different ones.
pub fn random_sum(n: usize, count: usize) -> PauliSum {
    let mut stream = RandomStream::new(11, Purpose::TEST, n as u64);
    let letters = [Pauli::X, Pauli::Y, Pauli::Z];
    let terms = (0..count).map(|_| {
        let mut string = PauliString::default();
        for qubit in 0..n {
            if let Some(letter) = letters.get(stream.below(4) as usize) {
                string = string.with(qubit, *letter).expect("a workload has few qubits");
            }
        }
        (stream.normal(), string)
    });
    PauliSum::new(terms.collect::<Vec<_>>())
}

/// The transverse-field Ising chain, `Σ Z_i Z_{i+1} + ½ Σ X_i`.
pub fn ising_chain(n: usize) -> PauliSum {
    library::ising_chain(n, 1.0, 0.5).expect("a workload has few qubits")
}

/// Parameter values for a circuit, uniform in (−3, 3).
pub fn point(circuit: &Circuit) -> Vec<f64> {
    let mut stream = RandomStream::new(7, Purpose::TEST, 0);
    circuit.parameters().iter().map(|_| 6.0 * stream.uniform() - 3.0).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn every_workload_builds_the_same_circuit_again() {
        for name in WORKLOADS {
            for n in [2, 4, 7] {
                let circuit = by_name(name, n).unwrap();
                assert_eq!(circuit.num_qubits(), n, "{name}");
                assert!(circuit.is_unitary() && !circuit.instructions().is_empty(), "{name}");
                let again = by_name(name, n).unwrap();
                assert_eq!(format!("{circuit:?}"), format!("{again:?}"), "{name}");
            }
        }
        assert!(by_name("qtf", 3).is_err());
    }

    #[test]
    fn random_sums_have_their_terms() {
        assert_eq!(random_sum(16, 500).terms().len(), 500);
        assert!(random_sum(2, 500).terms().len() <= 16);
    }
}
