//! The plan: a circuit compiled once, from its structure alone. Binding new angles never re-plans.
//! Called by every backend request; knows no gate by name and no backend.

mod bind;
mod blocks;
mod butterflies;
mod choose;
mod dependencies;
mod factor;
mod flips;
mod layers;
mod light_cone;
mod matrix4;
mod observed;
mod order;
mod phases;
mod pull_back;
mod queue;
mod reduced;
mod schedule;
mod simplify;
mod sweep;
mod translate;
mod turn;
mod uses;
mod work;

pub(crate) use bind::Derivatives;
pub use observed::ObservedPlan;
pub(crate) use observed::{WayOf, Whole};
pub(crate) use order::QubitOrder;
pub(crate) use uses::{Cut, SlotUse};
pub use work::{PassWork, PlanWork, SweepWork};

use crate::meaning::meant;
use crate::{PlanOptions, Result, SimulatorError};
use ansatz_circuits::{C64, Circuit, CircuitError, FlatInstruction, FlatOperation, ParameterMap, ShiftRule};
use ansatz_kernels::{Butterfly, Flip};
use factor::Factor;
use phases::{MergedPhases, PhasePart};
use simplify::Simplifier;
use smallvec::SmallVec;
use std::sync::Arc;
use turn::TurnFactor;

/// Operations in passes, ready to be bound to angles.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::machine::{Angles, Inputs};
/// use ansatz_simulator::{Backend, Cpu, Plan, PlanOptions};
/// let mut circuit = Circuit::new(2);
/// let theta = circuit.parameter("theta");
/// circuit.ry(theta, 0)?.cx(0, 1)?;
/// let plan = Plan::compile(&circuit, &PlanOptions::default())?;
/// let angles = plan.parameter_map().angles(&[0.6])?;
/// let cpu = Cpu::<f64>::default();
/// let state = cpu.run(&plan, &Inputs::one(Angles(&angles)))?;
/// assert!((state.expectation(&"Z1".parse()?)?[0] - 0.6f64.cos()).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Plan {
    num_qubits: usize,
    parameter_map: Arc<ParameterMap>,
    initial_amplitudes: Option<Arc<[C64]>>,
    shift_rules: Arc<[ShiftRule]>,
    order: QubitOrder,
    passes: Vec<PlannedPass>,
    /// Whether expectations leave out what is outside their light cone.
    light_cone: bool,
    /// Whether expectations take Clifford operations at the end into the observables.
    pull_back: bool,
}

/// An operation whose numbers are still functions of the slots.
#[derive(Debug, Clone)]
pub(crate) enum PlannedOp {
    Dense(PlannedDense),
    Phases(PhasePart),
    Turn { qubit: u32, factors: SmallVec<[TurnFactor; 1]> },
    Flip(Flip),
    Swap(u32, u32),
}

/// A matrix `U = F_m ⋯ F_1` on its targets.
#[derive(Debug, Clone)]
pub(crate) struct PlannedDense {
    targets: SmallVec<[u32; 4]>,
    control_mask: u64,
    control_value: u64,
    factors: Vec<Factor>,
}

/// One sweep of turns and flips.
#[derive(Debug, Clone, Default)]
pub(crate) struct PlannedTurns {
    before: Vec<Flip>,
    turns: SmallVec<[(u32, SmallVec<[TurnFactor; 1]>); 4]>,
    after: Vec<Flip>,
}

/// An operation of a pass.
#[derive(Debug, Clone)]
pub(crate) enum PassOp {
    Dense(PlannedDense),
    Phases(MergedPhases),
    Turns(PlannedTurns),
    Butterfly(Butterfly),
}

/// Operations that share a tile.
#[derive(Debug, Clone)]
pub(crate) struct PlannedPass {
    local: Vec<u32>,
    live: u64,
    ops: Vec<PassOp>,
}

