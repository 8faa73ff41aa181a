//! Hessians of expectations, exact: two ways to second derivatives in the slots, and the chain rule to parameters.
//! Called by whoever studies landscapes or takes Newton steps; must not know losses.

use super::chain_rule::{Slopes, sandwich};
use super::{Evaluation, moves::check_cotangents};
use crate::ModelError;
use ansatz_simulator::{Cotangents, Inputs, SlotShift};
use nalgebra::DMatrix;

/// Value, gradient and Hessian of `f = Σ_m v_m ⟨O_m⟩` in a circuit's parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct SecondOrder {
    /// `f`.
    pub value: f64,
    /// `∂f/∂θ_i`.
    pub gradient: Vec<f64>,
    /// `∂²f/∂θ_i∂θ_j`, symmetric.
    pub hessian: DMatrix<f64>,
}

/// The same in the slots, at given angles.
#[derive(Debug, Clone, PartialEq)]
pub struct SlotSecondOrder {
    /// `f`.
    pub value: f64,
    /// In the slots.
    pub gradient: Vec<f64>,
    /// In the slots, symmetric.
    pub hessian: DMatrix<f64>,
}

/// A way to second derivatives. Both are exact for every gate of the table.
pub trait HessianMethod: Send + Sync {
    /// The name in files and on the command line.
    fn name(&self) -> &'static str;

    /// Second derivatives of `Σ_m weights_m ⟨O_m⟩` in the slots.
    ///
    /// # Errors
    /// Whatever the backend refuses.
    fn in_slots(
        &self,
        evaluation: Evaluation<'_>,
        angles: &[f64],
        weights: &[f64],
    ) -> Result<SlotSecondOrder, ModelError>;

    /// Second derivatives of `Σ_m weights_m ⟨O_m⟩` in the parameters:
    /// `H = Jᵀ H_slots J + Σ_s (∂f/∂s) ∂²s/∂θ²` with the slots `s(θ)` and `J = ∂s/∂θ`; shared, scaled and non-affine parameters are in `J`
    /// and in the second term.
    ///
    /// # Errors
    /// A wrong number of parameters, and whatever the backend refuses.
    fn in_parameters(
        &self,
        evaluation: Evaluation<'_>,
        params: &[f64],
        weights: &[f64],
    ) -> Result<SecondOrder, ModelError> {
        let map = evaluation.plan.parameter_map();
        let angles = map.angles(params)?;
        let SlotSecondOrder { value, gradient, hessian } = self.in_slots(evaluation, &angles, weights)?;
        let mut hessian = sandwich(&Slopes::new(map, params), &hessian);
        // Symmetric, so that row by row is column by column.
        map.add_curvature(params, &gradient, hessian.as_mut_slice());
        Ok(SecondOrder { value, gradient: map.pullback(params, &gradient), hessian })
    }
}

/// Two shifts: `∂²f/∂s∂t = Σ_kl c_k c_l f(s + s_k, t + t_l)`, by expectations alone, so it is what hardware can do too. About
/// `2P²` circuits for P slots with two-term rules, which share the run up to the later shift.
///
/// Source: Mari, Bromley and Killoran, arXiv:2008.06517.
#[derive(Debug, Clone, Copy, Default)]
pub struct DoubleShift;

/// One shift of the adjoint gradient: `∂(∇f)/∂s = Σ_k c_k ∇f(s + s_k)`; `2P` adjoint sweeps for P slots with two-term rules, as
/// one batch.
///
/// ```
/// use ansatz_circuits::{Circuit, PauliSum};
/// use ansatz_qml::{Evaluation, HessianMethod, ShiftedAdjoint};
/// use ansatz_simulator::{Cpu, Plan, PlanOptions};
/// let mut circuit = Circuit::new(1);
/// let (a, b) = (circuit.parameter("a"), circuit.parameter("b"));
/// circuit.ry(a, 0)?.rx(b, 0)?;
/// let plan = Plan::compile(&circuit, &PlanOptions::default())?;
/// let observables = [PauliSum::z(0)];
/// let evaluation = Evaluation { backend: &Cpu::<f64>::default(), plan: &plan, observables: &observables };
/// // f = cos a cos b
/// let second = ShiftedAdjoint.in_parameters(evaluation, &[0.3, 0.8], &[1.0])?;
/// assert!((second.hessian[(0, 1)] - 0.3f64.sin() * 0.8f64.sin()).abs() < 1e-14);
/// assert!((second.hessian[(0, 0)] + second.value).abs() < 1e-14);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct ShiftedAdjoint;

impl HessianMethod for DoubleShift {
    fn name(&self) -> &'static str {
        "double-shift"
    }

    fn in_slots(
        &self,
        evaluation: Evaluation<'_>,
        angles: &[f64],
        weights: &[f64],
    ) -> Result<SlotSecondOrder, ModelError> {
        let Evaluation { backend, plan, observables } = evaluation;
        check_cotangents(Cotangents::Given(weights), observables.len())?;
        let (slots, rules) = (plan.num_slots(), plan.shift_rules());
        let weigh = |values: &[f64]| values.iter().zip(weights).map(|(x, w)| x * w).sum::<f64>();
        let first_value = backend.expectations(plan, &Inputs::one(angles), observables)?;
        let mut second = SlotSecondOrder {
            value: weigh(&first_value),
            gradient: vec![0.0; slots],
            hessian: DMatrix::zeros(slots, slots),
        };
        for (row, rule) in rules.iter().enumerate() {
            let outer = rule.terms();
            let inner: Vec<(f64, SlotShift)> = (row..slots)
                .flat_map(|slot| rules[slot].terms().iter().map(move |term| (slot, term)))
                .map(|(slot, term)| (term.coefficient, SlotShift { slot, shift: term.shift }))
                .collect();
            let shifts: Vec<SlotShift> = inner.iter().map(|(_, shift)| *shift).collect();
            let moved: Vec<f64> = outer.iter().flat_map(|term| at(angles, row, term.shift)).collect();
            let batch = Inputs::batch(outer.len(), &moved);
            let answer = backend.shifted_expectations(plan, &batch, observables, &shifts)?;
            let mut shifted = answer.shifted.chunks(observables.len().max(1));
            for (lane, outer) in outer.iter().enumerate() {
                let m = observables.len();
                second.gradient[row] += outer.coefficient * weigh(&answer.values[lane * m..(lane + 1) * m]);
                for ((coefficient, shift), values) in inner.iter().zip(&mut shifted) {
                    second.hessian[(row, shift.slot)] += outer.coefficient * coefficient * weigh(values);
                }
            }
        }
        second.hessian.fill_lower_triangle_with_upper_triangle();
        Ok(second)
    }
}

