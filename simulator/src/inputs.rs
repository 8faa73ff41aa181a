//! What a plan is run with: a batch of angle vectors, and starting amplitudes where the data provide them.

use crate::{Plan, Result, SimulatorError};
use ansatz_circuits::C64;

/// Angles of a plan's slots, lane after lane: what [`ParameterMap::angles`](ansatz_circuits::ParameterMap::angles) makes of parameters. A type of
/// its own, so that nobody hands over parameters where angles are due.
///
/// ```compile_fail
/// use ansatz_simulator::machine::Inputs;
/// let parameters = [0.1, 0.2];
/// let inputs = Inputs::one(&parameters);
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Angles<'a>(pub &'a [f64]);

/// A batch of `lanes` runs of one plan.
///
/// ```
/// use ansatz_simulator::machine::{Angles, Inputs};
/// // Two runs of a plan with three slots.
/// let inputs = Inputs::batch(2, Angles(&[0.1, 0.2, 0.3, 0.4, 0.5, 0.6]));
/// assert_eq!((inputs.lanes(), inputs.angles().len()), (2, 6));
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Inputs<'a> {
    pub(crate) lanes: usize,
    pub(crate) angles: &'a [f64],
    pub(crate) amplitudes: Option<&'a [C64]>,
}

impl<'a> Inputs<'a> {
    /// One run: one angle for each slot of the plan.
    pub fn one(angles: Angles<'a>) -> Inputs<'a> {
        Inputs { lanes: 1, angles: angles.0, amplitudes: None }
    }

    /// `lanes` runs: `angles[lane * num_slots + slot]`.
    pub fn batch(lanes: usize, angles: Angles<'a>) -> Inputs<'a> {
        Inputs { lanes, angles: angles.0, amplitudes: None }
    }

    /// Starts lane `l` from `amplitudes[l * 2^n ..]` instead of |0…0⟩. The caller normalises them.
    pub fn with_amplitudes(self, amplitudes: &'a [C64]) -> Inputs<'a> {
        Inputs { amplitudes: Some(amplitudes), ..self }
    }

    /// How many runs.
    pub fn lanes(&self) -> usize {
        self.lanes
    }

    /// `angles[lane * num_slots + slot]`.
    pub fn angles(&self) -> &'a [f64] {
        self.angles
    }

    /// The starting amplitudes, if given.
    pub fn amplitudes(&self) -> Option<&'a [C64]> {
        self.amplitudes
    }

    /// The same inputs, lanes `range` only.
    pub(crate) fn slice(&self, plan: &Plan, range: std::ops::Range<usize>) -> Inputs<'a> {
        let slots = plan.num_slots();
        let size = 1usize << plan.num_qubits();
        Inputs {
            lanes: range.len(),
            angles: &self.angles[range.start * slots..range.end * slots],
            amplitudes: self.amplitudes.map(|all| &all[range.start * size..range.end * size]),
        }
    }

    /// Refuses wrong counts and numbers that are not finite.
    pub(crate) fn check(&self, plan: &Plan) -> Result<()> {
        let expected = self.lanes.saturating_mul(plan.num_slots());
        if self.angles.len() != expected {
            return Err(SimulatorError::Count { what: "angles", expected, given: self.angles.len() });
        }
        check_finite(self.angles)?;
        if let Some(amplitudes) = self.amplitudes {
            let expected = self.lanes.saturating_mul(1 << plan.num_qubits());
            if amplitudes.len() != expected {
                return Err(SimulatorError::Count { what: "amplitudes", expected, given: amplitudes.len() });
            }
            let parts = amplitudes.iter().flat_map(|a| [a.re, a.im]);
            if let Some(value) = parts.into_iter().find(|part| !part.is_finite()) {
                return Err(SimulatorError::NotFinite { what: "a starting amplitude".into(), value });
            }
        }
        Ok(())
    }
}

/// Refuses angles that are not finite.
pub(crate) fn check_finite(angles: &[f64]) -> Result<()> {
    match angles.iter().find(|angle| !angle.is_finite()) {
        Some(value) => Err(SimulatorError::NotFinite { what: "an angle".into(), value: *value }),
        None => Ok(()),
    }
}
