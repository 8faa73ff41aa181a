//! `minimize`: the lowest energy of an observable over the parameters of a circuit, as a TOML file says.

use crate::config::minimize::{MinimizeConfig, show};
use crate::energy_answer::Answer;
use crate::energy_problem::{Ansatz, EnergyTask};
use crate::failure::{Failure, Outcome};
use crate::options::{AnswerFormat, Common};
use crate::progress::Progress;
use crate::toml_file::TomlFile;
use crate::{backend, help, output};
use ansatz::circuits::Circuit;
use ansatz::qml::{
    AdaptiveProblem, EnergyProblem, Excitation, Minimum, ModelError, minimize, minimize_adaptively,
};
use ansatz::simulator::Backend;
use clap::Args;
use std::path::PathBuf;
use std::time::Instant;

/// The minimization file with every key and its default.
pub const REFERENCE: &str = include_str!("minimize.toml");

/// Lowest energy of an observable over a circuit's parameters: VQE, QAOA.
///
/// E(θ) = ⟨ψ(θ)|O|ψ(θ)⟩ is made small by an optimizer with exact gradients. The circuit is one of electrons (`uccsd`,
/// `givens`, `adaptive`, which keep their number), of a graph (`qaoa`), of layers (`hardware_efficient` and others), or a
/// file whose inputs are the parameters. The history has the energy at the start and after each step, or after each
/// excitation that `adaptive` chose.
///
/// A file of an observable may say in its comments what is known: `# electrons = 2`, `# exact_energy = -1.1373`. With
/// `accuracy`, an energy further than that from the reference is a failure: exit code 1, after the answer.
#[derive(Args)]
#[command(after_long_help = help::page(
    &[&format!("The minimization file:\n\n{REFERENCE}"), help::OBSERVABLES],
    "ansatz minimize examples/vqe_h2.toml
     ansatz minimize examples/qaoa_petersen.toml --format json"
))]
pub struct Minimize {
    /// The minimization file; --help shows every key with its default
    #[arg(value_name = "CONFIG.toml")]
    config: PathBuf,
    #[command(flatten)]
    common: Common,
}

/// What was found, with what.
pub struct Found {
    pub minimum: Minimum,
    pub circuit: Circuit,
    pub excitations: Option<Vec<Excitation>>,
    pub seconds: f64,
}

impl Minimize {
    pub fn execute(&self) -> Outcome {
        self.common.answer_format()?;
        self.common.with_threads(|| self.minimize())
    }

    fn minimize(&self) -> Outcome {
        let file = TomlFile::read(&self.config)?;
        let mut config: MinimizeConfig = file.parse()?;
        config.minimize.seed = self.common.seed.unwrap_or(config.minimize.seed);
        config.minimize.check().map_err(|error| show(&file, error))?;
        let task = EnergyTask::read(&file, &config, &self.common)?;
        if config.problem.accuracy.is_some() && task.reference.is_none() {
            return Err(
                file.at(&["problem.accuracy"], "there is no reference to compare with; give `reference`")
            );
        }
        let backend = backend::choose(&self.common, task.num_qubits())?;
        let found = self.search(&*backend, (&task, &config)).map_err(|error| show(&file, error))?;
        let answer = Answer::new(&task, &config.minimize, found, (&self.common, backend.name()));
        match self.common.answer_format()? {
            AnswerFormat::Json => output::print_json(&answer)?,
            AnswerFormat::Text => output::print(&answer.text())?,
        }
        match (config.problem.accuracy, answer.difference()) {
            (Some(accuracy), Some(difference)) if difference.abs() > accuracy => Err(Failure::work(format!(
                "the energy differs from its reference by {difference:.3e}, more than the {accuracy:e} of `accuracy`"
            ))),
            _ => Ok(()),
        }
    }

    fn search(
        &self,
        backend: &dyn Backend,
        (task, config): (&EnergyTask, &MinimizeConfig),
    ) -> Result<Found, ModelError> {
        let begin = Instant::now();
        let settings = &config.minimize;
        let observable = &task.observable;
        let found = match &task.ansatz {
            Ansatz::Fixed { circuit, start } => {
                let steps = settings.steps.saturating_mul(settings.starts);
                let progress = Progress::measurements(steps, &self.common);
                let problem = EnergyProblem { backend, circuit, observable };
                let minimum = minimize(problem, start, settings, &mut |start, energy| {
                    progress.begin(format!("start {start}, energy {energy:.9}"));
                    progress.end();
                });
                progress.finish();
                Found { minimum: minimum?, circuit: circuit.clone(), excitations: None, seconds: 0.0 }
            }
            Ansatz::Adaptive { space, settings: adaptive } => {
                let progress = Progress::measurements(adaptive.most, &self.common);
                let observe = &mut |count: usize, energy: f64| {
                    progress.begin(format!("{count} excitations, energy {energy:.9}"));
                    progress.end();
                };
                let problem = AdaptiveProblem { backend, observable, space: *space };
                let found = minimize_adaptively(problem, adaptive, settings, observe);
                progress.finish();
                let found = found?;
                Found {
                    minimum: found.minimum,
                    circuit: found.circuit,
                    excitations: Some(found.excitations),
                    seconds: 0.0,
                }
            }
        };
        Ok(Found { seconds: begin.elapsed().as_secs_f64(), ..found })
    }
}
