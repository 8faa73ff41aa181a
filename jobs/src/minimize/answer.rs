//! What a minimization answers.
//!
//! Made by the minimization; worded by its caller.

use super::Found;
use super::problem::EnergyTask;
use super::search::levels;
use super::solution::{Candidate, Solution, Solutions};
use crate::error::{JobError, Outcome};
use crate::options::Precision;
use crate::toml_file::TomlFile;
use ansatz::circuits::Circuit;
use ansatz::qml::{energy::MinimizeSettings, energy::fermion::Excitation, optimize::Stop};
use serde::Serialize;
use std::path::PathBuf;

/// The answer; the keys are the contract of programs that read it.
#[derive(Debug, Clone, Serialize)]
pub struct MinimizeAnswer {
    /// The lowest energy.
    pub energy: f64,
    /// Where it was found.
    pub parameters: Vec<f64>,
    /// What is known of the lowest energy.
    pub reference: Option<f64>,
    /// The energy at the start and after each step.
    pub history: Vec<f64>,
    /// Names of the parameters.
    pub parameter_names: Vec<String>,
    /// What an ansatz that grows is made of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub excitations: Option<Vec<String>>,
    /// The share of the largest cut; of another diagonal observable, the share of the way from its highest value to its lowest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<f64>,
    /// What the ratio is of.
    #[serde(skip)]
    pub compared: Compared,
    /// The best bit string of a diagonal observable.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub solution: Option<Solution>,
    /// The best bit strings among the most probable ones, the best first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<Candidate>,
    /// The lowest states, where more than one was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub states: Option<Vec<Level>>,
    /// What people call the problem.
    pub title: String,
    /// The kind of ansatz.
    pub ansatz: String,
    /// The optimizer.
    pub optimizer: String,
    /// Qubits of the circuit.
    pub qubits: usize,
    /// Terms of the observable.
    pub terms: usize,
    /// Steps of the best start.
    pub steps: usize,
    /// Evaluations of energies and gradients.
    pub evaluations: usize,
    /// Why the search ended.
    pub stop: Stop,
    /// Whether it has converged.
    pub converged: bool,
    /// Whether the start had no slope, and the search went on from a point beside it.
    pub stepped_away: bool,
    /// The seed.
    pub seed: u64,
    /// Precision of the state vector.
    pub precision: &'static str,
    /// Where it ran.
    pub device: String,
    /// Seconds of the search.
    pub seconds: f64,
    /// The largest difference from the reference that its file accepts.
    #[serde(skip)]
    pub accuracy: Option<f64>,
    /// What a report shows beside the answer.
    #[serde(skip)]
    pub inputs: MinimizeInputs,
}

/// What a ratio is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compared {
    /// A cut, the largest one being 1.
    Cut,
    /// A value between the highest, 0, and the lowest, 1.
    Value,
}

/// The file, what it names, and the circuit.
#[derive(Debug, Clone)]
pub struct MinimizeInputs {
    /// The minimization file.
    pub file: TomlFile,
    /// The files that it names.
    pub files: Vec<PathBuf>,
    /// The circuit, its parameters being names.
    pub circuit: Circuit,
}

/// A state of several.
#[derive(Debug, Clone, Serialize)]
pub struct Level {
    /// Its energy.
    pub energy: f64,
    /// The largest fidelity with a lower state: near 0 for a state of its own.
    pub overlap: f64,
    /// Where it was found.
    pub parameters: Vec<f64>,
    /// Why its search ended.
    pub stop: Stop,
}

/// Where a search ran, what was read off, and how exact it must be.
pub(super) struct Around {
    pub(super) precision: Precision,
    pub(super) device: String,
    pub(super) accuracy: Option<f64>,
    pub(super) solutions: Option<Solutions>,
    pub(super) file: TomlFile,
    pub(super) files: Vec<PathBuf>,
}

impl MinimizeAnswer {
    pub(super) fn new(
        task: &EnergyTask,
        settings: &MinimizeSettings,
        found: Found,
        around: Around,
    ) -> MinimizeAnswer {
        let Found { minimum, circuit, excitations, states, seconds } = found;
        let (solution, candidates) = match around.solutions {
            Some(Solutions { solution, candidates }) => (Some(solution), candidates),
            None => (None, Vec::new()),
        };
        MinimizeAnswer {
            energy: minimum.energy,
            parameters: minimum.parameters,
            reference: task.reference,
            steps: minimum.history.len().saturating_sub(1),
            history: minimum.history,
            parameter_names: circuit.parameters().to_vec(),
            excitations: excitations.map(|all| all.iter().map(name).collect()),
            ratio: task.span.and_then(|span| span.ratio(minimum.energy)),
            compared: if task.graph.is_some() { Compared::Cut } else { Compared::Value },
            solution,
            candidates,
            states: states.as_deref().map(levels),
            title: task.title.clone(),
            ansatz: task.kind.clone(),
            optimizer: settings.optimizer.name.clone(),
            qubits: circuit.num_qubits(),
            terms: task.observable.terms().len(),
            evaluations: minimum.evaluations,
            stop: minimum.stop,
            converged: minimum.stop.has_converged(),
            stepped_away: minimum.stepped_away,
            seed: settings.seed,
            precision: around.precision.name(),
            device: around.device,
            seconds,
            accuracy: around.accuracy,
            inputs: MinimizeInputs { file: around.file, files: around.files, circuit },
        }
    }

    /// How far the energy lies above the reference.
    pub fn difference(&self) -> Option<f64> {
        self.reference.map(|reference| self.energy - reference)
    }

    /// Whether the energy is as near to its reference as the file expects.
    ///
    /// # Errors
    /// It is not.
    pub fn expected(&self) -> Outcome {
        match (self.accuracy, self.difference()) {
            (Some(accuracy), Some(difference)) if difference.abs() > accuracy => {
                Err(JobError::work(format!(
                    "the energy differs from its reference by {difference:.3e}, more than the {accuracy:e} of `accuracy`"
                )))
            }
            _ => Ok(()),
        }
    }
}

/// `0 1 -> 2 3`.
fn name(excitation: &Excitation) -> String {
    match excitation {
        Excitation::Single { from, to } => format!("{from} -> {to}"),
        Excitation::Double { from, to } => format!("{} {} -> {} {}", from.0, from.1, to.0, to.1),
    }
}
