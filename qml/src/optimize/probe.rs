//! What a solver of another crate sees of an objective: values, until a limit or a failure, which is kept for the caller.
//!
//! Used by L-BFGS, Nelder–Mead and COBYLA, whose solvers cannot carry our errors. Must not know the solvers.

use serde::{Deserialize, Serialize};

use super::Objective;
use super::error::{OptimizeError, Quantity};
use super::trail::first_not_finite;

/// A point with what is known there. The gradient is empty where only the value was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The parameters.
    pub params: Vec<f64>,
    /// The objective there.
    pub value: f64,
    /// Its derivative by each parameter.
    pub gradient: Vec<f64>,
}

/// One step's access to the objective: it counts, stops at a limit, and keeps what failed, so that a solver with errors of its own can be used.
///
/// ```
/// use ansatz_qml::optimize::{Objective, ObjectiveError, Probe};
/// # struct Parabola;
/// # impl Objective for Parabola {
/// #     fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> { Ok(params[0].powi(2)) }
/// #     fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
/// #         gradient[0] = 2.0 * params[0];
/// #         self.value(params)
/// #     }
/// # }
/// let mut objective = Parabola;
/// let mut probe = Probe::new("mine", &mut objective, 2);
/// assert_eq!(probe.value(&[3.0]), Ok(9.0));
/// assert_eq!(probe.value_and_gradient(&[1.0]).unwrap().gradient, [2.0]);
/// // The limit is reached.
/// assert!(probe.value(&[2.0]).is_err() && probe.failure.is_none());
/// assert_eq!(probe.best.unwrap().params, [1.0]);
/// ```
pub struct Probe<'o> {
    optimizer: &'static str,
    objective: &'o mut dyn Objective,
    limit: usize,
    /// Calls of the objective so far.
    pub evaluations: usize,
    /// What failed, if something did; from then on there are no values.
    pub failure: Option<OptimizeError>,
    /// The first point that was evaluated.
    pub first: Option<Point>,
    /// The last one.
    pub last: Option<Point>,
    /// The lowest one.
    pub best: Option<Point>,
}

/// No value: the limit is reached, a number is not finite, or the objective failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no further evaluation")]
pub struct NoValue;

impl<'o> Probe<'o> {
    /// Access on behalf of that optimizer, for so many evaluations.
    pub fn new(optimizer: &'static str, objective: &'o mut dyn Objective, limit: usize) -> Self {
        let (first, last, best) = (None, None, None);
        Self { optimizer, objective, limit, evaluations: 0, failure: None, first, last, best }
    }

    /// The value.
    ///
    /// # Errors
    /// [`NoValue`], whose reason is the limit or [`failure`](Self::failure).
    pub fn value(&mut self, params: &[f64]) -> Result<f64, NoValue> {
        self.evaluate(params, Vec::new())
    }

    /// The value and the gradient; the point that was asked for last is not evaluated again.
    ///
    /// # Errors
    /// As [`value`](Self::value).
    pub fn value_and_gradient(&mut self, params: &[f64]) -> Result<&Point, NoValue> {
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
