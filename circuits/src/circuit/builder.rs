//! Building a circuit in one chain whose error comes at the end: `Circuit::build(2, |c| c.h(0).cx(0, 1))?`.
//! Its methods are those of [`Circuit`]; the gates of the table are next to the table.

use super::Circuit;
use crate::{Angle, CircuitError, Composite, Control, Gate, Instruction, Parameter, Pauli, Unitary};
use std::sync::Arc;

/// A circuit under construction that keeps its first error; what is added after that is ignored.
///
/// ```
/// use ansatz_circuits::Circuit;
/// let ghz = Circuit::build(3, |c| {
///     c.h(0);
///     for qubit in 1..3 {
///         c.cx(qubit - 1, qubit);
///     }
///     c.measure_all()
/// })?;
/// assert_eq!(ghz.num_bits(), 3);
/// assert!(Circuit::build(1, |c| c.h(0).cx(0, 1).x(0)).is_err());
/// # Ok::<(), ansatz_circuits::CircuitError>(())
/// ```
#[derive(Debug)]
pub struct CircuitBuilder {
    pub(super) circuit: Circuit,
    error: Option<CircuitError>,
}

/// The methods of [`Circuit`] that can fail, with the error kept.
macro_rules! deferred {
    ($($(#[doc = $doc:literal])+ $method:ident($($argument:ident: $type:ty),*);)*) => {
        impl CircuitBuilder {
            $($(#[doc = $doc])+
            pub fn $method(&mut self, $($argument: $type),*) -> &mut Self {
                self.step(|circuit| circuit.$method($($argument),*))
            })*
        }
    };
}

deferred! {
    /// See [`Circuit::gate`].
    gate(gate: &'static Gate, angles: &[Angle], qubits: &[usize]);
    /// See [`Circuit::apply`].
    apply(name: &str, angles: &[Angle], qubits: &[usize]);
    /// See [`Circuit::composite`].
    composite(composite: Arc<Composite>, angles: &[Angle], qubits: &[usize]);
    /// See [`Circuit::unitary`].
    unitary(unitary: Unitary, targets: &[usize]);
    /// See [`Circuit::pauli_rotation`].
    pauli_rotation(word: &[Pauli], theta: impl Into<Angle>, targets: &[usize]);
    /// See [`Circuit::controlled`].
    controlled(controls: &[Control], instruction: Instruction);
    /// See [`Circuit::measure`].
    measure(qubit: usize, bit: usize);
    /// See [`Circuit::measure_all`].
    measure_all();
    /// See [`Circuit::reset`].
    reset(qubit: usize);
    /// See [`Circuit::barrier`].
    barrier(qubits: &[usize]);
    /// See [`Circuit::push`].
    push(instruction: Instruction);
    /// See [`Circuit::append`].
    append(other: &Circuit, qubits: &[usize]);
    /// See [`Circuit::if_bit`].
    if_bit(bit: usize, then: impl FnOnce(&mut CircuitBuilder) -> &mut CircuitBuilder);
    /// See [`Circuit::if_bits`].
    if_bits(bits: &[usize], value: u64, then: impl FnOnce(&mut CircuitBuilder) -> &mut CircuitBuilder);
    /// See [`Circuit::if_register`].
    if_register(register: &str, value: u64, then: impl FnOnce(&mut CircuitBuilder) -> &mut CircuitBuilder);
    /// See [`Circuit::while_bit`].
    while_bit(bit: usize, most: usize, round: impl FnOnce(&mut CircuitBuilder) -> &mut CircuitBuilder);
    /// See [`Circuit::while_bits`].
    while_bits(
        bits: &[usize],
        value: u64,
        most: usize,
        round: impl FnOnce(&mut CircuitBuilder) -> &mut CircuitBuilder
    );
    /// See [`Circuit::while_register`].
    while_register(
        register: &str,
        value: u64,
        most: usize,
        round: impl FnOnce(&mut CircuitBuilder) -> &mut CircuitBuilder
    );
}

impl CircuitBuilder {
    pub(super) fn new(circuit: Circuit) -> CircuitBuilder {
        CircuitBuilder { circuit, error: None }
    }

    pub(super) fn finish(self) -> Result<Circuit, CircuitError> {
        self.error.map_or(Ok(self.circuit), Err)
    }

    pub(crate) fn step(
        &mut self,
        add: impl FnOnce(&mut Circuit) -> Result<&mut Circuit, CircuitError>,
    ) -> &mut Self {
        if self.error.is_none() {
            self.error = add(&mut self.circuit).err();
        }
        self
    }

    /// See [`Circuit::parameter`].
    pub fn parameter(&mut self, name: &str) -> Parameter {
        self.circuit.parameter(name)
    }

    /// See [`Circuit::parameter_vector`].
    pub fn parameter_vector(&mut self, prefix: &str, count: usize) -> Vec<Parameter> {
        self.circuit.parameter_vector(prefix, count)
    }

    /// See [`Circuit::add_qubit_register`].
    pub fn add_qubit_register(&mut self, name: &str, size: usize) -> usize {
        self.circuit.add_qubit_register(name, size)
    }

    /// See [`Circuit::add_bit_register`].
    pub fn add_bit_register(&mut self, name: &str, size: usize) -> usize {
        self.circuit.add_bit_register(name, size)
    }

    /// How many qubits the circuit has so far.
    pub fn num_qubits(&self) -> usize {
        self.circuit.num_qubits()
    }
}

impl Circuit {
    /// A circuit on `num_qubits` qubits, all |0⟩, built in one chain; see [`CircuitBuilder`].
    ///
    /// # Errors
    /// The first error of the chain.
    pub fn build(
        num_qubits: usize,
        steps: impl FnOnce(&mut CircuitBuilder) -> &mut CircuitBuilder,
    ) -> Result<Circuit, CircuitError> {
        let mut builder = CircuitBuilder::new(Circuit::new(num_qubits));
        steps(&mut builder);
        builder.finish()
    }
}
