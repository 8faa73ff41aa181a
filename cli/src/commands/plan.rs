//! `plan`: what would run, without running it.

use crate::circuit_file::CircuitFile;
use crate::failure::Outcome;
use crate::options::{AnswerFormat, Common};
use crate::{backend, help, output};
use ansatz::simulator::{CostModel, PassWork, PlanWork, Program, RunShape, available_memory};
use clap::Args;
use serde::Serialize;

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

#[derive(Serialize)]
struct Summary {
    qubits: usize,
    bits: usize,
    parameters: Vec<String>,
    gates: usize,
    operations: Option<usize>,
    passes: Option<usize>,
    sweeps: Option<u64>,
    multiply_adds_per_amplitude: Option<f64>,
    bytes_moved: Option<f64>,
    predicted_s: Option<f64>,
    pass_list: Vec<Pass>,
    bytes: u128,
    bytes_available: u64,
    device: String,
    precision: &'static str,
    measures_on_the_way: bool,
}

/// One pass over memory.
#[derive(Serialize)]
struct Pass {
    tile_qubits: usize,
    tiles: u64,
    sweeps: u64,
    turn_sweeps: u64,
    phase_sweeps: u64,
    dense_sweeps: u64,
    multiply_adds_per_amplitude: f64,
    bytes_moved: f64,
}

impl Pass {
    fn new(pass: &PassWork, amplitude_bytes: usize) -> Pass {
        Pass {
            tile_qubits: pass.tile_qubits,
            tiles: pass.tiles,
            sweeps: pass.sweeps(),
            turn_sweeps: pass.turns.sweeps,
            phase_sweeps: pass.phases.sweeps,
            dense_sweeps: pass.dense.sweeps,
            multiply_adds_per_amplitude: pass.multiply_adds_per_amplitude(),
            bytes_moved: pass.bytes(amplitude_bytes),
        }
    }
}

impl PlanCommand {
    pub fn execute(&self) -> Outcome {
        self.common.with_threads(|| self.answer())
    }

    fn answer(&self) -> Outcome {
        let format = self.common.answer_format()?;
        let program = self.circuit.read_first(&self.common)?;
        let bits = backend::amplitude_bits(program.circuit.num_qubits(), 1);
        let backend = backend::choose(&self.common, bits)?;
        let compiled = Program::compile(&program.circuit, &backend.plan_options())?;
        let plan = compiled.static_plan();
        let work = plan.map(|plan| plan.work());
        let amplitude_bytes = self.common.precision.amplitude_bytes() as usize;
        let shape = RunShape { amplitude_bytes, threads: rayon::current_num_threads() };
        let summary = Summary {
            qubits: compiled.num_qubits(),
            bits: compiled.num_bits(),
            parameters: program.circuit.parameters().to_vec(),
            gates: program.circuit.instructions().iter().filter(|i| i.is_gate()).count(),
            operations: plan.map(|plan| plan.num_operations()),
            passes: plan.map(|plan| plan.num_passes()),
            sweeps: work.as_ref().map(PlanWork::sweeps),
            multiply_adds_per_amplitude: work.as_ref().map(PlanWork::multiply_adds_per_amplitude),
            bytes_moved: work.as_ref().map(|work| work.bytes(amplitude_bytes)),
            predicted_s: work.as_ref().map(|work| CostModel::default().seconds(work, shape)),
            pass_list: work
                .iter()
                .flat_map(|work| &work.passes)
                .map(|pass| Pass::new(pass, amplitude_bytes))
                .collect(),
            bytes: u128::from(self.common.precision.amplitude_bytes()) << compiled.num_qubits(),
            bytes_available: self.common.memory_limit.unwrap_or_else(available_memory),
            device: backend.name(),
            precision: self.common.precision.name(),
            measures_on_the_way: plan.is_none() || program.course.is_some(),
        };
        match format {
            AnswerFormat::Json => output::print_json(&summary),
            AnswerFormat::Text => output::print(&summary.text()),
        }
    }
}

impl Summary {
    fn text(&self) -> String {
        let dynamic = || "known only when it runs".to_string();
        let or_dynamic =
            |count: Option<usize>, what: &str| count.map_or_else(dynamic, |count| format!("{count} {what}"));
        let sweeps = self.sweeps.map_or_else(dynamic, |sweeps| format!("{sweeps} over tiles"));
        let arithmetic = self
            .multiply_adds_per_amplitude
            .map_or_else(dynamic, |count| format!("{count:.1} multiply-adds an amplitude"));
        let moved =
            self.bytes_moved.map_or_else(dynamic, |bytes| format!("{bytes:.0} bytes read and written"));
        let predicted = self.predicted_s.map_or_else(dynamic, |seconds| format!("{seconds:.3e} seconds"));
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
            format!("sweeps      {sweeps}"),
            format!("arithmetic  {arithmetic}"),
            format!("moved       {moved}"),
            format!("predicted   {predicted}"),
            format!("bytes       {} of {} available: {fits}", self.bytes, self.bytes_available),
            format!("device      {}", self.device),
        ]
        .join("\n")
    }
}
