//! `convert`: a circuit file in the other dialect.

use crate::circuit_file::CircuitFile;
use crate::failure::{Failure, Outcome};
use crate::options::Common;
use crate::output;
use ansatz::circuits::qasm::{to_qasm2, to_qasm3};
use clap::{Args, ValueEnum};

/// Translate a circuit file to OpenQASM 2 or 3
#[derive(Args)]
#[command(after_help = "Example: ansatz convert examples/bell.qasm --to qasm2")]
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
        let circuit = self.circuit.read_circuit(&self.common, "translate")?.circuit;
        let text = match self.to {
            Dialect::Qasm2 => to_qasm2(&circuit),
            Dialect::Qasm3 => to_qasm3(&circuit),
        };
        let text = text.map_err(|error| Failure::input(self.circuit.file.display(), error))?;
        output::print(text.trim_end())
    }
}
