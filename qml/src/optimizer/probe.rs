//! What a solver of another crate sees of an objective: values, until a limit or a failure, which is kept for the caller.
//!
//! Used by L-BFGS, Nelder–Mead and COBYLA, whose solvers cannot carry our errors. Must not know the solvers.

use serde::{Deserialize, Serialize};

use super::Objective;
use super::error::{OptimizeError, Quantity};
use super::trail::first_not_finite;

/// A point with what is known there. The gradient is empty where only the value was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Point {
    pub(super) params: Vec<f64>,
    pub(super) value: f64,
    pub(super) gradient: Vec<f64>,
}

/// One step's access to the objective.
pub(super) struct Probe<'o> {
    optimizer: &'static str,
    objective: &'o mut dyn Objective,
    limit: usize,
    pub(super) evaluations: usize,
    pub(super) failure: Option<OptimizeError>,
    pub(super) first: Option<Point>,
    pub(super) last: Option<Point>,
    pub(super) best: Option<Point>,
}

/// No value: the limit is reached, a number is not finite, or the objective failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no further evaluation")]
pub(super) struct NoValue;

impl<'o> Probe<'o> {
    pub(super) fn new(optimizer: &'static str, objective: &'o mut dyn Objective, limit: usize) -> Self {
        let (first, last, best) = (None, None, None);
        Self { optimizer, objective, limit, evaluations: 0, failure: None, first, last, best }
    }

    pub(super) fn value(&mut self, params: &[f64]) -> Result<f64, NoValue> {
        self.evaluate(params, Vec::new())
    }

    pub(super) fn value_and_gradient(&mut self, params: &[f64]) -> Result<&Point, NoValue> {
        if self.last.as_ref().is_none_or(|last| last.params != params) {
            self.evaluate(params, vec![0.0; params.len()])?;
        }
        self.last.as_ref().ok_or(NoValue)
    }

    /// Evaluates with a gradient if `gradient` has entries.
    fn evaluate(&mut self, params: &[f64], mut gradient: Vec<f64>) -> Result<f64, NoValue> {
        if self.failure.is_some() || self.evaluations >= self.limit {
            return Err(NoValue);
        }
        if let Some(parameter) = params.iter().position(|value| !value.is_finite()) {
            return Err(self.diverged(Quantity::Parameter { parameter }, params[parameter]));
        }
        self.evaluations += 1;
        let result = if gradient.is_empty() {
            self.objective.value(params)
        } else {
            self.objective.value_and_gradient(params, &mut gradient)
        };
        let value = result.map_err(|error| {
            self.failure = Some(OptimizeError::Objective(error));
            NoValue
        })?;
        if let Some((quantity, found)) = first_not_finite(value, &gradient) {
            return Err(self.diverged(quantity, found));
        }
        self.remember(Point { params: params.to_vec(), value, gradient });
        Ok(value)
    }

    fn remember(&mut self, point: Point) {
        if self.best.as_ref().is_none_or(|best| point.value < best.value) {
            self.best = Some(point.clone());
        }
        self.first.get_or_insert_with(|| point.clone());
        self.last = Some(point);
    }

    fn diverged(&mut self, quantity: Quantity, found: f64) -> NoValue {
        self.failure = Some(OptimizeError::Diverged { optimizer: self.optimizer, quantity, found });
        NoValue
    }
}
