//! An optimizer as a file names it: its name, and the settings that files share over all optimizers.
//!
//! Read from files as keys beside those of training or minimization (`beside.rs`); called by the registry. Must not know how a setting is used.

use super::error::SettingError;
use super::first_order::{FirstOrder, UpdateRule};
use super::names::Made;
use super::ranges::Ranges;
use super::schedule::{Clipping, Schedule};
use serde::de::MapAccess;
use serde::{Deserialize, Serialize};

/// One line a key: the only list of them.
macro_rules! settings {
    ($($(#[$about:meta])* $key:ident: $number:ty,)+) => {
        /// An optimizer by name, with its settings as files have them. `None` is the optimizer's own default; a setting that the optimizer has no use for
        /// is refused when the optimizer is made. In Rust, the settings of one optimizer, such as [`Adam`](super::Adam), say more.
        ///
        /// ```
        /// use ansatz_qml::optimize::{IntoOptimizer, OptimizerSettings};
        /// let settings = OptimizerSettings { learning_rate: Some(0.1), ..OptimizerSettings::from("adam") };
        /// assert_eq!(settings.into_optimizer()?.name(), "adam");
        /// let wrong = OptimizerSettings { momentum: Some(0.9), ..OptimizerSettings::from("adam") };
        /// assert_eq!(wrong.into_optimizer().err().unwrap().to_string(), "adam: has no setting `momentum`; remove it");
        /// # Ok::<(), ansatz_qml::optimize::SettingError>(())
        /// ```
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields, default)]
        pub struct OptimizerSettings {
            /// One of [`OPTIMIZERS`](super::OPTIMIZERS) or [`CIRCUIT_OPTIMIZERS`](super::CIRCUIT_OPTIMIZERS). Default `adam`.
            #[serde(rename = "optimizer")]
            pub name: String,
            $($(#[$about])* pub $key: Option<$number>,)+
            /// Seed of the random optimizers; the others ignore it. Runs from files have one seed for everything, which is put here.
            #[serde(skip)]
            pub seed: u64,
        }

        impl OptimizerSettings {
            /// The keys of files.
            pub(crate) const KEYS: &[&str] = &["optimizer", $(stringify!($key)),+];

            /// The settings that have a value.
            fn given(&self) -> impl Iterator<Item = &'static str> {
                [$((stringify!($key), self.$key.is_some())),+].into_iter().filter(|(_, given)| *given).map(|(key, _)| key)
            }

            /// Takes the value of one of the keys.
            pub(crate) fn take_key<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
                match key {
                    "optimizer" => self.name = map.next_value()?,
                    $(stringify!($key) => self.$key = map.next_value()?,)+
                    _ => unreachable!("only keys of the list are asked for"),
                }
                Ok(())
            }
        }

        impl From<&str> for OptimizerSettings {
            /// The optimizer of that name, with its defaults. An unknown name is refused when the optimizer is made.
            fn from(name: &str) -> Self {
                Self { name: name.to_owned(), $($key: None,)+ seed: 0 }
            }
        }
    };
}

settings! {
    /// Step size of the first-order optimizers; for SPSA the gain `a`.
    learning_rate: f64,
    /// Share of the last step that is kept: momentum and nesterov.
    momentum: f64,
    /// Pull towards zero: adamw.
    weight_decay: f64,
    /// Length of the first moves: nelder_mead, cobyla, and an upper limit for lbfgs and lbfgsb.
    initial_step: f64,
    /// What the learning rate is multiplied with at each step: optimizers of one gradient a step.
    schedule: Schedule,
    /// What is done to gradients first: optimizers of one gradient a step.
    clipping: Clipping,
    /// The least value of every parameter: lbfgsb.
    lower_bound: f64,
    /// The largest value of every parameter: lbfgsb.
    upper_bound: f64,
    /// By how much a step may raise the value before it is not taken: qnspsa.
    #[serde(skip_serializing_if = "Option::is_none")]
    blocking: f64,
}

impl Default for OptimizerSettings {
    fn default() -> Self {
        "adam".into()
    }
}

/// The settings that optimizers of one gradient a step have, whatever their rule.
pub(super) const OF_FIRST_ORDER: [&str; 3] = ["learning_rate", "schedule", "clipping"];

impl OptimizerSettings {
    /// The same optimizer with this learning rate.
    ///
    /// ```
    /// use ansatz_qml::optimize::OptimizerSettings;
    /// assert_eq!(OptimizerSettings::from("momentum").with_learning_rate(0.2).learning_rate, Some(0.2));
    /// ```
    #[must_use]
    pub fn with_learning_rate(self, learning_rate: f64) -> Self {
        Self { learning_rate: Some(learning_rate), ..self }
    }

    /// Refuses settings that have a value but are not in `used`, and lengths that are not positive, by the names they have in files.
    pub(super) fn require_only(&self, optimizer: &'static str, used: &[&str]) -> Result<(), SettingError> {
        if let Some(setting) = self.given().find(|setting| !used.contains(setting)) {
            return Err(SettingError::Unused { optimizer, setting });
        }
        let lengths = [("learning_rate", self.learning_rate), ("initial_step", self.initial_step)];
        lengths.into_iter().try_for_each(|(setting, length)| match length {
            Some(length) => Ranges(optimizer).positive(setting, length),
            None => Ok(()),
        })
    }

    /// An optimizer of one gradient a step, with the schedule and the clipping.
    pub(super) fn first_order<R: UpdateRule + 'static>(&self, optimizer: FirstOrder<R>) -> Made {
        let scheduled = optimizer.with_schedule(self.schedule.unwrap_or_default())?;
        Ok(Box::new(scheduled.with_clipping(self.clipping.unwrap_or_default())?))
    }
}
