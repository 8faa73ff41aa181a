//! How many of a circuit's parameters do something: the spectrum of its Fisher information.
//!
//! Called by users and the command line.

use super::{HealthSettings, draws};
use crate::ModelError;
use ansatz_circuits::{Circuit, PauliSum};
use ansatz_simulator::{Device, Estimator};
use nalgebra::{DMatrix, SymmetricEigen};

/// Eigenvalues of the quantum Fisher information at random parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct FisherSpectrum {
    /// The mean of the k-th largest eigenvalue, descending; as many as parameters.
    pub eigenvalues: Vec<f64>,
    /// The largest number of eigenvalues that are not zero: directions in which the state moves, the circuit's effective quantum
    /// dimension (Haug, Bharti and Kim, arXiv:2102.01659). At most `2^(n+1) − 2`.
    pub rank: usize,
    /// The share of parameters that do nothing that others do not: `1 − rank / parameters`.
    pub redundancy: f64,
}

/// An eigenvalue below this share of the largest one is zero.
const ZERO: f64 = 1e-10;
/// A matrix is expensive, and its rank is the same nearly everywhere.
const MOST_DRAWS: usize = 10;

/// The spectrum at no more than 10 draws. None without parameters.
///
/// # Errors
/// Fewer than two draws, and whatever the device refuses.
pub fn fisher_spectrum(
    device: &Device,
    circuit: &Circuit,
    settings: &HealthSettings,
) -> Result<Option<FisherSpectrum>, ModelError> {
    draws::at_least_two(settings.draws)?;
    let estimator = Estimator::new(device, circuit, std::iter::empty::<PauliSum>())?;
    let parameters = estimator.num_parameters();
    if parameters == 0 {
        return Ok(None);
    }
    let draws = settings.draws.min(MOST_DRAWS);
    let (mut mean, mut rank) = (vec![0.0; parameters], 0);
    for draw in 0..draws {
        let params = draws::parameters(parameters, settings.seed, draw);
        // The metric is a quarter of it.
        let fisher = estimator.metric(&params)?.into_iter().map(|entry| 4.0 * entry);
        let fisher = DMatrix::from_iterator(parameters, parameters, fisher);
        let mut eigenvalues: Vec<f64> = SymmetricEigen::new(fisher).eigenvalues.iter().copied().collect();
        eigenvalues.sort_by(|a, b| b.total_cmp(a));
        let least = ZERO * eigenvalues[0].max(f64::MIN_POSITIVE);
        rank = rank.max(eigenvalues.iter().filter(|value| **value > least).count());
        mean.iter_mut().zip(&eigenvalues).for_each(|(mean, value)| *mean += value.max(0.0) / draws as f64);
    }
    let redundancy = 1.0 - rank as f64 / parameters as f64;
    Ok(Some(FisherSpectrum { eigenvalues: mean, rank, redundancy }))
}
