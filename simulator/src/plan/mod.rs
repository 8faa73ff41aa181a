//! The plan: a circuit compiled once, from its structure alone. Binding new angles never re-plans.
//! Called by every backend request; knows no gate by name and no backend.

mod bind;
mod factor;
mod fuse;
mod passes;
mod translate;

pub(crate) use bind::Derivatives;
pub(crate) use factor::Factor;

use crate::{Action, PlanOptions, Result, SimulatorError};
use ansatz_circuits::{C64, Circuit, FlatCircuit, FlatInstruction, FlatOperation, ParameterMap, ShiftRule};
use std::sync::Arc;

/// Operations in passes, ready to be bound to angles.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::{Backend, Cpu, Inputs, Plan, PlanOptions};
/// let mut circuit = Circuit::new(2);
/// let theta = circuit.parameter("theta");
/// circuit.ry(theta, 0)?.cx(0, 1)?;
/// let plan = Plan::compile(&circuit, &PlanOptions::default())?;
/// let angles = plan.parameter_map().angles(&[0.6])?;
/// let cpu = Cpu::<f64>::default();
/// let state = cpu.run(&plan, &Inputs::one(&angles))?;
/// assert!((state.expectation(&"Z1".parse()?)?[0] - 0.6f64.cos()).abs() < 1e-15);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Plan {
    num_qubits: usize,
    parameter_map: ParameterMap,
    initial_amplitudes: Option<Arc<[C64]>>,
    shift_rules: Vec<ShiftRule>,
    passes: Vec<PlannedPass>,
}

/// An operation whose numbers are still functions of the slots.
#[derive(Debug, Clone)]
pub(crate) struct PlannedOp {
    pub(crate) action: Action,
    pub(crate) control_mask: u64,
    pub(crate) control_value: u64,
    /// `U = F_m ⋯ F_1`.
    pub(crate) factors: Vec<Factor>,
}

/// Operations that share a tile.
#[derive(Debug, Clone)]
pub(crate) struct PlannedPass {
    pub(crate) local: Vec<u32>,
    pub(crate) ops: Vec<PlannedOp>,
}

impl Plan {
    /// Compiles a circuit without measurement, reset and conditions; a circuit that has them is a [`Program`](crate::Program).
    ///
    /// Errors: [`SimulatorError::NotStatic`], or whatever is wrong with the circuit.
    pub fn compile(circuit: &Circuit, options: &PlanOptions) -> Result<Plan> {
        let FlatCircuit { num_qubits, instructions, parameter_map, initial_amplitudes, .. } =
            circuit.flatten()?;
        let mut plan = Plan::from_flat(num_qubits, &instructions, parameter_map, options)?;
        plan.start_from(initial_amplitudes);
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
        parameter_map: ParameterMap,
        options: &PlanOptions,
    ) -> Result<Plan> {
        let is_static = |instruction: &FlatInstruction| {
            use FlatOperation::{If, Measure, Reset};
            !matches!(instruction.operation, Measure { .. } | Reset | If { .. })
        };
        if !instructions.iter().all(is_static) {
            return Err(SimulatorError::NotStatic { asked: "a plan" });
        }
        let mut shift_rules = vec![ShiftRule::from_frequencies(&[]); parameter_map.num_slots()];
        for instruction in instructions {
            if let (Some(slot), Some(rule)) = (instruction.slot(), instruction.shift_rule()) {
                shift_rules[slot] = rule;
            }
        }
        let ops = fuse::fuse(instructions.iter().flat_map(translate::translate), options.fusion);
        let passes = passes::group(ops, num_qubits, options);
        Ok(Plan { num_qubits, parameter_map, initial_amplitudes: None, shift_rules, passes })
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

    /// How many operations are left after fusion.
    pub fn num_operations(&self) -> usize {
        self.passes.iter().map(|pass| pass.ops.len()).sum()
    }

    /// The amplitudes it starts from, if not |0…0⟩.
    pub(crate) fn initial_amplitudes(&self) -> Option<&[C64]> {
        self.initial_amplitudes.as_deref()
    }

    pub(crate) fn passes(&self) -> &[PlannedPass] {
        &self.passes
    }
}
