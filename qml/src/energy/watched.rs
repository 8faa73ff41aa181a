//! An objective that remembers the lowest point at which it was evaluated.
//!
//! Used by the loop around optimizers, so that the best point seen is found whatever the optimizer says of it. Must not know optimizers.

use crate::{Geometry, Measurements, Objective, ObjectiveError, Spectrum};

/// A point and the value there.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Lowest {
    pub(super) value: f64,
    pub(super) parameters: Vec<f64>,
}

/// An objective, watched.
pub(super) struct Watched<'o> {
    objective: &'o mut dyn Objective,
    /// The lowest point so far.
    pub(super) lowest: Option<Lowest>,
    /// A gradient that is known, answered once.
    known: Option<Known>,
}

/// A value and a gradient at a point.
pub(super) struct Known {
    pub(super) parameters: Vec<f64>,
    pub(super) value: f64,
    pub(super) gradient: Vec<f64>,
}

impl<'o> Watched<'o> {
    pub(super) fn new(objective: &'o mut dyn Objective) -> Watched<'o> {
        Watched { objective, lowest: None, known: None }
    }

    /// Answers the next question for a gradient at this point without asking again.
    pub(super) fn knows(&mut self, known: Known) {
        self.known = Some(known);
    }

    fn note(&mut self, value: f64, parameters: &[f64]) {
        if value.is_finite() && self.lowest.as_ref().is_none_or(|lowest| value < lowest.value) {
            self.lowest = Some(Lowest { value, parameters: parameters.to_vec() });
        }
    }
}

impl Objective for Watched<'_> {
    fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
        let value = self.objective.value(params)?;
        self.note(value, params);
        Ok(value)
    }

    fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
        if let Some(known) = self.known.take_if(|known| known.parameters == params) {
            gradient.copy_from_slice(&known.gradient);
            return Ok(known.value);
        }
        let value = self.objective.value_and_gradient(params, gradient)?;
        self.note(value, params);
        Ok(value)
    }

    fn scale(&self) -> Option<f64> {
        self.objective.scale()
    }

    fn precision(&self) -> f64 {
        self.objective.precision()
    }

    fn geometry(&mut self) -> Option<&mut dyn Geometry> {
        self.objective.geometry()
    }

    fn spectrum(&mut self) -> Option<&mut dyn Spectrum> {
        self.objective.spectrum()
    }

    fn measurements(&mut self) -> Option<&mut dyn Measurements> {
        self.objective.measurements()
    }
}
