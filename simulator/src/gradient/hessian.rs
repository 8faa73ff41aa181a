//! Hessians of expectations, exact: two ways to second derivatives in the slots, and the chain rule to parameters.
//! Called by whoever studies landscapes or takes Newton steps; must not know losses.

use super::chain_rule::{Slopes, sandwich};
use super::{Evaluation, moves::check_cotangents};
use crate::{Angles, Cotangents, Inputs, Result, SlotShift};
use ndarray::{Array1, Array2};

/// Value, gradient and Hessian of `f = Σ_m v_m ⟨O_m⟩` in a circuit's parameters.
#[derive(Debug, Clone, PartialEq)]
pub struct SecondOrder {
    /// `f`.
    pub value: f64,
    /// `∂f/∂θ_i`.
    pub gradient: Vec<f64>,
    /// `∂²f/∂θ_i∂θ_j`, symmetric.
    pub hessian: Array2<f64>,
}

/// The same in the slots, at given angles.
#[derive(Debug, Clone, PartialEq)]
pub struct SlotSecondOrder {
    /// `f`.
    pub value: f64,
    /// In the slots.
    pub gradient: Vec<f64>,
    /// In the slots, symmetric.
    pub hessian: Array2<f64>,
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
    ) -> Result<SlotSecondOrder>;

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
    ) -> Result<SecondOrder> {
        let map = evaluation.observed.parameter_map();
        let angles = map.angles(params)?;
        let SlotSecondOrder { value, gradient, hessian } = self.in_slots(evaluation, &angles, weights)?;
        let mut hessian = sandwich(&Slopes::new(map, params), &hessian);
        map.add_curvature(params, &gradient, entries(&mut hessian));
        Ok(SecondOrder { value, gradient: map.pullback(params, &gradient), hessian })
    }
}

/// Two shifts: `∂²f/∂s∂t = Σ_kl c_k c_l f(s + s_k, t + t_l)`, by expectations alone, so it is what hardware can do too. About
/// `2P²` circuits for P slots with two-term rules, which share the run up to the later shift.
///
/// Source: Mari, Bromley and Killoran, arXiv:2008.06517.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::gradient::DoubleShift;
/// use ansatz_simulator::{Device, Estimator};
/// let mut circuit = Circuit::new(1);
/// let theta = circuit.parameter("theta");
/// circuit.ry(theta, 0)?;
/// let estimator = Estimator::new(&Device::cpu(), &circuit, ["Z0"])?.with_hessian_method(DoubleShift);
/// assert!((estimator.hessian(&[0.3])?[[0, 0]] + 0.3_f64.cos()).abs() < 1e-12);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct DoubleShift;

/// One shift of the adjoint gradient: `∂(∇f)/∂s = Σ_k c_k ∇f(s + s_k)`; `2P` adjoint sweeps for P slots with two-term rules, as
/// one batch.
///
/// ```
/// use ansatz_circuits::{Circuit, PauliSum};
/// use ansatz_simulator::gradient::{Evaluation, HessianMethod, ShiftedAdjoint};
/// use ansatz_simulator::machine::ObservedPlan;
/// use ansatz_simulator::{Cpu, Plan, PlanOptions};
/// let mut circuit = Circuit::new(1);
/// let (a, b) = (circuit.parameter("a"), circuit.parameter("b"));
/// circuit.ry(a, 0)?.rx(b, 0)?;
/// let plan = Plan::compile(&circuit, &PlanOptions::default())?;
/// let observed = ObservedPlan::new(plan, vec![PauliSum::z(0)])?;
/// let evaluation = Evaluation { backend: &Cpu::<f64>::default(), observed: &observed };
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
    ) -> Result<SlotSecondOrder> {
        let Evaluation { backend, observed } = evaluation;
        let m = observed.num_observables();
        check_cotangents(Cotangents::Given(weights), m)?;
        let (slots, rules) = (observed.num_slots(), observed.shift_rules());
        let weigh = |values: &[f64]| values.iter().zip(weights).map(|(x, w)| x * w).sum::<f64>();
        let first_value = backend.expectations(observed, &Inputs::one(Angles(angles)))?;
        let mut second = SlotSecondOrder {
            value: weigh(&first_value),
            gradient: vec![0.0; slots],
            hessian: Array2::zeros((slots, slots)),
        };
        for (row, rule) in rules.iter().enumerate() {
            let outer = rule.terms();
            let inner: Vec<(f64, SlotShift)> = (row..slots)
                .flat_map(|slot| rules[slot].terms().iter().map(move |term| (slot, term)))
                .map(|(slot, term)| (term.coefficient, SlotShift { slot, shift: term.shift }))
                .collect();
            let shifts: Vec<SlotShift> = inner.iter().map(|(_, shift)| *shift).collect();
            let moved: Vec<f64> = outer.iter().flat_map(|term| at(angles, row, term.shift)).collect();
            let batch = Inputs::batch(outer.len(), Angles(&moved));
            let answer = backend.shifted_expectations(observed, &batch, &shifts)?;
            let mut shifted = answer.shifted.chunks(m.max(1));
            for (lane, outer) in outer.iter().enumerate() {
                second.gradient[row] += outer.coefficient * weigh(&answer.values[lane * m..(lane + 1) * m]);
                for ((coefficient, shift), values) in inner.iter().zip(&mut shifted) {
                    second.hessian[(row, shift.slot)] += outer.coefficient * coefficient * weigh(values);
                }
            }
        }
        mirror(&mut second.hessian);
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
    ) -> Result<SlotSecondOrder> {
        let slots = evaluation.observed.num_slots();
        let all: Vec<MovedSlot> = (0..slots).map(|slot| MovedSlot { slot, factor: 1.0 }).collect();
        let weighted = Weighted { evaluation, weights };
        let base = weighted.adjoint(angles)?;
        let mut hessian = Array2::zeros((slots, slots));
        weighted.shifted_gradients(angles, &all, |slot, coefficient, gradient| {
            gradient.iter().enumerate().for_each(|(column, g)| hessian[(slot, column)] += coefficient * g);
        })?;
        // Both halves are exact; their mean is symmetric to the last bit.
        let hessian = (&hessian + &hessian.t()) * 0.5;
        Ok(SlotSecondOrder { value: base.value, gradient: base.gradient, hessian })
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
) -> Result<Vec<f64>> {
    let map = evaluation.observed.parameter_map();
    let angles = map.angles(params)?;
    // As many directions as parameters: the map refuses another number, as it does for the parameters.
    map.angles(direction)?;
    let slopes = Slopes::new(map, params);
    let speeds = slopes.forward(direction).into_iter().enumerate();
    let moved: Vec<MovedSlot> =
        speeds.filter(|(_, speed)| *speed != 0.0).map(|(slot, factor)| MovedSlot { slot, factor }).collect();
    let weighted = Weighted { evaluation, weights };
    let mut in_slots = vec![0.0; map.num_slots()];
    weighted.shifted_gradients(&angles, &moved, |_, coefficient, gradient| {
        in_slots.iter_mut().zip(gradient).for_each(|(sum, g)| *sum += coefficient * g);
    })?;
    let mut product = map.pullback(params, &in_slots);
    let gradient = weighted.adjoint(&angles)?.gradient;
    let mut curvature = Array2::zeros((params.len(), params.len()));
    map.add_curvature(params, &gradient, entries(&mut curvature));
    let bent: Array1<f64> = curvature.dot(&Array1::from(direction.to_vec()));
    product.iter_mut().zip(bent.iter()).for_each(|(sum, b)| *sum += b);
    Ok(product)
}

