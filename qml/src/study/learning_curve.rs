//! Learning curves: accuracy, or R², against the number of training samples.
//!
//! Called by users and reports.

use super::folds::{fit_on, score_on};
use super::parallel::side_by_side;
use super::seeds::Spread;
use crate::purposes;
use crate::{ModelError, Samples, Split, Supervised, Target};
use ansatz_simulator::RandomStream;
use serde::{Deserialize, Serialize};

/// Models of one size of training set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LearningPoint {
    /// The share of each split's training rows.
    pub share: f64,
    /// Training samples of each split.
    pub samples: Vec<usize>,
    /// Accuracy, or R², on the samples that were trained on.
    pub train: Spread,
    /// Accuracy, or R², on the splits' test rows.
    pub test: Spread,
}

/// The shares of a learning curve.
#[derive(Debug, Clone, Copy)]
pub struct TrainingShares<'a> {
    /// Each more than 0 and at most 1.
    pub shares: &'a [f64],
    /// Of which rows are taken.
    pub seed: u64,
}

/// How one model did.
struct Scores {
    samples: usize,
    train: f64,
    test: f64,
}

/// For each share a model of every split, trained on that share of every class of its training rows, at least one sample. Smaller
/// sets are parts of larger ones.
///
/// # Errors
/// A share that is not more than 0 and at most 1, and whatever the models refuse.
pub fn learning_curve<'d, T: Target, M: Supervised<T> + ?Sized>(
    make: impl Fn() -> Box<M> + Sync,
    data: impl Into<Samples<'d, T>>,
    splits: &[Split],
    shares: &TrainingShares<'_>,
) -> Result<Vec<LearningPoint>, ModelError> {
    let data: Samples<'d, T> = data.into().checked()?;
    let TrainingShares { shares, seed } = *shares;
    if let Some(found) = shares.iter().copied().find(|share| !(*share > 0.0 && *share <= 1.0)) {
        let expected = "more than 0 and at most 1";
        return Err(ModelError::Number { setting: "shares", expected, found });
    }
    let jobs: Vec<(f64, &Split)> =
        shares.iter().flat_map(|share| splits.iter().map(move |split| (*share, split))).collect();
    let scores = side_by_side(&jobs, |(share, split)| {
        let of_classes = shuffled(data.known, &split.train, seed);
        let some = part(of_classes, *share);
        let mut model = make();
        fit_on(&mut *model, data, &some)?;
        let (train, test) = (score_on(&*model, data, &some)?, score_on(&*model, data, &split.test)?);
        Ok(Scores { samples: some.len(), train, test })
    })?;
    let point = |share: &f64, scores: &[Scores]| LearningPoint {
        share: *share,
        samples: scores.iter().map(|score| score.samples).collect(),
        train: Spread::of(&scores.iter().map(|score| score.train).collect::<Vec<_>>()),
        test: Spread::of(&scores.iter().map(|score| score.test).collect::<Vec<_>>()),
    };
    let points = shares.iter().zip(scores.chunks(splits.len().max(1)));
    Ok(points.map(|(share, scores)| point(share, scores)).collect())
}

/// The training rows of each class, in a shuffled order that does not depend on the share.
fn shuffled<T: Target>(known: &[T], train: &[usize], seed: u64) -> Vec<Vec<usize>> {
    let classes = train.iter().map(|row| known[*row].stratum() + 1).max().unwrap_or(0);
    let of_class = |class: usize| {
        let is_in = |row: &usize| known[*row].stratum() == class;
        let mut rows: Vec<usize> = train.iter().copied().filter(is_in).collect();
        RandomStream::new(seed, purposes::LEARNING_CURVE, class as u64).shuffle(&mut rows);
        rows
    };
    (0..classes).map(of_class).collect()
}

/// The first rows of each class, at least one.
fn part(of_classes: Vec<Vec<usize>>, share: f64) -> Vec<usize> {
    let first = |rows: &Vec<usize>| {
        let count = (share * rows.len() as f64).round() as usize;
        rows.iter().copied().take(count.max(1)).collect::<Vec<usize>>()
    };
    let mut some: Vec<usize> = of_classes.iter().flat_map(first).collect();
    some.sort_unstable();
    some
}
