//! Two-dimensional sets made from a formula: moons, circles and blobs, in the geometry that scikit-learn made customary.
//!
//! Called by training and examples. Must not read files. Noise of row i comes from the random stream (seed, noise, i), centre c from
//! (seed, centre, c), and the final row order from (seed, order, 0).

use crate::purposes;
use std::f64::consts::{PI, TAU};

use ndarray::Array2;

use super::Dataset;
use ansatz_simulator::RandomStream;

/// The largest set that is made, so that a slip in a file is an error and not an exhausted machine.
const LARGEST: usize = 10_000_000;

/// Blob centres are uniform in the square from -10 to 10.
const CENTER_BOX: f64 = 10.0;

/// Why a set cannot be generated.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{generator}: expected {setting} to be {expected}, found {found}")]
pub struct GeneratorError {
    /// Name of the generator.
    pub generator: &'static str,
    /// Name of the setting.
    pub setting: &'static str,
    /// What it may be.
    pub expected: &'static str,
    /// What it was.
    pub found: f64,
}

/// Two interleaved half circles.
///
/// Class 0 is `(cos t, sin t)` with `⌊samples/2⌋` points, class 1 is `(1 - cos t, 1/2 - sin t)`; t is evenly spaced from 0 to π, both
/// ends included. Every coordinate gets normal noise of standard deviation `noise`, and the rows are shuffled.
///
/// # Errors
/// [`GeneratorError`] for fewer than 2 or more than ten million samples, and for a noise that is negative or not finite.
pub fn moons(samples: usize, noise: f64, seed: u64) -> Result<Dataset, GeneratorError> {
    let request = Request { generator: "moons", samples, classes: 2, spread: ("noise", noise), seed };
    let outer = samples / 2;
    let angle = |index: usize, count: usize| PI * index as f64 / count.saturating_sub(1).max(1) as f64;
    request.generate(|row| {
        if row < outer {
            let (sine, cosine) = angle(row, outer).sin_cos();
            ([cosine, sine], 0)
        } else {
            let (sine, cosine) = angle(row - outer, samples - outer).sin_cos();
            ([1.0 - cosine, 0.5 - sine], 1)
        }
    })
}

/// A circle of radius 1 (class 0, `⌊samples/2⌋` points) around a circle of radius `factor` (class 1).
///
/// Points are evenly spaced, the end not repeated; noise and order are those of [`moons`].
///
/// # Errors
/// As [`moons`]; also for a factor outside of [0, 1).
pub fn circles(samples: usize, noise: f64, factor: f64, seed: u64) -> Result<Dataset, GeneratorError> {
    if !(0.0..1.0).contains(&factor) {
        let expected = "at least 0 and less than 1";
        return Err(GeneratorError { generator: "circles", setting: "factor", expected, found: factor });
    }
    let request = Request { generator: "circles", samples, classes: 2, spread: ("noise", noise), seed };
    let outer = samples / 2;
    request.generate(|row| {
        let (index, count, radius, class) =
            if row < outer { (row, outer, 1.0, 0) } else { (row - outer, samples - outer, factor, 1) };
        let (sine, cosine) = (TAU * index as f64 / count as f64).sin_cos();
        ([radius * cosine, radius * sine], class)
    })
}

/// `centers` normal clusters of standard deviation `spread`, one class each, their centres uniform in the square from -10 to 10.
///
/// The first `samples mod centers` classes have one row more than the others. The rows are shuffled.
///
/// # Errors
/// As [`moons`]; also for fewer than two centers, or more centers than samples.
pub fn blobs(samples: usize, centers: usize, spread: f64, seed: u64) -> Result<Dataset, GeneratorError> {
    let request = Request { generator: "blobs", samples, classes: centers, spread: ("spread", spread), seed };
    request.generate(|row| {
        let class = row % centers;
        let mut generator = RandomStream::new(seed, purposes::SYNTHETIC_CENTER, class as u64);
        let center = [(); 2].map(|()| CENTER_BOX * (2.0 * generator.uniform() - 1.0));
        (center, class)
    })
}

