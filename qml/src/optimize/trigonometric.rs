//! Trigonometric series in one variable: fitted through points, and minimised.
//!
//! Used by Rotosolve. Must not know objectives.

use nalgebra::{DMatrix, DVector};
use std::f64::consts::{PI, TAU};

/// `a_0 + Σ_j a_j cos(w_j t) + b_j sin(w_j t)`: what an expectation is along one parameter.
///
/// ```
/// use ansatz_qml::optimize::FourierSeries;
/// let function = |t: f64| 1.0 - 2.0 * (t - 0.5).cos();
/// let values: Vec<f64> = FourierSeries::points(&[1.0]).into_iter().map(function).collect();
/// let series = FourierSeries::through(&[1.0], &values).unwrap();
/// assert!((series.value(2.0) - function(2.0)).abs() < 1e-12);
/// assert!((series.minimum() - 0.5).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct FourierSeries {
    frequencies: Vec<f64>,
    constant: f64,
    /// `(a_j, b_j)`.
    waves: Vec<(f64, f64)>,
}

/// Points between which a minimum is looked for, for each wave that fits into the interval.
const POINTS: usize = 32;
/// Halvings of the interval around a minimum: to the resolution of doubles.
const HALVINGS: usize = 60;

impl FourierSeries {
    /// The `2R + 1` points that determine a series with these R frequencies, 0 first: equally spaced over the period of the highest
    /// frequency's R-th part.
    pub fn points(frequencies: &[f64]) -> Vec<f64> {
        let count = frequencies.len();
        let Some(highest) = frequencies.last() else { return vec![0.0] };
        let spacing = TAU * count as f64 / (highest * (2 * count + 1) as f64);
        std::iter::once(0.0)
            .chain((1..=count).flat_map(|k| [k as f64 * spacing, -(k as f64) * spacing]))
            .collect()
    }

    /// The series through `values` at [`points`](Self::points); `None` if the frequencies do not determine one.
    pub fn through(frequencies: &[f64], values: &[f64]) -> Option<FourierSeries> {
        let at = Self::points(frequencies);
        let system = DMatrix::from_fn(at.len(), at.len(), |row, column| match column {
            0 => 1.0,
            _ if column % 2 == 1 => (frequencies[column / 2] * at[row]).cos(),
            _ => (frequencies[column / 2 - 1] * at[row]).sin(),
        });
        let solution = system.lu().solve(&DVector::from_column_slice(values))?;
        let waves = solution.as_slice()[1..].chunks(2).map(|pair| (pair[0], pair[1])).collect();
        Some(FourierSeries { frequencies: frequencies.to_vec(), constant: solution[0], waves })
    }

    /// The value at t.
    pub fn value(&self, t: f64) -> f64 {
        let wave = |(w, (a, b)): (&f64, &(f64, f64))| a * (w * t).cos() + b * (w * t).sin();
        self.constant + self.frequencies.iter().zip(&self.waves).map(wave).sum::<f64>()
    }

    fn slope(&self, t: f64) -> f64 {
        let wave = |(w, (a, b)): (&f64, &(f64, f64))| w * (b * (w * t).cos() - a * (w * t).sin());
        self.frequencies.iter().zip(&self.waves).map(wave).sum()
    }

    /// Where it is smallest within half a period of its lowest frequency around 0: in closed form for one frequency, else between
    /// the best of many points and its neighbours.
    pub fn minimum(&self) -> f64 {
        match (&self.frequencies[..], &self.waves[..]) {
            ([], _) => 0.0,
            ([w], [(a, b)]) => {
                let turned = b.atan2(*a) + PI;
                (if turned > PI { turned - TAU } else { turned }) / w
            }
            ([lowest, .., highest], _) => self.search(PI / lowest, (highest / lowest).ceil()),
            _ => 0.0,
        }
    }

    fn search(&self, half: f64, waves: f64) -> f64 {
        let count = POINTS * waves as usize;
        let spacing = 2.0 * half / count as f64;
        let at = |k: usize| -half + k as f64 * spacing;
        let best =
            (0..=count).map(at).min_by(|s, t| self.value(*s).total_cmp(&self.value(*t))).unwrap_or(0.0);
        let (mut low, mut high) = (best - spacing, best + spacing);
        if self.slope(low) >= 0.0 || self.slope(high) <= 0.0 {
            return best;
        }
        for _ in 0..HALVINGS {
            let middle = 0.5 * (low + high);
            if self.slope(middle) < 0.0 { low = middle } else { high = middle }
        }
        0.5 * (low + high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_series_goes_through_its_points_and_its_minimum_is_the_lowest_of_many() {
        for frequencies in
            [&[1.0][..], &[0.5], &[0.5, 1.0], &[1.0, 2.0, 3.0], &[0.5, 1.0, 1.5, 2.0], &[0.3, 1.1, 1.7]]
        {
            let waves: Vec<(f64, f64)> = (0..frequencies.len())
                .map(|j| ((j as f64 + 0.4).sin(), (2.0 * j as f64 + 1.0).cos()))
                .collect();
            let known = FourierSeries { frequencies: frequencies.to_vec(), constant: 0.3, waves };
            let values: Vec<f64> =
                FourierSeries::points(frequencies).iter().map(|t| known.value(*t)).collect();
            let fitted = FourierSeries::through(frequencies, &values).unwrap_or_else(|| known.clone());
            for k in 0..50 {
                let t = k as f64 * 0.13 - 3.0;
                assert!((fitted.value(t) - known.value(t)).abs() < 1e-12, "{frequencies:?}");
            }
            let (found, half) = (known.minimum(), PI / frequencies[0]);
            assert!(found.abs() <= half * 1.1);
            let lowest =
                (0..=20_000).map(|k| known.value(half * (k as f64 / 1e4 - 1.0))).fold(f64::MAX, f64::min);
            assert!(known.value(found) <= lowest + 1e-12, "{frequencies:?}: {} {lowest}", known.value(found));
        }
    }
}
