//! `gram`: the matrix of a quantum kernel over a data set, as a TOML file says.

mod answer;
mod matrix;
mod page;

use crate::failure::{Failure, Outcome};
use crate::options::{AnswerFormat, Common};
use crate::page::{Invocation, Provenance};
use crate::{help, output, standard_input};
use ansatz_jobs::files::write_file;
use ansatz_jobs::gram::{GramRequest, REFERENCE, gram};
use clap::Args;
use std::path::PathBuf;

/// Gram matrix of a kernel, to a `.npy` file.
///
/// K_ij = k(x_i, x_j) over the rows of a data set: `fidelity` is |⟨φ(x_i)|φ(x_j)⟩|², where the embedding makes φ(x);
/// `projected` is exp(−γ Σ (⟨P_q⟩_i − ⟨P_q⟩_j)²) over qubits q and P = X, Y, Z; `gaussian` is exp(−γ|x_i − x_j|²). N circuits are run, not N²: the overlaps are
/// one matrix product. The order of rows is that of the data, or of its training rows.
///
/// A kernel with `trainable = true` is trained first: exact gradients of the alignment move the weights of its embedding.
///
/// The alignment is Σ K_ij T_ij / √(Σ K² · Σ T²), where T says which rows are of the same class: 1 for a kernel that is
/// the classes. With test rows a second file has k(test, training), and a support vector machine is trained and
/// measured.
#[derive(Args)]
#[command(after_long_help = help::page(
    &[&format!("The kernel file:\n\n{REFERENCE}")],
    "ansatz gram examples/kernel_iris.toml
     ansatz gram examples/kernel_moons.toml --out moons.npy --format json"
))]
pub struct Gram {
    /// The kernel file, or `-` for standard input; --help shows every key with its default
    #[arg(value_name = "CONFIG.toml")]
    config: PathBuf,
    /// Where the matrix goes, instead of the file's `[output] file`; by default `out/` and the file's name
    #[arg(long, value_name = "FILE.npy")]
    out: Option<PathBuf>,
    /// Also write a page with pictures to this file
    #[arg(long, value_name = "OUT.html")]
    report: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

impl Gram {
    pub fn execute(&self, invocation: &Invocation) -> Outcome {
        let format = self.common.answer_format()?;
        let request = GramRequest { config: standard_input::config(&self.config)?, out: self.out.clone() };
        let answer = gram(&request, &self.common.job())?;
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
