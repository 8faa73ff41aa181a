//! COBYLA's search without its objective: which point is to be evaluated next, and what its value means.
//!
//! Used by the optimizer of that name, which evaluates. Must not know objectives.

use serde::{Deserialize, Serialize};

use super::linear_model::LinearModel;

/// Powell's α, β, γ, δ: the least height of a corner, its largest distance, and the length of a step that mends the simplex, all in radii; how much
/// nearer a corner must come to be replaced.
const LEAST_HEIGHT: f64 = 0.25;
const LARGEST_DISTANCE: f64 = 2.1;
const MENDING_STEP: f64 = 0.5;
const NEARER: f64 = 1.1;
/// The share of the predicted fall that a good step brings.
const GOOD: f64 = 0.1;

/// A linear model within a radius that shrinks: steps of that length down the model, and steps that mend the simplex which it stands on.
///
/// Source: M. J. D. Powell (1994), see [`Cobyla`](super::Cobyla); without constraints the best step is the steepest one.
///
/// ```
/// use ansatz_qml::optimize::TrustRegion;
/// let bowl = |x: &[f64]| (x[0] - 1.0).powi(2) + 3.0 * (x[1] + 2.0).powi(2);
/// let mut region = TrustRegion::new(&[0.0, 0.0], bowl(&[0.0, 0.0]), [0.5, 1e-6]);
/// let mut lowest = f64::INFINITY;
/// loop {
///     let value = bowl(&region.next_point());
///     lowest = lowest.min(value);
///     if region.take(value, 1e-15) {
///         break;
///     }
/// }
/// assert!(lowest < 1e-9);
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TrustRegion {
    base: Vec<f64>,
    value: f64,
    /// Of the corners beside the base, as long as there is no model.
    values: Vec<f64>,
    model: Option<LinearModel>,
    radius: f64,
    smallest: f64,
    due: Due,
}

/// What the next evaluation is for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Due {
    /// The next corner of the first simplex.
    Corner,
    /// A corner in a better place.
    Mend { corner: usize, step: Vec<f64> },
    /// A step downhill, with the fall that the model predicts and whether its simplex is well shaped.
    Descend { step: Vec<f64>, promised: f64, sound: bool },
}

/// What is looked for first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Mend,
    Descend,
}

impl TrustRegion {
    /// A search from `base`, where the value is known, with the first and the smallest radius. There is at least one parameter.
    pub fn new(base: &[f64], value: f64, radii: [f64; 2]) -> TrustRegion {
        let [radius, smallest] = [radii[0].max(radii[1]), radii[1]];
        let (base, values) = (base.to_vec(), Vec::new());
        TrustRegion { base, value, values, model: None, radius, smallest, due: Due::Corner }
    }

    /// The point whose value is due.
    pub fn next_point(&self) -> Vec<f64> {
        match (&self.due, &self.model) {
            (Due::Mend { step, .. } | Due::Descend { step, .. }, Some(model)) => {
                model.base().iter().zip(step).map(|(x, s)| x + s).collect()
            }
            _ => {
                let mut point = self.base.clone();
                point[self.values.len()] += self.radius;
                point
            }
        }
    }

    /// Takes the value at [`next_point`](Self::next_point), known up to `rounding`. Whether the search is at its end.
    pub fn take(&mut self, value: f64, rounding: f64) -> bool {
        let due = std::mem::replace(&mut self.due, Due::Corner);
        let Some(model) = &mut self.model else { return self.corner(value, rounding) };
        match due {
            Due::Corner => self.restart(),
            Due::Mend { corner, step } => {
                model.replace(corner, &step, value);
                self.plan(Next::Descend, rounding)
            }
            Due::Descend { step, promised, sound } => {
                let fall = model.value() - value;
                let corner = replaced(model, &step, Within { radius: self.radius, falls: fall > 0.0 });
                if let Some(corner) = corner {
                    model.replace(corner, &step, value);
                }
                let good = corner.is_some() && fall > 0.0 && fall >= GOOD * promised;
                match (good, sound) {
                    (true, _) => self.plan(Next::Descend, rounding),
                    (false, false) => self.plan(Next::Mend, rounding),
                    (false, true) => !self.shrink() || self.plan(Next::Descend, rounding),
                }
            }
        }
    }

