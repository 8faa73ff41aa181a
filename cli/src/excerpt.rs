//! A line of a text with a marked stretch, as messages show it: number, text, carets. Called by whatever points into a
//! file; drawn by `annotate-snippets`, which knows how wide characters are.
//!
//! What a terminal would act upon is written out before it is drawn, and a long line is cut around its mark.

use crate::harmless::visible;
use annotate_snippets::{AnnotationKind, Element, Group, Level, Renderer, Snippet};
use std::io::IsTerminal;
use std::ops::Range;

/// A line and what is marked in it.
pub struct Excerpt {
    number: usize,
    text: String,
    mark: Range<usize>,
}

/// Characters shown before the mark, and from its start on.
const BEFORE: usize = 60;
const AFTER: usize = 60;
/// Wider than any excerpt, so that it is cut here and nowhere else.
const WIDTH: usize = 4000;

/// What a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grade {
    Error,
    Warning,
    Note,
}

impl Grade {
    /// As it is written after the place.
    pub fn name(self) -> &'static str {
        match self {
            Grade::Error => "error",
            Grade::Warning => "warning",
            Grade::Note => "note",
        }
    }

    fn level(self) -> Level<'static> {
        match self {
            Grade::Error => Level::ERROR,
            Grade::Warning => Level::WARNING,
            Grade::Note => Level::NOTE,
        }
    }
}

/// Whether messages have colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colours {
    Off,
    On,
}

impl Colours {
    /// Colours on a terminal that has them, unless NO_COLOR is set (<https://no-color.org>).
    pub fn of_standard_error() -> Colours {
        let is_unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        if std::io::stderr().is_terminal() && !is_unwanted && !is_dumb { Colours::On } else { Colours::Off }
    }

    fn renderer(self) -> Renderer {
        match self {
            Colours::Off => Renderer::plain(),
            Colours::On => Renderer::styled(),
        }
        .term_width(WIDTH)
    }

    /// `place: error: message` in the colours of its grade.
    pub fn headline(self, place: &str, grade: Grade, message: &str) -> String {
        let name = grade.name();
        if self == Colours::Off {
            return format!("{place}: {name}: {message}");
        }
        let renderer = Renderer::styled();
        let title = grade.level().primary_title(message);
        format!("{place}: {}", renderer.render(&[Group::with_title(title)]))
    }
}

impl Excerpt {
    /// The bytes of a line without its end, and which of them are marked; an empty mark is a caret.
    pub fn new(number: usize, line: &[u8], mark: Range<usize>) -> Excerpt {
        let start = mark.start.min(line.len());
        let end = mark.end.clamp(start, line.len());
        let before = String::from_utf8_lossy(&line[..start]);
        let before = before.strip_prefix('\u{feff}').unwrap_or(&before);
        let from = String::from_utf8_lossy(&line[start..]);
        let marked = String::from_utf8_lossy(&line[start..end]).chars().count();

        let skipped = before.chars().count().saturating_sub(BEFORE);
        let mut text = String::from(if skipped > 0 { "…" } else { "" });
        text.extend(before.chars().skip(skipped).flat_map(visible));
        let start = text.len();
        text.extend(from.chars().take(marked.min(AFTER)).flat_map(visible));
        let mark = start..text.len();
        text.extend(from.chars().take(AFTER).skip(marked).flat_map(visible));
        if from.chars().count() > AFTER {
            text.push('…');
        }
        Excerpt { number, text, mark }
    }

    /// The line between rules, and the hint under it.
    pub fn draw(&self, grade: Grade, hint: Option<&str>, colours: Colours) -> String {
        let mut elements: Vec<Element<'_>> = Vec::new();
        if !self.text.is_empty() {
            let mark = AnnotationKind::Primary.span(self.mark.clone());
            elements
                .push(Snippet::source(self.text.as_str()).line_start(self.number).annotation(mark).into());
        }
        elements.extend(hint.map(|hint| Level::HELP.with_name("hint").message(hint).into()));
        if elements.is_empty() {
            return String::new();
        }
        colours.renderer().render(&[Group::with_level(grade.level()).elements(elements)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How a line is drawn with `marked` bytes from the first `@` on marked; the `@` stays.
    fn drawn(line: &str, marked: usize) -> String {
        let at = line.find('@').unwrap_or(line.len());
        Excerpt::new(7, line.as_bytes(), at..at + marked).draw(Grade::Error, None, Colours::Off)
    }

    #[test]
    fn carets_stand_under_the_mark() {
        assert_eq!(drawn("ab @cd;", 3), "  |\n7 | ab @cd;\n  |    ^^^");
        assert_eq!(drawn("\t@c", 1), "  |\n7 |     @c\n  |     ^");
        assert_eq!(drawn("π ψ @", 0), "  |\n7 | π ψ @\n  |     ^");
        assert_eq!(drawn("量子 @", 1), "  |\n7 | 量子 @\n  |      ^", "wide characters take two columns");
    }

    #[test]
    fn what_a_terminal_would_act_upon_is_written_out() {
        let text = drawn("a\u{1b}[31m\u{200b}\u{202e} @", 1);
        assert_eq!(text, "  |\n7 | a\\u{1b}[31m\\u{200b}\\u{202e} @\n  |                             ^");
        let colours = Excerpt::new(1, b"\x1b[0m@", 4..5).draw(Grade::Error, None, Colours::On);
        assert!(colours.contains("\\u{1b}[0m@") && colours.contains("\u{1b}["), "{colours:?}");
    }

    #[test]
    fn long_lines_are_cut_around_the_mark() {
        let line = format!("{}@{}", "x".repeat(1000), "y".repeat(1000));
        let expected = format!("7 | …{}@{}…", "x".repeat(BEFORE), "y".repeat(AFTER - 1));
        let text = drawn(&line, 1500);
        assert_eq!(text.lines().nth(1), Some(expected.as_str()));
        assert_eq!(text.lines().nth(2).map(|carets| carets.matches('^').count()), Some(AFTER));
    }

    #[test]
    fn bytes_that_are_no_text_are_shown_as_such() {
        let text = Excerpt::new(1, b"\xEF\xBB\xBFa\xFF b", 6..7).draw(
            Grade::Error,
            Some("what\u{1b}"),
            Colours::Off,
        );
        assert!(text.starts_with("  |\n1 | a\u{fffd} b\n  |    ^\n  |\n  = hint: what"), "{text}");
    }
}
