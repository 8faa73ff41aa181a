//! Another model without its entangling gates: the control of Bowles, Ahmed and Schuld (arXiv:2403.07059).

use super::{Architecture, ModelSettings};
use crate::ModelError;
use crate::network::{Body, Measured};
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

    fn body(&self, features: usize, classes: usize) -> Result<Body, ModelError> {
        let body = self.of.body(features, classes)?;
        Ok(Body { circuit: body.circuit.without_entanglement()?, ..body })
    }

    fn measured(&self, features: usize, classes: usize) -> Result<Measured<usize>, ModelError> {
        self.of.measured(features, classes)
    }
}
