//! The kernel file: its tables, keys and defaults.
//!
//! Called by the Gram matrix. The keys of `[kernel]` are the library's own, so they grow with it.

use crate::data::DataSection;
use crate::error::{JobError, Outcome};
use crate::toml_file::TomlFile;
use ansatz::qml::{
    ModelError,
    kernels::{AlignmentSettings, KernelClassifierSettings, KernelSettings},
    models::ClassWeight,
    optimize::SettingError,
};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::path::PathBuf;

/// A kernel file.
#[derive(Debug)]
pub struct GramConfig {
    /// `[data]`.
    pub data: DataSection,
    /// `[kernel]`.
    pub kernel: KernelSettings,
    /// `[machine]`.
    pub machine: MachineSection,
    /// `[alignment]`.
    pub alignment: Option<AlignmentSettings>,
    /// `[output]`.
    pub output: FileSection,
}

/// Every table but `[data]`, whose keys depend on its source.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Tables {
    #[serde(rename = "data")]
    _data: IgnoredAny,
    #[serde(default)]
    kernel: KernelSettings,
    #[serde(default)]
    machine: MachineSection,
    alignment: Option<AlignmentSettings>,
    #[serde(default)]
    output: FileSection,
}

/// `[machine]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct MachineSection {
    /// The penalty of the support vector machine.
    pub penalty: f64,
    /// How much each class counts in the penalty; absent: every row the same.
    pub class_weight: Option<ClassWeight>,
    /// The least accuracy of the test rows.
    pub accuracy: Option<f64>,
}

impl Default for MachineSection {
    fn default() -> Self {
        MachineSection { penalty: 1.0, class_weight: None, accuracy: None }
    }
}

/// `[output]`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FileSection {
    /// The file of the matrix.
    pub file: Option<PathBuf>,
}

impl GramConfig {
    /// Reads what needs no data to be checked.
    pub fn read(file: &TomlFile) -> Outcome<GramConfig> {
        let Tables { kernel, machine, alignment, output, .. } = file.parse()?;
        let data = DataSection::read(file, &[])?;
        let mut config = GramConfig { data, kernel, machine, alignment, output };
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
            None if config.machine.class_weight.is_some() && config.data.test_fraction == 0.0 => {
                Err(file.at(&["machine.class_weight"], "there are no test rows; give `test_fraction`"))
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
pub(super) fn show(file: &TomlFile, error: ModelError) -> JobError {
    let key;
    let keys: &[&str] = match &error {
        ModelError::Unknown(name) if name.kind == "class_weight" => &["machine.class_weight"],
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
        ModelError::ClassWeight { .. } => &["machine.class_weight"],
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
    use crate::gram::REFERENCE;

    #[test]
    fn the_reference_states_the_defaults() {
        let file = TomlFile::of_text("job.toml".into(), REFERENCE.into());
        let reference = GramConfig::read(&file).unwrap();
        assert_eq!(reference.kernel, KernelSettings::default());
        assert_eq!(reference.machine, MachineSection::default());
        assert_eq!(reference.output, FileSection::default());
        assert_eq!(reference.alignment, None);
        let mut data = DataSection::new(reference.data.source.clone());
        data.test_fraction = 0.0;
        assert_eq!(reference.data, data);
    }

    #[test]
    fn the_reference_names_every_key() {
        for table in ["data", "kernel", "machine", "alignment", "output"] {
            let data = if table == "data" { "" } else { "[data]\n" };
            let wrong = format!("{data}[{table}]\nno_such_key = 1\n");
            let file = TomlFile::of_text("job.toml".into(), wrong);
            let error = GramConfig::read(&file).unwrap_err().to_string();
            let (_, keys) = error.split_once("known here: ").unwrap_or_else(|| panic!("{error}"));
            for key in keys.split(", ") {
                assert!(REFERENCE.contains(&format!("{key} =")), "[{table}] {key} is not documented");
            }
        }
    }
}
