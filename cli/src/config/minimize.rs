//! The TOML file of `minimize`: its tables, keys and defaults.
//!
//! Called by `minimize`. The keys of `[minimize]` are the library's own, so they grow with it.

use crate::circuit_file::read_regular;
use crate::failure::{Failure, Outcome};
use crate::toml_file::TomlFile;
use ansatz::qml::{
    Graph, GraphShape, MinimizeSettings, ModelError, OptimizeError, SettingError, Start, graph_by_name,
};
use serde::Deserialize;
use std::path::PathBuf;

/// A minimization file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MinimizeConfig {
    #[serde(default)]
    pub problem: ProblemSection,
    pub graph: Option<GraphSection>,
    #[serde(default)]
    pub ansatz: AnsatzSection,
    #[serde(default)]
    pub minimize: MinimizeSettings,
}

/// `[problem]`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ProblemSection {
    pub observable: Option<String>,
    pub reference: Option<f64>,
    pub accuracy: Option<f64>,
    pub electrons: Option<usize>,
}

/// `[graph]`; those of the source that is not asked for must be absent.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GraphSection {
    pub file: Option<PathBuf>,
    pub generator: Option<String>,
    pub nodes: Option<usize>,
    pub degree: Option<usize>,
    pub seed: Option<u64>,
}

/// `[ansatz]`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AnsatzSection {
    pub kind: Option<String>,
    pub file: Option<PathBuf>,
    pub qubits: Option<usize>,
    pub layers: Option<usize>,
    pub form: Option<String>,
    pub tolerance: Option<f64>,
    pub excitations: Option<usize>,
    pub start: Option<StartKey>,
}

/// `start`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged, expecting = "`start` is \"zero\", \"random\", \"ramp\" or a list of numbers")]
pub enum StartKey {
    Name(String),
    Values(Vec<f64>),
}

impl AnsatzSection {
    /// The first start, if the file says one; `ramp` is what that word means here.
    pub fn start(&self, file: &TomlFile, ramp: Option<&[f64]>) -> Outcome<Option<Start>> {
        let wrong = |message: String| Err(file.at(&["ansatz.start"], message));
        match &self.start {
            None => Ok(None),
            Some(StartKey::Values(values)) if values.iter().all(|value| value.is_finite()) => {
                Ok(Some(Start::Given(values.clone())))
            }
            Some(StartKey::Values(_)) => wrong("expected finite numbers".into()),
            Some(StartKey::Name(name)) => match (name.as_str(), ramp) {
                ("zero", _) => Ok(Some(Start::Zero)),
                ("random", _) => Ok(Some(Start::Random)),
                ("ramp", Some(ramp)) => Ok(Some(Start::Given(ramp.to_vec()))),
                ("ramp", None) => wrong("`ramp` is for `kind = \"qaoa\"`; use zero or random".into()),
                (other, _) => wrong(format!(
                    "unknown start `{}`; known: zero, random, ramp, or a list of numbers",
                    other.escape_debug()
                )),
            },
        }
    }

    /// Refuses keys that would do nothing for this kind.
    pub fn refuse_unused(&self, file: &TomlFile, kind: &str) -> Outcome {
        let given = [
            ("file", self.file.is_some(), kind == "circuit"),
            ("qubits", self.qubits.is_some(), !["circuit", "qaoa"].contains(&kind)),
            ("layers", self.layers.is_some(), !["circuit", "uccsd", "givens", "adaptive"].contains(&kind)),
            ("form", self.form.is_some(), kind == "adaptive"),
            ("tolerance", self.tolerance.is_some(), kind == "adaptive"),
            ("excitations", self.excitations.is_some(), kind == "adaptive"),
            ("start", self.start.is_some(), kind != "adaptive"),
        ];
        match given.iter().find(|(_, is_given, used)| *is_given && !used) {
            None => Ok(()),
            Some((key, ..)) => {
                let message = format!("`{key}` has no effect for `kind = \"{kind}\"`; remove it");
                Err(file.at(&[&format!("ansatz.{key}")], message))
            }
        }
    }
}

