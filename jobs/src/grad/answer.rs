//! What a gradient answers.
//!
//! Made by the job; worded by its caller.

use serde::Serialize;

/// The answer; the keys are the contract of programs that read it.
#[derive(Debug, Clone, Serialize)]
pub struct GradAnswer {
    /// Names of the inputs.
    pub parameters: Vec<String>,
    /// ⟨O⟩ of each binding.
    pub values: Vec<f64>,
    /// A row for each binding, a number for each input.
    pub gradients: Vec<Vec<f64>>,
    /// Standard errors of the gradients, with shots.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standard_errors: Option<Vec<Vec<f64>>>,
    /// Circuits that were run, or their equivalent.
    pub evaluations: u64,
    /// What evaluations shared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work: Option<Shared>,
    /// How it was differentiated.
    pub method: &'static str,
    /// The seed.
    pub seed: u64,
    /// Precision of the state vector.
    pub precision: &'static str,
    /// Where it ran.
    pub device: String,
    /// Seconds.
    pub timings: Timings,
}

/// What evaluations shared: operations on state vectors, counted once for each circuit and binding.
#[derive(Debug, Clone, Serialize)]
pub struct Shared {
    /// Operations that were run.
    pub operations_run: u64,
    /// Operations that had been run without sharing.
    pub operations_unshared: u64,
}

/// Seconds of a gradient's parts.
#[derive(Debug, Clone, Serialize)]
pub struct Timings {
    /// Reading the file.
    pub parse_s: f64,
    /// Planning.
    pub plan_s: f64,
    /// Each repetition.
    pub execute_s: Vec<f64>,
    /// The mean time of one evaluation, where evaluations share work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evaluation_s: Option<f64>,
}
