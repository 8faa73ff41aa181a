//! Declarations of registers, inputs, constants, aliases and other classical values.

use super::Parser;
use crate::qasm::ast::{Expr, Initial, ScalarKind, ScalarType, StatementKind};
use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::names::{Keyword, Language};
use crate::qasm::source::Span;
use crate::qasm::token::TokenKind;

impl Parser<'_> {
    /// `qreg name[size];` or `creg name[size];`
    pub(super) fn old_register(&mut self, word: Keyword) -> Checked<StatementKind> {
        self.advance()?;
        let name = self.name("a register name")?;
        if self.language == Language::Two && !self.at(TokenKind::LeftBracket) {
            return Err(self.expected("`[`: a register has a size"));
        }
        let size = self.designator()?;
        self.expect_end()?;
        Ok(match word {
            Keyword::Qreg => StatementKind::Qubits(name, size),
            _ => StatementKind::Bits(name, size, None),
        })
    }

    /// `qubit[size] name;`
    pub(super) fn qubits(&mut self) -> Checked<StatementKind> {
        self.advance()?;
        let size = self.designator()?;
        let name = self.name("a register name")?;
        self.expect_end()?;
        Ok(StatementKind::Qubits(name, size))
    }

    /// `bit[size] name = value;`
    pub(super) fn bits(&mut self) -> Checked<StatementKind> {
        self.advance()?;
        let size = self.designator()?;
        let name = self.name("a register name")?;
        let mut initial = None;
        if self.take(TokenKind::Equals)? {
            initial = Some(if self.keyword() == Some(Keyword::Measure) {
                self.advance()?;
                Initial::Measure(self.operand()?)
            } else {
                Initial::Value(self.expression()?)
            });
        }
        self.expect_end()?;
        Ok(StatementKind::Bits(name, size, initial))
    }

    /// `input type name;`
    pub(super) fn input(&mut self) -> Checked<StatementKind> {
        self.advance()?;
        let scalar = self.scalar_type()?;
        let name = self.name("an input name")?;
        self.expect_end()?;
        Ok(StatementKind::Input(name, scalar))
    }

    /// `const type name = value;`
    pub(super) fn constant(&mut self) -> Checked<StatementKind> {
        self.advance()?;
        let scalar = self.scalar_type()?;
        let name = self.name("a name")?;
        self.expect(TokenKind::Equals, "`=`: a constant has a value")?;
        if scalar.kind == ScalarKind::Other {
            self.skip_to_end()?;
            let what = "constants of this type";
            return Ok(StatementKind::Unsupported(what, Some(name)));
        }
        let value = self.expression()?;
        self.expect_end()?;
        Ok(StatementKind::Const(name, scalar, value))
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

    /// `type name = value;`, which is read so that its name is known.
    pub(super) fn variable(&mut self) -> Checked<StatementKind> {
        let scalar = self.scalar_type()?;
        let name = self.name("a name")?;
        self.skip_to_end()?;
        let what = match scalar.kind {
            ScalarKind::Other => "`complex`, `array`, `duration` and `stretch` values",
            _ => "classical variables",
        };
        Ok(StatementKind::Unsupported(what, Some(name)))
    }

    fn scalar_type(&mut self) -> Checked<ScalarType> {
        let start = self.here();
        let kind = match self.keyword() {
            Some(Keyword::Int) => ScalarKind::Int,
            Some(Keyword::Uint) => ScalarKind::Uint,
            Some(Keyword::Float) => ScalarKind::Float,
            Some(Keyword::Angle) => ScalarKind::Angle,
            Some(Keyword::Bool) => ScalarKind::Bool,
            Some(Keyword::Bit) => ScalarKind::Bit,
            Some(Keyword::Complex | Keyword::Array | Keyword::Duration | Keyword::Stretch) => {
                ScalarKind::Other
            }
            _ => return Err(self.expected("a type")),
        };
        self.advance()?;
        if kind == ScalarKind::Other {
            self.skip_type_parameters(start)?;
            return Ok(ScalarType { kind, width: None, span: self.since(start) });
        }
        let width = self.designator()?;
        Ok(ScalarType { kind, width, span: self.since(start) })
    }

    /// `[float[64], 3]` after a type that is not read yet.
    fn skip_type_parameters(&mut self, start: Span) -> Checked<()> {
        let mut depth = 0usize;
        loop {
            match self.current.kind {
                TokenKind::LeftBracket => depth += 1,
                TokenKind::RightBracket if depth > 0 => depth -= 1,
                TokenKind::End | TokenKind::Semicolon => {
                    return Err(Diagnostic::syntax(self.here(), "expected a name after a type")
                        .label(start, "the type"));
                }
                _ if depth == 0 => return Ok(()),
                _ => {}
            }
            self.advance()?;
        }
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
