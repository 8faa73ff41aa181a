//! The text form of observables, `1.0 * Z0 Z1 + 0.5 * X3 - 0.25 * Y2`: how it is written; `dialects` read it and others.
//! A bare word has coefficient 1; `I` is the identity; white space and line ends mean nothing; `#` starts a comment.
//!
//! Called by everybody who shows an operator.

use super::{PauliString, PauliSum, dialects};
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
        dialects::string(text)
    }
}

/// In any [`Dialect`](super::Dialect).
impl FromStr for PauliSum {
    type Err = ObservableError;
    fn from_str(text: &str) -> Result<PauliSum, ObservableError> {
        dialects::read(text)
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
        for text in ["I", "Z0 Z1", "X3", "Y0 X61", "Z5 Y6000"] {
            assert_eq!(text.parse::<PauliString>().map(|string| string.to_string()), Ok(text.to_string()));
        }
        for (text, column) in [("", 1), ("2 * Z0", 1), ("Z0 + Z1", 4), ("Z65536", 1), ("Z0 X0", 4)] {
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
            ("Z99999", 1, 1),
            ("1e999 * X0", 1, 1),
        ] {
            let error = text.parse::<PauliSum>().expect_err(text);
            assert_eq!((error.line, error.column), (line, column), "{text:?}: {error}");
        }
    }
}
