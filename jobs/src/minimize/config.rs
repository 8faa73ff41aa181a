//! The minimization file: its tables, keys and defaults.
//!
//! Called by the minimization. The keys of `[minimize]` are the library's own, so they grow with it; those of `[graph]` and `[ansatz]`
//! depend on what they name.

use super::graph::GraphSource;
use super::qubo::QuboSource;
use crate::error::{JobError, Outcome};
use crate::toml_file::TomlFile;
use ansatz::qml::{
    ModelError,
    energy::{MinimizeSettings, alternating::CostError},
    optimize::{OptimizeError, SettingError},
};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::path::PathBuf;

/// A minimization file, but for `[ansatz]`, whose kind depends on the problem.
#[derive(Debug)]
pub struct MinimizeConfig {
    /// `[problem]`.
    pub problem: ProblemSection,
    /// `[graph]`.
    pub graph: Option<GraphSource>,
    /// `[qubo]`.
    pub qubo: Option<QuboSource>,
    /// `[minimize]`.
    pub minimize: MinimizeSettings,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    #[serde(default)]
    problem: ProblemSection,
    #[serde(default, rename = "graph")]
    _graph: IgnoredAny,
    #[serde(default, rename = "qubo")]
    _qubo: IgnoredAny,
    #[serde(default, rename = "ansatz")]
    _ansatz: IgnoredAny,
    #[serde(default)]
    minimize: MinimizeSettings,
}

/// `[problem]`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProblemSection {
    /// The observable, as text or `@FILE`.
    pub observable: Option<String>,
    /// What is known of the lowest energy.
    pub reference: Option<f64>,
    /// The largest difference from the reference that is no failure.
    pub accuracy: Option<f64>,
    /// Electrons of a molecule.
    pub electrons: Option<usize>,
    /// How many states, from the lowest one on; 1 if absent.
    pub states: Option<usize>,
    /// The weight of overlaps with lower states; the library's default if absent.
    pub penalty: Option<f64>,
}

/// The file that `[ansatz]` names.
#[derive(Deserialize)]
struct CircuitOfFile {
    file: Option<PathBuf>,
}

/// More states than anyone would wait for.
const MOST_STATES: usize = 64;

impl MinimizeConfig {
    /// The files that it names: of the observable, the graph, the matrix and the circuit.
    pub(super) fn files(&self, file: &TomlFile) -> Vec<PathBuf> {
        let observable = self.problem.observable.as_deref().and_then(|text| text.trim().strip_prefix('@'));
        let graph = match &self.graph {
            Some(GraphSource::File(graph)) => Some(graph.file.clone()),
            _ => None,
        };
        let matrix = self.qubo.as_ref().map(|qubo| qubo.file.clone());
        let circuit = file.table("ansatz", &[]).ok().and_then(|CircuitOfFile { file }| file);
        let named = observable.map(PathBuf::from).into_iter().chain(graph).chain(matrix).chain(circuit);
        named.map(|path| file.beside(&path)).collect()
    }

    /// Reads what needs no other file to be checked.
    pub(super) fn read(file: &TomlFile) -> Outcome<MinimizeConfig> {
        let Tables { problem, minimize, .. } = file.parse()?;
        let numbers = [
            ("problem.reference", problem.reference, f64::NEG_INFINITY, "finite"),
            ("problem.accuracy", problem.accuracy, 0.0, "finite and not negative"),
            ("problem.penalty", problem.penalty, f64::MIN_POSITIVE, "finite and positive"),
        ];
        for (key, value, least, expected) in numbers {
            if let Some(value) = value.filter(|value| !(value.is_finite() && *value >= least)) {
                return Err(file.at(&[key], format!("expected a number that is {expected}, found {value}")));
            }
        }
        if problem.states.is_some_and(|states| !(1..=MOST_STATES).contains(&states)) {
            return Err(file.at(&["problem.states"], format!("expected from 1 to {MOST_STATES} states")));
        }
        if problem.penalty.is_some() && problem.states.unwrap_or(1) < 2 {
            let message = "`penalty` keeps excited states away from lower ones; give `states`, or remove it";
            return Err(file.at(&["problem.penalty"], message));
        }
        let (graph, qubo) = (GraphSource::read(file)?, QuboSource::read(file)?);
        Ok(MinimizeConfig { problem, graph, qubo, minimize })
    }
}

