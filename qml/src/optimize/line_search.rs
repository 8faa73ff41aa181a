//! A line search whose first trial is short enough for angles.
//!
//! Used by L-BFGS. The search itself is argmin's; this file only limits the length of its first trial.

use argmin::core::{
    CostFunction, Error, Gradient, IterState, KV, LineSearch, Problem, Solver, TerminationStatus,
};
use argmin::solver::linesearch::MoreThuenteLineSearch;

use serde::{Deserialize, Serialize};

type Inner = MoreThuenteLineSearch<Vec<f64>, Vec<f64>, f64>;
type State = IterState<Vec<f64>, Vec<f64>, (), (), (), f64>;

/// Moré–Thuente, started at the full step or at the longest one allowed, whichever is shorter.
///
/// Source: J. J. Moré, D. J. Thuente, "Line search algorithms with guaranteed sufficient decrease", ACM TOMS 20(3), 286–307 (1994).
#[derive(Clone, Serialize, Deserialize)]
pub struct ShortFirst {
    /// Starts afresh with every search: nothing of it outlives a step.
    #[serde(skip, default = "afresh")]
    inner: Inner,
    longest: f64,
    /// The first trial of the next search, in units of its direction, where nothing is known of the curvature yet.
    #[serde(skip)]
    first: Option<f64>,
}

impl ShortFirst {
    /// Its first trial moves the parameters by at most this length, in their unit.
    ///
    /// ```
    /// use ansatz_qml::optimize::ShortFirst;
    /// let search = ShortFirst::new(0.5);
    /// assert!(serde_json::to_string(&search)?.contains("0.5"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn new(longest: f64) -> Self {
        Self { inner: afresh(), longest, first: None }
    }

    /// The first search tries this multiple of its direction first, unless that is too long.
    #[must_use]
    pub fn with_first(self, first: f64) -> Self {
        Self { first: Some(first), ..self }
    }
}

/// A search that takes any fraction of a direction, whose length is in the unit of the objective.
fn afresh() -> Inner {
    Inner::new().with_bounds(0.0, f64::INFINITY).expect("the bounds are in order")
}

impl LineSearch<Vec<f64>, f64> for ShortFirst {
    fn search_direction(&mut self, direction: Vec<f64>) {
        let length = direction.iter().map(|entry| entry * entry).sum::<f64>().sqrt();
        let fraction = (self.longest / length).min(self.first.take().unwrap_or(1.0));
        if fraction > 0.0 {
            // Only a fraction of 0 or less is refused, which the condition excludes.
            let _ = self.inner.initial_step_length(fraction);
        }
        self.inner.search_direction(direction);
    }

    fn initial_step_length(&mut self, fraction: f64) -> Result<(), Error> {
        self.inner.initial_step_length(fraction)
    }
}

impl<O> Solver<O, State> for ShortFirst
where
    O: CostFunction<Param = Vec<f64>, Output = f64> + Gradient<Param = Vec<f64>, Gradient = Vec<f64>>,
{
    fn name(&self) -> &str {
        "line search"
    }

    fn init(&mut self, problem: &mut Problem<O>, state: State) -> Result<(State, Option<KV>), Error> {
        self.inner.init(problem, state)
    }

    fn next_iter(&mut self, problem: &mut Problem<O>, state: State) -> Result<(State, Option<KV>), Error> {
        self.inner.next_iter(problem, state)
    }

    fn terminate(&mut self, state: &State) -> TerminationStatus {
        <Inner as Solver<O, State>>::terminate(&mut self.inner, state)
    }
}
