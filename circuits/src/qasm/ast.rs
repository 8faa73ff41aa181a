//! What a statement says, before anyone knows what its names mean. Made by the parser, read by the machine.
//! Expressions are runs of an arena in post-order, so that evaluation is a scan and nothing recurses.

use super::names::NameId;
use super::source::Span;
use smallvec::SmallVec;
use std::sync::Arc;

/// Statements between braces. Shared, because a loop's body runs more than once.
pub(crate) type Block = Arc<[Statement]>;

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
    /// A number with `im`.
    Imaginary(f64),
    Bool(bool),
    /// Text in quotes: a bit string.
    Text,
    /// A length of time.
    Duration,
    /// `durationof({ … })`.
    DurationOf,
    /// `$n`.
    Hardware,
    Name(NameId),
    Unary(Unary),
    Binary(Binary),
    /// Before the right operand of `&&` or `||`: where the left one decides, so many nodes and the operator are left out.
    Decided(Binary, u32),
    /// A call with so many arguments.
    Call(NameId, u32),
    /// `type(value)`; the width stands before the value if there is one.
    Cast(ScalarKind, HasWidth),
    /// `measure qubits`.
    Measure,
    /// `base[index, index, …]`: so many indices.
    Index(u32),
    /// `start:stop` or `start:step:stop`, each part there or not.
    Range(Parts),
    /// `{a, b, …}`.
    Set(u32),
}

impl NodeKind {
    /// Whether it looks a name up.
    pub(crate) fn is_name(self) -> bool {
        matches!(self, NodeKind::Name(_) | NodeKind::Call(..))
    }
}

/// Whether a type's width is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HasWidth {
    Yes,
    No,
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
    /// Hardware qubits, as old drafts declare them.
    Hardware(Vec<Expr>),
    Declare(Box<Declare>),
    Alias(Name, Expr),
    Gate(Arc<GateDefinition>),
    Opaque(Box<GateDefinition>),
    Call(Box<GateCall>),
    /// An expression on its own.
    Evaluate(Expr),
    Measure(Expr, Option<Expr>),
    Reset(Expr),
    Barrier(Vec<Expr>),
    If(Box<Branch>),
    For(Box<ForLoop>),
    While(Box<WhileLoop>),
    Switch(Box<Switch>),
    /// A `box`, or a block on its own.
    Block(Block, BlockKind),
    Delay,
    /// The text behind the word.
    Pragma(Span),
    Matrix(Box<MatrixCall>),
    /// `const name = value;`, as old drafts write it.
    OldConstant(Name, Expr),
    Assign(Box<Assignment>),
    Def(Arc<Subroutine>),
    Extern(Name),
    /// `cal`, `defcal`, `defcalgrammar`: the gate that a `defcal` defines, if it is one.
    Calibration(Option<Name>),
    Return(Option<Expr>),
    Break,
    Continue,
    End,
    Empty,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BlockKind {
    Plain,
    Box,
}

/// `type name = value;`
#[derive(Debug, Clone)]
pub(crate) struct Declare {
    pub(crate) name: Name,
    pub(crate) type_name: TypeName,
    pub(crate) mode: Mode,
    pub(crate) value: Option<Expr>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Variable,
    Const,
    Input,
    Output,
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
    Complex,
    /// `duration`, `stretch`.
    Duration,
}

/// A scalar type, or an array of one.
#[derive(Debug, Clone)]
pub(crate) struct TypeName {
    pub(crate) scalar: ScalarType,
    pub(crate) dimensions: Dimensions,
}

/// How large an array is.
#[derive(Debug, Clone)]
pub(crate) enum Dimensions {
    /// It is none.
    None,
    Sizes(SmallVec<[Expr; 2]>),
    /// `#dim = n`: of an argument of any size.
    Count(Expr),
}

/// `target operator= value;`
#[derive(Debug, Clone)]
pub(crate) struct Assignment {
    pub(crate) name: Name,
    pub(crate) target: Expr,
    pub(crate) operator: Option<Binary>,
    pub(crate) value: Expr,
}

/// `for type name in values { body }`
#[derive(Debug, Clone)]
pub(crate) struct ForLoop {
    pub(crate) name: Name,
    pub(crate) scalar: Option<ScalarType>,
    pub(crate) values: Expr,
    pub(crate) body: Block,
}

/// `while (condition) { body }`
#[derive(Debug, Clone)]
pub(crate) struct WhileLoop {
    pub(crate) condition: Expr,
    pub(crate) body: Block,
}

/// `switch (value) { case a, b { … } default { … } }`
#[derive(Debug, Clone)]
pub(crate) struct Switch {
    pub(crate) value: Expr,
    pub(crate) cases: Vec<(Vec<Expr>, Block)>,
    pub(crate) default: Option<Block>,
}

/// `def name(arguments) -> type { body }`
#[derive(Debug, Clone)]
pub(crate) struct Subroutine {
    pub(crate) name: Name,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) result: Option<ScalarType>,
    pub(crate) body: Block,
}

#[derive(Debug, Clone)]
pub(crate) struct Argument {
    pub(crate) name: Name,
    pub(crate) kind: ArgumentKind,
}

#[derive(Debug, Clone)]
pub(crate) enum ArgumentKind {
    Qubits(Option<Expr>),
    Value(TypeName),
    ReadOnly(TypeName),
    Mutable(TypeName),
}

/// `gate name(parameters) qubits { body }`; the body of an opaque gate is empty.
#[derive(Debug, Clone)]
pub(crate) struct GateDefinition {
    pub(crate) name: Name,
    pub(crate) parameters: Vec<Name>,
    pub(crate) qubits: Vec<Name>,
    pub(crate) body: Block,
}

/// `modifiers @ name(arguments) operands;`
#[derive(Debug, Clone)]
pub(crate) struct GateCall {
    pub(crate) modifiers: Vec<Modifier>,
    pub(crate) name: Name,
    pub(crate) arguments: SmallVec<[Expr; 3]>,
    pub(crate) operands: SmallVec<[Expr; 3]>,
}

/// `pragma braket unitary([[…], …]) operands`
#[derive(Debug, Clone)]
pub(crate) struct MatrixCall {
    pub(crate) rows: Vec<Vec<Expr>>,
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
    /// So many positive controls, as the name of a gate says.
    Controls(u32),
}

/// `if (condition) then else otherwise`.
#[derive(Debug, Clone)]
pub(crate) struct Branch {
    pub(crate) condition: Expr,
    pub(crate) then: Block,
    pub(crate) otherwise: Block,
}
