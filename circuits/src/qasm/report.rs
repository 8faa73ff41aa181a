//! Messages as text: `file:line:column: error: message`, the source line and a caret. Called for `Display` only.

use super::diagnostic::{Diagnostic, DiagnosticKind, Severity, escaped};
use super::source::{SourceMap, Span};
use std::fmt::{self, Display, Formatter, Write};

/// Why a program was refused: every message, and the texts they point into.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Errors and warnings in the order in which they were found; at least one error.
    pub diagnostics: Vec<Diagnostic>,
    /// The files.
    pub sources: SourceMap,
}

impl std::error::Error for Report {}

impl Report {
    /// Whether the program may be right and is only too large: every error is a [`DiagnosticKind::Limit`].
    pub fn is_limit(&self) -> bool {
        let mut errors = self.diagnostics.iter().filter(|d| d.severity == Severity::Error);
        errors.all(|error| error.kind == DiagnosticKind::Limit)
    }
}

/// A whole report stays below this many bytes.
const MAX_REPORT: usize = 1900;
/// This many characters of a source line are shown around the caret.
const LINE_BEFORE: usize = 60;
const LINE_AFTER: usize = 40;
/// A message longer than this is cut.
const MAX_MESSAGE: usize = 500;
/// Labels, and files of an include chain, shown for each message.
const MAX_NOTES: usize = 4;

impl Display for Report {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut written = 0;
        for (shown, diagnostic) in self.diagnostics.iter().enumerate() {
            let text = diagnostic.display(&self.sources).to_string();
            if written > 0 && written + text.len() > MAX_REPORT {
                return write!(f, "\nand {} more messages", self.diagnostics.len() - shown);
            }
            if written > 0 {
                f.write_char('\n')?;
            }
            written += text.len() + 1;
            f.write_str(&text)?;
        }
        Ok(())
    }
}

impl Diagnostic {
    /// The message with its place, source line and caret.
    pub fn display<'a>(&'a self, sources: &'a SourceMap) -> impl Display + 'a {
        Shown { diagnostic: self, sources }
    }
}

struct Shown<'a> {
    diagnostic: &'a Diagnostic,
    sources: &'a SourceMap,
}

impl Display for Shown<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Shown { diagnostic, sources } = self;
        let severity = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write_place(f, sources, diagnostic.span)?;
        write!(f, ": {severity}: {}", clipped(&diagnostic.message))?;
        write_line(f, sources, diagnostic.span)?;
        for (span, text) in diagnostic.labels.iter().take(MAX_NOTES) {
            f.write_char('\n')?;
            write_place(f, sources, *span)?;
            write!(f, ": note: {}", clipped(text))?;
        }
        let mut file = diagnostic.span.file;
        for _ in 0..MAX_NOTES {
            let Some(from) = sources.included_from(file) else { break };
            f.write_str("\nincluded from ")?;
            write_place(f, sources, from)?;
            file = from.file;
        }
        match &diagnostic.hint {
            Some(hint) => write!(f, "\nhint: {}", clipped(&hint.to_string())),
            None => Ok(()),
        }
    }
}

fn write_place(f: &mut Formatter<'_>, sources: &SourceMap, span: Span) -> fmt::Result {
    let place = sources.locate(span);
    write!(f, "{}:{}:{}", tail(&escaped(place.file)), place.line, place.column)
}

/// The source line, or the part of a long one around the caret, with a caret under the place.
fn write_line(f: &mut Formatter<'_>, sources: &SourceMap, span: Span) -> fmt::Result {
    let (line, offset) = sources.line(span);
    // Bytes, not characters: a clipped multi-byte character shows as U+FFFD.
    let start = offset.saturating_sub(LINE_BEFORE);
    let end = (offset + LINE_AFTER).min(line.len());
    let shown = |bytes: &[u8]| -> String {
        let visible = |c: char| if c == '\t' { ' ' } else { c };
        escaped(&String::from_utf8_lossy(bytes).chars().map(visible).collect::<String>())
    };
    let before = shown(&line[start..offset]);
    if line.is_empty() {
        return Ok(());
    }
    write!(
        f,
        "\n  {before}{}\n  {:>width$}",
        shown(&line[offset..end]),
        "^",
        width = before.chars().count() + 1
    )
}

fn clipped(text: &str) -> String {
    let text = escaped(text);
    match text.char_indices().nth(MAX_MESSAGE) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// The end of a long path, which says more than its start.
fn tail(name: &str) -> String {
    match name.char_indices().rev().nth(200) {
        Some((at, _)) => format!("…{}", &name[at..]),
        None => name.to_string(),
    }
}
