//! What `minimize` answers: for programs, and for people.

use crate::commands::minimize::Found;
use crate::energy_problem::EnergyTask;
use crate::options::Common;
use ansatz::qml::{Excitation, MinimizeSettings};
use serde::Serialize;
use std::fmt::Write;

/// The answer; its fields are the JSON keys.
#[derive(Serialize)]
pub struct Answer {
    energy: f64,
    parameters: Vec<f64>,
    reference: Option<f64>,
    history: Vec<f64>,
    parameter_names: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    excitations: Option<Vec<String>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ratio: Option<f64>,
    title: String,
    ansatz: String,
    optimizer: String,
    qubits: usize,
    terms: usize,
    steps: usize,
    evaluations: usize,
    converged: bool,
    seed: u64,
    precision: &'static str,
    device: String,
    seconds: f64,
}

impl Answer {
    pub fn new(
        task: &EnergyTask,
        settings: &MinimizeSettings,
        found: Found,
        (common, device): (&Common, String),
    ) -> Answer {
        let Found { minimum, circuit, excitations, seconds } = found;
        let largest = task.graph.as_ref().and_then(|graph| graph.max_cut()).map(|(cut, _)| cut);
        Answer {
            energy: minimum.energy,
            parameters: minimum.parameters,
            reference: task.reference,
            steps: minimum.history.len().saturating_sub(1),
            history: minimum.history,
            parameter_names: circuit.parameters().to_vec(),
            excitations: excitations.map(|all| all.iter().map(name).collect()),
            ratio: largest.filter(|cut| *cut > 0.0).map(|cut| -minimum.energy / cut),
            title: task.title.clone(),
            ansatz: task.kind.clone(),
            optimizer: settings.optimizer.name.clone(),
            qubits: circuit.num_qubits(),
            terms: task.observable.terms().len(),
            evaluations: minimum.evaluations,
            converged: minimum.converged,
            seed: settings.seed,
            precision: common.precision.name(),
            device,
            seconds,
        }
    }

    /// How far the energy lies above the reference.
    pub fn difference(&self) -> Option<f64> {
        self.reference.map(|reference| self.energy - reference)
    }

    /// The answer for people.
    pub fn text(&self) -> String {
        let Answer { title, qubits, terms, ansatz, parameters, .. } = self;
        let mut text = format!(
            "{title}: {terms} terms on {qubits} qubits\nansatz      {ansatz}, {} parameters\n",
            parameters.len()
        );
        // Writing to a string cannot fail.
        let _ = writeln!(
            text,
            "optimizer   {}, {} steps, {} evaluations, {}",
            self.optimizer,
            self.steps,
            self.evaluations,
            if self.converged { "converged" } else { "not converged" }
        );
        let _ = writeln!(text, "energy      {:.12}", self.energy);
        if let (Some(reference), Some(difference)) = (self.reference, self.difference()) {
            let _ = writeln!(text, "reference   {reference:.12}, difference {difference:.2e}");
        }
        if let Some(ratio) = self.ratio {
            let _ = writeln!(text, "cut         {:.9}, {ratio:.9} of the largest", -self.energy);
        }
        if let Some(excitations) = &self.excitations {
            let _ = writeln!(text, "excitations {}", excitations.join(", "));
        }
        for (name, value) in self.parameter_names.iter().zip(parameters).take(SHOWN) {
            let _ = writeln!(text, "  {name} = {value:.9}");
        }
        if parameters.len() > SHOWN {
            let _ = writeln!(text, "  and {} more (--format json)", parameters.len() - SHOWN);
        }
        let _ = write!(text, "on {} in {:.3} s", self.device, self.seconds);
        text
    }
}

/// Parameters that people are shown.
const SHOWN: usize = 12;

/// `0 1 -> 2 3`.
fn name(excitation: &Excitation) -> String {
    match excitation {
        Excitation::Single { from, to } => format!("{from} -> {to}"),
        Excitation::Double { from, to } => format!("{} {} -> {} {}", from.0, from.1, to.0, to.1),
    }
}
