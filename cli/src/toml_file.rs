//! A TOML file whose mistakes are shown where they stand: file, line, column, source line and caret.
//!
//! Called by every command with a configuration. Must not know any configuration's keys.

use crate::circuit_file::read_regular;
use crate::excerpt::Excerpt;
use crate::failure::{Failure, Outcome};
use ansatz::circuits::nearest;
use serde::de::DeserializeOwned;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// The text of a TOML file.
pub struct TomlFile {
    path: PathBuf,
    text: String,
    /// Tables that are somewhere else than their names say.
    places: Vec<(&'static str, String)>,
}

impl TomlFile {
    /// Reads the file.
    pub fn read(path: &Path) -> Outcome<TomlFile> {
        let name = path.display();
        let bytes = read_regular(path).map_err(|reason| Failure::input(&name, reason))?;
        let text = String::from_utf8(bytes).map_err(|_| Failure::input(&name, "is not UTF-8 text"))?;
        Ok(TomlFile { path: path.to_path_buf(), text, places: Vec::new() })
    }

    /// A file that has been read already.
    #[cfg(test)]
    pub fn of_text(path: PathBuf, text: String) -> TomlFile {
        TomlFile { path, text, places: Vec::new() }
    }

    /// The path it was read from.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A path that the file names: relative to the file's own folder.
    pub fn beside(&self, path: &Path) -> PathBuf {
        self.path.parent().unwrap_or(Path::new("")).join(path)
    }

    /// The file as a value; unknown keys and wrong types are shown where they stand.
    pub fn parse<T: DeserializeOwned>(&self) -> Outcome<T> {
        toml::from_str(&self.text).map_err(|error| self.wrong(&error))
    }

    /// One table of the file, written `table` or `table.index`, without some of its keys; an absent table is an empty one.
    pub fn table<T: DeserializeOwned>(&self, name: &str, without: &[&str]) -> Outcome<T> {
        let parsed = DeTable::parse(&self.text).and_then(|document| {
            let span = document.span();
            let mut value = Spanned::new(span.clone(), DeValue::Table(document.into_inner()));
            for part in self.real(name).split('.') {
                let inner = match value.into_inner() {
                    DeValue::Table(mut table) => table.remove(part),
                    DeValue::Array(array) => {
                        part.parse().ok().and_then(|index: usize| array.into_iter().nth(index))
                    }
                    _ => None,
                };
                value = inner.unwrap_or_else(|| Spanned::new(span.clone(), DeValue::Table(DeTable::new())));
            }
            if let DeValue::Table(table) = value.get_mut() {
                without.iter().for_each(|key| _ = table.remove(*key));
            }
            T::deserialize(ValueDeserializer::from(value))
        });
        parsed.map_err(|error| self.wrong(&error))
    }

    /// The same file, in which keys of `table` are found in the table at `place`: `[data]` in one of many `[[data]]`.
    pub fn with_table_at(&self, table: &'static str, place: &str) -> TomlFile {
        let mut places = self.places.clone();
        places.push((table, place.into()));
        TomlFile { path: self.path.clone(), text: self.text.clone(), places }
    }

    /// Where a key is.
    fn real(&self, key: &str) -> String {
        let (table, rest) = key.split_once('.').map_or((key, None), |(table, rest)| (table, Some(rest)));
        let place = self.places.iter().rev().find(|(name, _)| *name == table);
        let Some((_, place)) = place else { return key.into() };
        rest.map_or_else(|| place.clone(), |rest| format!("{place}.{rest}"))
    }

    /// What the parser found wrong, where it stands.
    fn wrong(&self, error: &toml::de::Error) -> Failure {
        let span = error.span().filter(|span| span.len() < self.text.len());
        let key = span.as_ref().and_then(|span| self.key_around(span));
        self.at_span(span, explain(error.message(), key.as_deref()))
    }

    /// An error at the value of the first of `keys` that the file has, each written `table.key` or `table.key.index`;
    /// else at the first one's table.
    pub fn at(&self, keys: &[&str], message: impl std::fmt::Display) -> Failure {
        let tables = keys.first().and_then(|key| key.split_once('.')).map(|(table, _)| table);
        let span = keys.iter().copied().chain(tables).find_map(|key| self.find(&self.real(key)));
        self.at_span(span, message)
    }

