//! What can be wrong with a preprocessing step, its data, or its numbers.
//!
//! Made by every file of `preprocess`.

use crate::names::UnknownName;

/// Why a pipeline could not be read, fitted or applied.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PreprocessError {
    /// The step's name is not in the list.
    #[error("{0}")]
    UnknownStep(#[from] UnknownName),
    /// Wrong number of settings after the step's name.
    #[error("step `{step}`: expected the form `{form}`")]
    Form {
        /// The step as given.
        step: String,
        /// What it should look like.
        form: &'static str,
    },
    /// A setting that is no number.
    #[error("step `{step}`: expected {expected}, found `{found}`")]
    Setting {
        /// The step as given.
        step: String,
        /// What the setting may be.
        expected: &'static str,
        /// The setting as given.
        found: String,
    },
    /// A range whose ends are in the wrong order.
    #[error("step `{step}`: expected the lower end below the upper end, found {low} and {high}; swap them")]
    Range {
        /// The step as given.
        step: String,
        /// The lower end.
        low: f64,
        /// The upper end.
        high: f64,
    },
    /// More components than the data has directions.
    #[error(
        "step `pca:{components}`: expected at most {limit} components, as the data has {rows} rows and {columns} columns here"
    )]
    TooManyComponents {
        /// Components asked for.
        components: usize,
        /// The most there can be.
        limit: usize,
        /// Rows of the data that reaches the step.
        rows: usize,
        /// Columns of the data that reaches the step.
        columns: usize,
    },
    /// No rows to fit on.
    #[error("expected at least one row to fit on, found none")]
    NoRows,
    /// No training row has a value that could stand for missing ones.
    #[error(
        "column {column} (from 0): no training row has a value to fill in for the others; leave the column out"
    )]
    EmptyColumn {
        /// Column, counted from 0.
        column: usize,
    },
    /// Rows of another width than the pipeline was fitted on.
    #[error(
        "expected {expected} feature columns, as in the data that the pipeline was fitted on, found {found}"
    )]
    Columns {
        /// Columns at fitting.
        expected: usize,
        /// Columns now.
        found: usize,
    },
    /// A value that is infinite or not a number.
    #[error("row {row}, column {column} (from 0): expected a finite number, found {found}")]
    NotFinite {
        /// Row, counted from 0.
        row: usize,
        /// Column, counted from 0.
        column: usize,
        /// The value.
        found: f64,
    },
    /// Finite values so large or so small that the step's own numbers are not.
    #[error("step `{step}`: the data's range is too wide for double precision; rescale it")]
    Overflow {
        /// The step.
        step: String,
    },
}
