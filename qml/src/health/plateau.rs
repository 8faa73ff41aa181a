//! Whether gradients vanish with the number of qubits: barren plateaus.
//!
//! Called by users and the command line.

use super::{HealthSettings, draws};
use crate::ModelError;
use crate::purposes;
use ansatz_circuits::Circuit;
use ansatz_simulator::{Estimator, RandomStream};

/// Variances of `∂⟨O⟩/∂θ_k` over random parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct GradientVariance {
    /// Qubits of the circuit.
    pub qubits: usize,
    /// One for each parameter.
    pub variances: Vec<f64>,
}

impl GradientVariance {
    /// The mean over the parameters; 0 without any.
    pub fn mean(&self) -> f64 {
        self.variances.iter().sum::<f64>() / self.variances.len().max(1) as f64
    }

    /// The largest one; 0 without any.
    pub fn largest(&self) -> f64 {
        self.variances.iter().copied().fold(0.0, f64::max)
    }
}

/// Draws that are run at once.
const BATCH: usize = 64;

/// `Var[∂⟨O⟩/∂θ_k]` of the only observable in every parameter at random parameters, uniform in `[0, 2π)` (McClean et al., arXiv:1803.11173), by the
/// adjoint sweep.
///
/// # Errors
/// Fewer than two draws, several observables, and whatever the device refuses.
pub fn gradient_variance(
    estimator: &Estimator,
    settings: &HealthSettings,
) -> Result<GradientVariance, ModelError> {
    draws::at_least_two(settings.draws)?;
    let parameters = estimator.num_parameters();
    let (mut sums, mut squares) = (vec![0.0; parameters], vec![0.0; parameters]);
    for first in (0..settings.draws).step_by(BATCH) {
        let range = first..settings.draws.min(first + BATCH);
        let rows = draws::rows(parameters, settings.seed, range);
        for slopes in estimator.gradient_batch(rows.view())?.rows() {
            for ((sum, square), slope) in sums.iter_mut().zip(&mut squares).zip(slopes) {
                *sum += slope;
                *square += slope * slope;
            }
        }
    }
    let count = settings.draws as f64;
    let variance = |(sum, square): (&f64, &f64)| ((square - sum * sum / count) / (count - 1.0)).max(0.0);
    let variances = sums.iter().zip(&squares).map(variance).collect();
    Ok(GradientVariance { qubits: estimator.num_qubits(), variances })
}

/// `y = factor · e^(rate · n)`, by least squares of `ln y`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExponentialFit {
    /// At `n = 0`.
    pub factor: f64,
    /// For each qubit; clearly negative for a barren plateau.
    pub rate: f64,
    /// The share of the variance of `ln y` that the line explains, from 0 to 1.
    pub r_squared: f64,
}

/// The line through `(n, ln y)`; none for fewer than two different n or a y that is not positive.
pub fn exponential_fit(points: &[(f64, f64)]) -> Option<ExponentialFit> {
    if points.iter().any(|(n, y)| !n.is_finite() || !y.is_finite() || *y <= 0.0) {
        return None;
    }
    let count = points.len() as f64;
    let mean = |of: &dyn Fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (mean_n, mean_ln) = (mean(&|p| p.0), mean(&|p| p.1.ln()));
    let spread = mean(&|p| (p.0 - mean_n).powi(2));
    if points.len() < 2 || spread == 0.0 {
        return None;
    }
    let rate = mean(&|p| (p.0 - mean_n) * (p.1.ln() - mean_ln)) / spread;
    let total = mean(&|p| (p.1.ln() - mean_ln).powi(2));
    let left = mean(&|p| (p.1.ln() - mean_ln - rate * (p.0 - mean_n)).powi(2));
    let r_squared = if total > 0.0 { 1.0 - left / total } else { 1.0 };
    Some(ExponentialFit { factor: (mean_ln - rate * mean_n).exp(), rate, r_squared })
}

/// One of the random circuits of McClean et al. (arXiv:1803.11173): `RY(π/4)` on every qubit, then layers of a rotation about a random
/// axis on every qubit and a line of CZ. Parameter `layer · n + q` turns qubit q; the axes are those of circuit `number` of the seed.
///
/// # Errors
/// None for any size; the builder's checks are passed on.
pub fn random_layers(
    num_qubits: usize,
    layers: usize,
    seed: u64,
    number: u64,
) -> Result<Circuit, ModelError> {
    let mut axes = RandomStream::new(seed, purposes::HEALTH_CIRCUIT, number);
    let mut circuit = Circuit::new(num_qubits);
    for qubit in 0..num_qubits {
        circuit.ry(std::f64::consts::FRAC_PI_4, qubit)?;
    }
    for layer in circuit.parameter_vector("w", num_qubits * layers).chunks(num_qubits.max(1)) {
        for (qubit, w) in layer.iter().enumerate() {
            match axes.below(3) {
                0 => circuit.rx(*w, qubit)?,
                1 => circuit.ry(*w, qubit)?,
                _ => circuit.rz(*w, qubit)?,
            };
        }
        for qubit in 1..num_qubits {
            circuit.cz(qubit - 1, qubit)?;
        }
    }
    Ok(circuit)
}
