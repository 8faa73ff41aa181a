//! The hidden manifold model (Goldt, Mézard, Krzakala and Zdeborová, Phys. Rev. X 10, 041044 (2020)).

use super::{Family, labelled, normals, uniforms};
use crate::data::{Dataset, GeneratorError, NumpyRandom};

/// Points `c` of a manifold of dimension m, `tanh(cᵀF/√m − b)` in d dimensions, and the class from `v·tanh(Wc)/√m`: 1 from its
/// median on. `F`, `c`, `W` and `v` are normal, `b` uniform in `[−1, 1)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct HiddenManifold {
    /// Points. 300 in the study.
    pub samples: usize,
    /// d.
    pub features: usize,
    /// m. 6 in the study.
    pub manifold: usize,
}

impl Default for HiddenManifold {
    fn default() -> Self {
        HiddenManifold { samples: 300, features: 2, manifold: 6 }
    }
}

impl HiddenManifold {
    /// The next set.
    ///
    /// # Errors
    /// [`GeneratorError`] for sizes out of range.
    pub fn generate(&self, random: &mut NumpyRandom) -> Result<Dataset, GeneratorError> {
        let (family, m, d) = (Family("hidden_manifold"), self.manifold, self.features);
        family.at_least_one("features", d)?;
        family.at_least_one("manifold", m)?;
        // W is a matrix of the manifold.
        family.samples(self.samples.max(m), m.saturating_add(d))?;
        family.samples(self.samples, 1)?;
        let root = (m as f64).sqrt();
        let map = normals(random, m, d);
        let points = normals(random, self.samples, m);
        let bias = uniforms(random, 1, d).mapv(|u| 2.0 * u - 1.0);
        let features = (points.dot(&map) / root - bias).mapv(f64::tanh);
        let hidden = points.dot(&normals(random, m, m).t()).mapv(f64::tanh) / root;
        let heights = hidden.dot(&normals(random, m, 1));
        let heights: Vec<f64> = heights.into_iter().collect();
        let middle = median(&heights);
        let labels = heights.iter().map(|height| usize::from(height - middle >= 0.0)).collect();
        Ok(labelled(features, labels))
    }
}

/// The middle of the values, or the mean of the two in the middle.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    if sorted.len() % 2 == 1 { sorted[half] } else { f64::midpoint(sorted[half - 1], sorted[half]) }
}
