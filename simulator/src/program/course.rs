//! What comes after the first circuit of a program that depends on what it measures: the next circuit for each outcome,
//! compiled once whoever asks for it again. Called by the engine at the end of a circuit.

use super::bits::Bits;
use super::part::{Follows, Part, Place};
use crate::by_circuit::ByCircuit;
use crate::{PlanOptions, Result};
use ansatz_circuits::{Circuit, Continue, FinalBit};
use std::sync::Arc;

/// The circuit that follows.
pub(crate) struct Next {
    pub(crate) part: Arc<Part>,
    /// What its bits show: that may be another thing for each outcome, where the circuit is one and the same.
    pub(crate) shown: Vec<(u32, FinalBit)>,
    /// What follows that.
    pub(crate) course: Option<Arc<dyn Continue>>,
    /// Statements that were run on the way, and how many a course may run.
    pub(crate) steps: u64,
    pub(crate) max_steps: u64,
}

/// The way on from the first circuit.
#[derive(Debug, Clone)]
pub(crate) struct Continuation {
    pub(crate) course: Arc<dyn Continue>,
    params: Vec<f64>,
    options: PlanOptions,
    parts: Arc<ByCircuit<Place, Part>>,
}

impl Continuation {
    pub(crate) fn new(course: Arc<dyn Continue>, params: &[f64], options: &PlanOptions) -> Continuation {
        Continuation { course, params: params.to_vec(), options: *options, parts: Arc::default() }
    }

    /// The circuit that follows `course` where the bits read these values.
    pub(crate) fn next(&self, course: &dyn Continue, bits: &Bits) -> Result<Next> {
        let mut segment = course.resume(&|bit| bits.get(bit))?;
        let shown = segment.circuit.take_final_bits();
        let follows = if segment.then.is_some() { Follows::Circuit } else { Follows::Nothing };
        let place = Place { is_first: false, follows };
        Ok(Next {
            part: self.part(&segment.circuit, place)?,
            shown,
            course: segment.then,
            // Compiling counts, too.
            steps: segment.steps + 1,
            max_steps: course.max_steps(),
        })
    }

    /// What the registers show when nothing but classical statements is left.
    pub(crate) fn shown(&self, bits: &Bits, num_bits: usize) -> Result<Bits> {
        let mut segment = self.course.resume(&|bit| bits.get(bit))?;
        while let Some(course) = segment.then {
            segment = course.resume(&|bit| bits.get(bit))?;
        }
        Ok(bits.shown(num_bits, segment.circuit.final_bits()))
    }

    fn part(&self, circuit: &Circuit, place: Place) -> Result<Arc<Part>> {
        self.parts.get(circuit, place, || {
            let mut part = Part::compile(circuit, place, &self.options)?;
            part.angles = Some(part.parameter_map.angles(&self.params)?);
            Ok(part)
        })
    }
}
