//! The weighted-fidelity cost of data re-uploading: its head, and its loss.

use super::{Head, HeadPoint};
use crate::model::Criterion;
use ansatz_simulator::RandomStream;

/// Reads Z of some qubits for two classes: `F⁰_j = (1 − z_j)/2`, `F¹_j = (1 + z_j)/2`. Outputs are `α⁰_j F⁰_j` and `α¹_j F¹_j` of each qubit in turn,
/// then `−m` and `m` with the mean `m` of z. The weights α are all 1 at the start, first those of class 0
/// (Pérez-Salinas et al., arXiv:1907.02085, equation 23). Its loss is [`WeightedFidelity`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WeightedFidelities;

/// The sign of z in the fidelity of each class.
const SIGNS: [f64; 2] = [-1.0, 1.0];

impl Head for WeightedFidelities {
    fn name(&self) -> &'static str {
        "weighted_fidelities"
    }

    fn num_outputs(&self, observables: usize) -> usize {
        2 * observables + 2
    }

    fn num_weights(&self, observables: usize) -> usize {
        2 * observables
    }

    fn start(&self, weights: &mut [f64], _: &[f64], _: &mut RandomStream) {
        weights.fill(1.0);
    }

    fn outputs(&self, at: HeadPoint<'_>, outputs: &mut [f64]) {
        let qubits = at.values.len();
        for (qubit, z) in at.values.iter().enumerate() {
            for (class, sign) in SIGNS.into_iter().enumerate() {
                let fidelity = (1.0 + sign * z) / 2.0;
                outputs[2 * qubit + class] = at.weights[class * qubits + qubit] * fidelity;
            }
        }
        let mean = at.values.iter().sum::<f64>() / qubits as f64;
        outputs[2 * qubits..].copy_from_slice(&[-mean, mean]);
    }

    fn values_slope(&self, at: HeadPoint<'_>, of_outputs: &[f64], of_values: &mut [f64]) {
        let qubits = at.values.len();
        let of_mean = (of_outputs[2 * qubits + 1] - of_outputs[2 * qubits]) / qubits as f64;
        for (qubit, slope) in of_values.iter_mut().enumerate() {
            *slope = of_mean;
            for (class, sign) in SIGNS.into_iter().enumerate() {
                *slope += of_outputs[2 * qubit + class] * at.weights[class * qubits + qubit] * (sign / 2.0);
            }
        }
    }

    fn weights_slope(&self, at: HeadPoint<'_>, of_outputs: &[f64], gradient: &mut [f64]) {
        let qubits = at.values.len();
        for (qubit, z) in at.values.iter().enumerate() {
            for (class, sign) in SIGNS.into_iter().enumerate() {
                gradient[class * qubits + qubit] += of_outputs[2 * qubit + class] * ((1.0 + sign * z) / 2.0);
            }
        }
    }
}

/// `½ Σ_j (α⁰_j F⁰_j − [y = 0])² + (α¹_j F¹_j − [y = 1])²` of the outputs of [`WeightedFidelities`]; the probability of a class is the mean of
/// its fidelities, whatever α (Pérez-Salinas et al., arXiv:1907.02085, equation 23; Bowles et al., arXiv:2403.07059).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WeightedFidelity;

impl Criterion<usize> for WeightedFidelity {
    fn name(&self) -> &'static str {
        "weighted_fidelity"
    }

    fn num_answers(&self, _: usize) -> usize {
        2
    }

    fn value_and_gradient(&self, outputs: &[f64], known: usize, gradient: &mut [f64]) -> f64 {
        let products = outputs.len() - 2;
        gradient.fill(0.0);
        let mut sum = 0.0;
        for (k, output) in outputs[..products].iter().enumerate() {
            let error = output - f64::from(u8::from(k % 2 == known));
            sum += error * error / 2.0;
            gradient[k] = error;
        }
        sum
    }

    fn answer(&self, outputs: &[f64], answer: &mut [f64]) {
        let mean = outputs[outputs.len() - 1];
        answer.copy_from_slice(&[(1.0 - mean) / 2.0, (1.0 + mean) / 2.0]);
    }

    fn decide(&self, outputs: &[f64]) -> usize {
        usize::from(outputs[outputs.len() - 1] > 0.0)
    }
}
