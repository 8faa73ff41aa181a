//! Recursive descent over tokens, one statement at a time. Called by the machine, which asks for the next statement
//! when it has dealt with the last; knows no gate, no type and no value.

mod control;
mod declaration;
mod draft;
mod expression;
mod gate;
mod skip;
mod statement;

use super::ast::{Expr, Name, Node, Statement};
use super::diagnostic::{Checked, Diagnostic};
use super::lexer::Lexer;
use super::names::{Keyword, Language, Names, keyword};
use super::options::ParseOptions;
use super::source::Span;
use super::token::{Token, TokenKind};

/// The state of parsing one file.
#[derive(Debug)]
pub(crate) struct Parser<'t> {
    lexer: Lexer<'t>,
    names: Names,
    current: Token,
    /// Where the token before the current one ended.
    previous_end: u32,
    /// The current token is used up, but the next one has not been read: what follows may be no tokens at all.
    is_spent: bool,
    /// No statement has been read yet.
    is_first: bool,
    open_braces: usize,
    depth: usize,
    max_nesting: usize,
    /// The expressions of the last statement.
    pub(crate) arena: Vec<Node>,
    /// Errors after which parsing went on.
    pub(crate) errors: Vec<Diagnostic>,
    /// The dialect, which a version line changes.
    pub(crate) language: Language,
}

