//! Settings that files and the command line share over all optimizers, and the checks of their ranges.
//!
//! Called by the list of optimizers and by each `build`. Must not know how a setting is used.

use super::error::SettingError;

/// What [`crate::optimizer_by_name`] takes. `None` is the optimizer's own default; a value that the optimizer has no use for is an error.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Settings {
    /// Step size of the first-order optimizers; for SPSA the gain `a`.
    pub learning_rate: Option<f64>,
    /// Share of the last step that is kept: momentum and nesterov.
    pub momentum: Option<f64>,
    /// Pull towards zero: adamw.
    pub weight_decay: Option<f64>,
    /// Length of the first moves: nelder_mead, cobyla, and an upper limit for lbfgs.
    pub initial_step: Option<f64>,
    /// Seed of the random optimizers. Every run has a seed, so the others ignore it.
    pub seed: u64,
}

impl Settings {
    /// Refuses settings that have a value but are not in `used`, and lengths that are not positive, by the names they have here.
    pub(super) fn require_only(&self, optimizer: &'static str, used: &[&str]) -> Result<(), SettingError> {
        let given = [
            ("learning_rate", self.learning_rate),
            ("momentum", self.momentum),
            ("weight_decay", self.weight_decay),
            ("initial_step", self.initial_step),
        ];
        if let Some((setting, _)) =
            given.into_iter().find(|(setting, value)| value.is_some() && !used.contains(setting))
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

/// Checks ranges for one optimizer.
pub(super) struct Ranges(pub(super) &'static str);

impl Ranges {
    pub(super) fn positive(&self, setting: &'static str, found: f64) -> Result<(), SettingError> {
        self.require(found.is_finite() && found > 0.0, "finite and more than 0", setting, found)
    }

    pub(super) fn not_negative(&self, setting: &'static str, found: f64) -> Result<(), SettingError> {
        self.require(found.is_finite() && found >= 0.0, "finite and not negative", setting, found)
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
