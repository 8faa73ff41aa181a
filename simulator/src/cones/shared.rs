//! Parts of equal structure are compiled once: in a chain nearly all of them are, however different their angles. Called while parts are made.

use crate::machine::ObservedPlan;
use crate::plan::Plan;
use crate::{PlanOptions, Result};
use ansatz_circuits::{
    Constant, ConstantRef, FlatInstruction, FlatOperation, Generator, ParameterMap, PauliSum, Source,
};
use std::collections::HashMap;
use std::sync::Arc;

/// A circuit on its own qubits and slots, and what is asked of it.
pub(super) struct Question {
    pub(super) num_qubits: usize,
    pub(super) num_slots: usize,
    pub(super) instructions: Vec<FlatInstruction>,
    pub(super) observables: Vec<PauliSum>,
}

/// What has been compiled, by structure.
#[derive(Default)]
pub(super) struct Shared {
    known: HashMap<Vec<u64>, Vec<ObservedPlan>>,
}

impl Shared {
    /// The plan of a question, made when it is first asked.
    pub(super) fn plan(&mut self, question: Question, options: &PlanOptions) -> Result<ObservedPlan> {
        let alike = self.known.entry(structure(&question)).or_default();
        if let Some(known) = alike.iter().find(|known| *known.observables() == question.observables[..]) {
            return Ok(known.clone());
        }
        let Question { num_qubits, num_slots, instructions, observables } = question;
        let map = Arc::new(ParameterMap::identity(num_slots));
        let plan = Plan::from_flat(num_qubits, &instructions, map, options)?;
        let observed = ObservedPlan::new(plan, observables)?;
        alike.push(observed.clone());
        Ok(observed)
    }
}

/// Equal for instructions that are equal. Constants are compared by where they are: circuits share them.
fn structure(question: &Question) -> Vec<u64> {
    let mut words = vec![question.num_qubits as u64];
    for instruction in &question.instructions {
        let (tag, first, angle) = match &instruction.operation {
            FlatOperation::Fixed(ConstantRef::Gate(constant)) => {
                (0, std::ptr::from_ref::<Constant>(constant) as u64, None)
            }
            FlatOperation::Fixed(ConstantRef::Given(constant)) => (1, Arc::as_ptr(constant) as u64, None),
            FlatOperation::Exponential { generator, angle } => {
                (2, std::ptr::from_ref::<Generator>(generator) as u64, Some(angle))
            }
            FlatOperation::PauliRotation { word, angle } => {
                words.extend(word.iter().map(|letter| *letter as u64));
                (3, word.len() as u64, Some(angle))
            }
            FlatOperation::Measure { .. } | FlatOperation::Reset | FlatOperation::If { .. } => (4, 0, None),
        };
        let angle = match angle {
            None => [0, 0],
            Some(Source::Constant(value)) => [1, value.to_bits()],
            Some(Source::Slot(slot)) => [2, *slot as u64],
        };
        words.extend([tag, first, angle[0], angle[1], instruction.control_values]);
        words.extend([instruction.controls.len() as u64, instruction.targets.len() as u64]);
        words.extend(instruction.controls.iter().chain(&instruction.targets).map(|qubit| u64::from(*qubit)));
    }
    words
}
