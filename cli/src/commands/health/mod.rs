//! `health`: what a circuit can do as a model, measured: reach, entanglement, gradients, frequencies, useful parameters.

mod answer;
mod page;

use crate::circuit_arguments::from_standard_input;
use crate::failure::{Failure, Outcome};
use crate::options::{AnswerFormat, Common};
use crate::page::{Invocation, Provenance};
use crate::terminal::Terminal;
use crate::{help, output};
use ansatz_jobs::circuit::CircuitSource;
use ansatz_jobs::files::write_file;
use ansatz_jobs::health::{HealthRequest, NamedAnsatz, Subject, health};
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

impl Health {
    pub fn execute(&self, invocation: &Invocation) -> Outcome {
        let format = self.common.answer_format()?;
        let answer = health(&self.request()?, &self.common.job(), &Terminal::new(&self.common))?;
        if let Some(path) = &self.report {
            let provenance = Provenance::new(&self.common, invocation.command());
            let files = self.file.iter().map(PathBuf::as_path);
            let page = page::page(&answer, provenance.with_files(files))
                .map_err(|error| Failure::work(format!("cannot draw the report: {error}")))?;
            write_file(path, |file| file.write_all(page.as_bytes()))?;
        }
        match format {
            AnswerFormat::Json => output::print_json(&answer),
            AnswerFormat::Text => output::print(&answer::text(&answer)),
        }
    }

    fn request(&self) -> Outcome<HealthRequest> {
        let mut request = HealthRequest::new(self.subject()?);
        request.observable.clone_from(&self.observable);
        request.input.clone_from(&self.input);
        request.fidelities = self.fidelities as usize;
        request.draws = self.draws as usize;
        Ok(request)
    }

    fn subject(&self) -> Outcome<Subject> {
        Ok(match &self.file {
            Some(file) => {
                let mut source = CircuitSource::file(file.clone());
                source.memory_limit = self.common.memory_limit;
                Subject::File(from_standard_input(source)?)
            }
            None => Subject::Ansatz(NamedAnsatz {
                name: self.ansatz.clone().unwrap_or_default(),
                qubits: self.qubits.map_or(4, usize::from),
                layers: self.layers.map_or(3, usize::from),
            }),
        })
    }
}
