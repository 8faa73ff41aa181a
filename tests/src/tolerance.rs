//! How far results may be from the exact ones. Every bound follows from the number of operations and the machine
//! epsilon of the arithmetic; no test has a constant of its own for rounding.

/// What the oracle itself may be wrong by: its exponentials are squared a few times in f64.
pub const ORACLE: f64 = 2e-13;

/// Rounding of a state vector, as the 2-norm of its error, after `operations` operations with machine epsilon
/// `epsilon`: each operation rounds its matrix (ε/2), its products (ε/2) and their sums (ε/2 or more), about 2ε of
/// a vector of norm 1; the errors have no common direction, so they add up like a random walk.
pub fn state(epsilon: f64, operations: usize) -> f64 {
    ORACLE + 2.0 * epsilon * ((operations + 1) as f64).sqrt()
}

/// An amplitude is off by at most the state.
pub fn amplitude(epsilon: f64, operations: usize) -> f64 {
    state(epsilon, operations)
}

/// `|a|² − |b|² ≤ (|a| + |b|)·|a − b|`, with amplitudes of at most 1.
pub fn probability(epsilon: f64, operations: usize) -> f64 {
    2.0 * state(epsilon, operations)
}

/// `⟨O⟩` changes by at most `2‖O‖` times the error of the state.
pub fn expectation(epsilon: f64, operations: usize, norm: f64) -> f64 {
    2.0 * norm.max(1.0) * state(epsilon, operations)
}

/// `2 Re ⟨Oψ|D|ψ⟩` with `‖D‖ ≤ slope`: both states have gone forward and back, which is three runs' rounding, and
/// each counts with `‖O‖·‖D‖`, twice.
pub fn gradient(epsilon: f64, operations: usize, norm: f64, slope: f64) -> f64 {
    4.0 * norm.max(1.0) * slope.max(1.0) * state(epsilon, 3 * operations)
}

/// Between the adjoint sweep and the parameter-shift rule, both in f64, at circuits of a few dozen operations.
pub const SHIFT_RULE: f64 = 1e-9;

/// Between the adjoint sweep and the five-point difference quotient with step 1e-3, whose truncation error is
/// `h⁴ f⁽⁵⁾ / 30`, 3e-14 times at most 2⁵·5 for the scales in use.
pub const FINITE_DIFFERENCE: f64 = 1e-7;
/// The step of that quotient.
pub const STEP: f64 = 1e-3;

/// `f'(0)` from `f(±h)` and `f(±2h)`.
pub fn five_point(f: impl Fn(f64) -> f64) -> f64 {
    let h = STEP;
    (8.0 * (f(h) - f(-h)) - (f(2.0 * h) - f(-2.0 * h))) / (12.0 * h)
}

/// A sample that is less likely than this under the exact distribution is a failure.
pub const P_VALUE: f64 = 1e-6;

/// Asserts that two numbers agree.
#[track_caller]
pub fn assert_near(what: &str, got: f64, expected: f64, tolerance: f64) {
    let error = (got - expected).abs();
    assert!(error <= tolerance, "{what}: {got} instead of {expected}, off by {error:e} > {tolerance:e}");
}
