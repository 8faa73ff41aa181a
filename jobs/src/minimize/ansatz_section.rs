//! `[ansatz]`: a kind of circuit with keys of its own.
//!
//! Called by the minimization.

use crate::error::{JobError, Outcome};
use crate::toml_file::TomlFile;
use crate::toml_keys::Keys;
use ansatz::qml::{
    UnknownName,
    energy::{AdaptiveSettings, Start},
};
use serde::Deserialize;
use std::path::PathBuf;

/// The circuit of a minimization. Its kind is the tag `kind`; a key that it does not read is refused.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[non_exhaustive]
pub enum AnsatzSection {
    /// Unitary coupled cluster.
    Uccsd(OfElectrons),
    /// Givens rotations.
    Givens(OfElectrons),
    /// Excitations that are chosen one by one.
    Adaptive(Growing),
    /// Of a graph.
    Qaoa(Alternating),
    /// Layers of rotations and entangling gates.
    HardwareEfficient(Layered),
    /// Layers of rotations about all axes.
    StronglyEntangling(Layered),
    /// Layers of one rotation each.
    BasicEntangler(Layered),
    /// Layers with real amplitudes.
    RealAmplitudes(Layered),
    /// A circuit file.
    Circuit(OfFile),
}

/// Circuits that keep the number of electrons.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OfElectrons {
    /// Spin orbitals; the observable's if absent.
    pub qubits: Option<usize>,
    /// Where the search starts.
    pub start: Option<StartKey>,
}

/// Circuits that grow.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Growing {
    /// Spin orbitals; the observable's if absent.
    pub qubits: Option<usize>,
    /// The form of excitations: `pauli` or `givens`.
    pub form: String,
    /// Done when no slope of an excitation is larger; the library's default if absent.
    pub tolerance: Option<f64>,
    /// The most excitations.
    pub excitations: usize,
}

/// Circuits of a graph.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Alternating {
    /// Layers.
    pub layers: usize,
    /// Where the search starts.
    pub start: Option<StartKey>,
}

/// Circuits that know nothing of the problem.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Layered {
    /// Qubits; the observable's if absent.
    pub qubits: Option<usize>,
    /// Layers.
    pub layers: usize,
    /// Where the search starts.
    pub start: Option<StartKey>,
}

/// Circuits of a file, whose inputs are the parameters.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OfFile {
    /// The file.
    pub file: Option<PathBuf>,
    /// Where the search starts.
    pub start: Option<StartKey>,
}

/// `start`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(untagged, expecting = "`start` is \"zero\", \"random\", \"ramp\" or a list of numbers")]
pub enum StartKey {
    /// One of the starts that have names.
    Name(String),
    /// Values of the parameters.
    Values(Vec<f64>),
}

impl Default for Growing {
    fn default() -> Self {
        let AdaptiveSettings { tolerance, most, .. } = AdaptiveSettings::default();
        Growing { qubits: None, form: "pauli".into(), tolerance, excitations: most }
    }
}

impl Default for Alternating {
    fn default() -> Self {
        Alternating { layers: 1, start: None }
    }
}

impl Default for Layered {
    fn default() -> Self {
        Layered { qubits: None, layers: 3, start: None }
    }
}

/// Every kind.
pub(super) const KINDS: [&str; 9] = [
    "uccsd",
    "givens",
    "adaptive",
    "qaoa",
    "hardware_efficient",
    "strongly_entangling",
    "basic_entangler",
    "real_amplitudes",
    "circuit",
];

/// The keys of `[ansatz]`, as they are listed.
const KEYS: Keys<'static> = Keys {
    table: "ansatz",
    known: &["kind", "file", "qubits", "layers", "form", "tolerance", "excitations", "start"],
};
/// More layers than anyone would wait for.
const MOST_LAYERS: usize = 1000;

/// What decides which kind it is.
#[derive(Deserialize)]
struct Chosen {
    kind: Option<String>,
    file: Option<PathBuf>,
}

