//! What definitions mean, whatever they are called and made of: a gate that is nothing but one small matrix under controls, decomposed into hundreds
//! of gates by whoever wrote the file, is that matrix under controls. Found by what a definition does, once for each; called before circuits are
//! compiled.
//!
//! It is tried where it pays: for definitions of many operations that are used so often that finding out takes less than a run saves.

mod action;

use crate::PlanOptions;
use action::{Action, action};
use ansatz_circuits::{Angle, Circuit, CircuitError, Composite, Control, Instruction, Operation, Unitary};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Definitions of fewer operations, or on fewer qubits, are left as they are.
const LEAST_OPERATIONS: u64 = 32;
const LEAST_QUBITS: usize = 3;
/// On more qubits nothing is tried.
const MOST_QUBITS: usize = 22;
/// So many operations of a run, and so many times the work of trying, must be in question.
const LEAST_IN_ALL: u64 = 1 << 10;
const LEAST_GAIN: f64 = 8.0;

/// The circuit with definitions replaced by what they mean; `None` where there are none such.
pub(crate) fn meant(circuit: &Circuit, options: &PlanOptions) -> Option<Circuit> {
    let is_long = |instruction: &Instruction| match instruction.operation() {
        Operation::Composite(composite) => composite.num_operations() >= LEAST_OPERATIONS,
        _ => false,
    };
    if !options.meaning || !circuit.instructions().iter().any(is_long) {
        return None;
    }
    let (num_qubits, uses, known) = (circuit.num_qubits(), uses(circuit), HashMap::new());
    Meanings { num_qubits, uses, known, options }.rewritten(circuit)
}

/// Where a definition is: definitions are shared, and live as long as the circuit that is compiled.
type Identity = *const Composite;

fn identity(composite: &Arc<Composite>) -> Identity {
    Arc::as_ptr(composite)
}

/// How often each definition is expanded.
fn uses(circuit: &Circuit) -> HashMap<Identity, u64> {
    // The deepest first: whatever uses a definition is deeper than that.
    let mut ahead = Ahead::new();
    let mut counted = HashMap::new();
    for instruction in circuit.instructions() {
        add_use(&mut ahead, instruction, 1);
    }
    while let Some((_, (composite, count))) = ahead.pop_first() {
        counted.insert(identity(composite), count);
        composite.body().instructions().iter().for_each(|part| add_use(&mut ahead, part, count));
    }
    counted
}

/// Definitions that are used, the deepest first.
type Ahead<'a> = BTreeMap<(Reverse<usize>, Identity), (&'a Arc<Composite>, u64)>;

fn add_use<'a>(ahead: &mut Ahead<'a>, instruction: &'a Instruction, times: u64) {
    if let Operation::Composite(composite) = instruction.operation()
        && composite.num_operations() >= LEAST_OPERATIONS
    {
        let key = (Reverse(composite.depth()), identity(composite));
        let known = ahead.entry(key).or_insert((composite, 0));
        known.1 = known.1.saturating_add(times);
    }
}

/// What stands for a definition.
#[derive(Clone)]
enum Meaning {
    /// A matrix under controls, on the definition's qubits.
    Action(Action),
    /// A definition with parts replaced.
    Parts(Arc<Composite>),
}

/// What is known of definitions, at their angles.
struct Meanings<'a> {
    num_qubits: usize,
    uses: HashMap<Identity, u64>,
    known: HashMap<(Identity, Vec<u64>), Option<Meaning>>,
    options: &'a PlanOptions,
}

impl Meanings<'_> {
    /// The circuit with what its definitions mean, if that is anything else.
    fn rewritten(&mut self, circuit: &Circuit) -> Option<Circuit> {
        let mut is_other = false;
        let instructions: Option<Vec<Instruction>> = circuit
            .instructions()
            .iter()
            .map(|instruction| {
                let Some(meaning) = self.of(instruction) else { return Some(instruction.clone()) };
                is_other = true;
                replaced(instruction, &meaning).ok()
            })
            .collect();
        let instructions = instructions.filter(|_| is_other)?;
        circuit.with_instructions(instructions).ok()
    }

    fn of(&mut self, instruction: &Instruction) -> Option<Meaning> {
        let Operation::Composite(composite) = instruction.operation() else { return None };
        if composite.num_operations() < LEAST_OPERATIONS {
            return None;
        }
        let is_constant = |angle: &Angle| angle.terms().is_empty() && angle.functions().is_empty();
        let constants = instruction.angles().iter().all(is_constant);
        let angles: Vec<f64> = instruction.angles().iter().map(Angle::offset).collect();
        let key = (identity(composite), angles.iter().map(|angle| angle.to_bits()).collect());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let body = self.rewritten(composite.body());
        let found = self.action_of(
            body.as_ref().unwrap_or(composite.body()),
            composite,
            constants.then_some(&angles),
        );
        let found = found.map(Meaning::Action).or_else(|| {
            let parts = Composite::new(composite.name(), body?).ok()?;
            Some(Meaning::Parts(Arc::new(parts)))
        });
        self.known.insert(key, found.clone());
        found
    }

    /// What a definition's body does, if that is worth finding out.
    fn action_of(
        &self,
        body: &Circuit,
        composite: &Arc<Composite>,
        angles: Option<&Vec<f64>>,
    ) -> Option<Action> {
        let uses = self.uses.get(&identity(composite)).copied().unwrap_or(0);
        let (qubits, operations) = (body.num_qubits(), composite.num_operations());
        let gain = uses as f64 * (self.num_qubits as f64 - qubits as f64).exp2();
        let is_tried = (LEAST_QUBITS..=MOST_QUBITS).contains(&qubits)
            && operations.saturating_mul(uses) >= LEAST_IN_ALL
            && gain >= LEAST_GAIN;
        if !is_tried {
            return None;
        }
        action(&body.bind(angles?).ok()?, self.options)
    }
}

/// An instruction with what its definition means.
fn replaced(instruction: &Instruction, meaning: &Meaning) -> Result<Instruction, CircuitError> {
    let qubits: Vec<usize> = instruction.operands().collect();
    let outer: Vec<Control> = instruction.added_controls().collect();
    let inner = match meaning {
        Meaning::Parts(parts) => {
            Instruction::new(Operation::Composite(parts.clone()), instruction.angles(), &qubits)
        }
        Meaning::Action(Action { controls, target, matrix }) => {
            let unitary = Unitary::new("", matrix.clone())?;
            let placed = |control: &Control| Control { qubit: qubits[control.qubit], ..*control };
            let controls: Vec<Control> = controls.iter().map(placed).collect();
            let alone = Instruction::new(Operation::Unitary(Arc::new(unitary)), &[], &[qubits[*target]]);
            alone.controlled_by(&controls)?
        }
    };
    inner.controlled_by(&outer)
}
