//! The algorithms between the two levels of a backend, written once over [`Kernels`].

mod adjoint;
mod branch;
mod branches;
mod cones;
mod estimate;
mod fan;
mod final_state;
mod fisher;
mod jacobian;
mod meeting;
mod outcomes;
mod pieces;
mod reading;
mod resting;
mod shifts;
mod shots;
mod tally;
mod trajectories;
mod whole;

use crate::backend::{
    AmplitudeGradients, Asked, Backend, Cotangents, FinalState, Gradients, Jacobian, Kernels, Questions,
    ShiftedExpectations, SlotShift, check_shifts,
};
use crate::plan::WayOf;
use crate::{Bits, Estimate, Inputs, ObservedPlan, PauliTerms, Plan, PlanOptions, Program, Result};
use smallvec::SmallVec;
use std::collections::BTreeMap;
use std::ops::Range;

// Never inlined: the compiler then links a caller to what was compiled here for a backend, and compiles no engine in the
// caller's crate.
impl<K: Kernels> Backend for K {
    fn name(&self) -> String {
        Kernels::name(self)
    }

    fn plan_options(&self) -> PlanOptions {
        Kernels::plan_options(self)
    }

    #[inline(never)]
    fn run<'a>(&'a self, plan: &'a Plan, inputs: &Inputs<'_>) -> Result<Box<dyn FinalState + 'a>> {
        Ok(Box::new(final_state::States::run(self, plan, inputs)?))
    }

    #[inline(never)]
    fn ask(&self, plan: &Plan, inputs: &Inputs<'_>, questions: &mut Questions<'_>) -> Result<()> {
        questions(&final_state::States::run(self, plan, inputs)?)
    }

    #[inline(never)]
    fn expectations(&self, observed: &ObservedPlan, inputs: &Inputs<'_>) -> Result<Vec<f64>> {
        match observed.way_of(inputs)? {
            WayOf::Whole(plan) => whole::expectations(self, plan, inputs),
            WayOf::Cones(cones) => cones::Apart::new(self, cones, inputs)?.expectations(),
        }
    }

    #[inline(never)]
    fn gradients(
        &self,
        observed: &ObservedPlan,
        inputs: &Inputs<'_>,
        cotangents: Cotangents<'_>,
    ) -> Result<Gradients> {
        cotangents.check(inputs.lanes.saturating_mul(observed.num_observables()))?;
        match observed.way_of(inputs)? {
            WayOf::Whole(plan) => whole::gradients(self, plan, inputs, cotangents),
            WayOf::Cones(cones) => cones::Apart::new(self, cones, inputs)?.gradients(cotangents),
        }
    }

    #[inline(never)]
    fn jacobian(&self, observed: &ObservedPlan, inputs: &Inputs<'_>) -> Result<Jacobian> {
        match observed.way_of(inputs)? {
            WayOf::Whole(plan) => whole::jacobian(self, plan, inputs),
            WayOf::Cones(cones) => cones::Apart::new(self, cones, inputs)?.jacobian(),
        }
    }

    #[inline(never)]
    fn shifted_expectations(
        &self,
        observed: &ObservedPlan,
        inputs: &Inputs<'_>,
        shifts: &[SlotShift],
    ) -> Result<ShiftedExpectations> {
        check_shifts(shifts, observed.num_slots())?;
        match observed.way_of(inputs)? {
            WayOf::Whole(plan) => whole::shifted_expectations(self, plan, inputs, shifts),
            WayOf::Cones(cones) => cones::Apart::new(self, cones, inputs)?.shifted_expectations(shifts),
        }
    }

    #[inline(never)]
    fn fisher_information(&self, plan: &Plan, inputs: &Inputs<'_>) -> Result<Vec<f64>> {
        inputs.check(plan)?;
        let mut fisher = Vec::with_capacity(inputs.lanes * plan.num_slots() * plan.num_slots());
        for lane in 0..inputs.lanes {
            let one = inputs.slice(plan, lane..lane + 1);
            fisher.extend(fisher::Tangents::new(self, plan, one)?.fisher()?);
        }
        self.wait()?;
        Ok(fisher)
    }

    #[inline(never)]
    fn amplitude_gradients(
        &self,
        observed: &ObservedPlan,
        inputs: &Inputs<'_>,
        cotangents: Cotangents<'_>,
    ) -> Result<AmplitudeGradients> {
        cotangents.check(inputs.lanes.saturating_mul(observed.num_observables()))?;
        whole::amplitude_gradients(self, observed.whole()?, inputs, cotangents)
    }

    #[inline(never)]
    fn distribution(&self, program: &Program, angles: &[f64]) -> Result<BTreeMap<Bits, f64>> {
        let distribution = match program.pieces() {
            Some(pieces) => pieces::Readings::new(self, program, pieces, angles)?.distribution()?,
            None => branches::distribution(self, program, angles)?,
        };
        self.wait()?;
        Ok(distribution)
    }

    #[inline(never)]
    fn sample(
        &self,
        program: &Program,
        angles: &[f64],
        shots: u64,
        seed: u64,
    ) -> Result<BTreeMap<Bits, u64>> {
        let request = branches::Request { shots, seed };
        let counts = match program.pieces() {
            Some(pieces) => pieces::Readings::new(self, program, pieces, angles)?.sample(request)?,
            None => branches::sample(self, program, angles, request)?,
        };
        self.wait()?;
        Ok(counts)
    }

    #[inline(never)]
    fn outcomes(&self, program: &Program, angles: &[f64], shots: u64, seed: u64) -> Result<Vec<Bits>> {
        let request = branches::Request { shots, seed };
        let outcomes = match program.pieces() {
            Some(pieces) => pieces::Readings::new(self, program, pieces, angles)?.outcomes(0..shots, seed)?,
            None => trajectories::outcomes(&branches::Walk::of(self, program, angles), request)?,
        };
        self.wait()?;
        Ok(outcomes)
    }

    #[inline(never)]
    fn means(&self, asked: &Asked<'_>) -> Result<Vec<f64>> {
        let means = trajectories::exact_means(self, asked)?;
        self.wait()?;
        Ok(means)
    }

    #[inline(never)]
    fn sampled_means(&self, asked: &Asked<'_>, shots: u64, seed: u64) -> Result<Vec<Estimate>> {
        let means = trajectories::sampled_means(self, asked, branches::Request { shots, seed })?;
        self.wait()?;
        Ok(means)
    }
}

