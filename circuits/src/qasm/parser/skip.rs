//! Moving past what is recognised and not read yet.

use super::Parser;
use crate::qasm::ast::{Name, StatementKind};
use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::names::Keyword;
use crate::qasm::source::Span;
use crate::qasm::token::TokenKind;

impl Parser<'_> {
    /// Up to and with the `;` of this statement.
    pub(super) fn skip_to_end(&mut self) -> Checked<()> {
        loop {
            match self.current.kind {
                TokenKind::Semicolon => return self.expect_end(),
                TokenKind::LeftBrace => self.skip_braces()?,
                TokenKind::End | TokenKind::RightBrace => return Err(self.expected("`;`")),
                _ => self.advance()?,
            }
        }
    }

    /// `{ … }` and what is nested in it.
    fn skip_braces(&mut self) -> Checked<()> {
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

    /// Up to a block and past it, or past a `;`, whichever comes first.
    fn skip_to_block(&mut self) -> Checked<()> {
        loop {
            match self.current.kind {
                TokenKind::Semicolon => return self.expect_end(),
                TokenKind::LeftBrace => {
                    self.skip_to_closing_brace()?;
                    self.spend();
                    return Ok(());
                }
                TokenKind::End | TokenKind::RightBrace => return Err(self.expected("`;` or `{`")),
                _ => self.advance()?,
            }
        }
    }

    /// A statement of the language that is not read yet.
    pub(super) fn unsupported(&mut self, word: Keyword) -> Checked<StatementKind> {
        use Keyword::*;
        self.advance()?;
        let what = match word {
            For => "`for` loops",
            While => "`while` loops",
            Switch => "`switch` statements",
            Def => "subroutines (`def`)",
            Extern => "`extern` declarations",
            Cal | Defcal | DefcalGrammar => "calibrations (`cal`, `defcal`)",
            Output => "`output` declarations",
            Return => "`return` statements",
            Break | Continue => "`break` and `continue`",
            _ => "`end` statements",
        };
        let declared = match self.current.kind {
            TokenKind::Name(id) if matches!(word, Def | Extern) => Some(Name { id, span: self.here() }),
            _ => None,
        };
        match word {
            For => self.skip_for()?,
            While | Switch | Def | Cal | Defcal => self.skip_to_block()?,
            Output => return self.skip_output(what),
            _ => self.skip_to_end()?,
        }
        Ok(StatementKind::Unsupported(what, declared))
    }

    /// The values of a `for` may be in braces: they are not its body.
    fn skip_for(&mut self) -> Checked<()> {
        while self.keyword() != Some(Keyword::In) {
            if matches!(self.current.kind, TokenKind::End | TokenKind::Semicolon | TokenKind::LeftBrace) {
                return Err(self.expected("`in`"));
            }
            self.advance()?;
        }
        self.advance()?;
        if self.at(TokenKind::LeftBrace) {
            self.skip_braces()?;
        }
        self.skip_to_block()
    }

    /// The last name before the end is the declared one.
    fn skip_output(&mut self, what: &'static str) -> Checked<StatementKind> {
        let mut declared = None;
        while !matches!(self.current.kind, TokenKind::Semicolon | TokenKind::End | TokenKind::Equals) {
            if let (TokenKind::Name(id), None) = (self.current.kind, self.keyword()) {
                declared = Some(Name { id, span: self.here() });
            }
            self.advance()?;
        }
        self.skip_to_end()?;
        Ok(StatementKind::Unsupported(what, declared))
    }
}
