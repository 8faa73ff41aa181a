//! The adaptive eigensolver (ADAPT-VQE): a circuit that grows by the excitation whose slope is steepest.
//!
//! Called by users and the command line. Must not know files.

use super::minimizer::{Minimizer, Minimum};
use super::objective::Energy;
use super::settings::MinimizeSettings;
use crate::optimize::Stop;
use crate::{ActiveSpace, Excitation, ExcitationForm, ModelError, Objective};
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
    /// It is done when no slope in the pool is larger, in the observable's unit per radian. Default: 3e-4 of the steepest slope at the start, so that
    /// the unit does not matter.
    pub tolerance: Option<f64>,
    /// The most excitations. Default 200.
    pub most: usize,
}

impl Default for AdaptiveSettings {
    fn default() -> Self {
        AdaptiveSettings { form: ExcitationForm::PauliRotations, tolerance: None, most: 200 }
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
        stop: Stop::Limit,
        stepped_away: false,
    };
    let mut tolerance = adaptive.tolerance;
    while chosen.len() < adaptive.most {
        let everything: Vec<Excitation> = chosen.iter().chain(&pool).copied().collect();
        let probe = adaptive.form.circuit(space, &everything)?;
        let mut at = minimum.parameters.clone();
        at.resize(everything.len(), 0.0);
        let energy = Energy::new(device, &probe, observable)?;
        let slopes = energy.gradient(&at)?.gradient.to_vec();
        minimum.evaluations += 1;
        let of_pool = &slopes[chosen.len()..];
        let least = *tolerance.get_or_insert_with(|| RELATIVE * largest(of_pool));
        let none = energy.scale().map_or(0.0, |scale| NO_SLOPE * scale);
        let Some(steepest) = steepest(of_pool, least.max(none)) else {
            let stationary = chosen.is_empty() && largest(of_pool) <= none;
            minimum.stop = if stationary { Stop::StationaryStart } else { Stop::Converged };
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

/// The default tolerance, beside the steepest slope at the start.
const RELATIVE: f64 = 3e-4;
/// A slope below this share of the observable's scale is none.
const NO_SLOPE: f64 = 1e-9;

fn largest(slopes: &[f64]) -> f64 {
    slopes.iter().fold(0.0, |most, slope| most.max(slope.abs()))
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
