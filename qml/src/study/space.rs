//! Points to try: grids and random draws over named settings.
//!
//! Called by searches; points can be read from and written to files. Must not know what a setting is for.

use crate::ModelError;
use crate::purposes;
use ansatz_simulator::RandomStream;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The value of a setting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SettingValue {
    /// Yes or no.
    Flag(bool),
    /// A count.
    Integer(i64),
    /// A number.
    Number(f64),
    /// A name.
    Text(String),
}

/// A value for each setting.
pub type SettingPoint = BTreeMap<String, SettingValue>;

/// Where a setting's values come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum SettingRange {
    /// One of these.
    Values(Vec<SettingValue>),
    /// Uniform in `[low, high)`; for random draws only.
    Uniform {
        /// The lower end.
        uniform: (f64, f64),
    },
    /// Its logarithm is uniform; for random draws only.
    LogUniform {
        /// The ends, more than 0.
        log_uniform: (f64, f64),
    },
}

/// Named settings and their ranges.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SearchSpace(pub BTreeMap<String, SettingRange>);

/// More points than anyone would wait for.
const MOST_POINTS: usize = 100_000;

impl SearchSpace {
    /// All combinations of the values, the last setting by name changing fastest.
    ///
    /// # Errors
    /// [`ModelError::NoEffect`] for a range that has no list of values, [`ModelError::Size`] for an empty list or too many points.
    pub fn grid(&self) -> Result<Vec<SettingPoint>, ModelError> {
        let mut points = vec![SettingPoint::new()];
        for (name, range) in &self.0 {
            let SettingRange::Values(values) = range else {
                let reason = "a grid is made of lists of values; draw at random from ranges";
                return Err(ModelError::NoEffect { setting: "uniform", reason });
            };
            let found = points.len().saturating_mul(values.len());
            if found == 0 || found > MOST_POINTS {
                let expected = "from 1 to 100000";
                return Err(ModelError::Size { setting: "points of the grid", expected, found });
            }
            let with = |point: &SettingPoint, value: &SettingValue| {
                let mut point = point.clone();
                point.insert(name.clone(), value.clone());
                point
            };
            points =
                points.iter().flat_map(|point| values.iter().map(move |value| with(point, value))).collect();
        }
        Ok(points)
    }

    /// `count` points drawn independently, each from a stream of its own: more of them leave the first ones as they are.
    ///
    /// Source: J. Bergstra, Y. Bengio, "Random search for hyper-parameter optimization", JMLR 13, 281 (2012).
    ///
    /// # Errors
    /// Ranges that are empty or not finite, and too many points.
    pub fn random(&self, count: usize, seed: u64) -> Result<Vec<SettingPoint>, ModelError> {
        if count > MOST_POINTS {
            let (setting, expected) = ("points", "at most 100000");
            return Err(ModelError::Size { setting, expected, found: count });
        }
        let draw = |k: usize| {
            let mut stream = RandomStream::new(seed, purposes::RANDOM_SEARCH, k as u64);
            self.0.iter().map(|(name, range)| Ok((name.clone(), range.draw(&mut stream)?))).collect()
        };
        (0..count).map(draw).collect()
    }
}

impl SettingRange {
    fn draw(&self, stream: &mut RandomStream) -> Result<SettingValue, ModelError> {
        let between = |(low, high): (f64, f64), setting, least: f64| {
            let holds = low > least && low < high && high.is_finite();
            let expected = "two finite ends in ascending order, of log_uniform more than 0";
            if holds { Ok(()) } else { Err(ModelError::Number { setting, expected, found: low }) }
        };
        match self {
            SettingRange::Values(values) if values.is_empty() => {
                Err(ModelError::Size { setting: "values", expected: "at least 1", found: 0 })
            }
            SettingRange::Values(values) => Ok(values[stream.below(values.len() as u64) as usize].clone()),
            SettingRange::Uniform { uniform: (low, high) } => {
                between((*low, *high), "uniform", f64::NEG_INFINITY)?;
                Ok(SettingValue::Number(low + (high - low) * stream.uniform()))
            }
            SettingRange::LogUniform { log_uniform: (low, high) } => {
                between((*low, *high), "log_uniform", 0.0)?;
                Ok(SettingValue::Number((low.ln() + (high / low).ln() * stream.uniform()).exp()))
            }
        }
    }
}
