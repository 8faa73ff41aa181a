//! The weighted-fidelity cost of data re-uploading.

use super::head::{Head, Slopes};
use ansatz_simulator::RandomStream;

/// Reads Z of some qubits for two classes: `F⁰_j = (1 − z_j)/2`, `F¹_j = (1 + z_j)/2`, with weights α of its own, all 1 at the
/// start, first those of class 0. The loss of class y is `½ Σ_j (α⁰_j F⁰_j − [y = 0])² + (α¹_j F¹_j − [y = 1])²`; the
/// probability of a class is the mean of its fidelities, whatever α
/// (Pérez-Salinas et al., arXiv:1907.02085, equation 23; Bowles et al., arXiv:2403.07059).
pub(crate) struct FidelityHead {
    /// Qubits that are read.
    pub(crate) qubits: usize,
}

impl FidelityHead {
    /// For each qubit and class: fidelity, its derivative in z, weight, and what the product should be.
    fn terms<'a>(
        &'a self,
        weights: &'a [f64],
        values: &'a [f64],
        known: usize,
    ) -> impl Iterator<Item = (usize, usize, Term)> + 'a {
        (0..self.qubits).flat_map(move |qubit| {
            [-1.0, 1.0].into_iter().enumerate().map(move |(class, sign)| {
                let weight = weights[class * self.qubits + qubit];
                let fidelity = (1.0 + sign * values[qubit]) / 2.0;
                let wanted = f64::from(u8::from(class == known));
                let error = weight * fidelity - wanted;
                (qubit, class, Term { fidelity, slope: sign / 2.0, weight, error })
            })
        })
    }
}

struct Term {
    fidelity: f64,
    slope: f64,
    weight: f64,
    error: f64,
}

impl Head<usize> for FidelityHead {
    fn num_weights(&self) -> usize {
        2 * self.qubits
    }

    fn start(&self, weights: &mut [f64], _: &mut RandomStream) {
        weights.fill(1.0);
    }

    fn num_answers(&self) -> usize {
        2
    }

    fn answer(&self, _: &[f64], values: &[f64], answer: &mut [f64]) {
        let mean = values.iter().sum::<f64>() / self.qubits as f64;
        answer.copy_from_slice(&[(1.0 - mean) / 2.0, (1.0 + mean) / 2.0]);
    }

    fn loss(&self, weights: &[f64], values: &[f64], known: usize, slopes: Slopes<'_>) -> f64 {
        let Slopes { values: slope, mut own } = slopes;
        slope.fill(0.0);
        let mut sum = 0.0;
        for (qubit, class, term) in self.terms(weights, values, known) {
            sum += term.error * term.error / 2.0;
            slope[qubit] += term.error * term.weight * term.slope;
            if let Some((own, factor)) = &mut own {
                own[class * self.qubits + qubit] += *factor * term.error * term.fidelity;
            }
        }
        sum
    }

    fn merit(&self, _: &[f64], values: &[f64], known: usize) -> f64 {
        let class = usize::from(values.iter().sum::<f64>() > 0.0);
        f64::from(u8::from(class == known))
    }
}
