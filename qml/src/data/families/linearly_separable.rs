//! Linearly separable data.

use super::{Family, labelled, uniforms};
use crate::data::{Dataset, GeneratorError, NumpyRandom};
use ndarray::Axis;

/// Points of the cube `[−1, 1]^d` whose coordinates sum to more than `margin` (class −1) or less than `−margin` (class 1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LinearlySeparable {
    /// Points. 300 in the study.
    pub samples: usize,
    /// d.
    pub features: usize,
    /// Least magnitude of a sum; `None`: the study's `0.02 d`.
    pub margin: Option<f64>,
}

impl Default for LinearlySeparable {
    fn default() -> Self {
        LinearlySeparable { samples: 300, features: 2, margin: None }
    }
}

impl LinearlySeparable {
    /// The next set: twice as many points are drawn, and the first ones outside of the margin kept.
    ///
    /// # Errors
    /// [`GeneratorError`] for sizes out of range, and a margin that leaves too few points.
    pub fn generate(&self, random: &mut NumpyRandom) -> Result<Dataset, GeneratorError> {
        let (family, d) = (Family("linearly_separable"), self.features);
        family.at_least_one("features", d)?;
        family.samples(self.samples, d.saturating_mul(2))?;
        let margin = self.margin.unwrap_or(0.02 * d as f64);
        family.not_negative("margin", margin)?;
        let points = uniforms(random, 2 * self.samples, d).mapv(|u| 2.0 * u - 1.0);
        let kept: Vec<usize> = (0..points.nrows())
            .filter(|&row| points.row(row).sum().abs() > margin)
            .take(self.samples)
            .collect();
        if kept.len() < self.samples {
            return family.refuse("margin", "small enough to keep half of the points", margin);
        }
        let features = points.select(Axis(0), &kept);
        let labels = features.rows().into_iter().map(|x| usize::from(x.sum() <= 0.0)).collect();
        Ok(labelled(features, labels))
    }
}