    /// Whether the file has a key, written `table.key`.
    pub fn has(&self, key: &str) -> bool {
        self.find(&self.real(key)).is_some()
    }

    /// Where a value stands; for a table the place of its name.
    fn find(&self, key: &str) -> Option<Range<usize>> {
        let document = DeTable::parse(&self.text).ok()?;
        let mut names = key.split('.');
        let (name, mut value) = document.get_ref().get_key_value(names.next()?)?;
        let mut span = name.span();
        for name in names {
            value = match value.get_ref() {
                DeValue::Table(table) => table.get(name)?,
                DeValue::Array(array) => array.get(name.parse::<usize>().ok()?)?,
                _ => return None,
            };
            span = value.span();
        }
        Some(span)
    }

    /// The key whose value, or whose own name, stands at a place.
    fn key_around(&self, place: &Range<usize>) -> Option<String> {
        let document = DeTable::parse(&self.text).ok()?;
        innermost(document.get_ref(), place)
    }

    fn at_span(&self, span: Option<Range<usize>>, message: impl std::fmt::Display) -> Failure {
        let name = self.path.display();
        let Some(span) = span else { return Failure::input(name, message) };
        let start = span.start.min(self.text.len());
        let before = &self.text[..start];
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let line = self.text[line_start..].lines().next().unwrap_or("");
        let column = self.text[line_start..start].chars().count() + 1;
        let number = before.matches('\n').count() + 1;
        let mark = start - line_start..span.end.max(start) - line_start;
        Failure::input_at(name, &Excerpt::new(number, line.as_bytes(), mark), column, message)
    }
}

fn innermost(table: &DeTable<'_>, place: &Range<usize>) -> Option<String> {
    let holds = |span: Range<usize>| span.start <= place.start && place.end <= span.end;
    let of = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
        let key: &Spanned<std::borrow::Cow<'_, str>> = key;
        let inner = value.get_ref().as_table().and_then(|table| innermost(table, place));
        inner.or_else(|| (holds(value.span()) || holds(key.span())).then(|| key.get_ref().to_string()))
    };
    table.iter().find_map(of)
}

/// The parser's words for people who write configurations, not programs.
pub fn explain(message: &str, key: Option<&str>) -> String {
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let unknown = [("unknown field", "key"), ("unknown variant", "name")];
    let unknown = unknown.into_iter().find(|(start, _)| message.starts_with(start)).map(|(_, what)| what);
    if let (Some(what), Some((unknown, known))) = (unknown, quoted.split_first()) {
        let hint = nearest(unknown, known.iter().copied()).map_or_else(
            || match known {
                [] => "there are none here".into(),
                _ => format!("known here: {}", known.join(", ")),
            },
            |near| format!("did you mean `{near}`?"),
        );
        return format!("unknown {what} `{}`; {hint}", unknown.escape_debug());
    }
    if message.starts_with("wanted exactly 1 element") {
        return "expected one choice, with its settings in a table".into();
    }
    if message.contains("untagged enum SettingRange") {
        return "expected a list of values in square brackets".into();
    }
    if let (true, Some(missing)) = (message.starts_with("missing field"), quoted.first()) {
        return format!("`{missing}` is missing");
    }
    let Some((found, expected)) = message.split_once(", expected ") else { return message.to_string() };
    let Some((_, found)) = found.split_once(": ").filter(|_| message.starts_with("invalid ")) else {
        return message.to_string();
    };
    let key = key.map_or(String::new(), |key| format!("`{key}`: "));
    format!("{key}expected {}, found {found}", in_plain_words(expected))
}

/// Types as people write them in TOML.
fn in_plain_words(expected: &str) -> &str {
    match expected {
        "usize" | "u64" | "u32" => "a whole number, not negative",
        "f64" => "a number",
        "a string" | "path string" => "text in quotes",
        "a sequence" => "a list in square brackets",
        "a boolean" => "true or false",
        text if text.starts_with("struct ") || text.contains("tagged enum") => "a table of keys",
        "a map" => "a table of keys",
        other => other,
    }
}
