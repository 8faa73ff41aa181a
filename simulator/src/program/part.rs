//! One circuit of a program, compiled: plans between measurements, and the measurements that wait until its end.

use super::bits::Bits;
use super::flat::Final;
use crate::plan::QubitOrder;
use crate::{Plan, PlanOptions, Result};
use ansatz_circuits::{C64, Circuit, FinalBit, FlatInstruction, FlatOperation, Operation, ParameterMap};
use std::sync::Arc;

/// One step of a program.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Unitary(Plan),
    Measure {
        qubit: usize,
        bit: usize,
    },
    Reset {
        qubit: usize,
        flip: Plan,
    },
    /// The next `skip` steps are for branches whose bits have these values.
    Unless {
        bits: Vec<u32>,
        values: Vec<bool>,
        skip: usize,
    },
}

/// What comes after a circuit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Follows {
    /// Nothing that acts on a qubit: measurements may wait until the end.
    Nothing,
    /// Another circuit, which depends on what has been measured.
    Circuit,
}

/// Where a circuit stands in its program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) is_first: bool,
    pub(crate) follows: Follows,
}

/// A compiled circuit.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) num_qubits: usize,
    pub(crate) num_bits: usize,
    pub(crate) parameter_map: Arc<ParameterMap>,
    pub(crate) initial_amplitudes: Option<Arc<[C64]>>,
    pub(crate) steps: Vec<Step>,
    pub(crate) order: QubitOrder,
    /// `(qubit, bit)` of measurements taken at the end.
    pub(crate) finals: Vec<(usize, usize)>,
    /// The distinct qubits of `finals`, ascending.
    pub(crate) final_qubits: Vec<usize>,
    /// Bits that show something else than their last measurement.
    pub(crate) shown: Vec<(u32, FinalBit)>,
    /// Whether its branches may become one again on the way.
    pub(crate) meets: bool,
    /// The angles of its slots, if they are not those of the whole program.
    pub(crate) angles: Option<Vec<f64>>,
}

/// What a part is compiled from.
pub(crate) struct FlatPart {
    pub(crate) num_qubits: usize,
    pub(crate) num_bits: usize,
    pub(crate) instructions: Vec<FlatInstruction>,
    pub(crate) finals: Vec<Final>,
    pub(crate) parameter_map: Arc<ParameterMap>,
}

/// Whether nothing is measured, reset or decided.
fn is_unitary(circuit: &Circuit) -> bool {
    use Operation::{If, Measure, Reset};
    !circuit.instructions().iter().any(|i| matches!(i.operation(), Measure { .. } | Reset | If { .. }))
}

impl Part {
    /// Compiles a circuit.
    pub(crate) fn compile(circuit: &Circuit, place: Place, options: &PlanOptions) -> Result<Part> {
        let shown = circuit.final_bits().to_vec();
        // Between circuits, as between measurements, every qubit is at its own place.
        let relabel = options.relabel && place.follows == Follows::Nothing;
        if is_unitary(circuit) {
            let plan = Plan::compile(circuit, &PlanOptions { relabel, ..*options })?;
            return Ok(Part { shown, ..Part::from_plan(plan, circuit.num_bits()) });
        }
        let without_resets = place.is_first.then(|| circuit.without_idle_resets());
        let circuit = without_resets.as_ref().unwrap_or(circuit);
        let (flat, finals) = match place.follows {
            Follows::Nothing => {
                let (kept, finals) = circuit.split_final_measurements();
                (kept.flatten()?, finals)
            }
            Follows::Circuit => (circuit.flatten()?, Vec::new()),
        };
        let finals = finals.into_iter().map(|(qubit, bit)| Final { qubit, bit });
        let part = FlatPart {
            num_qubits: flat.num_qubits,
            num_bits: flat.num_bits,
            instructions: flat.instructions,
            finals: finals.collect(),
            parameter_map: Arc::new(flat.parameter_map),
        };
        let mut part = Part::of_flat(part, &PlanOptions { relabel, ..*options })?;
        if let [Step::Unitary(plan)] = &mut part.steps[..] {
            plan.start_from(flat.initial_amplitudes.clone());
        }
        Ok(Part { initial_amplitudes: flat.initial_amplitudes, shown, ..part })
    }

