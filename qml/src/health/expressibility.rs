//! Expressibility: how far a circuit's fidelities are from those of random states.
//!
//! Called by users and the command line.

use super::{HealthSettings, draws};
use crate::ModelError;
use ansatz_circuits::{Circuit, PauliSum};
use ansatz_simulator::{Device, Estimator};

/// Bins of the histogram, as in the paper.
const BINS: usize = 75;
/// Fidelities come in squares of this side: of so many states with so many others.
const SIDE: usize = 32;

/// `Σ_b p_b ln(p_b/q_b)` over 75 bins of the fidelity `|⟨ψ(θ)|ψ(φ)⟩|²` at random θ and φ, where `q_b` are the shares of Haar-random states,
/// `∫_b (N − 1)(1 − F)^(N−2) dF` with `N = 2^n`.
#[derive(Debug, Clone, PartialEq)]
pub struct Expressibility {
    /// In nats; 0 for a circuit that reaches all states alike, `(N − 1) ln 75` for one that does nothing.
    pub divergence: f64,
    /// What Haar-random states would show with so few fidelities, on average: `(75 − 1)/(2 · fidelities)`. Divergences near it are 0.
    pub floor: f64,
    /// Fidelities that were counted.
    pub fidelities: usize,
    /// `p_b`, from fidelity 0 to 1.
    pub shares: Vec<f64>,
    /// `q_b`.
    pub haar: Vec<f64>,
}

/// Expressibility of a circuit from |0…0⟩ over its parameters, uniform in `[0, 2π)` (Sim, Johnson and Aspuru-Guzik, arXiv:1905.10876).
/// Fidelities are taken in squares, of 32 random states with 32 others, so that 1024 of them cost 64 runs.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_qml::health::{HealthSettings, expressibility};
/// use ansatz_simulator::Device;
/// let idle = expressibility(&Device::cpu(), &Circuit::new(1), &HealthSettings::default())?;
/// assert!((idle.divergence - 75f64.ln()).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// No fidelities, and whatever the device refuses.
pub fn expressibility(
    device: &Device,
    circuit: &Circuit,
    settings: &HealthSettings,
) -> Result<Expressibility, ModelError> {
    if settings.fidelities == 0 {
        return Err(ModelError::Size { setting: "fidelities", expected: "at least 1", found: 0 });
    }
    let estimator = Estimator::new(device, circuit, std::iter::empty::<PauliSum>())?;
    let draw = |range| draws::rows(estimator.num_parameters(), settings.seed, range);
    let squares = settings.fidelities.div_ceil(SIDE * SIDE);
    let mut counts = [0usize; BINS];
    for square in 0..squares {
        let first = 2 * SIDE * square;
        let (rows, others) = (draw(first..first + SIDE), draw(first + SIDE..first + 2 * SIDE));
        for fidelity in estimator.fidelities(rows.view(), others.view())? {
            counts[((fidelity * BINS as f64) as usize).min(BINS - 1)] += 1;
        }
    }
    let fidelities = squares * SIDE * SIDE;
    let shares: Vec<f64> = counts.iter().map(|count| *count as f64 / fidelities as f64).collect();
    let dimension = (circuit.num_qubits() as f64).exp2();
    let haar: Vec<f64> = (0..BINS).map(|bin| log_haar(bin, dimension)).collect();
    let terms = shares.iter().zip(&haar).filter(|(p, _)| **p > 0.0).map(|(p, ln_q)| p * (p.ln() - ln_q));
    Ok(Expressibility {
        divergence: terms.sum(),
        floor: (BINS - 1) as f64 / (2.0 * fidelities as f64),
        fidelities,
        shares,
        haar: haar.iter().map(|ln_q| ln_q.exp()).collect(),
    })
}

/// `ln((1 − a)^(N−1) − (1 − b)^(N−1))` for the bin from a to b, without underflow.
fn log_haar(bin: usize, dimension: f64) -> f64 {
    let left = |edge: usize| (BINS - edge) as f64 / BINS as f64;
    let (above, below) = (left(bin), left(bin + 1));
    let power = dimension - 1.0;
    power * above.ln() + (-(below / above).powf(power)).ln_1p()
}
