//! Programs: circuits that may measure, reset and decide on the way, as plans between measurements.
//! Measurements that nothing depends on are taken at the end, all at once.

mod apart;
mod bits;
mod course;
mod finals;
mod flat;
mod meets;
mod part;
mod pieces;

pub(crate) use apart::Sets;
pub use bits::{Bits, BitsError};
pub(crate) use course::{Continuation, Next};
pub(crate) use flat::{Final, is_unitary};
pub(crate) use meets::{AtEnd, Meets};
pub(crate) use part::{Part, Step};
pub use pieces::{MeasuredPiece, Method};
pub(crate) use pieces::{Piece, Pieces, Way};

use crate::eager::Script;
use crate::machine::{CostModel, RunShape};
use crate::meaning::meant;
use crate::plan::MAX_STATE_QUBITS;
use crate::{Plan, PlanOptions, Result, SimulatorError};
use ansatz_circuits::{Circuit, Continue, Instruction, Operation, ParameterMap};
use flat::{Ending, Flat};
use part::{FlatPart, Follows, Place};
use std::sync::{Arc, OnceLock};

/// A circuit compiled for measurement, and what comes after it.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::{Device, PlanOptions, Program};
/// let coin = Circuit::build(1, |c| c.h(0).measure(0, 0).if_bit(0, |then| then.x(0)).measure(0, 1))?;
/// let program = Program::compile(&coin, &PlanOptions::default())?;
/// assert!(program.static_plan().is_none()); // it decides on the way
/// let outcomes = Device::cpu().backend(1)?.distribution(&program, &[])?;
/// assert_eq!(outcomes.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Program {
    shape: Shape,
    whole: Whole,
    pieces: Option<Arc<Pieces>>,
    continuation: Option<Continuation>,
}

/// What is known of a program before anything is planned.
#[derive(Debug, Clone)]
struct Shape {
    num_qubits: usize,
    num_bits: usize,
    parameter_map: Arc<ParameterMap>,
    measures: bool,
    /// Whether nothing is measured, reset or decided before the end.
    is_static: bool,
}

impl Shape {
    /// Of a circuit that measures at its end alone.
    fn of(circuit: &Circuit, parameter_map: Arc<ParameterMap>) -> Shape {
        let (num_qubits, num_bits) = (circuit.num_qubits(), circuit.num_bits());
        Shape { num_qubits, num_bits, parameter_map, measures: true, is_static: true }
    }
}

/// The first circuit, compiled when it is asked for.
#[derive(Debug, Clone)]
struct Whole {
    part: OnceLock<Result<Arc<Part>>>,
    source: Source,
}

/// What the first circuit is compiled from, where that has not been done at once.
#[derive(Debug, Clone)]
enum Source {
    Done,
    Circuit(Arc<Circuit>, PlanOptions),
}

/// All amplitudes are run without a plan of no more qubits than this.
const MOST_EAGER_QUBITS: usize = 16;

/// So many more qubits than otherwise have no plan, if all their instructions change at most so many amplitudes.
const MORE_EAGER_QUBITS: usize = 2;
const FEW_AMPLITUDES: usize = 1 << 16;

/// Whether planning would take longer than running without a plan.
fn is_small(num_qubits: usize, instructions: usize, options: &PlanOptions) -> bool {
    let few = options.eager_qubits.min(MOST_EAGER_QUBITS);
    let is_short = num_qubits <= few + MORE_EAGER_QUBITS
        && instructions.saturating_mul(1 << num_qubits) <= FEW_AMPLITUDES;
    few > 0 && (num_qubits <= few || is_short)
}

/// Where a circuit stands that nothing follows.
const ALONE: Place = Place { is_first: true, follows: Follows::Nothing };

impl Program {
    /// Compiles a circuit. What is measured at the end of it may be read piece by piece, where qubits never meet, and
    /// without a plan, where one would take longer; a circuit may then have up to 2^16 qubits.
    ///
    /// # Errors
    /// Whatever is wrong with the circuit; qubits that meet and are too many for a state.
    pub fn compile(circuit: &Circuit, options: &PlanOptions) -> Result<Program> {
        let meant = meant(circuit, options);
        Program::compile_meant(meant.as_ref().unwrap_or(circuit), &PlanOptions { meaning: false, ..*options })
    }

