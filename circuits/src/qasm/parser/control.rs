//! Loops, `switch`, subroutines.

use super::Parser;
use crate::qasm::ast::{
    Argument, ArgumentKind, Block, Dimensions, Expr, ForLoop, Name, NodeKind, StatementKind, Subroutine,
    Switch, WhileLoop,
};
use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::names::Keyword;
use crate::qasm::token::TokenKind;
use std::sync::Arc;

impl Parser<'_> {
    /// `for type name in values body`; old drafts leave the type out.
    pub(super) fn for_loop(&mut self) -> Checked<StatementKind> {
        self.advance()?;
        let scalar = match self.keyword() {
            Some(Keyword::In) | None => None,
            Some(_) => Some(self.scalar_type()?),
        };
        let name = self.name("a loop variable")?;
        if self.keyword() != Some(Keyword::In) {
            return Err(self.expected("`in`"));
        }
        self.advance()?;
        let values = self.loop_values()?;
        let body = self.body()?;
        Ok(StatementKind::For(Box::new(ForLoop { name, scalar, values, body })))
    }

    /// `[start:step:stop]`, `{a, b}`, or an expression.
    fn loop_values(&mut self) -> Checked<Expr> {
        let (first, start) = (self.arena.len(), self.here());
        if self.at(TokenKind::LeftBrace) {
            self.index_set(start)?;
        } else if self.take(TokenKind::LeftBracket)? {
            self.index()?;
            self.expect(TokenKind::RightBracket, "`]`")?;
        } else {
            return self.expression();
        }
        let range = self.expression_from(first, start);
        if let Some(node) = self.arena.last_mut().filter(|node| matches!(node.kind, NodeKind::Range(_))) {
            node.span = range.span;
        }
        Ok(range)
    }

    pub(super) fn while_loop(&mut self) -> Checked<StatementKind> {
        self.advance()?;
        self.expect(TokenKind::LeftParen, "`(`")?;
        let condition = self.expression()?;
        self.expect(TokenKind::RightParen, "`)`")?;
        let body = self.body()?;
        Ok(StatementKind::While(Box::new(WhileLoop { condition, body })))
    }

    /// `switch (value) { case a, b { … } default { … } }`; a colon after the values is read too.
    pub(super) fn switch(&mut self) -> Checked<StatementKind> {
        self.advance()?;
        self.expect(TokenKind::LeftParen, "`(`")?;
        let value = self.expression()?;
        self.expect(TokenKind::RightParen, "`)`")?;
        let opening = self.here();
        self.expect(TokenKind::LeftBrace, "`{`")?;
        let mut switch = Switch { value, cases: Vec::new(), default: None };
        loop {
            self.refresh()?;
            match (self.current.kind, self.keyword()) {
                (TokenKind::RightBrace, _) => {
                    self.spend();
                    return Ok(StatementKind::Switch(Box::new(switch)));
                }
                (_, Some(Keyword::Case)) if switch.default.is_none() => {
                    let case = self.case()?;
                    switch.cases.push(case);
                }
                // No case goes on into the next one, so that this says nothing new.
                (_, Some(Keyword::Break)) => {
                    self.advance()?;
                    self.expect_end()?;
                }
                (_, Some(Keyword::Default)) if switch.default.is_none() => {
                    self.advance()?;
                    self.take(TokenKind::Colon)?;
                    switch.default = Some(self.block("block")?);
                }
                (_, Some(Keyword::Case | Keyword::Default)) => {
                    return Err(Diagnostic::syntax(self.here(), "`default` is the last part of a `switch`"));
                }
                (TokenKind::End, _) => return Err(self.unclosed(opening, "switch")),
                _ => return Err(self.expected("`case`, `default` or `}`")),
            }
        }
    }

    fn case(&mut self) -> Checked<(Vec<Expr>, Block)> {
        self.advance()?;
        let mut values = vec![self.expression()?];
        while self.take(TokenKind::Comma)? && !self.at(TokenKind::LeftBrace) {
            values.push(self.expression()?);
        }
        self.take(TokenKind::Colon)?;
        Ok((values, self.block("block")?))
    }

    /// `def name(arguments) -> type { body }`
    pub(super) fn subroutine(&mut self) -> Checked<StatementKind> {
        self.advance()?;
        let name = self.name("a subroutine's name")?;
        let mut arguments = Vec::new();
        if self.take(TokenKind::LeftParen)? {
            while !self.at(TokenKind::RightParen) {
                arguments.push(self.argument()?);
                if !self.take(TokenKind::Comma)? {
                    break;
                }
            }
            self.expect(TokenKind::RightParen, "`)`")?;
        }
        // Old drafts put the qubits here.
        while self.keyword() == Some(Keyword::Qubit) {
            arguments.push(self.argument()?);
            if !self.take(TokenKind::Comma)? {
                break;
            }
        }
        let mut result = None;
        if self.take(TokenKind::Arrow)? {
            if self.keyword() == Some(Keyword::Void) {
                self.advance()?;
            } else {
                result = Some(self.scalar_type()?);
            }
        }
        let body = self.block("subroutine")?;
        Ok(StatementKind::Def(Arc::new(Subroutine { name, arguments, result, body })))
    }

    fn argument(&mut self) -> Checked<Argument> {
        let kind = match self.keyword() {
            Some(Keyword::Qubit) => {
                self.advance()?;
                ArgumentKind::Qubits(self.designator()?)
            }
            Some(word @ (Keyword::Qreg | Keyword::Creg)) => return self.old_argument(word),
            Some(Keyword::Readonly) => {
                self.advance()?;
                ArgumentKind::ReadOnly(self.type_name()?)
            }
            Some(Keyword::Mutable) => {
                self.advance()?;
                ArgumentKind::Mutable(self.type_name()?)
            }
            Some(Keyword::Const) => {
                self.advance()?;
                ArgumentKind::ReadOnly(self.type_name()?)
            }
            _ => ArgumentKind::Value(self.type_name()?),
        };
        // Old drafts have a colon here.
        self.take(TokenKind::Colon)?;
        Ok(Argument { name: self.name("an argument's name")?, kind })
    }

    /// `qreg name[size]`, `creg name[size]`
    fn old_argument(&mut self, word: Keyword) -> Checked<Argument> {
        let span = self.here();
        self.advance()?;
        let name = self.name("an argument's name")?;
        let size = self.designator()?;
        if word == Keyword::Qreg {
            return Ok(Argument { name, kind: ArgumentKind::Qubits(size) });
        }
        let scalar =
            crate::qasm::ast::ScalarType { kind: crate::qasm::ast::ScalarKind::Bit, width: size, span };
        let type_name = crate::qasm::ast::TypeName { scalar, dimensions: Dimensions::None };
        Ok(Argument { name, kind: ArgumentKind::Value(type_name) })
    }

    /// `extern name(types) -> type;`
    pub(super) fn external(&mut self) -> Checked<StatementKind> {
        self.advance()?;
        let name = match self.current.kind {
            // A declared function may have the name of a built-in one.
            TokenKind::Name(id) => Name { id, span: self.here() },
            _ => return Err(self.expected("a function's name")),
        };
        self.advance()?;
        while !self.at(TokenKind::Semicolon) {
            if matches!(self.current.kind, TokenKind::End | TokenKind::LeftBrace | TokenKind::RightBrace) {
                return Err(self.expected("`;`"));
            }
            self.advance()?;
        }
        self.expect_end()?;
        Ok(StatementKind::Extern(name))
    }

    /// `return value;`
    pub(super) fn returned(&mut self) -> Checked<StatementKind> {
        self.advance()?;
        let value = if self.at(TokenKind::Semicolon) { None } else { Some(self.expression()?) };
        self.expect_end()?;
        Ok(StatementKind::Return(value))
    }
}
