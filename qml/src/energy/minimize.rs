//! The lowest energy over many starts, as settings of a file say.
//!
//! Called by users and the command line. Must not know what the energy is of.

use super::minimizer::{Minimizer, Minimum};
use super::objective::Energy;
use super::settings::{MinimizeSettings, Start};
use crate::{IntoOptimizer, ModelError, Objective};

/// The minimum of `E(θ)` as a file asks for it: the lowest of `settings.starts` searches. `observe` hears of every step: which start, and
/// the energy now.
///
/// ```
/// use ansatz_qml::ansatz::real_amplitudes;
/// use ansatz_qml::energy::{Energy, MinimizeSettings, Start, minimize};
/// use ansatz_simulator::Device;
/// let spins = "-1 * Z0 Z1 - 0.5 * X0 - 0.5 * X1";
/// let energy = Energy::new(&Device::cpu(), &real_amplitudes(2, 1)?, spins)?;
/// let minimum = minimize(energy, &Start::Random, &MinimizeSettings::default(), &mut |_, _| {})?;
/// assert!((minimum.energy + 2f64.sqrt()).abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// Settings, circuits and observables that are refused; an energy that is not finite.
pub fn minimize(
    energy: Energy,
    start: &Start,
    settings: &MinimizeSettings,
    observe: &mut dyn FnMut(usize, f64),
) -> Result<Minimum, ModelError> {
    settings.check()?;
    let mut energy = settings.applied(energy)?;
    let bounds = settings.of_optimizer().into_optimizer()?.bounds();
    let mut search = |index: usize, start: &Start| {
        let mut parameters = start.parameters(energy.num_parameters(), settings.seed, index)?;
        if let (Start::Random, Some(bounds)) = (start, bounds) {
            parameters.iter_mut().for_each(|angle| *angle = bounds.place(*angle));
        }
        let minimizer = Minimizer::new(settings.of_optimizer()).steps(settings.steps).seed(settings.seed);
        minimizer.observe(|iteration| observe(index, iteration.value)).run(&mut energy, parameters)
    };
    let mut best = search(0, start)?;
    for index in 1..settings.starts {
        let next = search(index, &Start::Random)?;
        let evaluations = best.evaluations + next.evaluations;
        if next.energy < best.energy {
            best = next;
        }
        best.evaluations = evaluations;
    }
    Ok(best)
}

/// One search from the given parameters, whatever the objective, as settings of a file say.
///
/// # Errors
/// As [`minimize`].
pub fn minimize_from(
    objective: &mut dyn Objective,
    parameters: Vec<f64>,
    settings: &MinimizeSettings,
    observe: &mut dyn FnMut(f64),
) -> Result<Minimum, ModelError> {
    let minimizer = Minimizer::new(settings.of_optimizer()).steps(settings.steps).seed(settings.seed);
    minimizer.observe(|iteration| observe(iteration.value)).run(objective, parameters)
}
