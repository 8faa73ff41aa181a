//! The way out of a start without a slope, where whatever follows gradients would stay.
//!
//! Called by the loop around optimizers. Must not know what is minimized.

use super::watched::{Known, Watched};
use crate::optimize::Scale;
use crate::{ModelError, Objective, OptimizeError, Optimizer, Order, purposes};
use ansatz_simulator::RandomStream;

/// A slope below this share of the objective's scale is none.
const NO_SLOPE: f64 = 1e-9;
/// And so is one below this share of the value, where the scale is not known: it comes from rounding.
const ROUNDED: f64 = 1e-13;
/// Standard deviations of the moves that are tried, in radians: near enough to come back to a minimum, then far enough to leave a plateau.
const MOVES: [f64; 2] = [0.05, 0.5];

/// Where a search begins.
pub(super) struct Beginning {
    pub(super) parameters: Vec<f64>,
    /// The value at the start, if that was left.
    pub(super) left: Option<f64>,
    /// Whether there is no slope around the start either.
    pub(super) flat: bool,
    /// Evaluations, but for one whose answer the optimizer will hear again.
    pub(super) evaluations: usize,
}

/// The start, or, for an optimizer that follows gradients and finds none there, a point beside it.
pub(super) fn leave(
    objective: &mut Watched<'_>,
    optimizer: &dyn Optimizer,
    start: Vec<f64>,
    seed: u64,
) -> Result<Beginning, ModelError> {
    let follows = matches!(optimizer.needs().order, Order::Gradient | Order::Metric);
    let bounds = optimizer.bounds();
    let outside = bounds.is_some_and(|bounds| start.iter().any(|x| !bounds.contains(*x)));
    if !follows || start.is_empty() || outside {
        return Ok(Beginning { parameters: start, left: None, flat: false, evaluations: 0 });
    }
    let first = ask(objective, start)?;
    let mut scale = Scale::of(objective);
    scale.see(first.value, &first.gradient);
    if !is_level(&scale, &first) {
        let parameters = first.parameters.clone();
        objective.knows(first);
        return Ok(Beginning { parameters, left: None, flat: false, evaluations: 0 });
    }
    for (index, reach) in MOVES.into_iter().enumerate() {
        let mut stream = RandomStream::new(seed, purposes::STATIONARY_START, index as u64);
        let moved = first.parameters.iter().map(|x| {
            let step = reach * stream.normal();
            let inward = bounds.is_some_and(|bounds| !bounds.contains(x + step));
            let place = if inward { x - step } else { x + step };
            bounds.map_or(place, |bounds| bounds.nearest(place))
        });
        let next = ask(objective, moved.collect())?;
        scale.see(next.value, &next.gradient);
        if !is_level(&scale, &next) {
            let parameters = next.parameters.clone();
            objective.knows(next);
            let evaluations = index + 1;
            return Ok(Beginning { parameters, left: Some(first.value), flat: false, evaluations });
        }
    }
    let evaluations = MOVES.len() + 1;
    Ok(Beginning { parameters: first.parameters, left: Some(first.value), flat: true, evaluations })
}

fn ask(objective: &mut Watched<'_>, parameters: Vec<f64>) -> Result<Known, ModelError> {
    let mut gradient = vec![0.0; parameters.len()];
    let value = objective.value_and_gradient(&parameters, &mut gradient).map_err(OptimizeError::Objective)?;
    Ok(Known { parameters, value, gradient })
}

/// Whether a point has no slope that could be told from rounding. What is not a number is the optimizer's to find.
fn is_level(scale: &Scale, Known { value, gradient, .. }: &Known) -> bool {
    let rounded = gradient.iter().all(|slope| slope.abs() <= ROUNDED * value.abs());
    value.is_finite() && (rounded || scale.is_flat(gradient, NO_SLOPE))
}