/// At most this many adjoint sweeps make one batch.
const TOGETHER: usize = 1024;

/// A slot whose derivative counts `factor` times.
struct MovedSlot {
    slot: usize,
    factor: f64,
}

/// A term of a slot's shift rule.
struct Shifted {
    slot: usize,
    coefficient: f64,
    shift: f64,
}

/// `f` and its gradient in the slots.
struct FirstOrder {
    value: f64,
    gradient: Vec<f64>,
}

/// `f = Σ_m weights_m ⟨O_m⟩`.
struct Weighted<'a> {
    evaluation: Evaluation<'a>,
    weights: &'a [f64],
}

impl Weighted<'_> {
    /// `take(slot, factor · c_k, ∇f(slot + s_k))` for the terms of some slots' rules.
    fn shifted_gradients(
        &self,
        angles: &[f64],
        moved: &[MovedSlot],
        mut take: impl FnMut(usize, f64, &[f64]),
    ) -> Result<()> {
        let Evaluation { backend, observed } = self.evaluation;
        let rules = observed.shift_rules();
        let terms: Vec<Shifted> = moved
            .iter()
            .flat_map(|MovedSlot { slot, factor }| {
                rules[*slot].terms().iter().map(move |term| Shifted {
                    slot: *slot,
                    coefficient: factor * term.coefficient,
                    shift: term.shift,
                })
            })
            .collect();
        for some in terms.chunks(TOGETHER) {
            let lanes: Vec<f64> = some.iter().flat_map(|term| at(angles, term.slot, term.shift)).collect();
            let cotangents = self.weights.repeat(some.len());
            let batch = Inputs::batch(some.len(), Angles(&lanes));
            let result = backend.gradients(observed, &batch, Cotangents::Given(&cotangents))?;
            for (term, gradient) in some.iter().zip(result.slots.chunks(angles.len())) {
                take(term.slot, term.coefficient, gradient);
            }
        }
        Ok(())
    }

    /// By the adjoint sweep.
    fn adjoint(&self, angles: &[f64]) -> Result<FirstOrder> {
        let Evaluation { backend, observed } = self.evaluation;
        let result =
            backend.gradients(observed, &Inputs::one(Angles(angles)), Cotangents::Given(self.weights))?;
        let value = result.values.iter().zip(self.weights).map(|(x, w)| x * w).sum();
        Ok(FirstOrder { value, gradient: result.slots })
    }
}

/// The angles with one slot moved.
fn at(angles: &[f64], slot: usize, shift: f64) -> Vec<f64> {
    let mut moved = angles.to_vec();
    moved[slot] += shift;
    moved
}

/// All entries, row by row.
fn entries(matrix: &mut Array2<f64>) -> &mut [f64] {
    matrix.as_slice_mut().expect("a matrix that was made here is contiguous")
}

/// Copies what is above the diagonal below it.
fn mirror(matrix: &mut Array2<f64>) {
    for row in 0..matrix.nrows() {
        for column in 0..row {
            matrix[(row, column)] = matrix[(column, row)];
        }
    }
}
