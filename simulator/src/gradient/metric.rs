//! Metric tensors of a circuit's states in its parameters: the geometry in which natural gradients are steepest.
//! Called by natural-gradient optimizers' objectives and by reports on a model's capacity; sees no amplitudes.

use super::chain_rule::{Slopes, sandwich};
use crate::{Angles, Backend, Inputs, Plan, Result, SimulatorError};
use ansatz_circuits::Circuit;
use ndarray::Array2;

/// Which entries of the metric in the slots are kept; the others count as zero.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_simulator::gradient::MetricShape;
/// use ansatz_simulator::{Device, Estimator};
/// let mut circuit = Circuit::new(1);
/// let (a, b) = (circuit.parameter("a"), circuit.parameter("b"));
/// circuit.ry(a, 0)?.rz(b, 0)?;
/// let estimator = Estimator::new(&Device::cpu(), &circuit, ["Z0"])?;
/// let diagonal = estimator.metric_of(&[0.4, 1.3], &MetricShape::Diagonal)?;
/// assert_eq!(diagonal[[0, 1]], 0.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum MetricShape {
    /// All.
    #[default]
    Full,
    /// Those of slots in the same layer, given for each slot: the block-diagonal approximation ([`slot_layers`]).
    Layers(Vec<usize>),
    /// Those of a slot with itself.
    Diagonal,
}

/// The layer of every slot: gates with an angle that no other gate with an angle of the same layer feeds. Within a layer the
/// generators commute, for they act on different qubits; that is the layer of the block-diagonal approximation (Stokes et al.,
/// arXiv:1909.02108, section 4).
///
/// ```
/// use ansatz_circuits::Circuit;
/// let mut circuit = Circuit::new(2);
/// let w = circuit.parameter_vector("w", 3);
/// circuit.ry(w[0], 0)?.ry(w[1], 1)?.cx(0, 1)?.rz(w[2], 1)?;
/// assert_eq!(ansatz_simulator::gradient::slot_layers(&circuit)?, [0, 0, 1]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// A circuit that is too large to flatten.
pub fn slot_layers(circuit: &Circuit) -> Result<Vec<usize>> {
    let flat = circuit.flatten()?;
    let mut next = vec![0; circuit.num_qubits()];
    let mut layers = vec![0; flat.parameter_map.num_slots()];
    for instruction in &flat.instructions {
        let qubits: Vec<usize> =
            instruction.targets.iter().chain(&instruction.controls).map(|q| *q as usize).collect();
        let here = qubits.iter().map(|q| next[*q]).max().unwrap_or(0);
        let after = match instruction.slot() {
            Some(slot) => {
                layers[slot] = here;
                here + 1
            }
            None => here,
        };
        qubits.into_iter().for_each(|q| next[q] = after);
    }
    Ok(layers)
}

/// The quantum Fisher information in the parameters, `F = Jᵀ F_slots J` with `J = ∂slots/∂params`, of the final state from |0…0⟩; the
/// Fubini–Study metric is `F/4`. Shared, scaled and non-affine parameters are in `J`. Exact in the shape that is asked for.
///
/// # Errors
/// A wrong number of parameters or layers, and whatever the backend refuses.
pub fn quantum_fisher(
    backend: &dyn Backend,
    plan: &Plan,
    params: &[f64],
    shape: &MetricShape,
) -> Result<Array2<f64>> {
    let map = plan.parameter_map();
    let angles = map.angles(params)?;
    let slots = map.num_slots();
    if let MetricShape::Layers(layers) = shape
        && layers.len() != slots
    {
        let what = "layers, one for each slot,";
        return Err(SimulatorError::Count { what, expected: slots, given: layers.len() });
    }
    let entries = backend.fisher_information(plan, &Inputs::one(Angles(&angles)))?;
    let mut fisher =
        Array2::from_shape_vec((slots, slots), entries).expect("one entry for each pair of slots");
    for row in 0..slots {
        for column in 0..slots {
            let kept = match shape {
                MetricShape::Full => true,
                MetricShape::Layers(layers) => layers[row] == layers[column],
                MetricShape::Diagonal => row == column,
            };
            if !kept {
                fisher[(row, column)] = 0.0;
            }
        }
    }
    Ok(sandwich(&Slopes::new(map, params), &fisher))
}

/// The classical Fisher information of the distribution over bit strings, `F_ij = Σ_x ∂_ip(x) ∂_jp(x) / p(x)`: what measurements in
/// the computational basis tell of the parameters, never more than [`quantum_fisher`]. Strings of probability below 1e-300 are left out.
/// Probabilities are moved by the shift rules.
///
/// # Errors
/// A wrong number of parameters, and whatever the backend refuses.
pub fn classical_fisher(backend: &dyn Backend, plan: &Plan, params: &[f64]) -> Result<Array2<f64>> {
    let map = plan.parameter_map();
    let angles = map.angles(params)?;
    let probabilities = |angles: &[f64]| -> Result<Vec<f64>> {
        backend.run(plan, &Inputs::one(Angles(angles)))?.probabilities(0)
    };
    let base = probabilities(&angles)?;
    let mut scores = Array2::zeros((base.len(), map.num_slots()));
    for (slot, rule) in plan.shift_rules().iter().enumerate() {
        for term in rule.terms() {
            let mut moved = angles.clone();
            moved[slot] += term.shift;
            for (x, p) in probabilities(&moved)?.into_iter().enumerate() {
                scores[(x, slot)] += term.coefficient * p;
            }
        }
    }
    for (x, p) in base.iter().enumerate() {
        let scale = if *p > 1e-300 { p.sqrt().recip() } else { 0.0 };
        scores.row_mut(x).mapv_inplace(|score| score * scale);
    }
    Ok(sandwich(&Slopes::new(map, params), &scores.t().dot(&scores)))
}
