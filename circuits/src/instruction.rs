//! One step of a circuit: an operation on qubits, possibly under controls.
//! Called by the circuit builder and the front end; knows no backend.

use crate::{Angle, CircuitError, Composite, Gate, Pauli, Unitary};
use smallvec::SmallVec;
use std::sync::Arc;

/// Qubit indices of one instruction.
pub type Qubits = SmallVec<[u32; 4]>;

/// An index in 32 bits. One that needs more is out of range for every circuit, and stays so.
pub(crate) fn narrow(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// A control: the instruction acts only where `qubit` reads `value`.
///
/// ```
/// use ansatz_circuits::{Circuit, Control, Instruction, Operation, table};
/// let x = Instruction::new(Operation::Gate(&table::X), &[], &[1]);
/// let mut circuit = Circuit::new(2);
/// circuit.controlled(&[Control { qubit: 0, value: false }], x)?; // where qubit 0 reads 0
/// # Ok::<(), ansatz_circuits::CircuitError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Control {
    /// The controlling qubit.
    pub qubit: usize,
    /// The value it must have: `true` for `ctrl`, `false` for `negctrl`.
    pub value: bool,
}

/// What an instruction does to its targets.
///
/// ```
/// use ansatz_circuits::{Circuit, Operation};
/// let circuit = Circuit::build(1, |c| c.h(0).measure(0, 0))?;
/// let operations: Vec<&Operation> = circuit.instructions().iter().map(|i| i.operation()).collect();
/// assert!(matches!(operations[..], [Operation::Gate(gate), Operation::Measure { bit: 0 }] if gate.name == "h"));
/// # Ok::<(), ansatz_circuits::CircuitError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Operation {
    /// A row of the gate table; its own controls are the first qubits.
    Gate(&'static Gate),
    /// A gate defined by a circuit.
    Composite(Arc<Composite>),
    /// A constant unitary matrix.
    Unitary(Arc<Unitary>),
    /// `exp(-iθP/2)` for a Pauli word `P`: letter `j` acts on target `j`.
    PauliRotation(Arc<[Pauli]>),
    /// Measures its qubit into a classical bit.
    Measure {
        /// The classical bit.
        bit: u32,
    },
    /// Sets its qubit to |0⟩.
    Reset,
    /// Separates what stands before from what stands after, for drawings and translation.
    Barrier,
    /// Acts if classical bits have a value.
    If(Arc<Condition>),
}

/// Instructions that act only where classical bits read a value.
///
/// ```
/// use ansatz_circuits::{Circuit, Operation};
/// let circuit = Circuit::build(2, |c| c.measure(0, 0).if_bit(0, |then| then.x(1)))?;
/// let Operation::If(condition) = circuit.instructions()[1].operation() else { unreachable!() };
/// assert_eq!((&condition.bits[..], &condition.values[..]), (&[0][..], &[true][..]));
/// # Ok::<(), ansatz_circuits::CircuitError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// The classical bits, least significant first.
    pub bits: Vec<u32>,
    /// The value each of them must have.
    pub values: Vec<bool>,
    /// What happens then.
    pub then: Vec<Instruction>,
}

/// An operation with its qubits and angles: added controls first, then the operation's own qubits.
///
/// ```
/// use ansatz_circuits::Circuit;
/// let circuit = Circuit::build(2, |c| c.crx(0.3, 0, 1))?;
/// let instruction = &circuit.instructions()[0];
/// assert_eq!(instruction.name(), "crx");
/// assert_eq!(instruction.qubits().collect::<Vec<_>>(), [0, 1]);
/// assert_eq!(instruction.angles()[0].offset(), 0.3);
/// # Ok::<(), ansatz_circuits::CircuitError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Instruction {
    pub(crate) operation: Operation,
    pub(crate) qubits: Qubits,
    pub(crate) num_added_controls: u8,
    /// Bit `j` is the value that added control `j` must have.
    pub(crate) control_values: u64,
    pub(crate) angles: SmallVec<[Angle; 1]>,
}

impl Instruction {
    /// An instruction without added controls.
    pub fn new(operation: Operation, angles: &[Angle], qubits: &[usize]) -> Instruction {
        Instruction {
            operation,
            qubits: qubits.iter().map(|q| narrow(*q)).collect(),
            num_added_controls: 0,
            control_values: 0,
            angles: angles.iter().cloned().collect(),
        }
    }

