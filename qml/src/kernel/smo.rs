//! Sequential minimal optimization: the quadratic programme behind support vector machines, for any table of a kernel.
//!
//! Called by machines of two classes and of numbers. Must not know what the variables stand for.

use crate::ModelError;
use ndarray::Array2;

/// The conditions of optimality hold within this.
const TOLERANCE: f64 = 1e-4;
/// Steps after which the search is given up.
const MOST_STEPS: usize = 10_000_000;
/// What stands for a curvature that is not positive.
const SMALLEST_CURVATURE: f64 = 1e-12;

/// `min ½ Σ_st α_s α_t y_s y_t K_st + Σ_t p_t α_t` with `0 ≤ α_t ≤ C` and `Σ_t y_t α_t = 0`. There may be several variables for a sample: variable
/// t belongs to sample `t mod N`.
pub(super) struct Dual<'a> {
    /// K, symmetric, N × N.
    pub(super) gram: &'a Array2<f64>,
    /// y, each 1 or −1.
    pub(super) signs: Vec<f64>,
    /// p.
    pub(super) linear: Vec<f64>,
    /// C.
    pub(super) bound: f64,
}

/// Where the minimum is.
pub(super) struct Optimum {
    /// α.
    pub(super) alphas: Vec<f64>,
    /// b, the multiplier of the equality.
    pub(super) bias: f64,
}

impl Dual<'_> {
    /// The minimum. Each step moves the pair of variables that promises the largest decrease to second order.
    ///
    /// Source: R.-E. Fan, P.-H. Chen, C.-J. Lin, "Working set selection using second order information for training support vector
    /// machines", JMLR 6, 1889–1918 (2005).
    ///
    /// # Errors
    /// [`ModelError::Machine`] where the conditions of optimality are not reached: a kernel that is not finite, for one.
    pub(super) fn solve(&self) -> Result<Optimum, ModelError> {
        let gram = self.gram.as_standard_layout();
        let mut alphas = vec![0.0; self.signs.len()];
        // The gradient times −y, which is equal for all free variables at the minimum.
        let mut pulls: Vec<f64> = self.signs.iter().zip(&self.linear).map(|(y, p)| -y * p).collect();
        for _ in 0..MOST_STEPS {
            let Some((i, j)) = self.pair(&gram, &alphas, &pulls) else {
                let bias = self.bias(&alphas, &pulls);
                return Ok(Optimum { alphas, bias });
            };
            let step = self.step(&gram, (i, j), (&mut alphas, &pulls));
            let count = gram.nrows();
            let (of_i, of_j) = (gram.row(i % count), gram.row(j % count));
            for pulls in pulls.chunks_mut(count) {
                for ((pull, k_i), k_j) in pulls.iter_mut().zip(of_i).zip(of_j) {
                    *pull -= step * (k_i - k_j);
                }
            }
        }
        Err(ModelError::Machine(format!("no optimum within {MOST_STEPS} steps; lower `penalty`")))
    }

    /// Whether `y_t α_t` may grow.
    fn may_grow(&self, t: usize, alphas: &[f64]) -> bool {
        if self.signs[t] > 0.0 { alphas[t] < self.bound } else { alphas[t] > 0.0 }
    }

    /// Whether `y_t α_t` may shrink.
    fn may_shrink(&self, t: usize, alphas: &[f64]) -> bool {
        if self.signs[t] > 0.0 { alphas[t] > 0.0 } else { alphas[t] < self.bound }
    }

    /// The variables to grow and to shrink; none at the minimum.
    fn pair(
        &self,
        gram: &ndarray::CowArray<'_, f64, ndarray::Ix2>,
        alphas: &[f64],
        pulls: &[f64],
    ) -> Option<(usize, usize)> {
        let count = gram.nrows();
        let mut most = (f64::NEG_INFINITY, None);
        for (t, pull) in pulls.iter().enumerate() {
            if *pull > most.0 && self.may_grow(t, alphas) {
                most = (*pull, Some(t));
            }
        }
        let (highest, i) = (most.0, most.1?);
        let (row, own) = (gram.row(i % count), gram[[i % count, i % count]]);
        let (mut best, mut lowest) = ((0.0, None), f64::INFINITY);
        for (t, pull) in pulls.iter().enumerate() {
            if *pull >= highest || !self.may_shrink(t, alphas) {
                continue;
            }
            lowest = lowest.min(*pull);
            let k = t % count;
            let curvature = (own + gram[[k, k]] - 2.0 * row[k]).max(SMALLEST_CURVATURE);
            let gain = (highest - pull).powi(2) / curvature;
            if gain > best.0 {
                best = (gain, Some(t));
            }
        }
        if highest - lowest < TOLERANCE { None } else { best.1.map(|j| (i, j)) }
    }

    /// Moves `y_i α_i` up and `y_j α_j` down by the same, as far as is best and allowed; says how far.
    fn step(
        &self,
        gram: &ndarray::CowArray<'_, f64, ndarray::Ix2>,
        (i, j): (usize, usize),
        (alphas, pulls): (&mut [f64], &[f64]),
    ) -> f64 {
        let (a, b) = (i % gram.nrows(), j % gram.nrows());
        let curvature = (gram[[a, a]] + gram[[b, b]] - 2.0 * gram[[a, b]]).max(SMALLEST_CURVATURE);
        let room_up = if self.signs[i] > 0.0 { self.bound - alphas[i] } else { alphas[i] };
        let room_down = if self.signs[j] > 0.0 { alphas[j] } else { self.bound - alphas[j] };
        let step = ((pulls[i] - pulls[j]) / curvature).min(room_up).min(room_down);
        // Variables that reach an end are put there exactly, so that rounding does not leave them free.
        let end = |sign: f64| if sign > 0.0 { self.bound } else { 0.0 };
        alphas[i] = if step == room_up { end(self.signs[i]) } else { alphas[i] + self.signs[i] * step };
        alphas[j] = if step == room_down { end(-self.signs[j]) } else { alphas[j] - self.signs[j] * step };
        step
    }

    /// The mean pull of free variables; without any, the middle of what the others allow.
    fn bias(&self, alphas: &[f64], pulls: &[f64]) -> f64 {
        let free = || (0..alphas.len()).filter(|t| alphas[*t] > 0.0 && alphas[*t] < self.bound);
        let count = free().count();
        if count > 0 {
            return free().map(|t| pulls[t]).sum::<f64>() / count as f64;
        }
        let all = || pulls.iter().copied().enumerate();
        let low = all()
            .filter(|(t, _)| self.may_grow(*t, alphas))
            .map(|(_, p)| p)
            .fold(f64::NEG_INFINITY, f64::max);
        let high =
            all().filter(|(t, _)| self.may_shrink(*t, alphas)).map(|(_, p)| p).fold(f64::INFINITY, f64::min);
        match (low.is_finite(), high.is_finite()) {
            (true, true) => 0.5 * (low + high),
            (true, false) => low,
            (false, true) => high,
            (false, false) => 0.0,
        }
    }
}
