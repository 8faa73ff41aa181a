//! What a circuit is: gates, parameters, observables and their text forms. Nothing here runs a circuit.
//!
//! # Conventions
//!
//! * Qubit 0 is the least significant bit of a basis-state index; bit strings print the highest index leftmost.
//! * `targets[0]` is the least significant bit of the row and column index of a gate's matrix.
//! * Angles are radians. Every number at a public boundary is `f64`.
//! * A circuit's angles are an affine function of its parameters, `angles = A·params + b`, or a curved one
//!   ([`ParameterMap`]); gradients come back through its transposed derivative, `grad_params = Aᵀ·grad_angles`.
#![forbid(unsafe_code)]

mod angle;
mod circuit;
mod composite;
mod constant;
mod contract;
mod controls;
mod course;
mod curvature;
mod decompose;
mod dense;
pub mod draw;
mod error;
mod exponential;
mod finals;
mod fingerprint;
mod flatten;
mod form;
mod free_power;
mod function;
mod gate_library;
mod gates;
mod instruction;
mod invert;
pub mod library;
mod matrix;
mod nearest;
mod parameter;
mod parameter_map;
pub mod pauli;
mod power;
mod power_of_parts;
pub mod qasm;
#[cfg(feature = "serde")]
mod record;
mod register;
mod shift_rule;
mod state_rule;
mod synthesis;
mod unitary;

pub use angle::Angle;
pub use circuit::{Circuit, CircuitBuilder, FinalBit};
pub use composite::Composite;
pub use constant::{Constant, ConstantKind, ConstantRef};
pub use course::{Continue, CourseError, Segment};
pub use error::CircuitError;
pub use flatten::{FlatCircuit, FlatInstruction, FlatOperation, Source};
pub use form::{Alias, Form, Gate, Generator, Libraries, parities};
pub use function::{Function, FunctionKind};
pub use gate_library::{LibraryEntry, LibraryGate, find_gate, gate_names, library_gates};
pub use instruction::{Condition, Control, Instruction, Operation, Qubits};
pub use matrix::{C64, Matrix, UNITARITY_TOLERANCE, is_diagonal, is_unitary};
pub use nearest::nearest;
pub use parameter::Parameter;
pub use parameter_map::ParameterMap;
pub use pauli::{IntoObservable, ObservableError, Pauli, PauliError, PauliExpression, PauliString, PauliSum};
pub use register::Register;
pub use shift_rule::{ShiftRule, ShiftTerm};
pub use state_rule::StateTerm;
pub use unitary::Unitary;

/// The gate table: one constant per row, and [`table::TABLE`] for all of them.
pub mod table {
    pub use crate::gates::*;
}
