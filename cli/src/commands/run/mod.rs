//! `run`: runs a circuit file and prints what was asked for.

mod answer;
mod table;

use crate::circuit_arguments::{BindingOptions, CircuitFile, observable};
use crate::failure::{Failure, Outcome};
use crate::options::{Common, Format};
use crate::terminal::Terminal;
use crate::{help, output};
use ansatz_jobs::run::{Listed, Otherwise, RunRequest, run};
use clap::Args;
use std::path::PathBuf;

/// Run an OpenQASM 2 or 3 file.
///
/// A program that measures shows its exact distribution p(b) of the classical bits b, also if it measures, resets or
/// decides on the way; with --shots it shows how often each b was drawn from it. A program that does not measure shows
/// its most probable basis states.
///
/// Before its final measurements the program has a state ψ: --observable prints ⟨ψ|O|ψ⟩, --probabilities prints
/// |⟨x|ψ⟩|² of each basis state x, --amplitudes prints chosen amplitudes ⟨x|ψ⟩, --state writes all of them for NumPy.
/// A program that measures on the way has no single state: --observable is then the mean Σ p⟨ψ|O|ψ⟩ over its branches,
/// or with --shots over the states that shots end with, with its standard error.
///
/// Formats: text for people; JSON with everything that was asked for; CSV with one table: `outcome,count`,
/// `shot,outcome` with --memory, `outcome,probability`, `basis_state,probability`, `basis_state,re,im`,
/// `observable,expectation` (and `standard_error`), or with --bindings `binding` and a column
/// for each observable.
#[derive(Args)]
#[command(after_long_help = help::page(
    &[help::OBSERVABLES, help::INPUTS, help::BITS, help::LIMITS],
    "ansatz run examples/bell.qasm --shots 1000 --seed 7 --format csv
     ansatz run examples/ansatz.qasm --param theta=0.3 --param phi=0.1 --observable \"Z0 Z1\""
))]
pub struct Run {
    #[command(flatten)]
    circuit: CircuitFile,
    /// Sample the classical bits this often; a file that measures nothing is measured on all qubits
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u64).range(1..=1_000_000_000))]
    shots: Option<u64>,
    /// Print an expectation value, of `1.0 * Z0 Z1 + 0.5 * X3` or `@FILE`; may be given several times
    #[arg(long = "observable", value_name = "O", allow_hyphen_values = true)]
    observables: Vec<String>,
    #[command(flatten)]
    bindings: BindingOptions,
    /// Print the probabilities of the qubits' basis states, before the final measurements
    #[arg(long)]
    probabilities: bool,
    /// With --probabilities: the K most probable only
    #[arg(long, value_name = "K", requires = "probabilities", allow_negative_numbers = true, value_parser = clap::value_parser!(u64).range(1..))]
    top: Option<u64>,
    /// Write the amplitudes before the final measurements: complex128, index bit 0 = qubit 0
    #[arg(long, value_name = "OUT.npy")]
    state: Option<PathBuf>,
    /// Print these amplitudes before the final measurements: basis states as bits, the highest qubit leftmost, or as numbers
    #[arg(long, value_name = "BITS", value_delimiter = ',')]
    amplitudes: Vec<String>,
    /// With --shots: the outcome of each shot, in order
    #[arg(long)]
    memory: bool,
    /// Start from this state instead of |0…0⟩: a NumPy array of complex128 or complex64, index bit 0 = qubit 0
    #[arg(long, value_name = "IN.npy")]
    initial_state: Option<PathBuf>,
    /// Refuse programs of more than this many operations, gate definitions expanded, and loops of more steps; 10000000
    /// operations and 1048576 steps by default
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    max_steps: Option<u64>,
    /// Run it this many times and report the time of each; planning is repeated too, and its median reported
    #[arg(long, value_name = "R", default_value_t = 1, allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    repeat: u32,
    #[command(flatten)]
    common: Common,
}

impl Run {
    pub fn execute(&self) -> Outcome {
        if self.common.format == Format::Csv {
            self.check_one_table()?;
        }
        let answer = run(&self.request()?, &self.common.job(), &Terminal::new(&self.common))?;
        match self.common.format {
            Format::Json => output::print_json(&answer),
            Format::Text => output::print(&answer::text(&answer)),
            Format::Csv => table::table(&answer)?.print(),
        }
    }

    fn request(&self) -> Outcome<RunRequest> {
        let mut request = RunRequest::new(self.circuit.source(&self.common)?);
        request.bindings = self.bindings.table()?;
        request.shots = self.shots;
        for text in &self.observables {
            request.observables.push(observable(text)?);
        }
        request.memory = self.memory;
        request.amplitudes.clone_from(&self.amplitudes);
        request.initial_state.clone_from(&self.initial_state);
        let listed = self.top.map_or(Listed::All, |count| Listed::Top(count as usize));
        request.probabilities = self.probabilities.then_some(listed);
        request.state.clone_from(&self.state);
        request.max_steps = self.max_steps;
        request.repeat = self.repeat;
        if self.common.format == Format::Csv {
            request.otherwise = Otherwise::Refuse;
        }
        Ok(request)
    }

    /// CSV has one table.
    fn check_one_table(&self) -> Outcome {
        let asked = [
            (self.shots.is_some(), "--shots"),
            (self.probabilities, "--probabilities"),
            (!self.observables.is_empty(), "--observable"),
            (!self.amplitudes.is_empty(), "--amplitudes"),
        ];
        let asked: Vec<&str> =
            asked.iter().filter(|(is_asked, _)| *is_asked).map(|(_, option)| *option).collect();
        // The values of a program that measures on the way are estimated from shots.
        let is_estimate = asked == ["--shots", "--observable"];
        if asked.len() < 2 || is_estimate {
            return Ok(());
        }
        let message = format!(
            "`csv` prints one table, and {} ask for one each; ask for one at a time, or use `json`",
            asked.join(" and ")
        );
        Err(Failure::option("--format", message))
    }
}
