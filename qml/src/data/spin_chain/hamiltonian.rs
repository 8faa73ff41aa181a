//! Chains of spins as sums of flips and signs: their products with vectors, and what neighbours show in a state.
//!
//! Used by the spin chain's data. Bit q of an index is qubit q, 0 for up.

use super::SpinModel;
use nalgebra::DVector;

/// An open chain of so many qubits at one coupling.
#[derive(Clone, Copy)]
pub struct Chain {
    pub model: SpinModel,
    pub qubits: usize,
    pub coupling: f64,
}

/// `Z_q Z_{q+1}` of a basis state.
fn parallel(state: usize, q: usize) -> f64 {
    if (state >> q ^ state >> (q + 1)) & 1 == 0 { 1.0 } else { -1.0 }
}

impl Chain {
    /// The Hamiltonian times a vector.
    pub fn apply(&self, vector: &DVector<f64>) -> DVector<f64> {
        let mut product = DVector::zeros(vector.len());
        for (state, value) in vector.iter().enumerate() {
            let mut same = 0.0;
            for q in 0..self.qubits - 1 {
                let zz = parallel(state, q);
                same += zz;
                // XX + YY exchanges opposite neighbours.
                if self.model == SpinModel::Xxz && zz < 0.0 {
                    product[state ^ (0b11 << q)] += 2.0 * value;
                }
            }
            if self.model == SpinModel::Ising {
                (0..self.qubits).for_each(|q| product[state ^ (1 << q)] -= self.coupling * value);
                same = -same;
            } else {
                same *= self.coupling;
            }
            product[state] += same * value;
        }
        product
    }

    /// A vector that is not orthogonal to the ground state: by Perron and Frobenius all its entries have the signs of the ground
    /// state's, which for the exchange of opposite neighbours are those of Marshall (Proc. R. Soc. A 232, 48 (1955)).
    pub fn start(&self) -> DVector<f64> {
        let odd = (0..self.qubits).skip(1).step_by(2).fold(0usize, |mask, q| mask | 1 << q);
        DVector::from_fn(1 << self.qubits, |state, _| match self.model {
            SpinModel::Ising => 1.0,
            SpinModel::Xxz if state.count_ones() as usize * 2 != self.qubits => 0.0,
            SpinModel::Xxz if (state & odd).count_ones() % 2 == 1 => -1.0,
            SpinModel::Xxz => 1.0,
        })
    }

    /// `⟨X_q⟩`.
    pub fn x(vector: &DVector<f64>, q: usize) -> f64 {
        vector.iter().enumerate().map(|(state, value)| value * vector[state ^ (1 << q)]).sum()
    }

    /// `⟨X_q X_{q+1}⟩`.
    pub fn xx(vector: &DVector<f64>, q: usize) -> f64 {
        vector.iter().enumerate().map(|(state, value)| value * vector[state ^ (0b11 << q)]).sum()
    }

    /// `⟨Z_q Z_{q+1}⟩`.
    pub fn zz(vector: &DVector<f64>, q: usize) -> f64 {
        vector.iter().enumerate().map(|(state, value)| value * value * parallel(state, q)).sum()
    }
}
