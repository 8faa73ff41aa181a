//! A TOML file whose mistakes are shown where they stand: file, line, column, source line and caret.
//!
//! Called by every command with a configuration. Must not know any configuration's keys.

use crate::error::{JobError, OtherError, Outcome};
use crate::files::{read_text, sha256, sha256_of, text_of};
use crate::place::{At, Mark, Origin, Place};
use crate::toml_words::explain;
use serde::de::DeserializeOwned;
use std::ops::Range;
use std::path::{Path, PathBuf};
use toml::Spanned;
use toml::de::{DeTable, DeValue, ValueDeserializer};

/// The text of a TOML file.
#[derive(Debug, Clone)]
pub struct TomlFile {
    path: PathBuf,
    text: String,
    /// Tables that are somewhere else than their names say.
    places: Vec<(&'static str, String)>,
}

/// Where a TOML file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TomlInput {
    /// In a file.
    File(PathBuf),
    /// Here; paths that it names are relative to the current folder.
    Text {
        /// What messages call it.
        name: String,
        /// The text.
        bytes: Vec<u8>,
    },
}

impl From<PathBuf> for TomlInput {
    fn from(path: PathBuf) -> TomlInput {
        TomlInput::File(path)
    }
}

impl From<&Path> for TomlInput {
    fn from(path: &Path) -> TomlInput {
        TomlInput::File(path.into())
    }
}

/// A key of a table.
pub(crate) struct Key {
    pub(crate) name: String,
    /// Where the name stands.
    pub(crate) span: Range<usize>,
}

impl TomlFile {
    /// Reads the file.
    ///
    /// # Errors
    /// It cannot be read, or is not UTF-8.
    pub fn read(input: &TomlInput) -> Outcome<TomlFile> {
        match input {
            TomlInput::File(path) => {
                let text = read_text(path, &path.display().to_string())?;
                Ok(TomlFile::of_text(path.clone(), text))
            }
            TomlInput::Text { name, bytes } => {
                Ok(TomlFile::of_text(name.into(), text_of(bytes.clone(), name)?))
            }
        }
    }

    /// A file that has been read already.
    pub fn of_text(path: PathBuf, text: String) -> TomlFile {
        TomlFile { path, text, places: Vec::new() }
    }

    /// The path it was read from.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Its name without the ending, for what is made of it; without the brackets that stand around a name that is no file's.
    pub fn stem(&self) -> Option<String> {
        let stem = self.path.file_stem()?.to_string_lossy();
        Some(stem.trim_matches(['<', '>']).to_string()).filter(|stem| !stem.is_empty())
    }

    /// The SHA-256 of the file, or of the text where there is none.
    pub fn sha256(&self) -> String {
        sha256(&self.path).unwrap_or_else(|| sha256_of(self.text.as_bytes()))
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
    ///
    /// # Errors
    /// It is no TOML, or not what `T` is read from.
    pub fn parse<T: DeserializeOwned>(&self) -> Outcome<T> {
        toml::from_str(&self.text).map_err(|error| self.wrong(&error))
    }

    /// One table of the file, written `table` or `table.index`, without some of its keys; an absent table is an empty one.
    ///
    /// # Errors
    /// Those of [`parse`](TomlFile::parse).
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
    fn wrong(&self, error: &toml::de::Error) -> JobError {
        let span = error.span().filter(|span| span.len() < self.text.len());
        let key = span.as_ref().and_then(|span| self.key_around(span));
        JobError::input(self.place_of(span), explain(error.message(), key.as_deref()))
    }

    /// An error at the [`place`](TomlFile::place) of keys.
    pub fn at(&self, keys: &[&str], error: impl Into<OtherError>) -> JobError {
        JobError::input(self.place(keys), error)
    }

    /// The value of the first of `keys` that the file has, each written `table.key` or `table.key.index`; else the first one's
    /// table.
    pub fn place(&self, keys: &[&str]) -> Place {
        let tables = keys.first().and_then(|key| key.split_once('.')).map(|(table, _)| table);
        self.place_of(keys.iter().copied().chain(tables).find_map(|key| self.find(&self.real(key))))
    }

    /// Whether the file has a key, written `table.key`.
    pub fn has(&self, key: &str) -> bool {
        self.find(&self.real(key)).is_some()
    }

    /// The keys of a table, in order, each with the place of its name; none of what is no table.
    pub(crate) fn keys(&self, table: &str) -> Vec<Key> {
        let Ok(document) = DeTable::parse(&self.text) else { return Vec::new() };
        let mut table_of_names = document.get_ref();
        let mut value: Option<&DeValue<'_>> = None;
        for name in self.real(table).split('.') {
            let inner = match value {
                None => table_of_names.get(name),
                Some(DeValue::Table(table)) => table.get(name),
                Some(DeValue::Array(array)) => name.parse().ok().and_then(|index: usize| array.get(index)),
                Some(_) => None,
            };
            let Some(inner) = inner else { return Vec::new() };
            value = Some(inner.get_ref());
        }
        match value {
            Some(DeValue::Table(table)) => table_of_names = table,
            _ => return Vec::new(),
        }
        let key = |key: &Spanned<std::borrow::Cow<'_, str>>| Key {
            name: key.get_ref().to_string(),
            span: key.span(),
        };
        table_of_names.keys().map(key).collect()
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

    pub(crate) fn place_of(&self, span: Option<Range<usize>>) -> Place {
        let origin = Origin::File(self.path.display().to_string());
        Place { origin, at: span.map_or(At::Whole, |span| At::Line(self.mark(span))) }
    }

    fn mark(&self, span: Range<usize>) -> Mark {
        let start = span.start.min(self.text.len());
        let before = &self.text[..start];
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let line = self.text[line_start..].lines().next().unwrap_or("");
        Mark {
            line: before.matches('\n').count() + 1,
            column: self.text[line_start..start].chars().count() + 1,
            text: line.to_string(),
            bytes: start - line_start..span.end.max(start) - line_start,
        }
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
