//! Cross-validation: every sample is tested once, by a model that has not seen it.
//!
//! Called by searches and users.

use super::parallel::side_by_side;
use crate::purposes;
use crate::{Classifier, Metrics, ModelError, Samples, Split, Supervised, Target};
use ansatz_simulator::RandomStream;

/// `folds` splits whose test rows are all rows, each once. Every class is shuffled on its own and dealt out in turn, so that a fold has as
/// much of a class as any other, or one more.
///
/// ```
/// let folds = ansatz_qml::study::stratified_folds(&[0, 1, 0, 1, 0, 1, 0, 0], 2, 7)?;
/// assert!(folds.iter().all(|fold| fold.test.len() == 4 && fold.train.len() == 4));
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
///
/// # Errors
/// [`ModelError::Size`] for fewer than 2 folds, more folds than samples, or a class with a single sample, which no model could learn and be
/// tested on.
pub fn stratified_folds(labels: &[usize], folds: usize, seed: u64) -> Result<Vec<Split>, ModelError> {
    if folds < 2 || folds > labels.len() {
        let (setting, expected) = ("folds", "from 2 to the number of samples");
        return Err(ModelError::Size { setting, expected, found: folds });
    }
    let classes = labels.iter().max().map_or(0, |class| class + 1);
    let mut fold_of = vec![0; labels.len()];
    let mut next = 0;
    for class in 0..classes {
        let mut rows: Vec<usize> = (0..labels.len()).filter(|row| labels[*row] == class).collect();
        if rows.len() == 1 {
            let (setting, expected) = ("samples of a class", "at least 2, or none");
            return Err(ModelError::Size { setting, expected, found: 1 });
        }
        RandomStream::new(seed, purposes::FOLDS, class as u64).shuffle(&mut rows);
        for row in rows {
            fold_of[row] = next % folds;
            next += 1;
        }
    }
    let split = |fold| {
        let (test, train) = (0..labels.len()).partition(|row| fold_of[*row] == fold);
        Split { train, test }
    };
    Ok((0..folds).map(split).collect())
}

/// The metrics of each split's test rows, by a model that was made and trained for it.
///
/// # Errors
/// Whatever the models refuse.
pub fn cross_validate<'d>(
    make: impl Fn() -> Box<dyn Classifier> + Sync,
    data: impl Into<Samples<'d>>,
    splits: &[Split],
) -> Result<Vec<Metrics>, ModelError> {
    let data = data.into().checked()?;
    side_by_side(splits, |split| {
        let mut model = make();
        fit_on(&mut *model, data, &split.train)?;
        let test = data.select(&split.test);
        model.evaluate(&test.features, &test.known)
    })
}

/// Trains a model on some of the samples.
pub(super) fn fit_on<T: Target, M: Supervised<T> + ?Sized>(
    model: &mut M,
    data: Samples<'_, T>,
    rows: &[usize],
) -> Result<(), ModelError> {
    let train = data.select(rows);
    model.fit(&train.features, &train.known)
}

/// The score of a model on some of the samples: the accuracy, or R².
pub(super) fn score_on<T: Target, M: Supervised<T> + ?Sized>(
    model: &M,
    data: Samples<'_, T>,
    rows: &[usize],
) -> Result<f64, ModelError> {
    let test = data.select(rows);
    model.score(&test.features, &test.known)
}