impl PlannedOp {
    /// Every qubit it depends on.
    fn qubits(&self) -> u64 {
        let control = |flip: &Flip| flip.control.map_or(0, |q| 1 << q);
        match self {
            PlannedOp::Dense(dense) => dense.control_mask | mask_of(&dense.targets),
            PlannedOp::Phases(part) => part.qubits(),
            PlannedOp::Turn { qubit, .. } => 1 << qubit,
            PlannedOp::Flip(flip) => 1 << flip.target | control(flip),
            PlannedOp::Swap(a, b) => 1 << a | 1 << b,
        }
    }

    /// The qubits whose amplitudes it mixes.
    fn mixed_qubits(&self) -> u64 {
        match self {
            PlannedOp::Dense(dense) => mask_of(&dense.targets),
            PlannedOp::Phases(_) => 0,
            PlannedOp::Turn { qubit, .. } => 1 << qubit,
            PlannedOp::Flip(flip) => 1 << flip.target,
            PlannedOp::Swap(a, b) => 1 << a | 1 << b,
        }
    }

    /// Puts the order's places in the place of its qubits.
    fn relabel(&mut self, order: &QubitOrder) {
        match self {
            _ if order.is_identity() => {}
            PlannedOp::Dense(dense) => {
                dense.targets.iter_mut().for_each(|q| *q = order.place(*q));
                dense.control_mask = order.place_mask(dense.control_mask);
                dense.control_value = order.place_mask(dense.control_value);
            }
            PlannedOp::Phases(part) => {
                part.terms.iter_mut().for_each(|(mask, _)| *mask = order.place_mask(*mask));
            }
            PlannedOp::Turn { qubit, .. } => *qubit = order.place(*qubit),
            PlannedOp::Flip(flip) => {
                flip.control = flip.control.map(|q| order.place(q));
                flip.target = order.place(flip.target);
            }
            PlannedOp::Swap(a, b) => (*a, *b) = (order.place(*a), order.place(*b)),
        }
    }
}

/// Takes flat instructions one by one.
struct Builder<'a> {
    simplifier: Simplifier<'a>,
    /// By slot; slots come in the order of their instructions.
    shift_rules: Vec<(usize, ShiftRule)>,
    is_static: bool,
    /// Qubits that may read 1 at first.
    live: u64,
    options: &'a PlanOptions,
}

impl<'a> Builder<'a> {
    /// For about so many instructions.
    fn new(capacity: usize, options: &'a PlanOptions) -> Builder<'a> {
        let simplifier = Simplifier::new(capacity, options);
        Builder { simplifier, shift_rules: Vec::new(), is_static: true, live: 0, options }
    }

    fn push(&mut self, instruction: &FlatInstruction) {
        use FlatOperation::{If, Measure, Reset};
        if let (Some(slot), Some(rule)) = (instruction.slot(), instruction.shift_rule()) {
            self.shift_rules.push((slot, rule));
        }
        self.is_static &= !matches!(instruction.operation, Measure { .. } | Reset | If { .. });
        translate::translate(instruction, &mut self.simplifier);
    }

    fn finish(self, num_qubits: usize, parameter_map: Arc<ParameterMap>) -> Result<Plan> {
        if !self.is_static {
            return Err(SimulatorError::NotStatic { asked: "a plan" });
        }
        let mut shift_rules = vec![ShiftRule::from_frequencies(&[]); parameter_map.num_slots()];
        for (slot, rule) in self.shift_rules {
            shift_rules[slot] = rule;
        }
        let (mut ops, order) = self.simplifier.finish();
        if self.options.fuse {
            blocks::fuse_pairs(&mut ops);
        }
        let passes = choose::passes(ops, num_qubits, self.live, self.options);
        Ok(Plan {
            num_qubits,
            parameter_map,
            initial_amplitudes: None,
            shift_rules: shift_rules.into(),
            order,
            passes,
            light_cone: self.options.light_cone,
            pull_back: self.options.pull_back,
        })
    }
}

/// The most qubits of one state: sets of them are words of 64 bits, and so are the numbers of basis states.
pub(crate) const MAX_STATE_QUBITS: usize = 62;

/// Refuses circuits whose qubits are too many for one state.
pub(crate) fn check_width(qubits: usize) -> Result<()> {
    let limit = MAX_STATE_QUBITS;
    if qubits > limit { Err(CircuitError::TooManyQubits { qubits, limit }.into()) } else { Ok(()) }
}

fn mask_of(qubits: &[u32]) -> u64 {
    qubits.iter().fold(0, |mask, q| mask | 1 << q)
}

impl Plan {
    /// Compiles a circuit without measurement, reset and conditions; a circuit that has them is a [`Program`](crate::Program).
    ///
    /// Errors: [`SimulatorError::NotStatic`], or whatever is wrong with the circuit.
    pub fn compile(circuit: &Circuit, options: &PlanOptions) -> Result<Plan> {
        check_width(circuit.num_qubits())?;
        let meant = meant(circuit, options);
        let circuit = meant.as_ref().unwrap_or(circuit);
        let mut builder = Builder::new(circuit.instructions().len(), options);
        builder.live = if circuit.initial_amplitudes().is_some() { u64::MAX } else { 0 };
        let parameter_map = circuit.for_each_flat(|instruction| builder.push(instruction))?;
        let mut plan = builder.finish(circuit.num_qubits(), Arc::new(parameter_map))?;
        plan.start_from(circuit.initial_amplitudes().cloned());
        Ok(plan)
    }

