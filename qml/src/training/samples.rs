//! What is learnt from: rows of features, and what is known of each.
//!
//! Called by trainers and models. Must not know where data come from.

use crate::model::Target;
use crate::{Dataset, ModelError};
use ndarray::{Array2, Axis};

/// Rows of features with the class or the number of each, borrowed from wherever they are.
///
/// ```
/// use ansatz_qml::data::moons;
/// use ansatz_qml::models::Samples;
/// let data = moons(20, 0.1, 0)?;
/// assert_eq!(Samples::from(&data).len(), 20);
/// let (x, y) = (ndarray::array![[0.0], [0.5]], [1.0, 2.0]);
/// assert_eq!(Samples::new(&x, &y)?.len(), 2);
/// assert!(Samples::new(&x, &y[..1]).is_err());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Samples<'a, T = usize> {
    pub(crate) features: &'a Array2<f64>,
    pub(crate) known: &'a [T],
}

impl<'a, T> Samples<'a, T> {
    /// One class or number for each row.
    ///
    /// # Errors
    /// [`ModelError::NoSamples`] where there are none, [`ModelError::Size`] where they are not as many as rows.
    pub fn new(features: &'a Array2<f64>, known: &'a [T]) -> Result<Samples<'a, T>, ModelError> {
        Samples { features, known }.checked()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    pub(crate) fn checked(self) -> Result<Samples<'a, T>, ModelError> {
        if self.known.is_empty() {
            return Err(ModelError::NoSamples);
        }
        if self.features.nrows() != self.known.len() {
            let (setting, expected) = ("labels", "as many as there are samples");
            return Err(ModelError::Size { setting, expected, found: self.known.len() });
        }
        Ok(self)
    }
}

impl<T: Target> Samples<'_, T> {
    /// The given rows, as data of their own.
    pub(crate) fn select(&self, rows: &[usize]) -> Selected<T> {
        let known = rows.iter().map(|row| self.known[*row]).collect();
        Selected { features: self.features.select(Axis(0), rows), known }
    }
}

impl<'a, T> From<&'a Dataset<T>> for Samples<'a, T> {
    fn from(data: &'a Dataset<T>) -> Self {
        Samples { features: &data.features, known: &data.labels }
    }
}

/// Samples with data of their own.
pub(crate) struct Selected<T> {
    pub(crate) features: Array2<f64>,
    pub(crate) known: Vec<T>,
}

impl<T> Selected<T> {
    pub(crate) fn view(&self) -> Samples<'_, T> {
        Samples { features: &self.features, known: &self.known }
    }
}
