//! The text form of observables, `1.0 * Z0 Z1 + 0.5 * X3 - 0.25 * Y2`, both ways.
//! A bare word has coefficient 1; `I` is the identity; white space and line ends mean nothing; `#` starts a comment.

use super::{Pauli, PauliString, PauliSum};
use std::fmt;
use std::str::FromStr;

/// Why an observable's text was refused, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("observable, line {line}, column {column}: {message}")]
pub struct ObservableError {
    /// 1-based line.
    pub line: usize,
    /// 1-based column, in characters.
    pub column: usize,
    /// What was expected.
    pub message: String,
}

/// The highest qubit index an observable may name.
const MAX_QUBIT: usize = PauliString::MAX_QUBITS - 1;

impl fmt::Debug for PauliSum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PauliSum({self})")
    }
}

impl fmt::Debug for PauliString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PauliString({self})")
    }
}

impl fmt::Display for PauliSum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.terms().is_empty() {
            return f.write_str("0 * I");
        }
        for (k, (coefficient, string)) in self.terms().iter().enumerate() {
            match (k, coefficient.is_sign_negative()) {
                (0, _) => write!(f, "{coefficient} * {string}")?,
                (_, false) => write!(f, " + {coefficient} * {string}")?,
                (_, true) => write!(f, " - {} * {string}", -coefficient)?,
            }
        }
        Ok(())
    }
}

impl fmt::Display for PauliString {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == PauliString::IDENTITY {
            return f.write_str("I");
        }
        for (k, (qubit, pauli)) in self.letters().enumerate() {
            write!(f, "{}{}{qubit}", if k == 0 { "" } else { " " }, pauli.letter())?;
        }
        Ok(())
    }
}

impl FromStr for PauliString {
    type Err = ObservableError;
    fn from_str(text: &str) -> Result<PauliString, ObservableError> {
        let mut reader = Reader { rest: text, text };
        let string = reader.words()?;
        match string.filter(|_| reader.rest.is_empty()) {
            Some(string) => Ok(string),
            None => {
                Err(reader.error("expected Pauli letters with their qubits, such as `Z0 Z1`, or `I`".into()))
            }
        }
    }
}

