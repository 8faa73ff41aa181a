//! SPSA gradients: an unbiased guess from a few evaluations, whatever the number of slots. Approximate.

use super::{Differentiator, Evaluation, Moved, Shift, SlotGradients, resolve, run_moved};
use crate::ModelError;
use ansatz_simulator::{Cotangents, Inputs, Purpose, RandomStream};

/// The mean over `repeats` random sign vectors Δ of `(f(θ + hΔ) − f(θ − hΔ)) / 2h · Δ`
/// (Spall, IEEE Trans. Autom. Control 37, 332 (1992)).
#[derive(Debug, Clone, Copy)]
pub struct Simultaneous {
    /// `h`, in radians.
    pub step: f64,
    /// How many sign vectors.
    pub repeats: usize,
    /// Seed of the signs.
    pub seed: u64,
}

impl Default for Simultaneous {
    fn default() -> Self {
        Simultaneous { step: 1e-3, repeats: 16, seed: 0 }
    }
}

impl Differentiator for Simultaneous {
    fn name(&self) -> &'static str {
        "spsa"
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
        let mut moved = Vec::new();
        for lane in 0..inputs.lanes() {
            for repeat in 0..self.repeats {
                let index = (lane * self.repeats + repeat) as u64;
                let mut stream = RandomStream::new(self.seed, Purpose::Perturbation, index);
                let delta: Vec<f64> = (0..num_slots).map(|_| stream.sign() * self.step).collect();
                let back = delta.iter().map(|d| -d).collect();
                let coefficient = 1.0 / (2.0 * self.step * self.step * self.repeats as f64);
                moved.push(Moved { lane, slot: 0, coefficient, shift: Shift::All(delta) });
                moved.push(Moved { lane, slot: 0, coefficient, shift: Shift::All(back) });
            }
        }
        let mut slots = vec![0.0; inputs.lanes() * num_slots];
        run_moved(evaluation, inputs, &cotangents, &moved, |copy, value| {
            let Shift::All(delta) = &copy.shift else { return };
            let of_lane = &mut slots[copy.lane * num_slots..(copy.lane + 1) * num_slots];
            of_lane.iter_mut().zip(delta).for_each(|(sum, d)| *sum += copy.coefficient * value * d);
        })?;
        Ok(SlotGradients { values, slots, evaluations: (inputs.lanes() + moved.len()) as u64 })
    }
}
