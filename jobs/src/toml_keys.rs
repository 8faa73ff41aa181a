//! Tables whose keys depend on a choice: a source, a kind. A key that no choice has is unknown; one that the choice at hand has not
//! would do nothing. Both are mistakes, shown where they stand.
//!
//! Called by configurations with such tables.

use crate::error::{JobError, Outcome};
use crate::toml_file::TomlFile;
use crate::toml_words::unknown;

/// The keys of a table.
pub(crate) struct Keys<'a> {
    /// The table's name.
    pub(crate) table: &'a str,
    /// Every key that any choice has, as they are listed.
    pub(crate) known: &'a [&'a str],
}

impl<'a> Keys<'a> {
    /// Refuses keys that no choice has.
    pub(crate) fn check(&self, file: &TomlFile, besides: &[&str]) -> Outcome {
        let is_known = |key: &str| self.known.contains(&key) || besides.contains(&key);
        match file.keys(self.table).into_iter().find(|key| !is_known(&key.name)) {
            None => Ok(()),
            Some(key) => {
                Err(JobError::input(file.place_of(Some(key.span)), unknown("key", &key.name, self.known)))
            }
        }
    }

    /// Refuses keys that the choice at hand has not, in the words of `message`.
    pub(crate) fn refuse_unused(
        &self,
        file: &TomlFile,
        used: &[&str],
        message: impl Fn(&str) -> String,
    ) -> Outcome {
        let given = file.keys(self.table);
        let is_given = |known: &str| given.iter().any(|key| key.name == known);
        match self.known.iter().find(|key| is_given(key) && !used.contains(key)) {
            None => Ok(()),
            Some(key) => Err(file.at(&[&format!("{}.{key}", self.table)], message(key))),
        }
    }

    /// The keys that are not `used`: what a case of the table is read without.
    pub(crate) fn without(&self, used: &[&str]) -> Vec<&'a str> {
        self.known.iter().copied().filter(|key| !used.contains(key)).collect()
    }
}
