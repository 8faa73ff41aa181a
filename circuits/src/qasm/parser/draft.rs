//! What other programs and drafts of OpenQASM 3 write: matrices in pragmas, `kernel`, `length`, `boxas`, constants without a type,
//! qubits behind the parentheses of a call.

use super::Parser;
use crate::qasm::ast::{BlockKind, Expr, MatrixCall, Name, NodeKind, StatementKind};
use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::names::Language;
use crate::qasm::source::Span;
use crate::qasm::token::{Token, TokenKind};

/// What the matrix of a pragma stands behind.
const UNITARY: [&str; 2] = ["braket", "unitary"];

impl Parser<'_> {
    /// The rest of a pragma's line, whose word is the current token: a matrix with its operands, or any text.
    pub(super) fn pragma(&mut self) -> Checked<StatementKind> {
        self.is_spent = true;
        let text = self.lexer.rest_of_line();
        let words = self.text(text);
        let mut words = words.split(|c: char| c.is_whitespace() || c == '(').filter(|word| !word.is_empty());
        if !UNITARY.iter().all(|word| words.next() == Some(word)) {
            return Ok(StatementKind::Pragma(text));
        }
        // The line is read as tokens of its own, at their places in the file.
        let (bytes, end) = (self.lexer.bytes, self.lexer.at);
        self.lexer.bytes = &bytes[..end];
        self.lexer.at = text.start as usize;
        let call = self.matrix_of_pragma();
        self.lexer.bytes = bytes;
        self.lexer.at = end;
        self.current = Token { kind: TokenKind::Semicolon, start: text.end, end: text.end };
        self.is_spent = true;
        call
    }

    fn matrix_of_pragma(&mut self) -> Checked<StatementKind> {
        for _ in UNITARY {
            self.advance()?;
        }
        self.advance()?;
        self.expect(TokenKind::LeftParen, "`(`")?;
        let rows = self.bracketed(|parser| parser.bracketed(Self::expression))?;
        self.expect(TokenKind::RightParen, "`)`")?;
        let operands = self.operands()?;
        if !self.at(TokenKind::End) {
            return Err(self.expected("the end of the pragma"));
        }
        Ok(StatementKind::Matrix(Box::new(MatrixCall { rows, operands })))
    }

    /// `[a, b, …]`
    fn bracketed<T>(&mut self, item: impl Fn(&mut Self) -> Checked<T>) -> Checked<Vec<T>> {
        self.expect(TokenKind::LeftBracket, "`[`: a matrix is a list of rows, `[[1, 0], [0, 1]]`")?;
        let mut list = vec![item(self)?];
        while self.take(TokenKind::Comma)? {
            list.push(item(self)?);
        }
        self.expect(TokenKind::RightBracket, "`]`")?;
        Ok(list)
    }

    /// A statement that only drafts have and whose first word is a name now; `None`: it is none of them.
    pub(super) fn draft_statement(&mut self) -> Checked<Option<StatementKind>> {
        if self.language != Language::Three {
            return Ok(None);
        }
        let (start, [first, second]) = (self.here(), self.ahead());
        let is_name = |kind: TokenKind| matches!(kind, TokenKind::Name(_));
        let found = match self.text(start).as_str() {
            "kernel" if is_name(first) && second == TokenKind::LeftParen => {
                self.draft(start, "`kernel` is the old word for `extern`");
                self.external()?
            }
            "length" if is_name(first) && second == TokenKind::Equals => {
                self.draft(start, "`length` is the old word for `duration`");
                self.old_length(start)?
            }
            "boxas" if is_name(first) && second == TokenKind::LeftBrace => {
                self.draft(start, "`boxas` is the old word for `box`");
                self.advance()?;
                self.advance()?;
                StatementKind::Block(self.block("box")?, BlockKind::Box)
            }
            "boxto"
                if !matches!(first, TokenKind::LeftParen | TokenKind::LeftBracket | TokenKind::Equals)
                    && second == TokenKind::LeftBrace =>
            {
                self.draft(start, "`boxto` is the old word for `box[duration]`");
                self.advance()?;
                let at = self.arena.len();
                self.expression()?;
                self.arena.truncate(at);
                StatementKind::Block(self.block("box")?, BlockKind::Box)
            }
            _ => return Ok(None),
        };
        Ok(Some(found))
    }

    fn draft(&mut self, span: Span, message: &str) {
        self.errors.push(*Diagnostic::warning(span, message));
    }

    /// The two tokens behind the current one.
    fn ahead(&mut self) -> [TokenKind; 2] {
        let mut lexer = self.lexer.clone();
        [(); 2].map(|()| lexer.next(&mut self.names).map_or(TokenKind::End, |token| token.kind))
    }

    /// `const name = value;`, if that is what follows.
    pub(super) fn old_constant(&mut self) -> Checked<Option<StatementKind>> {
        let TokenKind::Name(id) = self.current.kind else { return Ok(None) };
        if self.keyword().is_some() || self.ahead()[0] != TokenKind::Equals {
            return Ok(None);
        }
        let name = Name { id, span: self.here() };
        self.advance()?;
        self.advance()?;
        let value = self.expression()?;
        self.expect_end()?;
        Ok(Some(StatementKind::OldConstant(name, value)))
    }

    /// The value of an assignment. Old drafts put the qubits of a call behind its parentheses: `c = f(pi/3) q, $0;`.
    pub(super) fn assigned(&mut self) -> Checked<Expr> {
        let (first, start) = (self.arena.len(), self.here());
        let value = self.expression()?;
        if self.language != Language::Three
            || !matches!(self.current.kind, TokenKind::Name(_) | TokenKind::Hardware)
            || self.is_spent
        {
            return Ok(value);
        }
        let (id, count) = match self.arena.last().map(|node| node.kind) {
            Some(NodeKind::Call(id, count)) => (id, count),
            Some(NodeKind::Name(id)) if value.end == value.first + 1 => (id, 0),
            _ => return Ok(value),
        };
        self.arena.pop();
        let mut qubits = 0;
        loop {
            self.operand()?;
            qubits += 1;
            if !self.take(TokenKind::Comma)? {
                break;
            }
        }
        self.node(NodeKind::Call(id, count + qubits), start);
        self.draft(start, "the qubits of a subroutine stand between its parentheses");
        Ok(self.expression_from(first, start))
    }
}
