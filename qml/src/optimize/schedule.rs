//! How step sizes change during a run, and how long gradients are cut.
//!
//! Used by the optimizers that take one gradient a step. Must not know their rules.

use serde::{Deserialize, Serialize};

use super::error::SettingError;
use super::ranges::Ranges;

/// What the learning rate is multiplied with at each step: a linear warm-up from `1/warm_up` to 1 over `warm_up` steps, then `decay`.
///
/// ```
/// use ansatz_qml::optimize::{Decay, Schedule};
/// let schedule = Schedule { warm_up: 4, decay: Decay::Cosine { steps: 100, floor: 0.1 } };
/// assert_eq!((schedule.factor(0), schedule.factor(3), schedule.factor(4)), (0.25, 1.0, 1.0));
/// assert!((schedule.factor(54) - 0.55).abs() < 1e-15);
/// assert_eq!(schedule.factor(1000), 0.1);
/// ```
///
/// In TOML: `schedule = { warm_up = 10, decay = { cosine = { steps = 200, floor = 0.0 } } }`; `decay` is `"constant"`, `cosine`, `steps`
/// (`every`, `factor`) or `exponential` (`steps`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Schedule {
    /// Steps of the warm-up; 0: none.
    pub warm_up: u64,
    /// What follows.
    pub decay: Decay,
}

/// The factor k steps after the warm-up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
#[non_exhaustive]
pub enum Decay {
    /// 1.
    #[default]
    Constant,
    /// `floor + (1 − floor)(1 + cos(πk/steps))/2`, then `floor` (Loshchilov and Hutter, arXiv:1608.03983, one period).
    Cosine {
        /// At least 1.
        steps: u64,
        /// At least 0 and less than 1.
        floor: f64,
    },
    /// `factor^⌊k/every⌋`.
    Steps {
        /// At least 1.
        every: u64,
        /// More than 0.
        factor: f64,
    },
    /// `exp(−k/steps)`.
    Exponential {
        /// At least 1.
        steps: u64,
    },
}

impl Schedule {
    /// The factor of step k = 0, 1, ….
    pub fn factor(&self, step: u64) -> f64 {
        if step < self.warm_up {
            return (step + 1) as f64 / self.warm_up as f64;
        }
        let step = step - self.warm_up;
        match self.decay {
            Decay::Constant => 1.0,
            Decay::Cosine { steps, floor } => {
                let share = (step as f64 / steps as f64).min(1.0);
                floor + (1.0 - floor) * (0.5 + 0.5 * (std::f64::consts::PI * share).cos())
            }
            Decay::Steps { every, factor } => factor.powf((step / every) as f64),
            Decay::Exponential { steps } => (-(step as f64) / steps as f64).exp(),
        }
    }

    /// Refuses numbers out of range, on behalf of that optimizer.
    ///
    /// # Errors
    /// [`SettingError::Range`].
    pub fn check(&self, optimizer: &'static str) -> Result<(), SettingError> {
        let ranges = Ranges(optimizer);
        let least = |setting, steps: u64| ranges.at_least_one(setting, usize::from(steps > 0));
        match self.decay {
            Decay::Constant => Ok(()),
            Decay::Cosine { steps, floor } => {
                least("schedule.steps", steps)?;
                ranges.fraction("schedule.floor", floor)
            }
            Decay::Steps { every, factor } => {
                least("schedule.every", every)?;
                ranges.positive("schedule.factor", factor)
            }
            Decay::Exponential { steps } => least("schedule.steps", steps),
        }
    }
}

/// What is done to a gradient before it is used.
///
/// In TOML: `clipping = { length = 1.0 }`, `clipping = { entries = 0.5 }` or `clipping = "off"`.
///
/// Source: R. Pascanu, T. Mikolov, Y. Bengio, "On the difficulty of training recurrent neural networks", ICML 2013, arXiv:1211.5063.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Clipping {
    /// Nothing.
    #[default]
    Off,
    /// Every entry is brought into `[−c, c]`.
    Entries(f64),
    /// A gradient longer than this is scaled to it.
    Length(f64),
}

impl Clipping {
    /// Cuts a gradient.
    ///
    /// ```
    /// use ansatz_qml::optimize::Clipping;
    /// let mut gradient = [3.0, 4.0];
    /// Clipping::Length(1.0).apply(&mut gradient);
    /// assert!((gradient[0] - 0.6).abs() < 1e-15 && (gradient[1] - 0.8).abs() < 1e-15);
    /// Clipping::Entries(0.7).apply(&mut gradient);
    /// assert_eq!(gradient[1], 0.7);
    /// ```
    pub fn apply(&self, gradient: &mut [f64]) {
        match *self {
            Clipping::Off => {}
            Clipping::Entries(most) => {
                gradient.iter_mut().for_each(|slope| *slope = slope.clamp(-most, most))
            }
            Clipping::Length(most) => {
                let length = gradient.iter().map(|slope| slope * slope).sum::<f64>().sqrt();
                if length > most {
                    gradient.iter_mut().for_each(|slope| *slope *= most / length);
                }
            }
        }
    }

    /// Refuses a limit that is not positive, on behalf of that optimizer.
    ///
    /// # Errors
    /// [`SettingError::Range`].
    pub fn check(&self, optimizer: &'static str) -> Result<(), SettingError> {
        match *self {
            Clipping::Off => Ok(()),
            Clipping::Entries(most) | Clipping::Length(most) => Ranges(optimizer).positive("clipping", most),
        }
    }
}