/// A run of one circuit has one.
type LaneBlocks = SmallVec<[Range<usize>; 1]>;

/// Consecutive ranges of lanes, each run in one state; a power of two of them.
fn lane_blocks<K: Kernels>(kernels: &K, plan: &Plan, lanes: usize) -> LaneBlocks {
    let most = 1usize << kernels.lanes_per_state(plan.num_qubits()).max(1).ilog2();
    let mut blocks = LaneBlocks::new();
    let mut start = 0;
    while start < lanes {
        let size = most.min(1 << (lanes - start).ilog2());
        blocks.push(start..start + size);
        start += size;
    }
    blocks
}

/// A batch that is run block by block, each run holding so many states of so many lanes at once.
struct Batch<'a> {
    plan: &'a Plan,
    inputs: &'a Inputs<'a>,
    lanes: usize,
    states: usize,
}

impl<'a> Batch<'a> {
    /// States of as many lanes as a block has.
    fn of_blocks<K: Kernels>(kernels: &K, plan: &'a Plan, inputs: &'a Inputs<'a>, states: usize) -> Self {
        let lanes = lane_blocks(kernels, plan, inputs.lanes).first().map_or(0, Range::len);
        Batch { plan, inputs, lanes, states }
    }

    /// `work(first lane, inputs of the block)` for every block, in order; as many side by side as memory has room for.
    fn run<K: Kernels, T: Send>(
        &self,
        kernels: &K,
        work: &(dyn Fn(usize, &Inputs<'_>) -> Result<T> + Sync),
    ) -> Result<Vec<T>> {
        let Batch { plan, inputs, lanes, states } = *self;
        let blocks = lane_blocks(kernels, plan, inputs.lanes);
        let at_once = if blocks.len() > 1 {
            kernels.runs_at_once(plan.num_qubits(), lanes, states)?
        } else {
            kernels.check_memory(plan.num_qubits(), lanes, states)?;
            1
        };
        let mut results = Vec::with_capacity(blocks.len());
        for together in blocks.chunks(at_once) {
            let one = |b: usize| work(together[b].start, &inputs.slice(plan, together[b].clone()));
            for result in kernels.map(together.len(), &one) {
                results.push(result?);
            }
        }
        kernels.wait()?;
        Ok(results)
    }
}

/// The starting state of a block of lanes.
fn start<K: Kernels>(kernels: &K, plan: &Plan, inputs: &Inputs<'_>) -> Result<K::State> {
    match inputs.amplitudes.or(plan.initial_amplitudes()) {
        Some(amplitudes) => kernels.load(plan.num_qubits(), inputs.lanes, amplitudes),
        None => kernels.zero_state(plan.num_qubits(), inputs.lanes),
    }
}

/// One block of lanes, from the start to the end of the plan.
fn forward<K: Kernels>(kernels: &K, plan: &Plan, inputs: &Inputs<'_>) -> Result<K::State> {
    let mut state = start(kernels, plan, inputs)?;
    plan.with_bound(inputs, |passes| kernels.run_passes(passes, &mut state))?;
    Ok(state)
}

/// `values[lane * terms.len() + m]`.
fn expectations_of<K: Kernels>(
    kernels: &K,
    state: &K::State,
    terms: &[PauliTerms],
    lanes: usize,
) -> Result<Vec<f64>> {
    let mut values = vec![0.0; lanes * terms.len()];
    for (m, observable) in terms.iter().enumerate() {
        for (lane, value) in kernels.expectation(state, observable)?.into_iter().enumerate() {
            values[lane * terms.len() + m] = value;
        }
    }
    Ok(values)
}
