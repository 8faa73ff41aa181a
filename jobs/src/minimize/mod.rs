//! Minimizations: a file in; the lowest energy of an observable over the parameters of a circuit out.

pub mod ansatz_section;
pub mod graph;

mod alternating;
mod ansatz_keys;
mod answer;
mod chemistry;
mod config;
mod observable;
mod outputs;
mod problem;
mod qubo;
mod reference;
mod request;
mod search;
mod solution;

pub use ansatz_section::AnsatzSection;
pub use answer::{Compared, Level, MinimizeAnswer, MinimizeInputs};
pub use config::{MinimizeConfig, ProblemSection};
pub use graph::{GraphFile, GraphGenerator, GraphSource};
pub use qubo::{QuboSource, Variables};
pub use request::MinimizeRequest;
pub use solution::{Candidate, Solution};

use crate::device;
use crate::error::Outcome;
use crate::observer::{Notice, Observer};
use crate::options::JobOptions;
use crate::toml_file::TomlFile;
use ansatz::circuits::Circuit;
use ansatz::qml::{
    energy::fermion::Excitation,
    energy::{Deflated, Minimum},
    optimize::{IntoOptimizer, Optimizer, Order},
};
use ansatz::simulator::{Device, MemoryNeed, memory_limit};
use answer::Around;
use config::show;
use problem::{Ansatz, EnergyTask};
use search::Search;
use std::time::Instant;

/// The minimization file with every key and its default.
pub const REFERENCE: &str = include_str!("reference.toml");

/// What was found, with what.
pub(crate) struct Found {
    minimum: Minimum,
    circuit: Circuit,
    excitations: Option<Vec<Excitation>>,
    states: Option<Vec<Deflated>>,
    seconds: f64,
}

/// Makes the energy of an observable small, as a file says, and writes what is asked for.
///
/// # Errors
/// The file or what it names is wrong; there is no room or no such device; a file cannot be written. An energy too far from its reference is no
/// error here: see [`MinimizeAnswer::expected`].
pub fn minimize(
    request: &MinimizeRequest,
    options: &JobOptions,
    observer: &dyn Observer,
) -> Outcome<MinimizeAnswer> {
    options.with_threads(|| answer(request, options, observer))
}

fn answer(
    request: &MinimizeRequest,
    options: &JobOptions,
    observer: &dyn Observer,
) -> Outcome<MinimizeAnswer> {
    let file = TomlFile::read(&request.config)?;
    let mut config = MinimizeConfig::read(&file)?;
    config.minimize.seed = options.seed.unwrap_or(config.minimize.seed);
    config.minimize.check().map_err(|error| show(&file, error))?;
    let task = EnergyTask::read(&file, &config, observer)?;
    let accuracy = config.problem.accuracy;
    if accuracy.is_some() && task.reference.is_none() {
        return Err(file.at(&["problem.accuracy"], "there is no reference to compare with; give `reference`"));
    }
    check_memory(&file, &config, &task, options)?;
    check_states(&file, &config)?;
    if request.state.is_some() {
        let need = MemoryNeed { num_qubits: task.num_qubits(), lanes: 1, states: 2, real_bytes: 8 };
        need.check(options.memory_limit)?;
    }
    let backend = device::choose(options, task.num_qubits())?.backend;
    let begin = Instant::now();
    let device = Device::of_backend(backend.clone());
    let search = Search { device: &device, task: &task, config: &config, observer };
    let found = search.run().map_err(|error| show(&file, error))?;
    let found = Found { seconds: begin.elapsed().as_secs_f64(), ..found };
    if found.minimum.stepped_away {
        let lower = found.minimum.history.first().is_some_and(|start| found.minimum.energy < *start);
        observer.notice(&Notice::StationaryStart { lower });
    }
    let solutions = outputs::leave(&device, request, &task, &found)?;
    let files = config.files(&file);
    let device = backend.name();
    let around = Around { precision: options.precision, device, accuracy, solutions, file, files };
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

/// Refuses excited states with an optimizer that asks the circuit for more than slopes: penalties have no more.
fn check_states(file: &TomlFile, config: &MinimizeConfig) -> Outcome {
    if config.problem.states.unwrap_or(1) < 2 {
        return Ok(());
    }
    let optimizer = config.minimize.of_optimizer().into_optimizer();
    let optimizer = optimizer.map_err(|error| show(file, error.into()))?;
    match optimizer.needs().order {
        Order::Metric | Order::Spectrum | Order::Shots => {
            let message = format!(
                "`{}` needs the geometry, the spectrum or the shots of one circuit, and penalties of excited states have none; use lbfgs or adam",
                optimizer.name()
            );
            Err(file.at(&["minimize.optimizer", "problem.states"], message))
        }
        _ => Ok(()),
    }
}
