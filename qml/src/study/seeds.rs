//! The same study with many seeds, and how far its numbers spread.
//!
//! Called by users and the command line.

use super::folds::fit_on;
use super::parallel::side_by_side;
use crate::{Classifier, Metrics, ModelError, Samples, Split};
use serde::{Deserialize, Serialize};

/// The mean of some numbers and how far they are from it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The mean; 0 of no numbers.
    pub mean: f64,
    /// `√(1/N Σ (x − mean)²)`, the deviation that tables of models usually give.
    pub deviation: f64,
}

impl Spread {
    /// Of these.
    pub fn of(numbers: &[f64]) -> Spread {
        let count = numbers.len().max(1) as f64;
        let mean = numbers.iter().sum::<f64>() / count;
        let deviation = (numbers.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / count).sqrt();
        Spread { mean, deviation }
    }
}

/// For each seed the test metrics of a model `make(seed)` on the split `split(seed)`.
///
/// # Errors
/// Whatever splits and models refuse.
pub fn repeat_with_seeds<'d>(
    seeds: &[u64],
    make: impl Fn(u64) -> Box<dyn Classifier> + Sync,
    split: impl Fn(u64) -> Result<Split, ModelError> + Sync,
    data: impl Into<Samples<'d>>,
) -> Result<Vec<Metrics>, ModelError> {
    let data = data.into().checked()?;
    side_by_side(seeds, |seed| {
        let split = split(*seed)?;
        let mut model = make(*seed);
        fit_on(&mut *model, data, &split.train)?;
        let test = data.select(&split.test);
        model.evaluate(&test.features, &test.known)
    })
}
