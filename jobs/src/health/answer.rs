//! What was found of a circuit's health.
//!
//! Made by the job; worded by its caller.

use ansatz::qml::health::{Entanglement, ExponentialFit, Expressibility, FisherSpectrum, GradientVariance};
use serde::Serialize;

/// The answer; the keys are the contract of programs that read it.
#[derive(Debug, Clone, Serialize)]
pub struct HealthAnswer {
    /// What the circuit is called.
    pub circuit: String,
    /// Qubits of the circuit.
    pub qubits: usize,
    /// Layers of an ansatz.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layers: Option<usize>,
    /// How many parameters it has.
    pub parameters: usize,
    /// The observable of gradients and frequencies.
    pub observable: String,
    /// How near its states are to random ones.
    pub expressibility: Reach,
    /// How entangled its states are.
    pub entanglement: Mixing,
    /// How large its gradients are.
    pub gradients: Gradients,
    /// Frequencies in one input.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fourier: Option<Spectrum>,
    /// In how many directions its states move.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fisher: Option<Fisher>,
    /// Random parameters.
    pub draws: usize,
    /// The seed.
    pub seed: u64,
    /// Where it ran.
    pub device: String,
}

/// Expressibility: how far fidelities are from those of random states.
#[derive(Debug, Clone, Serialize)]
pub struct Reach {
    /// Kullback-Leibler divergence, in nats.
    pub divergence: f64,
    /// What random states would show.
    pub floor: f64,
    /// How many fidelities.
    pub fidelities: usize,
    /// Shares of the bins.
    pub shares: Vec<f64>,
    /// Shares of the bins for random states.
    pub haar: Vec<f64>,
}

/// Entanglement of random parameters.
#[derive(Debug, Clone, Serialize)]
pub struct Mixing {
    /// The mean.
    pub mean: f64,
    /// The standard deviation.
    pub deviation: f64,
}

/// Variances of gradients.
#[derive(Debug, Clone, Serialize)]
pub struct Gradients {
    /// At each number of qubits.
    pub sizes: Vec<Variance>,
    /// The fit over qubits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fit: Option<Fit>,
    /// The variance of each parameter's gradient.
    #[serde(serialize_with = "as_map")]
    pub by_parameter: Vec<(String, f64)>,
}

/// Variances at one number of qubits.
#[derive(Debug, Clone, Serialize)]
pub struct Variance {
    /// Qubits of the circuit.
    pub qubits: usize,
    /// How many parameters it has.
    pub parameters: usize,
    /// The mean.
    pub mean: f64,
    /// The largest.
    pub largest: f64,
}

/// An exponential fit over qubits.
#[derive(Debug, Clone, Serialize)]
pub struct Fit {
    /// The factor.
    pub factor: f64,
    /// The rate in the exponent.
    pub rate: f64,
    /// R².
    pub r_squared: f64,
}

/// Fourier spectrum in one input.
#[derive(Debug, Clone, Serialize)]
pub struct Spectrum {
    /// The input.
    pub input: String,
    /// The highest frequency.
    pub degree: usize,
    /// What frequencies are multiples of.
    pub unit: f64,
    /// Mean |c_k|.
    pub amplitudes: Vec<f64>,
}

/// Spectrum of the quantum Fisher information.
#[derive(Debug, Clone, Serialize)]
pub struct Fisher {
    /// The rank.
    pub rank: usize,
    /// The share of parameters without a direction of their own.
    pub redundancy: f64,
    /// Mean eigenvalues, largest first.
    pub eigenvalues: Vec<f64>,
}

fn as_map<S: serde::Serializer>(pairs: &[(String, f64)], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}

impl From<Expressibility> for Reach {
    fn from(found: Expressibility) -> Reach {
        let Expressibility { divergence, floor, fidelities, shares, haar } = found;
        Reach { divergence, floor, fidelities, shares, haar }
    }
}

impl From<Entanglement> for Mixing {
    fn from(found: Entanglement) -> Mixing {
        Mixing { mean: found.mean, deviation: found.deviation }
    }
}

impl From<GradientVariance> for Variance {
    fn from(found: GradientVariance) -> Variance {
        let (mean, largest) = (found.mean(), found.largest());
        Variance { qubits: found.qubits, parameters: found.variances.len(), mean, largest }
    }
}

impl From<ExponentialFit> for Fit {
    fn from(found: ExponentialFit) -> Fit {
        Fit { factor: found.factor, rate: found.rate, r_squared: found.r_squared }
    }
}

impl From<FisherSpectrum> for Fisher {
    fn from(found: FisherSpectrum) -> Fisher {
        Fisher { rank: found.rank, redundancy: found.redundancy, eigenvalues: found.eigenvalues }
    }
}

impl HealthAnswer {
    /// What the circuit is called, with its sizes.
    pub fn title(&self) -> String {
        let layers = self.layers.map_or_else(String::new, |layers| format!(", layers: {layers}"));
        let HealthAnswer { circuit, qubits, parameters, .. } = self;
        format!("{circuit}, qubits: {qubits}{layers}, parameters: {parameters}")
    }

    /// Q of random states, `(N − 2)/(N + 1)`.
    pub fn random_entanglement(&self) -> f64 {
        let dimension = (self.qubits as f64).exp2();
        (dimension - 2.0) / (dimension + 1.0)
    }
}
