//! `health`: what a circuit can do as a model, measured: reach, entanglement, gradients, frequencies, useful parameters.

use super::observables;
use crate::circuit_file::CircuitFile;
use crate::failure::{Failure, Outcome};
use crate::health_answer::{Answer, Gradients, Spectrum, Variance};
use crate::options::{AnswerFormat, Common};
use crate::{backend, health_report, help, output};
use ansatz::circuits::{Circuit, PauliSum, nearest};
use ansatz::qml::{
    ANSATZE, HealthSettings, ModelError, ansatz_by_name, entanglement, exponential_fit, expressibility,
    fisher_spectrum, fourier_spectrum, gradient_variance, random_layers,
};
use ansatz::simulator::{Backend, MemoryNeed};
use clap::Args;
use std::path::PathBuf;

/// Health of a circuit: expressibility, entanglement, gradients, spectra.
///
/// Of a circuit file, whose inputs are the parameters, or of a named ansatz. Parameters are random, uniform in [0, 2π), and the state
/// starts at |0…0⟩.
///
/// Expressibility is Σ_b p_b ln(p_b/q_b) over 75 bins of the fidelity |⟨ψ(θ)|ψ(φ)⟩|², q_b those of random states: 0 for a circuit that
/// reaches all states alike (arXiv:1905.10876). Entanglement is Meyer and Wallach's Q = 1 − (1/n) Σ (⟨X_q⟩² + ⟨Y_q⟩² + ⟨Z_q⟩²): 0 for product
/// states, at most 1. Gradients are the variances of ∂⟨O⟩/∂θ_k, which fall exponentially with n on a barren plateau
/// (arXiv:1803.11173); of an ansatz they are taken at several n and fitted. The rank of the quantum Fisher information counts
/// the directions in which the state moves, at most 2^(n+1) − 2 (arXiv:2102.01659). With --input, the mean |c_k| of ⟨O⟩ = Σ c_k e^(ikwx)
/// (arXiv:2008.08605).
#[derive(Args)]
#[command(after_long_help = help::page(
    &[help::OBSERVABLES],
    "ansatz health --ansatz hardware_efficient --qubits 4 --layers 3
     ansatz health examples/ansatz.qasm --input theta --report health.html --format json"
))]
pub struct Health {
    /// An OpenQASM file, or `-` for standard input; its inputs are the parameters
    #[arg(value_name = "FILE", required_unless_present = "ansatz", conflicts_with = "ansatz")]
    file: Option<PathBuf>,
    /// Instead of a file: `hardware_efficient`, `strongly_entangling`, `basic_entangler`, `real_amplitudes`, `qaoa`, or
    /// `random`, rotations about random axes and lines of CZ
    #[arg(long, value_name = "NAME")]
    ansatz: Option<String>,
    /// Qubits of the ansatz; 4 by default
    #[arg(long, value_name = "N", allow_negative_numbers = true, conflicts_with = "file", value_parser = clap::value_parser!(u8).range(1..=30))]
    qubits: Option<u8>,
    /// Layers of the ansatz; 3 by default
    #[arg(long, value_name = "L", allow_negative_numbers = true, conflicts_with = "file", value_parser = clap::value_parser!(u16).range(1..=10_000))]
    layers: Option<u16>,
    /// The observable of gradients and frequencies; `Z0 Z1` by default, `Z0` for one qubit
    #[arg(long, value_name = "O", allow_hyphen_values = true)]
    observable: Option<String>,
    /// Also the Fourier spectrum in this parameter
    #[arg(long, value_name = "NAME")]
    input: Option<String>,
    /// Fidelities for expressibility, in blocks of 1024
    #[arg(long, value_name = "N", default_value_t = 32_768, allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=100_000_000))]
    fidelities: u32,
    /// Random parameters for everything else
    #[arg(long, value_name = "N", default_value_t = 200, allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(2..=1_000_000))]
    draws: u32,
    /// Also write a page with pictures to this file
    #[arg(long, value_name = "OUT.html")]
    report: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

/// A name, and the circuit of every number of qubits, or one circuit.
struct Subject {
    name: String,
    circuit: Circuit,
    layers: Option<usize>,
}

/// States that are held at once.
const LANES: usize = 64;

impl Health {
    pub fn execute(&self) -> Outcome {
        let format = self.common.answer_format()?;
        let answer = self.common.with_threads(|| self.examine())?;
        if let Some(path) = &self.report {
            let page = health_report::page(&answer)
                .map_err(|error| Failure::work(format!("cannot draw the report: {error}")))?;
            output::write_file(path, |file| file.write_all(page.as_bytes()))?;
        }
        match format {
            AnswerFormat::Json => output::print_json(&answer),
            AnswerFormat::Text => output::print(&answer.text()),
        }
    }

