//! The loop around an optimizer: from one start or many, step by step, to the lowest energy that was seen.
//!
//! Called by users and the command line. Must not know what the energy is of.

use super::objective::{Energy, EnergyProblem};
use super::settings::{MinimizeSettings, Start};
use crate::{ModelError, Objective, Order};
use ansatz_simulator::{Purpose, RandomStream};
use std::f64::consts::TAU;

/// The lowest energy that was found, where, and on what way.
#[derive(Debug, Clone, PartialEq)]
pub struct Minimum {
    /// The energy, in the observable's unit.
    pub energy: f64,
    /// Where it is, in radians.
    pub parameters: Vec<f64>,
    /// The energy at the start and after each step of the optimizer.
    pub history: Vec<f64>,
    /// Evaluations of the energy or its gradient.
    pub evaluations: usize,
    /// Whether the optimizer found that further steps are pointless.
    pub converged: bool,
}

/// The minimum of `E(θ)`: the lowest of `settings.starts` searches. `observe` hears of every step: which start, and
/// the energy now.
///
/// ```
/// use ansatz_qml::{EnergyProblem, MinimizeSettings, Start, minimize, real_amplitudes};
/// use ansatz_simulator::Cpu;
/// let problem = EnergyProblem {
///     backend: &Cpu::<f64>::default(),
///     circuit: &real_amplitudes(2, 1)?,
///     observable: &"-1 * Z0 Z1 - 0.5 * X0 - 0.5 * X1".parse()?,
/// };
/// let minimum = minimize(problem, &Start::Random, &MinimizeSettings::default(), &mut |_, _| {})?;
/// assert!((minimum.energy + 2f64.sqrt()).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Settings, circuits and observables that are refused; an energy that is not finite.
pub fn minimize(
    problem: EnergyProblem<'_>,
    start: &Start,
    settings: &MinimizeSettings,
    observe: &mut dyn FnMut(usize, f64),
) -> Result<Minimum, ModelError> {
    settings.check()?;
    let mut energy = Energy::new(problem, &settings.differentiator, settings.seed)?;
    let mut best = search(&mut energy, 0, (start, settings), observe)?;
    for k in 1..settings.starts {
        let next = search(&mut energy, k, (&Start::Random, settings), observe)?;
        let evaluations = best.evaluations + next.evaluations;
        if next.energy < best.energy {
            best = next;
        }
        best.evaluations = evaluations;
    }
    Ok(best)
}

/// One of the searches.
fn search(
    energy: &mut Energy<'_>,
    index: usize,
    (start, settings): (&Start, &MinimizeSettings),
    observe: &mut dyn FnMut(usize, f64),
) -> Result<Minimum, ModelError> {
    let parameters = point(start, energy.num_parameters(), settings.seed, index)?;
    minimize_from(energy, parameters, settings, &mut |energy| observe(index, energy))
}

/// The parameters of a start.
fn point(start: &Start, count: usize, seed: u64, index: usize) -> Result<Vec<f64>, ModelError> {
    match start {
        Start::Zero => Ok(vec![0.0; count]),
        Start::Random => {
            let mut stream = RandomStream::new(seed, Purpose::Weights, index as u64);
            Ok((0..count).map(|_| TAU * stream.uniform()).collect())
        }
        Start::Given(values) if values.len() != count => {
            Err(ModelError::ParameterCount { expected: count, found: values.len() })
        }
        Start::Given(values) => Ok(values.clone()),
    }
}

/// One search from the given parameters, whatever the objective.
///
/// # Errors
/// As [`minimize`].
pub fn minimize_from(
    objective: &mut dyn Objective,
    mut parameters: Vec<f64>,
    settings: &MinimizeSettings,
    observe: &mut dyn FnMut(f64),
) -> Result<Minimum, ModelError> {
    let mut optimizer = settings.build()?;
    // SPSA's and COBYLA's values are not those of the point where the step began, and shots only estimate them.
    let exact = matches!(optimizer.needs().order, Order::Gradient | Order::Metric | Order::Spectrum);
    let mut best: Option<(f64, Vec<f64>)> = None;
    let (mut history, mut evaluations, mut converged) = (Vec::new(), 0, false);
    let mut after = None;
    for _ in 0..settings.steps {
        let before = parameters.clone();
        let step = optimizer.step(objective, &mut parameters)?;
        evaluations += step.evaluations;
        if exact && best.as_ref().is_none_or(|(lowest, _)| step.value < *lowest) {
            best = Some((step.value, before.clone()));
        }
        history.push(step.value);
        observe(step.value_after.unwrap_or(step.value));
        after = step.value_after.filter(|_| exact);
        converged = step.converged;
        if converged {
            break;
        }
    }
    let last = match after {
        Some(value) => value,
        None => {
            evaluations += 1;
            objective.value(&parameters).map_err(crate::OptimizeError::Objective)?
        }
    };
    if history.last() != Some(&last) {
        history.push(last);
    }
    let (energy, parameters) = match best {
        Some((lowest, place)) if lowest < last => (lowest, place),
        _ => (last, parameters),
    };
    Ok(Minimum { energy, parameters, history, evaluations, converged })
}
