//! What must hold for any bytes that are taken for a circuit file. Called by the fuzz targets, and by the test suite with
//! everything that they have found; finds nothing by itself.

#[cfg(fuzzing)]
pub mod readers;

use ansatz_circuits::draw::{SvgOptions, TextOptions, svg, text};
use ansatz_circuits::qasm::{NoIncludes, ParseOptions, Program, parse, to_qasm2, to_qasm3};
use ansatz_circuits::{C64, Circuit, PauliSum};
use ansatz_simulator::{
    Backend, Cpu, CpuOptions, Plan, PlanOptions, Result,
    machine::{Angles, Cotangents, Inputs, ObservedPlan},
};

/// Results of two ways to the same number agree to this.
const TOLERANCE: f64 = 1e-9;
/// Angles beyond this have lost digits that another order of additions would keep.
const MAX_ANGLE: f64 = 1e4;

/// Small enough that anything within the limits is answered at once.
pub fn limits() -> ParseOptions {
    let mut limits = ParseOptions::default();
    limits.max_file_size = 1 << 16;
    limits.max_qubits = 6;
    limits.max_bits = 64;
    limits.max_operations = 2000;
    limits.max_steps = 2000;
    limits.max_calls = 16;
    limits
}

/// Reads a text: it is answered by a program or by messages that can be shown.
pub fn read(bytes: &[u8]) -> Option<Program> {
    let program = match parse("fuzz.qasm", bytes, &NoIncludes, &limits()) {
        Ok(program) => program,
        Err(report) => {
            assert!(!report.diagnostics.is_empty(), "refused without a reason");
            check_message(&report.to_string());
            return None;
        }
    };
    program.warnings.iter().for_each(|warning| check_message(&warning.display(&program.sources).to_string()));
    Some(program)
}

fn check_message(message: &str) {
    assert!(message.len() < 2048, "{} bytes of message", message.len());
    assert!(message.chars().all(|c| c == '\n' || !c.is_control()), "{message:?}");
}

/// Reads a text, and runs what it says in every way that there is.
pub fn run(bytes: &[u8]) {
    let Some(mut program) = read(bytes) else { return };
    let circuit = &program.circuit;
    let _ = text(circuit, &TextOptions { width: Some(80), max_columns: 60 });
    let _ = svg(circuit, &SvgOptions { max_columns: 60, ..SvgOptions::default() });
    let params: Vec<f64> = (0..circuit.parameters().len()).map(|k| 0.3 + 0.2 * k as f64).collect();
    // A refusal is an answer.
    let _ = match program.course.take() {
        Some(course) => run_course(circuit, course, &params),
        None => run_circuit(circuit, &params),
    };
}

fn cpu() -> Cpu<f64> {
    Cpu::new(CpuOptions { memory_limit: Some(1 << 20), ..CpuOptions::default() })
}

fn run_course(circuit: &Circuit, course: ansatz_circuits::qasm::Course, params: &[f64]) -> Result<()> {
    let options = PlanOptions::default();
    let program =
        ansatz_simulator::Program::compile_course(circuit, std::sync::Arc::new(course), params, &options)?;
    outcomes(&program, params)
}

fn run_circuit(circuit: &Circuit, params: &[f64]) -> Result<()> {
    let options = PlanOptions::default();
    let program = ansatz_simulator::Program::compile(circuit, &options)?;
    if let Some(plan) = program.static_plan() {
        let amplitudes = state(plan, params)?;
        gradient(plan, params)?;
        let printed = [
            to_qasm3(circuit).ok().map(|text| (text, true)),
            to_qasm2(circuit).ok().map(|text| (text, false)),
        ];
        if plan.parameter_map().angles(params)?.iter().all(|angle| angle.abs() < MAX_ANGLE) {
            printed
                .iter()
                .flatten()
                .for_each(|(text, keeps_phase)| check_printed(text, *keeps_phase, &amplitudes, params));
        }
    } else if let Ok(text) = to_qasm3(circuit) {
        reread(&text);
    }
    outcomes(&program, params)
}

/// The exact distribution is one, and shots can be taken.
fn outcomes(program: &ansatz_simulator::Program, params: &[f64]) -> Result<()> {
    if !program.measures() {
        return Ok(());
    }
    let angles = program.parameter_map().angles(params)?;
    let counts = cpu().sample(program, &angles, 3, 1)?;
    assert_eq!(counts.values().sum::<u64>(), 3);
    let distribution = cpu().distribution(program, &angles)?;
    let total: f64 = distribution.values().sum();
    assert!((total - 1.0).abs() < TOLERANCE, "probabilities add up to {total}");
    Ok(())
}

fn state(plan: &Plan, params: &[f64]) -> Result<Vec<C64>> {
    let angles = plan.parameter_map().angles(params)?;
    let backend = cpu();
    let amplitudes = backend.run(plan, &Inputs::one(Angles(&angles)))?.amplitudes(0)?;
    let norm: f64 = amplitudes.iter().map(|amplitude| amplitude.norm_sqr()).sum();
    assert!((norm - 1.0).abs() < TOLERANCE, "the state has norm² {norm}");
    Ok(amplitudes)
}

fn gradient(plan: &Plan, params: &[f64]) -> Result<()> {
    if plan.num_qubits() == 0 {
        return Ok(());
    }
    let map = plan.parameter_map();
    let angles = map.angles(params)?;
    let observed = ObservedPlan::new(plan.clone(), vec![PauliSum::z(0)])?;
    let gradients = cpu().gradients(&observed, &Inputs::one(Angles(&angles)), Cotangents::Given(&[1.0]))?;
    assert!(gradients.slots.iter().all(|slope| slope.is_finite()), "{:?}", gradients.slots);
    let _ = map.pullback(params, &gradients.slots);
    Ok(())
}

/// What was printed is read again; a condition that is never true still is.
fn reread(text: &str) -> Circuit {
    // What is printed may be longer than what was read.
    let options = ParseOptions::default();
    match parse("printed.qasm", text.as_bytes(), &NoIncludes, &options) {
        Ok(program) => {
            assert!(program.course.is_none(), "{text}");
            program.circuit
        }
        Err(report) => panic!("{report}\n{text}"),
    }
}

/// What was printed means what was read.
fn check_printed(text: &str, keeps_phase: bool, expected: &[C64], params: &[f64]) {
    let circuit = reread(text);
    let again = ansatz_simulator::Program::compile(&circuit, &PlanOptions::default());
    let again = again.unwrap_or_else(|error| panic!("{error}\n{text}"));
    let Some(plan) = again.static_plan() else { panic!("no longer static:\n{text}") };
    let found = state(plan, params).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let overlap: C64 = found.iter().zip(expected).map(|(a, b)| a.conj() * b).sum();
    let phase = if keeps_phase { C64::new(1.0, 0.0) } else { overlap / overlap.norm() };
    let distance = found.iter().zip(expected).map(|(a, b)| (a * phase - b).norm()).fold(0.0, f64::max);
    assert!(found.len() == expected.len() && distance < TOLERANCE, "states differ by {distance}\n{text}");
}
