//! Pearson's χ² test, for samples against exact distributions.

/// The p-value of the counts under the distribution: categories expected fewer than five times are pooled. Counts
/// where the distribution has nothing make it 0.
pub fn p_value(counts: &[u64], probabilities: &[f64]) -> f64 {
    let shots = counts.iter().sum::<u64>() as f64;
    let (mut statistic, mut categories) = (0.0, 0usize);
    let (mut pooled_count, mut pooled_expected) = (0.0, 0.0);
    for (count, probability) in counts.iter().zip(probabilities) {
        let (count, expected) = (*count as f64, probability * shots);
        if count > 0.0 && *probability < 1e-12 {
            return 0.0;
        }
        if expected < 5.0 {
            (pooled_count, pooled_expected) = (pooled_count + count, pooled_expected + expected);
        } else {
            statistic += (count - expected).powi(2) / expected;
            categories += 1;
        }
    }
    if pooled_expected >= 1.0 {
        statistic += (pooled_count - pooled_expected).powi(2) / pooled_expected;
        categories += 1;
    }
    if categories < 2 { 1.0 } else { chi_squared_survival(statistic, categories - 1) }
}

/// `P(χ²_k ≥ x) = Q(k/2, x/2)`: by the finite sums for whole and half arguments,
/// `Q(a + 1, y) = Q(a, y) + y^a e^{-y} / Γ(a + 1)`, from `Q(1, y) = e^{-y}` or `Q(1/2, y) = erfc(√y)`.
pub fn chi_squared_survival(x: f64, degrees: usize) -> f64 {
    let y = x / 2.0;
    if y <= 0.0 {
        return 1.0;
    }
    let (mut a, mut q) = if degrees.is_multiple_of(2) { (1.0, (-y).exp()) } else { (0.5, erfc(y.sqrt())) };
    // ln Γ(a + 1): Γ(2) = 1, Γ(3/2) = √π/2.
    let mut ln_gamma = if degrees.is_multiple_of(2) { 0.0 } else { (std::f64::consts::PI.sqrt() / 2.0).ln() };
    while a + 0.25 < degrees as f64 / 2.0 {
        q += (a * y.ln() - y - ln_gamma).exp();
        a += 1.0;
        ln_gamma += f64::ln(a);
    }
    q.min(1.0)
}

/// The complementary error function for x ≥ 0: Taylor's series below 2, Lentz's continued fraction above.
fn erfc(x: f64) -> f64 {
    let scale = 2.0 / std::f64::consts::PI.sqrt();
    if x < 2.0 {
        let (mut term, mut sum) = (x, x);
        for k in 1..80 {
            term *= -x * x / f64::from(k);
            sum += term / f64::from(2 * k + 1);
        }
        return 1.0 - scale * sum;
    }
    // erfc(x) = e^{-x²}/√π · 1/(x + (1/2)/(x + 1/(x + (3/2)/(x + …)))).
    let fraction = (1..=120).rev().fold(x, |tail, k| x + f64::from(k) / 2.0 / tail);
    (-x * x).exp() * scale / 2.0 / fraction
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Quantiles from the tables of Abramowitz and Stegun, 26.8.
    #[test]
    fn survival_meets_the_tables() {
        for (x, degrees, expected) in [
            (3.841_459, 1, 0.05),
            (10.827_57, 1, 0.001),
            (9.210_34, 2, 0.01),
            (18.307_04, 10, 0.05),
            (24.995_79, 15, 0.05),
        ] {
            let p = chi_squared_survival(x, degrees);
            assert!((p / expected - 1.0).abs() < 1e-5, "{x} {degrees}: {p}");
        }
    }

    #[test]
    fn a_wrong_distribution_is_noticed() {
        assert!(p_value(&[5000, 5000], &[0.5, 0.5]) > 0.99);
        assert!(p_value(&[5300, 4700], &[0.5, 0.5]) < 1e-6);
        assert_eq!(p_value(&[9999, 1], &[1.0, 0.0]), 0.0);
    }
}
