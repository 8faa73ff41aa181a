//! The texts a program is read from, and places in them. Called by every part of the front end and by whoever shows
//! its messages; knows no syntax.

use std::sync::Arc;

/// A range of bytes in one file of a [`SourceMap`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Span {
    /// Which file: the order in which they were read, 0 is the program itself.
    pub file: u32,
    /// The first byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// From the start of this span to the end of the other, in the same file.
    pub fn to(self, other: Span) -> Span {
        Span { end: other.end.max(self.start), ..self }
    }
}

/// A place for people: everything counts from 1, columns in Unicode scalars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Location<'a> {
    /// The file's name.
    pub file: &'a str,
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

#[derive(Debug, Clone, PartialEq)]
struct SourceFile {
    name: String,
    bytes: Arc<[u8]>,
    included_from: Option<Span>,
}

/// The files of one program: the program itself and what it includes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SourceMap {
    files: Vec<SourceFile>,
}

impl SourceMap {
    /// Adds a file; `included_from` is the include statement that asked for it.
    pub(crate) fn add(&mut self, name: &str, bytes: &[u8], included_from: Option<Span>) -> u32 {
        self.files.push(SourceFile { name: name.to_string(), bytes: bytes.into(), included_from });
        (self.files.len() - 1) as u32
    }

    /// The name of a file.
    pub fn name(&self, file: u32) -> &str {
        self.files.get(file as usize).map_or("", |f| &f.name)
    }

    /// The bytes of a file.
    pub(crate) fn bytes(&self, file: u32) -> Arc<[u8]> {
        self.files.get(file as usize).map_or_else(|| Arc::from([].as_slice()), |f| Arc::clone(&f.bytes))
    }

    /// The include statement through which a file was read; `None` for the program itself.
    pub fn included_from(&self, file: u32) -> Option<Span> {
        self.files.get(file as usize).and_then(|f| f.included_from)
    }

    /// The bytes of a span.
    pub(crate) fn slice(&self, span: Span) -> &[u8] {
        slice(self.raw(span.file), span.start, span.end)
    }

    /// The text of a span; bytes that are not UTF-8 become U+FFFD.
    pub fn text(&self, span: Span) -> String {
        String::from_utf8_lossy(slice(self.raw(span.file), span.start, span.end)).into_owned()
    }

    /// Where a span starts. A line ends at `\n`, `\r\n` or a bare `\r`.
    pub fn locate(&self, span: Span) -> Location<'_> {
        let bytes = self.raw(span.file);
        let before = slice(bytes, 0, span.start);
        let ends_line =
            |at: usize| before[at] == b'\n' || (before[at] == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        let line = 1 + (0..before.len()).filter(|at| ends_line(*at)).count();
        let column = 1 + scalars(&before[line_start(before)..]);
        Location { file: self.name(span.file), line, column }
    }

    /// The line on which a span starts, without its end, and how many bytes of it stand before the span.
    pub fn line(&self, span: Span) -> (&[u8], usize) {
        let bytes = self.raw(span.file);
        let start = line_start(slice(bytes, 0, span.start));
        let rest = &bytes[start..];
        let end = rest.iter().position(|b| matches!(b, b'\n' | b'\r')).unwrap_or(rest.len());
        let offset = (span.start as usize).saturating_sub(start);
        (&rest[..end], offset.min(end))
    }

    fn raw(&self, file: u32) -> &[u8] {
        self.files.get(file as usize).map_or(&[], |f| &f.bytes)
    }
}

fn slice(bytes: &[u8], start: u32, end: u32) -> &[u8] {
    let end = (end as usize).min(bytes.len());
    &bytes[(start as usize).min(end)..end]
}

fn line_start(before: &[u8]) -> usize {
    before.iter().rposition(|b| matches!(b, b'\n' | b'\r')).map_or(0, |at| at + 1)
}

/// How many Unicode scalars; a byte-order mark at the start of a file counts for nothing, a stray byte for one.
fn scalars(bytes: &[u8]) -> usize {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.chars().count(),
        Err(_) => bytes
            .utf8_chunks()
            .map(|c| c.valid().chars().count() + usize::from(!c.invalid().is_empty()))
            .sum(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_end_counts_once_and_columns_are_scalars() {
        let mut sources = SourceMap::default();
        let text = "a\r\nb\rc\nπψx".as_bytes();
        sources.add("f", text, None);
        let at = |start: usize| {
            let place = sources.locate(Span { file: 0, start: start as u32, end: start as u32 });
            (place.line, place.column)
        };
        assert_eq!((at(0), at(3), at(5), at(7)), ((1, 1), (2, 1), (3, 1), (4, 1)));
        assert_eq!(at(text.len() - 1), (4, 3));
    }
}

/// Something with its place in the text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Spanned<T> {
    pub(crate) value: T,
    pub(crate) span: Span,
}

impl<T> Spanned<T> {
    pub(crate) fn new(value: T, span: Span) -> Spanned<T> {
        Spanned { value, span }
    }

    /// Something else at the same place.
    pub(crate) fn with<U>(&self, value: U) -> Spanned<U> {
        Spanned { value, span: self.span }
    }
}
