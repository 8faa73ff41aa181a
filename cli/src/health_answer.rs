//! What `health` found, as JSON and as text.

use ansatz::qml::{Entanglement, ExponentialFit, Expressibility, FisherSpectrum, GradientVariance};
use serde::Serialize;
use std::fmt::Write;

/// The answer; its fields are the JSON keys.
#[derive(Serialize)]
pub struct Answer {
    pub circuit: String,
    pub qubits: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layers: Option<usize>,
    pub parameters: usize,
    pub observable: String,
    pub expressibility: Reach,
    pub entanglement: Mixing,
    pub gradients: Gradients,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fourier: Option<Spectrum>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fisher: Option<Fisher>,
    pub draws: usize,
    pub seed: u64,
    pub device: String,
}

#[derive(Serialize)]
pub struct Reach {
    pub divergence: f64,
    /// What random states would show.
    pub floor: f64,
    pub fidelities: usize,
    pub shares: Vec<f64>,
    pub haar: Vec<f64>,
}

#[derive(Serialize)]
pub struct Mixing {
    pub mean: f64,
    pub deviation: f64,
}

#[derive(Serialize)]
pub struct Gradients {
    pub sizes: Vec<Variance>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fit: Option<Fit>,
    #[serde(serialize_with = "as_map")]
    pub by_parameter: Vec<(String, f64)>,
}

#[derive(Serialize)]
pub struct Variance {
    pub qubits: usize,
    pub parameters: usize,
    pub mean: f64,
    pub largest: f64,
}

#[derive(Serialize)]
pub struct Fit {
    pub factor: f64,
    pub rate: f64,
    pub r_squared: f64,
}

#[derive(Serialize)]
pub struct Spectrum {
    pub input: String,
    pub degree: usize,
    pub unit: f64,
    pub amplitudes: Vec<f64>,
}

#[derive(Serialize)]
pub struct Fisher {
    pub rank: usize,
    pub redundancy: f64,
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

impl Answer {
    /// What the circuit is called, with its sizes.
    pub fn title(&self) -> String {
        let layers = self.layers.map_or_else(String::new, |layers| format!(", layers: {layers}"));
        let Answer { circuit, qubits, parameters, .. } = self;
        format!("{circuit}, qubits: {qubits}{layers}, parameters: {parameters}")
    }

    /// Q of random states, `(N − 2)/(N + 1)`.
    pub fn random_entanglement(&self) -> f64 {
        let dimension = (self.qubits as f64).exp2();
        (dimension - 2.0) / (dimension + 1.0)
    }

    /// For people.
    pub fn text(&self) -> String {
        let mut text = format!("health of {}\n", self.title());
        let Reach { divergence, floor, fidelities, .. } = &self.expressibility;
        let Mixing { mean, deviation } = &self.entanglement;
        let random = self.random_entanglement();
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "expressibility  {divergence:.4} nats from random states, which show {floor:.4} with {fidelities} fidelities"
        );
        let _ =
            writeln!(text, "entanglement    Q = {mean:.4} ± {deviation:.4}; of random states {random:.4}");
        for Variance { qubits, mean, largest, .. } in &self.gradients.sizes {
            let what = format!("Var[∂⟨{}⟩]", self.observable);
            let _ =
                writeln!(text, "gradients       n = {qubits}: {what} = {mean:.3e}, at most {largest:.3e}");
        }
        if let Some(Fit { factor, rate, r_squared }) = &self.gradients.fit {
            let per_qubit = rate.exp();
            let _ = writeln!(
                text,
                "                {factor:.3} · exp({rate:.3} n), {per_qubit:.3} for each qubit, R² = {r_squared:.3}"
            );
        }
        if let Some(Fisher { rank, redundancy, .. }) = &self.fisher {
            let most = (self.qubits as f64 + 1.0).exp2() - 2.0;
            let redundant = 100.0 * redundancy;
            let _ = writeln!(
                text,
                "Fisher          rank {rank} of {} parameters ({redundant:.0} % redundant); states have {most} directions",
                self.parameters
            );
        }
        if let Some(Spectrum { input, degree, unit, amplitudes }) = &self.fourier {
            let shown: Vec<String> = amplitudes.iter().take(12).map(|a| format!("{a:.4}")).collect();
            let more = if amplitudes.len() > 12 { " …" } else { "" };
            let _ = writeln!(
                text,
                "Fourier         degree {degree} in {input}, unit {unit}; |c_k| = {}{more}",
                shown.join(" ")
            );
        }
        let _ = write!(text, "{} random parameters, seed {}, on {}", self.draws, self.seed, self.device);
        text
    }
}
