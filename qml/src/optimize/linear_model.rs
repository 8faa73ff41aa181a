//! A linear model of an objective, interpolated at the corners of a simplex: the geometry of COBYLA.
//!
//! Used by the optimizer of that name. Must not know objectives, radii or when to stop.

use nalgebra::DMatrix;
use serde::{Deserialize, Serialize};

/// The base x₀, the offsets sⱼ of n other corners from it, and the values at all of them.
///
/// ```
/// use ansatz_qml::optimize::LinearModel;
/// // 5 + 3x - y at (1, 1) and 0.1 beside it.
/// let model = LinearModel::new(&[1.0, 1.0], 7.0, vec![vec![0.1, 0.0], vec![0.0, 0.1]], vec![7.3, 6.9]).unwrap();
/// let slope = model.gradient();
/// assert!((slope[0] - 3.0).abs() < 1e-12 && (slope[1] + 1.0).abs() < 1e-12);
/// // The lowest corner becomes the base; the model stays what it is.
/// let lowest = model.at_lowest();
/// assert_eq!((lowest.value(), lowest.base()), (6.9, &[1.0, 1.1][..]));
/// assert!((lowest.gradient()[0] - 3.0).abs() < 1e-12);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinearModel {
    base: Vec<f64>,
    value: f64,
    offsets: Vec<Vec<f64>>,
    values: Vec<f64>,
    /// Rows tᵢ with `tᵢ·sⱼ = δᵢⱼ`.
    duals: Vec<Vec<f64>>,
}

impl LinearModel {
    /// The model through these corners; `None` if they lie in a plane.
    pub fn new(base: &[f64], value: f64, offsets: Vec<Vec<f64>>, values: Vec<f64>) -> Option<LinearModel> {
        let mut model = LinearModel { base: base.to_vec(), value, offsets, values, duals: Vec::new() };
        model.invert().then_some(model)
    }

    /// The duals from the offsets alone, free of what many changes have left of rounding. Whether there are any.
    pub fn invert(&mut self) -> bool {
        let count = self.base.len();
        let offsets = DMatrix::from_fn(count, count, |row, column| self.offsets[row][column]);
        // S·T' = 1 with a row of S for each offset: the columns of the inverse are the duals.
        let Some(inverse) = offsets.try_inverse() else { return false };
        self.duals = inverse.column_iter().map(|column| column.iter().copied().collect()).collect();
        true
    }

    /// x₀.
    pub fn base(&self) -> &[f64] {
        &self.base
    }

    /// The value there.
    pub fn value(&self) -> f64 {
        self.value
    }

    /// The model's slope `Σⱼ (fⱼ - f₀) tⱼ`.
    pub fn gradient(&self) -> Vec<f64> {
        let mut gradient = vec![0.0; self.base.len()];
        for (value, dual) in self.values.iter().zip(&self.duals) {
            add(&mut gradient, value - self.value, dual);
        }
        gradient
    }

    /// The same model, with the lowest corner as its base.
    #[must_use]
    pub fn at_lowest(mut self) -> LinearModel {
        let lowest = (0..self.values.len()).min_by(|i, j| self.values[*i].total_cmp(&self.values[*j]));
        let Some(best) = lowest.filter(|best| self.values[*best] < self.value) else { return self };
        let shift = self.offsets[best].clone();
        add(&mut self.base, 1.0, &shift);
        std::mem::swap(&mut self.value, &mut self.values[best]);
        for (index, offset) in self.offsets.iter_mut().enumerate() {
            if index == best {
                offset.iter_mut().for_each(|entry| *entry = -*entry);
            } else {
                add(offset, -1.0, &shift);
            }
        }
        let mut sum = vec![0.0; self.base.len()];
        self.duals.iter().for_each(|dual| add(&mut sum, -1.0, dual));
        self.duals[best] = sum;
        self
    }

    /// Distance of each corner from the base.
    pub fn lengths(&self) -> Vec<f64> {
        self.offsets.iter().map(|offset| length(offset)).collect()
    }

    /// Distance of each corner from the plane of all others.
    pub fn heights(&self) -> Vec<f64> {
        self.duals.iter().map(|dual| 1.0 / length(dual)).collect()
    }

    /// How far corner j lies from `base + step`.
    pub fn distance(&self, corner: usize, step: &[f64]) -> f64 {
        let square = |(a, b): (&f64, &f64)| (a - b) * (a - b);
        self.offsets[corner].iter().zip(step).map(square).sum::<f64>().sqrt()
    }

    /// How much of corner j's height a step has: what that is multiplied with if the step takes the corner's place.
    pub fn share(&self, corner: usize, step: &[f64]) -> f64 {
        dot(&self.duals[corner], step).abs()
    }

    /// The direction of length 1 that leads away from the plane of all corners but j, downhill in the model.
    pub fn away(&self, corner: usize) -> Vec<f64> {
        let dual = &self.duals[corner];
        let sign = if dot(dual, &self.gradient()) > 0.0 { -1.0 } else { 1.0 };
        let size = length(dual);
        dual.iter().map(|entry| sign * entry / size).collect()
    }

    /// Puts corner j at `base + step`, where the value is this.
    pub fn replace(&mut self, corner: usize, step: &[f64], value: f64) {
        let own = dot(&self.duals[corner], step);
        self.duals[corner].iter_mut().for_each(|entry| *entry /= own);
        let dual = self.duals[corner].clone();
        for (index, other) in self.duals.iter_mut().enumerate() {
            if index != corner {
                let share = dot(other, step);
                add(other, -share, &dual);
            }
        }
        self.offsets[corner] = step.to_vec();
        self.values[corner] = value;
    }
}

fn add(to: &mut [f64], factor: f64, vector: &[f64]) {
    to.iter_mut().zip(vector).for_each(|(entry, other)| *entry += factor * other);
}

fn dot(one: &[f64], other: &[f64]) -> f64 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

fn length(vector: &[f64]) -> f64 {
    dot(vector, vector).sqrt()
}
