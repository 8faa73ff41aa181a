//! `plan`: what would run, without running it.

use crate::circuit_file::CircuitFile;
use crate::failure::Outcome;
use crate::options::{Common, Format};
use crate::{backend, output};
use ansatz::simulator::{PlanOptions, Program, available_memory};
use clap::Args;
use serde::Serialize;

/// Say what would run: qubits, gates, passes over memory, bytes
#[derive(Args)]
#[command(after_help = "Example: ansatz plan examples/bell.qasm")]
pub struct PlanCommand {
    #[command(flatten)]
    circuit: CircuitFile,
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct Summary {
    qubits: usize,
    bits: usize,
    parameters: Vec<String>,
    gates: usize,
    operations: Option<usize>,
    passes: Option<usize>,
    bytes: u128,
    bytes_available: u64,
    device: String,
    precision: &'static str,
    measures_on_the_way: bool,
}

impl PlanCommand {
    pub fn execute(&self) -> Outcome {
        let program = self.circuit.read(&self.common)?;
        let compiled = Program::compile(&program.circuit, &PlanOptions::default())?;
        let plan = compiled.static_plan();
        let summary = Summary {
            qubits: compiled.num_qubits(),
            bits: compiled.num_bits(),
            parameters: program.circuit.parameters().to_vec(),
            gates: program.circuit.instructions().iter().filter(|i| i.is_gate()).count(),
            operations: plan.map(|plan| plan.num_operations()),
            passes: plan.map(|plan| plan.num_passes()),
            bytes: u128::from(self.common.precision.amplitude_bytes()) << compiled.num_qubits(),
            bytes_available: self.common.memory_limit.unwrap_or_else(available_memory),
            device: backend::choose(&self.common)?.name(),
            precision: self.common.precision.name(),
            measures_on_the_way: plan.is_none(),
        };
        match self.common.format {
            Format::Json => output::print_json(&summary),
            Format::Text => output::print(&summary.text()),
        }
    }
}

impl Summary {
    fn text(&self) -> String {
        let or_dynamic = |count: Option<usize>, what: &str| {
            count.map_or("known only when it runs".into(), |count| format!("{count} {what}"))
        };
        let fits = if self.bytes <= u128::from(self.bytes_available) { "fits" } else { "does not fit" };
        [
            format!("qubits      {}", self.qubits),
            format!("bits        {}", self.bits),
            format!(
                "inputs      {}",
                if self.parameters.is_empty() { "none".into() } else { self.parameters.join(", ") }
            ),
            format!("gates       {}", self.gates),
            format!("operations  {}", or_dynamic(self.operations, "after fusion")),
            format!("passes      {}", or_dynamic(self.passes, "over the state")),
            format!("bytes       {} of {} available: {fits}", self.bytes, self.bytes_available),
            format!("device      {}", self.device),
        ]
        .join("\n")
    }
}
