//! What an objective looks like from where a random search starts: how steep, how noisy, how bent.
//!
//! Used by the optimizers that estimate slopes along random signs, once, so that their first steps have a length in radians whatever the unit of
//! the objective. Must not know what they do with it.

use serde::{Deserialize, Serialize};

use super::error::{OptimizeError, Quantity};
use super::objective::Objective;
use super::scale::Scale;
use ansatz_simulator::{Purpose, RandomStream};

/// c, in radians.
const REACH: f64 = 0.1;
/// Pairs of values along random signs.
const PAIRS: usize = 10;
/// Values at the start, whose differences are noise.
const REPEATS: usize = 3;
/// Slopes below this share of the bends come from rounding: the start is symmetric.
const SYMMETRIC: f64 = 1e-6;
/// The mean difference of a pair should be so many times the noise.
const ABOVE_NOISE: f64 = 4.0;
/// The most that a distance is widened by to come above the noise.
const WIDEST: f64 = 4.0;

/// What was measured, after J. C. Spall, "Implementation of the simultaneous perturbation algorithm for stochastic optimization", IEEE Trans. Aerosp.
/// Electron. Syst. 34(3), 817–823 (1998), section III.B.
///
/// ```
/// use ansatz_qml::optimize::{Calibration, Function, Surroundings};
/// let mut slope = Function(|x: &[f64], _: &mut [f64]| 5.0 * x[0]);
/// let found = Calibration::measure("mine", &mut slope, &[1.0], 7)?;
/// assert!((found.slope - 5.0).abs() < 1e-12 && found.reach == 0.1);
/// assert_eq!(found.surroundings(), Surroundings::Steep);
/// // At the top of a cosine both ways lead down alike.
/// let mut top = Function(|x: &[f64], _: &mut [f64]| x[0].cos());
/// assert_eq!(Calibration::measure("mine", &mut top, &[0.0], 7)?.surroundings(), Surroundings::Symmetric);
/// # Ok::<(), ansatz_qml::optimize::OptimizeError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Calibration {
    /// The value at the start.
    pub here: f64,
    /// The mean of `|f(θ + cΔ) - f(θ - cΔ)| / 2c`.
    pub slope: f64,
    /// c: 0.1 radian, more where that would drown in the noise.
    pub reach: f64,
    /// The lowest value that was met.
    pub lowest: f64,
    /// Where it is.
    pub place: Vec<f64>,
    /// Calls of the objective.
    pub evaluations: usize,
    /// The mean of `|f(θ + cΔ)/2 + f(θ - cΔ)/2 - f(θ)|`.
    bend: f64,
    /// How far values lie apart by rounding.
    rounding: f64,
}

/// What an objective does around a point.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Surroundings {
    /// Slopes can be told from rounding.
    Steep,
    /// No slopes, though there are lower points: a maximum or a saddle.
    Symmetric,
    /// No slopes, and no lower points: a minimum.
    Bottom,
    /// The same value everywhere.
    Flat,
}

impl Calibration {
    /// Evaluates around `params` on behalf of that optimizer; the signs come from the last random streams of this seed.
    ///
    /// # Errors
    /// The objective's own, and [`OptimizeError::Diverged`] for a value that is not finite.
    pub fn measure(
        optimizer: &'static str,
        objective: &mut dyn Objective,
        params: &[f64],
        seed: u64,
    ) -> Result<Calibration, OptimizeError> {
        let mut around =
            Around { optimizer, seen: Scale::of(objective), objective, lowest: None, evaluations: 0 };
        let repeats = (0..REPEATS).map(|_| around.at(params.to_vec())).collect::<Result<Vec<f64>, _>>()?;
        let here = repeats.iter().sum::<f64>() / REPEATS as f64;
        let noise = (repeats.iter().map(|x| (x - here).powi(2)).sum::<f64>() / (REPEATS - 1) as f64).sqrt();
        let (mut difference, mut bend) = (0.0, 0.0);
        for pair in 0..PAIRS {
            let mut stream = RandomStream::new(seed, Purpose::PERTURBATION, u64::MAX - pair as u64);
            let signs: Vec<f64> = params.iter().map(|_| stream.sign()).collect();
            let moved = |reach: f64| params.iter().zip(&signs).map(|(x, s)| x + reach * s).collect();
            let [up, down] = [around.at(moved(REACH))?, around.at(moved(-REACH))?];
            difference += (up - down).abs() / PAIRS as f64;
            bend += (0.5 * (up + down) - here).abs() / PAIRS as f64;
        }
        let wider =
            if difference > 0.0 { (ABOVE_NOISE * noise / difference).clamp(1.0, WIDEST) } else { 1.0 };
        let Around { seen, lowest, evaluations, .. } = around;
        let (place, lowest) = lowest.unwrap_or((params.to_vec(), here));
        let (slope, rounding) = (difference / (2.0 * REACH), seen.rounding());
        Ok(Calibration { here, slope, reach: wider * REACH, lowest, place, evaluations, bend, rounding })
    }

    /// What the objective does around the start.
    pub fn surroundings(&self) -> Surroundings {
        let difference = 2.0 * REACH * self.slope;
        if difference > self.rounding.max(SYMMETRIC * self.bend) {
            Surroundings::Steep
        } else if self.lowest < self.here - self.rounding {
            Surroundings::Symmetric
        } else if self.bend > self.rounding {
            Surroundings::Bottom
        } else {
            Surroundings::Flat
        }
    }
}

/// Access to an objective that is being looked at.
struct Around<'o> {
    optimizer: &'static str,
    objective: &'o mut dyn Objective,
    seen: Scale,
    /// The lowest place and its value.
    lowest: Option<(Vec<f64>, f64)>,
    evaluations: usize,
}

impl Around<'_> {
    /// A value, refused if it is not finite.
    fn at(&mut self, place: Vec<f64>) -> Result<f64, OptimizeError> {
        self.evaluations += 1;
        let value = self.objective.value(&place).map_err(OptimizeError::Objective)?;
        if !value.is_finite() {
            let (optimizer, quantity) = (self.optimizer, Quantity::Value);
            return Err(OptimizeError::Diverged { optimizer, quantity, found: value });
        }
        self.seen.see(value, &[]);
        if self.lowest.as_ref().is_none_or(|(_, lowest)| value < *lowest) {
            self.lowest = Some((place, value));
        }
        Ok(value)
    }
}
