//! The simplex of Nelder and Mead: n + 1 corners that move downhill.
//!
//! Used by the optimizer of that name. Must not know objectives or when to stop.

use serde::{Deserialize, Serialize};

/// Corners with their values, the lowest first.
///
/// The factors are those of F. Gao, L. Han, "Implementing the Nelder–Mead simplex algorithm with adaptive parameters", Comput. Optim. Appl. 51,
/// 259 (2012): reflection 1, expansion `1 + 2/n`, contraction `3/4 - 1/2n`, shrinking `1 - 1/n`, which for n = 2 are Nelder's and Mead's 1, 2, 1/2
/// and 1/2; so they are for n = 1.
///
/// ```
/// use ansatz_qml::optimize::{NoValue, Simplex};
/// let mut bowl = |x: &[f64]| Ok::<f64, NoValue>((x[0] - 3.0).powi(2));
/// let mut simplex = Simplex::around(&[0.0], 0.25, &mut bowl)?;
/// for _ in 0..60 {
///     simplex.advance(&mut bowl)?;
/// }
/// assert!((simplex.best()[0] - 3.0).abs() < 1e-6 && simplex.width() < 1e-3);
/// # Ok::<(), NoValue>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Simplex {
    corners: Vec<Corner>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Corner {
    params: Vec<f64>,
    value: f64,
}

impl Simplex {
    /// The corners `place` and `place + step·eᵢ`.
    ///
    /// # Errors
    /// Those of `value`, here and below.
    pub fn around<E>(
        place: &[f64],
        step: f64,
        value: &mut impl FnMut(&[f64]) -> Result<f64, E>,
    ) -> Result<Simplex, E> {
        let mut corners = vec![Corner { params: place.to_vec(), value: value(place)? }];
        for index in 0..place.len() {
            let mut params = place.to_vec();
            params[index] += step;
            let value = value(&params)?;
            corners.push(Corner { params, value });
        }
        let mut simplex = Simplex { corners };
        simplex.sort();
        Ok(simplex)
    }

    /// The lowest corner; of equal ones the first that was there.
    pub fn best(&self) -> &[f64] {
        &self.corners[0].params
    }

    /// Its value.
    pub fn lowest(&self) -> f64 {
        self.corners[0].value
    }

    /// All values.
    pub fn values(&self) -> impl Iterator<Item = f64> {
        self.corners.iter().map(|corner| corner.value)
    }

    /// The difference between the highest and the lowest value.
    pub fn spread(&self) -> f64 {
        self.values().fold(f64::NEG_INFINITY, f64::max) - self.lowest()
    }

    /// How far a corner lies from the best one in a parameter, at most.
    pub fn width(&self) -> f64 {
        let far = |corner: &Corner| {
            corner.params.iter().zip(self.best()).map(|(x, b)| (x - b).abs()).fold(0.0, f64::max)
        };
        self.corners.iter().map(far).fold(0.0, f64::max)
    }

    /// Moves the worst corner, or shrinks all towards the best.
    ///
    /// # Errors
    /// Those of `value`; the simplex is then as it was, or shrunk in part.
    pub fn advance<E>(&mut self, value: &mut impl FnMut(&[f64]) -> Result<f64, E>) -> Result<(), E> {
        let count = self.best().len();
        let Some(worst) = self.corners.last().filter(|_| count > 0) else { return Ok(()) };
        let (worst, second) = (worst.value, self.corners[count - 1].value);
        let size = count.max(2) as f64;
        let (expansion, contraction) = (1.0 + 2.0 / size, 0.75 - 0.5 / size);
        let mut at = |factor: f64| -> Result<Corner, E> {
            let params = self.opposite(factor);
            let value = value(&params)?;
            Ok(Corner { params, value })
        };
        let reflected = at(1.0)?;
        let taken = if reflected.value < self.lowest() {
            let expanded = at(expansion)?;
            Some(if expanded.value < reflected.value { expanded } else { reflected })
        } else if reflected.value < second {
            Some(reflected)
        } else {
            let outside = reflected.value < worst;
            let contracted = at(if outside { contraction } else { -contraction })?;
            let bound = if outside { reflected.value } else { worst };
            Some(contracted).filter(|corner| corner.value < bound)
        };
        match taken {
            Some(corner) => self.corners[count] = corner,
            None => self.shrink(1.0 - 1.0 / size, value)?,
        }
        self.sort();
        Ok(())
    }

    /// `c + factor (c - worst)` with the centre c of all other corners.
    fn opposite(&self, factor: f64) -> Vec<f64> {
        let count = self.best().len();
        let centre =
            |index: usize| self.corners[..count].iter().map(|c| c.params[index]).sum::<f64>() / count as f64;
        let away = |(index, worst): (usize, &f64)| {
            let centre = centre(index);
            centre + factor * (centre - worst)
        };
        self.corners[count].params.iter().enumerate().map(away).collect()
    }

    fn shrink<E>(&mut self, factor: f64, value: &mut impl FnMut(&[f64]) -> Result<f64, E>) -> Result<(), E> {
        let best = self.best().to_vec();
        for corner in &mut self.corners[1..] {
            corner.params.iter_mut().zip(&best).for_each(|(x, b)| *x = b + factor * (*x - b));
            corner.value = value(&corner.params)?;
        }
        Ok(())
    }

    fn sort(&mut self) {
        self.corners.sort_by(|one, other| one.value.total_cmp(&other.value));
    }
}
