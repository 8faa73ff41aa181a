//! Flattening: composite gates expand to rows of the table, and every angle that depends on a parameter becomes a slot.
//! The simulator compiles plans from this; it is the last place where a gate has a name.

use crate::circuit::MAX_WIDE_QUBITS;
use crate::composite::count;
use crate::instruction::Qubits;
use crate::{
    Angle, C64, Circuit, CircuitError, Composite, ConstantRef, Gate, Generator, Instruction, Operation,
    ParameterMap, Pauli, ShiftRule,
};
use smallvec::SmallVec;
use std::sync::Arc;

/// More operations than this are refused: a few lines of nested definitions can ask for 2^40.
pub(crate) const MAX_OPERATIONS: u64 = 1 << 25;

/// The values of an instruction's controls are one word.
const MAX_CONTROLS: usize = 63;

/// Where a flat operation's angle comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Source {
    /// A number, the same at every binding.
    Constant(f64),
    /// Slot `k` of the parameter map.
    Slot(usize),
}

/// What a flat instruction does to its targets.
#[derive(Debug, Clone)]
pub enum FlatOperation {
    /// A constant unitary.
    Fixed(ConstantRef),
    /// `exp(iθG)`.
    Exponential {
        /// `G`.
        generator: &'static Generator,
        /// `θ`.
        angle: Source,
    },
    /// `exp(-iθP/2)` for a Pauli word without identities.
    PauliRotation {
        /// The letters, one for each target.
        word: Vec<Pauli>,
        /// `θ`.
        angle: Source,
    },
    /// Measurement into a classical bit.
    Measure {
        /// The bit.
        bit: u32,
    },
    /// Reset to |0⟩.
    Reset,
    /// Everything in `then` happens only where the bits read the values.
    If {
        /// The classical bits, least significant first.
        bits: Vec<u32>,
        /// The value each must have.
        values: Vec<bool>,
        /// What happens then.
        then: Vec<FlatInstruction>,
    },
}

/// A flat operation with its qubits.
#[derive(Debug, Clone)]
pub struct FlatInstruction {
    /// What it does.
    pub operation: FlatOperation,
    /// The control qubits.
    pub controls: Qubits,
    /// Bit `j` is the value control `j` must have.
    pub control_values: u64,
    /// The targets, least significant first.
    pub targets: Qubits,
}

impl FlatInstruction {
    /// The parameter-shift rule of its slot; `None` if it has no slot.
    pub fn shift_rule(&self) -> Option<ShiftRule> {
        match &self.operation {
            FlatOperation::Exponential { generator, angle: Source::Slot(_) } => {
                Some(ShiftRule::from_eigenvalues(generator.eigenvalues(), self.controls.len()))
            }
            FlatOperation::PauliRotation { word, angle: Source::Slot(_) } => {
                let spectrum: &[f64] = if word.is_empty() { &[-0.5] } else { &[-0.5, 0.5] };
                Some(ShiftRule::from_eigenvalues(spectrum, self.controls.len()))
            }
            _ => None,
        }
    }

    /// Its slot, if its angle depends on a parameter.
    pub fn slot(&self) -> Option<usize> {
        match &self.operation {
            FlatOperation::Exponential { angle: Source::Slot(slot), .. }
            | FlatOperation::PauliRotation { angle: Source::Slot(slot), .. } => Some(*slot),
            _ => None,
        }
    }
}

/// A circuit without names: constant unitaries, exponentials of generators, measurements.
///
/// ```
/// use ansatz_circuits::Circuit;
/// let mut circuit = Circuit::new(1);
/// let theta = circuit.parameter("theta");
/// circuit.apply("u2", &[theta.into(), 0.3.into()], &[0])?.rx(theta, 0)?;
/// let flat = circuit.flatten()?; // composite gates are expanded
/// assert!(flat.instructions.len() > 2);
/// assert_eq!(flat.parameter_map.num_slots(), 2); // theta occurs twice
/// # Ok::<(), ansatz_circuits::CircuitError>(())
/// ```
#[derive(Debug, Clone)]
pub struct FlatCircuit {
    /// How many qubits.
    pub num_qubits: usize,
    /// How many classical bits.
    pub num_bits: usize,
    /// The steps.
    pub instructions: Vec<FlatInstruction>,
    /// From parameters to slots.
    pub parameter_map: ParameterMap,
    /// The amplitudes it starts from, if not |0…0⟩.
    pub initial_amplitudes: Option<Arc<[C64]>>,
}

