//! `plan`: what would run, without running it.

use crate::circuit_arguments::CircuitFile;
use crate::failure::Outcome;
use crate::options::{AnswerFormat, Common};
use crate::terminal::Terminal;
use crate::{help, output};
use ansatz_jobs::plan::{PlanAnswer, plan};
use clap::Args;

/// Say what would run: qubits, gates, passes over memory, bytes, predicted seconds.
///
/// Nothing is run and no state is allocated. A state of n qubits takes 2^n · 16 bytes in f64 and half of that in f32. Gates
/// become operations, operations become passes, each of which reads and writes the state once; the prediction divides the
/// bytes and multiply-adds of all passes by the rates of a machine (`ansatz bench --calibrate` measures this one's).
#[derive(Args)]
#[command(after_long_help = help::page(
    &[help::LIMITS],
    "ansatz plan examples/bell.qasm
     ansatz plan examples/ansatz.qasm --precision f32 --format json"
))]
pub struct PlanCommand {
    #[command(flatten)]
    circuit: CircuitFile,
    #[command(flatten)]
    common: Common,
}

impl PlanCommand {
    pub fn execute(&self) -> Outcome {
        let format = self.common.answer_format()?;
        let answer =
            plan(&self.circuit.source(&self.common)?, &self.common.job(), &Terminal::new(&self.common))?;
        match format {
            AnswerFormat::Json => output::print_json(&answer),
            AnswerFormat::Text => output::print(&text(&answer)),
        }
    }
}

/// The answer for people.
fn text(answer: &PlanAnswer) -> String {
    let why = if answer.measures_on_the_way {
        "known only when it runs"
    } else {
        "none: a state has at most 62 qubits"
    };
    let dynamic = || why.to_string();
    let or_dynamic =
        |count: Option<usize>, what: &str| count.map_or_else(dynamic, |count| format!("{count} {what}"));
    let sweeps = answer.sweeps.map_or_else(dynamic, |sweeps| format!("{sweeps} over tiles"));
    let arithmetic = answer
        .multiply_adds_per_amplitude
        .map_or_else(dynamic, |count| format!("{count:.1} multiply-adds an amplitude"));
    let moved = answer.bytes_moved.map_or_else(dynamic, |bytes| format!("{bytes:.0} bytes read and written"));
    let predicted = answer.predicted_s.map_or_else(dynamic, |seconds| format!("{seconds:.3e} seconds"));
    let fits = if answer.bytes <= u128::from(answer.bytes_available) { "fits" } else { "does not fit" };
    [
        format!("qubits      {}", answer.qubits),
        format!("bits        {}", answer.bits),
        format!(
            "inputs      {}",
            if answer.parameters.is_empty() { "none".into() } else { answer.parameters.join(", ") }
        ),
        format!("gates       {}", answer.gates),
        format!("operations  {}", or_dynamic(answer.operations, "after fusion")),
        format!("passes      {}", or_dynamic(answer.passes, "over the state")),
        format!("sweeps      {sweeps}"),
        format!("arithmetic  {arithmetic}"),
        format!("moved       {moved}"),
        format!("predicted   {predicted}"),
        format!("bytes       {} of {} available: {fits}", answer.bytes, answer.bytes_available),
        format!("device      {}", answer.device),
    ]
    .join("\n")
}
