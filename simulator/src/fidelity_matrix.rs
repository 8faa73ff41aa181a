//! Fidelities of many states with each other: each circuit is run once, and the rest is one matrix product.
//!
//! Called by fidelity kernels. Must not know what the circuits embed.

use crate::{Backend, Inputs, MemoryNeed, Plan, Result};
use ansatz_kernels::{Stack, overlaps};

/// Bytes of the states that are run at once.
const RUN_BYTES: usize = 64 << 20;

/// `|⟨ψ_i|φ_j⟩|²` of the final states of `rows` and `columns`, at `i * columns + j`; without columns those of `rows` with each
/// other. N + M circuits are run, not N·M; the overlaps are a Hermitian matrix product.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::machine::{Angles, Inputs, fidelity_matrix};
/// use ansatz_simulator::{Cpu, Plan, PlanOptions};
/// let mut circuit = Circuit::new(1);
/// let theta = circuit.parameter("theta");
/// circuit.ry(theta, 0)?;
/// let plan = Plan::compile(&circuit, &PlanOptions::default())?;
/// let matrix = fidelity_matrix(&Cpu::<f64>::default(), &plan, &Inputs::batch(2, Angles(&[0.0, 1.0])), None)?;
/// assert!((matrix[0] - 1.0).abs() < 1e-14 && (matrix[1] - 0.5f64.cos().powi(2)).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Whatever the backend refuses; [`SimulatorError::Memory`](crate::SimulatorError::Memory) if the states do not fit beside each other.
pub fn fidelity_matrix(
    backend: &dyn Backend,
    plan: &Plan,
    rows: &Inputs<'_>,
    columns: Option<&Inputs<'_>>,
) -> Result<Vec<f64>> {
    let lanes = rows.lanes().saturating_add(columns.map_or(0, Inputs::lanes));
    MemoryNeed { num_qubits: plan.num_qubits(), lanes, states: 1, real_bytes: 8 }.check(None)?;
    let rows = stack(backend, plan, rows)?;
    let columns = columns.map(|columns| stack(backend, plan, columns)).transpose()?;
    Ok(overlaps(&rows, columns.as_ref()).into_iter().map(|overlap| overlap.norm_sqr()).collect())
}

/// The final states of all lanes.
fn stack(backend: &dyn Backend, plan: &Plan, inputs: &Inputs<'_>) -> Result<Stack> {
    inputs.check(plan)?;
    let size = 1usize << plan.num_qubits();
    let at_once = (RUN_BYTES / (16 * size)).max(1);
    let mut states = Stack::new(size);
    for first in (0..inputs.lanes()).step_by(at_once) {
        let some = inputs.slice(plan, first..inputs.lanes().min(first + at_once));
        let run = backend.run(plan, &some)?;
        for lane in 0..some.lanes() {
            states.push(&run.amplitudes(lane)?);
        }
    }
    Ok(states)
}
