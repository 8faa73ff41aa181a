//! Bytes to tokens, one at a time. Called by the parser; knows no grammar.

use super::diagnostic::{Checked, Diagnostic};
use super::names::Names;
use super::number;
use super::source::Span;
use super::token::{SYMBOLS, Token, TokenKind};

/// Reads one file.
#[derive(Debug, Clone)]
pub(crate) struct Lexer<'t> {
    pub(crate) bytes: &'t [u8],
    pub(crate) file: u32,
    pub(crate) at: usize,
}

impl<'t> Lexer<'t> {
    /// Starts after the byte-order mark, if there is one.
    pub(crate) fn new(bytes: &'t [u8], file: u32) -> Lexer<'t> {
        let at = if bytes.starts_with(b"\xEF\xBB\xBF") { 3 } else { 0 };
        Lexer { bytes, file, at }
    }

    /// The next token; [`TokenKind::End`] for ever after the last.
    pub(crate) fn next(&mut self, names: &mut Names) -> Checked<Token> {
        self.skip_blank()?;
        let start = self.at;
        let Some(first) = self.peek(0) else { return Ok(self.token(TokenKind::End, start)) };
        let kind = match first {
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => self.name(names),
            b'0'..=b'9' => number::scan(self)?,
            b'.' if self.peek(1).is_some_and(|b| b.is_ascii_digit()) => number::scan(self)?,
            b'"' | b'\'' => self.text(first)?,
            b'$' => self.hardware()?,
            0x80.. => self.unicode_name(names)?,
            _ => self.symbol(first)?,
        };
        Ok(self.token(kind, start))
    }

    /// Skips to the end of the line and says what was skipped: the rest of a pragma or of an annotation.
    pub(crate) fn rest_of_line(&mut self) -> Span {
        let start = self.at;
        while self.peek(0).is_some_and(|b| b != b'\n' && b != b'\r') {
            self.at += 1;
        }
        self.span(start)
    }

    pub(crate) fn peek(&self, ahead: usize) -> Option<u8> {
        self.bytes.get(self.at + ahead).copied()
    }

    pub(crate) fn span(&self, start: usize) -> Span {
        Span { file: self.file, start: start as u32, end: self.at as u32 }
    }

    fn token(&self, kind: TokenKind, start: usize) -> Token {
        Token { kind, start: start as u32, end: self.at as u32 }
    }

    fn skip_blank(&mut self) -> Checked<()> {
        loop {
            match (self.peek(0), self.peek(1)) {
                (Some(b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c), _) => self.at += 1,
                (Some(b'/'), Some(b'/')) => _ = self.rest_of_line(),
                (Some(b'/'), Some(b'*')) => self.skip_block_comment()?,
                _ => return Ok(()),
            }
        }
    }

    fn skip_block_comment(&mut self) -> Checked<()> {
        let start = self.at;
        let body = &self.bytes[start + 2..];
        match body.windows(2).position(|pair| pair == b"*/") {
            Some(length) => self.at = start + length + 4,
            None => {
                self.at = start + 2;
                let span = self.span(start);
                self.at = self.bytes.len();
                return Err(
                    Diagnostic::syntax(span, "this comment is never closed").hint("close it with `*/`")
                );
            }
        }
        Ok(())
    }

    fn name(&mut self, names: &mut Names) -> TokenKind {
        let start = self.at;
        while self.peek(0).is_some_and(|b| b.is_ascii_alphanumeric() || b == b'_') {
            self.at += 1;
        }
        while let Some(c) = self.unicode(self.at).filter(|c| c.is_alphanumeric() || *c == '_') {
            self.at += c.len_utf8();
        }
        // Only whole characters were taken, so this is UTF-8.
        let text = std::str::from_utf8(&self.bytes[start..self.at]).unwrap_or_default();
        TokenKind::Name(names.intern(text))
    }

    fn unicode_name(&mut self, names: &mut Names) -> Checked<TokenKind> {
        match self.unicode(self.at) {
            Some(c) if c.is_alphabetic() => Ok(self.name(names)),
            Some(c) => {
                let start = self.at;
                self.at += c.len_utf8();
                let name = if c == '\u{a0}' { " (a no-break space)" } else { "" };
                let message = format!("unexpected character U+{:04X}{name}", u32::from(c));
                Err(Diagnostic::syntax(self.span(start), message))
            }
            None => Err(self.not_text()),
        }
    }

    /// The character at a byte, if it is one.
    fn unicode(&self, at: usize) -> Option<char> {
        let bytes = self.bytes.get(at..(at + 4).min(self.bytes.len()))?;
        if bytes.first()?.is_ascii() {
            return bytes.first().map(|b| char::from(*b));
        }
        bytes.utf8_chunks().next()?.valid().chars().next()
    }

    /// Bytes that are no text end the reading: what follows cannot be trusted.
    fn not_text(&mut self) -> Box<Diagnostic> {
        let (start, byte) = (self.at, self.peek(0).unwrap_or(0));
        self.at += 1;
        let span = self.span(start);
        let message = match &self.bytes[start..] {
            [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] if start == 0 => {
                "this file is not UTF-8: it starts with a UTF-16 byte order mark".to_string()
            }
            _ if byte < 0x80 => format!("control character U+{byte:04X}: this is not a text file"),
            _ => format!("byte 0x{byte:02X} is not UTF-8"),
        };
        self.at = self.bytes.len();
        Diagnostic::syntax(span, message).hint("save the file as UTF-8 text")
    }

    fn text(&mut self, quote: u8) -> Checked<TokenKind> {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek(0) {
                Some(b) if b == quote => {
                    self.at += 1;
                    return Ok(TokenKind::Text);
                }
                None | Some(b'\n' | b'\r') => {
                    return Err(Diagnostic::syntax(self.span(start), "this text is never closed by a quote"));
                }
                Some(byte) => {
                    let Some(c) = self.unicode(self.at) else { return Err(self.not_text()) };
                    self.at += if byte < 0x80 { 1 } else { c.len_utf8() };
                }
            }
        }
    }

    fn hardware(&mut self) -> Checked<TokenKind> {
        let start = self.at;
        self.at += 1;
        while self.peek(0).is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at == start + 1 {
            return Err(Diagnostic::syntax(self.span(start), "expected a number after `$`"));
        }
        Ok(TokenKind::Hardware)
    }

    fn symbol(&mut self, first: u8) -> Checked<TokenKind> {
        let single = match first {
            b';' => Some(TokenKind::Semicolon),
            b',' => Some(TokenKind::Comma),
            b'[' => Some(TokenKind::LeftBracket),
            b']' => Some(TokenKind::RightBracket),
            b'(' => Some(TokenKind::LeftParen),
            b')' => Some(TokenKind::RightParen),
            _ => None,
        };
        if let Some(kind) = single {
            self.at += 1;
            return Ok(kind);
        }
        let rest = &self.bytes[self.at..];
        if let Some((text, kind)) = SYMBOLS.iter().find(|(text, _)| rest.starts_with(text.as_bytes())) {
            self.at += text.len();
            return Ok(*kind);
        }
        if first.is_ascii_control() {
            return Err(self.not_text());
        }
        let start = self.at;
        self.at += 1;
        let character = char::from(first);
        Err(Diagnostic::syntax(self.span(start), format!("unexpected character `{character}`")))
    }
}
