//! What the front end has to say about a text, as data. Called by every part of it; `report.rs` turns it into text.

use super::hint::Hint;
use super::source::Span;
use std::fmt;

/// How grave a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// The program was refused.
    Error,
    /// The program was accepted; this may not be what its author meant.
    Warning,
}

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum DiagnosticKind {
    /// The text does not follow the grammar.
    Syntax,
    /// The text follows the grammar and means nothing: a name, a type, an index, a number is wrong.
    Semantic,
    /// OpenQASM that this front end does not read yet.
    Unsupported,
    /// An include could not be read.
    Include,
    /// A limit of [`ParseOptions`](super::ParseOptions) was reached: the input may be right, but it is too large.
    Limit,
}

/// One message about a place in the text.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic {
    /// How grave it is.
    pub severity: Severity,
    /// What it is about.
    pub kind: DiagnosticKind,
    /// One line.
    pub message: String,
    /// Where.
    pub span: Span,
    /// Other places that matter, each with a line of text.
    pub labels: Vec<(Span, String)>,
    /// What to do about it.
    pub hint: Option<Hint>,
}

/// A result whose error is one message.
pub(crate) type Checked<T> = Result<T, Box<Diagnostic>>;

impl Diagnostic {
    /// A message without labels and hint.
    pub(crate) fn new(kind: DiagnosticKind, span: Span, message: impl Into<String>) -> Box<Diagnostic> {
        let severity = Severity::Error;
        Box::new(Diagnostic { severity, kind, message: message.into(), span, labels: Vec::new(), hint: None })
    }

    pub(crate) fn syntax(span: Span, message: impl Into<String>) -> Box<Diagnostic> {
        Diagnostic::new(DiagnosticKind::Syntax, span, message)
    }

    pub(crate) fn semantic(span: Span, message: impl Into<String>) -> Box<Diagnostic> {
        Diagnostic::new(DiagnosticKind::Semantic, span, message)
    }

    pub(crate) fn limit(span: Span, message: impl Into<String>) -> Box<Diagnostic> {
        Diagnostic::new(DiagnosticKind::Limit, span, message)
    }

    pub(crate) fn warning(span: Span, message: impl Into<String>) -> Box<Diagnostic> {
        let mut warning = Diagnostic::semantic(span, message);
        warning.severity = Severity::Warning;
        warning
    }

    pub(crate) fn hint(mut self: Box<Self>, hint: impl Into<Hint>) -> Box<Diagnostic> {
        self.hint = Some(hint.into());
        self
    }

    pub(crate) fn label(mut self: Box<Self>, span: Span, text: impl Into<String>) -> Box<Diagnostic> {
        self.labels.push((span, text.into()));
        self
    }
}

/// `1 qubit`, `2 qubits`.
pub(crate) fn counted<N: fmt::Display + PartialEq + From<u8>>(count: N, what: &str) -> String {
    if count == N::from(1) { format!("{count} {what}") } else { format!("{count} {what}s") }
}

/// The longest name that a message quotes whole.
const MAX_QUOTED: usize = 80;

/// A name as messages quote it: in backticks, control characters escaped, the middle of a long one left out.
pub(crate) fn quoted(name: &str) -> String {
    let count = name.chars().count();
    let short = if count > MAX_QUOTED {
        let head: String = name.chars().take(MAX_QUOTED / 2).collect();
        let tail: String = name.chars().skip(count - MAX_QUOTED / 4).collect();
        format!("{head}…{tail}")
    } else {
        name.to_string()
    };
    format!("`{}`", escaped(&short))
}

/// Control characters, and those that reorder text, as `\u{…}`.
pub(crate) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        let reorders =
            matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if character.is_control() || reorders {
            out.extend(character.escape_default())
        } else {
            out.push(character)
        }
    }
    out
}
