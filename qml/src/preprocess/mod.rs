//! Preprocessing: a list of steps that is fitted on the training rows and then applied to any rows.
//!
//! Called by training, prediction and evaluation. Must not know which rows are training rows, nor circuits.
//!
//! ```
//! use ansatz_qml::preprocess::Pipeline;
//! let pipeline = Pipeline::parse(&["pca:1", "minmax:0:pi"])?;
//! let fitted = pipeline.fit(&ndarray::array![[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]])?;
//! assert_eq!((fitted.input_count(), fitted.output_count()), (2, 1));
//! # Ok::<(), ansatz_qml::preprocess::PreprocessError>(())
//! ```

mod before;
mod columns;
mod error;
mod fitted;
mod minmax;
mod normalize;
mod number;
mod pca;
mod standardize;
mod step;

use ndarray::Array2;
use serde::{Deserialize, Serialize};

pub use before::Preprocessed;
pub use columns::Columns;
pub use error::PreprocessError;
pub use fitted::FittedPipeline;
pub use step::Preprocess;

use fitted::{Fitted, require_finite};

/// Steps in the order of their application, not fitted yet. No steps at all pass data through.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Pipeline {
    /// What comes before the steps, where columns hold more than numbers.
    #[serde(default)]
    pub columns: Columns,
    /// The steps.
    pub steps: Vec<Preprocess>,
}

impl Pipeline {
    /// Reads one step from each text; see [`Preprocess::parse`].
    ///
    /// # Errors
    /// That of the first step that is wrong.
    ///
    /// # Example
    /// ```
    /// use ansatz_qml::preprocess::Pipeline;
    /// use ndarray::array;
    ///
    /// let pipeline = Pipeline::parse(&["standardize", "minmax:-pi/2:pi/2"])?;
    /// let fitted = pipeline.fit(&array![[1.0, 5.0], [2.0, 5.0], [3.0, 5.0]])?;
    /// let angles = fitted.transform(&array![[3.0, 5.0], [2.0, 9.0]])?;
    /// assert!((angles[[0, 0]] - std::f64::consts::FRAC_PI_2).abs() < 1e-15);
    /// assert_eq!(angles.column(1).to_vec(), [0.0, 0.0], "a constant column lands in the middle");
    /// # Ok::<(), ansatz_qml::preprocess::PreprocessError>(())
    /// ```
    pub fn parse<S: AsRef<str>>(steps: &[S]) -> Result<Self, PreprocessError> {
        let steps = steps.iter().map(|step| Preprocess::parse(step.as_ref())).collect::<Result<_, _>>()?;
        Ok(Self { steps, ..Self::default() })
    }

    /// The same steps behind these columns.
    #[must_use]
    pub fn with_columns(self, columns: Columns) -> Self {
        Self { columns, ..self }
    }

    /// Fits each step on `data` as the steps before it left it: one row a sample, one column a feature.
    ///
    /// # Errors
    /// No rows, a value that is not finite, more components than directions, or a range too wide for double precision.
    pub fn fit(&self, data: &Array2<f64>) -> Result<FittedPipeline, PreprocessError> {
        if data.nrows() == 0 {
            return Err(PreprocessError::NoRows);
        }
        let columns = if self.columns.is_plain() { None } else { Some(self.columns.fit(data)?) };
        let mut current = columns.as_ref().map_or_else(|| data.clone(), |columns| columns.transform(data));
        require_finite(&current)?;
        let mut steps = Vec::with_capacity(self.steps.len());
        for step in &self.steps {
            let fitted = Fitted::fit(step, &current)?;
            current = fitted.transform(current);
            if !fitted.is_finite() || current.iter().any(|value| !value.is_finite()) {
                return Err(PreprocessError::Overflow { step: step.to_string() });
            }
            steps.push(fitted);
        }
        Ok(FittedPipeline { inputs: data.ncols(), columns, steps })
    }
}
