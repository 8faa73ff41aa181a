//! Hyperplanes and parity.

use super::{Family, labelled, normals, standardized, uniforms};
use crate::data::{Dataset, GeneratorError, NumpyRandom};
use ndarray::Axis;

/// Normal points of a space of few dimensions; the class is the parity of the number of hyperplanes `w·x + b > 0` on whose
/// positive side a point lies (even: −1). A linear map takes the points to d dimensions; then columns have mean 0 and variance
/// 1. Normals of the planes, their distances and the map are uniform in `[0, 1)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HyperplanesParity {
    /// Points; the first half is class −1. 300 in the study.
    pub samples: usize,
    /// d. 10 in the study.
    pub features: usize,
    /// Hyperplanes. 2 to 20 in the study.
    pub hyperplanes: usize,
    /// Dimensions of the space of the planes. 3 in the study.
    pub dimension: usize,
}

impl Default for HyperplanesParity {
    fn default() -> Self {
        HyperplanesParity { samples: 300, features: 10, hyperplanes: 2, dimension: 3 }
    }
}

impl HyperplanesParity {
    /// The next set: four times as many points are drawn, and the first ones of each class kept.
    ///
    /// # Errors
    /// [`GeneratorError`] for sizes out of range, and planes that leave too few points of a class.
    pub fn generate(&self, random: &mut NumpyRandom) -> Result<Dataset, GeneratorError> {
        let (family, d, k) = (Family("hyperplanes_parity"), self.features, self.dimension);
        family.at_least_one("features", d)?;
        family.at_least_one("dimension", k)?;
        family.at_least_one("hyperplanes", self.hyperplanes)?;
        let per_sample =
            k.saturating_mul(4).saturating_add(self.hyperplanes.saturating_mul(4)).saturating_add(d);
        family.samples(self.samples, per_sample)?;
        let planes = uniforms(random, self.hyperplanes, k);
        let distances = uniforms(random, 1, self.hyperplanes);
        let points = normals(random, 4 * self.samples, k);
        let sides = points.dot(&planes.t()) + distances;
        let parity = |row: usize| sides.row(row).iter().filter(|side| **side > 0.0).count() % 2;
        let first = self.samples / 2;
        let mut kept = Vec::with_capacity(self.samples);
        for (class, wanted) in [first, self.samples - first].into_iter().enumerate() {
            let before = kept.len();
            kept.extend((0..points.nrows()).filter(|row| parity(*row) == class).take(wanted));
            if kept.len() - before < wanted {
                let expected = "so that each class has an eighth of the points";
                return family.refuse("hyperplanes", expected, self.hyperplanes as f64);
            }
        }
        let features = points.select(Axis(0), &kept).dot(&uniforms(random, k, d));
        let labels = (0..self.samples).map(|row| usize::from(row >= first)).collect();
        Ok(labelled(standardized(features), labels))
    }
}
