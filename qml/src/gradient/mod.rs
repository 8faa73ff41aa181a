//! Differentiators: ways to the gradient of expectations in a circuit's slots. A way is a value that the caller passes.
//! Called by models and the command line; must not know losses.

mod adjoint;
mod finite_difference;
mod parameter_shift;
mod shots;
mod simultaneous;

pub use adjoint::Adjoint;
pub use finite_difference::FiniteDifference;
pub use parameter_shift::ParameterShift;
pub use shots::{ShotGradient, ShotParameterShift};
pub use simultaneous::Simultaneous;

use crate::{ModelError, UnknownName};
use ansatz_circuits::PauliSum;
use ansatz_simulator::{Backend, Cotangents, Inputs, Plan};

/// A circuit, where it runs, and what is measured.
#[derive(Clone, Copy)]
pub struct Evaluation<'a> {
    /// Where it runs.
    pub backend: &'a dyn Backend,
    /// The compiled circuit.
    pub plan: &'a Plan,
    /// The observables.
    pub observables: &'a [PauliSum],
}

/// Values, slot gradients, and what they cost.
#[derive(Debug, Clone, PartialEq)]
pub struct SlotGradients {
    /// `values[lane * observables + m]`.
    pub values: Vec<f64>,
    /// The gradient of `Σ_m v_m ⟨O_m⟩`: `slots[lane * num_slots + slot]`.
    pub slots: Vec<f64>,
    /// Circuits run, each with all observables; for the adjoint sweep forward and backward runs.
    pub evaluations: u64,
}

/// A way to differentiate. Exact unless its documentation says otherwise.
pub trait Differentiator: Send + Sync {
    /// The name in files and on the command line.
    fn name(&self) -> &'static str;

    /// The vector–Jacobian product of the expectations in every slot, for every lane.
    ///
    /// # Errors
    /// Whatever the backend refuses.
    fn gradients(
        &self,
        evaluation: Evaluation<'_>,
        inputs: &Inputs<'_>,
        cotangents: Cotangents<'_>,
    ) -> Result<SlotGradients, ModelError>;
}

/// The names that [`differentiator_by_name`] knows.
pub const DIFFERENTIATORS: [&str; 4] = ["adjoint", "parameter-shift", "finite-difference", "spsa"];

/// The differentiator of that name; `seed` is for the random one.
///
/// # Errors
/// [`UnknownName`] with the nearest name.
pub fn differentiator_by_name(name: &str, seed: u64) -> Result<Box<dyn Differentiator>, UnknownName> {
    Ok(match name {
        "adjoint" => Box::new(Adjoint),
        "parameter-shift" => Box::new(ParameterShift),
        "finite-difference" => Box::new(FiniteDifference::default()),
        "spsa" => Box::new(Simultaneous { seed, ..Simultaneous::default() }),
        _ => return Err(UnknownName::new("differentiator", name, &DIFFERENTIATORS)),
    })
}

/// The cotangents of all lanes as numbers.
fn resolve(cotangents: Cotangents<'_>, values: &[f64], observables: usize) -> Vec<f64> {
    match cotangents {
        Cotangents::Given(given) => given.to_vec(),
        Cotangents::FromValues(f) => {
            let mut all = vec![0.0; values.len()];
            let lanes = values.chunks(observables.max(1)).zip(all.chunks_mut(observables.max(1)));
            lanes.enumerate().for_each(|(lane, (values, v))| f(lane, values, v));
            all
        }
    }
}

/// One moved copy of a lane's angles: `Σ` of `coefficient · ⟨O⟩` at the moved angles is a derivative.
struct Moved {
    lane: usize,
    slot: usize,
    coefficient: f64,
    /// What is added to each slot.
    shift: Shift,
}

enum Shift {
    One(f64),
    All(Vec<f64>),
}

/// At most this many circuits are in flight in one batch, so that the angles stay small.
const CHUNK: usize = 4096;

/// Runs moved copies in batches and hands `(moved, Σ_m v_m ⟨O_m⟩)` to `collect`, in order.
fn run_moved(
    evaluation: Evaluation<'_>,
    inputs: &Inputs<'_>,
    cotangents: &[f64],
    moved: &[Moved],
    mut collect: impl FnMut(&Moved, f64),
) -> Result<(), ModelError> {
    let angles = inputs.angles();
    let (slots, m) = (evaluation.plan.num_slots(), evaluation.observables.len());
    for chunk in moved.chunks(CHUNK) {
        let mut all = Vec::with_capacity(chunk.len() * slots);
        for copy in chunk {
            let start = all.len();
            all.extend_from_slice(&angles[copy.lane * slots..(copy.lane + 1) * slots]);
            match &copy.shift {
                Shift::One(shift) => all[start + copy.slot] += shift,
                Shift::All(shifts) => {
                    all[start..].iter_mut().zip(shifts).for_each(|(angle, shift)| *angle += shift)
                }
            }
        }
        let amplitudes = inputs.amplitudes().map(|given| {
            let size = 1usize << evaluation.plan.num_qubits();
            chunk
                .iter()
                .flat_map(|copy| given[copy.lane * size..(copy.lane + 1) * size].iter().copied())
                .collect::<Vec<_>>()
        });
        let batch = Inputs::batch(chunk.len(), &all);
        let batch = amplitudes.as_deref().map_or(batch, |amplitudes| batch.with_amplitudes(amplitudes));
        let values = evaluation.backend.expectations(evaluation.plan, &batch, evaluation.observables)?;
        for (copy, values) in chunk.iter().zip(values.chunks(m.max(1))) {
            let v = &cotangents[copy.lane * m..(copy.lane + 1) * m];
            collect(copy, v.iter().zip(values).map(|(v, value)| v * value).sum());
        }
    }
    Ok(())
}