    /// A corner of the first simplex; the last one makes the model.
    fn corner(&mut self, value: f64, rounding: f64) -> bool {
        self.values.push(value);
        let count = self.base.len();
        if self.values.len() < count {
            return false;
        }
        let unit = |index| (0..count).map(|k| if k == index { self.radius } else { 0.0 }).collect();
        let offsets = (0..count).map(unit).collect();
        self.model = LinearModel::new(&self.base, self.value, offsets, std::mem::take(&mut self.values));
        self.plan(Next::Descend, rounding)
    }

    /// Decides what is evaluated: a step that mends the simplex, if that is next and must be, or one downhill. Whether there is nothing left.
    fn plan(&mut self, mut next: Next, rounding: f64) -> bool {
        loop {
            let Some(model) = self.model.take().map(LinearModel::at_lowest) else { return self.restart() };
            let model = self.model.insert(model);
            let misplaced = misplaced(model, self.radius);
            if let Some(corner) = misplaced.filter(|_| next == Next::Mend) {
                let step = model.away(corner).iter().map(|x| MENDING_STEP * self.radius * x).collect();
                self.due = Due::Mend { corner, step };
                return false;
            }
            let gradient = model.gradient();
            let length = gradient.iter().map(|slope| slope * slope).sum::<f64>().sqrt();
            let promised = self.radius * length;
            if promised > rounding {
                let step = gradient.iter().map(|slope| -self.radius * slope / length).collect();
                self.due = Due::Descend { step, promised, sound: misplaced.is_none() };
                return false;
            }
            next = if misplaced.is_some() { Next::Mend } else { Next::Descend };
            if next == Next::Descend && !self.shrink() {
                return true;
            }
        }
    }

    /// Halves the radius, unless it is at its end.
    fn shrink(&mut self) -> bool {
        if self.radius <= self.smallest {
            return false;
        }
        self.radius *= 0.5;
        if self.radius <= 1.5 * self.smallest {
            self.radius = self.smallest;
        }
        // What many changes have left of rounding goes; a simplex that has fallen flat is built anew.
        if self.model.as_mut().is_some_and(|model| !model.invert()) {
            self.restart();
        }
        true
    }

    /// Begins a new simplex at the base of the old one.
    fn restart(&mut self) -> bool {
        if let Some(model) = self.model.take() {
            (self.base, self.value) = (model.base().to_vec(), model.value());
        }
        self.values.clear();
        self.due = Due::Corner;
        false
    }
}

/// The corner whose place is worst, if one is too far away or too near to the plane of the others.
fn misplaced(model: &LinearModel, radius: f64) -> Option<usize> {
    let (lengths, heights) = (model.lengths(), model.heights());
    let all = 0..lengths.len();
    let farthest = all.clone().max_by(|i, j| lengths[*i].total_cmp(&lengths[*j]))?;
    if lengths[farthest] > LARGEST_DISTANCE * radius {
        return Some(farthest);
    }
    let lowest = all.min_by(|i, j| heights[*i].total_cmp(&heights[*j]))?;
    (heights[lowest] < LEAST_HEIGHT * radius).then_some(lowest)
}

/// A radius, and whether the value falls along a step of that length.
struct Within {
    radius: f64,
    falls: bool,
}

/// The corner that gives its place to `base + step`, if that makes the simplex better.
fn replaced(model: &LinearModel, step: &[f64], Within { radius, falls }: Within) -> Option<usize> {
    let (lengths, heights) = (model.lengths(), model.heights());
    let shares: Vec<f64> = (0..lengths.len()).map(|corner| model.share(corner, step)).collect();
    let (mut chosen, mut largest) = (None, if falls { 0.0 } else { 1.0 });
    for (corner, share) in shares.iter().enumerate() {
        if *share > largest {
            (chosen, largest) = (Some(corner), *share);
        }
    }
    let (mut far, mut farthest) = (None, NEARER * radius);
    for (corner, share) in shares.iter().enumerate() {
        let height = share * heights[corner];
        let distance = if falls { model.distance(corner, step) } else { lengths[corner] };
        if (height >= LEAST_HEIGHT * radius || height >= heights[corner]) && distance > farthest {
            (far, farthest) = (Some(corner), distance);
        }
    }
    far.or(chosen)
}
