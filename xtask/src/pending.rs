//! Breaches that are known and being mended: how many of a law below a folder, and why. Called by the checks.
//! The table may only shrink: a breach too many fails, and so does a line that nothing needs any more.

use crate::layering::Breach;

/// Known breaches of one law.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pending {
    /// The law.
    pub law: &'static str,
    /// The file or folder.
    pub within: &'static str,
    /// The most that there may be.
    pub at_most: usize,
    /// Who mends it, or why it waits.
    pub reason: &'static str,
}

/// What the table says about the breaches.
#[derive(Debug, Default, PartialEq)]
pub struct Judgement {
    /// Breaches that no line of the table allows, and lines that are broken.
    pub failures: Vec<String>,
    /// What is allowed for now, a line for each row.
    pub notes: Vec<String>,
}

/// Whether a path is a file, or lies in a folder.
pub fn lies_in(path: &str, place: &str) -> bool {
    let rest = path.strip_prefix(place.trim_end_matches('/'));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Compares what was found with what is known.
pub fn judge(breaches: &[Breach], table: &[Pending]) -> Judgement {
    let covers = |row: &Pending, breach: &Breach| row.law == breach.law && lies_in(&breach.path, row.within);
    let mut judgement = Judgement::default();
    for breach in breaches.iter().filter(|breach| !table.iter().any(|row| covers(row, breach))) {
        judgement.failures.push(breach.to_string());
    }
    for row in table {
        let found: Vec<&Breach> = breaches.iter().filter(|breach| covers(row, breach)).collect();
        let (count, law) = (found.len(), row.law);
        judgement.notes.push(format!("{}: {law}: {count} of {}: {}", row.within, row.at_most, row.reason));
        if count > row.at_most {
            judgement.failures.extend(found.iter().map(ToString::to_string));
            judgement.failures.push(format!("{}: {law}: {count}, and {} allowed", row.within, row.at_most));
        } else if count == 0 {
            judgement.failures.push(format!("{}: {law}: holds now: delete its row of `PENDING`", row.within));
        }
    }
    judgement
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROW: Pending = Pending { law: "no x", within: "a/b", at_most: 1, reason: "is being mended" };

    fn breach(path: &str) -> Breach {
        Breach { law: "no x", path: path.into(), line: 3, what: "x".into() }
    }

    #[test]
    fn a_known_breach_passes_with_a_note() {
        let judgement = judge(&[breach("a/b/c.rs")], &[ROW]);
        assert!(judgement.failures.is_empty(), "{:?}", judgement.failures);
        assert_eq!(judgement.notes, ["a/b: no x: 1 of 1: is being mended"]);
    }

    #[test]
    fn a_breach_elsewhere_one_too_many_and_a_row_without_need_fail() {
        assert_eq!(judge(&[breach("a/b.rs"), breach("a/b/c.rs")], &[ROW]).failures, ["a/b.rs:3: no x: `x`"]);
        assert_eq!(judge(&[breach("a/b/c.rs"), breach("a/b/d.rs")], &[ROW]).failures.len(), 3);
        assert_eq!(judge(&[], &[ROW]).failures, ["a/b: no x: holds now: delete its row of `PENDING`"]);
    }
}
