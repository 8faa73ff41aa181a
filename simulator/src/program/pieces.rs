//! A program as pieces that never meet, each read in the way that is cheapest for it. Called by compiling; read by the engine.

use super::apart::{Apart, apart};
use super::flat::{Final, Flat, is_unitary};
use super::part::{FlatPart, Part};
use super::{Program, is_small};
use crate::eager::{self, Script};
use crate::machine::{CostModel, RunShape};
use crate::plan::check_width;
use crate::stabilizer::{self, Support};
use crate::{PlanOptions, Result};
use ansatz_circuits::{Circuit, FinalBit, FlatInstruction};
use std::sync::Arc;

/// Lists of amplitudes may double so often.
const MOST_DOUBLINGS: usize = 12;
/// And are left alone where all amplitudes are fewer than so many doublings more: then they are swept faster.
const DOUBLINGS_SAVED: usize = 8;
/// More qubits than this have no tableau: a quarter of their square is bytes.
const MOST_STABILIZED: usize = 1 << 13;
/// Seconds that reading takes without a plan, each instruction, and each amplitude of it.
const READ_S: f64 = 1e-6;
const INSTRUCTION_S: f64 = 3e-8;
const AMPLITUDE_S: f64 = 1e-9;

/// What is measured of one piece.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    /// Qubits of it.
    pub(crate) num_qubits: usize,
    /// Which of them are measured into which bits of the program.
    pub(crate) finals: Vec<Final>,
    /// So many bits say which of its outcomes is read.
    pub(crate) outcome_bits: usize,
    /// How it is run.
    pub(crate) way: Way,
}

/// How a piece is run.
#[derive(Debug, Clone)]
pub(crate) enum Way {
    /// All amplitudes, instruction by instruction.
    Vector(Box<Script>),
    /// The amplitudes that are not zero.
    List(Vec<FlatInstruction>),
    /// No amplitudes: Clifford operations.
    Stabilizer(Support),
    /// By a plan.
    Planned(Box<Program>),
}

/// Pieces that never meet, and what the program's bits show beside what is measured.
#[derive(Debug, Clone)]
pub(crate) struct Pieces {
    pub(crate) list: Vec<Piece>,
    pub(crate) shown: Vec<(u32, FinalBit)>,
}

impl Pieces {
    /// All of a circuit, run without a plan.
    pub(super) fn eager(script: Script, num_qubits: usize, finals: Vec<Final>, circuit: &Circuit) -> Pieces {
        let outcome_bits = num_qubits.min(finals.len());
        let piece = Piece { num_qubits, finals, outcome_bits, way: Way::Vector(Box::new(script)) };
        Pieces { list: vec![piece], shown: circuit.final_bits().to_vec() }
    }

    /// The pieces of a circuit; the circuit back where it is one piece, which a plan runs best.
    pub(super) fn of(
        flat: Flat,
        shown: Vec<(u32, FinalBit)>,
        options: &PlanOptions,
    ) -> Result<std::result::Result<Pieces, Flat>> {
        let parts = if options.apart { apart(&flat) } else { vec![Apart::whole(&flat)] };
        let ways: Vec<Option<Way>> = parts.iter().map(|part| unplanned(part, options)).collect();
        if let ([one], [None]) = (&parts[..], &ways[..])
            && one.num_qubits == flat.num_qubits
        {
            return Ok(Err(flat));
        }
        let pieces = parts.into_iter().zip(ways).map(|(part, way)| Piece::of(part, way, &flat, options));
        Ok(Ok(Pieces { list: pieces.collect::<Result<_>>()?, shown }))
    }
}

/// How a piece is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Method {
    /// All amplitudes, instruction by instruction.
    Eager,
    /// The amplitudes that are not zero.
    Sparse,
    /// Clifford operations: no amplitudes.
    Stabilizer,
    /// All amplitudes, by a plan.
    Planned,
}

