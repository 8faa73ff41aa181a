//! Trainable kernels: the weights of an embedding, moved so that its kernel agrees with the classes.
//!
//! Called by the kernel classifier and users. Must not know what the kernel is used for.

use super::QuantumKernel;
use super::alignment::Target;
use super::quantum_kernel::Table;
use crate::optimize::Steadiness;
use crate::purposes;
use crate::{
    IntoOptimizer, ModelError, Objective, ObjectiveError, OptimizeError, Optimizer, OptimizerSettings,
    Samples, Source,
};
use ansatz_simulator::{
    RandomStream,
    machine::{Angles, Cotangents, Inputs, fidelity_matrix},
};
use ndarray::{Array2, Axis};
use serde::{Deserialize, Serialize};

/// How a kernel is trained: the kernel–target alignment is maximised (T. Hubregtsen et al., Phys. Rev. A 106, 042431 (2022),
/// arXiv:2105.02276).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AlignmentSettings {
    /// A name of [`crate::optimize::OPTIMIZERS`]. Default `adam`.
    pub optimizer: String,
    /// Absent: the optimizer's own.
    pub learning_rate: Option<f64>,
    /// The most steps. Default 50.
    pub steps: usize,
    /// Samples of each step, drawn anew; 0: all. Default 0.
    pub batch_size: usize,
    /// Of the drawn samples and random optimizers. Default 0.
    pub seed: u64,
}

impl Default for AlignmentSettings {
    fn default() -> Self {
        AlignmentSettings { optimizer: "adam".into(), learning_rate: None, steps: 50, batch_size: 0, seed: 0 }
    }
}

/// Bytes of the moved states that are run at once.
const RUN_BYTES: usize = 64 << 20;

