//! Programs: circuits that may measure, reset and decide on the way, as plans between measurements.
//! Measurements that nothing depends on are taken at the end, all at once.

mod bits;
mod course;
mod finals;
mod part;

pub use bits::{Bits, BitsError};
pub(crate) use course::{Continuation, Next};
pub(crate) use part::{Part, Step};

use crate::{Plan, PlanOptions, Result};
use ansatz_circuits::{Circuit, Continue, ParameterMap};
use part::{Follows, Place};
use std::sync::Arc;

/// A circuit compiled for measurement, and what comes after it.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::{Device, PlanOptions, Program};
/// let coin = Circuit::build(1, |c| c.h(0).measure(0, 0).if_bit(0, |then| then.x(0)).measure(0, 1))?;
/// let program = Program::compile(&coin, &PlanOptions::default())?;
/// assert!(program.static_plan().is_none()); // it decides on the way
/// let outcomes = Device::cpu().backend(1)?.distribution(&program, &[])?;
/// assert_eq!(outcomes.len(), 2);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Program {
    first: Arc<Part>,
    continuation: Option<Continuation>,
}

impl Program {
    /// Compiles a circuit.
    pub fn compile(circuit: &Circuit, options: &PlanOptions) -> Result<Program> {
        let place = Place { is_first: true, follows: Follows::Nothing };
        Ok(Program { first: Arc::new(Part::compile(circuit, place, options)?), continuation: None })
    }

    /// Compiles the first circuit of a program that goes on with `course`; the circuits that follow are compiled when
    /// an outcome asks for them, at these parameter values.
    ///
    /// Errors: those of [`compile`](Self::compile).
    pub fn compile_course(
        circuit: &Circuit,
        course: Arc<dyn Continue>,
        params: &[f64],
        options: &PlanOptions,
    ) -> Result<Program> {
        let follows = if course.is_classical() { Follows::Nothing } else { Follows::Circuit };
        let part = Part::compile(circuit, Place { is_first: true, follows }, options)?;
        let continuation = Some(Continuation::new(course, params, options));
        Ok(Program { first: Arc::new(part), continuation })
    }

    /// The plan of everything before the final measurements, if nothing else is measured, reset or decided.
    pub fn static_plan(&self) -> Option<&Plan> {
        match &self.first.steps[..] {
            [Step::Unitary(plan)] if self.is_whole() => Some(plan),
            _ => None,
        }
    }

    /// Whether no other circuit follows the first one.
    pub(crate) fn is_whole(&self) -> bool {
        self.continuation.as_ref().is_none_or(|next| next.course.is_classical())
    }

    /// How many qubits.
    pub fn num_qubits(&self) -> usize {
        self.first.num_qubits
    }

    /// How many classical bits.
    pub fn num_bits(&self) -> usize {
        self.first.num_bits
    }

    /// From parameters to slots.
    pub fn parameter_map(&self) -> &ParameterMap {
        &self.first.parameter_map
    }

    /// Whether there is an outcome: something is measured, or computed into a classical bit.
    pub fn measures(&self) -> bool {
        self.first.measures() || !self.first.shown.is_empty() || self.continuation.is_some()
    }

    pub(crate) fn first(&self) -> &Arc<Part> {
        &self.first
    }

    pub(crate) fn continuation(&self) -> Option<&Continuation> {
        self.continuation.as_ref()
    }
}