impl Circuit {
    /// Expands every composite gate.
    ///
    /// # Errors
    /// [`CircuitError::TooManyOperations`] past 2^25 operations, [`CircuitError::TooManyQubits`] past 2^16 qubits,
    /// [`CircuitError::FunctionTooLarge`] if an angle has grown so.
    pub fn flatten(&self) -> Result<FlatCircuit, CircuitError> {
        let mut instructions = Vec::new();
        let parameter_map = self.for_each_flat(|instruction| instructions.push(instruction.clone()))?;
        Ok(FlatCircuit {
            num_qubits: self.num_qubits(),
            num_bits: self.num_bits(),
            instructions,
            parameter_map,
            initial_amplitudes: self.initial_amplitudes().cloned(),
        })
    }

    /// Calls `visit` with every instruction of the flat circuit, in order; nothing is stored. Errors as
    /// [`flatten`](Self::flatten): after one, what was visited is worth nothing.
    pub fn for_each_flat(
        &self,
        mut visit: impl FnMut(&FlatInstruction),
    ) -> Result<ParameterMap, CircuitError> {
        if self.num_qubits() > MAX_WIDE_QUBITS {
            return Err(CircuitError::TooManyQubits { qubits: self.num_qubits(), limit: MAX_WIDE_QUBITS });
        }
        let total = self.instructions().iter().map(count).fold(0, u64::saturating_add);
        if total > MAX_OPERATIONS {
            return Err(CircuitError::TooManyOperations { count: total, limit: MAX_OPERATIONS });
        }
        let mut found = Found::default();
        let mut flattener = Flattener::new(&mut found, &mut visit);
        self.instructions().iter().for_each(|instruction| flattener.expand(instruction, &Place::default()));
        if found.is_too_large {
            return Err(CircuitError::FunctionTooLarge);
        }
        if found.controls > MAX_CONTROLS {
            return Err(CircuitError::TooManyQubits { qubits: found.controls, limit: MAX_CONTROLS });
        }
        Ok(ParameterMap { rows: found.slots, num_parameters: self.parameters().len() })
    }
}

/// Where an instruction stands: in the circuit itself, or in a gate's body that is applied somewhere.
#[derive(Default)]
struct Place<'a> {
    /// What the body's qubits are and its angles are worth; `None` in the circuit itself.
    applied: Option<(&'a [u32], &'a [Angle])>,
    /// Controls that the gate is under, and bit `j` is the value of control `j`.
    controls: &'a [u32],
    control_values: u64,
}

impl Place<'_> {
    fn put_qubits(&self, qubits: &[u32], out: &mut Qubits) {
        let place = |qubit: u32| self.applied.map_or(qubit, |(applied, _)| applied[qubit as usize]);
        // So few numbers cost less one by one.
        for qubit in qubits {
            out.push(place(*qubit));
        }
    }

    /// The controls that the gate is under, then these.
    fn put_controls(&self, own: &[u32], out: &mut Qubits) {
        if !self.controls.is_empty() {
            out.extend_from_slice(self.controls);
        }
        self.put_qubits(own, out);
    }
}

/// What is found on the way.
#[derive(Default)]
struct Found {
    slots: Vec<Angle>,
    /// An angle is past the limit.
    is_too_large: bool,
    /// The most controls of an instruction.
    controls: usize,
}

struct Flattener<'a> {
    found: &'a mut Found,
    visit: &'a mut dyn FnMut(&FlatInstruction),
    /// What is visited next: written here part by part, so that nothing is copied.
    next: FlatInstruction,
}

impl<'a> Flattener<'a> {
    fn new(found: &'a mut Found, visit: &'a mut dyn FnMut(&FlatInstruction)) -> Flattener<'a> {
        let next = FlatInstruction {
            operation: FlatOperation::Reset,
            controls: Qubits::new(),
            control_values: 0,
            targets: Qubits::new(),
        };
        Flattener { found, visit, next }
    }
}

