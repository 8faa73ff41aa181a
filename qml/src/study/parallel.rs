//! Whole pieces of work side by side, in order.
//!
//! Called by every study.

use crate::ModelError;
use rayon::prelude::*;

/// `work(item)` of every item, on as many threads as the pool has; answers are in the items' order, and of several errors the first
/// item's is given, so that threads change nothing.
///
/// # Errors
/// That of the first item that has one.
pub fn side_by_side<I: Sync, T: Send>(
    items: &[I],
    work: impl Fn(&I) -> Result<T, ModelError> + Sync,
) -> Result<Vec<T>, ModelError> {
    let answers: Vec<Result<T, ModelError>> = items.par_iter().with_max_len(1).map(&work).collect();
    answers.into_iter().collect()
}
