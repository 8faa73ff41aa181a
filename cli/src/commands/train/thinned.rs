//! Which of many rows a picture shows: all of a few, evenly spread ones of many.
//!
//! Called by pictures with a dot for each row.

/// Dots that a picture has at most: more tell nothing and make a page heavy.
const MOST: usize = 4000;

/// The rows that are shown, of so many.
pub fn thinned(rows: usize) -> impl Iterator<Item = usize> {
    let shown = rows.min(MOST);
    (0..shown).map(move |dot| (dot as u128 * rows as u128 / shown as u128) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_rows_are_all_shown_and_many_are_spread() {
        assert!(thinned(7).eq(0..7));
        let rows: Vec<usize> = thinned(200_000).collect();
        assert_eq!((rows.len(), rows[0], rows[MOST - 1]), (MOST, 0, 199_950));
    }
}
