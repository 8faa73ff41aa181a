//! What some optimizers ask of a circuit beyond values and gradients: three small traits, which an objective has or has not.
//!
//! Implemented by objectives that know their circuit; called by natural-gradient, coordinate-wise and shot-frugal optimizers.

use super::error::{ObjectiveError, OptimizeError};
use serde::{Deserialize, Serialize};

/// The geometry of the states behind an objective.
pub trait Geometry {
    /// The Fubini–Study metric tensor at `params`, a quarter of the quantum Fisher information, row by row into `metric`.
    ///
    /// # Errors
    /// Whatever stops the evaluation.
    fn metric(&mut self, params: &[f64], metric: &mut [f64]) -> Result<(), ObjectiveError>;

    /// `|⟨ψ(first)|ψ(second)⟩|²`.
    ///
    /// # Errors
    /// Whatever stops the evaluation.
    fn fidelity(&mut self, first: &[f64], second: &[f64]) -> Result<f64, ObjectiveError>;
}

/// The Fourier spectrum of an objective.
pub trait Spectrum {
    /// The objective is `a_0 + Σ_j a_j cos(w_j t) + b_j sin(w_j t)` in each of its parameters t: the positive `w_j`, ascending; none if it
    /// does not depend on that parameter.
    ///
    /// # Errors
    /// A parameter in which the objective is not such a series, or one that is too long.
    fn frequencies(&mut self, parameter: usize) -> Result<Vec<f64>, ObjectiveError>;
}

/// An objective that is measured.
pub trait Measurements {
    /// A bound on the Lipschitz constant of the gradient.
    fn lipschitz(&self) -> f64;

    /// Value and gradient, each entry from about its number of `shots` for every circuit of its shift rule.
    /// `number` names the random numbers: equal numbers give equal answers.
    ///
    /// # Errors
    /// Whatever stops the evaluation.
    fn measure(
        &mut self,
        params: &[f64],
        shots: SharedShots<'_>,
        number: u64,
    ) -> Result<Measured, ObjectiveError>;
}

/// Shots of a measured gradient.
#[derive(Debug, Clone, Copy)]
pub struct SharedShots<'a> {
    /// About how many for each parameter and circuit.
    pub of_parameter: &'a [u64],
    /// How terms share those of a circuit.
    pub terms: TermShots,
}

/// How the terms of an observable share the shots of a circuit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TermShots {
    /// In proportion to the sum of their coefficients, but two at least for every group that is measured together.
    #[default]
    ByWeight,
    /// Each shot goes to a group that is drawn with that probability, so that few shots are enough for many terms and there is no
    /// bias (A. Arrasmith et al., arXiv:2004.06252, section 3.3).
    AtRandom,
}

/// What [`Measurements::measure`] gives.
#[derive(Debug, Clone, PartialEq)]
pub struct Measured {
    /// The value, estimated.
    pub value: f64,
    /// The gradient, estimated.
    pub gradient: Vec<f64>,
    /// The variance of each entry's estimate, times the shots asked for: that of one shot.
    pub variances: Vec<f64>,
}

/// What the objective has, or that it is missing, in words.
///
/// ```
/// use ansatz_qml::optimize::missing;
/// let error = missing::<()>("mine", "metric tensor", None).unwrap_err();
/// assert!(error.to_string().starts_with("mine: this objective has no metric tensor"));
/// ```
///
/// # Errors
/// [`OptimizeError::Missing`].
pub fn missing<T>(optimizer: &'static str, what: &'static str, found: Option<T>) -> Result<T, OptimizeError> {
    found.ok_or(OptimizeError::Missing { optimizer, what })
}
