//! How a minimum is looked for, as text and numbers that a file can hold.

use crate::{Clipping, ModelError, Optimizer, Schedule, Settings, optimizer_by_name};
use serde::{Deserialize, Serialize};

/// Settings of [`minimize`](fn@super::minimize).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MinimizeSettings {
    /// A name of [`crate::OPTIMIZERS`] or [`crate::CIRCUIT_OPTIMIZERS`]. Default `lbfgs`.
    pub optimizer: String,
    /// See [`Settings`].
    pub learning_rate: Option<f64>,
    /// See [`Settings`].
    pub momentum: Option<f64>,
    /// See [`Settings`].
    pub weight_decay: Option<f64>,
    /// See [`Settings`].
    pub initial_step: Option<f64>,
    /// See [`Settings`].
    pub schedule: Option<Schedule>,
    /// See [`Settings`].
    pub clipping: Option<Clipping>,
    /// See [`Settings`].
    pub lower_bound: Option<f64>,
    /// See [`Settings`].
    pub upper_bound: Option<f64>,
    /// See [`Settings`].
    pub blocking: Option<f64>,
    /// The most steps of the optimizer from one start. Default 200.
    pub steps: usize,
    /// A name of [`crate::DIFFERENTIATORS`]. Default `adjoint`.
    pub differentiator: String,
    /// How many starts there are; the lowest energy counts. Default 1.
    pub starts: usize,
    /// Of random starts, optimizers, differentiators and shots. Default 0.
    pub seed: u64,
}

impl Default for MinimizeSettings {
    fn default() -> Self {
        MinimizeSettings {
            optimizer: "lbfgs".into(),
            learning_rate: None,
            momentum: None,
            weight_decay: None,
            initial_step: None,
            schedule: None,
            clipping: None,
            lower_bound: None,
            upper_bound: None,
            blocking: None,
            steps: 200,
            differentiator: "adjoint".into(),
            starts: 1,
            seed: 0,
        }
    }
}

/// The first of the starts; the others are random, uniform in `[0, 2π)`.
#[derive(Debug, Clone, PartialEq)]
pub enum Start {
    /// All zero: for circuits that begin at a good state, such as Hartree–Fock.
    Zero,
    /// Uniform in `[0, 2π)`.
    Random,
    /// These.
    Given(Vec<f64>),
}

/// More steps or starts than anyone would wait for.
const MOST: usize = 1_000_000;

impl MinimizeSettings {
    /// Refuses counts out of range and what no optimizer or differentiator has.
    ///
    /// # Errors
    /// The setting that is wrong.
    pub fn check(&self) -> Result<(), ModelError> {
        for (setting, found) in [("steps", self.steps), ("starts", self.starts)] {
            if !(1..=MOST).contains(&found) {
                return Err(ModelError::Size { setting, expected: "from 1 to 1000000", found });
            }
        }
        crate::differentiator_by_name(&self.differentiator, self.seed)?;
        self.build().map(|_| ())
    }

    /// The optimizer.
    pub(super) fn build(&self) -> Result<Box<dyn Optimizer>, ModelError> {
        let settings = Settings {
            learning_rate: self.learning_rate,
            momentum: self.momentum,
            weight_decay: self.weight_decay,
            initial_step: self.initial_step,
            schedule: self.schedule,
            clipping: self.clipping,
            lower_bound: self.lower_bound,
            upper_bound: self.upper_bound,
            blocking: self.blocking,
            seed: self.seed,
        };
        Ok(optimizer_by_name(&self.optimizer, &settings)?)
    }
}
