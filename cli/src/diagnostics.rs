//! What the front end has to say about a circuit file, as text for people: a line `file:line:column: error: message`, the
//! source line with carets, notes and a hint. Called for errors and warnings of circuit files.

use crate::excerpt::{Colours, Excerpt, Grade, harmless};
use ansatz::circuits::qasm::{Diagnostic, Report, Severity, SourceMap, Span};

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
    let hint = diagnostic.hint.as_deref().map(clipped);
    let mut blocks =
        vec![block(sources, (diagnostic.span, grade, &diagnostic.message), hint.as_deref(), colours)];
    let mut length = blocks[0].len();
    let labels = diagnostic.labels.iter().take(MAX_NOTES).map(|(span, text)| (*span, text.clone()));
    for (span, text) in labels.chain(chain(sources, diagnostic.span.file)) {
        let note = block(sources, (span, Grade::Note, &text), None, colours);
        length += note.len();
        if colours == Colours::Off && length > MAX_BYTES {
            break;
        }
        blocks.push(note);
    }
    blocks.join("\n")
}

/// The include statements through which a file was read, innermost first.
fn chain(sources: &SourceMap, file: u32) -> impl Iterator<Item = (Span, String)> {
    let from = std::iter::successors(sources.included_from(file), |span| sources.included_from(span.file));
    from.take(MAX_NOTES).map(|span| (span, "included from here".to_string()))
}

/// A headline and the source line.
fn block(sources: &SourceMap, said: (Span, Grade, &str), hint: Option<&str>, colours: Colours) -> String {
    let (span, grade, message) = said;
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

fn clipped(text: &str) -> String {
    let text = harmless(text);
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
