//! Checks of an optimizer's settings.
//!
//! Called by each `build`. Must not know what a setting does.

use super::error::SettingError;

/// Checks ranges on behalf of the optimizer of that name.
///
/// ```
/// use ansatz_qml::optimize::Ranges;
/// let ranges = Ranges("lion");
/// assert!(ranges.positive("rate", 0.1).is_ok());
/// let error = ranges.positive("rate", -0.1).unwrap_err();
/// assert_eq!(error.to_string(), "lion: expected `rate` to be finite and more than 0, found -0.1");
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Ranges(pub &'static str);

impl Ranges {
    /// More than 0.
    ///
    /// # Errors
    /// [`SettingError::Range`], as for all checks.
    pub fn positive(&self, setting: &'static str, found: f64) -> Result<(), SettingError> {
        self.require(found.is_finite() && found > 0.0, "finite and more than 0", setting, found)
    }

    /// At least 0.
    ///
    /// # Errors
    /// [`SettingError::Range`].
    pub fn not_negative(&self, setting: &'static str, found: f64) -> Result<(), SettingError> {
        self.require(found.is_finite() && found >= 0.0, "finite and not negative", setting, found)
    }

    /// Less than the setting `upper_bound`.
    ///
    /// # Errors
    /// [`SettingError::Range`].
    pub fn below(&self, setting: &'static str, found: f64, bound: f64) -> Result<(), SettingError> {
        let holds = found.is_finite() && bound.is_finite() && found < bound;
        self.require(holds, "finite and less than a finite `upper_bound`", setting, found)
    }

    /// At least 0 and less than 1.
    ///
    /// # Errors
    /// [`SettingError::Range`].
    pub fn fraction(&self, setting: &'static str, found: f64) -> Result<(), SettingError> {
        self.require((0.0..1.0).contains(&found), "at least 0 and less than 1", setting, found)
    }

    /// A count that is not 0.
    ///
    /// # Errors
    /// [`SettingError::Range`].
    pub fn at_least_one(&self, setting: &'static str, found: usize) -> Result<(), SettingError> {
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
