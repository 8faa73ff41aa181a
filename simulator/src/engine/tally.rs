//! Counts of outcomes, gathered in lists and merged now and then: a million distinct outcomes cost two sorts and no
//! search. Called where shots end.

use crate::Bits;
use std::collections::BTreeMap;

/// Counts by outcome.
#[derive(Default)]
pub(super) struct Counts {
    /// Distinct outcomes, ascending.
    merged: Vec<(Bits, u64)>,
    /// Whatever has come since the last merge.
    pending: Vec<(Bits, u64)>,
}

/// Fewer pending counts than this are not worth a merge.
const LEAST_PENDING: usize = 1 << 10;

impl Counts {
    /// Adds counts in any order.
    pub(super) fn add(&mut self, counts: impl IntoIterator<Item = (Bits, u64)>) {
        self.pending.extend(counts);
        if self.pending.len() >= self.merged.len().max(LEAST_PENDING) {
            self.merge();
        }
    }

    fn merge(&mut self) {
        let in_order = |list: &[(Bits, u64)]| list.is_sorted_by(|a, b| a.0 < b.0);
        if self.merged.is_empty() && in_order(&self.pending) {
            self.merged = std::mem::take(&mut self.pending);
            return;
        }
        self.merged.append(&mut self.pending);
        // Stable sorts find the runs that are in order already.
        self.merged.sort_by(|a, b| a.0.cmp(&b.0));
        self.merged.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            if is_same {
                kept.1 += next.1;
            }
            is_same
        });
    }

    /// All counts.
    pub(super) fn into_map(mut self) -> BTreeMap<Bits, u64> {
        self.merge();
        self.merged.into_iter().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits(value: usize) -> Bits {
        let mut bits = Bits::new(70);
        (0..60).for_each(|bit| bits.set(bit + 10, value >> bit & 1 == 1));
        bits
    }

    #[test]
    fn counts_are_sums_in_whatever_order_they_come() {
        let mut counts = Counts::default();
        let mut expected = BTreeMap::new();
        for round in 0..40 {
            let part: Vec<(Bits, u64)> =
                (0..100).map(|k| (bits((k * 37 + round * 11) % 1500), k as u64 + 1)).collect();
            for (bits, count) in &part {
                *expected.entry(bits.clone()).or_insert(0) += count;
            }
            counts.add(part);
        }
        assert!(expected.len() > LEAST_PENDING);
        assert_eq!(counts.into_map(), expected);
        assert!(Counts::default().into_map().is_empty());
    }
}