impl FromStr for PauliSum {
    type Err = ObservableError;
    fn from_str(text: &str) -> Result<PauliSum, ObservableError> {
        let mut reader = Reader { rest: text, text };
        let mut terms = Vec::new();
        let mut sign = if reader.take('-') { -1.0 } else { 1.0 };
        loop {
            let (coefficient, string) = reader.term()?;
            terms.push((sign * coefficient, string));
            reader.skip_space();
            sign = match reader.rest.chars().next() {
                None => return Ok(PauliSum::new(terms)),
                Some('+') => 1.0,
                Some('-') => -1.0,
                Some(other) => {
                    return Err(reader.error(format!(
                        "expected `+`, `-` or a Pauli letter, found `{}`",
                        other.escape_debug()
                    )));
                }
            };
            reader.rest = &reader.rest[1..];
            if reader.take('-') {
                sign = -sign;
            }
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    rest: &'a str,
}

impl Reader<'_> {
    /// `[number [*]] [words]`, at least one of the two.
    fn term(&mut self) -> Result<(f64, PauliString), ObservableError> {
        self.skip_space();
        let coefficient = self.number()?;
        let starred = coefficient.is_some() && self.take('*');
        self.skip_space();
        let start = self.rest;
        let string = self.words()?;
        match (coefficient, string) {
            (Some(c), Some(string)) => Ok((c, string)),
            (None, Some(string)) => Ok((1.0, string)),
            (Some(c), None) if !starred => Ok((c, PauliString::IDENTITY)),
            _ => {
                self.rest = start;
                Err(self.error("expected a Pauli word such as `Z0 Z1`, or `I`".into()))
            }
        }
    }

    fn number(&mut self) -> Result<Option<f64>, ObservableError> {
        if !self.rest.starts_with(|c: char| c.is_ascii_digit() || c == '.') {
            return Ok(None);
        }
        let bytes = self.rest.as_bytes();
        let in_number = |at: usize| match bytes[at] {
            b'0'..=b'9' | b'.' | b'e' | b'E' => true,
            b'+' | b'-' => matches!(bytes[at - 1], b'e' | b'E'),
            _ => false,
        };
        let end = (0..bytes.len()).find(|at| !in_number(*at)).unwrap_or(bytes.len());
        let value = self.rest[..end].parse::<f64>().ok().filter(|v| v.is_finite());
        let value = value.ok_or_else(|| self.error("expected a finite number".into()))?;
        self.rest = &self.rest[end..];
        Ok(Some(value))
    }

    fn words(&mut self) -> Result<Option<PauliString>, ObservableError> {
        let mut string = PauliString::IDENTITY;
        let mut found = false;
        loop {
            self.skip_space();
            let Some(pauli) = self.rest.chars().next().and_then(Pauli::from_letter) else { break };
            let start = self.rest;
            self.rest = &self.rest[1..];
            let digits = self.rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.rest.len());
            found = true;
            if pauli == Pauli::I && digits == 0 {
                continue;
            }
            let qubit = self.rest[..digits].parse::<usize>().ok();
            let replaced = qubit.and_then(|q| Some((q, string.with(q, pauli).ok()?)));
            let Some((qubit, replaced)) = replaced else {
                self.rest = start;
                return Err(self.error(format!(
                    "expected a letter and a qubit from 0 to {MAX_QUBIT}, such as `{}0`",
                    pauli.letter()
                )));
            };
            if string.support() >> qubit & 1 == 1 {
                self.rest = start;
                return Err(self.error(format!("qubit {qubit} occurs twice in one word")));
            }
            string = replaced;
            self.rest = &self.rest[digits..];
        }
        Ok(found.then_some(string))
    }

    fn take(&mut self, expected: char) -> bool {
        self.skip_space();
        let found = self.rest.starts_with(expected);
        if found {
            self.rest = &self.rest[expected.len_utf8()..];
        }
        found
    }

    fn skip_space(&mut self) {
        self.rest = self.rest.trim_start();
        while self.rest.starts_with('#') {
            self.rest = self.rest.find('\n').map_or("", |end| &self.rest[end..]).trim_start();
        }
    }

    fn error(&self, message: String) -> ObservableError {
        let before = &self.text[..self.text.len() - self.rest.len()];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        ObservableError { line, column, message }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_forms_are_read_and_printed() {
        let sum: PauliSum = " - 1.5e-1*Z0 X2 +Y1 - 2 \n + I # the constant\n".parse().expect("a sum");
        assert_eq!(sum.to_string(), "-0.15 * Z0 X2 + 1 * Y1 - 1 * I");
        assert_eq!(sum.to_string().parse::<PauliSum>(), Ok(sum));
    }

    #[test]
    fn strings_are_read_and_printed() {
        for text in ["I", "Z0 Z1", "X3", "Y0 X61"] {
            assert_eq!(text.parse::<PauliString>().map(|string| string.to_string()), Ok(text.to_string()));
        }
        for (text, column) in [("", 1), ("2 * Z0", 1), ("Z0 + Z1", 4), ("Z62", 1), ("Z0 X0", 4)] {
            assert_eq!(text.parse::<PauliString>().map_err(|error| error.column), Err(column), "{text:?}");
        }
    }

    #[test]
    fn errors_name_line_and_column() {
        for (text, line, column) in [
            ("", 1, 1),
            ("1.0 * ", 1, 7),
            ("Z0 +\n Q1", 2, 2),
            ("Z0 Z0", 1, 4),
            ("Z", 1, 1),
            ("Z99", 1, 1),
            ("1e999 * X0", 1, 1),
        ] {
            let error = text.parse::<PauliSum>().expect_err(text);
            assert_eq!((error.line, error.column), (line, column), "{text:?}: {error}");
        }
    }
}
