//! Parameter-shift rules from the frequencies of a generator: the only place that knows them.
//!
//! For `U(θ) = exp(iθG)` the expectation is a finite Fourier series in θ whose frequencies are the distinct
//! positive differences of G's eigenvalues, so its derivative is a finite sum of shifted values,
//! `f'(θ) = Σ_m c_m f(θ + s_m)`. Sources: Mitarai et al. arXiv:1803.00745, Schuld et al. arXiv:1811.11184,
//! Anselmetti et al. arXiv:2104.05695 (four terms), Wierichs et al. arXiv:2107.12390 (general).

use crate::state_rule::{StateTerm, state_terms};
use nalgebra::{DMatrix, DVector};
use std::f64::consts::PI;

/// One term `coefficient · f(θ + shift)`.
///
/// ```
/// use ansatz_circuits::ShiftRule;
/// // Of exp(-iθP/2): f'(θ) = (f(θ + π/2) − f(θ − π/2)) / 2.
/// let rule = ShiftRule::from_frequencies(&[1.0]);
/// let slope: f64 = rule.terms().iter().map(|term| term.coefficient * (0.3 + term.shift).cos()).sum();
/// assert!((slope + 0.3_f64.sin()).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ShiftTerm {
    /// `c_m`.
    pub coefficient: f64,
    /// `s_m`, in radians.
    pub shift: f64,
}

/// `f'(θ) = Σ_m c_m f(θ + s_m)`, exact for every expectation value.
///
/// ```
/// # use ansatz_circuits::ShiftRule;
/// let rule = ShiftRule::from_eigenvalues(&[-0.5, 0.5], 0);
/// assert_eq!(rule.terms().len(), 2);
/// let controlled = ShiftRule::from_eigenvalues(&[-0.5, 0.5], 1);
/// assert_eq!(controlled.terms().len(), 4);
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct ShiftRule {
    frequencies: Vec<f64>,
    terms: Vec<ShiftTerm>,
    state_terms: Vec<StateTerm>,
}

/// Frequencies nearer than this are one frequency.
const SAME: f64 = 1e-9;

impl ShiftRule {
    /// The rule for a generator with these eigenvalues, applied under `num_controls` controls:
    /// a control adds the eigenvalue 0.
    pub fn from_eigenvalues(eigenvalues: &[f64], num_controls: usize) -> ShiftRule {
        let mut values = eigenvalues.to_vec();
        if num_controls > 0 {
            values.push(0.0);
        }
        let mut frequencies: Vec<f64> = Vec::new();
        for a in &values {
            for b in &values {
                let gap = a - b;
                if gap > SAME && !frequencies.iter().any(|f| (f - gap).abs() < SAME) {
                    frequencies.push(gap);
                }
            }
        }
        frequencies.sort_by(f64::total_cmp);
        values.sort_by(f64::total_cmp);
        values.dedup_by(|a, b| (*a - *b).abs() < SAME);
        ShiftRule { state_terms: state_terms(&values), ..ShiftRule::from_frequencies(&frequencies) }
    }

    /// The rule for these frequencies, positive and ascending: in closed form where they are
    /// `w, 2w, …, Rw`, else by solving for `R` pairs of shifts.
    ///
    /// ```
    /// use ansatz_circuits::ShiftRule;
    /// let f = |x: f64| (0.5 * x).cos() + (1.7 * x).sin();
    /// let rule = ShiftRule::from_frequencies(&[0.5, 1.7]);
    /// let slope: f64 = rule.terms().iter().map(|term| term.coefficient * f(0.3 + term.shift)).sum();
    /// assert!((slope - (-0.5 * 0.15_f64.sin() + 1.7 * 0.51_f64.cos())).abs() < 1e-10);
    /// ```
    pub fn from_frequencies(frequencies: &[f64]) -> ShiftRule {
        let terms = match frequencies.first() {
            None => Vec::new(),
            Some(w) if is_equidistant(frequencies) => equidistant(*w, frequencies.len()),
            Some(_) => general(frequencies),
        };
        ShiftRule { frequencies: frequencies.to_vec(), terms, state_terms: Vec::new() }
    }

    /// The frequencies it is exact for. Empty: the expectation does not depend on the angle.
    pub fn frequencies(&self) -> &[f64] {
        &self.frequencies
    }

    /// Its terms; none where the derivative is identically zero.
    pub fn terms(&self) -> &[ShiftTerm] {
        &self.terms
    }

    /// `|∂ψ/∂θ⟩ = Σ_k c_k |ψ(θ + s_k)⟩`, up to a multiple of `i|ψ⟩` where the derivative of every expectation is zero. None
    /// in a rule made from frequencies alone: they say what expectations do, not what states do.
    pub fn state_terms(&self) -> &[StateTerm] {
        &self.state_terms
    }
}

