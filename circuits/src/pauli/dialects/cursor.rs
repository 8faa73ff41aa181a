//! The words, numbers and signs of an operator's text, one after another.
//!
//! Called by every dialect. Must not know what they mean.

use crate::ObservableError;

/// A place in the text of an operator.
#[derive(Clone)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    rest: &'a str,
    /// Where the last thing that was read ends.
    end: usize,
}

/// What stands there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Token<'a> {
    /// `0.5`, `1e-3`; `0.5j` is imaginary.
    Number {
        value: f64,
        imaginary: bool,
    },
    /// A letter, then letters, digits and underscores.
    Word(&'a str),
    /// Text between quotes.
    Quoted(&'a str),
    /// One character.
    Punct(char),
    End,
}

impl<'a> Cursor<'a> {
    /// The beginning of the text, after a byte-order mark.
    pub(super) fn new(text: &'a str) -> Cursor<'a> {
        let rest = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut cursor = Cursor { text, rest, end: 0 };
        cursor.skip_space();
        cursor
    }

    /// Where it stands, in bytes.
    pub(super) fn at(&self) -> usize {
        self.text.len() - self.rest.len()
    }

    /// The byte that it stands at.
    pub(super) fn rest_byte(&self) -> Option<u8> {
        self.rest.bytes().next()
    }

    pub(super) fn peek(&self) -> Result<Token<'a>, ObservableError> {
        Ok(self.token()?.0)
    }

    pub(super) fn next(&mut self) -> Result<Token<'a>, ObservableError> {
        let (token, length) = self.token()?;
        self.advance(length);
        Ok(token)
    }

    fn advance(&mut self, length: usize) {
        self.end = self.at() + length;
        self.rest = &self.rest[length..];
        self.skip_space();
    }

    /// Goes beyond a character, if it stands here. A minus sign has two forms.
    pub(super) fn take(&mut self, expected: char) -> bool {
        let found = matches!(self.peek(), Ok(Token::Punct(found)) if found == expected);
        if found {
            // It has been read a moment ago.
            let _ = self.next();
        }
        found
    }

    /// A run of `+` and `-`, as a factor, or nothing.
    pub(super) fn signs(&mut self) -> Option<f64> {
        let mut sign = None;
        loop {
            match (self.take('+'), self.take('-')) {
                (false, false) => return sign,
                (_, minus) => sign = Some(sign.unwrap_or(1.0) * if minus { -1.0 } else { 1.0 }),
            }
        }
    }

    /// Goes beyond a character, or says that it was expected.
    pub(super) fn expect(&mut self, expected: char) -> Result<(), ObservableError> {
        match self.take(expected) {
            true => Ok(()),
            false => Err(self.error(format!("expected `{expected}`{}", self.found()))),
        }
    }

    /// Goes beyond one letter of a word and the digits after it.
    pub(super) fn take_letter(&mut self) -> (char, &'a str, usize) {
        let at = self.at();
        let letter = self.rest.chars().next().unwrap_or(' ');
        let after = &self.rest[letter.len_utf8().min(self.rest.len())..];
        let digits = after.find(|c: char| !c.is_ascii_digit()).unwrap_or(after.len());
        self.advance(self.rest.len() - after.len() + digits);
        (letter, &after[..digits], at)
    }

    /// Whether a line ends between what was read last and this place.
    pub(super) fn begins_a_line(&self) -> bool {
        self.text[self.end..self.at()].contains('\n')
    }

    /// Whether a sign here belongs to the number after it: white space before, none after.
    pub(super) fn is_sign_of_number(&self) -> bool {
        let sign = self.rest.chars().next().map_or(0, char::len_utf8);
        self.text[..self.at()].ends_with([' ', '\t']) && !self.rest[sign..].starts_with([' ', '\t'])
    }

    /// `, found ...`, of what stands here.
    pub(super) fn found(&self) -> String {
        match self.token() {
            Ok((Token::End, _)) => ", found the end of the text".into(),
            Ok((_, length)) => {
                let found: String = self.rest[..length].chars().take(20).collect();
                format!(", found `{}`", found.escape_debug())
            }
            Err(_) => String::new(),
        }
    }

    /// An error at this place.
    pub(super) fn error(&self, message: impl Into<String>) -> ObservableError {
        error_at(self.text, self.at(), message)
    }

    /// An error at an earlier place.
    pub(super) fn error_at(&self, at: usize, message: impl Into<String>) -> ObservableError {
        error_at(self.text, at, message)
    }

    fn token(&self) -> Result<(Token<'a>, usize), ObservableError> {
        let Some(first) = self.rest.chars().next() else { return Ok((Token::End, 0)) };
        let digit_follows = self.rest[first.len_utf8()..].starts_with(|c: char| c.is_ascii_digit());
        match first {
            '0'..='9' => self.number(),
            '.' if digit_follows => self.number(),
            'A'..='Z' | 'a'..='z' | '_' => {
                let is_inside = |c: char| c.is_ascii_alphanumeric() || c == '_';
                let length = self.rest.find(|c| !is_inside(c)).unwrap_or(self.rest.len());
                Ok((Token::Word(&self.rest[..length]), length))
            }
            '"' | '\'' => {
                let inside = &self.rest[1..];
                let end = inside.find([first, '\n']).filter(|end| inside[*end..].starts_with(first));
                let end =
                    end.ok_or_else(|| self.error(format!("expected `{first}` at the end of a label")))?;
                Ok((Token::Quoted(&inside[..end]), end + 2))
            }
            // The minus sign of typesetters.
            '\u{2212}' => Ok((Token::Punct('-'), first.len_utf8())),
            '\u{2297}' => Ok((Token::Punct('@'), first.len_utf8())),
            _ => Ok((Token::Punct(first), first.len_utf8())),
        }
    }

    fn number(&self) -> Result<(Token<'a>, usize), ObservableError> {
        let bytes = self.rest.as_bytes();
        let in_number = |at: usize| match bytes[at] {
            b'0'..=b'9' | b'.' | b'e' | b'E' => true,
            b'+' | b'-' => matches!(bytes[at - 1], b'e' | b'E'),
            _ => false,
        };
        let end = (0..bytes.len()).find(|at| !in_number(*at)).unwrap_or(bytes.len());
        let value = self.rest[..end].parse::<f64>().ok().filter(|value| value.is_finite());
        let value = value.ok_or_else(|| self.error("expected a finite number"))?;
        let follows = |at: usize| bytes.get(at).is_some_and(|byte| byte.is_ascii_alphanumeric());
        let imaginary = matches!(bytes.get(end), Some(b'j' | b'J')) && !follows(end + 1);
        Ok((Token::Number { value, imaginary }, end + usize::from(imaginary)))
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
        while self.rest.starts_with('#') {
            self.rest = self.rest.find('\n').map_or("", |end| &self.rest[end..]).trim_start();
        }
    }
}

/// An error at a byte of the text.
pub(super) fn error_at(text: &str, at: usize, message: impl Into<String>) -> ObservableError {
    let before = text[..at].strip_prefix('\u{feff}').unwrap_or(&text[..at]);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    ObservableError { line, column, message: message.into() }
}
