//! Whether a step that raises the value is taken all the same.
//!
//! Used by QNSPSA. Must not know how steps are made.

use serde::{Deserialize, Serialize};

/// How many values a spread is taken of.
const KEPT: usize = 5;
/// How many standard deviations of them a step may rise.
const RISE: f64 = 2.0;

/// By how much a step may raise the value before it is not taken, which costs two evaluations a step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Blocking {
    /// By two standard deviations of the last five values, so that noise and the unit of the objective do not matter.
    #[default]
    Spread,
    /// By so much, in the unit of the objective; not negative.
    Rise(f64),
    /// Every step is taken.
    Off,
}

impl Blocking {
    /// By how much a step may rise after these values, the latest last; `None` if every step is taken.
    ///
    /// ```
    /// use ansatz_qml::optimize::Blocking;
    /// assert_eq!(Blocking::Spread.allowed(&[1.0, 3.0]), Some(2.0));
    /// assert_eq!((Blocking::Rise(0.5).allowed(&[]), Blocking::Off.allowed(&[])), (Some(0.5), None));
    /// ```
    pub fn allowed(self, values: &[f64]) -> Option<f64> {
        match self {
            Blocking::Off => None,
            Blocking::Rise(most) => Some(most),
            Blocking::Spread => {
                let last = &values[values.len().saturating_sub(KEPT)..];
                let count = last.len().max(1) as f64;
                let mean = last.iter().sum::<f64>() / count;
                let variance = last.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / count;
                Some(RISE * variance.sqrt())
            }
        }
    }

    /// Takes note of a value; no more are kept than are looked at.
    pub fn note(self, values: &mut Vec<f64>, value: f64) {
        values.push(value);
        if values.len() > KEPT {
            values.remove(0);
        }
    }
}
