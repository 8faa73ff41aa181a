//! Which statement this is, and the statements that act.

use super::Parser;
use crate::qasm::ast::{
    Assignment, Block as Statements, BlockKind, Branch, Mode, Name, NodeKind, Statement, StatementKind,
};
use crate::qasm::diagnostic::{Checked, Diagnostic, DiagnosticKind};
use crate::qasm::names::{Keyword, Language};
use crate::qasm::source::Span;
use crate::qasm::token::TokenKind;
use std::sync::Arc;

impl Parser<'_> {
    /// One statement with its annotations.
    pub(super) fn statement(&mut self) -> Checked<Statement> {
        let mut annotations = Vec::new();
        while self.at(TokenKind::At) {
            let start = self.here();
            self.is_spent = true;
            annotations.push(Span { start: start.start, ..self.lexer.rest_of_line() });
            self.refresh()?;
            if matches!(self.current.kind, TokenKind::End | TokenKind::RightBrace) {
                return Err(Diagnostic::syntax(start, "no statement follows this annotation"));
            }
        }
        let start = self.here();
        let kind = match self.current.kind {
            TokenKind::Name(_) => match self.keyword() {
                Some(word) => self.keyword_statement(word, start)?,
                None => self.named_statement()?,
            },
            TokenKind::Hash => self.hash_pragma()?,
            TokenKind::LeftBrace if self.language == Language::Three => {
                StatementKind::Block(self.block("block")?, BlockKind::Plain)
            }
            TokenKind::Semicolon => {
                self.spend();
                StatementKind::Empty
            }
            TokenKind::Hardware if self.language == Language::Three => self.evaluated()?,
            _ if self.language == Language::Three && self.starts_expression() => self.evaluated()?,
            _ => return Err(self.expected("a statement")),
        };
        Ok(Statement { kind, span: self.since(start), annotations })
    }

    fn keyword_statement(&mut self, word: Keyword, start: Span) -> Checked<StatementKind> {
        use Keyword::*;
        match word {
            OpenQasm => self.version(start),
            Include => self.include(),
            Qreg | Creg => self.old_register(word),
            Gate => self.gate_definition(),
            Opaque => self.opaque(start),
            Measure => self.measure(),
            Reset => self.reset(),
            Barrier => self.barrier(),
            If => self.branch(),
            Qubit => self.qubits(),
            Input => self.interface(Mode::Input),
            Output => self.interface(Mode::Output),
            Const => self.constant(),
            Let => self.alias(),
            Inv | Pow | Ctrl | Negctrl => self.modified_call(),
            Box => self.boxed(),
            Delay => self.delay(),
            Bit | Bool | Int | Uint | Float | Angle | Complex | Array | Duration | Stretch => self.variable(),
            For => self.for_loop(),
            While => self.while_loop(),
            Switch => self.switch(),
            Def => self.subroutine(),
            Extern => self.external(),
            Cal | Defcal | DefcalGrammar => self.calibration(word),
            Return => self.returned(),
            Break => self.word(StatementKind::Break),
            Continue => self.word(StatementKind::Continue),
            End => self.word(StatementKind::End),
            True | False | Pi | PiSign | Tau | TauSign | Euler | EulerSign | DurationOf => self.evaluated(),
            Pragma => self.pragma(),
            _ => Err(self.expected("a statement")),
        }
    }

    /// An expression on its own.
    fn evaluated(&mut self) -> Checked<StatementKind> {
        let value = self.expression()?;
        self.expect_end()?;
        Ok(StatementKind::Evaluate(value))
    }

    fn starts_expression(&self) -> bool {
        use TokenKind::*;
        matches!(
            self.current.kind,
            Integer | Float | Duration | Imaginary | Text | LeftParen | Minus | Tilde | Bang
        )
    }

    /// `OPENQASM 2.0;`, which sets the dialect.
    fn version(&mut self, start: Span) -> Checked<StatementKind> {
        if !self.is_first {
            return Err(Diagnostic::syntax(start, "the version line must come first"));
        }
        self.advance()?;
        let (span, text) = (self.here(), self.text(self.here()));
        if !matches!(self.current.kind, TokenKind::Integer | TokenKind::Float) {
            return Err(self.expected("a version such as 2.0 or 3.0"));
        }
        let (language, is_known) = match text.split_once('.').unwrap_or((&text, "0")) {
            ("2", minor) => (Language::Two, minor == "0"),
            ("3", minor) => (Language::Three, matches!(minor, "0" | "1")),
            _ => {
                let message = format!("OpenQASM {text} is not supported");
                let error = Diagnostic::new(DiagnosticKind::Unsupported, span, message);
                return Err(error.hint("versions 2.0, 3.0 and 3.1 are read"));
            }
        };
        self.language = language;
        if !is_known {
            let message =
                format!("OpenQASM {text} is not known; it is read as the newest version of its dialect");
            self.errors.push(*Diagnostic::warning(span, message));
        }
        self.advance()?;
        self.expect_end()?;
        Ok(StatementKind::Version)
    }

    fn include(&mut self) -> Checked<StatementKind> {
        self.advance()?;
        let span = self.here();
        self.expect(TokenKind::Text, "a file name in quotes")?;
        self.expect_end()?;
        Ok(StatementKind::Include(span))
    }

    fn measure(&mut self) -> Checked<StatementKind> {
        let (first, start) = (self.arena.len(), self.here());
        self.advance()?;
        let source = self.operand()?;
        if self.language == Language::Three && self.at(TokenKind::Arrow) {
            self.node(NodeKind::Measure, start);
            let value = self.expression_from(first, start);
            self.advance()?;
            let (TokenKind::Name(id), span) = (self.current.kind, self.here()) else {
                return Err(self.expected("a bit or a register"));
            };
            let name = Name { id, span };
            let target = self.operand()?;
            self.expect_end()?;
            let assignment = Assignment { name, target, operator: None, value };
            return Ok(StatementKind::Assign(Box::new(assignment)));
        }
        let mut target = None;
        if self.language == Language::Two || !self.at(TokenKind::Semicolon) {
            self.expect(TokenKind::Arrow, "`->`")?;
            target = Some(self.operand()?);
        }
        self.expect_end()?;
        Ok(StatementKind::Measure(source, target))
    }

    fn reset(&mut self) -> Checked<StatementKind> {
        self.advance()?;
        let target = self.operand()?;
        self.expect_end()?;
        Ok(StatementKind::Reset(target))
    }

    fn barrier(&mut self) -> Checked<StatementKind> {
        self.advance()?;
        let mut operands = Vec::new();
        if self.language == Language::Two || !self.at(TokenKind::Semicolon) {
            operands = self.operands::<[_; 3]>()?.into_vec();
        }
        self.expect_end()?;
        Ok(StatementKind::Barrier(operands))
    }

    fn branch(&mut self) -> Checked<StatementKind> {
        self.advance()?;
        self.expect(TokenKind::LeftParen, "`(`")?;
        let condition = self.expression()?;
        self.expect(TokenKind::RightParen, "`)`")?;
        let then = self.body()?;
        let mut otherwise: Statements = Arc::new([]);
        if self.language == Language::Three && self.else_follows()? {
            self.advance()?;
            otherwise = self.body()?;
        }
        Ok(StatementKind::If(Box::new(Branch { condition, then, otherwise })))
    }

    /// What follows an `if` may be unreadable: then that is the next statement's error, not this one's.
    fn else_follows(&mut self) -> Checked<bool> {
        if !self.is_spent {
            return Ok(self.keyword() == Some(Keyword::Else));
        }
        let mut ahead = self.lexer.clone();
        let is_else = match ahead.next(&mut self.names) {
            Ok(token) => self.text(Span { file: ahead.file, start: token.start, end: token.end }) == "else",
            Err(_) => false,
        };
        if is_else {
            self.refresh()?;
        }
        Ok(is_else)
    }

    /// A block, or one statement.
    pub(super) fn body(&mut self) -> Checked<Statements> {
        if self.at(TokenKind::Semicolon) || self.at(TokenKind::End) {
            return Err(self.expected("an operation"));
        }
        if self.language == Language::Three && self.at(TokenKind::LeftBrace) {
            return self.block("block");
        }
        Ok(Arc::new([self.nested(Self::statement)?]))
    }

    /// `{ statements }`
    pub(super) fn block(&mut self, what: &str) -> Checked<Statements> {
        let opening = self.here();
        if !self.at(TokenKind::LeftBrace) {
            return Err(self.expected("`{`"));
        }
        self.advance()?;
        let mut statements = Vec::new();
        loop {
            self.refresh()?;
            match self.current.kind {
                TokenKind::RightBrace => {
                    self.spend();
                    return Ok(statements.into());
                }
                TokenKind::End => return Err(self.unclosed(opening, what)),
                _ => statements.push(self.nested(Self::statement)?),
            }
        }
    }

    fn boxed(&mut self) -> Checked<StatementKind> {
        self.advance()?;
        self.designator()?;
        if matches!(self.current.kind, TokenKind::Name(_)) && !self.is_spent {
            // Old drafts name boxes.
            self.advance()?;
        }
        Ok(StatementKind::Block(self.block("box")?, BlockKind::Box))
    }

    fn delay(&mut self) -> Checked<StatementKind> {
        self.advance()?;
        self.designator()?;
        if !self.at(TokenKind::Semicolon) {
            self.operands::<[_; 3]>()?;
        }
        self.expect_end()?;
        Ok(StatementKind::Delay)
    }

    /// `#pragma`
    fn hash_pragma(&mut self) -> Checked<StatementKind> {
        let start = self.here();
        self.advance()?;
        if !matches!(self.current.kind, TokenKind::Name(_)) || self.text(self.here()) != "pragma" {
            return Err(Diagnostic::syntax(start, "unexpected character `#`").hint(COMMENTS));
        }
        self.pragma()
    }

    fn word(&mut self, kind: StatementKind) -> Checked<StatementKind> {
        self.advance()?;
        self.expect_end()?;
        Ok(kind)
    }
}

const COMMENTS: &str = "comments start with `//`";
