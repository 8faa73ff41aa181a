//! Searches: the settings whose models do best on parts of the data that they have not seen.
//!
//! Called by users and the command line; points come from a [`SearchSpace`](super::SearchSpace) or anywhere.

use super::folds::{fit_on, score_on};
use super::parallel::side_by_side;
use super::seeds::Spread;
use crate::{ModelError, Samples, Split, Supervised, Target};

/// A point and how it did.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate<P> {
    /// The point.
    pub point: P,
    /// The accuracy, or R², on the test rows of each split.
    pub scores: Vec<f64>,
    /// Their mean and deviation.
    pub spread: Spread,
}

/// All points, in their order.
#[derive(Debug, Clone, PartialEq)]
pub struct Search<P> {
    /// The points.
    pub candidates: Vec<Candidate<P>>,
    /// Index of the one with the largest mean score, the first one on ties.
    pub best: usize,
}

/// Trains a model of every point on every split, all of them side by side.
///
/// ```
/// use ansatz_qml::data::moons;
/// use ansatz_qml::models::{Classifier, DenseClassifier, DenseSettings};
/// use ansatz_qml::study::{search, stratified_folds};
/// let data = moons(60, 0.1, 0)?;
/// let folds = stratified_folds(&data.labels, 3, 0)?;
/// let make = |penalty: &f64| {
///     Box::new(DenseClassifier::new(DenseSettings { hidden: vec![8], penalty: *penalty, ..Default::default() })) as Box<dyn Classifier>
/// };
/// let found = search(make, &[1e-4, 100.0], &data, &folds)?;
/// assert_eq!(found.best, 0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// No points or splits, and whatever the models refuse.
pub fn search<'d, T: Target, P: Clone + Sync, M: Supervised<T> + ?Sized>(
    make: impl Fn(&P) -> Box<M> + Sync,
    points: &[P],
    data: impl Into<Samples<'d, T>>,
    splits: &[Split],
) -> Result<Search<P>, ModelError> {
    let data: Samples<'d, T> = data.into().checked()?;
    for (setting, found) in [("points", points.len()), ("folds", splits.len())] {
        if found == 0 {
            return Err(ModelError::Size { setting, expected: "at least 1", found });
        }
    }
    let jobs: Vec<(&P, &Split)> =
        points.iter().flat_map(|point| splits.iter().map(move |split| (point, split))).collect();
    let scores = side_by_side(&jobs, |(point, split)| {
        let mut model = make(point);
        fit_on(&mut *model, data, &split.train)?;
        score_on(&*model, data, &split.test)
    })?;
    let candidate = |(point, scores): (&P, &[f64])| Candidate {
        point: point.clone(),
        scores: scores.to_vec(),
        spread: Spread::of(scores),
    };
    let candidates: Vec<Candidate<P>> =
        points.iter().zip(scores.chunks(splits.len())).map(candidate).collect();
    let better = |best: usize, k: usize| {
        if candidates[k].spread.mean > candidates[best].spread.mean { k } else { best }
    };
    let best = (0..candidates.len()).fold(0, better);
    Ok(Search { candidates, best })
}
