//! Mixers: what moves between bit strings, and the state that the circuit begins in.
//!
//! Called by the circuit.

use super::CostError;
use crate::ModelError;
use ansatz_circuits::{Circuit, Parameter};

/// What moves between bit strings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Mixer {
    /// `Π_q exp(−iβ X_q)` from the uniform superposition: every bit string.
    #[default]
    X,
    /// `Π exp(−iβ (X_a X_b + Y_a Y_b)/2)` along the ring of each group, from an equal superposition of its strings with one 1: bit strings with exactly one 1 in
    /// every group (Hadfield et al., arXiv:1709.03489; Wang et al., arXiv:1904.09314). Qubits in no group are mixed by X.
    OneHot(Vec<Vec<usize>>),
    /// From a bit string that is known to be good, qubit q being 1 with probability 3/4 or 1/4: `RY(θ_q)|0⟩` with the mixer `exp(−iβ (sin θ_q X_q + cos θ_q Z_q))`
    /// of which it is an eigenstate (Egger, Mareček and Woerner, arXiv:2009.10095, with ε = 1/4).
    Warm(Vec<bool>),
}

/// The probability that a qubit of a warm start is not what the string says: at 0 nothing would move, at 1/2 nothing would be known.
const DOUBT: f64 = 0.25;

impl Mixer {
    /// Refuses groups of less than two qubits, of qubits that are not there, or that share one.
    pub(super) fn check(&self, num_qubits: usize) -> Result<(), CostError> {
        let groups = match self {
            Mixer::OneHot(groups) => groups,
            Mixer::Warm(bits) if bits.len() != num_qubits => {
                return Err(CostError::WarmStart { expected: num_qubits, found: bits.len() });
            }
            _ => return Ok(()),
        };
        let mut known = vec![false; num_qubits];
        for (group, qubits) in groups.iter().enumerate() {
            let wrong = |reason: String| Err(CostError::Group { group, reason });
            if qubits.len() < 2 {
                return wrong(format!("has {} qubits; it needs two or more", qubits.len()));
            }
            for qubit in qubits {
                match known.get_mut(*qubit) {
                    Some(named) if !*named => *named = true,
                    Some(_) => return wrong(format!("names qubit {qubit}, which has been named before")),
                    None => return wrong(format!("names qubit {qubit}; there are {num_qubits}, from 0")),
                }
            }
        }
        Ok(())
    }

    /// The state that it begins in.
    pub(super) fn begin(&self, circuit: &mut Circuit) -> Result<(), ModelError> {
        for qubit in self.free(circuit.num_qubits()) {
            circuit.h(qubit)?;
        }
        for group in self.groups() {
            one_of(circuit, group)?;
        }
        for (qubit, theta) in self.warm() {
            circuit.ry(theta, qubit)?;
        }
        Ok(())
    }

    /// One layer.
    pub(super) fn mix(&self, circuit: &mut Circuit, beta: Parameter) -> Result<(), ModelError> {
        for qubit in self.free(circuit.num_qubits()) {
            circuit.rx(2.0 * beta, qubit)?;
        }
        for group in self.groups() {
            for (a, b) in crate::ring(group.len()) {
                circuit.rxx(beta, group[a], group[b])?;
                circuit.ryy(beta, group[a], group[b])?;
            }
        }
        for (qubit, theta) in self.warm() {
            circuit.ry(-theta, qubit)?.rz(2.0 * beta, qubit)?.ry(theta, qubit)?;
        }
        Ok(())
    }

    fn groups(&self) -> &[Vec<usize>] {
        match self {
            Mixer::OneHot(groups) => groups,
            _ => &[],
        }
    }

    /// The qubits of a warm start with their angles.
    fn warm(&self) -> Vec<(usize, f64)> {
        let Mixer::Warm(bits) = self else { return Vec::new() };
        let angle = |one: &bool| 2.0 * (if *one { 1.0 - DOUBT } else { DOUBT }).sqrt().asin();
        bits.iter().map(angle).enumerate().collect()
    }

    /// The qubits in no group, that begin in `(|0⟩ + |1⟩)/√2`.
    fn free(&self, num_qubits: usize) -> Vec<usize> {
        if let Mixer::Warm(_) = self {
            return Vec::new();
        }
        let grouped = |qubit: &usize| self.groups().iter().any(|group| group.contains(qubit));
        (0..num_qubits).filter(|qubit| !grouped(qubit)).collect()
    }
}

/// `Σ_k |1 on qubit k⟩/√m`: what is left on one qubit is shared with the next, `cos²(θ/2) = 1/(m − k)`.
fn one_of(circuit: &mut Circuit, group: &[usize]) -> Result<(), ModelError> {
    circuit.x(group[0])?;
    for (k, pair) in group.windows(2).enumerate() {
        let left = (group.len() - k) as f64;
        // RY and CX rather than a Givens rotation, so that all amplitudes have the same sign.
        circuit.cry(2.0 * left.recip().sqrt().acos(), pair[0], pair[1])?;
        circuit.cx(pair[1], pair[0])?;
    }
    Ok(())
}
