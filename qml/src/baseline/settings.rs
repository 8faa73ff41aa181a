//! What dense models are made of, as text and numbers that a file can hold.
//!
//! Called by dense models, and by whoever reads files.

use crate::{IntoOptimizer, ModelError, OptimizerSettings};
use serde::{Deserialize, Serialize};

/// The settings of a [`DenseClassifier`](super::DenseClassifier) or a [`DenseRegressor`](super::DenseRegressor).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct DenseSettings {
    /// Numbers of the hidden layers; none: multinomial logistic regression, or ridge regression. Default one layer of 32.
    pub hidden: Vec<usize>,
    /// λ of `½ λ Σ w²`, offsets left out. Default 1e-4.
    pub penalty: f64,
    /// A name of [`crate::optimize::OPTIMIZERS`] for whole batches. Default `lbfgs`.
    pub optimizer: String,
    /// Absent: the optimizer's own.
    pub learning_rate: Option<f64>,
    /// The most steps. Default 200.
    pub steps: usize,
    /// Of the starting weights. Default 0.
    pub seed: u64,
}

impl Default for DenseSettings {
    fn default() -> Self {
        DenseSettings {
            hidden: vec![32],
            penalty: 1e-4,
            optimizer: "lbfgs".into(),
            learning_rate: None,
            steps: 200,
            seed: 0,
        }
    }
}

impl DenseSettings {
    /// No hidden layers, and λ = 0.01.
    pub fn logistic_regression() -> DenseSettings {
        DenseSettings { hidden: Vec::new(), penalty: 1e-2, ..DenseSettings::default() }
    }

    /// No hidden layers, and λ = 0.01: what ridge regression minimises, in units of the targets' standard deviation.
    pub fn ridge() -> DenseSettings {
        DenseSettings { hidden: Vec::new(), penalty: 1e-2, ..DenseSettings::default() }
    }

    /// Refuses what no such model has.
    ///
    /// # Errors
    /// The setting that is wrong.
    pub fn check(&self) -> Result<(), ModelError> {
        if !(self.penalty.is_finite() && self.penalty >= 0.0) {
            let (setting, expected) = ("penalty", "finite and not negative");
            return Err(ModelError::Number { setting, expected, found: self.penalty });
        }
        let sizes = self.hidden.iter().map(|width| ("hidden", *width)).chain([("steps", self.steps)]);
        match sizes.into_iter().find(|(_, found)| !(1..=1_000_000).contains(found)) {
            Some((setting, found)) => Err(ModelError::Size { setting, expected: "from 1 to 1000000", found }),
            None => self.named_optimizer().into_optimizer().map(|_| ()).map_err(ModelError::from),
        }
    }

    /// The optimizer with its settings.
    pub(super) fn named_optimizer(&self) -> OptimizerSettings {
        let DenseSettings { optimizer, learning_rate, seed, .. } = self;
        OptimizerSettings { learning_rate: *learning_rate, seed: *seed, ..optimizer.as_str().into() }
    }
}
