//! Plans of circuit files: what would run, without running it.

use crate::circuit::CircuitSource;
use crate::device;
use crate::error::Outcome;
use crate::observer::Observer;
use crate::options::JobOptions;
use crate::run::PieceAnswer;
use ansatz::circuits::{CircuitError, qasm};
use ansatz::simulator::{
    Program, SimulatorError,
    machine::{CostModel, PassWork, PlanWork, RunShape},
    memory_limit,
};
use serde::Serialize;

/// What would run; the keys are the contract of programs that read it. What depends on measurements is absent.
#[derive(Debug, Clone, Serialize)]
pub struct PlanAnswer {
    /// Qubits of the circuit.
    pub qubits: usize,
    /// Its classical bits.
    pub bits: usize,
    /// Names of its inputs.
    pub parameters: Vec<String>,
    /// Its gates.
    pub gates: usize,
    /// Operations after fusion.
    pub operations: Option<usize>,
    /// Passes over the state.
    pub passes: Option<usize>,
    /// Sweeps over tiles.
    pub sweeps: Option<u64>,
    /// Multiply-adds of everything, by amplitudes.
    pub multiply_adds_per_amplitude: Option<f64>,
    /// Bytes read and written.
    pub bytes_moved: Option<f64>,
    /// Seconds that the cost model predicts.
    pub predicted_s: Option<f64>,
    /// The passes.
    pub pass_list: Vec<Pass>,
    /// The pieces that never meet, where the program measures and comes apart.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pieces: Vec<PieceAnswer>,
    /// Bytes of the state, or of the largest piece's.
    pub bytes: u128,
    /// Bytes that there are.
    pub bytes_available: u64,
    /// Where it would run.
    pub device: String,
    /// Precision of the state vector.
    pub precision: &'static str,
    /// Whether the program measures before its end.
    pub measures_on_the_way: bool,
}

/// One pass over memory.
#[derive(Debug, Clone, Serialize)]
pub struct Pass {
    /// Qubits of a tile.
    pub tile_qubits: usize,
    /// Tiles of the state.
    pub tiles: u64,
    /// All sweeps.
    pub sweeps: u64,
    /// Sweeps of turns.
    pub turn_sweeps: u64,
    /// Sweeps of phases.
    pub phase_sweeps: u64,
    /// Sweeps of matrices.
    pub dense_sweeps: u64,
    /// Multiply-adds, by amplitudes.
    pub multiply_adds_per_amplitude: f64,
    /// Bytes read and written.
    pub bytes_moved: f64,
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

/// Says what would run.
///
/// # Errors
/// The circuit is wrong; there is no such device.
pub fn plan(circuit: &CircuitSource, options: &JobOptions, observer: &dyn Observer) -> Outcome<PlanAnswer> {
    options.with_threads(|| {
        let program = circuit.read_first(observer)?;
        let bits = device::amplitude_bits(program.circuit.num_qubits(), 1);
        let backend = device::choose(options, bits)?.backend;
        let device = backend.name();
        let compiled = match Program::compile(&program.circuit, &backend.plan_options()) {
            // No state of so many qubits could run.
            Err(SimulatorError::Circuit(CircuitError::TooManyQubits { .. })) => {
                return Ok(PlanAnswer { device, ..answer(&program, None, options) });
            }
            compiled => compiled?,
        };
        Ok(PlanAnswer { device, ..answer(&program, Some(&compiled), options) })
    })
}

/// Without a compiled program, which no state of so many qubits could run, what depends on it is absent.
fn answer(program: &qasm::Program, compiled: Option<&Program>, options: &JobOptions) -> PlanAnswer {
    let plan = compiled.and_then(Program::static_plan);
    let num_qubits = program.circuit.num_qubits();
    let state_qubits = compiled.map_or(num_qubits, Program::state_qubits);
    let amplitudes = 1u128.checked_shl(state_qubits as u32).unwrap_or(u128::MAX);
    let work = plan.map(|plan| plan.work());
    let amplitude_bytes = options.precision.amplitude_bytes() as usize;
    let shape = RunShape { amplitude_bytes, threads: rayon::current_num_threads() };
    let passes = work.iter().flat_map(|work| &work.passes);
    PlanAnswer {
        qubits: num_qubits,
        bits: program.circuit.num_bits(),
        parameters: program.circuit.parameters().to_vec(),
        gates: program.circuit.instructions().iter().filter(|i| i.is_gate()).count(),
        operations: plan.map(|plan| plan.num_operations()),
        passes: plan.map(|plan| plan.num_passes()),
        sweeps: work.as_ref().map(PlanWork::sweeps),
        multiply_adds_per_amplitude: work.as_ref().map(|work| work.multiply_adds_per_amplitude() + 0.0),
        bytes_moved: work.as_ref().map(|work| work.bytes(amplitude_bytes) + 0.0),
        predicted_s: compiled.and_then(|compiled| compiled.seconds(&CostModel::default(), shape)),
        pieces: compiled.map(PieceAnswer::of).unwrap_or_default(),
        pass_list: passes.map(|pass| Pass::new(pass, amplitude_bytes)).collect(),
        bytes: amplitudes.saturating_mul(u128::from(options.precision.amplitude_bytes())),
        bytes_available: memory_limit(options.memory_limit),
        device: String::new(),
        precision: options.precision.name(),
        measures_on_the_way: compiled.is_some_and(|compiled| !compiled.is_static())
            || program.course.is_some(),
    }
}