impl HessianMethod for ShiftedAdjoint {
    fn name(&self) -> &'static str {
        "shifted-adjoint"
    }

    fn in_slots(
        &self,
        evaluation: Evaluation<'_>,
        angles: &[f64],
        weights: &[f64],
    ) -> Result<SlotSecondOrder, ModelError> {
        let slots = evaluation.plan.num_slots();
        let all: Vec<(usize, f64)> = (0..slots).map(|slot| (slot, 1.0)).collect();
        let base = adjoint(evaluation, angles, weights)?;
        let mut hessian = DMatrix::zeros(slots, slots);
        shifted_gradients(evaluation, angles, (weights, &all), |slot, coefficient, gradient| {
            gradient.iter().enumerate().for_each(|(column, g)| hessian[(slot, column)] += coefficient * g);
        })?;
        // Both halves are exact; their mean is symmetric to the last bit.
        let hessian = (&hessian + hessian.transpose()) * 0.5;
        Ok(SlotSecondOrder { value: base.0, gradient: base.1, hessian })
    }
}

/// `H u` in the parameters, without the matrix: memory for P numbers, and adjoint sweeps only for slots that `direction` moves.
///
/// # Errors
/// A wrong number of parameters or directions, and whatever the backend refuses.
pub fn hessian_vector_product(
    evaluation: Evaluation<'_>,
    params: &[f64],
    weights: &[f64],
    direction: &[f64],
) -> Result<Vec<f64>, ModelError> {
    let map = evaluation.plan.parameter_map();
    let angles = map.angles(params)?;
    // As many directions as parameters: the map refuses another number, as it does for the parameters.
    map.angles(direction)?;
    let slopes = Slopes::new(map, params);
    let moved: Vec<(usize, f64)> =
        slopes.forward(direction).into_iter().enumerate().filter(|(_, speed)| *speed != 0.0).collect();
    let mut in_slots = vec![0.0; map.num_slots()];
    shifted_gradients(evaluation, &angles, (weights, &moved), |_, coefficient, gradient| {
        in_slots.iter_mut().zip(gradient).for_each(|(sum, g)| *sum += coefficient * g);
    })?;
    let mut product = map.pullback(params, &in_slots);
    let (_, gradient) = adjoint(evaluation, &angles, weights)?;
    let mut curvature = DMatrix::zeros(params.len(), params.len());
    map.add_curvature(params, &gradient, curvature.as_mut_slice());
    let bent = curvature * nalgebra::DVector::from_column_slice(direction);
    product.iter_mut().zip(bent.iter()).for_each(|(sum, b)| *sum += b);
    Ok(product)
}

/// At most this many adjoint sweeps make one batch.
const TOGETHER: usize = 1024;

/// `take(slot, factor · c_k, ∇f(slot + s_k))` for the terms of some slots' rules, given as `(slot, factor)`.
fn shifted_gradients(
    evaluation: Evaluation<'_>,
    angles: &[f64],
    task: (&[f64], &[(usize, f64)]),
    mut take: impl FnMut(usize, f64, &[f64]),
) -> Result<(), ModelError> {
    let Evaluation { backend, plan, observables } = evaluation;
    let (weights, moved) = task;
    let rules = plan.shift_rules();
    let terms: Vec<(usize, f64, f64)> = moved
        .iter()
        .flat_map(|(slot, factor)| rules[*slot].terms().iter().map(move |term| (slot, factor, term)))
        .map(|(slot, factor, term)| (*slot, factor * term.coefficient, term.shift))
        .collect();
    for some in terms.chunks(TOGETHER) {
        let lanes: Vec<f64> = some.iter().flat_map(|(slot, _, shift)| at(angles, *slot, *shift)).collect();
        let cotangents = weights.repeat(some.len());
        let batch = Inputs::batch(some.len(), &lanes);
        let result = backend.gradients(plan, &batch, observables, Cotangents::Given(&cotangents))?;
        for ((slot, coefficient, _), gradient) in some.iter().zip(result.slots.chunks(plan.num_slots())) {
            take(*slot, *coefficient, gradient);
        }
    }
    Ok(())
}

/// Value and slot gradient.
fn adjoint(
    evaluation: Evaluation<'_>,
    angles: &[f64],
    weights: &[f64],
) -> Result<(f64, Vec<f64>), ModelError> {
    let Evaluation { backend, plan, observables } = evaluation;
    let one = Inputs::one(angles);
    let result = backend.gradients(plan, &one, observables, Cotangents::Given(weights))?;
    let value = result.values.iter().zip(weights).map(|(x, w)| x * w).sum();
    Ok((value, result.slots))
}

/// The angles with one slot moved.
fn at(angles: &[f64], slot: usize, shift: f64) -> Vec<f64> {
    let mut moved = angles.to_vec();
    moved[slot] += shift;
    moved
}