    fn examine(&self) -> Outcome<Answer> {
        let subject = self.subject()?;
        let (circuit, qubits) = (&subject.circuit, subject.circuit.num_qubits());
        if qubits == 0 {
            return Err(Failure::input(&subject.name, "the circuit has no qubits"));
        }
        let need = MemoryNeed { num_qubits: qubits, lanes: LANES, states: 3, real_bytes: 8 };
        need.check(self.common.memory_limit)?;
        let backend = backend::choose(&self.common, backend::amplitude_bits(qubits, LANES))?;
        let settings = HealthSettings {
            fidelities: self.fidelities as usize,
            draws: self.draws as usize,
            seed: self.common.seed(),
        };
        let observable = observables::read(self.observable_text(qubits), qubits)?;
        let expressibility = expressibility(&*backend, circuit, &settings)?;
        let entanglement = entanglement(&*backend, circuit, &settings)?;
        let fisher = fisher_spectrum(&*backend, circuit, &settings)?;
        Ok(Answer {
            circuit: subject.name.clone(),
            qubits,
            layers: subject.layers,
            parameters: circuit.parameters().len(),
            observable: self.observable_text(qubits).to_owned(),
            expressibility: expressibility.into(),
            entanglement: entanglement.into(),
            gradients: self.gradients(&subject, &*backend, (&observable, &settings))?,
            fourier: self.fourier(&subject, &*backend, (&observable, &settings))?,
            fisher: fisher.map(Into::into),
            draws: settings.draws,
            seed: settings.seed,
            device: backend.name(),
        })
    }

    fn observable_text(&self, qubits: usize) -> &str {
        self.observable.as_deref().unwrap_or(if qubits == 1 { "Z0" } else { "Z0 Z1" })
    }

    fn subject(&self) -> Outcome<Subject> {
        if let Some(file) = &self.file {
            let file = CircuitFile {
                file: file.clone(),
                include: Vec::new(),
                strict: false,
                params: Vec::new(),
                limits: Vec::new(),
            };
            let circuit = file.read_circuit(&self.common, "its health")?.circuit;
            return Ok(Subject { name: file.file.display().to_string(), circuit, layers: None });
        }
        let (qubits, layers) = (self.qubits.map_or(4, usize::from), self.layers.map_or(3, usize::from));
        let circuit = self.build(qubits, layers)?;
        Ok(Subject { name: self.ansatz.clone().unwrap_or_default(), circuit, layers: Some(layers) })
    }

    /// The named ansatz.
    fn build(&self, qubits: usize, layers: usize) -> Outcome<Circuit> {
        match self.ansatz.as_deref().unwrap_or_default() {
            "random" => Ok(random_layers(qubits, layers, (self.common.seed(), 0))?),
            name => ansatz_by_name(name, qubits, layers).map_err(|error| match error {
                ModelError::Unknown(_) => {
                    let known: Vec<&str> = ANSATZE.iter().copied().chain(["random"]).collect();
                    let hint = nearest(name, known.iter().copied()).map_or_else(
                        || format!("known: {}", known.join(", ")),
                        |near| format!("did you mean `{near}`?"),
                    );
                    Failure::option("--ansatz", format!("unknown ansatz `{}`; {hint}", name.escape_debug()))
                }
                error => error.into(),
            }),
        }
    }

    /// Variances at the subject's size, and of an ansatz at the even sizes below it.
    fn gradients(
        &self,
        subject: &Subject,
        backend: &dyn Backend,
        (observable, settings): (&PauliSum, &HealthSettings),
    ) -> Outcome<Gradients> {
        let qubits = subject.circuit.num_qubits();
        let mut sizes = Vec::new();
        let smallest = observable.min_qubits().max(2);
        if let Some(layers) = subject.layers {
            for size in (smallest..qubits).filter(|size| size % 2 == qubits % 2) {
                let circuit = self.build(size, layers)?;
                sizes.push(Variance::from(gradient_variance(backend, &circuit, observable, settings)?));
            }
        }
        let here = gradient_variance(backend, &subject.circuit, observable, settings)?;
        let by_parameter = subject.circuit.parameters().iter().cloned().zip(here.variances.clone()).collect();
        sizes.push(here.into());
        let points: Vec<(f64, f64)> = sizes.iter().map(|v| (v.qubits as f64, v.mean)).collect();
        let fit = exponential_fit(&points).map(Into::into);
        Ok(Gradients { sizes, fit, by_parameter })
    }

    fn fourier(
        &self,
        subject: &Subject,
        backend: &dyn Backend,
        (observable, settings): (&PauliSum, &HealthSettings),
    ) -> Outcome<Option<Spectrum>> {
        let Some(input) = &self.input else { return Ok(None) };
        let names = subject.circuit.parameters();
        let Some(index) = names.iter().position(|name| name == input) else {
            let hint = nearest(input, names.iter().map(AsRef::as_ref))
                .map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            let message = format!("the circuit has no parameter `{}`{hint}", input.escape_debug());
            return Err(Failure::option("--input", message));
        };
        let found = fourier_spectrum(backend, &subject.circuit, (index, observable), settings);
        let found = found.map_err(|error| match error {
            ModelError::NotASeries { .. } => {
                Failure::option("--input", "angles are no multiples of it, so there is no Fourier series")
            }
            error @ (ModelError::Number { .. } | ModelError::Size { .. }) => {
                Failure::option("--input", error)
            }
            error => error.into(),
        })?;
        Ok(Some(Spectrum {
            input: input.clone(),
            degree: found.degree(),
            unit: found.unit,
            amplitudes: found.amplitudes,
        }))
    }
}