/// An error of the library, shown at the key that can mend it where there is one.
pub(super) fn show(file: &TomlFile, error: ModelError) -> JobError {
    if let ModelError::Optimize(OptimizeError::Objective(reason)) = error {
        return match reason.downcast::<ModelError>() {
            Ok(inner) => show(file, *inner),
            Err(reason) => JobError::work(reason),
        };
    }
    let setting;
    let keys: &[&str] = match &error {
        // Settings of a schedule are inside its table, which stands on one line.
        ModelError::Setting(SettingError::Range { setting: name, .. }) if name.starts_with("schedule.") => {
            &["minimize.schedule"]
        }
        ModelError::Unknown(name) if name.kind == "differentiator" => &["minimize.differentiator"],
        ModelError::Unknown(name) if name.kind == "ansatz" => &["ansatz.kind"],
        ModelError::Setting(SettingError::UnknownOptimizer(_)) => &["minimize.optimizer"],
        ModelError::Setting(
            SettingError::Range { setting: name, .. } | SettingError::Unused { setting: name, .. },
        ) => {
            setting = format!("minimize.{name}");
            &[&setting, "minimize.optimizer"]
        }
        ModelError::Size { setting: "electrons", .. } => &["problem.electrons"],
        ModelError::Size { setting: "qubits", .. } => &["ansatz.qubits", "problem.observable"],
        ModelError::Size { setting: name, .. } => {
            setting = format!("minimize.{name}");
            &[&setting]
        }
        ModelError::ParameterCount { .. } => &["ansatz.start"],
        ModelError::Cost(CostError::Group { .. }) => &["ansatz.groups"],
        ModelError::Cost(CostError::WarmStart { .. }) => &["ansatz.warm_start"],
        ModelError::Cost(_) => &["ansatz.kind", "problem.observable", "graph.file", "qubo.file"],
        ModelError::Number { setting: "penalty", .. } => &["problem.penalty", "problem.states"],
        ModelError::Optimize(OptimizeError::OutsideBounds { .. }) => {
            &["ansatz.start", "minimize.lower_bound", "minimize.upper_bound", "minimize.optimizer"]
        }
        ModelError::Optimize(OptimizeError::TooManyParameters { .. }) => &["minimize.optimizer"],
        _ => return error.into(),
    };
    file.at(keys, error)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::minimize::{AnsatzSection, REFERENCE};

    #[test]
    fn the_reference_states_the_defaults() {
        let file = TomlFile::of_text("job.toml".into(), REFERENCE.into());
        let reference = MinimizeConfig::read(&file).unwrap();
        assert_eq!(reference.minimize, MinimizeSettings::default());
        assert!(file.has("ansatz") && file.keys("ansatz").is_empty());
        let observable = reference.problem.observable.clone();
        assert_eq!(reference.problem, ProblemSection { observable, ..ProblemSection::default() });
        assert_eq!((reference.graph, reference.qubo), (None, None));
    }

    #[test]
    fn optimizers_are_listed() {
        for name in
            ansatz::qml::optimize::OPTIMIZERS.into_iter().chain(ansatz::qml::optimize::CIRCUIT_OPTIMIZERS)
        {
            assert!(REFERENCE.contains(name), "{name} is not in the reference");
        }
    }

    #[test]
    fn the_reference_names_every_key() {
        for table in ["problem", "graph", "qubo", "ansatz", "minimize"] {
            let wrong = format!("[{table}]\nno_such_key = 1\n");
            let file = TomlFile::of_text("job.toml".into(), wrong);
            let read = MinimizeConfig::read(&file).and_then(|_| AnsatzSection::read(&file, "uccsd"));
            let error = read.unwrap_err().to_string();
            let (_, keys) = error.split_once("known here: ").unwrap_or_else(|| panic!("{error}"));
            for key in keys.split(", ") {
                assert!(REFERENCE.contains(&format!("{key} =")), "[{table}] {key} is not documented");
            }
        }
    }
}
