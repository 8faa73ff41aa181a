//! A backend with threads of its own. Called by devices; knows no circuit.

use super::choice::no_threads;
use crate::backend::{
    AmplitudeGradients, Asked, Backend, Cotangents, FinalState, Gradients, Jacobian, Questions,
    ShiftedExpectations, SlotShift,
};
use crate::{Bits, Estimate, Inputs, ObservedPlan, Plan, PlanOptions, Program, Result};
use ansatz_circuits::{C64, PauliSum};
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Every call is made in the pool.
pub(super) struct Pooled {
    backend: Arc<dyn Backend>,
    pool: ThreadPool,
}

impl Pooled {
    pub(super) fn new(backend: Arc<dyn Backend>, threads: usize) -> Result<Pooled> {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build();
        Ok(Pooled { backend, pool: pool.map_err(|error| no_threads(threads, &error))? })
    }
}

impl Backend for Pooled {
    fn name(&self) -> String {
        self.backend.name()
    }

    fn plan_options(&self) -> PlanOptions {
        self.backend.plan_options()
    }

    fn run<'a>(&'a self, plan: &'a Plan, inputs: &Inputs<'_>) -> Result<Box<dyn FinalState + 'a>> {
        let state = self.pool.install(|| self.backend.run(plan, inputs))?;
        Ok(Box::new(PooledState { state: Mutex::new(state), pool: &self.pool }))
    }

    fn ask(&self, plan: &Plan, inputs: &Inputs<'_>, questions: &mut Questions<'_>) -> Result<()> {
        self.pool.install(|| self.backend.ask(plan, inputs, questions))
    }

    fn expectations(&self, observed: &ObservedPlan, inputs: &Inputs<'_>) -> Result<Vec<f64>> {
        self.pool.install(|| self.backend.expectations(observed, inputs))
    }

    fn gradients(
        &self,
        observed: &ObservedPlan,
        inputs: &Inputs<'_>,
        cotangents: Cotangents<'_>,
    ) -> Result<Gradients> {
        self.pool.install(|| self.backend.gradients(observed, inputs, cotangents))
    }

    fn jacobian(&self, observed: &ObservedPlan, inputs: &Inputs<'_>) -> Result<Jacobian> {
        self.pool.install(|| self.backend.jacobian(observed, inputs))
    }

    fn shifted_expectations(
        &self,
        observed: &ObservedPlan,
        inputs: &Inputs<'_>,
        shifts: &[SlotShift],
    ) -> Result<ShiftedExpectations> {
        self.pool.install(|| self.backend.shifted_expectations(observed, inputs, shifts))
    }

    fn fisher_information(&self, plan: &Plan, inputs: &Inputs<'_>) -> Result<Vec<f64>> {
        self.pool.install(|| self.backend.fisher_information(plan, inputs))
    }

    fn amplitude_gradients(
        &self,
        observed: &ObservedPlan,
        inputs: &Inputs<'_>,
        cotangents: Cotangents<'_>,
    ) -> Result<AmplitudeGradients> {
        self.pool.install(|| self.backend.amplitude_gradients(observed, inputs, cotangents))
    }

    fn distribution(&self, program: &Program, angles: &[f64]) -> Result<BTreeMap<Bits, f64>> {
        self.pool.install(|| self.backend.distribution(program, angles))
    }

    fn sample(
        &self,
        program: &Program,
        angles: &[f64],
        shots: u64,
        seed: u64,
    ) -> Result<BTreeMap<Bits, u64>> {
        self.pool.install(|| self.backend.sample(program, angles, shots, seed))
    }

    fn outcomes(&self, program: &Program, angles: &[f64], shots: u64, seed: u64) -> Result<Vec<Bits>> {
        self.pool.install(|| self.backend.outcomes(program, angles, shots, seed))
    }

    fn means(&self, asked: &Asked<'_>) -> Result<Vec<f64>> {
        self.pool.install(|| self.backend.means(asked))
    }

    fn sampled_means(&self, asked: &Asked<'_>, shots: u64, seed: u64) -> Result<Vec<Estimate>> {
        self.pool.install(|| self.backend.sampled_means(asked, shots, seed))
    }
}

/// Final states that are asked in the pool, one question after the other: a device's memory belongs to one thread at a time.
struct PooledState<'a> {
    state: Mutex<Box<dyn FinalState + 'a>>,
    pool: &'a ThreadPool,
}

impl PooledState<'_> {
    /// Whatever happened to its last user, the state is whole: questions change nothing.
    fn asked<T: Send>(&self, question: impl FnOnce(&dyn FinalState) -> T + Send) -> T {
        self.pool.install(|| question(&**self.state.lock().unwrap_or_else(PoisonError::into_inner)))
    }
}

impl FinalState for PooledState<'_> {
    fn expectation(&self, observable: &PauliSum) -> Result<Vec<f64>> {
        self.asked(|state| state.expectation(observable))
    }

    fn amplitudes(&self, lane: usize) -> Result<Vec<C64>> {
        self.asked(|state| state.amplitudes(lane))
    }

    fn probabilities(&self, lane: usize) -> Result<Vec<f64>> {
        self.asked(|state| state.probabilities(lane))
    }

    fn sample(&self, shots: u64, seed: u64) -> Result<Vec<u64>> {
        self.asked(|state| state.sample(shots, seed))
    }

    fn fidelity(&self, amplitudes: &[C64]) -> Result<Vec<f64>> {
        self.asked(|state| state.fidelity(amplitudes))
    }
}
