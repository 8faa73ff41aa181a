//! Programs: circuits that may measure, reset and decide on the way, as plans between measurements.
//! Measurements that nothing depends on are taken at the end, all at once.

use crate::plan::QubitOrder;
use crate::{Plan, PlanOptions, Result};
use ansatz_circuits::{C64, Circuit, FlatInstruction, FlatOperation, Operation, ParameterMap};
use smallvec::SmallVec;
use std::sync::Arc;

/// Values of classical bits; ordered by the highest bit first.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Bits(SmallVec<[u64; 2]>);

impl Bits {
    /// `count` zeros.
    pub fn new(count: usize) -> Bits {
        Bits(SmallVec::from_elem(0, count.div_ceil(64)))
    }

    /// The value of one bit.
    pub fn get(&self, bit: usize) -> bool {
        self.0[bit / 64] >> (bit % 64) & 1 == 1
    }

    /// Sets one bit.
    pub fn set(&mut self, bit: usize, value: bool) {
        let mask = 1u64 << (bit % 64);
        self.0[bit / 64] = self.0[bit / 64] & !mask | if value { mask } else { 0 };
    }

    /// The values of several bits.
    pub fn read(&self, bits: &[u32]) -> Vec<bool> {
        bits.iter().map(|bit| self.get(*bit as usize)).collect()
    }
}

impl Ord for Bits {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.iter().rev().cmp(other.0.iter().rev())
    }
}

impl PartialOrd for Bits {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// Classical bits after final measurements, by tables of the bytes of a basis state's number.
pub(crate) struct FinalBits {
    start: Bits,
    /// `tables[byte][value]`: the bits that are set.
    tables: Vec<Vec<Bits>>,
}

impl FinalBits {
    /// The bits when the qubits read a basis state.
    pub(crate) fn of(&self, state: u64) -> Bits {
        let mut bits = self.start.clone();
        for (byte, table) in self.tables.iter().enumerate() {
            let set = &table[(state >> (8 * byte)) as usize & 255];
            bits.0.iter_mut().zip(&set.0).for_each(|(word, set)| *word |= set);
        }
        bits
    }
}

/// One step of a program.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Unitary(Plan),
    Measure { qubit: usize, bit: usize },
    Reset { qubit: usize, flip: Plan },
    If { bits: Vec<u32>, values: Vec<bool>, then: Vec<Step> },
}

/// Whether nothing is measured, reset or decided.
fn is_unitary(circuit: &Circuit) -> bool {
    use Operation::{If, Measure, Reset};
    !circuit.instructions().iter().any(|i| matches!(i.operation(), Measure { .. } | Reset | If { .. }))
}

/// A circuit compiled for measurement.
#[derive(Debug, Clone)]
pub struct Program {
    num_qubits: usize,
    num_bits: usize,
    parameter_map: Arc<ParameterMap>,
    initial_amplitudes: Option<Arc<[C64]>>,
    steps: Vec<Step>,
    order: QubitOrder,
    /// `(qubit, bit)` of measurements taken at the end.
    finals: Vec<(usize, usize)>,
    /// The distinct qubits of `finals`, ascending.
    final_qubits: Vec<usize>,
}

impl Program {
    /// Compiles a circuit.
    pub fn compile(circuit: &Circuit, options: &PlanOptions) -> Result<Program> {
        if is_unitary(circuit) {
            return Plan::compile(circuit, options).map(|plan| Program::from_plan(plan, circuit.num_bits()));
        }
        let (circuit, finals) = circuit.without_idle_resets().split_final_measurements();
        let flat = circuit.flatten()?;
        let parameter_map = Arc::new(flat.parameter_map);
        // Between measurements every qubit is at its own place.
        let is_whole = flat.instructions.iter().all(|instruction| {
            use FlatOperation::{If, Measure, Reset};
            !matches!(instruction.operation, Measure { .. } | Reset | If { .. })
        });
        let options = &PlanOptions { relabel: options.relabel && is_whole, ..*options };
        let compiler = Compiler { num_qubits: flat.num_qubits, parameter_map: &parameter_map, options };
        let mut steps = compiler.steps(&flat.instructions)?;
        if let [Step::Unitary(plan)] = &mut steps[..] {
            plan.start_from(flat.initial_amplitudes.clone());
        }
        let order = match &steps[..] {
            [Step::Unitary(plan)] => plan.order().clone(),
            _ => QubitOrder::default(),
        };
        let mut final_qubits: Vec<usize> = finals.iter().map(|(qubit, _)| *qubit).collect();
        final_qubits.sort_unstable();
        final_qubits.dedup();
        Ok(Program {
            num_qubits: flat.num_qubits,
            num_bits: flat.num_bits,
            initial_amplitudes: flat.initial_amplitudes,
            parameter_map,
            steps,
            order,
            finals,
            final_qubits,
        })
    }