impl Flattener<'_> {
    fn expand(&mut self, instruction: &Instruction, place: &Place<'_>) {
        self.next.operation = match &instruction.operation {
            Operation::Barrier => return,
            Operation::Composite(composite) => return self.expand_composite(instruction, composite, place),
            Operation::Gate(gate) => return self.expand_gate(instruction, gate, place),
            Operation::PauliRotation(word) => return self.expand_pauli_rotation(instruction, word, place),
            Operation::Unitary(unitary) => FlatOperation::Fixed(ConstantRef::Given(unitary.constant())),
            Operation::Measure { bit } => FlatOperation::Measure { bit: *bit },
            Operation::Reset => FlatOperation::Reset,
            Operation::If(condition) => {
                let mut then = Vec::new();
                let mut keep = |inner: &FlatInstruction| then.push(inner.clone());
                let mut inner = Flattener::new(self.found, &mut keep);
                condition.then.iter().for_each(|instruction| inner.expand(instruction, place));
                FlatOperation::If { bits: condition.bits.clone(), values: condition.values.clone(), then }
            }
        };
        self.place(instruction, 0, place);
        (self.visit)(&self.next);
    }

    /// Puts the next operation on the instruction's qubits, `own_controls` of which control it.
    fn place(&mut self, instruction: &Instruction, own_controls: usize, place: &Place<'_>) {
        let added = usize::from(instruction.num_added_controls);
        let (controls, targets) = instruction.qubits.split_at(added + own_controls);
        let own_values = instruction.control_values | shifted((1 << own_controls) - 1, added);
        self.next.control_values = place.control_values | shifted(own_values, place.controls.len());
        self.next.controls.clear();
        place.put_controls(controls, &mut self.next.controls);
        self.found.controls = self.found.controls.max(self.next.controls.len());
        self.next.targets.clear();
        place.put_qubits(targets, &mut self.next.targets);
    }

    fn expand_composite(&mut self, instruction: &Instruction, composite: &Composite, place: &Place<'_>) {
        let (added, own) = instruction.qubits.split_at(usize::from(instruction.num_added_controls));
        let (mut qubits, mut controls) = (Qubits::new(), Qubits::new());
        place.put_qubits(own, &mut qubits);
        place.put_controls(added, &mut controls);
        let replaced: SmallVec<[Angle; 3]>;
        let angles: &[Angle] = match place.applied {
            None if !instruction.angles.iter().any(Angle::is_too_large) => &instruction.angles,
            _ => {
                replaced = instruction.angles.iter().map(|angle| self.angle(angle, place)).collect();
                &replaced
            }
        };
        let inner = Place {
            applied: Some((&qubits, angles)),
            control_values: place.control_values | shifted(instruction.control_values, place.controls.len()),
            controls: &controls,
        };
        composite.expansion().iter().for_each(|instruction| self.expand(instruction, &inner));
    }

    fn expand_gate(&mut self, instruction: &Instruction, gate: &'static Gate, place: &Place<'_>) {
        self.next.operation = match gate.generator() {
            None => FlatOperation::Fixed(ConstantRef::Gate(gate.constant())),
            Some(generator) => {
                FlatOperation::Exponential { generator, angle: self.source(&instruction.angles[0], place) }
            }
        };
        self.place(instruction, gate.num_controls, place);
        (self.visit)(&self.next);
    }

    /// Identity letters drop out; an empty word is the number `exp(-iθ/2)`.
    fn expand_pauli_rotation(&mut self, instruction: &Instruction, word: &[Pauli], place: &Place<'_>) {
        let angle = self.source(&instruction.angles[0], place);
        let letters: Vec<Pauli> = word.iter().copied().filter(|p| *p != Pauli::I).collect();
        self.next.operation = FlatOperation::PauliRotation { word: letters, angle };
        self.place(instruction, 0, place);
        let mut letters = word.iter();
        self.next.targets.retain(|_| letters.next().is_some_and(|p| *p != Pauli::I));
        (self.visit)(&self.next);
    }

    #[inline(always)]
    fn source(&mut self, angle: &Angle, place: &Place<'_>) -> Source {
        let constant = match place.applied {
            None if angle.is_constant() => Some(angle.offset()),
            None => None,
            Some((_, arguments)) => angle.constant_under(arguments),
        };
        constant.map_or_else(|| self.free_source(angle, place), Source::Constant)
    }

    fn free_source(&mut self, angle: &Angle, place: &Place<'_>) -> Source {
        let angle = self.angle(angle, place);
        if angle.is_constant() {
            return Source::Constant(angle.offset());
        }
        self.found.slots.push(angle);
        Source::Slot(self.found.slots.len() - 1)
    }

    /// An angle where it stands. One that is too large stops growing here.
    fn angle(&mut self, angle: &Angle, place: &Place<'_>) -> Angle {
        let angle = place.applied.map_or_else(|| angle.clone(), |(_, angles)| angle.substitute(angles));
        if angle.is_too_large() {
            self.found.is_too_large = true;
            return Angle::default();
        }
        angle
    }
}

/// Controls beyond 63 are refused in the end.
fn shifted(values: u64, by: usize) -> u64 {
    values.checked_shl(by as u32).unwrap_or(0)
}
