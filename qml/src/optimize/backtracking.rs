//! A line search that shortens its step until the value falls enough, and says what it has seen where it does not.
//!
//! Used by L-BFGS with and without bounds: its last word along the steepest descent tells the end of a search from a failure. Must not know
//! where directions come from.

use super::bounds::Bounds;
use super::error::OptimizeError;
use super::probe::{Point, Probe};

/// The share of the promised decrease that a step must bring (Armijo).
const DECREASE: f64 = 1e-4;
/// Steps that are tried.
const MOST_TRIALS: usize = 60;
/// Changes of the gradient over less than this share of a radian are rounding.
const SHORTEST_CHORD: f64 = 1e-6;
/// A fall of so many rounding errors is not seen.
const UNSEEN: f64 = 100.0;

/// A search along one direction from one point.
#[derive(Debug, Clone, Copy)]
pub struct Backtracking<'s> {
    /// Where it starts.
    pub start: &'s Point,
    /// Where it leads.
    pub direction: &'s [f64],
    /// The first step, in units of the direction.
    pub first: f64,
    /// What a step that is too long is multiplied with.
    pub shrink: f64,
    /// Trials are brought within these.
    pub bounds: Bounds,
    /// How far two values may lie apart by rounding: no step is tried that promises less.
    pub rounding: f64,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct Backtracked {
    /// A point that is low enough.
    pub found: Option<Point>,
    /// The largest curvature `|Δg·s| / |s|²` over the trials s; 0 if none was long enough to tell.
    pub curvature: f64,
}

impl Backtracking<'_> {
    /// Tries ever shorter steps.
    ///
    /// ```
    /// use ansatz_qml::optimize::{Backtracking, Bounds, Function, Probe};
    /// let mut bowl = Function(|x: &[f64], slope: &mut [f64]| {
    ///     slope[0] = 6.0 * x[0];
    ///     3.0 * x[0] * x[0]
    /// });
    /// let mut probe = Probe::new("mine", &mut bowl, 100);
    /// let start = probe.value_and_gradient(&[1.0])?.clone();
    /// let search = Backtracking {
    ///     start: &start,
    ///     direction: &[-6.0],
    ///     first: 1.0,
    ///     shrink: 0.5,
    ///     bounds: Bounds::NONE,
    ///     rounding: 1e-15,
    /// };
    /// let end = search.run(&mut probe);
    /// assert!(end.found.unwrap().value < 3.0 && (end.curvature - 6.0).abs() < 1e-12);
    /// # Ok::<(), ansatz_qml::optimize::NoValue>(())
    /// ```
    pub fn run(&self, probe: &mut Probe<'_>) -> Backtracked {
        let (mut scale, mut curvature) = (self.first, 0.0f64);
        for _ in 0..MOST_TRIALS {
            let Some(Trial { params, promised }) = self.trial(scale) else { break };
            // A value that is not finite is a step that was too long, unless all are.
            probe.failure = None;
            let next = probe.value_and_gradient(&params).ok().cloned();
            if matches!(probe.failure, Some(OptimizeError::Objective(_))) {
                break;
            }
            if let Some(next) = next {
                curvature = curvature.max(chord_curvature(self.start, &next));
                if next.value <= self.start.value + DECREASE * promised && next.value < self.start.value {
                    return Backtracked { found: Some(next), curvature };
                }
            }
            scale *= self.shrink;
        }
        Backtracked { found: None, curvature }
    }

    /// The point at this step, unless it promises nothing that could be seen.
    fn trial(&self, scale: f64) -> Option<Trial> {
        let Point { params: start, gradient, .. } = self.start;
        let moved = start.iter().zip(self.direction).map(|(x, d)| self.bounds.nearest(x + scale * d));
        let params: Vec<f64> = moved.collect();
        let falls = gradient.iter().zip(params.iter().zip(start)).map(|(g, (new, old))| g * (new - old));
        let promised: f64 = falls.sum();
        // A promise that is not a number is kept, for the probe to name what is not finite.
        let visible = promised.is_nan() || promised < -self.rounding;
        (params != *start && visible).then_some(Trial { params, promised })
    }
}

/// A point, and by how much the gradient says that the value changes on the way to it.
struct Trial {
    params: Vec<f64>,
    promised: f64,
}

/// Whether the slope at a point where no step leads down is as small as values can tell: its fall `|g|²/2κ`, κ being the curvature, drowns in
/// rounding.
///
/// ```
/// use ansatz_qml::optimize::is_at_resolution;
/// assert!(is_at_resolution(&[1e-8], 1.0, 2e-16));
/// assert!(!is_at_resolution(&[1e-3], 1.0, 2e-16));
/// ```
pub fn is_at_resolution(gradient: &[f64], curvature: f64, rounding: f64) -> bool {
    gradient.iter().map(|slope| slope * slope).sum::<f64>() <= UNSEEN * rounding * curvature
}

/// `|Δg·s| / |s|²`.
fn chord_curvature(start: &Point, end: &Point) -> f64 {
    let (mut along, mut square) = (0.0, 0.0);
    for index in 0..start.params.len() {
        let step = end.params[index] - start.params[index];
        along += step * (end.gradient[index] - start.gradient[index]);
        square += step * step;
    }
    if square < SHORTEST_CHORD * SHORTEST_CHORD { 0.0 } else { along.abs() / square }
}
