//! What a statement says, before anyone knows what its names mean. Made by the parser, read by the lowering.
//! Expressions are runs of an arena in post-order, so that evaluation is a scan and nothing recurses.

use super::names::NameId;
use super::source::Span;
use smallvec::SmallVec;

/// A name where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Name {
    pub(crate) id: NameId,
    pub(crate) span: Span,
}

/// An expression: the nodes `first..end` of the arena.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Expr {
    pub(crate) first: u32,
    pub(crate) end: u32,
    pub(crate) span: Span,
}

/// One step of a stack machine: takes its operands from the stack and leaves its value there.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node {
    pub(crate) kind: NodeKind,
    pub(crate) span: Span,
}

#[derive(Debug, Clone, Copy)]
pub(crate) enum NodeKind {
    Integer(i64),
    /// An integer that does not fit 64 bits.
    BigInteger,
    Float(f64),
    Bool(bool),
    /// Text in quotes: a bit string.
    Text,
    /// A length of time.
    Duration,
    /// `$n`.
    Hardware,
    Name(NameId),
    Unary(Unary),
    Binary(Binary),
    /// A call with so many arguments.
    Call(NameId, u32),
    /// `base[index]`.
    Index,
    /// `start:stop` or `start:step:stop`, each part there or not.
    Range(Parts),
    /// `{a, b, …}`.
    Set(u32),
}

/// Which parts of a range are written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Parts {
    pub(crate) start: bool,
    pub(crate) step: bool,
    pub(crate) stop: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unary {
    Minus,
    Not,
    BitNot,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Binary {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Power,
    Concatenate,
    Equal,
    NotEqual,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or,
    BitAnd,
    BitOr,
    BitXor,
    ShiftLeft,
    ShiftRight,
}

/// A statement with the annotations before it.
#[derive(Debug, Clone)]
pub(crate) struct Statement {
    pub(crate) kind: StatementKind,
    pub(crate) span: Span,
    pub(crate) annotations: Vec<Span>,
}

#[derive(Debug, Clone)]
pub(crate) enum StatementKind {
    Version,
    /// The span is that of the quoted name.
    Include(Span),
    Qubits(Name, Option<Expr>),
    Bits(Name, Option<Expr>, Option<Initial>),
    Input(Name, ScalarType),
    Const(Name, ScalarType, Expr),
    Alias(Name, Expr),
    Gate(Box<GateDefinition>),
    Opaque(Box<GateDefinition>),
    Call(Box<GateCall>),
    Measure(Expr, Option<Expr>),
    Reset(Expr),
    Barrier(Vec<Expr>),
    If(Box<Branch>),
    /// A `box`, or a block on its own.
    Block(Vec<Statement>, BlockKind),
    Delay,
    Pragma,
    Assign(Name),
    Empty,
    /// OpenQASM 3 that is not read yet: what it is, and the name it declares.
    Unsupported(&'static str, Option<Name>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlockKind {
    Plain,
    Box,
}

/// The value a bit register starts with.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Initial {
    Value(Expr),
    Measure(Expr),
}

/// A classical type with its width.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ScalarType {
    pub(crate) kind: ScalarKind,
    pub(crate) width: Option<Expr>,
    pub(crate) span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ScalarKind {
    Int,
    Uint,
    Float,
    Angle,
    Bool,
    Bit,
    /// `complex`, `duration`, `stretch`, `array`.
    Other,
}

/// `gate name(parameters) qubits { body }`; the body of an opaque gate is empty.
#[derive(Debug, Clone)]
pub(crate) struct GateDefinition {
    pub(crate) name: Name,
    pub(crate) parameters: Vec<Name>,
    pub(crate) qubits: Vec<Name>,
    pub(crate) body: Vec<Statement>,
}

/// `modifiers @ name(arguments) operands;`
#[derive(Debug, Clone)]
pub(crate) struct GateCall {
    pub(crate) modifiers: Vec<Modifier>,
    pub(crate) name: Name,
    pub(crate) arguments: SmallVec<[Expr; 3]>,
    pub(crate) operands: SmallVec<[Expr; 3]>,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Modifier {
    pub(crate) kind: ModifierKind,
    pub(crate) argument: Option<Expr>,
    pub(crate) span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ModifierKind {
    Inv,
    Pow,
    Ctrl,
    Negctrl,
}

/// `if (condition) then else otherwise`.
#[derive(Debug, Clone)]
pub(crate) struct Branch {
    pub(crate) condition: Expr,
    pub(crate) then: Vec<Statement>,
    pub(crate) otherwise: Vec<Statement>,
}
