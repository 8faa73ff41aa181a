//! Files of tables with one key after another replaced by numbers that nobody means. Called by tests of files.

use crate::case::{Case, NUMBERS};
use std::fmt::Write;

/// A file of tables, each with keys and values.
#[derive(Clone)]
pub(crate) struct Toml(Vec<(String, Vec<(String, String)>)>);

impl Toml {
    pub(crate) fn read(text: &str) -> Toml {
        let mut tables = Vec::new();
        for line in text.lines() {
            if line.starts_with('[') {
                tables.push((line.to_string(), Vec::new()));
            } else if let Some((key, value)) = line.split_once(" = ") {
                tables.last_mut().unwrap().1.push((key.to_string(), value.to_string()));
            }
        }
        Toml(tables)
    }

    pub(crate) fn with(&self, table: &str, key: &str, value: &str) -> Toml {
        let mut tables = self.0.clone();
        if !tables.iter().any(|(name, _)| name == table) {
            tables.push((table.to_string(), Vec::new()));
        }
        let keys = &mut tables.iter_mut().find(|(name, _)| name == table).unwrap().1;
        keys.retain(|(name, _)| name != key);
        keys.push((key.to_string(), value.to_string()));
        Toml(tables)
    }

    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for (table, keys) in &self.0 {
            let _ = writeln!(text, "{table}");
            keys.iter().for_each(|(key, value)| _ = writeln!(text, "{key} = {value}"));
        }
        text
    }
}

/// A key of a reference file whose value is a number, or has numbers in it, with the values to try.
pub(crate) struct NumericKey {
    pub(crate) table: String,
    pub(crate) key: String,
    pub(crate) values: Vec<String>,
}

/// The numeric keys that a reference file names, those behind a `#` too.
pub(crate) fn numeric_keys(reference: &str) -> Vec<NumericKey> {
    let (mut table, mut keys) = (String::new(), Vec::new());
    for line in reference.lines() {
        let line = line.trim_start_matches("# ").trim();
        let line = line.split(" #").next().unwrap_or_default().trim();
        if line.starts_with('[') && line.ends_with(']') && !line.contains('=') {
            table = line.to_string();
        } else if let Some((key, value)) = line.split_once(" = ")
            && !table.is_empty()
            && key.chars().all(|c| c.is_ascii_lowercase() || c == '_')
        {
            let values = hostile(value);
            if !values.is_empty() {
                keys.push(NumericKey { table: table.clone(), key: key.into(), values });
            }
        }
    }
    keys
}

/// The value with each of its numbers replaced in turn by each hostile one.
pub(crate) fn hostile(value: &str) -> Vec<String> {
    let is_part = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | '-');
    let mut values = Vec::new();
    let mut at = 0;
    while let Some(start) = value[at..].find(|c: char| c.is_ascii_digit()).map(|start| at + start) {
        let end = value[start..].find(|c| !is_part(c)).map_or(value.len(), |end| start + end);
        let before = value[..start].chars().last();
        if before.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '"') {
            let number = |number: &&str| format!("{}{number}{}", &value[..start], &value[end..]);
            values.extend(NUMBERS.iter().map(number));
        }
        at = end;
    }
    values
}

pub(crate) fn cases_of_file(command: &str, base: &Toml, key: &NumericKey) -> Vec<Case> {
    let case = |value: &String| {
        let text = base.with(&key.table, &key.key, value).text();
        let name = format!("{command}: {} {} = {value}", key.table, key.key);
        Case::new(&format!("{command} x.toml")).file("x.toml", text).named(name)
    };
    key.values.iter().map(case).collect()
}

#[test]
fn each_number_of_a_value_is_replaced() {
    assert_eq!(hostile("{ patience = 20, min_delta = 1e-4 }").len(), 10);
}
