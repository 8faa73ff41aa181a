//! The keys of each kind of `[ansatz]`, with their defaults.
//!
//! Read by the section; public, because requests may be made without a file.

use ansatz::qml::energy::{AdaptiveSettings, fermion::SpinOrder};
use serde::Deserialize;
use std::path::PathBuf;

/// Circuits that keep the number of electrons.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OfElectrons {
    /// Spin orbitals; the observable's if absent.
    pub qubits: Option<usize>,
    /// Which qubits are spin up.
    pub spin_order: SpinOrder,
    /// Where the search starts.
    pub start: Option<StartKey>,
}

/// Circuits that grow.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Growing {
    /// Spin orbitals; the observable's if absent.
    pub qubits: Option<usize>,
    /// Which qubits are spin up.
    pub spin_order: SpinOrder,
    /// The form of excitations: `pauli` or `givens`.
    pub form: String,
    /// Done when no slope of an excitation is larger; the library's default if absent.
    pub tolerance: Option<f64>,
    /// The most excitations.
    pub excitations: usize,
}

/// Phases of a diagonal cost, and a mixer, in turns.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Alternating {
    /// Qubits; the observable's if absent.
    pub qubits: Option<usize>,
    /// Layers.
    pub layers: usize,
    /// What moves between bit strings.
    pub mixer: MixerKey,
    /// Qubits of which exactly one is 1.
    pub groups: Vec<Vec<usize>>,
    /// A bit string that is known to be good, the highest qubit leftmost.
    pub warm_start: Option<String>,
    /// Whether layers are added one by one.
    pub growth: Growth,
    /// Where the search starts.
    pub start: Option<StartKey>,
}

/// `mixer`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MixerKey {
    /// Every bit string.
    #[default]
    X,
    /// Strings with one 1 in every group.
    Xy,
}

/// `growth`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Growth {
    /// All layers at once.
    #[default]
    None,
    /// From one layer on, each depth starting where the one before led.
    Layerwise,
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
        Growing {
            qubits: None,
            spin_order: SpinOrder::default(),
            form: "pauli".into(),
            tolerance,
            excitations: most,
        }
    }
}

impl Default for Alternating {
    fn default() -> Self {
        Alternating {
            qubits: None,
            layers: 1,
            mixer: MixerKey::X,
            groups: Vec::new(),
            warm_start: None,
            growth: Growth::None,
            start: None,
        }
    }
}

impl Default for Layered {
    fn default() -> Self {
        Layered { qubits: None, layers: 3, start: None }
    }
}
