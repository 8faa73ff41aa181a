//! Names that a dialect allows and that nothing else has.

use crate::library::library;
use crate::qasm::names::{Language, reserved};
use std::collections::HashSet;

/// The names that are taken.
#[derive(Debug, Clone)]
pub(super) struct Identifiers {
    taken: HashSet<String>,
}

impl Identifiers {
    /// The reserved words and the standard gates are taken.
    pub(super) fn new(language: Language) -> Identifiers {
        let standard =
            library().all().filter(|entry| super::instruction::is_declared(entry.libraries, language));
        let words = reserved().chain(standard.map(|entry| entry.name.as_str()));
        Identifiers { taken: words.map(str::to_string).collect() }
    }

    /// A name as near to the wanted one as can be; from now on it is taken.
    pub(super) fn fresh(&mut self, wanted: &str) -> String {
        let plain: String = wanted
            .chars()
            .map(|c| if c.is_ascii_alphanumeric() || c == '_' { c } else { '_' })
            .collect::<String>()
            .trim_end_matches('_')
            .to_string();
        // OpenQASM 2 names start with a small letter.
        let base = match plain.chars().next() {
            Some(first) if first.is_ascii_lowercase() => plain,
            Some(first) if first.is_ascii_uppercase() => {
                format!("{}{}", first.to_ascii_lowercase(), &plain[1..])
            }
            _ => format!("n{plain}"),
        };
        let mut name = base.clone();
        let mut number = 0;
        while !self.taken.insert(name.clone()) {
            number += 1;
            name = format!("{base}_{number}");
        }
        name
    }
}