impl Method {
    /// Its name in answers.
    pub fn name(self) -> &'static str {
        match self {
            Method::Eager => "eager",
            Method::Sparse => "sparse",
            Method::Stabilizer => "stabilizer",
            Method::Planned => "planned",
        }
    }
}

/// One of the pieces that measuring a program comes down to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MeasuredPiece {
    /// Its qubits.
    pub qubits: usize,
    /// How it is read.
    pub method: Method,
}

/// How a piece is read that needs no plan; by its structure alone, so that a seed gives the same shots on every machine.
fn unplanned(part: &Apart, options: &PlanOptions) -> Option<Way> {
    let Apart { num_qubits, instructions, .. } = part;
    if !instructions.iter().all(is_unitary) {
        return None;
    }
    if is_small(*num_qubits, instructions.len(), options) {
        return Some(Way::Vector(Box::new(Script::of(*num_qubits, instructions))));
    }
    if options.sparse {
        let doublings = eager::doublings(*num_qubits, instructions);
        if doublings <= MOST_DOUBLINGS && doublings + DOUBLINGS_SAVED <= *num_qubits {
            return Some(Way::List(instructions.clone()));
        }
    }
    let may_be = options.stabilizer && *num_qubits <= MOST_STABILIZED;
    may_be.then(|| stabilizer::support(*num_qubits, instructions)).flatten().map(Way::Stabilizer)
}

/// Qubits that meet and need a plan.
fn planned(part: Apart, flat: &Flat, options: &PlanOptions) -> Result<Way> {
    let Apart { num_qubits, instructions, finals } = part;
    check_width(num_qubits)?;
    let (num_bits, parameter_map) = (flat.num_bits, flat.parameter_map.clone());
    let part = FlatPart { num_qubits, num_bits, instructions, finals, parameter_map };
    Ok(Way::Planned(Box::new(Program::of_part(Arc::new(Part::of_flat(part, options)?)))))
}

impl Piece {
    fn of(part: Apart, way: Option<Way>, flat: &Flat, options: &PlanOptions) -> Result<Piece> {
        let (num_qubits, finals) = (part.num_qubits, part.finals.clone());
        let way = match way {
            Some(way) => way,
            None => planned(part, flat, options)?,
        };
        let free = match &way {
            Way::List(instructions) => eager::doublings(num_qubits, instructions),
            Way::Stabilizer(support) => support.directions.len(),
            Way::Vector(_) | Way::Planned(_) => num_qubits,
        };
        Ok(Piece { num_qubits, outcome_bits: free.min(finals.len()), finals, way })
    }

    /// What is told of it.
    pub(super) fn measured(&self) -> MeasuredPiece {
        let method = match self.way {
            Way::Vector(_) => Method::Eager,
            Way::List(_) => Method::Sparse,
            Way::Stabilizer(_) => Method::Stabilizer,
            Way::Planned(_) => Method::Planned,
        };
        MeasuredPiece { qubits: self.num_qubits, method }
    }

    /// Predicted seconds of reading it once; of one without a static plan none are known.
    pub(super) fn seconds(&self, model: &CostModel, shape: RunShape) -> Option<f64> {
        let each = |steps: usize, doublings: usize| {
            READ_S + steps as f64 * (INSTRUCTION_S + AMPLITUDE_S * (doublings as f64).exp2())
        };
        match &self.way {
            Way::Vector(script) => Some(each(script.len(), self.num_qubits)),
            Way::List(instructions) => {
                Some(each(instructions.len(), eager::doublings(self.num_qubits, instructions)))
            }
            Way::Stabilizer(_) => Some(READ_S),
            Way::Planned(program) => Some(model.seconds(&program.static_plan()?.work(), shape)),
        }
    }

    /// Qubits of a state that it needs; none where the amplitudes that there are do not count.
    pub(crate) fn state_qubits(&self) -> usize {
        match &self.way {
            Way::Vector(_) => self.num_qubits,
            Way::List(_) | Way::Stabilizer(_) => 0,
            Way::Planned(program) => program.num_qubits(),
        }
    }
}
