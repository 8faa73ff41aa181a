//! How rows are divided: a stratified test part, and mini-batches in a new order each epoch.
//!
//! Called by training. Must not know features. Random keys, in order: (seed, split, class) and (seed, batches, epoch).

use crate::purposes;
use ansatz_simulator::RandomStream;

/// Row indices of the two parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Split {
    /// Rows to learn from.
    pub train: Vec<usize>,
    /// Rows to measure on; empty if the fraction was 0.
    pub test: Vec<usize>,
}

/// Why rows could not be divided.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SplitError {
    /// A fraction outside of [0, 1).
    #[error("expected a test fraction from 0 up to, but not including, 1, found {found}")]
    Fraction {
        /// The fraction.
        found: f64,
    },
    /// A class too small to stand in both parts.
    #[error(
        "class {class} has {rows} row, but needs one to train on and one to test on; remove the class, or use a test fraction of 0"
    )]
    ClassTooSmall {
        /// The class index.
        class: usize,
        /// How many rows it has.
        rows: usize,
    },
}

/// Divides rows so that each class has (nearly) the same share in both parts.
///
/// The test part has `round(fraction · rows)` rows. Each class gives the whole part of its share; the rows still missing come from the
/// classes with the largest remainders, the lower index first on ties. Every class keeps at least one row in each part, which may move
/// the size of the test part on tiny sets. Which rows of a class go is decided by the random stream (seed, split, class) alone, so
/// adding rows to one class does not move the rows of another. Both parts are ascending.
///
/// # Errors
/// [`SplitError`] if the fraction is not in [0, 1), or if a class has a single row.
pub fn stratified_split(labels: &[usize], test_fraction: f64, seed: u64) -> Result<Split, SplitError> {
    if !(0.0..1.0).contains(&test_fraction) {
        return Err(SplitError::Fraction { found: test_fraction });
    }
    if test_fraction == 0.0 {
        return Ok(Split { train: (0..labels.len()).collect(), test: Vec::new() });
    }
    let class_count = labels.iter().max().map_or(0, |&largest| largest + 1);
    let mut members = vec![Vec::new(); class_count];
    for (row, &label) in labels.iter().enumerate() {
        members[label].push(row);
    }
    if let Some(class) = members.iter().position(|rows| rows.len() == 1) {
        return Err(SplitError::ClassTooSmall { class, rows: 1 });
    }
    let sizes: Vec<usize> = members.iter().map(Vec::len).collect();
    let mut split = Split { train: Vec::new(), test: Vec::new() };
    for (class, share) in test_shares(&sizes, test_fraction).into_iter().enumerate() {
        RandomStream::new(seed, purposes::SPLIT, class as u64).shuffle(&mut members[class]);
        let (test, train) = members[class].split_at(share);
        split.test.extend_from_slice(test);
        split.train.extend_from_slice(train);
    }
    split.train.sort_unstable();
    split.test.sort_unstable();
    Ok(split)
}

/// Test rows for each class, by largest remainder, then clamped to leave a row on either side.
fn test_shares(sizes: &[usize], fraction: f64) -> Vec<usize> {
    let rows: usize = sizes.iter().sum();
    let wanted = (rows as f64 * fraction).round() as usize;
    let exact: Vec<f64> = sizes.iter().map(|&size| size as f64 * wanted as f64 / rows as f64).collect();
    let mut shares: Vec<usize> = exact.iter().map(|&share| share as usize).collect();
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by(|&left, &right| exact[right].fract().total_cmp(&exact[left].fract()));
    let given: usize = shares.iter().sum();
    for &class in order.iter().take(wanted.saturating_sub(given)) {
        shares[class] += 1;
    }
    for (share, &size) in shares.iter_mut().zip(sizes) {
        *share = if size == 0 { 0 } else { (*share).clamp(1, size - 1) };
    }
    shares
}

/// The mini-batches of a training run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Batches {
    /// Number of rows in the training part.
    pub rows: usize,
    /// Rows in a batch; 0 means all of them.
    pub size: usize,
    /// The run's seed.
    pub seed: u64,
}

