//! Distributions over bit strings, and how far one is from another.
//!
//! Called by users of Born machines.

use crate::GeneratorError;

/// Pixels of a picture; a distribution over them has 2^pixels numbers.
const MOST_PIXELS: usize = 20;

/// The uniform distribution over the pictures of bars and stripes: `2^height + 2^width − 2` bit strings whose columns, or rows, are each
/// all 0 or all 1 (MacKay, Information Theory, Inference, and Learning Algorithms, 2003). Pixel (row r, column c) is qubit `r · width + c`.
///
/// # Errors
/// [`GeneratorError`] for no pixels and for more than 20.
pub fn bars_and_stripes_distribution(height: usize, width: usize) -> Result<Vec<f64>, GeneratorError> {
    let pixels = height.saturating_mul(width);
    if !(1..=MOST_PIXELS).contains(&pixels) {
        let (setting, expected) = ("height", "so that there are from 1 to 20 pixels");
        let generator = "bars_and_stripes_distribution";
        return Err(GeneratorError { generator, setting, expected, found: height as f64 });
    }
    let picture = |lines: usize, line_of: &dyn Fn(usize) -> usize| {
        (0..pixels).fold(0usize, |bits, pixel| bits | (lines >> line_of(pixel) & 1) << pixel)
    };
    let mut distribution = vec![0.0; 1 << pixels];
    for lines in 0..1usize << height {
        distribution[picture(lines, &|pixel| pixel / width)] = 1.0;
    }
    for lines in 0..1usize << width {
        distribution[picture(lines, &|pixel| pixel % width)] = 1.0;
    }
    let count: f64 = distribution.iter().sum();
    distribution.iter_mut().for_each(|p| *p /= count);
    Ok(distribution)
}

/// `½ Σ_x |p(x) − q(x)|`, from 0 for equal distributions to 1 for those that never agree. What one has more of than the other counts as 0 there.
pub fn total_variation(p: &[f64], q: &[f64]) -> f64 {
    let at = |of: &[f64], x: usize| of.get(x).copied().unwrap_or(0.0);
    0.5 * (0..p.len().max(q.len())).map(|x| (at(p, x) - at(q, x)).abs()).sum::<f64>()
}
