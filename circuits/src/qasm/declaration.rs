//! Where a program declares what its circuit has, so that whoever runs it can point there. Made by the machine.

use super::source::Span;

/// Where a register or an input is declared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// Its name.
    pub name: String,
    /// What it is.
    pub kind: DeclarationKind,
    /// The name where it is declared.
    pub span: Span,
    /// The size where it is written.
    pub size: Option<Span>,
}

/// What a [`Declaration`] declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeclarationKind {
    /// A register of qubits.
    Qubits,
    /// A register of classical bits.
    Bits,
    /// A parameter of the circuit.
    Input,
}
