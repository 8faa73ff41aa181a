//! Names that a dialect allows and that nothing else has.

use crate::gate_library::library;
use crate::qasm::names::{Language, reserved};
use std::collections::HashSet;

/// The names that are taken.
#[derive(Debug, Clone)]
pub(super) struct Identifiers {
    language: Language,
    taken: HashSet<String>,
}

impl Identifiers {
    /// The reserved words and the standard gates are taken.
    pub(super) fn new(language: Language) -> Identifiers {
        let standard =
            library().all().filter(|entry| super::instruction::is_declared(entry.libraries, language));
        let words = reserved().chain(standard.map(|entry| entry.name.as_str()));
        Identifiers { language, taken: words.map(str::to_string).collect() }
    }

    /// A name as near to the wanted one as can be; from now on it is taken.
    pub(super) fn fresh(&mut self, wanted: &str) -> String {
        let base = self.allowed(wanted);
        let mut name = base.clone();
        let mut number = 0;
        while !self.taken.insert(name.clone()) {
            number += 1;
            name = format!("{base}_{number}");
        }
        name
    }

    /// Names for all of these; those that the dialect allows as they are keep them.
    pub(super) fn fresh_all(&mut self, wanted: &[String]) -> Vec<String> {
        let mut names = vec![String::new(); wanted.len()];
        for is_allowed in [true, false] {
            for (name, wanted) in names.iter_mut().zip(wanted) {
                if (self.allowed(wanted) == *wanted) == is_allowed {
                    *name = self.fresh(wanted);
                }
            }
        }
        names
    }

    /// So many names in alphabetical order: readers that bind a gate's arguments by that order agree with those that take them
    /// as they come.
    pub(super) fn alphabetical(&mut self, count: usize) -> Vec<String> {
        let name = |k: usize| match count {
            0..=26 => char::from(b'a' + k as u8).to_string(),
            _ => format!("a{k:05}"),
        };
        (0..count).map(|k| self.fresh(&name(k))).collect()
    }

    /// The wanted name with what the dialect's grammar refuses replaced.
    fn allowed(&self, wanted: &str) -> String {
        let is_two = self.language == Language::Two;
        let fits = |c: char| c == '_' || if is_two { c.is_ascii_alphanumeric() } else { c.is_alphanumeric() };
        let mut name: String = wanted.chars().map(|c| if fits(c) { c } else { '_' }).collect();
        if name != wanted {
            name.truncate(name.trim_end_matches('_').len());
        }
        match name.chars().next() {
            // OpenQASM 2 names start with a small letter.
            Some(first) if is_two && first.is_ascii_uppercase() => {
                name.replace_range(..1, &first.to_ascii_lowercase().to_string());
                name
            }
            Some(first) if first.is_alphabetic() || (first == '_' && !is_two) => name,
            _ => format!("n{name}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stay_where_the_grammar_allows_it() {
        let mut three = Identifiers::new(Language::Three);
        let names = ["Theta", "θ", "w[0]", "U†", "1st", "gate", "Theta"].map(|name| three.fresh(name));
        assert_eq!(names, ["Theta", "θ", "w_0", "U_1", "n1st", "gate_1", "Theta_1"]);
        let mut two = Identifiers::new(Language::Two);
        assert_eq!(["Theta", "θ", "_a"].map(|name| two.fresh(name)), ["theta", "n", "n_a"]);
    }
}