    /// The same where definitions have been looked at.
    fn compile_meant(circuit: &Circuit, options: &PlanOptions) -> Result<Program> {
        let has_start = circuit.initial_amplitudes().is_some();
        if circuit.num_qubits() > MAX_STATE_QUBITS && !has_start && !measures(circuit) {
            return Program::stateless(circuit, options);
        }
        if !options.takes_apart() || has_start || !measures(circuit) {
            return Ok(Program::of_part(Arc::new(Part::compile(circuit, ALONE, options)?)));
        }
        if is_small(circuit.num_qubits(), circuit.instructions().len(), options)
            && let Some(program) = Program::eager(circuit, options)?
        {
            return Ok(program);
        }
        let flat = Flat::new(circuit)?;
        let shape = Shape { is_static: flat.is_unitary(), ..Shape::of(circuit, flat.parameter_map.clone()) };
        Ok(match Pieces::of(flat, circuit.final_bits().to_vec(), options)? {
            Ok(pieces) => Program::of_pieces(circuit, options, shape, pieces),
            Err(Flat { num_qubits, num_bits, instructions, finals, parameter_map }) => {
                let flat = FlatPart { num_qubits, num_bits, instructions, finals, parameter_map };
                let part = Part::of_flat(flat, options)?;
                Program::of_part(Arc::new(Part { shown: circuit.final_bits().to_vec(), ..part }))
            }
        })
    }

    /// Compiles the first circuit of a program that goes on with `course`; the circuits that follow are compiled when
    /// an outcome asks for them, at these parameter values.
    ///
    /// Errors: those of [`compile`](Self::compile).
    pub fn compile_course(
        circuit: &Circuit,
        course: Arc<dyn Continue>,
        params: &[f64],
        options: &PlanOptions,
    ) -> Result<Program> {
        let follows = if course.is_classical() { Follows::Nothing } else { Follows::Circuit };
        let part = Part::compile(circuit, Place { is_first: true, follows }, options)?;
        let continuation = Some(Continuation::new(course, params, options));
        Ok(Program { continuation, ..Program::of_part(Arc::new(part)) })
    }

    /// Without a plan; nothing where a circuit measures, resets or decides on the way.
    fn eager(circuit: &Circuit, options: &PlanOptions) -> Result<Option<Program>> {
        let num_qubits = circuit.num_qubits();
        let mut script = Script::new(num_qubits, circuit.instructions().len());
        let mut ending = Ending::default();
        let parameter_map = circuit.for_each_flat(|instruction| {
            if ending.allows(instruction) {
                script.push(instruction);
            }
        })?;
        Ok(ending.finals().map(|finals| {
            let shape = Shape::of(circuit, Arc::new(parameter_map));
            Program::of_pieces(circuit, options, shape, Pieces::eager(script, num_qubits, finals, circuit))
        }))
    }

    /// Of a circuit that is too wide for a state: observables may still ask for parts of it.
    fn stateless(circuit: &Circuit, options: &PlanOptions) -> Result<Program> {
        let flat = Flat::new(circuit)?;
        let measures = !circuit.final_bits().is_empty();
        let of = Shape::of(circuit, flat.parameter_map.clone());
        let shape = Shape { is_static: flat.is_unitary(), measures, ..of };
        let source = Source::Circuit(Arc::new(circuit.clone()), *options);
        let whole = Whole { part: OnceLock::new(), source };
        Ok(Program { shape, whole, pieces: None, continuation: None })
    }

    fn of_pieces(circuit: &Circuit, options: &PlanOptions, shape: Shape, pieces: Pieces) -> Program {
        let source = Source::Circuit(Arc::new(circuit.clone()), *options);
        let whole = Whole { part: OnceLock::new(), source };
        Program { shape, whole, pieces: Some(Arc::new(pieces)), continuation: None }
    }

    /// The program that is one compiled circuit.
    fn of_part(part: Arc<Part>) -> Program {
        let shape = Shape {
            num_qubits: part.num_qubits,
            num_bits: part.num_bits,
            parameter_map: part.parameter_map.clone(),
            measures: part.measures() || !part.shown.is_empty(),
            is_static: matches!(part.steps[..], [Step::Unitary(_)]),
        };
        Program {
            shape,
            whole: Whole { part: OnceLock::from(Ok(part)), source: Source::Done },
            pieces: None,
            continuation: None,
        }
    }

    /// The plan of everything before the final measurements, if nothing else is measured, reset or decided, and if there
    /// can be a state of so many qubits.
    pub fn static_plan(&self) -> Option<&Plan> {
        if self.is_static() { self.plan().ok() } else { None }
    }

