//! Labelled data: where it comes from (`csv`, `npy`, `synthetic`, `families`, …) and how it is divided (`split`).
//!
//! Called by training and evaluation. Must not know models or circuits.
//!
//! ```
//! use ansatz_qml::data::{moons, stratified_split};
//! let data = moons(100, 0.1, 0)?;
//! let split = stratified_split(&data.labels, 0.2, 0)?;
//! let (train, test) = (data.select(&split.train), data.select(&split.test));
//! assert_eq!((train.row_count(), test.class_counts()), (80, vec![10, 10]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod choose;
mod classes;
mod csv;
mod error;
mod families;
mod features;
mod format;
mod header;
mod npy;
mod npy_header;
mod numpy_random;
mod parity;
#[cfg(feature = "parquet")]
mod parquet;
mod spin_chain;
mod spirals;
mod split;
mod summary;
mod synthetic;
mod table;

use ndarray::{Array2, Axis};

pub use choose::Columns;
pub use error::{DataError, Place};
pub use families::{BarsAndStripes, HiddenManifold, HyperplanesParity, LinearlySeparable, TwoCurves};
pub use features::{FeatureTable, Schema, UnknownText};
pub use format::{Missing, TableFormat};
pub use npy::{NamedBytes, matrix_from_npy};
pub use numpy_random::NumpyRandom;
pub use parity::parity;
pub use spin_chain::{SpinChain, SpinFeatures, SpinModel};
pub use spirals::spirals;
pub use split::{Batches, Split, SplitError, stratified_split};
pub use summary::{ColumnKind, ColumnRange, ColumnSummary, MOST_SHOWN, ValueCount};
pub use synthetic::{GeneratorError, blobs, circles, moons};
pub use table::Table;

/// Samples with known classes, or with known numbers (`T = f64`).
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset<T = usize> {
    /// One row a sample, one column a feature.
    pub features: Array2<f64>,
    /// The class of each row, an index into `classes`; or its number.
    pub labels: Vec<T>,
    /// The names of the classes, in a fixed order; none where labels are numbers.
    pub classes: Vec<String>,
    /// The names of the feature columns.
    pub feature_names: Vec<String>,
    /// For each feature the texts that its numbers count, from 0; none for one that holds numbers. Empty if all do.
    pub categories: Vec<Vec<String>>,
    /// The name of the label column.
    pub label_name: String,
}

impl<T: Copy> Dataset<T> {
    /// Number of samples.
    pub fn row_count(&self) -> usize {
        self.labels.len()
    }

    /// The given rows in the given order, with all classes kept.
    ///
    /// # Panics
    /// If an index is not below [`Dataset::row_count`], as indexing a slice does.
    #[must_use]
    pub fn select(&self, rows: &[usize]) -> Self {
        Self {
            features: self.features.select(Axis(0), rows),
            labels: rows.iter().map(|&row| self.labels[row]).collect(),
            classes: self.classes.clone(),
            feature_names: self.feature_names.clone(),
            categories: self.categories.clone(),
            label_name: self.label_name.clone(),
        }
    }
}

impl Dataset {
    /// Number of samples of each class, in the order of `classes`.
    pub fn class_counts(&self) -> Vec<usize> {
        let mut counts = vec![0; self.classes.len()];
        for &label in &self.labels {
            counts[label] += 1;
        }
        counts
    }

    /// The rows of the named classes, which are then all there are, in the order of their names here.
    ///
    /// # Errors
    /// [`UnknownName`](crate::UnknownName) for a class that is not there, or that is named twice.
    pub fn of_classes(&self, names: &[String]) -> Result<Self, crate::UnknownName> {
        let mut new_class = vec![None; self.classes.len()];
        for (position, name) in names.iter().enumerate() {
            let found = self.classes.iter().position(|class| class == name);
            match found {
                Some(class) if new_class[class].is_none() => new_class[class] = Some(position),
                _ => return Err(crate::UnknownName::new("class", name, &self.classes)),
            }
        }
        let rows: Vec<usize> =
            (0..self.row_count()).filter(|row| new_class[self.labels[*row]].is_some()).collect();
        let part = self.select(&rows);
        let labels = part.labels.iter().filter_map(|class| new_class[*class]).collect();
        Ok(Self { labels, classes: names.to_vec(), ..part })
    }
}
