//! Running means of the gradient and of its square, with the bias of their start at zero removed.
//!
//! Used by Adam, AdamW and AMSGrad. Must not know learning rates.

use serde::{Deserialize, Serialize};

use super::error::SettingError;
use super::first_order::start_at_zero;
use super::ranges::Ranges;

/// `m ← β₁ m + (1-β₁) g` and `v ← β₂ v + (1-β₂) g²`, with the shares `β₁ᵗ` and `β₂ᵗ` that the start at zero still has in them.
///
/// ```
/// use ansatz_qml::optimize::{Moments, Ranges};
/// let mut moments = Moments::new(&Ranges("mine"), 0.9, 0.999)?;
/// moments.update(&[2.0]);
/// assert!((moments.mean(0) - 2.0).abs() < 1e-12 && (moments.square(0) - 4.0).abs() < 1e-12);
/// # Ok::<(), ansatz_qml::optimize::SettingError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Moments {
    beta1: f64,
    beta2: f64,
    start1: f64,
    start2: f64,
    mean: Vec<f64>,
    square: Vec<f64>,
}

impl Moments {
    /// At the start, with the decays β₁ and β₂.
    ///
    /// # Errors
    /// A decay that is not at least 0 and less than 1.
    pub fn new(ranges: &Ranges, beta1: f64, beta2: f64) -> Result<Self, SettingError> {
        ranges.fraction("beta1", beta1)?;
        ranges.fraction("beta2", beta2)?;
        Ok(Self { beta1, beta2, start1: 1.0, start2: 1.0, mean: Vec::new(), square: Vec::new() })
    }

    /// Takes in one gradient.
    pub fn update(&mut self, gradient: &[f64]) {
        start_at_zero(&mut self.mean, gradient.len());
        start_at_zero(&mut self.square, gradient.len());
        self.start1 *= self.beta1;
        self.start2 *= self.beta2;
        for ((mean, square), slope) in self.mean.iter_mut().zip(&mut self.square).zip(gradient) {
            *mean = self.beta1 * *mean + (1.0 - self.beta1) * slope;
            *square = self.beta2 * *square + (1.0 - self.beta2) * slope * slope;
        }
    }

    /// `m / (1 - β₁ᵗ)` for one parameter.
    pub fn mean(&self, parameter: usize) -> f64 {
        self.mean[parameter] / (1.0 - self.start1)
    }

    /// `β₁ m / (1 - β₁ᵗ⁺¹) + (1 - β₁) g / (1 - β₁ᵗ)` for one parameter, g being the gradient taken in last.
    pub fn look_ahead(&self, parameter: usize, slope: f64) -> f64 {
        let ahead = self.beta1 * self.mean[parameter] / (1.0 - self.beta1 * self.start1);
        ahead + (1.0 - self.beta1) * slope / (1.0 - self.start1)
    }

    /// `v / (1 - β₂ᵗ)` for one parameter.
    pub fn square(&self, parameter: usize) -> f64 {
        self.square[parameter] / (1.0 - self.start2)
    }
}
