//! Pairwise coupling: from probabilities of each pair of classes to those of all.
//!
//! Called by the kernel classifier. Must not know machines.

use nalgebra::{DMatrix, DVector};

/// No pairwise probability is nearer to 0 or 1.
const NEAREST: f64 = 1e-7;

/// The p with `Σ p = 1` that minimises `Σ_i Σ_{j≠i} (r_ji p_i − r_ij p_j)²`, where `r_ij` is the probability of class i if it is i or j, and
/// `r_ji = 1 − r_ij`. Two classes: `p_0 = r_01`.
///
/// Source: T.-F. Wu, C.-J. Lin, R. Weng, "Probability estimates for multi-class classification by pairwise coupling", JMLR 5, 975 (2004), section 4.2;
/// its linear system is solved directly.
pub(super) fn couple(pairs: &DMatrix<f64>) -> Vec<f64> {
    let count = pairs.nrows();
    let r = |i: usize, j: usize| {
        let p = if i < j { pairs[(i, j)] } else { 1.0 - pairs[(j, i)] };
        p.clamp(NEAREST, 1.0 - NEAREST)
    };
    // Q, bordered by the condition that p sums to 1.
    let system = DMatrix::from_fn(count + 1, count + 1, |t, j| match (t == count, j == count) {
        (true, true) => 0.0,
        (true, false) | (false, true) => 1.0,
        _ if t == j => (0..count).filter(|k| *k != t).map(|k| r(k, t).powi(2)).sum(),
        _ => -r(j, t) * r(t, j),
    });
    let right = DVector::from_fn(count + 1, |t, _| if t == count { 1.0 } else { 0.0 });
    let solution = system.lu().solve(&right);
    // The matrix is regular for r inside (0, 1); rounding alone could leave the vote of the pairs.
    let votes = || DVector::from_fn(count, |i, _| (0..count).filter(|j| *j != i).map(|j| r(i, j)).sum());
    let p: Vec<f64> = solution.unwrap_or_else(votes).iter().take(count).map(|p| p.max(0.0)).collect();
    let sum: f64 = p.iter().sum();
    p.into_iter().map(|p| p / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn consistent_pairs_give_their_probabilities_back() {
        let truth = [0.5, 0.2, 0.3];
        let pairs = DMatrix::from_fn(3, 3, |i, j| truth[i] / (truth[i] + truth[j]));
        let p = couple(&pairs);
        assert!(p.iter().zip(truth).all(|(p, t)| (p - t).abs() < 1e-12), "{p:?}");
        let two = couple(&DMatrix::from_fn(2, 2, |_, _| 0.8));
        assert!((two[0] - 0.8).abs() < 1e-12 && (two[1] - 0.2).abs() < 1e-12);
    }

    #[test]
    fn no_neighbour_has_a_smaller_sum_of_squares() {
        // A circle of preferences, which no probabilities explain.
        let pairs = DMatrix::from_row_slice(3, 3, &[0.5, 0.7, 0.35, 0.3, 0.5, 0.8, 0.65, 0.2, 0.5]);
        let cost = |p: &[f64]| -> f64 {
            let r = |i: usize, j: usize| if i < j { pairs[(i, j)] } else { 1.0 - pairs[(j, i)] };
            (0..9)
                .filter(|k| k / 3 != k % 3)
                .map(|k| (k / 3, k % 3))
                .map(|(i, j)| (r(j, i) * p[i] - r(i, j) * p[j]).powi(2))
                .sum()
        };
        let p = couple(&pairs);
        assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-14);
        for (up, down) in [(0, 1), (1, 2), (2, 0), (1, 0), (2, 1), (0, 2)] {
            let mut moved = p.clone();
            moved[up] += 1e-4;
            moved[down] -= 1e-4;
            assert!(cost(&moved) > cost(&p));
        }
    }
}
