//! What a minimization file asks for: an observable, a circuit with its start, and what is known about the answer.
//!
//! Called by `minimize`.

use crate::circuit_file::{CircuitFile, read_regular};
use crate::commands::observables;
use crate::config::minimize::{MinimizeConfig, show};
use crate::failure::{Failure, Outcome};
use crate::options::Common;
use crate::toml_file::TomlFile;
use ansatz::circuits::{Circuit, PauliSum};
use ansatz::qml::{
    ActiveSpace, AdaptiveSettings, ExcitationForm, Graph, ModelError, Start, UnknownName, ansatz_by_name,
    cut_energy, givens, maxcut_circuit, maxcut_ramp, uccsd,
};

/// Everything that a minimization needs.
pub struct EnergyTask {
    /// What people call it.
    pub title: String,
    pub observable: PauliSum,
    pub ansatz: Ansatz,
    /// The kind of ansatz.
    pub kind: String,
    pub reference: Option<f64>,
    /// Of a maximum cut.
    pub graph: Option<Graph>,
}

/// A circuit that is there, or one that grows.
pub enum Ansatz {
    Fixed { circuit: Circuit, start: Start },
    Adaptive { space: ActiveSpace, settings: AdaptiveSettings },
}

/// What the comments of an observable's file say, where they are TOML.
#[derive(Default)]
struct Header(toml::Table);

impl Header {
    fn read(text: &str) -> Header {
        let lines: Vec<&str> = text.lines().filter_map(|line| line.strip_prefix("# ")).collect();
        Header(lines.join("\n").parse().unwrap_or_default())
    }

    fn number(&self, key: &str) -> Option<f64> {
        self.0.get(key)?.as_float().filter(|number| number.is_finite())
    }

    fn count(&self, key: &str) -> Option<usize> {
        usize::try_from(self.0.get(key)?.as_integer()?).ok()
    }

    fn text(&self, key: &str) -> Option<String> {
        Some(self.0.get(key)?.as_str()?.to_string())
    }
}

/// Layers of the ansätze that have any.
const LAYERS: usize = 3;
const QAOA_LAYERS: usize = 1;
/// More layers than anyone would wait for.
const MOST_LAYERS: usize = 1000;

impl EnergyTask {
    /// Reads and builds it.
    pub fn read(file: &TomlFile, config: &MinimizeConfig, common: &Common) -> Outcome<EnergyTask> {
        check_numbers(file, config)?;
        let mut task = match (&config.graph, &config.problem.observable) {
            (Some(_), Some(_)) => {
                let message = "an observable and a [graph] exclude each other; remove one";
                return Err(file.at(&["problem.observable"], message));
            }
            (None, None) => {
                let message = "no problem: give `observable = \"@FILE\"`, or a [graph]";
                return Err(file.at(&["problem.observable"], message));
            }
            (Some(section), None) => of_graph(file, config, section.load(file)?)?,
            (None, Some(text)) => of_observable(file, config, (text, common))?,
        };
        let qubits = task.num_qubits();
        if task.observable.min_qubits() > qubits {
            let highest = task.observable.min_qubits() - 1;
            let message = format!(
                "the observable acts on qubit {highest}, the circuit has {qubits} qubits; give it more"
            );
            return Err(file.at(&["ansatz.qubits", "ansatz.file", "problem.observable"], message));
        }
        task.reference = config.problem.reference.or(task.reference);
        Ok(task)
    }

    /// Qubits of the circuit.
    pub fn num_qubits(&self) -> usize {
        match &self.ansatz {
            Ansatz::Fixed { circuit, .. } => circuit.num_qubits(),
            Ansatz::Adaptive { space, .. } => space.spin_orbitals(),
        }
    }
}

