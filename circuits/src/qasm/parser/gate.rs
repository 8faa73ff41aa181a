//! Gate definitions, gate calls and their modifiers.

use super::Parser;
use super::declaration::scalar_kind;
use crate::qasm::ast::{
    Assignment, Expr, GateCall, GateDefinition, Modifier, ModifierKind, Name, NodeKind, StatementKind,
};
use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::names::{Keyword, Language};
use crate::qasm::source::Span;
use crate::qasm::token::TokenKind;
use smallvec::SmallVec;
use std::sync::Arc;

impl Parser<'_> {
    /// `gate name(parameters) qubits { body }`
    pub(super) fn gate_definition(&mut self) -> Checked<StatementKind> {
        self.advance()?;
        let mut definition = self.gate_head()?;
        definition.body = self.block("gate body")?;
        Ok(StatementKind::Gate(Arc::new(definition)))
    }

    /// `opaque name(parameters) qubits;`
    pub(super) fn opaque(&mut self, start: Span) -> Checked<StatementKind> {
        if self.language == Language::Three {
            return Err(Diagnostic::semantic(start, "`opaque` is OpenQASM 2 syntax")
                .hint("give the gate a body: `gate name qubits { … }`"));
        }
        self.advance()?;
        let definition = self.gate_head()?;
        self.expect_end()?;
        Ok(StatementKind::Opaque(Box::new(definition)))
    }

    fn gate_head(&mut self) -> Checked<GateDefinition> {
        let name = self.name("a gate name")?;
        let mut parameters = Vec::new();
        if self.take(TokenKind::LeftParen)? {
            while !self.at(TokenKind::RightParen) {
                if self.keyword().is_some_and(|word| scalar_kind(word).is_some()) {
                    // Old drafts give parameters a type: it is always an angle.
                    let first = self.arena.len();
                    self.scalar_type()?;
                    self.arena.truncate(first);
                }
                parameters.push(self.declared_name("a parameter name")?);
                if !self.take(TokenKind::Comma)? {
                    break;
                }
            }
            self.expect(TokenKind::RightParen, "`)`")?;
        }
        let mut qubits = vec![self.name("a qubit name: a gate needs at least one")?];
        while self.take(TokenKind::Comma)? && !self.at(TokenKind::LeftBrace) {
            qubits.push(self.name("a qubit name")?);
        }
        Ok(GateDefinition { name, parameters, qubits, body: Arc::new([]) })
    }

    /// `ctrl(2) @ inv @ name(arguments) operands;`
    pub(super) fn modified_call(&mut self) -> Checked<StatementKind> {
        let mut modifiers = Vec::new();
        while let Some(kind) = self.modifier_kind() {
            let start = self.here();
            self.advance()?;
            let mut argument = None;
            if self.take(TokenKind::LeftParen)? {
                argument = Some(self.expression()?);
                self.expect(TokenKind::RightParen, "`)`")?;
            }
            modifiers.push(Modifier { kind, argument, span: self.since(start) });
            self.expect(TokenKind::At, "`@`")?;
        }
        let name = self.name("a gate")?;
        self.call(modifiers, name)
    }

    fn modifier_kind(&self) -> Option<ModifierKind> {
        match self.keyword()? {
            Keyword::Inv => Some(ModifierKind::Inv),
            Keyword::Pow => Some(ModifierKind::Pow),
            Keyword::Ctrl => Some(ModifierKind::Ctrl),
            Keyword::Negctrl => Some(ModifierKind::Negctrl),
            _ => None,
        }
    }

    /// The rest of a call after the gate's name.
    pub(super) fn call(&mut self, modifiers: Vec<Modifier>, name: Name) -> Checked<StatementKind> {
        let mut arguments: SmallVec<[Expr; 3]> = SmallVec::new();
        if self.take(TokenKind::LeftParen)? {
            while !self.at(TokenKind::RightParen) {
                arguments.push(self.expression()?);
                if !self.take(TokenKind::Comma)? {
                    break;
                }
            }
            self.expect(TokenKind::RightParen, "`)`")?;
        }
        // How long a gate takes has no effect here.
        if self.designator()?.is_some() && self.language == Language::Two {
            return Err(self.expected("a gate's operands"));
        }
        let operands = if self.at(TokenKind::Semicolon) { SmallVec::new() } else { self.operands()? };
        self.expect_end()?;
        Ok(StatementKind::Call(Box::new(GateCall { modifiers, name, arguments, operands })))
    }

    /// A statement that starts with a name: a call, a measurement `bit = measure qubit;`, an assignment.
    pub(super) fn named_statement(&mut self) -> Checked<StatementKind> {
        let (start, first) = (self.here(), self.arena.len());
        if self.is_first && self.text(start).eq_ignore_ascii_case("OPENQASM") {
            return Err(Diagnostic::syntax(start, "expected `OPENQASM`, in capitals"));
        }
        if let Some(draft) = self.draft_statement()? {
            return Ok(draft);
        }
        let name = self.name("a statement")?;
        match self.current.kind {
            TokenKind::Equals | TokenKind::CompoundAssign(_) | TokenKind::LeftBracket => {}
            TokenKind::At => {
                return Err(Diagnostic::syntax(start, "gate modifiers are OpenQASM 3 syntax").hint(THREE));
            }
            TokenKind::End => return Err(self.expected("the rest of a statement")),
            _ if self.language == Language::Three && self.infix().is_some() => {
                return self.named_expression(name, first, start);
            }
            _ => return self.call(Vec::new(), name),
        }
        if self.language == Language::Two {
            return Err(self.only_in_three(name));
        }
        self.node(NodeKind::Name(name.id), start);
        self.indices()?;
        if matches!(self.current.kind, TokenKind::Name(_) | TokenKind::Hardware) && !self.is_spent {
            // What stood between the brackets is how long the gate takes.
            return self.call(Vec::new(), name);
        }
        if self.infix().is_some() {
            self.rest_of_binary(start, 0)?;
        }
        let target = self.expression_from(first, start);
        self.assignment(name, target)
    }

    /// A value on its own that starts with a name: `a == b;`
    fn named_expression(&mut self, name: Name, first: usize, start: Span) -> Checked<StatementKind> {
        self.node(NodeKind::Name(name.id), start);
        self.rest_of_binary(start, 0)?;
        let value = self.expression_from(first, start);
        self.expect_end()?;
        Ok(StatementKind::Evaluate(value))
    }

    fn assignment(&mut self, name: Name, target: Expr) -> Checked<StatementKind> {
        let operator = match self.current.kind {
            TokenKind::CompoundAssign(operator) => Some(operator),
            TokenKind::Semicolon if !self.is_spent => {
                // A value on its own has no effect.
                self.expect_end()?;
                return Ok(StatementKind::Evaluate(target));
            }
            _ => None,
        };
        match operator {
            Some(_) => self.advance()?,
            None => self.expect(TokenKind::Equals, "`=`")?,
        }
        let value = self.assigned()?;
        self.expect_end()?;
        Ok(StatementKind::Assign(Box::new(Assignment { name, target, operator, value })))
    }

    fn only_in_three(&self, name: Name) -> Box<Diagnostic> {
        match crate::qasm::names::only_in_three(name.id) {
            Some(_) => {
                let message = format!("`{}` is OpenQASM 3 syntax", self.names.text(name.id));
                Diagnostic::syntax(name.span, message).hint(THREE)
            }
            None => self.expected("a gate's operands"),
        }
    }
}

/// What to do about OpenQASM 3 in a file of version 2.
pub(super) const THREE: &str = "this file is read as OpenQASM 2; start it with `OPENQASM 3.0;`";
