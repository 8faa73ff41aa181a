//! Declarations of registers, inputs, constants, aliases and other classical values, and the types they name.

use super::Parser;
use crate::qasm::ast::{Declare, Dimensions, Expr, Mode, ScalarKind, ScalarType, StatementKind, TypeName};
use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::names::{Keyword, Language};
use crate::qasm::source::Span;
use crate::qasm::token::TokenKind;
use smallvec::SmallVec;

impl Parser<'_> {
    /// `qreg name[size];` or `creg name[size];`
    pub(super) fn old_register(&mut self, word: Keyword) -> Checked<StatementKind> {
        let start = self.here();
        self.advance()?;
        let name = self.name("a register name")?;
        if self.language == Language::Two && !self.at(TokenKind::LeftBracket) {
            return Err(self.expected("`[`: a register has a size"));
        }
        let size = self.designator()?;
        if word == Keyword::Qreg {
            self.expect_end()?;
            return Ok(StatementKind::Qubits(name, size));
        }
        let value = self.initial()?;
        self.expect_end()?;
        let scalar = ScalarType { kind: ScalarKind::Bit, width: size, span: start };
        let type_name = TypeName { scalar, dimensions: Dimensions::None };
        Ok(StatementKind::Declare(Box::new(Declare { name, type_name, mode: Mode::Variable, value })))
    }

    /// `qubit[size] name;`
    pub(super) fn qubits(&mut self) -> Checked<StatementKind> {
        self.advance()?;
        let size = self.designator()?;
        if self.at(TokenKind::Hardware) {
            // Old drafts declare hardware qubits.
            return self.hardware_declaration();
        }
        let name = self.name("a register name")?;
        let size = self.size_after_name(size)?;
        self.expect_end()?;
        Ok(StatementKind::Qubits(name, size))
    }

    /// `qubit name[size];`, as old drafts write it.
    fn size_after_name(&mut self, size: Option<Expr>) -> Checked<Option<Expr>> {
        let start = self.here();
        if size.is_some() || !self.at(TokenKind::LeftBracket) {
            return Ok(size);
        }
        let size = self.designator()?;
        let message = "the size of a register stands before its name: `qubit[2] q`, `bit[2] c`";
        self.errors.push(*Diagnostic::warning(self.since(start), message));
        Ok(size)
    }

    /// `qubit $0;`
    fn hardware_declaration(&mut self) -> Checked<StatementKind> {
        let operands = self.operands::<[_; 3]>()?;
        self.expect_end()?;
        Ok(StatementKind::Hardware(operands.into_vec()))
    }

    /// `input type name;`, `output type name;`
    pub(super) fn interface(&mut self, mode: Mode) -> Checked<StatementKind> {
        self.advance()?;
        if matches!(self.keyword(), Some(Keyword::Qreg | Keyword::Qubit)) {
            return Err(Diagnostic::syntax(self.here(), "inputs and outputs are classical"));
        }
        if self.keyword() == Some(Keyword::Creg) {
            return self.old_register(Keyword::Creg).map(|kind| with_mode(kind, mode));
        }
        self.typed(mode)
    }

    /// `const type name = value;`
    pub(super) fn constant(&mut self) -> Checked<StatementKind> {
        self.advance()?;
        if self.keyword() == Some(Keyword::Creg) {
            return self.old_register(Keyword::Creg).map(|kind| with_mode(kind, Mode::Const));
        }
        if let Some(constant) = self.old_constant()? {
            return Ok(constant);
        }
        self.typed(Mode::Const)
    }

    /// `let name = value;`
    pub(super) fn alias(&mut self) -> Checked<StatementKind> {
        self.advance()?;
        let name = self.name("a name")?;
        self.expect(TokenKind::Equals, "`=`")?;
        let value = self.expression()?;
        self.expect_end()?;
        Ok(StatementKind::Alias(name, value))
    }

    /// `type name = value;`
    pub(super) fn variable(&mut self) -> Checked<StatementKind> {
        self.typed(Mode::Variable)
    }

    /// `length name = value;`, as old drafts write it.
    pub(super) fn old_length(&mut self, start: Span) -> Checked<StatementKind> {
        self.advance()?;
        let name = self.name("a name")?;
        let value = self.initial()?;
        self.expect_end()?;
        let scalar = ScalarType { kind: ScalarKind::Duration, width: None, span: start };
        let type_name = TypeName { scalar, dimensions: Dimensions::None };
        Ok(StatementKind::Declare(Box::new(Declare { name, type_name, mode: Mode::Variable, value })))
    }

    fn typed(&mut self, mode: Mode) -> Checked<StatementKind> {
        let mut type_name = self.type_name()?;
        if mode == Mode::Variable && self.at(TokenKind::LeftParen) {
            // A cast on its own.
            let value = self.expression()?;
            self.expect_end()?;
            return Ok(StatementKind::Evaluate(value));
        }
        let name = self.declared_name(match mode {
            Mode::Input => "an input name",
            _ => "a name",
        })?;
        if type_name.scalar.kind == ScalarKind::Bit && matches!(type_name.dimensions, Dimensions::None) {
            type_name.scalar.width = self.size_after_name(type_name.scalar.width)?;
        }
        if mode == Mode::Const && !self.at(TokenKind::Equals) {
            return Err(self.expected("`=`: a constant has a value"));
        }
        let value = self.initial()?;
        self.expect_end()?;
        Ok(StatementKind::Declare(Box::new(Declare { name, type_name, mode, value })))
    }

    /// `= value`, if it is there.
    fn initial(&mut self) -> Checked<Option<Expr>> {
        if self.take(TokenKind::Equals)? { Ok(Some(self.assigned()?)) } else { Ok(None) }
    }

    /// A scalar type or an array type.
    pub(super) fn type_name(&mut self) -> Checked<TypeName> {
        if self.keyword() != Some(Keyword::Array) {
            return Ok(TypeName { scalar: self.scalar_type()?, dimensions: Dimensions::None });
        }
        let start = self.here();
        self.advance()?;
        self.expect(TokenKind::LeftBracket, "`[`: an array has a type and sizes")?;
        let scalar = ScalarType { span: start, ..self.scalar_type()? };
        let mut dimensions = Dimensions::Sizes(SmallVec::new());
        while self.take(TokenKind::Comma)? && !self.at(TokenKind::RightBracket) {
            if self.at(TokenKind::Hash) {
                dimensions = Dimensions::Count(self.dimension_count()?);
                break;
            }
            let size = self.expression()?;
            if let Dimensions::Sizes(sizes) = &mut dimensions {
                sizes.push(size);
            }
        }
        self.expect(TokenKind::RightBracket, "`]`")?;
        match &dimensions {
            Dimensions::Sizes(sizes) if sizes.is_empty() => {
                Err(Diagnostic::syntax(start, "an array has at least one size: `array[int[32], 4]`"))
            }
            _ => Ok(TypeName { scalar: ScalarType { span: self.since(start), ..scalar }, dimensions }),
        }
    }

    /// `#dim = n`
    fn dimension_count(&mut self) -> Checked<Expr> {
        self.advance()?;
        if !matches!(self.current.kind, TokenKind::Name(_)) || self.text(self.here()) != "dim" {
            return Err(self.expected("`dim`"));
        }
        self.advance()?;
        self.expect(TokenKind::Equals, "`=`")?;
        self.expression()
    }

    pub(super) fn scalar_type(&mut self) -> Checked<ScalarType> {
        let start = self.here();
        let Some(kind) = self.keyword().and_then(scalar_kind) else { return Err(self.expected("a type")) };
        self.advance()?;
        let width = match kind {
            ScalarKind::Complex => {
                self.complex_part()?;
                None
            }
            ScalarKind::Bool | ScalarKind::Duration => None,
            _ => self.designator()?,
        };
        Ok(ScalarType { kind, width, span: self.since(start) })
    }

    /// `[float[64]]`, if it is there: every part is a double.
    pub(super) fn complex_part(&mut self) -> Checked<()> {
        if !self.take(TokenKind::LeftBracket)? {
            return Ok(());
        }
        if self.keyword() != Some(Keyword::Float) {
            // Old drafts give the bits of a part.
            if !matches!(self.current.kind, TokenKind::Integer) {
                return Err(self.expected("`float`: the parts of a complex number"));
            }
            let message = "the parts of a complex number have a type: `complex[float[64]]`";
            self.errors.push(*Diagnostic::warning(self.here(), message));
            self.advance()?;
            return self.expect(TokenKind::RightBracket, "`]`");
        }
        self.advance()?;
        if self.take(TokenKind::LeftBracket)? {
            let first = self.arena.len();
            self.expression()?;
            self.arena.truncate(first);
            self.expect(TokenKind::RightBracket, "`]`")?;
        }
        self.expect(TokenKind::RightBracket, "`]`")
    }

    /// `[size]`, if it is there.
    pub(super) fn designator(&mut self) -> Checked<Option<Expr>> {
        if !self.take(TokenKind::LeftBracket)? {
            return Ok(None);
        }
        let size = self.expression()?;
        self.expect(TokenKind::RightBracket, "`]`")?;
        Ok(Some(size))
    }
}

fn with_mode(kind: StatementKind, mode: Mode) -> StatementKind {
    match kind {
        StatementKind::Declare(declare) => StatementKind::Declare(Box::new(Declare { mode, ..*declare })),
        other => other,
    }
}

/// The scalar type that a word names.
pub(super) fn scalar_kind(word: Keyword) -> Option<ScalarKind> {
    Some(match word {
        Keyword::Int => ScalarKind::Int,
        Keyword::Uint => ScalarKind::Uint,
        Keyword::Float => ScalarKind::Float,
        Keyword::Angle => ScalarKind::Angle,
        Keyword::Bool => ScalarKind::Bool,
        Keyword::Bit => ScalarKind::Bit,
        Keyword::Complex => ScalarKind::Complex,
        Keyword::Duration | Keyword::Stretch => ScalarKind::Duration,
        _ => return None,
    })
}
