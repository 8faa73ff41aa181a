//! The circuit Born machine: `p(x) = |⟨x|U(θ)|0⟩|²`, trained to follow a target distribution by its maximum mean discrepancy.
//!
//! Called by users; an objective for every optimizer. Sees parities of bits, not amplitudes.

use crate::place::RunsOn;
use crate::{ModelError, Objective, ObjectiveError};
use ansatz_circuits::{Circuit, PauliString, PauliSum};
use ansatz_simulator::{Device, Estimator};
use ndarray::Array1;

/// The kernel of the discrepancy.
#[derive(Debug, Clone, PartialEq)]
pub struct BornSettings {
    /// The σ of `K(x, y) = mean_σ exp(−|x − y|²/(2σ))`, where `|x − y|²` is the number of bits that differ. Each is more than 0.
    pub bandwidths: Vec<f64>,
}

impl Default for BornSettings {
    fn default() -> Self {
        BornSettings { bandwidths: vec![0.25, 0.5, 1.0, 2.0, 4.0] }
    }
}

/// `MMD² = Σ_xy (p(x) − t(x)) K(x, y) (p(y) − t(y))` of a circuit's distribution p and a target t (Liu and Wang, arXiv:1804.04168).
///
/// K depends on `x ⊕ y` alone, so parities diagonalise it: `MMD² = Σ_s w_s (⟨Z_s⟩ − t_s)²`, where `Z_s` is the product of Z over the bits of s,
/// `t_s` the target's mean of it, and `w_s = 2^−n mean_σ (1 + a)^(n − |s|) (1 − a)^|s|` with `a = exp(−1/(2σ))` (Rudolph et al.,
/// arXiv:2305.02881). Expectations are all that is needed: values and gradients are exact, one adjoint sweep each.
///
/// ```
/// use ansatz_qml::ansatz::real_amplitudes;
/// use ansatz_qml::energy::{MinimizeSettings, minimize_from};
/// use ansatz_qml::generative::{BornMachine, BornSettings, total_variation};
/// use ansatz_simulator::Device;
/// let device = Device::cpu();
/// let target = [0.5, 0.0, 0.0, 0.5];
/// let mut machine = BornMachine::new(&device, &real_amplitudes(2, 1)?, &target, &BornSettings::default())?;
/// let found = minimize_from(&mut machine, vec![0.1, 0.2, 0.3, 0.4], &MinimizeSettings::default(), &mut |_| {})?;
/// assert!(total_variation(&machine.probabilities(&found.parameters)?, &target) < 1e-3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct BornMachine {
    /// `Z_s` for s from 1.
    parities: Estimator,
    weights: Vec<f64>,
    target: Vec<f64>,
}

/// The parities of so many qubits are 2^n observables.
const MOST_QUBITS: usize = 12;

impl BornMachine {
    /// Compiles the circuit. `target[x]` is the probability of bit string x, qubit 0 its least significant bit.
    ///
    /// # Errors
    /// More than 12 qubits, a target that is no distribution over their bit strings, bandwidths out of range, and a circuit that is refused.
    pub fn new(
        place: &impl RunsOn,
        circuit: &Circuit,
        target: &[f64],
        settings: &BornSettings,
    ) -> Result<BornMachine, ModelError> {
        let qubits = circuit.num_qubits();
        if !(1..=MOST_QUBITS).contains(&qubits) {
            return Err(ModelError::Size { setting: "qubits", expected: "from 1 to 12", found: qubits });
        }
        if target.len() != 1 << qubits {
            let expected = "one probability for each bit string of the qubits";
            return Err(ModelError::Size { setting: "target", expected, found: target.len() });
        }
        let total: f64 = target.iter().sum();
        let negative = target.iter().copied().find(|p| !p.is_finite() || *p < 0.0);
        if let Some(found) = negative.or(((total - 1.0).abs() > 1e-9).then_some(total)) {
            let expected = "probabilities that sum to 1";
            return Err(ModelError::Number { setting: "target", expected, found });
        }
        let weights = weights(qubits, &settings.bandwidths)?;
        let parity = |s: u64| PauliSum::from(PauliString::from_masks(0, s));
        let device = Device::of_backend(place.backend_for(qubits)?);
        let parities = Estimator::new(&device, circuit, (1..1u64 << qubits).map(parity))?;
        let target = transformed(target.to_vec()).split_off(1);
        Ok(BornMachine { parities, weights, target })
    }

    /// How many parameters the circuit has.
    pub fn num_parameters(&self) -> usize {
        self.parities.num_parameters()
    }

    /// `p(x)` of every bit string.
    ///
    /// # Errors
    /// A wrong number of parameters, and whatever the device refuses.
    pub fn probabilities(&self, params: &[f64]) -> Result<Vec<f64>, ModelError> {
        Ok(self.parities.state(params)?.probabilities().to_vec())
    }

    fn discrepancy(&self, parities: &Array1<f64>) -> f64 {
        let terms = parities.iter().zip(&self.target).zip(&self.weights);
        terms.map(|((found, wanted), weight)| weight * (found - wanted).powi(2)).sum()
    }
}

impl Objective for BornMachine {
    fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
        Ok(self.discrepancy(&self.parities.values(params)?))
    }

    fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
        let slope = |parities: &[f64], slopes: &mut [f64]| {
            let terms = parities.iter().zip(&self.target).zip(&self.weights);
            for (slope, ((found, wanted), weight)) in slopes.iter_mut().zip(terms) {
                *slope = 2.0 * weight * (found - wanted);
            }
        };
        let found = self.parities.vjp_of_values(params, &slope)?;
        gradient.iter_mut().zip(&found.gradient).for_each(|(to, slope)| *to = *slope);
        Ok(self.discrepancy(&found.values))
    }
}

/// `w_s` for s from 1.
fn weights(qubits: usize, bandwidths: &[f64]) -> Result<Vec<f64>, ModelError> {
    if bandwidths.is_empty() {
        return Err(ModelError::Size { setting: "bandwidths", expected: "at least one", found: 0 });
    }
    if let Some(found) = bandwidths.iter().copied().find(|sigma| !(sigma.is_finite() && *sigma > 0.0)) {
        return Err(ModelError::Number { setting: "bandwidths", expected: "finite and more than 0", found });
    }
    let of_size = |size: usize| {
        let one = |sigma: &f64| {
            let a = (-0.5 / sigma).exp();
            ((1.0 + a) / 2.0).powi((qubits - size) as i32) * ((1.0 - a) / 2.0).powi(size as i32)
        };
        bandwidths.iter().map(one).sum::<f64>() / bandwidths.len() as f64
    };
    let by_size: Vec<f64> = (0..=qubits).map(of_size).collect();
    Ok((1..1usize << qubits).map(|s| by_size[s.count_ones() as usize]).collect())
}

/// `Σ_x f(x) (−1)^(s·x)` for every s (Walsh and Hadamard).
fn transformed(mut values: Vec<f64>) -> Vec<f64> {
    let mut half = 1;
    while half < values.len() {
        for block in values.chunks_mut(2 * half) {
            let (low, high) = block.split_at_mut(half);
            for (a, b) in low.iter_mut().zip(high) {
                (*a, *b) = (*a + *b, *a - *b);
            }
        }
        half *= 2;
    }
    values
}
