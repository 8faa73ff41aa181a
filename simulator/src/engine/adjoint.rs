//! The adjoint sweep: one run forward, one back, two states, every slot's gradient (Jones and Gacon,
//! arXiv:2009.02823), as a vector–Jacobian product over several observables.

use super::{expectations_of, start};
use crate::backend::{Cotangents, Gradients, Kernels, WholeGradient};
use crate::pauli_terms::weighted_terms;
use crate::plan::{Derivatives, Whole};
use crate::{BoundPass, Inputs, Op, Plan, Result};
use ansatz_circuits::C64;

/// What stays the same for every block of lanes.
pub(super) struct Sweep<'a, K> {
    kernels: &'a K,
    plan: &'a Plan,
    observed: &'a Whole,
    cotangents: Cotangents<'a>,
}

/// Where the sweep turns round.
struct Turn<S> {
    values: Vec<f64>,
    bra: S,
    /// What every lane's gradient is still to be multiplied with.
    factors: Option<Vec<f64>>,
}

impl<'a, K: Kernels> Sweep<'a, K> {
    pub(super) fn new(kernels: &'a K, observed: &'a Whole, cotangents: Cotangents<'a>) -> Sweep<'a, K> {
        Sweep { kernels, plan: observed.left(), observed, cotangents }
    }

    /// One block of lanes, the first of which is lane `first` of the batch.
    pub(super) fn run(&self, inputs: &Inputs<'_>, first: usize) -> Result<Gradients> {
        let lanes = inputs.lanes;
        let mut passes = self.plan.bind(inputs, Derivatives::Attach);
        let mut gradient = vec![0.0; self.plan.num_slots() * lanes];
        let at_once = self.at_once(inputs, &passes, &mut gradient)?;
        let (values, factors) = match at_once {
            Some(values) => {
                let factors = self.cotangents_at(&values, first..first + lanes);
                (values, Some(factors))
            }
            None => {
                let mut ket = start(self.kernels, self.plan, inputs)?;
                self.kernels.run_passes(&passes, &mut ket)?;
                let Turn { values, mut bra, factors } = self.turn(&ket, first..first + lanes)?;
                let back = after_first_derivative(&mut passes);
                self.kernels.reverse_passes(back, &mut bra, &mut ket, &mut gradient)?;
                (values, factors)
            }
        };
        if let Some(factors) = factors {
            for of_slot in gradient.chunks_exact_mut(lanes) {
                of_slot.iter_mut().zip(&factors).for_each(|(sum, factor)| *sum *= factor);
            }
        }
        Ok(Gradients { values, slots: slot_gradients(self.plan, &gradient, lanes) })
    }

    /// Expectations and gradients without factors, where the machine can do all of it in one go.
    fn at_once(
        &self,
        inputs: &Inputs<'_>,
        passes: &[BoundPass<'_>],
        gradient: &mut [f64],
    ) -> Result<Option<Vec<f64>>> {
        let ([terms], None) = (self.observed.terms(), inputs.amplitudes.or(self.plan.initial_amplitudes()))
        else {
            return Ok(None);
        };
        let first = passes.iter().position(|pass| pass.ops.iter().any(Op::has_derivatives));
        let whole = WholeGradient {
            num_qubits: self.plan.num_qubits(),
            lanes: inputs.lanes,
            passes,
            reversed: first.map_or(0, |first| passes.len() - first),
            terms,
        };
        self.kernels.whole_gradient(&whole, gradient)
    }

    /// One block of lanes, back to its start: the gradient in the starting amplitudes too.
    pub(super) fn run_to_start(&self, inputs: &Inputs<'_>, first: usize) -> Result<(Gradients, Vec<C64>)> {
        let lanes = inputs.lanes;
        let passes = self.plan.bind(inputs, Derivatives::Attach);
        let mut ket = start(self.kernels, self.plan, inputs)?;
        self.kernels.run_passes(&passes, &mut ket)?;
        let Turn { values, mut bra, factors } = self.turn(&ket, first..first + lanes)?;
        let mut gradient = vec![0.0; self.plan.num_slots() * lanes];
        self.kernels.reverse_passes(&passes, &mut bra, &mut ket, &mut gradient)?;
        let factors = factors.unwrap_or_else(|| vec![1.0; lanes]);
        for of_slot in gradient.chunks_exact_mut(lanes) {
            of_slot.iter_mut().zip(&factors).for_each(|(sum, factor)| *sum *= factor);
        }
        let mut amplitudes = Vec::with_capacity(lanes << self.plan.num_qubits());
        for (lane, factor) in factors.iter().enumerate() {
            let of_lane = self.kernels.amplitudes(&bra, lane)?;
            amplitudes.extend(of_lane.into_iter().map(|a| a * (2.0 * factor)));
        }
        Ok((Gradients { values, slots: slot_gradients(self.plan, &gradient, lanes) }, amplitudes))
    }

    /// Expectations, and the state to go back with. One observable is applied without its weight, which then scales the
    /// gradient: so its expectation comes with it, and its terms are the same in every lane.
    fn turn(&self, ket: &K::State, lanes: std::ops::Range<usize>) -> Result<Turn<K::State>> {
        if let [terms] = self.observed.terms() {
            let (bra, values) = self.kernels.apply_with_expectation(ket, terms)?;
            let factors = self.cotangents_at(&values, lanes);
            return Ok(Turn { values, bra, factors: Some(factors) });
        }
        let values = expectations_of(self.kernels, ket, self.observed.terms(), lanes.len())?;
        let cotangents = self.cotangents_at(&values, lanes.clone());
        let terms = weighted_terms(self.observed.pulled(), lanes.len(), &cotangents);
        let terms = self.plan.order().place_terms(terms);
        let bra = self.kernels.apply_terms(ket, &terms)?;
        Ok(Turn { values, bra, factors: None })
    }

    fn cotangents_at(&self, values: &[f64], lanes: std::ops::Range<usize>) -> Vec<f64> {
        let m = self.observed.num_observables();
        match self.cotangents {
            Cotangents::Given(all) => all[lanes.start * m..lanes.end * m].to_vec(),
            Cotangents::FromValues(f) => {
                let mut cotangents = vec![0.0; values.len()];
                for (k, lane) in lanes.enumerate() {
                    f(lane, &values[k * m..(k + 1) * m], &mut cotangents[k * m..(k + 1) * m]);
                }
                cotangents
            }
        }
    }
}

/// From `gradient[slot * lanes + lane]` to `slots[lane * num_slots + slot]`.
pub(super) fn slot_gradients(plan: &Plan, gradient: &[f64], lanes: usize) -> Vec<f64> {
    let slots = plan.num_slots();
    // A slot without frequencies (a global phase) changes nothing: its sum is rounding.
    let counts: Vec<bool> = plan.shift_rules().iter().map(|rule| !rule.terms().is_empty()).collect();
    let at = |k: usize| if counts[k % slots] { gradient[k % slots * lanes + k / slots] } else { 0.0 };
    (0..slots * lanes).map(at).collect()
}

/// What must be gone back through: nothing before the first derivative is.
pub(super) fn after_first_derivative<'a, 'p>(passes: &'a mut [BoundPass<'p>]) -> &'a [BoundPass<'p>] {
    let first = passes.iter().position(|pass| pass.ops.iter().any(Op::has_derivatives));
    let Some(first) = first else { return &[] };
    let pass = &mut passes[first];
    let unused = pass.ops.iter().position(Op::has_derivatives).unwrap_or(0);
    if unused > 0 {
        pass.live = pass.live_inside();
        pass.ops.drain(..unused);
    }
    &passes[first..]
}
