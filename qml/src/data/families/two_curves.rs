//! Two curves side by side.

use super::{Family, labelled, standardized, uniforms};
use crate::data::{Dataset, GeneratorError, NumpyRandom};
use ndarray::Array2;
use std::f64::consts::PI;

/// Points of a curve whose coordinates are Fourier series, `x_i(t) = a_i0 + b_i0 + Σ_k a_ik cos(kπt) + b_ik sin(kπt)` with t uniform in
/// `[0, 1)`, and of the same curve moved by `offset` in every coordinate (class 1). The coefficients are uniform, then divided by their
/// norm; every coordinate has normal noise; then columns have mean 0 and variance 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TwoCurves {
    /// Points; the first half is class −1. 300 in the study.
    pub samples: usize,
    /// Coordinates.
    pub features: usize,
    /// Largest k. 5 in the study.
    pub degree: usize,
    /// Between the curves. 0.1 in the study.
    pub offset: f64,
    /// Standard deviation. 0.01 in the study.
    pub noise: f64,
}

impl Default for TwoCurves {
    fn default() -> Self {
        TwoCurves { samples: 300, features: 2, degree: 5, offset: 0.1, noise: 0.01 }
    }
}

impl TwoCurves {
    /// The next set.
    ///
    /// # Errors
    /// [`GeneratorError`] for sizes out of range, and for an offset or noise that is negative or not finite.
    pub fn generate(&self, random: &mut NumpyRandom) -> Result<Dataset, GeneratorError> {
        let (family, d) = (Family("two_curves"), self.features);
        family.at_least_one("features", d)?;
        family.samples(self.samples, d)?;
        family.not_negative("offset", self.offset)?;
        family.not_negative("noise", self.noise)?;
        let width = self.degree.saturating_mul(2).saturating_add(2);
        if width.checked_mul(d).is_none_or(|all| all > super::MOST_NUMBERS) {
            return family.refuse(
                "degree",
                "so that no more than 100000000 numbers are drawn",
                self.degree as f64,
            );
        }
        let mut series = uniforms(random, d, width);
        let norm = series.iter().map(|c| c * c).sum::<f64>().sqrt();
        series /= norm;
        let mut points = Array2::zeros((self.samples, d));
        let first = self.samples / 2;
        for (row, mut point) in points.rows_mut().into_iter().enumerate() {
            let t = random.uniform();
            let offset = if row < first { 0.0 } else { self.offset };
            for (x, coefficients) in point.iter_mut().zip(series.rows()) {
                let pairs = coefficients.iter().zip(coefficients.iter().skip(1)).step_by(2);
                let terms = pairs.enumerate().map(|(k, (a, b))| {
                    let (sine, cosine) = (k as f64 * PI * t).sin_cos();
                    if k == 0 { a + b } else { a * cosine + b * sine }
                });
                *x = terms.sum::<f64>() + self.noise * random.normal() + offset;
            }
        }
        let labels = (0..self.samples).map(|row| usize::from(row >= first)).collect();
        Ok(labelled(standardized(points), labels))
    }
}
