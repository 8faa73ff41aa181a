//! A pipeline with its fitted numbers: what is saved with a model and applied to every row.
//!
//! Made by the pipeline or read from a model file. Must not know how the numbers were found.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

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
    pub(super) steps: Vec<Fitted>,
}

#[derive(Deserialize)]
struct Unchecked {
    inputs: usize,
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
        let width = loaded.steps.iter().try_fold(loaded.inputs, |width, step| step.output_count(width));
        width.ok_or("the preprocessing steps do not fit together")?;
        Ok(Self { inputs: loaded.inputs, steps: loaded.steps })
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
        self.steps.iter().fold(self.inputs, last)
    }

    /// Applies the fitted steps; rows do not influence each other.
    ///
    /// # Errors
    /// A wrong number of columns, or a value that is not finite.
    pub fn transform(&self, data: &Array2<f64>) -> Result<Array2<f64>, PreprocessError> {
        if data.ncols() != self.inputs {
            return Err(PreprocessError::Columns { expected: self.inputs, found: data.ncols() });
        }
        require_finite(data)?;
        Ok(self.steps.iter().fold(data.clone(), |current, step| step.transform(current)))
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