    /// Compiles flat instructions from |0…0⟩ on, and what is measured after them.
    pub(crate) fn of_flat(flat: FlatPart, options: &PlanOptions) -> Result<Part> {
        let FlatPart { num_qubits, num_bits, instructions, finals, parameter_map } = flat;
        let is_whole = instructions.iter().all(super::flat::is_unitary);
        let options = &PlanOptions { relabel: options.relabel && is_whole, ..*options };
        let compiler = Compiler { num_qubits, parameter_map: &parameter_map, options };
        let steps = compiler.steps(&instructions)?;
        let order = match &steps[..] {
            [Step::Unitary(plan)] => plan.order().clone(),
            _ => QubitOrder::default(),
        };
        let mut final_qubits: Vec<usize> = finals.iter().map(|last| last.qubit).collect();
        final_qubits.sort_unstable();
        final_qubits.dedup();
        Ok(Part {
            num_qubits,
            num_bits,
            initial_amplitudes: None,
            parameter_map,
            steps,
            order,
            finals: finals.into_iter().map(|Final { qubit, bit }| (qubit, bit)).collect(),
            final_qubits,
            shown: Vec::new(),
            meets: options.meet,
            angles: None,
        })
    }

    /// The part that is this plan.
    fn from_plan(plan: Plan, num_bits: usize) -> Part {
        Part {
            num_qubits: plan.num_qubits(),
            num_bits,
            initial_amplitudes: plan.shared_amplitudes(),
            parameter_map: plan.shared_parameter_map(),
            order: plan.order().clone(),
            steps: vec![Step::Unitary(plan)],
            finals: Vec::new(),
            final_qubits: Vec::new(),
            shown: Vec::new(),
            meets: false,
            angles: None,
        }
    }

    /// Whether anything is measured.
    pub(crate) fn measures(&self) -> bool {
        !self.finals.is_empty() || self.steps.iter().any(|step| matches!(step, Step::Measure { .. }))
    }

    /// What the registers show at the end.
    pub(crate) fn show(&self, bits: Bits, num_bits: usize, own: Option<&[(u32, FinalBit)]>) -> Bits {
        let shown = own.unwrap_or(&self.shown);
        let is_as_measured = shown.is_empty() && bits.len() == num_bits;
        if is_as_measured { bits } else { bits.shown(num_bits, shown) }
    }
}

struct Compiler<'a> {
    num_qubits: usize,
    parameter_map: &'a Arc<ParameterMap>,
    options: &'a PlanOptions,
}

impl Compiler<'_> {
    /// Runs of gates become plans; an empty program is one empty plan.
    fn steps(&self, instructions: &[FlatInstruction]) -> Result<Vec<Step>> {
        let mut steps = Vec::new();
        let mut first = 0;
        for (at, instruction) in instructions.iter().enumerate() {
            let step = match &instruction.operation {
                FlatOperation::Measure { bit } => {
                    Step::Measure { qubit: instruction.targets[0] as usize, bit: *bit as usize }
                }
                FlatOperation::Reset => {
                    let qubit = instruction.targets[0] as usize;
                    Step::Reset { qubit, flip: self.flip(qubit)? }
                }
                FlatOperation::If { bits, values, then } => {
                    let then = self.steps(then)?;
                    if first < at {
                        steps.push(Step::Unitary(self.plan(&instructions[first..at])?));
                    }
                    first = at + 1;
                    let skip = then.len();
                    steps.push(Step::Unless { bits: bits.clone(), values: values.clone(), skip });
                    steps.extend(then);
                    continue;
                }
                _ => continue,
            };
            if first < at {
                steps.push(Step::Unitary(self.plan(&instructions[first..at])?));
            }
            first = at + 1;
            steps.push(step);
        }
        if first < instructions.len() || steps.is_empty() {
            steps.push(Step::Unitary(self.plan(&instructions[first..])?));
        }
        Ok(steps)
    }

    fn plan(&self, gates: &[FlatInstruction]) -> Result<Plan> {
        Plan::from_flat(self.num_qubits, gates, self.parameter_map.clone(), self.options)
    }

    fn flip(&self, qubit: usize) -> Result<Plan> {
        let mut circuit = Circuit::new(self.num_qubits);
        circuit.x(qubit)?;
        self.plan(&circuit.flatten()?.instructions)
    }
}
