//! The TOML file of `gram`: its tables, keys and defaults.
//!
//! Called by `gram`. The keys of `[kernel]` are the library's own, so they grow with it.

use super::DataSection;
use crate::failure::{Failure, Outcome};
use crate::toml_file::TomlFile;
use ansatz::qml::{AlignmentSettings, KernelClassifierSettings, KernelSettings, ModelError, SettingError};
use serde::Deserialize;
use std::path::PathBuf;

/// A kernel file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GramConfig {
    pub data: DataSection,
    #[serde(default)]
    pub kernel: KernelSettings,
    #[serde(default)]
    pub machine: MachineSection,
    pub alignment: Option<AlignmentSettings>,
    #[serde(default)]
    pub output: FileSection,
}

/// `[machine]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MachineSection {
    pub penalty: f64,
    pub accuracy: Option<f64>,
}

impl Default for MachineSection {
    fn default() -> Self {
        MachineSection { penalty: 1.0, accuracy: None }
    }
}

/// `[output]`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FileSection {
    pub file: Option<PathBuf>,
}

impl GramConfig {
    /// Reads what needs no data to be checked.
    pub fn read(file: &TomlFile) -> Outcome<GramConfig> {
        let mut config: GramConfig = file.parse()?;
        // All rows are one set, unless the file says otherwise.
        if !file.has("data.test_fraction") {
            config.data.test_fraction = 0.0;
        }
        config.classifier().check().map_err(|error| show(file, error))?;
        match config.machine.accuracy {
            Some(accuracy) if !(0.0..=1.0).contains(&accuracy) => {
                let message = format!("expected `accuracy` to be from 0 to 1, found {accuracy}");
                Err(file.at(&["machine.accuracy"], message))
            }
            Some(_) if config.data.test_fraction == 0.0 => {
                Err(file.at(&["machine.accuracy"], "there are no test rows; give `test_fraction`"))
            }
            _ => Ok(config),
        }
    }

    /// The classifier of these tables.
    pub fn classifier(&self) -> KernelClassifierSettings {
        KernelClassifierSettings {
            kernel: self.kernel.clone(),
            penalty: self.machine.penalty,
            alignment: self.alignment.clone(),
        }
    }
}

/// An error of the library, shown at the key that can mend it where there is one.
pub fn show(file: &TomlFile, error: ModelError) -> Failure {
    let key;
    let keys: &[&str] = match &error {
        ModelError::Unknown(name) if name.kind == "kernel" => &["kernel.kind"],
        ModelError::Unknown(name) => {
            key = format!("kernel.{}", name.kind);
            &[&key]
        }
        ModelError::Setting(SettingError::UnknownOptimizer(_)) | ModelError::NeedsFullBatch { .. } => {
            &["alignment.optimizer"]
        }
        ModelError::Setting(SettingError::Range { setting, .. } | SettingError::Unused { setting, .. }) => {
            key = format!("alignment.{setting}");
            &[&key, "alignment.optimizer"]
        }
        ModelError::Size { setting: "steps", .. } => &["alignment.steps"],
        ModelError::Number { setting: "penalty", .. } => &["machine.penalty"],
        ModelError::NoEffect { setting: "alignment", .. } => &["alignment", "kernel"],
        ModelError::Size { setting, .. }
        | ModelError::Number { setting, .. }
        | ModelError::NoEffect { setting, .. } => {
            key = format!("kernel.{setting}");
            &[&key]
        }
        ModelError::Shape { .. } => &["kernel.qubits", "kernel.embedding"],
        ModelError::ZeroSample => &["kernel.embedding"],
        _ => return error.into(),
    };
    file.at(keys, error)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::commands::gram::REFERENCE;

    #[test]
    fn the_reference_states_the_defaults() {
        let reference: GramConfig = toml::from_str(REFERENCE).unwrap();
        assert_eq!(reference.kernel, KernelSettings::default());
        assert_eq!(reference.machine, MachineSection::default());
        assert_eq!(reference.output, FileSection::default());
        assert_eq!(reference.alignment, None);
        let file = reference.data.file.clone();
        assert_eq!(reference.data, DataSection { file, test_fraction: 0.0, ..DataSection::default() });
    }

    #[test]
    fn the_reference_names_every_key() {
        for table in ["data", "kernel", "machine", "alignment", "output"] {
            let data = if table == "data" { "" } else { "[data]\n" };
            let wrong = format!("{data}[{table}]\nno_such_key = 1\n");
            let error = toml::from_str::<GramConfig>(&wrong).unwrap_err();
            let keys: Vec<&str> = error.message().split('`').skip(3).step_by(2).collect();
            assert!(!keys.is_empty(), "{}", error.message());
            for key in keys {
                assert!(REFERENCE.contains(&format!("{key} =")), "[{table}] {key} is not documented");
            }
        }
    }
}
