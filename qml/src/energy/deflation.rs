//! Excited states one after another: each search is kept away from the states that are known by a penalty on its overlap with them.
//!
//! Called by users and the jobs. Must not know files.

use super::minimize::minimize_from;
use super::minimizer::Minimum;
use super::objective::Energy;
use super::settings::{MinimizeSettings, Start};
use crate::{ModelError, Objective, ObjectiveError};
use ansatz_circuits::{Circuit, Control, Instruction, Operation, Pauli, PauliString, PauliSum, table};
use ansatz_simulator::{Device, Estimator};

/// What excited states are looked for of, and with what.
#[derive(Clone, Copy)]
pub struct Spectral<'a> {
    /// Where it runs.
    pub device: &'a Device,
    /// Prepares the states.
    pub circuit: &'a Circuit,
    /// The Hamiltonian.
    pub observable: &'a PauliSum,
    /// The weight β of every overlap, in the observable's unit; by default twice the sum of its coefficients but that of the identity, which no gap can exceed.
    pub penalty: Option<f64>,
}

/// A state that was found.
#[derive(Debug, Clone, PartialEq)]
pub struct Deflated {
    /// Its energy and parameters; the energy is without penalties.
    pub minimum: Minimum,
    /// The largest fidelity with a lower state; large, it is no state of its own.
    pub overlap: f64,
}

/// Starts of every excited state at least: from where the lowest state was found there is no way out.
const LEAST_STARTS: usize = 4;

/// Adds states above those that are `known`, up to `count`: the minimum of `E(θ) + β Σ_i |⟨ψ(θ_i)|ψ(θ)⟩|²` over several starts
/// (variational quantum deflation: Higgott, Wang and Brierley, Quantum 3, 156 (2019), arXiv:1805.08138). In the order of discovery, which is that of
/// energies where every search succeeds.
///
/// ```
/// use ansatz_qml::ansatz::real_amplitudes;
/// use ansatz_qml::energy::{Energy, MinimizeSettings, Spectral, Start, deflate, minimize};
/// use ansatz_simulator::Device;
/// let (device, circuit) = (Device::cpu(), real_amplitudes(2, 2)?);
/// let spins = "-1 * Z0 Z1 - 0.5 * X0 - 0.5 * X1".parse()?;
/// let settings = MinimizeSettings { starts: 4, ..MinimizeSettings::default() };
/// let ground = minimize(Energy::new(&device, &circuit, &spins)?, &Start::Random, &settings, &mut |_, _| {})?;
/// let spectral = Spectral { device: &device, circuit: &circuit, observable: &spins, penalty: None };
/// let states = deflate(spectral, vec![ground], 2, &settings)?;
/// assert!((states[1].minimum.energy + 1.0).abs() < 1e-6);      // −√2, −1, 1, √2
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`minimize`](fn@super::minimize); a circuit without an inverse; a penalty that is not positive.
pub fn deflate(
    spectral: Spectral<'_>,
    known: Vec<Minimum>,
    count: usize,
    settings: &MinimizeSettings,
) -> Result<Vec<Deflated>, ModelError> {
    settings.check()?;
    let Spectral { device, circuit, observable, penalty } = spectral;
    let energy = settings.applied(Energy::new(device, circuit, observable)?)?;
    let weight = penalty.unwrap_or_else(|| 2.0 * energy.scale().unwrap_or(0.0));
    if !(weight.is_finite() && weight > 0.0) {
        return Err(ModelError::Number {
            setting: "penalty",
            expected: "finite and positive",
            found: weight,
        });
    }
    let mut objective = Penalized { energy, weight, overlaps: Vec::new() };
    let mut states: Vec<Deflated> = Vec::new();
    let mut known = known.into_iter();
    while states.len() < count {
        let minimum = match known.next() {
            Some(minimum) => minimum,
            None => objective.search(settings)?,
        };
        let overlap = objective.largest_overlap(&minimum.parameters)?;
        objective.overlaps.push(overlap_with(spectral, &minimum.parameters)?);
        states.push(Deflated { minimum, overlap });
    }
    Ok(states)
}

/// `|⟨ψ(known)|ψ(θ)⟩|²` as an expectation, so that every differentiator knows its gradient: `U(θ)` and then `U(known)†` come back to zeros with this
/// probability, and a qubit more is turned where they do.
fn overlap_with(spectral: Spectral<'_>, known: &[f64]) -> Result<Estimator, ModelError> {
    let Spectral { device, circuit, .. } = spectral;
    let qubits = circuit.num_qubits();
    let all: Vec<usize> = (0..qubits).collect();
    let mut echo = Circuit::new(qubits + 1);
    echo.append(circuit, &all)?;
    echo.append(&circuit.bind(known)?.inverse()?, &all)?;
    let zeros: Vec<Control> = all.iter().map(|qubit| Control { qubit: *qubit, value: false }).collect();
    let flip = Instruction::new(Operation::Gate(&table::X), &[], &[qubits]);
    echo.controlled(&zeros, flip)?;
    // (1 − Z)/2 of the last qubit.
    let z = PauliString::single(qubits, Pauli::Z)?;
    let returned = PauliSum::new([(0.5, PauliString::IDENTITY), (-0.5, z)]);
    Ok(Estimator::new(device, &echo, [returned])?)
}

/// An energy with penalties.
struct Penalized {
    energy: Energy,
    weight: f64,
    /// The fidelity with each state that is known.
    overlaps: Vec<Estimator>,
}

impl Penalized {
    /// The lowest of several starts, its energy without penalties.
    fn search(&mut self, settings: &MinimizeSettings) -> Result<Minimum, ModelError> {
        let mut best: Option<Minimum> = None;
        let mut evaluations = 0;
        for index in 0..settings.starts.max(LEAST_STARTS) {
            // Streams of their own for each state.
            let stream = (self.overlaps.len() << 32) + index;
            let start = Start::Random.parameters(self.energy.num_parameters(), settings.seed, stream)?;
            let found = minimize_from(self, start, settings, &mut |_| {})?;
            evaluations += found.evaluations;
            if best.as_ref().is_none_or(|best| found.energy < best.energy) {
                best = Some(found);
            }
        }
        let mut best = best.expect("there is at least one start");
        best.energy = self.energy.at(&best.parameters)?;
        best.evaluations = evaluations;
        Ok(best)
    }

    fn largest_overlap(&self, params: &[f64]) -> Result<f64, ModelError> {
        let overlaps = self.overlaps.iter().map(|overlap| Ok(overlap.value(params)?));
        overlaps.collect::<Result<Vec<f64>, ModelError>>().map(|all| all.into_iter().fold(0.0, f64::max))
    }
}

impl Objective for Penalized {
    fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
        let mut value = self.energy.at(params)?;
        for overlap in &self.overlaps {
            value += self.weight * overlap.value(params)?;
        }
        Ok(value)
    }

    fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
        let found = self.energy.gradient(params)?;
        let mut value = found.value;
        gradient.iter_mut().zip(&found.gradient).for_each(|(to, slope)| *to = *slope);
        for overlap in &self.overlaps {
            let found = overlap.value_and_gradient(params)?;
            value += self.weight * found.value;
            gradient.iter_mut().zip(&found.gradient).for_each(|(to, slope)| *to += self.weight * slope);
        }
        Ok(value)
    }

    fn scale(&self) -> Option<f64> {
        self.energy.scale().map(|scale| scale + self.weight)
    }

    fn precision(&self) -> f64 {
        self.energy.precision()
    }
}
