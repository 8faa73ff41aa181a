//! Central finite differences: approximate, for checking the others.

use super::{Differentiator, Evaluation, Moved, Shift, SlotGradients, resolve, run_moved};
use crate::ModelError;
use ansatz_simulator::{Cotangents, Inputs};

/// `(f(θ + h) − f(θ − h)) / 2h` in every slot; the error is `O(h²)` plus rounding over `h`.
#[derive(Debug, Clone, Copy)]
pub struct FiniteDifference {
    /// `h`, in radians.
    pub step: f64,
}

impl Default for FiniteDifference {
    /// The step that balances truncation and rounding in f64 for functions of size 1.
    fn default() -> Self {
        FiniteDifference { step: 6e-6 }
    }
}

impl Differentiator for FiniteDifference {
    fn name(&self) -> &'static str {
        "finite-difference"
    }

    fn gradients(
        &self,
        evaluation: Evaluation<'_>,
        inputs: &Inputs<'_>,
        cotangents: Cotangents<'_>,
    ) -> Result<SlotGradients, ModelError> {
        let values = evaluation.backend.expectations(evaluation.plan, inputs, evaluation.observables)?;
        let cotangents = resolve(cotangents, &values, evaluation.observables.len());
        let num_slots = evaluation.plan.num_slots();
        let both = |lane: usize, slot: usize| {
            [1.0, -1.0].map(|sign| Moved {
                lane,
                slot,
                coefficient: sign / (2.0 * self.step),
                shift: Shift::One(sign * self.step),
            })
        };
        let moved: Vec<Moved> = (0..inputs.lanes())
            .flat_map(|lane| (0..num_slots).flat_map(move |slot| both(lane, slot)))
            .collect();
        let mut slots = vec![0.0; inputs.lanes() * num_slots];
        run_moved(evaluation, inputs, &cotangents, &moved, |copy, value| {
            slots[copy.lane * num_slots + copy.slot] += copy.coefficient * value;
        })?;
        Ok(SlotGradients { values, slots, evaluations: (inputs.lanes() + moved.len()) as u64 })
    }
}
