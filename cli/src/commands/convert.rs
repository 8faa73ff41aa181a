//! `convert`: a circuit file in the other dialect.

use crate::circuit_arguments::CircuitFile;
use crate::failure::Outcome;
use crate::options::Common;
use crate::terminal::Terminal;
use crate::{help, output};
use ansatz_jobs::convert::convert;
use clap::{Args, ValueEnum};

/// Translate a circuit file to OpenQASM 2 or 3.
///
/// What is printed means the same: reading it again gives the same state, in OpenQASM 2 up to a global phase, and the
/// same classical bits. Loops, subroutines, constants and conditions that are known are written out; inputs, gate
/// definitions, measurements and conditions on measured bits stay. OpenQASM 2 has no inputs, no negative controls and
/// conditions on whole registers only: what it cannot say is refused.
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

impl Convert {
    pub fn execute(&self) -> Outcome {
        self.common.answer_format()?;
        let to = match self.to {
            Dialect::Qasm2 => ansatz_jobs::convert::Dialect::Qasm2,
            Dialect::Qasm3 => ansatz_jobs::convert::Dialect::Qasm3,
        };
        let text = convert(&self.circuit.source()?, to, &Terminal::new(&self.common))?;
        output::print_exactly(text.trim_end())
    }
}