impl<'t> Parser<'t> {
    pub(crate) fn new(bytes: &'t [u8], file: u32, language: Language, options: &ParseOptions) -> Parser<'t> {
        Parser {
            lexer: Lexer::new(bytes, file),
            names: Names::default(),
            current: Token { kind: TokenKind::End, start: 0, end: 0 },
            previous_end: 0,
            is_spent: true,
            is_first: true,
            open_braces: 0,
            depth: 0,
            max_nesting: options.max_nesting,
            arena: Vec::new(),
            errors: Vec::new(),
            language,
        }
    }

    /// The next statement; `None` at the end of the file. After an error, the statement after it.
    pub(crate) fn next(&mut self, names: &mut Names) -> Option<Checked<Statement>> {
        std::mem::swap(&mut self.names, names);
        self.arena.clear();
        self.depth = 0;
        self.open_braces = 0;
        let statement = match self.refresh() {
            Ok(()) if self.current.kind == TokenKind::End => None,
            Ok(()) => Some(self.statement()),
            Err(error) => Some(Err(error)),
        };
        if matches!(statement, Some(Err(_))) {
            self.recover();
        }
        self.is_first = false;
        std::mem::swap(&mut self.names, names);
        statement
    }

    /// Skips to the end of the broken statement.
    fn recover(&mut self) {
        loop {
            if !self.is_spent {
                match self.current.kind {
                    TokenKind::End => return,
                    TokenKind::Semicolon if self.open_braces == 0 => return self.is_spent = true,
                    TokenKind::RightBrace if self.open_braces <= 1 => return self.is_spent = true,
                    _ => {}
                }
            }
            // A token that cannot be read is part of what is skipped.
            if self.advance().is_err() {
                self.is_spent = true;
            }
        }
    }

    /// Reads the next token.
    fn advance(&mut self) -> Checked<()> {
        if !self.is_spent {
            match self.current.kind {
                TokenKind::LeftBrace => self.open_braces += 1,
                TokenKind::RightBrace => self.open_braces = self.open_braces.saturating_sub(1),
                _ => {}
            }
        }
        self.previous_end = self.current.end;
        self.current = self.lexer.next(&mut self.names)?;
        self.is_spent = false;
        Ok(())
    }

    /// Makes the current token one that is not used up.
    fn refresh(&mut self) -> Checked<()> {
        if self.is_spent { self.advance() } else { Ok(()) }
    }

    /// Uses the current token up and leaves what follows unread.
    fn spend(&mut self) {
        match self.current.kind {
            TokenKind::RightBrace => self.open_braces = self.open_braces.saturating_sub(1),
            TokenKind::LeftBrace => self.open_braces += 1,
            _ => {}
        }
        self.is_spent = true;
    }

    fn at(&self, kind: TokenKind) -> bool {
        !self.is_spent && self.current.kind == kind
    }

    /// Moves past a token if it is there.
    fn take(&mut self, kind: TokenKind) -> Checked<bool> {
        let found = self.at(kind);
        if found {
            self.advance()?;
        }
        Ok(found)
    }

    fn expect(&mut self, kind: TokenKind, what: &str) -> Checked<()> {
        if self.take(kind)? { Ok(()) } else { Err(self.expected(what)) }
    }

    /// The end of a statement. If it is missing and the next token is on another line, that is said and forgiven.
    fn expect_end(&mut self) -> Checked<()> {
        if self.at(TokenKind::Semicolon) {
            self.spend();
            return Ok(());
        }
        let error = self.expected("`;`");
        let between = &self.lexer.bytes[self.previous_end as usize..self.current.start as usize];
        if self.current.kind != TokenKind::End && between.iter().any(|b| matches!(b, b'\n' | b'\r')) {
            self.errors.push(*error);
            return Ok(());
        }
        Err(error)
    }

    fn expected(&self, what: &str) -> Box<Diagnostic> {
        let found = match self.current.kind {
            TokenKind::End => "unexpected end of file".to_string(),
            _ => format!("found {}", super::diagnostic::quoted(&self.text(self.here()))),
        };
        Diagnostic::syntax(self.here(), format!("expected {what}, {found}"))
    }

    /// A name that is not a reserved word.
    fn name(&mut self, what: &str) -> Checked<Name> {
        let TokenKind::Name(id) = self.current.kind else { return Err(self.expected(what)) };
        let span = self.here();
        if keyword(id, self.language).is_some() {
            let message = format!("`{}` is a keyword, it cannot be used as a name", self.names.text(id));
            return Err(Diagnostic::syntax(span, message));
        }
        self.advance()?;
        Ok(Name { id, span })
    }

    /// A name in a declaration: the named numbers can be declared anew.
    fn declared_name(&mut self, what: &str) -> Checked<Name> {
        use Keyword::{Euler, EulerSign, Pi, PiSign, Tau, TauSign};
        let is_number = matches!(self.keyword(), Some(Pi | PiSign | Tau | TauSign | Euler | EulerSign));
        match self.current.kind {
            TokenKind::Name(id) if is_number && self.language == Language::Three && !self.is_spent => {
                let span = self.here();
                self.advance()?;
                Ok(Name { id, span })
            }
            _ => self.name(what),
        }
    }

    fn keyword(&self) -> Option<Keyword> {
        match self.current.kind {
            TokenKind::Name(id) => keyword(id, self.language),
            _ => None,
        }
    }

    fn here(&self) -> Span {
        Span { file: self.lexer.file, start: self.current.start, end: self.current.end }
    }

    /// From `start` to the end of the last token that was used.
    fn since(&self, start: Span) -> Span {
        let end = if self.is_spent { self.current.end } else { self.previous_end };
        Span { end: end.max(start.start), ..start }
    }

    fn text(&self, span: Span) -> String {
        String::from_utf8_lossy(&self.lexer.bytes[span.start as usize..span.end as usize]).into_owned()
    }

    /// Runs one more level of nesting.
    fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Checked<T>) -> Checked<T> {
        self.depth += 1;
        if self.depth > self.max_nesting {
            let message = format!("this is nested deeper than {} levels", self.max_nesting);
            return Err(Diagnostic::limit(self.here(), message));
        }
        let result = parse(self);
        self.depth -= 1;
        result
    }

    fn expression_from(&self, first: usize, start: Span) -> Expr {
        Expr { first: first as u32, end: self.arena.len() as u32, span: self.since(start) }
    }
}
