//! Derivatives of states from the eigenvalues of a generator: what the metric tensor needs where expectations need a
//! parameter-shift rule. Made by [`ShiftRule`](crate::ShiftRule); called by the simulator's engine.
//!
//! `U(θ) = exp(iθG)` with K distinct eigenvalues `g_j` lies in the span of K of its own values, and so does its
//! derivative: `U'(θ) = Σ_k c_k U(θ + s_k)` where `Σ_k c_k exp(i g_j s_k) = i g_j` for every j. For eigenvalues with equal
//! gaps `w` and `s_k = 2πk/(Kw)` the system is a discrete Fourier transform. For ±½ it is the known
//! `U'(θ) = U(θ + π)/2` (Mitarai et al., arXiv:1803.00745, read for states).

use crate::C64;
use nalgebra::{DMatrix, DVector};
use std::f64::consts::TAU;

/// One term `coefficient · |ψ(θ + shift)⟩`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StateTerm {
    /// `c_k`.
    pub coefficient: C64,
    /// `s_k`, in radians; 0 for the state itself.
    pub shift: f64,
}

/// Gaps nearer than this are equal, and smaller coefficients are zero.
const SAME: f64 = 1e-9;
const NOTHING: f64 = 1e-14;

/// The terms for these distinct eigenvalues, ascending; none for fewer than two, where the angle is a global phase.
pub(crate) fn state_terms(eigenvalues: &[f64]) -> Vec<StateTerm> {
    let count = eigenvalues.len();
    if count < 2 {
        return Vec::new();
    }
    let gap = (eigenvalues[count - 1] - eigenvalues[0]) / (count - 1) as f64;
    let shifts: Vec<f64> = (0..count).map(|k| TAU * k as f64 / (count as f64 * gap)).collect();
    let equal = eigenvalues.windows(2).all(|pair| (pair[1] - pair[0] - gap).abs() < SAME);
    let coefficients = if equal { transformed(eigenvalues, &shifts) } else { solved(eigenvalues, &shifts) };
    let terms = coefficients.into_iter().zip(shifts);
    terms
        .map(|(coefficient, shift)| StateTerm { coefficient, shift })
        .filter(|term| term.coefficient.norm() > NOTHING)
        .collect()
}

/// `c_k = Σ_j i g_j exp(−i g_j s_k) / K`.
fn transformed(eigenvalues: &[f64], shifts: &[f64]) -> Vec<C64> {
    let count = eigenvalues.len() as f64;
    let coefficient = |s: &f64| {
        eigenvalues.iter().map(|g| C64::new(0.0, g / count) * C64::from_polar(1.0, -g * s)).sum::<C64>()
    };
    shifts.iter().map(coefficient).collect()
}

fn solved(eigenvalues: &[f64], shifts: &[f64]) -> Vec<C64> {
    let count = eigenvalues.len();
    let system = DMatrix::from_fn(count, count, |j, k| C64::from_polar(1.0, eigenvalues[j] * shifts[k]));
    let right = DVector::from_iterator(count, eigenvalues.iter().map(|g| C64::new(0.0, *g)));
    let solution = system.svd(true, true).solve(&right, 1e-12);
    // Both factors were asked for, which is all that `solve` can miss.
    solution.unwrap_or_else(|_| DVector::zeros(count)).iter().copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_differentiates_the_exponential_of_each_eigenvalue() {
        for eigenvalues in [
            &[-0.5, 0.5][..],
            &[0.0, 1.0],
            &[-0.5, 0.0, 0.5],
            &[-1.0, -0.5, 0.0, 0.5, 1.0],
            &[-1.0, 0.0, 0.4],
            &[0.1, 0.7, 1.9, 2.2],
        ] {
            let terms = state_terms(eigenvalues);
            for g in eigenvalues {
                let sum: C64 =
                    terms.iter().map(|term| term.coefficient * C64::from_polar(1.0, g * term.shift)).sum();
                assert!((sum - C64::new(0.0, *g)).norm() < 1e-12, "{eigenvalues:?}: {sum}");
            }
        }
    }

    #[test]
    fn a_rotation_takes_one_shifted_state_and_a_phase_shift_one_beside_its_own() {
        assert_eq!(state_terms(&[-0.5, 0.5]).len(), 1);
        assert_eq!(state_terms(&[-0.5, 0.0, 0.5]).len(), 2);
        let phase = state_terms(&[0.0, 1.0]);
        assert_eq!((phase.len(), phase[0].shift), (2, 0.0));
        assert!(state_terms(&[1.0]).is_empty() && state_terms(&[]).is_empty());
    }
}
