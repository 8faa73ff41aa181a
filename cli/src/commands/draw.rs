//! `draw`: the picture of a circuit, as text or SVG.

use crate::circuit_file::CircuitFile;
use crate::failure::Outcome;
use crate::options::Common;
use clap::Args;

/// Draw a circuit file.
#[derive(Args)]
pub struct Draw {
    #[command(flatten)]
    circuit: CircuitFile,
    #[command(flatten)]
    common: Common,
}

impl Draw {
    pub fn execute(&self) -> Outcome {
        let program = self.circuit.read(&self.common)?;
        crate::output::print(&format!("{} instructions", program.circuit.instructions().len()))
    }
}