fn check_numbers(file: &TomlFile, config: &MinimizeConfig) -> Outcome {
    let numbers = [
        ("problem.reference", config.problem.reference, f64::NEG_INFINITY, "finite"),
        ("problem.accuracy", config.problem.accuracy, 0.0, "finite and not negative"),
        ("ansatz.tolerance", config.ansatz.tolerance, 0.0, "finite and not negative"),
    ];
    for (key, value, least, expected) in numbers {
        if let Some(value) = value.filter(|value| !(value.is_finite() && *value >= least)) {
            return Err(file.at(&[key], format!("expected a number that is {expected}, found {value}")));
        }
    }
    match config.ansatz.layers {
        Some(layers) if !(1..=MOST_LAYERS).contains(&layers) => Err(file.at(
            &["ansatz.layers"],
            format!("expected `layers` to be from 1 to {MOST_LAYERS}, found {layers}"),
        )),
        _ => Ok(()),
    }
}

fn of_graph(file: &TomlFile, config: &MinimizeConfig, (name, graph): (String, Graph)) -> Outcome<EnergyTask> {
    if config.problem.electrons.is_some() {
        return Err(file.at(&["problem.electrons"], "a graph has no electrons; remove it"));
    }
    let kind = config.ansatz.kind.as_deref().unwrap_or("qaoa");
    let (circuit, ramp) = if kind == "qaoa" {
        let layers = config.ansatz.layers.unwrap_or(QAOA_LAYERS);
        (maxcut_circuit(&graph, layers), Some(maxcut_ramp(&graph, layers)))
    } else {
        let qubits = config.ansatz.qubits.unwrap_or(graph.nodes());
        (plain(kind, qubits, config.ansatz.layers), None)
    };
    config.ansatz.refuse_unused(file, kind)?;
    let circuit = circuit.map_err(|error| show(file, error))?;
    let default = ramp.clone().map_or(Start::Random, Start::Given);
    let start = config.ansatz.start(file, ramp.as_deref())?.unwrap_or(default);
    Ok(EnergyTask {
        title: format!("maximum cut of {name}, {} nodes, {} edges", graph.nodes(), graph.edges().len()),
        observable: cut_energy(&graph),
        ansatz: Ansatz::Fixed { circuit, start },
        kind: kind.to_string(),
        reference: graph.max_cut().map(|(cut, _)| -cut),
        graph: Some(graph),
    })
}

fn of_observable(
    file: &TomlFile,
    config: &MinimizeConfig,
    (text, common): (&str, &Common),
) -> Outcome<EnergyTask> {
    let (observable, header) = read_observable(file, text)?;
    let electrons = config.problem.electrons.or(header.count("electrons"));
    let kind = match (&config.ansatz.kind, &config.ansatz.file, electrons) {
        (Some(kind), ..) => kind.as_str(),
        (None, Some(_), _) => "circuit",
        (None, None, Some(_)) => "uccsd",
        (None, None, None) => "hardware_efficient",
    };
    let qubits = config.ansatz.qubits.or(header.count("qubits")).unwrap_or(observable.min_qubits().max(1));
    let ansatz = match kind {
        "uccsd" | "givens" | "adaptive" => {
            let space = space(file, electrons, qubits)?;
            of_electrons(file, config, (kind, space))?
        }
        "qaoa" => {
            let message = "`qaoa` is for a [graph]; use `hardware_efficient`, or give a [graph]";
            return Err(file.at(&["ansatz.kind"], message));
        }
        _ => {
            let circuit = match kind {
                "circuit" => circuit_of_file(file, config, common)?,
                _ => plain(kind, qubits, config.ansatz.layers).map_err(|error| show(file, error))?,
            };
            let start = config.ansatz.start(file, None)?.unwrap_or(Start::Random);
            Ansatz::Fixed { circuit, start }
        }
    };
    config.ansatz.refuse_unused(file, kind)?;
    Ok(EnergyTask {
        title: header.text("title").unwrap_or_else(|| text.trim_start_matches('@').to_string()),
        observable,
        ansatz,
        kind: kind.to_string(),
        reference: header.number("exact_energy"),
        graph: None,
    })
}