impl QuantumKernel {
    /// Moves the weights towards a larger [`kernel_target_alignment`](super::kernel_target_alignment) of these samples; gives the
    /// alignment before each step (of its own samples) and at the end. On all samples, the best weights that were met stay.
    ///
    /// Gradients are exact. For fidelities a state `|φ(x_j)⟩⟨φ(x_j)|` is an observable, so the shift rules of the gates hold: every sample is
    /// run once for each term of each rule, and one matrix product per term gives its fidelities with all others; no circuit of two
    /// samples is run. For `projected` it is one adjoint sweep for each sample.
    ///
    /// # Errors
    /// [`ModelError::NoEffect`] if the kernel has no weights; settings that are refused; fewer than two classes.
    pub fn train<'d>(
        &mut self,
        samples: impl Into<Samples<'d>>,
        settings: &AlignmentSettings,
    ) -> Result<Vec<f64>, ModelError> {
        let named = OptimizerSettings::from(settings.optimizer.as_str());
        let named = OptimizerSettings { learning_rate: settings.learning_rate, seed: settings.seed, ..named };
        self.train_by(&mut *named.into_optimizer()?, samples, settings)
    }

    /// As [`train`](Self::train), by an optimizer that is handed over; those that the settings name are not used.
    ///
    /// # Errors
    /// As [`train`](Self::train).
    pub fn train_by<'d>(
        &mut self,
        optimizer: &mut dyn Optimizer,
        samples: impl Into<Samples<'d>>,
        settings: &AlignmentSettings,
    ) -> Result<Vec<f64>, ModelError> {
        let Samples { features: samples, known: labels } = samples.into().checked()?;
        self.check_training(labels, settings)?;
        let whole = settings.batch_size == 0 || settings.batch_size >= labels.len();
        if !whole && optimizer.needs().steadiness == Steadiness::Fixed {
            return Err(ModelError::NeedsFullBatch { optimizer: optimizer.name() });
        }
        let mut weights = self.weights().to_vec();
        let mut best: Option<(f64, Vec<f64>)> = None;
        let mut history = Vec::with_capacity(settings.steps + 1);
        let mut objective = Alignment { kernel: self, rows: samples.clone(), labels: labels.to_vec() };
        for step in 0..settings.steps {
            if !whole {
                let rows = draw(labels.len(), settings, step as u64);
                objective.rows = samples.select(Axis(0), &rows);
                objective.labels = rows.iter().map(|row| labels[*row]).collect();
            }
            let before = weights.clone();
            let taken = optimizer.step(&mut objective, &mut weights)?;
            history.push(-taken.value);
            if whole && best.as_ref().is_none_or(|(value, _)| taken.value < *value) {
                best = Some((taken.value, before));
            }
            if taken.stop.is_some() {
                break;
            }
        }
        (objective.rows, objective.labels) = (samples.clone(), labels.to_vec());
        let last = objective.value(&weights).map_err(OptimizeError::Objective)?;
        history.push(-last);
        let weights = match best {
            Some((value, place)) if value < last => place,
            _ => weights,
        };
        self.set_weights(weights);
        Ok(history)
    }

    fn check_training(&self, labels: &[usize], settings: &AlignmentSettings) -> Result<(), ModelError> {
        if self.weights().is_empty() {
            let reason = "the kernel has no weights; set `trainable`";
            return Err(ModelError::NoEffect { setting: "alignment", reason });
        }
        if Target::new(labels).is_none() {
            return Err(ModelError::Size { setting: "classes", expected: "at least 2", found: 1 });
        }
        match settings.steps {
            1..=1_000_000 => Ok(()),
            found => Err(ModelError::Size { setting: "steps", expected: "from 1 to 1000000", found }),
        }
    }

    /// `∂/∂weights Σ_ij G_ij k(x_i, x_j)` for a symmetric G.
    fn pullback(
        &self,
        weights: &[f64],
        samples: &Array2<f64>,
        slope: &Array2<f64>,
    ) -> Result<Vec<f64>, ModelError> {
        let slots = match self.projection {
            None => self.slopes_of_fidelities(weights, samples, slope)?,
            Some(gamma) => self.slopes_of_projections(weights, samples, &Projected { slope, gamma })?,
        };
        let map = self.plan.parameter_map();
        let mut parameters = vec![0.0; self.data_circuit.sources().len()];
        let mut gradient = vec![0.0; weights.len()];
        let of_lanes = slots.chunks(map.num_slots().max(1));
        for (sample, of_slots) in samples.rows().into_iter().zip(of_lanes) {
            let features = sample.to_vec();
            self.data_circuit.parameters(weights, &features, &mut parameters)?;
            let of_parameters = map.pullback(&parameters, of_slots);
            self.data_circuit.pullback(&of_parameters, &features, &mut gradient)?;
        }
        Ok(gradient)
    }

    /// In the slots of every lane i: `2 Σ_j G_ij ∂F_ij/∂slot`, the derivative of the first state alone; G's symmetry gives the 2.
    fn slopes_of_fidelities(
        &self,
        weights: &[f64],
        samples: &Array2<f64>,
        slope: &Array2<f64>,
    ) -> Result<Vec<f64>, ModelError> {
        let batch = self.encode(weights, samples)?;
        let (lanes, count) = (batch.lanes, self.plan.num_slots());
        let rules = self.plan.shift_rules().iter().enumerate();
        let terms = rules.filter(|(slot, _)| self.is_trained(*slot)).flat_map(|(slot, rule)| {
            rule.terms().iter().map(move |term| (slot, term.shift, term.coefficient))
        });
        let terms: Vec<(usize, f64, f64)> = terms.collect();
        let state = 16usize << self.plan.num_qubits();
        let at_once = (RUN_BYTES / state.saturating_mul(lanes).max(1)).max(1);
        let mut slots = vec![0.0; lanes * count];
        for terms in terms.chunks(at_once) {
            let mut angles = Vec::with_capacity(terms.len() * lanes * count);
            for (slot, shift, _) in terms {
                let start = angles.len();
                angles.extend_from_slice(&batch.angles);
                angles[start..].iter_mut().skip(*slot).step_by(count).for_each(|angle| *angle += shift);
            }
            let moved = Inputs::batch(terms.len() * lanes, Angles(&angles));
            let fidelities = fidelity_matrix(&*self.backend, &self.plan, &moved, Some(&batch.inputs()))?;
            for (row, fidelities) in fidelities.chunks(lanes).enumerate() {
                let ((slot, _, coefficient), lane) = (terms[row / lanes], row % lanes);
                let sum: f64 = slope.row(lane).iter().zip(fidelities).map(|(g, f)| g * f).sum();
                slots[lane * count + slot] += 2.0 * coefficient * sum;
            }
        }
        Ok(slots)
    }

    /// Whether a weight feeds a slot.
    fn is_trained(&self, slot: usize) -> bool {
        let sources = self.data_circuit.sources();
        // Embeddings have affine angles: what a parameter's derivative is at ones tells whether it is there.
        let mut slopes = vec![0.0; sources.len()];
        self.plan.parameter_map().row(slot).add_gradient(&vec![1.0; sources.len()], 1.0, &mut slopes);
        slopes.iter().zip(sources).any(|(slope, source)| *slope != 0.0 && !matches!(source, Source::Input(_)))
    }

    /// With `k = exp(−γ|p_i − p_j|²)`: cotangents `−4γ Σ_j G_ij k_ij (p_i − p_j)` of the expectations p_i, taken back by an adjoint sweep.
    fn slopes_of_projections(
        &self,
        weights: &[f64],
        samples: &Array2<f64>,
        projected: &Projected<'_>,
    ) -> Result<Vec<f64>, ModelError> {
        let Projected { slope, gamma } = *projected;
        let points = self.projections(weights, samples)?;
        let weighted = slope * &super::gaussian::gaussian(&points, &points, gamma);
        let sums = weighted.sum_axis(Axis(1)).insert_axis(Axis(1));
        let cotangents = (&points * &sums - weighted.dot(&points)) * (-4.0 * gamma);
        let cotangents: Vec<f64> = cotangents.iter().copied().collect();
        let batch = self.encode(weights, samples)?;
        let given = Cotangents::Given(&cotangents);
        Ok(self.backend.gradients(&self.observed()?, &batch.inputs(), given)?.slots)
    }
}

/// A slope G in the matrix of a projected kernel.
struct Projected<'a> {
    slope: &'a Array2<f64>,
    gamma: f64,
}