    /// What it does.
    pub fn operation(&self) -> &Operation {
        &self.operation
    }

    /// Every qubit: added controls, then the operation's own.
    pub fn qubits(&self) -> impl ExactSizeIterator<Item = usize> + '_ {
        self.qubits.iter().map(|q| *q as usize)
    }

    /// The controls added by `ctrl @` or [`Instruction::controlled_by`]; a gate's own controls are not among them.
    pub fn added_controls(&self) -> impl ExactSizeIterator<Item = Control> + '_ {
        let of =
            |(j, q): (usize, &u32)| Control { qubit: *q as usize, value: self.control_values >> j & 1 == 1 };
        self.qubits[..usize::from(self.num_added_controls)].iter().enumerate().map(of)
    }

    /// The qubits of the operation itself.
    pub fn operands(&self) -> impl ExactSizeIterator<Item = usize> + '_ {
        self.qubits[usize::from(self.num_added_controls)..].iter().map(|q| *q as usize)
    }

    /// The angles, in the order of the gate's declaration.
    pub fn angles(&self) -> &[Angle] {
        &self.angles
    }

    /// The operation's name, as circuit files and drawings show it.
    pub fn name(&self) -> &str {
        match &self.operation {
            Operation::Gate(gate) => gate.name,
            Operation::Composite(composite) => composite.name(),
            Operation::Unitary(unitary) => unitary.label(),
            Operation::PauliRotation(_) => "pauli_rotation",
            Operation::Measure { .. } => "measure",
            Operation::Reset => "reset",
            Operation::Barrier => "barrier",
            Operation::If(_) => "if",
        }
    }

    /// Whether it is a gate: measurement, reset, conditions and barriers are not.
    pub fn is_gate(&self) -> bool {
        use Operation::{Composite, Gate, PauliRotation, Unitary};
        matches!(self.operation, Gate(_) | Composite(_) | Unitary(_) | PauliRotation(_))
    }

    /// The same instruction under more controls, which come first.
    ///
    /// ```
    /// use ansatz_circuits::{Control, Instruction, Operation, table};
    /// let z = Instruction::new(Operation::Gate(&table::Z), &[], &[2]);
    /// let ccz = z.controlled_by(&[Control { qubit: 0, value: true }, Control { qubit: 1, value: true }])?;
    /// assert_eq!(ccz.added_controls().len(), 2);
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    ///
    /// # Errors
    /// [`CircuitError::NotReversible`] for measurement, reset and conditions; the circuit checks the qubits.
    pub fn controlled_by(mut self, controls: &[Control]) -> Result<Instruction, CircuitError> {
        if matches!(self.operation, Operation::Barrier) {
            return Ok(self);
        }
        if !self.is_gate() {
            let operation = self.name().to_string();
            return Err(CircuitError::NotReversible { operation, asked: "controlled form" });
        }
        let total = controls.len() + usize::from(self.num_added_controls);
        if total > 63 {
            return Err(CircuitError::TooManyQubits { qubits: total, limit: 63 });
        }
        let values = controls.iter().enumerate().fold(0, |mask, (j, c)| mask | u64::from(c.value) << j);
        self.control_values = self.control_values << controls.len() | values;
        self.qubits.insert_many(0, controls.iter().map(|c| narrow(c.qubit)));
        self.num_added_controls = total as u8;
        Ok(self)
    }

    /// The same instruction on other qubits: qubit `q` becomes `qubits[q]`, bit `b` becomes `bits[b]`,
    /// parameter `j` becomes `arguments[j]`.
    pub(crate) fn remap(&self, qubits: &[u32], bits: &[u32], arguments: &[Angle]) -> Instruction {
        let operation = match &self.operation {
            Operation::Measure { bit } => Operation::Measure { bit: bits[*bit as usize] },
            Operation::If(condition) => Operation::If(Arc::new(Condition {
                bits: condition.bits.iter().map(|b| bits[*b as usize]).collect(),
                values: condition.values.clone(),
                then: condition.then.iter().map(|inner| inner.remap(qubits, bits, arguments)).collect(),
            })),
            other => other.clone(),
        };
        Instruction {
            operation,
            qubits: self.qubits.iter().map(|q| qubits[*q as usize]).collect(),
            angles: self.angles.iter().map(|angle| angle.substitute(arguments)).collect(),
            ..*self
        }
    }
}