/// Text, or `@FILE` beside the configuration.
fn read_observable(file: &TomlFile, text: &str) -> Outcome<(PauliSum, Header)> {
    let Some(path) = text.strip_prefix('@') else {
        let observable = text.parse().map_err(|error: ansatz::circuits::ObservableError| {
            file.at(&["problem.observable"], format!("column {}: {}", error.column, error.message))
        })?;
        return Ok((observable, Header::default()));
    };
    let path = file.beside(path.as_ref());
    let name = path.display().to_string();
    let bytes = read_regular(&path)
        .map_err(|reason| file.at(&["problem.observable"], format!("{name}: {reason}")))?;
    let content = String::from_utf8(bytes).map_err(|_| Failure::input(&name, "is not UTF-8 text"))?;
    Ok((observables::parse(&name, &content)?, Header::read(&content)))
}

fn space(file: &TomlFile, electrons: Option<usize>, qubits: usize) -> Outcome<ActiveSpace> {
    let Some(electrons) = electrons else {
        let message = "the number of electrons is not known; give `electrons`";
        return Err(file.at(&["problem.electrons", "ansatz.kind"], message));
    };
    ActiveSpace::new(electrons, qubits).map_err(|error| show(file, error))
}

fn of_electrons(
    file: &TomlFile,
    config: &MinimizeConfig,
    (kind, space): (&str, ActiveSpace),
) -> Outcome<Ansatz> {
    let section = &config.ansatz;
    if kind == "adaptive" {
        let form = match section.form.as_deref() {
            None | Some("pauli") => ExcitationForm::PauliRotations,
            Some("givens") => ExcitationForm::Givens,
            Some(other) => {
                let message = format!("unknown form `{}`; known: pauli, givens", other.escape_debug());
                return Err(file.at(&["ansatz.form"], message));
            }
        };
        if config.minimize.starts != 1 {
            return Err(
                file.at(&["minimize.starts"], "`adaptive` starts once, at Hartree-Fock; remove `starts`")
            );
        }
        let default = AdaptiveSettings::default();
        let (tolerance, most) =
            (section.tolerance.unwrap_or(default.tolerance), section.excitations.unwrap_or(default.most));
        return Ok(Ansatz::Adaptive { space, settings: AdaptiveSettings { form, tolerance, most } });
    }
    let circuit = if kind == "uccsd" { uccsd(space) } else { givens(space) };
    let circuit = circuit.map_err(|error| show(file, error))?;
    Ok(Ansatz::Fixed { circuit, start: section.start(file, None)?.unwrap_or(Start::Zero) })
}

/// Every kind of ansatz that this command knows.
const KINDS: [&str; 9] = [
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

/// An ansatz that knows nothing of the problem.
fn plain(kind: &str, qubits: usize, layers: Option<usize>) -> Result<Circuit, ModelError> {
    if !KINDS[4..8].contains(&kind) {
        return Err(UnknownName::new("ansatz", kind, &KINDS).into());
    }
    if !(1..=62).contains(&qubits) {
        return Err(ModelError::Size { setting: "qubits", expected: "from 1 to 62", found: qubits });
    }
    ansatz_by_name(kind, qubits, layers.unwrap_or(LAYERS))
}

fn circuit_of_file(file: &TomlFile, config: &MinimizeConfig, common: &Common) -> Outcome<Circuit> {
    let Some(path) = &config.ansatz.file else {
        return Err(file.at(&["ansatz.file"], "`kind = \"circuit\"` needs `file = \"circuit.qasm\"`"));
    };
    let source = CircuitFile {
        file: file.beside(path),
        include: Vec::new(),
        strict: false,
        params: Vec::new(),
        limits: Vec::new(),
    };
    let program = source.read_circuit(common, "minimize")?;
    Ok(program.circuit.without_idle_resets().split_final_measurements().0)
}
