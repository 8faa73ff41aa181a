//! Settings that files and the command line share over all optimizers, and the checks of their ranges.
//!
//! Called by the list of optimizers and by each `build`. Must not know how a setting is used.

use super::error::SettingError;
use super::schedule::{Clipping, Schedule};
use serde::{Deserialize, Serialize};

/// What [`crate::optimizer_by_name`] takes. `None` is the optimizer's own default; a value that the optimizer has no use for is an error.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Step size of the first-order optimizers; for SPSA the gain `a`.
    pub learning_rate: Option<f64>,
    /// Share of the last step that is kept: momentum and nesterov.
    pub momentum: Option<f64>,
    /// Pull towards zero: adamw.
    pub weight_decay: Option<f64>,
    /// Length of the first moves: nelder_mead, cobyla, and an upper limit for lbfgs and lbfgsb.
    pub initial_step: Option<f64>,
    /// What the learning rate is multiplied with at each step: optimizers of one gradient a step.
    pub schedule: Option<Schedule>,
    /// What is done to gradients first: optimizers of one gradient a step.
    pub clipping: Option<Clipping>,
    /// The least value of every parameter: lbfgsb.
    pub lower_bound: Option<f64>,
    /// The largest value of every parameter: lbfgsb.
    pub upper_bound: Option<f64>,
    /// By how much a step may raise the value before it is not taken: qnspsa.
    pub blocking: Option<f64>,
    /// Seed of the random optimizers. Every run has a seed, so the others ignore it.
    pub seed: u64,
}

impl Settings {
    /// Refuses settings that have a value but are not in `used`, and lengths that are not positive, by the names they have here.
    pub(super) fn require_only(&self, optimizer: &'static str, used: &[&str]) -> Result<(), SettingError> {
        let given = [
            ("learning_rate", self.learning_rate.is_some()),
            ("momentum", self.momentum.is_some()),
            ("weight_decay", self.weight_decay.is_some()),
            ("initial_step", self.initial_step.is_some()),
            ("schedule", self.schedule.is_some()),
            ("clipping", self.clipping.is_some()),
            ("lower_bound", self.lower_bound.is_some()),
            ("upper_bound", self.upper_bound.is_some()),
            ("blocking", self.blocking.is_some()),
        ];
        if let Some((setting, _)) =
            given.into_iter().find(|(setting, is_given)| *is_given && !used.contains(setting))
        {
            return Err(SettingError::Unused { optimizer, setting });
        }
        let lengths = [("learning_rate", self.learning_rate), ("initial_step", self.initial_step)];
        lengths.into_iter().try_for_each(|(setting, length)| match length {
            Some(length) => Ranges(optimizer).positive(setting, length),
            None => Ok(()),
        })
    }
}

/// The settings that optimizers of one gradient a step have, whatever their rule.
pub(super) const OF_FIRST_ORDER: [&str; 3] = ["learning_rate", "schedule", "clipping"];

/// Checks ranges for one optimizer.
pub(super) struct Ranges(pub(super) &'static str);

impl Ranges {
    pub(super) fn positive(&self, setting: &'static str, found: f64) -> Result<(), SettingError> {
        self.require(found.is_finite() && found > 0.0, "finite and more than 0", setting, found)
    }

    pub(super) fn not_negative(&self, setting: &'static str, found: f64) -> Result<(), SettingError> {
        self.require(found.is_finite() && found >= 0.0, "finite and not negative", setting, found)
    }

    pub(super) fn below(&self, setting: &'static str, found: f64, bound: f64) -> Result<(), SettingError> {
        let holds = found.is_finite() && bound.is_finite() && found < bound;
        self.require(holds, "finite and less than a finite `upper_bound`", setting, found)
    }

    pub(super) fn fraction(&self, setting: &'static str, found: f64) -> Result<(), SettingError> {
        self.require((0.0..1.0).contains(&found), "at least 0 and less than 1", setting, found)
    }

    pub(super) fn at_least_one(&self, setting: &'static str, found: usize) -> Result<(), SettingError> {
        self.require(found > 0, "at least 1", setting, found as f64)
    }

    fn require(
        &self,
        holds: bool,
        expected: &'static str,
        setting: &'static str,
        found: f64,
    ) -> Result<(), SettingError> {
        if holds { Ok(()) } else { Err(SettingError::Range { optimizer: self.0, setting, expected, found }) }
    }
}
