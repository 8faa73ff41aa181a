//! Minimizations: a file in; the lowest energy of an observable over the parameters of a circuit out.

pub mod ansatz_section;
pub mod graph;

mod answer;
mod config;
mod observable;
mod problem;

pub use ansatz_section::AnsatzSection;
pub use answer::MinimizeAnswer;
pub use config::{MinimizeConfig, ProblemSection};
pub use graph::{GraphGenerator, GraphSource};

use crate::device;
use crate::error::Outcome;
use crate::observer::{Notice, Observer, Step};
use crate::options::JobOptions;
use crate::toml_file::TomlFile;
use ansatz::circuits::Circuit;
use ansatz::qml::{
    ModelError,
    energy::fermion::Excitation,
    energy::{AdaptiveProblem, Energy, Minimum, minimize as search, minimize_adaptively},
    optimize::{IntoOptimizer, Optimizer},
};
use ansatz::simulator::{Device, memory_limit};
use answer::Around;
use config::show;
use problem::{Ansatz, EnergyTask};
use std::path::Path;
use std::time::Instant;

/// The minimization file with every key and its default.
pub const REFERENCE: &str = include_str!("reference.toml");

/// What was found, with what.
pub(crate) struct Found {
    minimum: Minimum,
    circuit: Circuit,
    excitations: Option<Vec<Excitation>>,
    seconds: f64,
}

/// Makes the energy of an observable small, as a file says.
///
/// # Errors
/// The file or what it names is wrong; there is no room or no such device. An energy too far from its reference is no error
/// here: see [`MinimizeAnswer::expected`].
pub fn minimize(config: &Path, options: &JobOptions, observer: &dyn Observer) -> Outcome<MinimizeAnswer> {
    options.with_threads(|| answer(config, options, observer))
}

fn answer(config: &Path, options: &JobOptions, observer: &dyn Observer) -> Outcome<MinimizeAnswer> {
    let file = TomlFile::read(config)?;
    let mut config = MinimizeConfig::read(&file)?;
    config.minimize.seed = options.seed.unwrap_or(config.minimize.seed);
    config.minimize.check().map_err(|error| show(&file, error))?;
    let task = EnergyTask::read(&file, &config, observer)?;
    let accuracy = config.problem.accuracy;
    if accuracy.is_some() && task.reference.is_none() {
        return Err(file.at(&["problem.accuracy"], "there is no reference to compare with; give `reference`"));
    }
    check_memory(&file, &config, &task, options)?;
    let backend = device::choose(options, task.num_qubits())?.backend;
    let begin = Instant::now();
    let found = find(&Device::of_backend(backend.clone()), &task, &config, observer)
        .map_err(|error| show(&file, error))?;
    let found = Found { seconds: begin.elapsed().as_secs_f64(), ..found };
    if found.minimum.stepped_away {
        let lower = found.minimum.history.first().is_some_and(|start| found.minimum.energy < *start);
        observer.notice(&Notice::StationaryStart { lower });
    }
    let around = Around { precision: options.precision, device: backend.name(), accuracy };
    Ok(MinimizeAnswer::new(&task, &config.minimize, found, around))
}

/// Refuses an optimizer whose own memory would not fit, before anything is allocated.
fn check_memory(
    file: &TomlFile,
    config: &MinimizeConfig,
    task: &EnergyTask,
    options: &JobOptions,
) -> Outcome {
    let Ansatz::Fixed { circuit, .. } = &task.ansatz else { return Ok(()) };
    let optimizer = config.minimize.of_optimizer().into_optimizer();
    let optimizer = optimizer.map_err(|error| show(file, error.into()))?;
    let (count, limit) = (circuit.parameters().len(), memory_limit(options.memory_limit));
    optimizer.check(count).map_err(|error| show(file, error.into()))?;
    let needed = optimizer.bytes(count);
    if needed <= limit {
        return Ok(());
    }
    let message = format!(
        "{} needs {needed} bytes for {count} parameters, and {limit} are available; choose lbfgs or adam, or allow more memory",
        optimizer.name()
    );
    Err(file.at(&["minimize.optimizer"], message))
}

fn find(
    device: &Device,
    task: &EnergyTask,
    config: &MinimizeConfig,
    observer: &dyn Observer,
) -> Result<Found, ModelError> {
    let settings = &config.minimize;
    let observable = &task.observable;
    match &task.ansatz {
        Ansatz::Fixed { circuit, start, natural } => {
            observer.begin(settings.steps.saturating_mul(settings.starts));
            let observe = &mut |start: usize, energy: f64| observer.step(&Step::Energy { start, energy });
            let searched = natural.as_ref().map_or(circuit, |natural| &natural.circuit);
            let start = natural.as_ref().map_or_else(|| start.clone(), |natural| natural.start(start));
            let energy = Energy::new(device, searched, observable);
            let minimum = energy.and_then(|energy| search(energy, &start, settings, observe));
            observer.end();
            let mut minimum = minimum?;
            if let Some(natural) = natural {
                natural.give_back(&mut minimum.parameters);
            }
            Ok(Found { minimum, circuit: circuit.clone(), excitations: None, seconds: 0.0 })
        }
        Ansatz::Adaptive { space, settings: adaptive } => {
            observer.begin(adaptive.most);
            let observe =
                &mut |count: usize, energy: f64| observer.step(&Step::Excitations { count, energy });
            let problem = AdaptiveProblem { device, observable, space: *space };
            let found = minimize_adaptively(problem, adaptive, settings, observe);
            observer.end();
            let found = found?;
            Ok(Found {
                minimum: found.minimum,
                circuit: found.circuit,
                excitations: Some(found.excitations),
                seconds: 0.0,
            })
        }
    }
}
