//! What the front end has to say about a circuit file, as text for people: a line `file:line:column: error: message`, the
//! source line with carets, notes and a hint. Called for errors and warnings of circuit files.

use crate::excerpt::{Colours, Excerpt, Grade};
use crate::harmless::harmless;
use ansatz::circuits::qasm::{Diagnostic, Hint, Inputs, Report, Severity, SourceMap, Span};

/// All messages together stay below this many bytes, colours not counted.
const MAX_BYTES: usize = 1900;
/// A message longer than this many characters is cut.
const MAX_MESSAGE: usize = 400;
/// Notes, and files of an include chain, shown with each message.
const MAX_NOTES: usize = 4;
/// The end of a path says more than its start.
const MAX_NAME: usize = 200;

/// Every message of a report.
pub fn report(report: &Report, colours: Colours) -> String {
    let mut text = String::new();
    let mut length = 0;
    for (shown, diagnostic) in report.diagnostics.iter().enumerate() {
        length += message(diagnostic, &report.sources, Colours::Off).len() + 1;
        if shown > 0 && length > MAX_BYTES {
            let more = report.diagnostics.len() - shown;
            return format!("{text}\nand {more} more messages");
        }
        if shown > 0 {
            text.push('\n');
        }
        text += &message(diagnostic, &report.sources, colours);
    }
    text
}

/// One message with its source line, notes and hint.
pub fn message(diagnostic: &Diagnostic, sources: &SourceMap, colours: Colours) -> String {
    let grade = match diagnostic.severity {
        Severity::Error => Grade::Error,
        Severity::Warning => Grade::Warning,
    };
    let hint = diagnostic.hint.as_ref().map(|hint| clipped(&worded(hint)));
    let said = Said { span: diagnostic.span, grade, message: &diagnostic.message };
    let mut blocks = vec![said.block(sources, hint.as_deref(), colours)];
    let mut length = blocks[0].len();
    let labels = diagnostic.labels.iter().take(MAX_NOTES).map(|(span, text)| (*span, text.clone()));
    for (span, text) in labels.chain(chain(sources, diagnostic.span.file)) {
        let note = Said { span, grade: Grade::Note, message: &text }.block(sources, None, colours);
        length += note.len();
        if colours == Colours::Off && length > MAX_BYTES {
            break;
        }
        blocks.push(note);
    }
    blocks.join("\n")
}

/// A hint in the words of the command line.
fn worded(hint: &Hint) -> String {
    match hint {
        Hint::Values(Inputs::Named) => "give each a value: `--param NAME=VALUE`".into(),
        Hint::Values(_) => "give the inputs values: `--param NAME=VALUE`".into(),
        Hint::Steps => "the limit can be set: `--limit steps=N`".into(),
        Hint::Work => "the limit can be set: `--limit work=N`".into(),
        other => other.to_string(),
    }
}

/// The include statements through which a file was read, innermost first.
fn chain(sources: &SourceMap, file: u32) -> impl Iterator<Item = (Span, String)> {
    let from = std::iter::successors(sources.included_from(file), |span| sources.included_from(span.file));
    from.take(MAX_NOTES).map(|span| (span, "included from here".to_string()))
}

/// What is said of a place.
struct Said<'a> {
    span: Span,
    grade: Grade,
    message: &'a str,
}

impl Said<'_> {
    /// A headline and the source line.
    fn block(&self, sources: &SourceMap, hint: Option<&str>, colours: Colours) -> String {
        let Said { span, grade, message } = *self;
        let place = sources.locate(span);
        let name = format!("{}:{}:{}", tail(&harmless(place.file)), place.line, place.column);
        let headline = colours.headline(&name, grade, &clipped(message));
        let (line, start) = sources.line(span);
        let end = start + span.end.saturating_sub(span.start) as usize;
        match Excerpt::new(place.line, line, start..end).draw(grade, hint, colours) {
            nothing if nothing.is_empty() => headline,
            excerpt => format!("{headline}\n{excerpt}"),
        }
    }
}

/// How the message about an included file ends that is in none of the folders, and how to allow another.
const NOT_FOUND: &str = " or below";
const ALLOW: &str = "; allow another folder with --include DIR";

fn clipped(text: &str) -> String {
    let text = harmless(text);
    let text = if text.starts_with("include ") && text.ends_with(NOT_FOUND) { text + ALLOW } else { text };
    match text.char_indices().nth(MAX_MESSAGE) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

fn tail(name: &str) -> String {
    match name.char_indices().rev().nth(MAX_NAME) {
        Some((at, _)) => format!("…{}", &name[at..]),
        None => name.to_string(),
    }
}
