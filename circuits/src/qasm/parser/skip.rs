//! Moving past text that has no effect here: calibrations, the inside of `durationof`.

use super::Parser;
use crate::qasm::ast::{Name, StatementKind};
use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::names::Keyword;
use crate::qasm::source::Span;
use crate::qasm::token::TokenKind;

impl Parser<'_> {
    /// `{ … }` and what is nested in it.
    pub(super) fn skip_braces(&mut self) -> Checked<()> {
        self.skip_to_closing_brace()?;
        self.advance()
    }

    fn skip_to_closing_brace(&mut self) -> Checked<()> {
        let opening = self.here();
        let mut depth = 0usize;
        loop {
            match self.current.kind {
                TokenKind::LeftBrace => depth += 1,
                TokenKind::RightBrace if depth == 1 => return Ok(()),
                TokenKind::RightBrace => depth -= 1,
                TokenKind::End => return Err(self.unclosed(opening, "block")),
                _ => {}
            }
            self.advance()?;
        }
    }

    pub(super) fn unclosed(&self, opening: Span, what: &str) -> Box<Diagnostic> {
        Diagnostic::syntax(self.here(), format!("unexpected end of file: the {what} is not closed"))
            .label(opening, "it is opened here")
    }

    /// `cal { … }`, `defcal name … { … }`, `defcalgrammar "name";`: what is between the braces need not be OpenQASM.
    pub(super) fn calibration(&mut self, word: Keyword) -> Checked<StatementKind> {
        self.advance()?;
        if word == Keyword::DefcalGrammar {
            self.expect(TokenKind::Text, "a grammar's name in quotes")?;
            self.expect_end()?;
            return Ok(StatementKind::Calibration(None));
        }
        let name = match self.current.kind {
            TokenKind::Name(id) if word == Keyword::Defcal => Some(Name { id, span: self.here() }),
            _ => None,
        };
        while !self.at(TokenKind::LeftBrace) {
            if matches!(self.current.kind, TokenKind::End | TokenKind::Semicolon | TokenKind::RightBrace) {
                return Err(self.expected("`{`"));
            }
            self.advance()?;
        }
        self.skip_balanced()?;
        Ok(StatementKind::Calibration(name))
    }

    /// From the current `{` to its `}`, byte by byte: the text between is of another language.
    fn skip_balanced(&mut self) -> Checked<()> {
        let opening = self.here();
        let mut depth = 1usize;
        // The brace has been read, so the lexer stands behind it.
        while let Some(byte) = self.lexer.peek(0) {
            self.lexer.at += 1;
            match byte {
                b'{' => depth += 1,
                b'}' => depth -= 1,
                b'/' if self.lexer.peek(0) == Some(b'/') => _ = self.lexer.rest_of_line(),
                _ => {}
            }
            if depth == 0 {
                self.current.end = self.lexer.at as u32;
                self.is_spent = true;
                return Ok(());
            }
        }
        self.is_spent = true;
        let end = Span { start: self.lexer.at as u32, end: self.lexer.at as u32, ..opening };
        Err(Diagnostic::syntax(end, "unexpected end of file: the calibration is not closed")
            .label(opening, "it is opened here"))
    }
}
