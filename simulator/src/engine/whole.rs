//! Expectations and their derivatives from one state of all qubits: forward block by block of lanes, and back. Called by the engine.

use super::{Batch, adjoint, expectations_of, forward, jacobian as rows, lane_blocks, shifts as fans};
use crate::backend::{
    AmplitudeGradients, Cotangents, Gradients, Jacobian, Kernels, ShiftedExpectations, SlotShift, Work,
};
use crate::plan::Whole;
use crate::{Inputs, Plan, Result};
use ansatz_circuits::C64;
use std::ops::Range;

pub(super) fn expectations<K: Kernels>(
    kernels: &K,
    observed: &Whole,
    inputs: &Inputs<'_>,
) -> Result<Vec<f64>> {
    let plan = observed.left();
    inputs.check(plan)?;
    let batch = Batch::of_blocks(kernels, plan, inputs, 1);
    let values = batch.run(kernels, &|_, block| {
        let state = forward(kernels, plan, block)?;
        expectations_of(kernels, &state, observed.terms(), block.lanes)
    })?;
    Ok(values.concat())
}

pub(super) fn gradients<K: Kernels>(
    kernels: &K,
    observed: &Whole,
    inputs: &Inputs<'_>,
    cotangents: Cotangents<'_>,
) -> Result<Gradients> {
    let plan = observed.left();
    inputs.check(plan)?;
    let sweep = adjoint::Sweep::new(kernels, observed, cotangents);
    let batch = Batch::of_blocks(kernels, plan, inputs, 2);
    let results = batch.run(kernels, &|first, block| sweep.run(block, first))?;
    let mut all = Gradients { values: Vec::new(), slots: Vec::new() };
    for gradients in results {
        all.values.extend(gradients.values);
        all.slots.extend(gradients.slots);
    }
    Ok(all)
}

pub(super) fn jacobian<K: Kernels>(kernels: &K, observed: &Whole, inputs: &Inputs<'_>) -> Result<Jacobian> {
    let plan = observed.left();
    inputs.check(plan)?;
    if observed.num_observables() == 1 {
        return rows::of_one(kernels, observed, inputs);
    }
    let rows = rows::Rows::new(kernels, observed);
    let fan = rows.fan(lane_blocks(kernels, plan, inputs.lanes).first().map_or(0, Range::len));
    let Ok(side_by_side) = fan.side_by_side(kernels) else {
        return rows::one_by_one(kernels, observed, inputs);
    };
    let batch = Batch { plan, inputs, lanes: fan.lanes_alive(side_by_side), states: 1 };
    let mut all = Jacobian { values: vec![], slots: vec![] };
    for block in batch.run(kernels, &|_, block| rows.run(block, side_by_side))? {
        all.values.extend(block.values);
        all.slots.extend(block.slots);
    }
    Ok(all)
}

pub(super) fn shifted_expectations<K: Kernels>(
    kernels: &K,
    observed: &Whole,
    inputs: &Inputs<'_>,
    shifts: &[SlotShift],
) -> Result<ShiftedExpectations> {
    let plan = observed.left();
    inputs.check(plan)?;
    let shared = fans::Shifts::new(kernels, observed, shifts);
    let fan = shared.fan(lane_blocks(kernels, plan, inputs.lanes).first().map_or(0, Range::len));
    let Ok(side_by_side) = fan.side_by_side(kernels) else {
        return fans::unshared(kernels, observed, inputs, shifts);
    };
    let batch = Batch { plan, inputs, lanes: fan.lanes_alive(side_by_side), states: 1 };
    let blocks = batch.run(kernels, &|_, block| shared.run(block, side_by_side))?;
    let mut all = ShiftedExpectations { values: vec![], shifted: vec![], work: Work { run: 0, unshared: 0 } };
    for block in blocks {
        all.values.extend(block.values);
        all.shifted.extend(block.shifted);
        all.work.run += block.work.run;
        all.work.unshared += block.work.unshared;
    }
    Ok(all)
}

pub(super) fn amplitude_gradients<K: Kernels>(
    kernels: &K,
    observed: &Whole,
    inputs: &Inputs<'_>,
    cotangents: Cotangents<'_>,
) -> Result<AmplitudeGradients> {
    let plan = observed.left();
    inputs.check(plan)?;
    kernels.check_memory(plan.num_qubits(), inputs.lanes, 1)?;
    // Given as amplitudes, so that no part of the state counts as zero on the way back.
    let zeros = || zero_amplitudes(plan, inputs.lanes);
    let given = inputs.amplitudes.map_or_else(zeros, <[C64]>::to_vec);
    let inputs = inputs.with_amplitudes(&given);
    let sweep = adjoint::Sweep::new(kernels, observed, cotangents);
    let batch = Batch::of_blocks(kernels, plan, &inputs, 2);
    let mut all = AmplitudeGradients { values: vec![], slots: vec![], amplitudes: vec![] };
    for (gradients, amplitudes) in batch.run(kernels, &|first, block| sweep.run_to_start(block, first))? {
        all.values.extend(gradients.values);
        all.slots.extend(gradients.slots);
        all.amplitudes.extend(amplitudes);
    }
    Ok(all)
}

/// What a plan starts every lane from, as amplitudes.
fn zero_amplitudes(plan: &Plan, lanes: usize) -> Vec<C64> {
    let mut zero = vec![C64::new(0.0, 0.0); 1 << plan.num_qubits()];
    zero[0] = C64::new(1.0, 0.0);
    plan.initial_amplitudes().unwrap_or(&zero).repeat(lanes)
}

/// Runs that each hold two states of at most so many qubits, `one(0) … one(count − 1)`: as many side by side as memory has room for.
pub(super) trait InTurn: Sync {
    fn in_turn(&self, num_qubits: usize, count: usize, one: &(dyn Fn(usize) + Sync)) -> Result<()>;
}

impl<K: Kernels> InTurn for K {
    fn in_turn(&self, num_qubits: usize, count: usize, one: &(dyn Fn(usize) + Sync)) -> Result<()> {
        let at_once = if count > 1 { self.runs_at_once(num_qubits, 1, 2)? } else { 1 };
        for first in (0..count).step_by(at_once) {
            self.map(at_once.min(count - first), &|k| one(first + k));
        }
        Ok(())
    }
}