/// What all sets of two features have in common.
pub(super) struct Request {
    pub(super) generator: &'static str,
    pub(super) samples: usize,
    pub(super) classes: usize,
    pub(super) spread: (&'static str, f64),
    pub(super) seed: u64,
}

impl Request {
    /// Adds noise to the exact points, which `point` gives with their classes, and shuffles the rows.
    pub(super) fn generate(
        &self,
        point: impl Fn(usize) -> ([f64; 2], usize),
    ) -> Result<Dataset, GeneratorError> {
        self.check()?;
        let mut order: Vec<usize> = (0..self.samples).collect();
        RandomStream::new(self.seed, purposes::SYNTHETIC_ORDER, 0).shuffle(&mut order);
        let mut features = Array2::zeros((self.samples, 2));
        let mut labels = Vec::with_capacity(self.samples);
        for (mut target, &row) in features.rows_mut().into_iter().zip(&order) {
            let (exact, class) = point(row);
            let mut generator = RandomStream::new(self.seed, purposes::SYNTHETIC_NOISE, row as u64);
            for (coordinate, value) in exact.into_iter().enumerate() {
                target[coordinate] = value + self.spread.1 * generator.normal();
            }
            labels.push(class);
        }
        Ok(Dataset {
            features,
            labels,
            classes: (0..self.classes).map(|class| class.to_string()).collect(),
            feature_names: vec!["x0".to_owned(), "x1".to_owned()],
            categories: Vec::new(),
            label_name: "label".to_owned(),
        })
    }

    fn check(&self) -> Result<(), GeneratorError> {
        let refuse = |setting, expected, found| {
            Err(GeneratorError { generator: self.generator, setting, expected, found })
        };
        let (spread_name, spread) = self.spread;
        if !(2..=LARGEST).contains(&self.samples) {
            return refuse("samples", "from 2 to 10000000", self.samples as f64);
        }
        if !(2..=self.samples).contains(&self.classes) {
            return refuse("centers", "at least 2 and at most the number of samples", self.classes as f64);
        }
        if !spread.is_finite() || spread < 0.0 {
            return refuse(spread_name, "finite and not negative", spread);
        }
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn without_noise_the_points_lie_on_their_curves() {
        let data = moons(101, 0.0, 1).unwrap();
        assert_eq!(data.class_counts(), [50, 51]);
        for (point, &label) in data.features.rows().into_iter().zip(&data.labels) {
            let (x, y) = if label == 0 { (point[0], point[1]) } else { (1.0 - point[0], 0.5 - point[1]) };
            assert!((x.hypot(y) - 1.0).abs() < 1e-12 && y > -1e-12);
        }
        let data = circles(101, 0.0, 0.5, 1).unwrap();
        assert_eq!(data.class_counts(), [50, 51]);
        for (point, &label) in data.features.rows().into_iter().zip(&data.labels) {
            let radius = if label == 0 { 1.0 } else { 0.5 };
            assert!((point[0].hypot(point[1]) - radius).abs() < 1e-12);
        }
    }

    #[test]
    fn blobs_share_rows_evenly_and_without_spread_they_are_points() {
        let data = blobs(11, 3, 0.0, 4).unwrap();
        assert_eq!(data.class_counts(), [4, 4, 3]);
        let mut distinct: Vec<Vec<u64>> =
            data.features.rows().into_iter().map(|row| row.iter().map(|x| x.to_bits()).collect()).collect();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), 3);
        assert!(data.features.iter().all(|x| x.abs() <= CENTER_BOX));
    }

    #[test]
    fn noise_has_the_asked_standard_deviation() {
        let (exact, noisy) = (moons(20_000, 0.0, 9).unwrap(), moons(20_000, 0.15, 9).unwrap());
        let difference = &noisy.features - &exact.features;
        let deviation = difference.mapv(|x| x * x).mean().unwrap().sqrt();
        assert!((deviation - 0.15).abs() < 0.002, "{deviation}");
    }

    #[test]
    fn the_seed_decides_everything() {
        assert_eq!(moons(30, 0.1, 5).unwrap(), moons(30, 0.1, 5).unwrap());
        assert_ne!(moons(30, 0.1, 5).unwrap().features, moons(30, 0.1, 6).unwrap().features);
        assert_ne!(blobs(30, 2, 0.1, 5).unwrap().features, blobs(30, 2, 0.1, 6).unwrap().features);
    }

    #[test]
    fn impossible_settings_are_named() {
        let table = [
            (moons(1, 0.1, 0), "samples"),
            (moons(usize::MAX, 0.1, 0), "samples"),
            (moons(10, -0.1, 0), "noise"),
            (moons(10, f64::NAN, 0), "noise"),
            (circles(10, 0.1, 1.0, 0), "factor"),
            (circles(10, 0.1, f64::NAN, 0), "factor"),
            (blobs(10, 1, 0.1, 0), "centers"),
            (blobs(10, 11, 0.1, 0), "centers"),
            (blobs(10, 0, 0.1, 0), "centers"),
            (blobs(10, 2, f64::INFINITY, 0), "spread"),
        ];
        for (result, setting) in table {
            assert_eq!(result.unwrap_err().setting, setting);
        }
    }
}
