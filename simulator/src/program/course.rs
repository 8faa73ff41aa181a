//! What comes after the first circuit of a program that depends on what it measures: the next circuit for each outcome,
//! compiled once whoever asks for it again. Called by the engine at the end of a circuit.

use super::bits::Bits;
use super::part::{Follows, Part, Place};
use crate::{PlanOptions, Result, SimulatorError};
use ansatz_circuits::qasm::{Course, Report};
use ansatz_circuits::{Circuit, Instruction, Operation};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::{Arc, Mutex, PoisonError};

/// A circuit that was compiled, and what it was compiled from.
#[derive(Debug)]
struct Known {
    circuit: Circuit,
    place: Place,
    part: Arc<Part>,
}

/// The way on from the first circuit.
#[derive(Debug, Clone)]
pub(crate) struct Continuation {
    pub(crate) course: Arc<Course>,
    params: Vec<f64>,
    options: PlanOptions,
    known: Arc<Mutex<HashMap<u64, Vec<Known>>>>,
}

/// Circuits that are kept: more than any loop has, and not so many that they fill the memory.
const MAX_KNOWN: usize = 1 << 12;

impl Continuation {
    pub(crate) fn new(course: Course, params: &[f64], options: &PlanOptions) -> Continuation {
        Continuation {
            course: Arc::new(course),
            params: params.to_vec(),
            options: *options,
            known: Arc::default(),
        }
    }

    /// The circuit that follows `course` where the bits read these values, and what follows that.
    pub(crate) fn next(&self, course: &Course, bits: &Bits) -> Result<(Arc<Part>, Option<Arc<Course>>)> {
        let segment = course.resume(&|bit| bits.get(bit)).map_err(|report| refused(&report))?;
        let follows = if segment.then.is_some() { Follows::Circuit } else { Follows::Nothing };
        let place = Place { is_first: false, follows };
        Ok((self.part(segment.circuit, place)?, segment.then.map(Arc::new)))
    }

    /// What the registers show when nothing but classical statements is left.
    pub(crate) fn shown(&self, bits: &Bits, num_bits: usize) -> Result<Bits> {
        let mut segment = self.course.resume(&|bit| bits.get(bit)).map_err(|report| refused(&report))?;
        while let Some(course) = segment.then {
            segment = course.resume(&|bit| bits.get(bit)).map_err(|report| refused(&report))?;
        }
        Ok(bits.shown(num_bits, segment.circuit.final_bits()))
    }

    fn part(&self, circuit: Circuit, place: Place) -> Result<Arc<Part>> {
        let key = fingerprint(&circuit);
        // The cache is whole whatever happened to its last user.
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let same = |known: &&Known| {
            known.place == place
                && known.circuit.instructions() == circuit.instructions()
                && known.circuit.final_bits() == circuit.final_bits()
                && known.circuit.num_bits() == circuit.num_bits()
        };
        if let Some(known) = known.get(&key).and_then(|list| list.iter().find(same)) {
            return Ok(Arc::clone(&known.part));
        }
        let mut part = Part::compile(&circuit, place, &self.options)?;
        part.angles = Some(part.parameter_map.angles(&self.params)?);
        let part = Arc::new(part);
        if known.len() >= MAX_KNOWN {
            known.clear();
        }
        known.entry(key).or_default().push(Known { circuit, place, part: Arc::clone(&part) });
        Ok(part)
    }
}

fn refused(report: &Report) -> SimulatorError {
    SimulatorError::Course { message: report.to_string(), is_limit: report.is_limit() }
}

/// Equal circuits have equal fingerprints.
fn fingerprint(circuit: &Circuit) -> u64 {
    let mut hasher = DefaultHasher::new();
    circuit.instructions().iter().for_each(|instruction| add(instruction, &mut hasher));
    circuit.final_bits().len().hash(&mut hasher);
    hasher.finish()
}

fn add(instruction: &Instruction, hasher: &mut DefaultHasher) {
    instruction.name().hash(hasher);
    instruction.qubits().for_each(|qubit| qubit.hash(hasher));
    // Zero has two signs that compare as equal.
    instruction.angles().iter().for_each(|angle| (angle.offset() + 0.0).to_bits().hash(hasher));
    match instruction.operation() {
        Operation::Measure { bit } => bit.hash(hasher),
        Operation::If(condition) => {
            condition.bits.hash(hasher);
            condition.values.hash(hasher);
            condition.then.iter().for_each(|inner| add(inner, hasher));
        }
        _ => {}
    }
}
