//! Platt scaling: from a machine's decisions to probabilities.
//!
//! Called by the kernel classifier. Must not know kernels.

use serde::{Deserialize, Serialize};

/// `p(d) = 1 / (1 + exp(A d + B))`, the probability of the class that large decisions stand for.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Sigmoid {
    slope: f64,
    offset: f64,
}

/// Newton steps; the problem is convex in two numbers, and ten are many.
const MOST_STEPS: usize = 100;
/// No entry of the gradient is larger at the end.
const TOLERANCE: f64 = 1e-7;
/// Keeps the Hessian positive.
const RIDGE: f64 = 1e-12;

impl Sigmoid {
    /// The most likely sigmoid, with targets `(n₊+1)/(n₊+2)` and `1/(n₋+2)` in place of 1 and 0.
    ///
    /// Sources: J. Platt, "Probabilistic outputs for support vector machines", 1999; the Newton search with backtracking of H.-T. Lin, C.-J. Lin,
    /// R. Weng, Mach. Learn. 68, 267 (2007).
    pub(super) fn fit(decisions: &[f64], positive: &[bool]) -> Sigmoid {
        let ups = positive.iter().filter(|up| **up).count() as f64;
        let downs = positive.len() as f64 - ups;
        let (high, low) = ((ups + 1.0) / (ups + 2.0), 1.0 / (downs + 2.0));
        let data: Vec<(f64, f64)> =
            decisions.iter().zip(positive).map(|(d, up)| (*d, if *up { high } else { low })).collect();
        let mut at = Sigmoid { slope: 0.0, offset: ((downs + 1.0) / (ups + 1.0)).ln() };
        let mut value = at.loss(&data);
        for _ in 0..MOST_STEPS {
            let ([by_slope, by_offset], [ss, so, oo]) = at.derivatives(&data);
            if by_slope.abs() < TOLERANCE && by_offset.abs() < TOLERANCE {
                break;
            }
            let determinant = ss * oo - so * so;
            let turn = (
                -(oo * by_slope - so * by_offset) / determinant,
                -(ss * by_offset - so * by_slope) / determinant,
            );
            let fall = by_slope * turn.0 + by_offset * turn.1;
            let mut length = 1.0;
            let lower = loop {
                let next = Sigmoid { slope: at.slope + length * turn.0, offset: at.offset + length * turn.1 };
                let found = next.loss(&data);
                if found < value + 1e-4 * length * fall {
                    break Some((next, found));
                }
                length /= 2.0;
                if length < 1e-10 {
                    break None;
                }
            };
            let Some(lower) = lower else { break };
            (at, value) = lower;
        }
        at
    }

    /// p(d).
    pub(super) fn probability(&self, decision: f64) -> f64 {
        1.0 / (1.0 + (self.slope * decision + self.offset).exp())
    }

    pub(super) fn is_finite(&self) -> bool {
        self.slope.is_finite() && self.offset.is_finite()
    }

    /// Minus the log-likelihood, without overflow for large decisions.
    fn loss(&self, data: &[(f64, f64)]) -> f64 {
        let one = |(decision, target): &(f64, f64)| {
            let z = self.slope * decision + self.offset;
            if z >= 0.0 { target * z + (-z).exp().ln_1p() } else { (target - 1.0) * z + z.exp().ln_1p() }
        };
        data.iter().map(one).sum()
    }

    /// Gradient and the entries of the Hessian.
    fn derivatives(&self, data: &[(f64, f64)]) -> ([f64; 2], [f64; 3]) {
        let (mut gradient, mut hessian) = ([0.0; 2], [RIDGE, 0.0, RIDGE]);
        for (decision, target) in data {
            let p = self.probability(*decision);
            let (slope, bend) = (target - p, p * (1.0 - p));
            gradient[0] += decision * slope;
            gradient[1] += slope;
            hessian[0] += decision * decision * bend;
            hessian[1] += decision * bend;
            hessian[2] += bend;
        }
        (gradient, hessian)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sigmoid_is_where_its_likelihood_is_flat() {
        let decisions: Vec<f64> = (0..40).map(|k| 0.1 * f64::from(k) - 1.5).collect();
        let positive: Vec<bool> = (0..40).map(|k| k * 7 % 11 + k > 24).collect();
        let fitted = Sigmoid::fit(&decisions, &positive);
        let ups = positive.iter().filter(|up| **up).count() as f64;
        let targets =
            positive.iter().map(|up| if *up { (ups + 1.0) / (ups + 2.0) } else { 1.0 / (42.0 - ups) });
        let data: Vec<(f64, f64)> = decisions.iter().copied().zip(targets).collect();
        let value = fitted.loss(&data);
        for (a, b) in [(1e-3, 0.0), (-1e-3, 0.0), (0.0, 1e-3), (0.0, -1e-3)] {
            let moved = Sigmoid { slope: fitted.slope + a, offset: fitted.offset + b };
            assert!(moved.loss(&data) > value);
        }
        assert!(fitted.slope < 0.0, "large decisions are likely positive");
        // At the optimum the mean probability is the mean target.
        let mean: f64 = decisions.iter().map(|d| fitted.probability(*d)).sum::<f64>() / 40.0;
        let expected: f64 = data.iter().map(|(_, target)| target).sum::<f64>() / 40.0;
        assert!((mean - expected).abs() < 1e-8);
    }

    #[test]
    fn decisions_that_tell_all_apart_stay_finite() {
        let fitted = Sigmoid::fit(&[-2000.0, -1000.0, 1000.0, 3000.0], &[false, false, true, true]);
        assert!(fitted.is_finite());
        let p = fitted.probability(-5000.0);
        assert!((0.0..0.5).contains(&p), "{p}");
    }
}
