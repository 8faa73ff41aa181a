//! Parity of bits; for two of them the exclusive or.

use super::{Dataset, GeneratorError};
use crate::purposes;
use ansatz_simulator::RandomStream;
use ndarray::Array2;

/// Numbers in a set, so that a slip in a file is an error and not an exhausted machine.
const MOST_NUMBERS: usize = 100_000_000;

/// Points −1 or 1 in each of `features` coordinates, with normal noise; the class is the parity of the number of coordinates at 1.
/// Bits and noise of row i come from the random stream (seed, parity, i).
///
/// # Errors
/// [`GeneratorError`] for fewer than 2 samples, no features, more than a hundred million numbers, and a noise that is negative or
/// not finite.
pub fn parity(samples: usize, features: usize, noise: f64, seed: u64) -> Result<Dataset, GeneratorError> {
    let refuse =
        |setting, expected, found| Err(GeneratorError { generator: "parity", setting, expected, found });
    if features == 0 {
        return refuse("features", "at least 1", 0.0);
    }
    if samples < 2 || samples.checked_mul(features).is_none_or(|all| all > MOST_NUMBERS) {
        return refuse("samples", "at least 2, and no more than 100000000 numbers", samples as f64);
    }
    if !(noise.is_finite() && noise >= 0.0) {
        return refuse("noise", "finite and not negative", noise);
    }
    let mut points = Array2::zeros((samples, features));
    let mut labels = Vec::with_capacity(samples);
    for (row, mut point) in points.rows_mut().into_iter().enumerate() {
        let mut stream = RandomStream::new(seed, purposes::PARITY_BITS, row as u64);
        let mut ones = 0;
        for x in &mut point {
            let bit = stream.sign();
            ones += usize::from(bit > 0.0);
            *x = bit + noise * stream.normal();
        }
        labels.push(ones % 2);
    }
    let feature_names = (0..features).map(|column| format!("x{column}")).collect();
    let classes = vec!["0".to_owned(), "1".to_owned()];
    Ok(Dataset {
        features: points,
        labels,
        classes,
        feature_names,
        categories: Vec::new(),
        label_name: "label".to_owned(),
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_class_is_the_parity_and_both_are_there() {
        let data = parity(200, 3, 0.0, 1).unwrap();
        for (point, label) in data.features.rows().into_iter().zip(&data.labels) {
            assert!(point.iter().all(|x| x.abs() == 1.0));
            assert_eq!(point.iter().filter(|x| **x > 0.0).count() % 2, *label);
        }
        assert!(data.class_counts().iter().all(|count| *count > 60));
        assert_ne!(parity(20, 3, 0.1, 1).unwrap(), parity(20, 3, 0.1, 2).unwrap());
        assert_eq!(parity(usize::MAX, 3, 0.0, 1).unwrap_err().setting, "samples");
        assert_eq!(parity(10, 0, 0.0, 1).unwrap_err().setting, "features");
    }
}
