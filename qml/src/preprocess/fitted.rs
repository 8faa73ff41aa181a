//! A pipeline with its fitted numbers: what is saved with a model and applied to every row.
//!
//! Made by the pipeline or read from a model file. Must not know how the numbers were found.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use super::columns::FittedColumns;
use super::error::PreprocessError;
use super::minmax::MinMax;
use super::normalize::normalize;
use super::pca::Pca;
use super::standardize::Standardize;
use super::step::Preprocess;

/// A pipeline with the numbers it took from the training rows. Serializable; a loaded one transforms to the same bits, if the format
/// keeps every bit of a double. Loading fails if the steps do not fit together.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct FittedPipeline {
    pub(super) inputs: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) columns: Option<FittedColumns>,
    pub(super) steps: Vec<Fitted>,
}

#[derive(Deserialize)]
struct Unchecked {
    inputs: usize,
    #[serde(default)]
    columns: Option<FittedColumns>,
    steps: Vec<Fitted>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Fitted {
    Standardize(Standardize),
    Pca(Pca),
    MinMax(MinMax),
    Normalize,
}

impl TryFrom<Unchecked> for FittedPipeline {
    type Error = &'static str;

    fn try_from(loaded: Unchecked) -> Result<Self, Self::Error> {
        let Unchecked { inputs, columns, steps } = loaded;
        if columns.as_ref().is_some_and(|columns| columns.input_count() != inputs) {
            return Err("the preprocessing has another number of columns than it says");
        }
        let first = columns.as_ref().map_or(inputs, FittedColumns::output_count);
        let width = steps.iter().try_fold(first, |width, step| step.output_count(width));
        width.ok_or("the preprocessing steps do not fit together")?;
        Ok(Self { inputs, columns, steps })
    }
}

impl FittedPipeline {
    /// Columns that [`FittedPipeline::transform`] takes.
    pub fn input_count(&self) -> usize {
        self.inputs
    }

    /// Columns that [`FittedPipeline::transform`] gives.
    pub fn output_count(&self) -> usize {
        let last = |width, step: &Fitted| step.output_count(width).unwrap_or(width);
        let first = self.columns.as_ref().map_or(self.inputs, FittedColumns::output_count);
        self.steps.iter().fold(first, last)
    }

    /// Applies the fitted steps; rows do not influence each other.
    ///
    /// # Errors
    /// A wrong number of columns, or a value that is not finite.
    pub fn transform(&self, data: &Array2<f64>) -> Result<Array2<f64>, PreprocessError> {
        if data.ncols() != self.inputs {
            return Err(PreprocessError::Columns { expected: self.inputs, found: data.ncols() });
        }
        let numbers = self.columns.as_ref().map_or_else(|| data.clone(), |columns| columns.transform(data));
        require_finite(&numbers)?;
        Ok(self.steps.iter().fold(numbers, |current, step| step.transform(current)))
    }
}

impl Fitted {
    pub(super) fn fit(step: &Preprocess, data: &Array2<f64>) -> Result<Self, PreprocessError> {
        Ok(match *step {
            Preprocess::Standardize => Self::Standardize(Standardize::fit(data)),
            Preprocess::Pca { components } => Self::Pca(Pca::fit(data, components)?),
            Preprocess::MinMax { low, high } => Self::MinMax(MinMax::fit(data, low, high)),
            Preprocess::Normalize => Self::Normalize,
        })
    }

    pub(super) fn transform(&self, mut data: Array2<f64>) -> Array2<f64> {
        match self {
            Self::Standardize(step) => step.transform(&mut data),
            Self::Pca(step) => return step.transform(&data),
            Self::MinMax(step) => step.transform(&mut data),
            Self::Normalize => normalize(&mut data),
        }
        data
    }

    /// Columns after the step, or none if the step was fitted on another width than `width`.
    fn output_count(&self, width: usize) -> Option<usize> {
        match self {
            Self::Standardize(step) => step.fits(width).then_some(width),
            Self::Pca(step) => step.fits(width).then_some(step.output_count()),
            Self::MinMax(step) => step.fits(width).then_some(width),
            Self::Normalize => Some(width),
        }
    }

    pub(super) fn is_finite(&self) -> bool {
        match self {
            Self::Standardize(step) => step.is_finite(),
            Self::MinMax(step) => step.is_finite(),
            Self::Pca(_) | Self::Normalize => true,
        }
    }
}

pub(super) fn require_finite(data: &Array2<f64>) -> Result<(), PreprocessError> {
    match data.indexed_iter().find(|(_, value)| !value.is_finite()) {
        Some(((row, column), &found)) => Err(PreprocessError::NotFinite { row, column, found }),
        None => Ok(()),
    }
}