impl Batches {
    /// The batches of one epoch: every row once, shuffled by the random stream (seed, batches, epoch), the last batch possibly smaller.
    ///
    /// A batch that holds the whole set keeps the order of the file, so that sums over it have the same bits in every epoch.
    #[must_use]
    pub fn epoch(&self, epoch: u64) -> Vec<Vec<usize>> {
        let mut order: Vec<usize> = (0..self.rows).collect();
        if self.size == 0 || self.size >= self.rows {
            return if order.is_empty() { Vec::new() } else { vec![order] };
        }
        RandomStream::new(self.seed, purposes::BATCHES, epoch).shuffle(&mut order);
        order.chunks(self.size).map(<[usize]>::to_vec).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn iris_like() -> Vec<usize> {
        (0..150).map(|row| row / 50).collect()
    }

    #[test]
    fn a_split_is_a_partition_with_equal_shares() {
        let labels = iris_like();
        let split = stratified_split(&labels, 0.2, 0).unwrap();
        for class in 0..3 {
            assert_eq!(split.test.iter().filter(|&&row| labels[row] == class).count(), 10);
        }
        let mut all = [split.train.clone(), split.test.clone()].concat();
        all.sort_unstable();
        assert_eq!(all, (0..150).collect::<Vec<_>>());
        assert_eq!(split, stratified_split(&labels, 0.2, 0).unwrap());
        assert_ne!(split, stratified_split(&labels, 0.2, 1).unwrap());
    }

    #[test]
    fn shares_follow_the_largest_remainders() {
        // Wine at 20 %: 59, 71 and 48 rows, exact shares 11.93, 14.36 and 9.71 of 36.
        assert_eq!(test_shares(&[59, 71, 48], 0.2), [12, 14, 10]);
        assert_eq!(test_shares(&[2, 98], 0.01), [1, 1]);
        assert_eq!(test_shares(&[2, 0, 2], 0.9), [1, 0, 1]);
        assert_eq!(test_shares(&[3, 3], 0.5), [2, 1]);
    }

    #[test]
    fn rows_added_to_one_class_leave_the_others_in_place() {
        let labels = iris_like();
        let mut more = labels.clone();
        more.extend([2; 50]);
        let chosen = |labels: &[usize]| -> Vec<usize> {
            let split = stratified_split(labels, 0.2, 5).unwrap();
            split.test.into_iter().filter(|&row| labels[row] < 2).collect()
        };
        assert_eq!(chosen(&labels), chosen(&more));
    }

    #[test]
    fn wrong_requests_are_refused() {
        for found in [1.0, -0.1, 2.0] {
            assert_eq!(stratified_split(&[0, 1], found, 0), Err(SplitError::Fraction { found }));
        }
        assert!(stratified_split(&[0, 1], f64::NAN, 0).is_err());
        assert_eq!(
            stratified_split(&[0, 0, 1], 0.5, 0),
            Err(SplitError::ClassTooSmall { class: 1, rows: 1 })
        );
        assert_eq!(stratified_split(&[0, 0, 1], 0.0, 0).unwrap().train, [0, 1, 2]);
    }

    #[test]
    fn an_epoch_sees_every_row_once_and_epochs_differ() {
        let batches = Batches { rows: 10, size: 4, seed: 3 };
        let first = batches.epoch(0);
        assert_eq!(first.iter().map(Vec::len).collect::<Vec<_>>(), [4, 4, 2]);
        let mut rows = first.concat();
        rows.sort_unstable();
        assert_eq!(rows, (0..10).collect::<Vec<_>>());
        assert_eq!(first, batches.epoch(0));
        assert_ne!(first, batches.epoch(1));
        assert_ne!(first, Batches { seed: 4, ..batches }.epoch(0));
    }

    #[test]
    fn a_whole_batch_keeps_the_order() {
        for size in [0, 5, 9] {
            assert_eq!(Batches { rows: 5, size, seed: 3 }.epoch(7), [[0, 1, 2, 3, 4]]);
        }
        assert!(Batches { rows: 0, size: 0, seed: 0 }.epoch(0).is_empty());
    }
}
