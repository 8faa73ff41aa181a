//! What a classical model makes of the same rows: a number that means little without it.
//!
//! Called by the training job. Which model it is, is said by what is learnt.

use super::learnt::{Learnt, Weight};
use super::record::Parts;
use crate::data::{Part, Prepared};
use crate::error::Outcome;
use ansatz::qml::{ModelError, models::ClassWeight};
use serde::Serialize;

/// A classical model, trained on the rows that the quantum model was trained on, preprocessed alike.
#[derive(Debug, Clone, Serialize)]
pub struct Baseline<M> {
    /// Its name: `logistic_regression` or `ridge`.
    pub name: &'static str,
    /// Metrics of both parts of the data.
    pub metrics: Parts<M>,
}

/// More numbers than this, rows times features times outputs, would take longer than anybody waits for a comparison.
const MAX_NUMBERS: usize = 1_000_000;

/// The baseline of some data, the classes weighed as for the model beside it; none of very many rows.
///
/// # Errors
/// It cannot be trained.
pub(super) fn baseline<T: Learnt>(
    prepared: &Prepared<T>,
    weight: Option<&ClassWeight>,
) -> Outcome<Option<Baseline<T::Metrics>>> {
    let (rows, columns) = prepared.train.features.dim();
    let numbers = rows.saturating_mul(columns + 1).saturating_mul(prepared.data.classes.len().max(1));
    if numbers > MAX_NUMBERS {
        return Ok(None);
    }
    let classes = &prepared.data.classes;
    Ok(Some(trained(prepared, weight.map(|of| Weight { of, classes }))?))
}

fn trained<T: Learnt>(
    prepared: &Prepared<T>,
    weight: Option<Weight<'_>>,
) -> Result<Baseline<T::Metrics>, ModelError> {
    let measure = T::baseline(&prepared.train, weight)?;
    let measured = |part: &Part<T>| measure(part);
    let train = measured(&prepared.train)?;
    let test = prepared.test.as_ref().map(measured).transpose()?;
    Ok(Baseline { name: T::BASELINE, metrics: Parts { train, test } })
}
