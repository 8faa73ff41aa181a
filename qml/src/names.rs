//! Names that people type: the closest known name to a misspelt one, and the error that offers it.
//!
//! Called wherever text selects something (columns, preprocessing steps, losses, optimizers). Must not know what the names stand for.

use ansatz_circuits::nearest;

/// A name that is not in its list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown {kind} `{name}`; {hint}")]
pub struct UnknownName {
    /// What was being named, such as `loss`.
    pub kind: &'static str,
    /// The text as given.
    pub name: String,
    /// The one suggestion: the nearest known name, or the whole list.
    pub hint: String,
}

impl UnknownName {
    /// The error for `name`, which is not among `known`.
    pub fn new<S: AsRef<str>>(kind: &'static str, name: &str, known: &[S]) -> Self {
        Self { kind, name: name.to_owned(), hint: hint(name, known) }
    }
}

/// As many names as a hint lists.
const LISTED: usize = 16;

/// "did you mean `x`?" where a known name is near, otherwise "known: a, b, c".
pub(crate) fn hint<S: AsRef<str>>(name: &str, known: &[S]) -> String {
    if let Some(near) = nearest(name, known.iter().map(AsRef::as_ref)) {
        return format!("did you mean `{near}`?");
    }
    let list: Vec<&str> = known.iter().take(LISTED).map(AsRef::as_ref).collect();
    let more = known.len().saturating_sub(LISTED);
    let rest = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("known: {}{rest}", list.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_name_gets_its_neighbour_and_a_strange_one_gets_the_list() {
        let known = ["adam", "rmsprop", "spsa"];
        assert_eq!(nearest("Adma", known), Some("adam"));
        assert_eq!(nearest("rms_prop", known), Some("rmsprop"));
        assert_eq!(nearest("conjugate", known), None);
        assert_eq!(nearest("b", ["a", "c"]), None);
        assert_eq!(nearest("B", ["a", "b"]), Some("b"));
        let error = UnknownName::new("optimizer", "conjugate", &known);
        assert_eq!(error.to_string(), "unknown optimizer `conjugate`; known: adam, rmsprop, spsa");
    }

    #[test]
    fn a_long_list_is_cut() {
        let known: Vec<String> = (0..20).map(|index| format!("column{index}")).collect();
        assert!(hint("x", &known).ends_with("column14, column15 and 4 more"), "{}", hint("x", &known));
    }
}
