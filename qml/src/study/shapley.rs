//! Exact Shapley values of one prediction: what each feature adds to it.
//!
//! Called by users and reports.

use super::parallel::side_by_side;
use crate::ModelError;
use ndarray::{Array2, ArrayView1};
use serde::{Deserialize, Serialize};

/// The most features: there are `2^d` coalitions of them.
const MOST_FEATURES: usize = 12;

/// What the features add.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shapley {
    /// The mean prediction of the background.
    pub base: f64,
    /// What each feature adds; with the base they sum to the sample's prediction.
    pub values: Vec<f64>,
}

/// `φ_i = Σ_{S ∌ i} |S|! (d − |S| − 1)!/d! · (v(S ∪ i) − v(S))` over all sets S of features, where `v(S)` is the mean prediction of the background's rows
/// with the features in S replaced by the sample's. `predict` gives a number for each row: a class's probability, a regressor's answer.
///
/// ```
/// use ndarray::{Array2, array};
/// // A sum falls apart into its terms.
/// let predict = |rows: &Array2<f64>| Ok(rows.rows().into_iter().map(|x| 2.0 * x[0] - x[1]).collect());
/// let background = array![[0.0, 0.0], [1.0, 2.0]];
/// let shapley = ansatz_qml::study::shapley_values(predict, array![3.0, 1.0].view(), &background)?;
/// assert!((shapley.values[0] - 2.0 * (3.0 - 0.5)).abs() < 1e-12 && shapley.values[1].abs() < 1e-12);
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
///
/// Source: S. Lundberg, S.-I. Lee, "A unified approach to interpreting model predictions", NeurIPS 2017, arXiv:1705.07874, equation 4.
///
/// # Errors
/// [`ModelError::Size`] for more than 12 features, [`ModelError::NoSamples`] without a background, [`ModelError::FeatureCount`], and whatever
/// `predict` refuses.
pub fn shapley_values(
    predict: impl Fn(&Array2<f64>) -> Result<Vec<f64>, ModelError> + Sync,
    sample: ArrayView1<'_, f64>,
    background: &Array2<f64>,
) -> Result<Shapley, ModelError> {
    let count = sample.len();
    if !(1..=MOST_FEATURES).contains(&count) {
        let (setting, expected) = ("features", "from 1 to 12 for exact Shapley values; reduce them by `pca`");
        return Err(ModelError::Size { setting, expected, found: count });
    }
    if background.nrows() == 0 {
        return Err(ModelError::NoSamples);
    }
    if background.ncols() != count {
        return Err(ModelError::FeatureCount { expected: background.ncols(), found: count });
    }
    let coalitions: Vec<usize> = (0..1 << count).collect();
    let worth = side_by_side(&coalitions, |set| {
        let mut rows = background.clone();
        for feature in (0..count).filter(|feature| set >> feature & 1 == 1) {
            rows.column_mut(feature).fill(sample[feature]);
        }
        let predictions = predict(&rows)?;
        Ok(predictions.iter().sum::<f64>() / predictions.len().max(1) as f64)
    })?;
    // |S|! (d − |S| − 1)!/d! = 1/(d · binomial(d − 1, |S|)).
    let mut binomials = vec![1.0; count];
    for size in 1..count {
        binomials[size] = binomials[size - 1] * (count - size) as f64 / size as f64;
    }
    let value = |feature: usize| -> f64 {
        let without = coalitions.iter().filter(|set| **set >> feature & 1 == 0);
        without
            .map(|set| {
                let weight = 1.0 / (count as f64 * binomials[set.count_ones() as usize]);
                weight * (worth[set | 1 << feature] - worth[*set])
            })
            .sum()
    };
    Ok(Shapley { base: worth[0], values: (0..count).map(value).collect() })
}
