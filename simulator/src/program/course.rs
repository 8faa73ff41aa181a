//! What comes after the first circuit of a program that depends on what it measures: the next circuit for each outcome,
//! compiled once whoever asks for it again. Called by the engine at the end of a circuit.

use super::bits::Bits;
use super::part::{Follows, Part, Place};
use crate::by_circuit::ByCircuit;
use crate::{PlanOptions, Result};
use ansatz_circuits::Circuit;
use ansatz_circuits::qasm::Course;
use std::sync::Arc;

/// The way on from the first circuit.
#[derive(Debug, Clone)]
pub(crate) struct Continuation {
    pub(crate) course: Arc<Course>,
    params: Vec<f64>,
    options: PlanOptions,
    parts: Arc<ByCircuit<Place, Part>>,
}

impl Continuation {
    pub(crate) fn new(course: Course, params: &[f64], options: &PlanOptions) -> Continuation {
        Continuation {
            course: Arc::new(course),
            params: params.to_vec(),
            options: *options,
            parts: Arc::default(),
        }
    }

    /// The circuit that follows `course` where the bits read these values, and what follows that.
    pub(crate) fn next(&self, course: &Course, bits: &Bits) -> Result<(Arc<Part>, Option<Arc<Course>>)> {
        let segment = course.resume(&|bit| bits.get(bit)).map_err(Box::new)?;
        let follows = if segment.then.is_some() { Follows::Circuit } else { Follows::Nothing };
        let place = Place { is_first: false, follows };
        Ok((self.part(&segment.circuit, place)?, segment.then.map(Arc::new)))
    }

    /// What the registers show when nothing but classical statements is left.
    pub(crate) fn shown(&self, bits: &Bits, num_bits: usize) -> Result<Bits> {
        let mut segment = self.course.resume(&|bit| bits.get(bit)).map_err(Box::new)?;
        while let Some(course) = segment.then {
            segment = course.resume(&|bit| bits.get(bit)).map_err(Box::new)?;
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
