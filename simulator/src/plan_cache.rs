//! Plans by circuit: a circuit that was compiled before is not planned again. Called by whoever makes the same circuits over
//! and over; one that keeps its plan, as models do, has no need of it.

use crate::by_circuit::ByCircuit;
use crate::{Plan, PlanOptions, Result};
use ansatz_circuits::Circuit;
use std::sync::Arc;

/// Plans that have been made, shared between threads. A circuit's parameters are part of its structure, their values are not:
/// a loop over values plans once.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::machine::PlanCache;
/// use ansatz_simulator::PlanOptions;
/// let cache = PlanCache::new(&PlanOptions::default());
/// let build = || -> Result<Circuit, ansatz_circuits::CircuitError> {
///     let mut circuit = Circuit::new(2);
///     let theta = circuit.parameter("theta");
///     circuit.ry(theta, 0)?.cx(0, 1)?;
///     Ok(circuit)
/// };
/// let (first, second) = (cache.plan(&build()?)?, cache.plan(&build()?)?);
/// assert!(std::sync::Arc::ptr_eq(&first, &second));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct PlanCache {
    options: PlanOptions,
    plans: ByCircuit<(), Plan>,
}

impl PlanCache {
    /// An empty cache of plans with these options. It holds up to 4096 of them, then starts anew.
    pub fn new(options: &PlanOptions) -> PlanCache {
        PlanCache { options: *options, plans: ByCircuit::default() }
    }

    /// The plan of a circuit.
    ///
    /// Errors: those of [`Plan::compile`].
    pub fn plan(&self, circuit: &Circuit) -> Result<Arc<Plan>> {
        self.plans.get(circuit, (), || Plan::compile(circuit, &self.options))
    }
}
