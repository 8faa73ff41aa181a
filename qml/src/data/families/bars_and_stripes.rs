//! Bars and stripes with noise.

use super::{Family, labelled};
use crate::data::{Dataset, GeneratorError, NumpyRandom};
use ndarray::Array2;

/// Pictures of −1 with some columns (bars, class −1) or some rows (stripes, class 1) at 1, each line with probability 1/2, and normal
/// noise on every pixel. Pixel (row r, column c) is feature `r · width + c`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BarsAndStripes {
    /// Pictures. 1000 in the study, and 200 to test on from the same stream.
    pub samples: usize,
    /// Rows of a picture.
    pub height: usize,
    /// Columns of a picture.
    pub width: usize,
    /// Standard deviation. 0.5 in the study.
    pub noise: f64,
}

impl Default for BarsAndStripes {
    fn default() -> Self {
        BarsAndStripes { samples: 1000, height: 4, width: 4, noise: 0.5 }
    }
}

impl BarsAndStripes {
    /// The next set.
    ///
    /// # Errors
    /// [`GeneratorError`] for sizes out of range, and a noise that is negative or not finite.
    pub fn generate(&self, random: &mut NumpyRandom) -> Result<Dataset, GeneratorError> {
        let (family, pixels) = (Family("bars_and_stripes"), self.height.saturating_mul(self.width));
        family.at_least_one("height", self.height)?;
        family.at_least_one("width", self.width)?;
        family.samples(self.samples, pixels)?;
        family.not_negative("noise", self.noise)?;
        let mut pictures = Array2::from_elem((self.samples, pixels), -1.0);
        let mut labels = Vec::with_capacity(self.samples);
        for mut picture in pictures.rows_mut() {
            let stripes = random.uniform() > 0.5;
            let lines: Vec<bool> =
                (0..if stripes { self.height } else { self.width }).map(|_| random.uniform() > 0.5).collect();
            for (pixel, value) in picture.iter_mut().enumerate() {
                let line = if stripes { pixel / self.width } else { pixel % self.width };
                *value = if lines[line] { 1.0 } else { -1.0 } + self.noise * random.normal();
            }
            labels.push(usize::from(stripes));
        }
        Ok(labelled(pictures, labels))
    }
}
