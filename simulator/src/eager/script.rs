//! Instructions made ready to be run on all amplitudes, as they come: what is known of them is worked out once, and turns of one
//! qubit are multiplied until something else acts on the qubit. Called by compiling.

use super::act::Act;
use super::effect::Effect;
use super::order::Order;
use super::table::Table;
use super::turns::Turns;
use super::vector::Vector;
use ansatz_circuits::FlatInstruction;

/// Steps of a run without a plan.
#[derive(Clone)]
pub(crate) struct Script {
    num_qubits: usize,
    steps: Vec<Step>,
    turns: Turns,
    order: Order,
}

#[derive(Clone)]
enum Step {
    Known(Act),
    /// Its angle is not known yet.
    Open(Box<FlatInstruction>),
}

impl Script {
    /// No instruction yet.
    pub(crate) fn new(num_qubits: usize, capacity: usize) -> Script {
        let steps = Vec::with_capacity(capacity);
        Script { num_qubits, steps, turns: Turns::new(num_qubits), order: Order::new(num_qubits) }
    }

    /// Of instructions that are there already.
    pub(crate) fn of(num_qubits: usize, instructions: &[FlatInstruction]) -> Script {
        let mut script = Script::new(num_qubits, instructions.len());
        instructions.iter().for_each(|instruction| script.push(instruction));
        script
    }

    /// Takes the next instruction, which is unitary.
    pub(crate) fn push(&mut self, instruction: &FlatInstruction) {
        if self.order.takes(instruction) {
            return;
        }
        let instruction = self.order.placed(instruction);
        let steps = &mut self.steps;
        let apply = &mut |qubit, turn| steps.push(Step::Known(Act::Turn { qubit, turn }));
        if instruction.slot().is_some() {
            self.turns.make_way(&instruction, false, apply);
            self.steps.push(Step::Open(Box::new(instruction.into_owned())));
            return;
        }
        let effect = Effect::of(&instruction, &[]);
        match Act::of(&instruction, &effect) {
            None => {}
            Some(Act::Turn { qubit, turn }) => self.turns.add(qubit, &turn),
            Some(act) => {
                self.turns.make_way(&instruction, effect.is_diagonal(), apply);
                self.steps.push(Step::Known(act));
            }
        }
    }

    /// How many steps it has.
    pub(crate) fn len(&self) -> usize {
        self.steps.len()
    }

    /// What measuring all qubits gives; `angles` by slot.
    pub(crate) fn run(&self, angles: &[f64]) -> Table {
        let mut vector = Vector::zeros(self.num_qubits);
        for step in &self.steps {
            match step {
                Step::Known(act) => vector.apply(act),
                Step::Open(instruction) => {
                    if let Some(act) = Act::of(instruction, &Effect::of(instruction, angles)) {
                        vector.apply(&act);
                    }
                }
            }
        }
        self.turns.finish(&mut |qubit, turn| vector.turn(qubit, &turn));
        vector.into_table(&self.order)
    }
}

impl std::fmt::Debug for Script {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Script")
            .field("num_qubits", &self.num_qubits)
            .field("steps", &self.steps.len())
            .finish()
    }
}
