//! Another model without its entangling gates: the control of Bowles, Ahmed and Schuld (arXiv:2403.07059).

use super::{Architecture, DataShape, ModelSettings};
use crate::{Model, ModelError};
use serde::{Deserialize, Serialize};

/// The model `of`, of whose circuit all operations on more than one qubit are left out. Weights of those stay without effect, so that
/// both have equally many.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeparableSettings {
    /// The model.
    pub of: Box<ModelSettings>,
}

impl Architecture for SeparableSettings {
    fn check(&self) -> Result<(), ModelError> {
        if matches!(*self.of, ModelSettings::Separable(_)) {
            let reason = "the model has no entangling gates already";
            return Err(ModelError::NoEffect { setting: "of", reason });
        }
        self.of.check()
    }

    fn num_qubits(&self, features: usize) -> usize {
        self.of.num_qubits(features)
    }

    fn prepares_amplitudes(&self) -> bool {
        self.of.prepares_amplitudes()
    }

    fn model(&self, shape: DataShape) -> Result<Model, ModelError> {
        self.of.as_dyn().model(shape)?.separable()
    }
}