impl AnsatzSection {
    /// `[ansatz]` of a file, of the kind `default` where neither a kind nor a file is given.
    pub(super) fn read(file: &TomlFile, default: &str) -> Outcome<AnsatzSection> {
        let Chosen { kind, file: path } = file.table("ansatz", &[])?;
        KEYS.check(file, &[])?;
        let kind = kind.unwrap_or_else(|| if path.is_some() { "circuit" } else { default }.into());
        let table = |used: &[&str]| {
            let allowed = [used, &["kind"]].concat();
            let message = |key: &str| format!("`{key}` has no effect for `kind = \"{kind}\"`; remove it");
            KEYS.refuse_unused(file, &allowed, message)?;
            Ok::<_, JobError>(KEYS.without(used))
        };
        let of_electrons = || file.table("ansatz", &table(&["qubits", "start"])?);
        let layered = || file.table("ansatz", &table(&["qubits", "layers", "start"])?);
        let growing = ["qubits", "form", "tolerance", "excitations"];
        let section = match kind.as_str() {
            "uccsd" => AnsatzSection::Uccsd(of_electrons()?),
            "givens" => AnsatzSection::Givens(of_electrons()?),
            "adaptive" => AnsatzSection::Adaptive(file.table("ansatz", &table(&growing)?)?),
            "qaoa" => AnsatzSection::Qaoa(file.table("ansatz", &table(&["layers", "start"])?)?),
            "hardware_efficient" => AnsatzSection::HardwareEfficient(layered()?),
            "strongly_entangling" => AnsatzSection::StronglyEntangling(layered()?),
            "basic_entangler" => AnsatzSection::BasicEntangler(layered()?),
            "real_amplitudes" => AnsatzSection::RealAmplitudes(layered()?),
            "circuit" => AnsatzSection::Circuit(file.table("ansatz", &table(&["file", "start"])?)?),
            _ => return Err(unknown_kind(file, &kind)),
        };
        section.check(file)?;
        Ok(section)
    }

    fn check(&self, file: &TomlFile) -> Outcome {
        match self {
            AnsatzSection::Adaptive(Growing { tolerance: Some(tolerance), .. })
                if !(tolerance.is_finite() && *tolerance >= 0.0) =>
            {
                let message = format!("expected a number that is finite and not negative, found {tolerance}");
                Err(file.at(&["ansatz.tolerance"], message))
            }
            AnsatzSection::Qaoa(Alternating { layers, .. })
            | AnsatzSection::HardwareEfficient(Layered { layers, .. })
            | AnsatzSection::StronglyEntangling(Layered { layers, .. })
            | AnsatzSection::BasicEntangler(Layered { layers, .. })
            | AnsatzSection::RealAmplitudes(Layered { layers, .. })
                if !(1..=MOST_LAYERS).contains(layers) =>
            {
                let message = format!("expected `layers` to be from 1 to {MOST_LAYERS}, found {layers}");
                Err(file.at(&["ansatz.layers"], message))
            }
            _ => Ok(()),
        }
    }

    /// Its name in files.
    pub fn kind(&self) -> &'static str {
        match self {
            AnsatzSection::Uccsd(_) => "uccsd",
            AnsatzSection::Givens(_) => "givens",
            AnsatzSection::Adaptive(_) => "adaptive",
            AnsatzSection::Qaoa(_) => "qaoa",
            AnsatzSection::HardwareEfficient(_) => "hardware_efficient",
            AnsatzSection::StronglyEntangling(_) => "strongly_entangling",
            AnsatzSection::BasicEntangler(_) => "basic_entangler",
            AnsatzSection::RealAmplitudes(_) => "real_amplitudes",
            AnsatzSection::Circuit(_) => "circuit",
        }
    }
}

/// A kind that there is not, or not for this problem.
pub(super) fn unknown_kind(file: &TomlFile, kind: &str) -> JobError {
    file.at(&["ansatz.kind"], UnknownName::new("ansatz", kind, &KINDS))
}

/// The first start, if the file says one; `ramp` is what that word means here.
pub(super) fn start(file: &TomlFile, key: Option<&StartKey>, ramp: Option<&[f64]>) -> Outcome<Option<Start>> {
    let wrong = |message: String| Err(file.at(&["ansatz.start"], message));
    match key {
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
