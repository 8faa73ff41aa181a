//! `convert`: a circuit file in the other dialect.

use crate::circuit_arguments::CircuitFile;
use crate::failure::Outcome;
use crate::options::{AnswerFormat, Common};
use crate::terminal::Terminal;
use crate::{help, output};
use ansatz_jobs::convert::convert;
use clap::{Args, ValueEnum};
use serde::Serialize;

/// Translate a circuit file to OpenQASM 2 or 3.
///
/// What is printed means the same: reading it again gives the same state, in OpenQASM 2 up to a global phase, and the
/// same classical bits. Loops, subroutines, constants and conditions that are known are written out; inputs without a value,
/// gate definitions, measurements and conditions on measured bits stay. Matrices become definitions by the quantum Shannon
/// decomposition, and for OpenQASM 2, which has no modifiers, gates under controls are taken apart. A circuit may have any
/// number of qubits. OpenQASM 2 has no inputs, and conditions on one register only: what it cannot say is refused.
#[derive(Args)]
#[command(after_long_help = help::page(
    &[help::LIMITS],
    "ansatz convert examples/bell.qasm --to qasm2
     ansatz convert examples/ansatz.qasm --to qasm3"
))]
pub struct Convert {
    #[command(flatten)]
    circuit: CircuitFile,
    /// The dialect to write
    #[arg(long, value_enum)]
    to: Dialect,
    #[command(flatten)]
    common: Common,
}

#[derive(ValueEnum, Clone, Copy)]
enum Dialect {
    /// OpenQASM 2.0
    Qasm2,
    /// OpenQASM 3.0
    Qasm3,
}

/// The answer for programs.
#[derive(Serialize)]
struct Converted<'a> {
    text: &'a str,
}

impl Convert {
    pub fn execute(&self) -> Outcome {
        let format = self.common.answer_format()?;
        let to = match self.to {
            Dialect::Qasm2 => ansatz_jobs::convert::Dialect::Qasm2,
            Dialect::Qasm3 => ansatz_jobs::convert::Dialect::Qasm3,
        };
        let text = convert(&self.circuit.source(&self.common)?, to, &Terminal::new(&self.common))?;
        match format {
            AnswerFormat::Json => output::print_json(&Converted { text: &text }),
            AnswerFormat::Text => output::print_exactly(text.trim_end()),
        }
    }
}
