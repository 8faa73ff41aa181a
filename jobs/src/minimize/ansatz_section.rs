//! `[ansatz]`: a kind of circuit with keys of its own.
//!
//! Called by the minimization.

pub use super::ansatz_keys::{
    Alternating, Growing, Growth, Layered, MixerKey, OfElectrons, OfFile, StartKey,
};
use crate::error::{JobError, Outcome};
use crate::toml_file::TomlFile;
use crate::toml_keys::Keys;
use ansatz::qml::{UnknownName, energy::Start};
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
    /// Of a graph, or another diagonal cost.
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
    known: &[
        "kind",
        "file",
        "qubits",
        "spin_order",
        "layers",
        "mixer",
        "groups",
        "warm_start",
        "growth",
        "form",
        "tolerance",
        "excitations",
        "start",
    ],
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
        let of_electrons = || file.table("ansatz", &table(&["qubits", "spin_order", "start"])?);
        let layered = || file.table("ansatz", &table(&["qubits", "layers", "start"])?);
        let growing = ["qubits", "spin_order", "form", "tolerance", "excitations"];
        let alternating = ["qubits", "layers", "mixer", "groups", "warm_start", "growth", "start"];
        let section = match kind.as_str() {
            "uccsd" => AnsatzSection::Uccsd(of_electrons()?),
            "givens" => AnsatzSection::Givens(of_electrons()?),
            "adaptive" => AnsatzSection::Adaptive(file.table("ansatz", &table(&growing)?)?),
            "qaoa" => AnsatzSection::Qaoa(file.table("ansatz", &table(&alternating)?)?),
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
            AnsatzSection::Qaoa(Alternating { mixer, groups, .. })
                if (*mixer == MixerKey::Xy) == groups.is_empty() =>
            {
                let message = "`mixer = \"xy\"` and `groups` go together: `groups = [[0, 1, 2], [3, 4, 5]]`";
                Err(file.at(&["ansatz.groups", "ansatz.mixer"], message))
            }
            AnsatzSection::Qaoa(Alternating { mixer: MixerKey::Xy, warm_start: Some(_), .. }) => {
                let message =
                    "a warm start has a mixer of its own; remove `mixer` and `groups`, or `warm_start`";
                Err(file.at(&["ansatz.warm_start"], message))
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
