//! "Did you mean …?": the nearest known name. Called wherever a name can be misspelt.

/// The candidate with the smallest edit distance to `name`, ignoring case, if it is near enough to be a likely slip:
/// at most one edit for every three characters of the longer of the two.
///
/// ```
/// assert_eq!(ansatz_circuits::nearest("rxz", ["rxx", "cx"]), Some("rxx"));
/// assert_eq!(ansatz_circuits::nearest("hadamard", ["rxx", "cx"]), None);
/// ```
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if name.chars().count() > 64 {
        return None;
    }
    let wanted = name.to_lowercase();
    // Among equally near names the one in the same case wins.
    let distance = |candidate: &'a str| {
        ((edit_distance(&wanted, &candidate.to_lowercase()), edit_distance(name, candidate)), candidate)
    };
    let ((edits, _), found) = candidates.into_iter().map(distance).min_by_key(|(edits, _)| *edits)?;
    let tolerated = wanted.chars().count().max(found.chars().count()) / 3;
    (edits <= tolerated).then_some(found)
}

/// Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`
/// (optimal string alignment; Damerau 1964, doi:10.1145/363958.363994).
fn edit_distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![(0..=b.len()).collect::<Vec<_>>()];
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let substitution = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = substitution.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            row.push(best);
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_swap_of_neighbours_is_one_edit() {
        assert_eq!(edit_distance("swpa", "swap"), 1);
        assert_eq!(edit_distance("", "abc"), 3);
        assert_eq!(nearest("species_", ["petal", "species"]), Some("species"));
        assert_eq!(nearest("cxx", ["CX", "cx"]), Some("cx"));
    }
}
