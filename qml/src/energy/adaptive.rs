//! The adaptive eigensolver (ADAPT-VQE): a circuit that grows by the excitation whose slope is steepest.
//!
//! Called by users and the command line. Must not know files.

use super::minimizer::{Minimizer, Minimum};
use super::objective::Energy;
use super::settings::MinimizeSettings;
use crate::{ActiveSpace, Excitation, ExcitationForm, ModelError};
use ansatz_circuits::{Circuit, PauliSum};
use ansatz_simulator::Device;

/// What a circuit is grown for, and where it runs.
#[derive(Clone, Copy)]
pub struct AdaptiveProblem<'a> {
    /// Where it runs.
    pub device: &'a Device,
    /// The Hamiltonian.
    pub observable: &'a PauliSum,
    /// Its orbitals and electrons.
    pub space: ActiveSpace,
}

/// Settings of [`minimize_adaptively`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AdaptiveSettings {
    /// How an excitation becomes gates.
    pub form: ExcitationForm,
    /// It is done when no slope in the pool is larger, in the observable's unit per radian. Default 1e-4.
    pub tolerance: f64,
    /// The most excitations. Default 200.
    pub most: usize,
}

impl Default for AdaptiveSettings {
    fn default() -> Self {
        AdaptiveSettings { form: ExcitationForm::PauliRotations, tolerance: 1e-4, most: 200 }
    }
}

/// The minimum, and the circuit that reaches it.
#[derive(Debug, Clone, PartialEq)]
pub struct AdaptiveMinimum {
    /// The minimum; its history has the energy after each excitation.
    pub minimum: Minimum,
    /// What was chosen, in order.
    pub excitations: Vec<Excitation>,
    /// The circuit of the chosen excitations.
    pub circuit: Circuit,
}

/// Grows a circuit from the Hartree–Fock state: in each round the slopes `∂E/∂θ_k = ⟨ψ|[O, A_k]|ψ⟩` of all singles and doubles
/// `exp(θ_k A_k)`, put at the circuit's end with angle zero, come from one adjoint sweep; the steepest one stays, and all
/// angles are optimized again (Grimsley et al., arXiv:1812.11173). An excitation may be chosen again.
///
/// # Errors
/// As [`minimize`](fn@super::minimize).
pub fn minimize_adaptively(
    problem: AdaptiveProblem<'_>,
    adaptive: &AdaptiveSettings,
    settings: &MinimizeSettings,
    observe: &mut dyn FnMut(usize, f64),
) -> Result<AdaptiveMinimum, ModelError> {
    settings.check()?;
    let AdaptiveProblem { device, observable, space } = problem;
    let pool = space.excitations();
    let mut chosen: Vec<Excitation> = Vec::new();
    let mut circuit = adaptive.form.circuit(space, &chosen)?;
    let first = Energy::new(device, &circuit, observable)?.at(&[])?;
    let mut minimum = Minimum {
        energy: first,
        parameters: Vec::new(),
        history: vec![first],
        evaluations: 1,
        converged: false,
    };
    while chosen.len() < adaptive.most {
        let everything: Vec<Excitation> = chosen.iter().chain(&pool).copied().collect();
        let probe = adaptive.form.circuit(space, &everything)?;
        let mut at = minimum.parameters.clone();
        at.resize(everything.len(), 0.0);
        let slopes = Energy::new(device, &probe, observable)?.gradient(&at)?.gradient.to_vec();
        minimum.evaluations += 1;
        let Some(steepest) = steepest(&slopes[chosen.len()..], adaptive.tolerance) else {
            minimum.converged = true;
            break;
        };
        chosen.push(pool[steepest]);
        circuit = adaptive.form.circuit(space, &chosen)?;
        let mut start = minimum.parameters.clone();
        start.push(0.0);
        let mut energy = settings.applied(Energy::new(device, &circuit, observable)?)?;
        let minimizer = Minimizer::new(settings.of_optimizer()).steps(settings.steps);
        let found = minimizer.run(&mut energy, start)?;
        observe(chosen.len(), found.energy);
        minimum.history.push(found.energy);
        minimum.evaluations += found.evaluations;
        (minimum.energy, minimum.parameters) = (found.energy, found.parameters);
    }
    Ok(AdaptiveMinimum { minimum, excitations: chosen, circuit })
}

/// The largest slope above the tolerance; of equal ones the first.
fn steepest(slopes: &[f64], tolerance: f64) -> Option<usize> {
    let mut best = None;
    let mut largest = tolerance;
    for (k, slope) in slopes.iter().enumerate() {
        if slope.abs() > largest {
            (best, largest) = (Some(k), slope.abs());
        }
    }
    best
}
