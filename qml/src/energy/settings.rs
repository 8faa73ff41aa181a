//! How a minimum is looked for, as text and numbers that a file can hold.

use super::objective::Energy;
use crate::optimize::Beside;
use crate::purposes;
use crate::{IntoOptimizer, ModelError, OptimizerSettings, differentiator_by_name};
use ansatz_simulator::RandomStream;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::f64::consts::TAU;

/// Settings of [`minimize`](fn@super::minimize). In files the keys of the optimizer stand beside the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self", deny_unknown_fields, default)]
pub struct MinimizeSettings {
    /// Any optimizer with its settings. Default `lbfgs`. Its seed is that of the minimization.
    #[serde(skip_deserializing, flatten)]
    pub optimizer: OptimizerSettings,
    /// The most steps of the optimizer from one start. Default 200.
    pub steps: usize,
    /// A name of [`crate::gradients::DIFFERENTIATORS`]. Default `adjoint`.
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
            steps: 200,
            differentiator: "adjoint".into(),
            starts: 1,
            seed: 0,
        }
    }
}

/// The first of the starts; the others are random, uniform in `[0, 2π)`, or within the bounds of an optimizer that has some.
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
        self.of_optimizer().into_optimizer()?;
        Ok(())
    }

    /// The energy with the differentiator and the seed of these settings.
    pub(super) fn applied(&self, energy: Energy) -> Result<Energy, ModelError> {
        let differentiator = differentiator_by_name(&self.differentiator, self.seed)?;
        Ok(energy.with_differentiator(differentiator).with_seed(self.seed))
    }

    /// The optimizer's settings, with the seed of the minimization.
    pub fn of_optimizer(&self) -> OptimizerSettings {
        OptimizerSettings { seed: self.seed, ..self.optimizer.clone() }
    }
}

impl Start {
    /// The parameters of the start of that `index`, in radians.
    ///
    /// ```
    /// use ansatz_qml::energy::Start;
    /// assert_eq!(Start::Zero.parameters(2, 7, 0)?, [0.0, 0.0]);
    /// assert_ne!(Start::Random.parameters(2, 7, 0)?, Start::Random.parameters(2, 7, 1)?);
    /// assert!(Start::Given(vec![0.5]).parameters(2, 7, 0).is_err());
    /// # Ok::<(), ansatz_qml::ModelError>(())
    /// ```
    ///
    /// # Errors
    /// [`ModelError::ParameterCount`] if as many were not given.
    pub fn parameters(&self, count: usize, seed: u64, index: usize) -> Result<Vec<f64>, ModelError> {
        match self {
            Start::Zero => Ok(vec![0.0; count]),
            Start::Random => {
                let mut stream = RandomStream::new(seed, purposes::WEIGHTS, index as u64);
                Ok((0..count).map(|_| TAU * stream.uniform()).collect())
            }
            Start::Given(values) if values.len() != count => {
                Err(ModelError::ParameterCount { expected: count, found: values.len() })
            }
            Start::Given(values) => Ok(values.clone()),
        }
    }
}

impl Serialize for MinimizeSettings {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for MinimizeSettings {
    fn deserialize<D: Deserializer<'de>>(table: D) -> Result<Self, D::Error> {
        let mut optimizer = Self::default().optimizer;
        let keys = OptimizerSettings::KEYS;
        let others = Self::deserialize(Beside { table, settings: &mut optimizer, keys })?;
        Ok(Self { optimizer, ..others })
    }
}
