//! `grad`: the gradient of an expectation value in a file's inputs.

mod answer;

use crate::circuit_arguments::{BindingOptions, CircuitFile, observable};
use crate::failure::Outcome;
use crate::options::{Common, Format};
use crate::terminal::Terminal;
use crate::{help, output};
use ansatz_jobs::grad::{GradRequest, grad};
use clap::{Args, ValueEnum};

/// Gradient of ⟨O⟩ in the `input` parameters of a circuit file.
///
/// f(x) = ⟨ψ(x)|O|ψ(x)⟩ and ∂f/∂x_j for every input x_j of type `float` or `angle`, where ψ(x) is the state before the
/// final measurements. Angles may be any function of the inputs; its derivative is exact.
///
/// Methods: `adjoint` is exact and takes one run forward and one back, whatever the number of inputs.
/// `parameter-shift` is exact too: ∂f/∂θ = Σ_k c_k f(θ + s_k) for every angle θ, two terms for most gates, four for
/// controlled rotations; with --shots each f is estimated, and standard errors are shown. `finite-difference` is
/// (f(θ + h) − f(θ − h)) / 2h. `spsa` moves all angles at once in a random direction.
///
/// CSV has a row for each binding: `binding`, `expectation`, `gradient[NAME]` for each input, and with --shots
/// `standard_error[NAME]`. Programs that decide by what they have measured are refused.
#[derive(Args)]
#[command(after_long_help = help::page(
    &[help::OBSERVABLES, help::INPUTS, help::LIMITS],
    "ansatz grad examples/ansatz.qasm --observable \"Z0 Z1 + 0.5 * X0\" --param theta=0.3 --param phi=0.1
     ansatz grad examples/ansatz.qasm --observable Z0 --param theta=0.3 --param phi=0.1 --format csv"
))]
pub struct Grad {
    #[command(flatten)]
    circuit: CircuitFile,
    /// The observable, such as `1.0 * Z0 Z1 + 0.5 * X3`, or `@FILE`
    #[arg(long, value_name = "O", allow_hyphen_values = true)]
    observable: String,
    /// How to differentiate
    #[arg(long, value_enum, default_value_t = Method::Adjoint)]
    method: Method,
    /// Estimate from this many shots for each circuit (parameter-shift only), with standard errors
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u64).range(2..=1_000_000_000))]
    shots: Option<u64>,
    #[command(flatten)]
    bindings: BindingOptions,
    /// Run it this many times and report the time of each
    #[arg(long, value_name = "R", default_value_t = 1, allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    repeat: u32,
    #[command(flatten)]
    common: Common,
}

#[derive(ValueEnum, Clone, Copy, PartialEq, Eq)]
enum Method {
    /// Exact, one forward and one backward run (the default)
    Adjoint,
    /// Exact, from shifted expectation values
    ParameterShift,
    /// Approximate, central differences
    FiniteDifference,
    /// Approximate, simultaneous perturbation
    Spsa,
}

impl From<Method> for ansatz_jobs::grad::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Adjoint => ansatz_jobs::grad::Method::Adjoint,
            Method::ParameterShift => ansatz_jobs::grad::Method::ParameterShift,
            Method::FiniteDifference => ansatz_jobs::grad::Method::FiniteDifference,
            Method::Spsa => ansatz_jobs::grad::Method::Spsa,
        }
    }
}

impl Grad {
    pub fn execute(&self) -> Outcome {
        let answer = grad(&self.request()?, &self.common.job(), &Terminal::new(&self.common))?;
        match self.common.format {
            Format::Json => output::print_json(&answer),
            Format::Text => output::print(&answer::text(&answer)),
            Format::Csv => answer::table(&answer).print(),
        }
    }

    fn request(&self) -> Outcome<GradRequest> {
        let mut request = GradRequest::new(self.circuit.source(&self.common)?, observable(&self.observable)?);
        request.bindings = self.bindings.table()?;
        request.method = self.method.into();
        request.shots = self.shots;
        request.repeat = self.repeat;
        Ok(request)
    }
}