impl GraphSection {
    /// Reads or makes the graph.
    pub fn load(&self, file: &TomlFile) -> Outcome<(String, Graph)> {
        match (&self.file, &self.generator) {
            (Some(path), None) => {
                self.refuse_unused(file, "a file", &[])?;
                let path = file.beside(path);
                let name = path.display().to_string();
                let bytes = read_regular(&path)
                    .map_err(|reason| file.at(&["graph.file"], format!("{name}: {reason}")))?;
                let text =
                    String::from_utf8(bytes).map_err(|_| Failure::input(&name, "is not UTF-8 text"))?;
                let graph = Graph::from_text(&text).map_err(|error| Failure::input(&name, error))?;
                Ok((name, graph))
            }
            (None, Some(name)) => {
                let used: &[&str] = match name.as_str() {
                    "regular" => &["nodes", "degree", "seed"],
                    "ring" | "complete" => &["nodes"],
                    _ => &[],
                };
                let graph = graph_by_name(name, self.shape());
                let graph = graph.map_err(|error| {
                    file.at(
                        if used.is_empty() {
                            &["graph.generator"]
                        } else {
                            &["graph.nodes", "graph.generator"]
                        },
                        error,
                    )
                })?;
                self.refuse_unused(file, &format!("generator `{name}`"), used)?;
                Ok((name.clone(), graph))
            }
            (Some(_), Some(_)) => {
                Err(file.at(&["graph.generator"], "`file` and `generator` exclude each other; remove one"))
            }
            (None, None) => {
                Err(file
                    .at(&["graph.file"], "no graph: give `file = \"edges.txt\"` or `generator = \"ring\"`"))
            }
        }
    }

    fn shape(&self) -> GraphShape {
        GraphShape {
            nodes: self.nodes.unwrap_or(8),
            degree: self.degree.unwrap_or(3),
            seed: self.seed.unwrap_or(0),
        }
    }

    fn refuse_unused(&self, file: &TomlFile, source: &str, used: &[&str]) -> Outcome {
        let given = [
            ("nodes", self.nodes.is_some()),
            ("degree", self.degree.is_some()),
            ("seed", self.seed.is_some()),
        ];
        match given.iter().find(|(key, is_given)| *is_given && !used.contains(key)) {
            None => Ok(()),
            Some((key, _)) => {
                Err(file.at(&[&format!("graph.{key}")], format!("{source} has no `{key}`; remove it")))
            }
        }
    }
}

/// An error of the library, shown at the key that can mend it where there is one.
pub fn show(file: &TomlFile, error: ModelError) -> Failure {
    if let ModelError::Optimize(OptimizeError::Objective(reason)) = error {
        return match reason.downcast::<ModelError>() {
            Ok(inner) => show(file, *inner),
            Err(reason) => Failure::work(reason),
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
        _ => return error.into(),
    };
    file.at(keys, error)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::commands::minimize::REFERENCE;

    #[test]
    fn the_reference_states_the_defaults() {
        let reference: MinimizeConfig = toml::from_str(REFERENCE).unwrap();
        assert_eq!(reference.minimize, MinimizeSettings::default());
        assert_eq!(reference.ansatz, AnsatzSection::default());
        let observable = reference.problem.observable.clone();
        assert_eq!(reference.problem, ProblemSection { observable, ..ProblemSection::default() });
        assert_eq!(reference.graph, None);
    }

    #[test]
    fn optimizers_are_listed() {
        for name in ansatz::qml::OPTIMIZERS.into_iter().chain(ansatz::qml::CIRCUIT_OPTIMIZERS) {
            assert!(REFERENCE.contains(name), "{name} is not in the reference");
        }
    }

    #[test]
    fn the_reference_names_every_key() {
        for table in ["problem", "graph", "ansatz", "minimize"] {
            let wrong = format!("[{table}]\nno_such_key = 1\n");
            let error = toml::from_str::<MinimizeConfig>(&wrong).unwrap_err();
            let keys: Vec<&str> = error.message().split('`').skip(3).step_by(2).collect();
            assert!(!keys.is_empty(), "{}", error.message());
            for key in keys {
                assert!(REFERENCE.contains(&format!("{key} =")), "[{table}] {key} is not documented");
            }
        }
    }
}