    /// The program that is this plan.
    fn from_plan(plan: Plan, num_bits: usize) -> Program {
        Program {
            num_qubits: plan.num_qubits(),
            num_bits,
            initial_amplitudes: plan.shared_amplitudes(),
            parameter_map: plan.shared_parameter_map(),
            order: plan.order().clone(),
            steps: vec![Step::Unitary(plan)],
            finals: Vec::new(),
            final_qubits: Vec::new(),
        }
    }

    /// The plan of everything before the final measurements, if nothing else is measured, reset or decided.
    pub fn static_plan(&self) -> Option<&Plan> {
        match &self.steps[..] {
            [Step::Unitary(plan)] => Some(plan),
            _ => None,
        }
    }

    /// How many qubits.
    pub fn num_qubits(&self) -> usize {
        self.num_qubits
    }

    /// Where each qubit is at the end.
    pub(crate) fn order(&self) -> &QubitOrder {
        &self.order
    }

    /// How many classical bits.
    pub fn num_bits(&self) -> usize {
        self.num_bits
    }

    /// From parameters to slots.
    pub fn parameter_map(&self) -> &ParameterMap {
        &self.parameter_map
    }

    /// Whether anything is measured.
    pub fn measures(&self) -> bool {
        fn any(steps: &[Step]) -> bool {
            steps.iter().any(|step| match step {
                Step::Measure { .. } => true,
                Step::If { then, .. } => any(then),
                Step::Unitary(_) | Step::Reset { .. } => false,
            })
        }
        !self.finals.is_empty() || any(&self.steps)
    }

    pub(crate) fn steps(&self) -> &[Step] {
        &self.steps
    }

    pub(crate) fn initial_amplitudes(&self) -> Option<&[C64]> {
        self.initial_amplitudes.as_deref()
    }

    pub(crate) fn finals(&self) -> &[(usize, usize)] {
        &self.finals
    }

    pub(crate) fn final_qubits(&self) -> &[usize] {
        &self.final_qubits
    }

    /// The bits after the final measurements, where `reads_one(j)` tells what the `j`-th final qubit reads.
    pub(crate) fn with_finals(&self, mut bits: Bits, reads_one: impl Fn(usize) -> bool) -> Bits {
        for (qubit, bit) in &self.finals {
            let at = self.final_qubits.partition_point(|known| known < qubit);
            bits.set(*bit, reads_one(at));
        }
        bits
    }

    /// The bits after the final measurements, from what they were before.
    pub(crate) fn final_bits(&self, before: &Bits) -> FinalBits {
        let mut start = before.clone();
        let mut tables = vec![vec![Bits::new(self.num_bits); 256]; self.num_qubits.div_ceil(8)];
        for (at, (qubit, bit)) in self.finals.iter().enumerate() {
            start.set(*bit, false);
            // The last measurement into a bit counts.
            if self.finals[at + 1..].iter().any(|(_, later)| later == bit) {
                continue;
            }
            let place = self.order.place(*qubit as u32) as usize;
            for value in (0..256).filter(|value| value >> (place % 8) & 1 == 1) {
                tables[place / 8][value].set(*bit, true);
            }
        }
        FinalBits { start, tables }
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
                    Step::If { bits: bits.clone(), values: values.clone(), then: self.steps(then)? }
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
