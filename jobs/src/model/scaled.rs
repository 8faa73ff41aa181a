//! A regressor that learns numbers on the scale of its training rows, and answers in their unit.
//!
//! Called by studies; training keeps the scale itself, because it is saved with the model.

use ansatz::qml::{
    ModelError,
    models::{Regressor, TargetScale},
};
use ndarray::Array2;

/// A regressor of standardised numbers.
pub(crate) struct OnScale {
    model: Box<dyn Regressor>,
    scale: Option<TargetScale>,
}

impl OnScale {
    /// Untrained.
    pub(crate) fn new(model: Box<dyn Regressor>) -> OnScale {
        OnScale { model, scale: None }
    }
}

impl Regressor for OnScale {
    fn fit(&mut self, features: &Array2<f64>, targets: &[f64]) -> Result<(), ModelError> {
        let scale = TargetScale::of(targets);
        let known: Vec<f64> = targets.iter().map(|y| scale.to_learn(*y)).collect();
        self.model.fit(features, &known)?;
        self.scale = Some(scale);
        Ok(())
    }

    fn predict(&self, features: &Array2<f64>) -> Result<Vec<f64>, ModelError> {
        let scale = self.scale.ok_or(ModelError::NotTrained)?;
        Ok(self.model.predict(features)?.into_iter().map(|y| scale.learnt(y)).collect())
    }
}