    /// Starts from these amplitudes, or from |0…0⟩.
    pub(crate) fn start_from(&mut self, amplitudes: Option<Arc<[C64]>>) {
        self.initial_amplitudes = amplitudes;
    }

    /// Compiles flat instructions whose slots are those of `parameter_map`.
    pub(crate) fn from_flat(
        num_qubits: usize,
        instructions: &[FlatInstruction],
        parameter_map: Arc<ParameterMap>,
        options: &PlanOptions,
    ) -> Result<Plan> {
        check_width(num_qubits)?;
        let mut builder = Builder::new(instructions.len(), options);
        instructions.iter().for_each(|instruction| builder.push(instruction));
        builder.finish(num_qubits, parameter_map)
    }

    /// How many qubits.
    pub fn num_qubits(&self) -> usize {
        self.num_qubits
    }

    /// How many slots: angle occurrences that depend on a parameter.
    pub fn num_slots(&self) -> usize {
        self.parameter_map.num_slots()
    }

    /// From parameters to slots, and gradients back.
    pub fn parameter_map(&self) -> &ParameterMap {
        &self.parameter_map
    }

    /// The parameter-shift rule of each slot.
    pub fn shift_rules(&self) -> &[ShiftRule] {
        &self.shift_rules
    }

    /// How many passes over memory one run makes.
    pub fn num_passes(&self) -> usize {
        self.passes.len()
    }

    /// How many operations are left after fusion: each is at most one sweep over the tiles.
    pub fn num_operations(&self) -> usize {
        self.passes.iter().map(|pass| pass.ops.len()).sum()
    }

    /// Where each qubit is at the end: swaps are not executed.
    pub(crate) fn order(&self) -> &QubitOrder {
        &self.order
    }

    /// The amplitudes it starts from, if not |0…0⟩.
    pub(crate) fn initial_amplitudes(&self) -> Option<&[C64]> {
        self.initial_amplitudes.as_deref()
    }

    pub(crate) fn shared_amplitudes(&self) -> Option<Arc<[C64]>> {
        self.initial_amplitudes.clone()
    }

    pub(crate) fn shared_parameter_map(&self) -> Arc<ParameterMap> {
        self.parameter_map.clone()
    }

    pub(crate) fn passes(&self) -> &[PlannedPass] {
        &self.passes
    }
}