    /// The plan of everything before the final measurements.
    ///
    /// # Errors
    /// [`SimulatorError::NotStatic`], more qubits than a state can have, and whatever is wrong with the circuit.
    pub fn plan(&self) -> Result<&Plan> {
        match &self.first()?.steps[..] {
            [Step::Unitary(plan)] if self.is_whole() => Ok(plan),
            _ => Err(SimulatorError::NotStatic { asked: "a plan" }),
        }
    }

    /// Whether a circuit has an outcome: something is measured, or computed into a classical bit.
    pub fn has_outcome(circuit: &Circuit) -> bool {
        measures(circuit) || !circuit.final_bits().is_empty()
    }

    /// Whether nothing is measured, reset or decided before the end.
    pub fn is_static(&self) -> bool {
        self.shape.is_static && self.is_whole()
    }

    /// Whether no other circuit follows the first one.
    pub(crate) fn is_whole(&self) -> bool {
        self.continuation.as_ref().is_none_or(|next| next.course.is_classical())
    }

    /// How many qubits.
    pub fn num_qubits(&self) -> usize {
        self.shape.num_qubits
    }

    /// Qubits of the largest state that measuring it needs.
    pub fn state_qubits(&self) -> usize {
        let Some(pieces) = &self.pieces else { return self.shape.num_qubits };
        pieces.list.iter().map(Piece::state_qubits).max().unwrap_or(0)
    }

    /// The pieces that measuring it comes down to, which never meet; none where it is one plan.
    ///
    /// ```
    /// use ansatz_circuits::Circuit;
    /// use ansatz_simulator::machine::Method;
    /// use ansatz_simulator::{PlanOptions, Program};
    /// let pair = Circuit::build(2, |c| c.ry(0.3, 0).cx(0, 1))?;
    /// let mut circuit = Circuit::new(100);
    /// circuit.append(&pair, &[3, 70])?.append(&pair, &[99, 0])?.measure_all()?;
    /// let pieces = Program::compile(&circuit, &PlanOptions::default())?.measured_pieces();
    /// assert!(pieces.len() == 2 && pieces.iter().all(|piece| piece.qubits == 2 && piece.method == Method::Eager));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn measured_pieces(&self) -> Vec<MeasuredPiece> {
        self.pieces.iter().flat_map(|pieces| &pieces.list).map(Piece::measured).collect()
    }

    /// Predicted seconds of measuring it, if it does not measure on the way.
    pub fn seconds(&self, model: &CostModel, shape: RunShape) -> Option<f64> {
        match &self.pieces {
            Some(pieces) => pieces.list.iter().map(|piece| piece.seconds(model, shape)).sum(),
            None => Some(model.seconds(&self.static_plan()?.work(), shape)),
        }
    }

    /// So many bits say which outcome of all that there may be; `None` where that is not known to be fewer than are measured.
    pub fn outcome_bits(&self) -> Option<usize> {
        Some(self.pieces.as_ref()?.list.iter().map(|piece| piece.outcome_bits).sum())
    }

    /// How many classical bits.
    pub fn num_bits(&self) -> usize {
        self.shape.num_bits
    }

    /// From parameters to slots.
    pub fn parameter_map(&self) -> &ParameterMap {
        &self.shape.parameter_map
    }

    /// Whether there is an outcome: something is measured, or computed into a classical bit.
    pub fn measures(&self) -> bool {
        self.shape.measures || self.continuation.is_some()
    }

    /// The first circuit, whole.
    pub(crate) fn first(&self) -> Result<&Arc<Part>> {
        let compiled = self.whole.part.get_or_init(|| match &self.whole.source {
            Source::Circuit(circuit, options) => Ok(Arc::new(Part::compile(circuit, ALONE, options)?)),
            Source::Done => Err(SimulatorError::NotStatic { asked: "a plan" }),
        });
        compiled.as_ref().map_err(Clone::clone)
    }

    /// The pieces that measuring it comes down to.
    pub(crate) fn pieces(&self) -> Option<&Pieces> {
        self.pieces.as_deref()
    }

    pub(crate) fn continuation(&self) -> Option<&Continuation> {
        self.continuation.as_ref()
    }
}

/// Whether a circuit has an outcome.
fn measures(circuit: &Circuit) -> bool {
    fn is_measured(instruction: &Instruction) -> bool {
        match instruction.operation() {
            Operation::Measure { .. } => true,
            Operation::If(condition) => condition.then.iter().any(is_measured),
            _ => false,
        }
    }
    circuit.instructions().iter().any(is_measured)
}
