//! Learning curves: accuracy against the number of training samples.
//!
//! Called by users and reports.

use super::folds::rows;
use super::parallel::side_by_side;
use super::seeds::Spread;
use crate::{Classifier, ModelError, Split};
use ansatz_simulator::{Purpose, RandomStream};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// Models of one size of training set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LearningPoint {
    /// The share of each split's training rows.
    pub share: f64,
    /// Training samples of each split.
    pub samples: Vec<usize>,
    /// Accuracy on the samples that were trained on.
    pub train: Spread,
    /// Accuracy on the splits' test rows.
    pub test: Spread,
}

/// For each share a model of every split, trained on that share of every class of its training rows, at least one sample. Smaller
/// sets are parts of larger ones.
///
/// # Errors
/// A share that is not more than 0 and at most 1, and whatever the models refuse.
pub fn learning_curve(
    make: impl Fn() -> Box<dyn Classifier> + Sync,
    (features, labels): (&Array2<f64>, &[usize]),
    (splits, seed): (&[Split], u64),
    shares: &[f64],
) -> Result<Vec<LearningPoint>, ModelError> {
    if let Some(found) = shares.iter().copied().find(|share| !(*share > 0.0 && *share <= 1.0)) {
        let expected = "more than 0 and at most 1";
        return Err(ModelError::Number { setting: "shares", expected, found });
    }
    let jobs: Vec<(f64, &Split)> =
        shares.iter().flat_map(|share| splits.iter().map(move |split| (*share, split))).collect();
    let scores = side_by_side(&jobs, |(share, split)| {
        let some = part(labels, &split.train, (*share, seed));
        let mut model = make();
        let (x, y) = rows(features, labels, &some);
        model.fit(&x, &y)?;
        let of_train = model.score(&x, &y)?;
        let (x, y) = rows(features, labels, &split.test);
        Ok((some.len(), of_train, model.score(&x, &y)?))
    })?;
    let point = |(share, scores): (&f64, &[(usize, f64, f64)])| LearningPoint {
        share: *share,
        samples: scores.iter().map(|score| score.0).collect(),
        train: Spread::of(&scores.iter().map(|score| score.1).collect::<Vec<_>>()),
        test: Spread::of(&scores.iter().map(|score| score.2).collect::<Vec<_>>()),
    };
    Ok(shares.iter().zip(scores.chunks(splits.len().max(1))).map(point).collect())
}

/// The first rows of each class, in a shuffled order that does not depend on the share.
fn part(labels: &[usize], train: &[usize], (share, seed): (f64, u64)) -> Vec<usize> {
    let classes = train.iter().map(|row| labels[*row] + 1).max().unwrap_or(0);
    let mut some = Vec::new();
    for class in 0..classes {
        let mut of_class: Vec<usize> = train.iter().copied().filter(|row| labels[*row] == class).collect();
        RandomStream::new(seed, Purpose::LearningCurve, class as u64).shuffle(&mut of_class);
        let count = (share * of_class.len() as f64).round() as usize;
        some.extend(of_class.iter().take(count.max(1)));
    }
    some.sort_unstable();
    some
}
