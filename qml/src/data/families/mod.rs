//! The data families of a benchmark study of quantum models (Bowles, Ahmed and Schuld, arXiv:2403.07059), from their
//! formulas: one struct a family, whose defaults are the study's values.
//!
//! Called by users and the command line. A family draws from numpy's generator in the study's order, so that the first set of
//! each family after the study's seed is the study's own set: 42 for linearly separable data and for bars and stripes, 3 for the
//! hidden manifold and for two curves, 1 for hyperplanes. The classes are named −1 and 1.

mod bars_and_stripes;
mod hidden_manifold;
mod hyperplanes_parity;
mod linearly_separable;
mod two_curves;

pub use bars_and_stripes::BarsAndStripes;
pub use hidden_manifold::HiddenManifold;
pub use hyperplanes_parity::HyperplanesParity;
pub use linearly_separable::LinearlySeparable;
pub use two_curves::TwoCurves;

use super::{Dataset, GeneratorError, NumpyRandom};
use ndarray::{Array2, Axis};

/// The most numbers that a family draws for one set, 800 MB: a slip in a file is an error and not an exhausted machine.
const MOST_NUMBERS: usize = 100_000_000;

/// Checks of one family's settings.
#[derive(Clone, Copy)]
struct Family(&'static str);

impl Family {
    fn refuse<T>(
        self,
        setting: &'static str,
        expected: &'static str,
        found: f64,
    ) -> Result<T, GeneratorError> {
        Err(GeneratorError { generator: self.0, setting, expected, found })
    }

    fn at_least_one(self, setting: &'static str, found: usize) -> Result<(), GeneratorError> {
        if found == 0 { self.refuse(setting, "at least 1", 0.0) } else { Ok(()) }
    }

    fn not_negative(self, setting: &'static str, found: f64) -> Result<(), GeneratorError> {
        let fine = found.is_finite() && found >= 0.0;
        if fine { Ok(()) } else { self.refuse(setting, "finite and not negative", found) }
    }

    /// At least two samples, and not too many numbers: `per_sample` are drawn for each sample.
    fn samples(self, samples: usize, per_sample: usize) -> Result<(), GeneratorError> {
        if samples < 2 || samples.checked_mul(per_sample).is_none_or(|all| all > MOST_NUMBERS) {
            let expected = "at least 2, and so that no more than 100000000 numbers are drawn";
            return self.refuse("samples", expected, samples as f64);
        }
        Ok(())
    }
}

/// A matrix of numbers in the order in which they are drawn, row by row.
fn drawn(rows: usize, columns: usize, draw: impl FnMut() -> f64) -> Array2<f64> {
    Array2::from_shape_simple_fn((rows, columns), draw)
}

fn normals(random: &mut NumpyRandom, rows: usize, columns: usize) -> Array2<f64> {
    drawn(rows, columns, || random.normal())
}

fn uniforms(random: &mut NumpyRandom, rows: usize, columns: usize) -> Array2<f64> {
    drawn(rows, columns, || random.uniform())
}

/// Mean 0 and variance 1 in every column; a constant column becomes 0.
fn standardized(mut features: Array2<f64>) -> Array2<f64> {
    let rows = features.nrows() as f64;
    for mut column in features.axis_iter_mut(Axis(1)) {
        let mean = column.sum() / rows;
        column.mapv_inplace(|x| x - mean);
        let deviation = (column.iter().map(|x| x * x).sum::<f64>() / rows).sqrt();
        if deviation > 0.0 {
            column.mapv_inplace(|x| x / deviation);
        }
    }
    features
}

/// Rows with labels 0 and 1, which are the classes −1 and 1.
fn labelled(features: Array2<f64>, labels: Vec<usize>) -> Dataset {
    let feature_names = (0..features.ncols()).map(|column| format!("x{column}")).collect();
    let classes = vec!["-1".to_owned(), "1".to_owned()];
    Dataset {
        features,
        labels,
        classes,
        feature_names,
        categories: Vec::new(),
        label_name: "label".to_owned(),
    }
}
