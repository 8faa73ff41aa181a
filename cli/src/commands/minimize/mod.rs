//! `minimize`: the lowest energy of an observable over the parameters of a circuit, as a TOML file says.

mod answer;
mod page;

use crate::failure::{Failure, Outcome};
use crate::options::{AnswerFormat, Common};
use crate::page::{Invocation, Provenance};
use crate::terminal::Terminal;
use crate::{help, output, standard_input};
use ansatz_jobs::files::write_file;
use ansatz_jobs::minimize::{MinimizeRequest, REFERENCE, minimize};
use clap::Args;
use std::path::PathBuf;

/// Lowest energy of an observable over a circuit's parameters: VQE, QAOA.
///
/// E(θ) = ⟨ψ(θ)|O|ψ(θ)⟩ is made small by an optimizer with exact gradients. The circuit is one of electrons (`uccsd`,
/// `givens`, `adaptive`, which keep their number), of a graph or another diagonal cost (`qaoa`), of layers (`hardware_efficient` and others), or a
/// file whose inputs are the parameters. The history has the energy at the start and after each step, or after each
/// excitation that `adaptive` chose.
///
/// Of a cost or a cut, the answer has the best bit strings among the 1024 most probable ones, and the sides of the cut. With `states = k` it has the k
/// lowest states, each kept away from those below it.
///
/// A file of an observable may say in its comments what is known: `# electrons = 2`, `# exact_energy = -1.1373`. With
/// `accuracy`, an energy further than that from the reference is a failure: exit code 1, after the answer.
#[derive(Args)]
#[command(after_long_help = help::page(
    &[&format!("The minimization file:\n\n{REFERENCE}"), help::OBSERVABLES],
    "ansatz minimize examples/vqe_h2.toml
     ansatz minimize examples/qaoa_petersen.toml --format json --circuit cut.qasm --state cut.npy"
))]
pub struct Minimize {
    /// The minimization file, or `-` for standard input; --help shows every key with its default
    #[arg(value_name = "CONFIG.toml")]
    config: PathBuf,
    /// Write the circuit at its minimum, its parameters being numbers, as OpenQASM 3
    #[arg(long, value_name = "OUT.qasm")]
    circuit: Option<PathBuf>,
    /// Write the amplitudes of its state: complex128, index bit 0 = qubit 0
    #[arg(long, value_name = "OUT.npy")]
    state: Option<PathBuf>,
    /// Also write a page with pictures to this file
    #[arg(long, value_name = "OUT.html")]
    report: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

impl Minimize {
    pub fn execute(&self, invocation: &Invocation) -> Outcome {
        let format = self.common.answer_format()?;
        let mut request = MinimizeRequest::new(standard_input::config(&self.config)?);
        request.circuit.clone_from(&self.circuit);
        request.state.clone_from(&self.state);
        let answer = minimize(&request, &self.common.job(), &Terminal::new(&self.common))?;
        if let Some(path) = &self.report {
            let provenance = Provenance::new(&self.common, invocation.command());
            let page = page::page(&answer, provenance)
                .map_err(|error| Failure::work(format!("cannot draw the report: {error}")))?;
            write_file(path, |file| file.write_all(page.as_bytes()))?;
        }
        match format {
            AnswerFormat::Json => output::print_json(&answer)?,
            AnswerFormat::Text => output::print(&answer::text(&answer))?,
        }
        Ok(answer.expected()?)
    }
}
