//! Circuits and observables that everybody wants: functions that return data. Random ones need a stream of random numbers
//! and are made where one is.

use crate::pauli::{x, z};
use crate::{Circuit, CircuitError, PauliExpression, PauliSum};
use std::f64::consts::PI;

/// `(|0…0⟩ + |1…1⟩)/√2` on `num_qubits` qubits (Greenberger, Horne and Zeilinger, arXiv:0712.0921); a Bell pair for two.
///
/// ```
/// let ghz = ansatz_circuits::library::ghz(3)?;
/// assert_eq!((ghz.depth(), ghz.count_ops()["cx"]), (3, 2));
/// # Ok::<(), ansatz_circuits::CircuitError>(())
/// ```
///
/// # Errors
/// None; the builder's checks are passed on.
pub fn ghz(num_qubits: usize) -> Result<Circuit, CircuitError> {
    Circuit::build(num_qubits, |c| {
        if num_qubits > 0 {
            c.h(0);
        }
        (1..num_qubits).fold(c, |c, qubit| c.cx(qubit - 1, qubit))
    })
}

/// The quantum Fourier transform, `|j⟩ → 2^{-n/2} Σ_k e^{2πijk/2ⁿ} |k⟩`, the exchange of qubits at its end included
/// (Coppersmith, arXiv:quant-ph/0201067). Its [`inverse`](Circuit::inverse) undoes it.
///
/// ```
/// let matrix = ansatz_circuits::library::qft(3)?.matrix(&[])?;
/// let entry = matrix[(5, 3)] * 8f64.sqrt();
/// let expected = ansatz_circuits::C64::cis(2.0 * std::f64::consts::PI * 15.0 / 8.0);
/// assert!((entry - expected).norm() < 1e-14);
/// # Ok::<(), ansatz_circuits::CircuitError>(())
/// ```
///
/// # Errors
/// None; the builder's checks are passed on.
pub fn qft(num_qubits: usize) -> Result<Circuit, CircuitError> {
    Circuit::build(num_qubits, |c| {
        for i in (0..num_qubits).rev() {
            c.h(i);
            for j in 0..i {
                c.cp(PI / f64::powi(2.0, (i - j) as i32), j, i);
            }
        }
        (0..num_qubits / 2).fold(c, |c, qubit| c.swap(qubit, num_qubits - 1 - qubit))
    })
}

/// The transverse-field Ising chain with open ends, `coupling · Σ Z_i Z_{i+1} + field · Σ X_i`.
///
/// ```
/// let chain = ansatz_circuits::library::ising_chain(3, -1.0, 0.5)?;
/// assert_eq!(chain.to_string(), "-1 * Z0 Z1 - 1 * Z1 Z2 + 0.5 * X0 + 0.5 * X1 + 0.5 * X2");
/// # Ok::<(), ansatz_circuits::CircuitError>(())
/// ```
///
/// # Errors
/// [`PauliError::QubitOutOfRange`](crate::PauliError::QubitOutOfRange) for more than 62 qubits.
pub fn ising_chain(num_qubits: usize, coupling: f64, field: f64) -> Result<PauliSum, CircuitError> {
    let bonds = (1..num_qubits).map(|i| coupling * (z(i - 1) * z(i)));
    let fields = (0..num_qubits).map(|i| field * x(i));
    Ok(bonds.chain(fields).sum::<PauliExpression>().observable()?)
}

/// The Heisenberg chain with open ends, `coupling · Σ (X_i X_{i+1} + Y_i Y_{i+1} + Z_i Z_{i+1})`.
///
/// # Errors
/// [`PauliError::QubitOutOfRange`](crate::PauliError::QubitOutOfRange) for more than 62 qubits.
pub fn heisenberg_chain(num_qubits: usize, coupling: f64) -> Result<PauliSum, CircuitError> {
    use crate::pauli::y;
    let bond = |i: usize| coupling * (x(i - 1) * x(i) + y(i - 1) * y(i) + z(i - 1) * z(i));
    Ok((1..num_qubits).map(bond).sum::<PauliExpression>().observable()?)
}

/// `exp(−itH)` up to `O(t²/steps)`, `steps` times the product of the exponentials of the terms in their order (Trotter, Proc.
/// Am. Math. Soc. 10, 545 (1959)). The time is the parameter `t`, so that gradients in it are exact gradients of this circuit.
///
/// ```
/// use ansatz_circuits::library::{ising_chain, trotter};
/// let chain = ising_chain(3, 1.0, 0.5)?;
/// let circuit = trotter(&chain, 3, 4)?;
/// assert_eq!((circuit.parameters(), circuit.count_ops()["pauli_rotation"]), (&["t".to_string()][..], 20));
/// # Ok::<(), ansatz_circuits::CircuitError>(())
/// ```
///
/// # Errors
/// [`CircuitError::QubitOutOfRange`] if a term has a letter beyond `num_qubits`.
pub fn trotter(hamiltonian: &PauliSum, num_qubits: usize, steps: usize) -> Result<Circuit, CircuitError> {
    Circuit::build(num_qubits, |c| {
        let time = c.parameter("t");
        for _ in 0..steps {
            for (coefficient, string) in hamiltonian {
                c.string_rotation(string.clone(), 2.0 * coefficient / steps as f64 * time);
            }
        }
        c
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_steps_of_trotter_are_the_evolution() -> Result<(), CircuitError> {
        let (chain, t) = (ising_chain(3, 1.0, 0.7)?, 0.3);
        let mut exact = Circuit::new(3);
        exact.exponential("evolution", &chain.matrix(3)?, t, &[0, 1, 2])?;
        let exact = exact.matrix(&[])?;
        let error =
            |steps| Ok::<f64, CircuitError>((trotter(&chain, 3, steps)?.matrix(&[t])? - &exact).norm());
        let (few, many) = (error(8)?, error(16)?);
        assert!(many < 0.03 && (few / many - 2.0).abs() < 0.1, "{few} {many}");
        Ok(())
    }
}