/// Minus the alignment, in the weights.
struct Alignment<'a> {
    kernel: &'a QuantumKernel,
    rows: Array2<f64>,
    labels: Vec<usize>,
}

impl Objective for Alignment<'_> {
    fn value(&mut self, weights: &[f64]) -> Result<f64, ObjectiveError> {
        let gram = self.kernel.matrix(weights, Table { rows: &self.rows, columns: None })?;
        Ok(-super::kernel_target_alignment(&gram, &self.labels))
    }

    fn value_and_gradient(&mut self, weights: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
        let Some(target) = Target::new(&self.labels) else {
            // Drawn samples of one class say nothing.
            gradient.fill(0.0);
            return Ok(0.0);
        };
        let gram = self.kernel.matrix(weights, Table { rows: &self.rows, columns: None })?;
        let (value, slope) = target.value_and_slope(&gram);
        let slopes = self.kernel.pullback(weights, &self.rows, &slope)?;
        gradient.iter_mut().zip(slopes).for_each(|(entry, slope)| *entry = -slope);
        Ok(-value)
    }
}

/// The samples of a step, in ascending order.
fn draw(count: usize, settings: &AlignmentSettings, step: u64) -> Vec<usize> {
    let mut rows: Vec<usize> = (0..count).collect();
    RandomStream::new(settings.seed, purposes::ALIGNMENT_BATCH, step).shuffle(&mut rows);
    rows.truncate(settings.batch_size);
    rows.sort_unstable();
    rows
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::kernels::{KernelSettings, kernel_target_alignment};
    use ansatz_simulator::Cpu;
    use ansatz_simulator::Purpose;
    use std::sync::Arc;

    fn kernel(kind: &str, embedding: &str) -> QuantumKernel {
        let settings = KernelSettings {
            kind: kind.into(),
            embedding: embedding.into(),
            embedding_repeats: if embedding == "angle" { 1 } else { 2 },
            trainable: true,
            ..KernelSettings::default()
        };
        QuantumKernel::new(&settings, 2, Arc::new(Cpu::<f64>::default())).unwrap()
    }

    #[test]
    fn gradients_are_those_of_finite_differences() {
        let mut stream = RandomStream::new(5, Purpose::TEST, 0);
        let rows = Array2::from_shape_simple_fn((7, 2), || 2.0 * stream.uniform() - 1.0);
        let labels = vec![0, 1, 2, 0, 1, 1, 2];
        for kind in ["fidelity", "projected"] {
            for embedding in ["angle", "iqp", "zz", "reuploading"] {
                let kernel = kernel(kind, embedding);
                let mut objective = Alignment { kernel: &kernel, rows: rows.clone(), labels: labels.clone() };
                let weights: Vec<f64> = kernel.weights().iter().map(|w| w + 0.4 * stream.normal()).collect();
                let mut gradient = vec![0.0; weights.len()];
                let value = objective.value_and_gradient(&weights, &mut gradient).unwrap();
                assert!((value - objective.value(&weights).unwrap()).abs() < 1e-13);
                assert!(gradient.iter().any(|slope| slope.abs() > 1e-3), "{kind} {embedding}");
                for (k, slope) in gradient.iter().enumerate() {
                    let mut at = |t: f64| {
                        let mut moved = weights.clone();
                        moved[k] += t;
                        objective.value(&moved).unwrap()
                    };
                    let difference = (at(1e-5) - at(-1e-5)) / 2e-5;
                    assert!(
                        (slope - difference).abs() < 1e-6,
                        "{kind} {embedding} {k}: {slope} {difference}"
                    );
                }
            }
        }
    }

    #[test]
    fn training_raises_the_alignment_of_all_samples_and_of_drawn_ones() {
        let data = crate::data::moons(40, 0.1, 3).unwrap();
        for (batch_size, optimizer) in [(0, "lbfgs"), (16, "adam")] {
            let mut kernel = kernel("fidelity", "iqp");
            let align = |kernel: &QuantumKernel| {
                let gram =
                    kernel.matrix(kernel.weights(), Table { rows: &data.features, columns: None }).unwrap();
                kernel_target_alignment(&gram, &data.labels)
            };
            let before = align(&kernel);
            let settings = AlignmentSettings {
                optimizer: optimizer.into(),
                steps: 30,
                batch_size,
                ..AlignmentSettings::default()
            };
            let history = kernel.train(&data, &settings).unwrap();
            let after = align(&kernel);
            assert!(after > before + 0.05, "{before} {after}");
            assert!(batch_size > 0 || (history[0] - before).abs() < 1e-12, "it begins with all factors 1");
            // Again: the same bits.
            let mut again = self::kernel("fidelity", "iqp");
            assert_eq!(again.train(&data, &settings).unwrap(), history);
            assert_eq!(again.weights(), kernel.weights());
        }
        let refused = AlignmentSettings { optimizer: "lbfgs".into(), batch_size: 4, ..Default::default() };
        let error = kernel("fidelity", "iqp").train(&data, &refused).unwrap_err();
        assert!(matches!(error, ModelError::NeedsFullBatch { optimizer: "lbfgs" }));
    }
}
