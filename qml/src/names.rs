//! Names that people type: the closest known name to a misspelt one, and the error that offers it.
//!
//! Called wherever text selects something (columns, preprocessing steps, losses, optimizers). Must not know what the names stand for.

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
    pub(crate) fn new<S: AsRef<str>>(kind: &'static str, name: &str, known: &[S]) -> Self {
        Self { kind, name: name.to_owned(), hint: hint(name, known) }
    }
}

/// As many names as a hint lists.
const LISTED: usize = 16;

/// "did you mean `x`?" where a known name is near, otherwise "known: a, b, c".
pub(crate) fn hint<S: AsRef<str>>(name: &str, known: &[S]) -> String {
    if let Some(near) = nearest(name, known) {
        return format!("did you mean `{near}`?");
    }
    let list: Vec<&str> = known.iter().take(LISTED).map(AsRef::as_ref).collect();
    let more = known.len().saturating_sub(LISTED);
    let rest = if more == 0 { String::new() } else { format!(" and {more} more") };
    format!("known: {}{rest}", list.join(", "))
}

/// The known name with the smallest distance to `name`, ignoring case, if that is at most a third of the longer one.
pub(crate) fn nearest<'a, S: AsRef<str>>(name: &str, known: &'a [S]) -> Option<&'a str> {
    let wanted = name.to_lowercase();
    let (found, edits) = known
        .iter()
        .map(|candidate| (candidate.as_ref(), distance(&wanted, &candidate.as_ref().to_lowercase())))
        .min_by_key(|&(_, edits)| edits)?;
    let tolerated = wanted.chars().count().max(found.chars().count()) / 3;
    (edits <= tolerated).then_some(found)
}

/// Edits (insert, delete, replace, swap two neighbours) that turn `left` into `right`: the optimal string alignment distance.
///
/// Source: F. J. Damerau, "A technique for computer detection and correction of spelling errors", CACM 7(3), 171–176 (1964).
fn distance(left: &str, right: &str) -> usize {
    let left: Vec<char> = left.chars().collect();
    let right: Vec<char> = right.chars().collect();
    let mut before = vec![0; right.len() + 1];
    let mut above: Vec<usize> = (0..=right.len()).collect();
    for i in 1..=left.len() {
        let mut row = vec![i; right.len() + 1];
        for j in 1..=right.len() {
            let replaced = above[j - 1] + usize::from(left[i - 1] != right[j - 1]);
            row[j] = replaced.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1] {
                row[j] = row[j].min(before[j - 2] + 1);
            }
        }
        before = std::mem::replace(&mut above, row);
    }
    above[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distance_counts_each_kind_of_edit_once() {
        let table = [
            ("", "", 0),
            ("", "abc", 3),
            ("adam", "adam", 0),
            ("adm", "adam", 1),
            ("adaam", "adam", 1),
            ("adan", "adam", 1),
            ("daam", "adam", 1),
            ("kitten", "sitting", 3),
        ];
        for (left, right, expected) in table {
            assert_eq!(distance(left, right), expected, "{left} -> {right}");
            assert_eq!(distance(right, left), expected, "{right} -> {left}");
        }
    }

    #[test]
    fn a_misspelt_name_gets_its_neighbour_and_a_strange_one_gets_the_list() {
        let known = ["adam", "rmsprop", "spsa"];
        assert_eq!(nearest("Adma", &known), Some("adam"));
        assert_eq!(nearest("rms_prop", &known), Some("rmsprop"));
        assert_eq!(nearest("conjugate", &known), None);
        assert_eq!(nearest("b", &["a", "c"]), None);
        assert_eq!(nearest("B", &["a", "b"]), Some("b"));
        let error = UnknownName::new("optimizer", "conjugate", &known);
        assert_eq!(error.to_string(), "unknown optimizer `conjugate`; known: adam, rmsprop, spsa");
    }

    #[test]
    fn a_long_list_is_cut() {
        let known: Vec<String> = (0..20).map(|index| format!("column{index}")).collect();
        assert!(hint("x", &known).ends_with("column14, column15 and 4 more"), "{}", hint("x", &known));
    }
}