fn is_equidistant(frequencies: &[f64]) -> bool {
    let w = frequencies[0];
    frequencies.iter().enumerate().all(|(j, f)| (f - w * (j + 1) as f64).abs() < SAME)
}

/// `s_m = (2m−1)π/(2Rw)`, `c_m = w (−1)^{m−1} / (4R sin²((2m−1)π/(4R)))`, m = 1…2R (arXiv:2107.12390, eq. 18).
/// Shifts beyond half a period are written as negative ones.
fn equidistant(w: f64, count: usize) -> Vec<ShiftTerm> {
    let r = count as f64;
    let term = |m: usize| {
        let odd = (2 * m - 1) as f64;
        let sign = if m % 2 == 1 { 1.0 } else { -1.0 };
        let coefficient = w * sign / (4.0 * r * (odd * PI / (4.0 * r)).sin().powi(2));
        let shift = odd * PI / (2.0 * r * w);
        ShiftTerm { coefficient, shift: if m > count { shift - 2.0 * PI / w } else { shift } }
    };
    (1..=2 * count).map(term).collect()
}

/// Shifts `±x_k`, `x_k = (2k−1)π/(4R·w̄)`, with `Σ_k 2 y_k sin(w_j x_k) = w_j` for every frequency.
fn general(frequencies: &[f64]) -> Vec<ShiftTerm> {
    let count = frequencies.len();
    let highest = frequencies[count - 1];
    let shifts: Vec<f64> = (1..=count)
        .map(|k| (2 * k - 1) as f64 * PI / (2.0 * count as f64) / (highest / count as f64) / 2.0)
        .collect();
    let system = DMatrix::from_fn(count, count, |j, k| 2.0 * (frequencies[j] * shifts[k]).sin());
    let solution = system
        .svd(true, true)
        .solve(&DVector::from_column_slice(frequencies), 1e-12)
        .unwrap_or_else(|_| DVector::zeros(count));
    let pair = |(y, x): (&f64, &f64)| {
        [ShiftTerm { coefficient: *y, shift: *x }, ShiftTerm { coefficient: -*y, shift: -*x }]
    };
    solution.iter().zip(&shifts).flat_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn derivative_error(frequencies: &[f64]) -> f64 {
        let f = |t: f64| {
            0.3 + frequencies.iter().enumerate().map(|(j, w)| (w * t + 0.7 * j as f64).sin()).sum::<f64>()
        };
        let exact = |t: f64| {
            frequencies.iter().enumerate().map(|(j, w)| w * (w * t + 0.7 * j as f64).cos()).sum::<f64>()
        };
        let rule = ShiftRule::from_frequencies(frequencies);
        let at = |t: f64| rule.terms().iter().map(|term| term.coefficient * f(t + term.shift)).sum::<f64>();
        [-2.0, 0.1, 1.3].iter().map(|t| (at(*t) - exact(*t)).abs()).fold(0.0, f64::max)
    }

    #[test]
    fn every_rule_differentiates_its_fourier_series() {
        for frequencies in [
            &[1.0][..],
            &[0.5, 1.0],
            &[0.5, 1.0, 1.5, 2.0],
            &[2.0],
            &[1.0, 3.0],
            &[0.3, 1.1, 1.7],
            &[0.5, 2.0],
        ] {
            let error = derivative_error(frequencies);
            assert!(error < 1e-9, "{frequencies:?}: {error:e}");
        }
    }

    #[test]
    fn the_known_rules_have_their_published_coefficients() {
        let two = ShiftRule::from_eigenvalues(&[-0.5, 0.5], 0);
        assert_eq!(two.terms().len(), 2);
        assert!((two.terms()[0].coefficient - 0.5).abs() < 1e-15);
        let four = ShiftRule::from_eigenvalues(&[-0.5, 0.5], 1);
        let mut sizes: Vec<f64> = four.terms().iter().map(|t| t.coefficient.abs()).collect();
        sizes.sort_by(f64::total_cmp);
        let expected = [(2f64.sqrt() - 1.0), (2f64.sqrt() + 1.0)].map(|x| x / (4.0 * 2f64.sqrt()));
        assert!((sizes[0] - expected[0]).abs() < 1e-12 && (sizes[3] - expected[1]).abs() < 1e-12);
        assert!(ShiftRule::from_eigenvalues(&[1.0], 0).terms().is_empty());
        assert_eq!(ShiftRule::from_eigenvalues(&[1.0], 1).frequencies(), &[1.0]);
    }
}
