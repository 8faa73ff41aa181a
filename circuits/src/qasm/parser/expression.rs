//! Expressions by operator precedence (Pratt 1973), written to the arena in post-order.

use super::Parser;
use super::declaration::scalar_kind;
use crate::qasm::ast::{Binary, Expr, HasWidth, Node, NodeKind, Parts, ScalarKind, Unary};
use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::names::{Keyword, Language, NameId};
use crate::qasm::number;
use crate::qasm::source::Span;
use crate::qasm::token::TokenKind;

/// How strongly the exponent operator binds: stronger than a sign before its base, so that `-2**2` is −4.
const POWER: u8 = 13;

impl Parser<'_> {
    /// An expression.
    pub(super) fn expression(&mut self) -> Checked<Expr> {
        let (first, start) = (self.arena.len(), self.here());
        self.binary(0)?;
        Ok(self.expression_from(first, start))
    }

    /// A name with indices, or a hardware qubit.
    pub(super) fn operand(&mut self) -> Checked<Expr> {
        let (first, start) = (self.arena.len(), self.here());
        if self.at(TokenKind::Hardware) {
            self.advance()?;
            self.node(NodeKind::Hardware, start);
        } else {
            let name = self.name("a qubit or a register")?;
            self.node(NodeKind::Name(name.id), start);
            self.indices()?;
        }
        Ok(self.expression_from(first, start))
    }

    /// `a, b, …`
    pub(super) fn operands<A: smallvec::Array<Item = Expr>>(&mut self) -> Checked<smallvec::SmallVec<A>> {
        let mut list = smallvec::SmallVec::new();
        loop {
            list.push(self.operand()?);
            // A comma may follow the last one.
            if !self.take(TokenKind::Comma)? || self.at(TokenKind::Semicolon) {
                return Ok(list);
            }
        }
    }

    pub(super) fn node(&mut self, kind: NodeKind, start: Span) {
        let span = self.since(start);
        self.arena.push(Node { kind, span });
    }

    fn binary(&mut self, weakest: u8) -> Checked<()> {
        let start = self.here();
        self.prefix()?;
        self.rest_of_binary(start, weakest)
    }

    /// Operators and their right operands after a left one.
    pub(super) fn rest_of_binary(&mut self, start: Span, weakest: u8) -> Checked<()> {
        while let Some((operator, strength)) = self.infix() {
            if strength < weakest {
                break;
            }
            self.advance()?;
            match operator {
                Binary::Power => self.nested(|p| p.binary(strength))?,
                Binary::And | Binary::Or => {
                    // Where the left operand decides, the right one is not looked at.
                    let at = self.arena.len();
                    self.node(NodeKind::Decided(operator, 0), start);
                    self.binary(strength + 1)?;
                    let skipped = (self.arena.len() - at) as u32;
                    self.arena[at].kind = NodeKind::Decided(operator, skipped);
                }
                _ => self.binary(strength + 1)?,
            }
            self.node(NodeKind::Binary(operator), start);
        }
        Ok(())
    }

    pub(super) fn infix(&self) -> Option<(Binary, u8)> {
        let is_two = self.language == Language::Two;
        Some(match self.current.kind {
            TokenKind::PlusPlus => (Binary::Concatenate, 1),
            TokenKind::PipePipe => (Binary::Or, 2),
            TokenKind::AmpersandAmpersand => (Binary::And, 3),
            TokenKind::Pipe => (Binary::BitOr, 4),
            TokenKind::Caret if is_two => (Binary::Power, POWER),
            TokenKind::Caret => (Binary::BitXor, 5),
            TokenKind::Ampersand => (Binary::BitAnd, 6),
            TokenKind::EqualEqual => (Binary::Equal, 7),
            TokenKind::NotEqual => (Binary::NotEqual, 7),
            TokenKind::Less => (Binary::Less, 8),
            TokenKind::LessEqual => (Binary::LessEqual, 8),
            TokenKind::Greater => (Binary::Greater, 8),
            TokenKind::GreaterEqual => (Binary::GreaterEqual, 8),
            TokenKind::ShiftLeft => (Binary::ShiftLeft, 9),
            TokenKind::ShiftRight => (Binary::ShiftRight, 9),
            TokenKind::Plus => (Binary::Add, 10),
            TokenKind::Minus => (Binary::Subtract, 10),
            TokenKind::Star => (Binary::Multiply, 11),
            TokenKind::Slash => (Binary::Divide, 11),
            TokenKind::Percent => (Binary::Remainder, 11),
            TokenKind::StarStar => (Binary::Power, POWER),
            _ => return None,
        })
    }

    fn prefix(&mut self) -> Checked<()> {
        let start = self.here();
        let operator = match self.current.kind {
            TokenKind::Minus => Some(Unary::Minus),
            TokenKind::Bang => Some(Unary::Not),
            TokenKind::Tilde => Some(Unary::BitNot),
            TokenKind::Plus => None,
            _ => return self.primary(start),
        };
        self.advance()?;
        self.nested(|p| p.binary(POWER))?;
        if let Some(operator) = operator {
            self.node(NodeKind::Unary(operator), start);
        }
        Ok(())
    }

    fn primary(&mut self, start: Span) -> Checked<()> {
        let kind = match self.current.kind {
            TokenKind::Integer => self.integer(start),
            TokenKind::Float => self.real(start)?,
            TokenKind::Duration => NodeKind::Duration,
            TokenKind::Text => NodeKind::Text,
            TokenKind::Hardware => NodeKind::Hardware,
            TokenKind::Imaginary => self.imaginary(start)?,
            TokenKind::LeftBrace => return self.nested(|p| p.index_set(start)),
            TokenKind::LeftParen => return self.parentheses(),
            TokenKind::Name(id) => return self.named(id, start),
            _ => return Err(self.expected("an expression")),
        };
        self.advance()?;
        self.node(kind, start);
        self.indices()
    }

    fn integer(&self, span: Span) -> NodeKind {
        let literal = &self.lexer.bytes[span.start as usize..span.end as usize];
        number::integer(literal).map_or(NodeKind::BigInteger, NodeKind::Integer)
    }

    fn real(&self, span: Span) -> Checked<NodeKind> {
        let value = number::real(&self.lexer.bytes[span.start as usize..span.end as usize]);
        if value.is_finite() {
            return Ok(NodeKind::Float(value));
        }
        Err(Diagnostic::semantic(span, "this number is too large for double precision"))
    }

    fn imaginary(&self, span: Span) -> Checked<NodeKind> {
        let literal = self.lexer.bytes[span.start as usize..span.end as usize - 2].trim_ascii_end();
        let value = number::real(literal);
        if value.is_finite() {
            return Ok(NodeKind::Imaginary(value));
        }
        Err(Diagnostic::semantic(span, "this number is too large for double precision"))
    }

    fn parentheses(&mut self) -> Checked<()> {
        self.advance()?;
        self.nested(|p| p.binary(0))?;
        self.expect(TokenKind::RightParen, "`)`")?;
        self.indices()
    }

    fn named(&mut self, id: NameId, start: Span) -> Checked<()> {
        use Keyword::*;
        match self.keyword() {
            None | Some(Pi | PiSign | Tau | TauSign | Euler | EulerSign) => {}
            Some(Pow) => {}
            Some(word @ (True | False)) => {
                self.advance()?;
                self.node(NodeKind::Bool(word == True), start);
                return Ok(());
            }
            Some(DurationOf) => return self.duration_of(start),
            Some(Measure) => {
                self.advance()?;
                self.operand()?;
                self.node(NodeKind::Measure, start);
                return Ok(());
            }
            Some(word) if scalar_kind(word).is_some() => {
                return self.nested(|p| p.cast(word, start));
            }
            Some(_) => return Err(self.expected("an expression")),
        }
        self.advance()?;
        if self.at(TokenKind::LeftParen) {
            let count = self.nested(Self::arguments)?;
            self.node(NodeKind::Call(id, count), start);
        } else {
            self.node(NodeKind::Name(id), start);
        }
        self.indices()
    }

    /// `type[width](value)`
    fn cast(&mut self, word: Keyword, start: Span) -> Checked<()> {
        let kind = scalar_kind(word).unwrap_or(ScalarKind::Int);
        self.advance()?;
        let mut has_width = HasWidth::No;
        if kind == ScalarKind::Complex {
            self.complex_part()?;
        } else if self.designator()?.is_some() {
            has_width = HasWidth::Yes;
        }
        self.expect(TokenKind::LeftParen, "`(`: a cast is written `type(value)`")?;
        self.binary(0)?;
        self.expect(TokenKind::RightParen, "`)`")?;
        self.node(NodeKind::Cast(kind, has_width), start);
        self.indices()
    }

    /// `durationof({ … })`
    fn duration_of(&mut self, start: Span) -> Checked<()> {
        self.advance()?;
        self.expect(TokenKind::LeftParen, "`(`")?;
        if self.at(TokenKind::LeftBrace) {
            self.skip_braces()?;
        } else {
            let first = self.arena.len();
            self.expression()?;
            self.arena.truncate(first);
        }
        self.expect(TokenKind::RightParen, "`)`")?;
        self.node(NodeKind::DurationOf, start);
        Ok(())
    }

    /// `(a, b, …)`, each left on the stack; says how many.
    fn arguments(&mut self) -> Checked<u32> {
        self.advance()?;
        let mut count = 0;
        while !self.at(TokenKind::RightParen) {
            self.binary(0)?;
            count += 1;
            if !self.take(TokenKind::Comma)? {
                break;
            }
        }
        self.expect(TokenKind::RightParen, "`)`")?;
        Ok(count)
    }

    /// Any number of `[index]`.
    pub(super) fn indices(&mut self) -> Checked<()> {
        while self.at(TokenKind::LeftBracket) {
            let bracket = self.here();
            self.advance()?;
            self.nested(Self::index)?;
            let mut count = 1;
            while self.take(TokenKind::Comma)? {
                if self.at(TokenKind::RightBracket) {
                    break;
                }
                self.nested(Self::index)?;
                count += 1;
            }
            self.expect(TokenKind::RightBracket, "`]`")?;
            self.node(NodeKind::Index(count), bracket);
        }
        Ok(())
    }

    /// `{a, b}`, `a`, `a:b`, `a:step:b`.
    pub(super) fn index(&mut self) -> Checked<()> {
        let start = self.here();
        if self.at(TokenKind::LeftBrace) {
            return self.index_set(start);
        }
        let has_start = self.part()?;
        if !self.take(TokenKind::Colon)? {
            return if has_start { Ok(()) } else { Err(self.expected("an index")) };
        }
        let second = self.part()?;
        let parts = if self.take(TokenKind::Colon)? {
            Parts { start: has_start, step: second, stop: self.part()? }
        } else {
            Parts { start: has_start, step: false, stop: second }
        };
        self.node(NodeKind::Range(parts), start);
        Ok(())
    }

    /// One part of a range, if it is there.
    fn part(&mut self) -> Checked<bool> {
        let is_there =
            ![TokenKind::Colon, TokenKind::RightBracket, TokenKind::Comma].iter().any(|kind| self.at(*kind));
        if is_there {
            self.binary(0)?;
        }
        Ok(is_there)
    }

    pub(super) fn index_set(&mut self, start: Span) -> Checked<()> {
        self.advance()?;
        let mut count = 0;
        while !self.at(TokenKind::RightBrace) {
            self.binary(0)?;
            count += 1;
            if !self.take(TokenKind::Comma)? {
                break;
            }
        }
        self.expect(TokenKind::RightBrace, "`}`")?;
        self.node(NodeKind::Set(count), start);
        Ok(())
    }
}
