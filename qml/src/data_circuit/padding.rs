//! Features as amplitudes of length 1, and gradients back. Called by data circuits that prepare amplitudes.

use crate::ModelError;

/// What features are padded with, and to how many numbers.
#[derive(Clone, Copy)]
pub(super) struct Padding {
    pub(super) size: usize,
    pub(super) value: f64,
}

/// The padded features, with length 1.
pub(super) fn normalised(features: &[f64], padding: Padding) -> Result<Vec<f64>, ModelError> {
    let mut padded = features.to_vec();
    padded.resize(padding.size, padding.value);
    let norm = padded.iter().map(|x| x * x).sum::<f64>().sqrt();
    if !(norm > 0.0 && norm.is_finite()) {
        return Err(ModelError::ZeroSample);
    }
    padded.iter_mut().for_each(|x| *x /= norm);
    Ok(padded)
}

/// Adds the gradient in x of a function of `p/|p|`, where p is x with padding.
pub(super) fn normalised_pullback(
    features: &[f64],
    padding: Padding,
    slopes: &[f64],
    gradient: &mut [f64],
) -> Result<(), ModelError> {
    let unit = normalised(features, padding)?;
    let rest = (padding.size - features.len()) as f64 * padding.value * padding.value;
    let norm = (features.iter().map(|x| x * x).sum::<f64>() + rest).sqrt();
    let along: f64 = unit.iter().zip(slopes).map(|(a, s)| a * s).sum();
    for ((sum, a), slope) in gradient.iter_mut().zip(&unit).zip(slopes) {
        *sum += (slope - along * a) / norm;
    }
    Ok(())
}
