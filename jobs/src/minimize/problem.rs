//! What a minimization file asks for: an observable, a circuit with its start, and what is known about the answer.
//!
//! Called by the minimization.

use super::alternating::Cost;
use super::ansatz_section::{AnsatzSection, Layered, OfFile, start, unknown_kind};
use super::chemistry::Molecule;
use super::config::{MinimizeConfig, show};
use super::graph::NamedGraph;
use super::observable::{self, Known};
use super::qubo::NamedCost;
use super::reference::{self, Span, Tried};
use crate::circuit::CircuitSource;
use crate::error::Outcome;
use crate::observer::{Notice, Observer};
use crate::toml_file::TomlFile;
use ansatz::circuits::{Circuit, PauliSum};
use ansatz::qml::{
    ModelError,
    ansatz::ansatz_by_name,
    energy::fermion::{ActiveSpace, givens, uccsd},
    energy::maxcut::{Graph, cut_energy},
    energy::{AdaptiveSettings, Start},
};

/// Everything that a minimization needs.
pub(super) struct EnergyTask {
    /// What people call it.
    pub title: String,
    pub observable: PauliSum,
    pub ansatz: Ansatz,
    /// The kind of ansatz.
    pub kind: String,
    pub reference: Option<f64>,
    /// From where to where energies go, where that is known.
    pub span: Option<Span>,
    /// Of a maximum cut.
    pub graph: Option<Graph>,
}

/// A circuit that is there, or one that grows.
pub(super) enum Ansatz {
    /// With where the search starts; `natural` is the circuit that is searched instead, if there is one, and before it those of `smaller` depths.
    Fixed {
        circuit: Circuit,
        start: Start,
        natural: Option<Box<Natural>>,
        smaller: Vec<Circuit>,
    },
    Adaptive {
        space: ActiveSpace,
        settings: AdaptiveSettings,
    },
}

impl Ansatz {
    /// One circuit, searched as it is.
    pub(super) fn fixed(circuit: Circuit, start: Start) -> Ansatz {
        Ansatz::Fixed { circuit, start, natural: None, smaller: Vec::new() }
    }
}

/// The same circuit with its parameters in other units, in which they are all of the same size.
pub(super) struct Natural {
    pub circuit: Circuit,
    /// What each of its parameters is multiplied with to be one of the circuit's.
    pub units: Vec<f64>,
}

impl Natural {
    /// A start of the circuit as one of this.
    pub(super) fn start(&self, start: &Start) -> Start {
        match start {
            Start::Given(values) if values.len() <= self.units.len() => {
                Start::Given(values.iter().zip(&self.units).map(|(value, unit)| value / unit).collect())
            }
            other => other.clone(),
        }
    }

    /// Its parameters as those of the circuit.
    pub(super) fn give_back(&self, parameters: &mut [f64]) {
        parameters.iter_mut().zip(&self.units).for_each(|(value, unit)| *value *= unit);
    }
}

impl EnergyTask {
    /// Reads and builds it.
    pub(super) fn read(
        file: &TomlFile,
        config: &MinimizeConfig,
        observer: &dyn Observer,
    ) -> Outcome<EnergyTask> {
        let (mut task, tried) = match (&config.graph, &config.qubo, &config.problem.observable) {
            (None, None, None) => {
                let message = "no problem: give `observable = \"@FILE\"`, a [graph] or a [qubo]";
                return Err(file.at(&["problem.observable"], message));
            }
            (Some(source), None, None) => of_graph(file, config, source.load(file, observer)?)?,
            (None, Some(source), None) => of_matrix(file, config, source.load(file)?)?,
            (None, None, Some(text)) => of_observable(file, config, text, observer)?,
            (Some(_), Some(_), None) => {
                return Err(file.at(&["qubo"], "a [graph] and a [qubo] exclude each other; remove one"));
            }
            _ => {
                let table = if config.graph.is_some() { "graph" } else { "qubo" };
                let message = format!("an observable and a [{table}] exclude each other; remove one");
                return Err(file.at(&["problem.observable"], message));
            }
        };
        let qubits = task.num_qubits();
        if task.observable.min_qubits() > qubits {
            let highest = task.observable.min_qubits() - 1;
            let message = format!(
                "the observable acts on qubit {highest}, the circuit has {qubits} qubits; give it more"
            );
            return Err(file.at(&["ansatz.qubits", "ansatz.file", "problem.observable"], message));
        }
        task.span = tried.span();
        let known = config.problem.reference.or(task.reference);
        task.reference = known.or(task.span.map(|span| span.best));
        if tried == Tried::TooMany && task.reference.is_none() {
            observer.notice(&Notice::TooManyStrings { qubits, terms: task.observable.terms().len() });
        }
        Ok(task)
    }

    /// Qubits of the circuit.
    pub(super) fn num_qubits(&self) -> usize {
        match &self.ansatz {
            Ansatz::Fixed { circuit, .. } => circuit.num_qubits(),
            Ansatz::Adaptive { space, .. } => space.spin_orbitals(),
        }
    }
}

/// A problem, and what its bit strings tell.
type Found = (EnergyTask, Tried);

fn of_graph(file: &TomlFile, config: &MinimizeConfig, named: NamedGraph) -> Outcome<Found> {
    let NamedGraph { name, graph } = named;
    let section = of_nodes(file, config, "graph")?;
    let observable = cut_energy(&graph);
    let ansatz = match &section {
        AnsatzSection::Qaoa(keys) => {
            Cost { file, observable: &observable, qubits: graph.nodes() }.ansatz(keys)?
        }
        other => layers(file, other, graph.nodes())?,
    };
    let tried = reference::of_graph(&graph, &observable, &section);
    let task = EnergyTask {
        title: format!("maximum cut of {name}, {} nodes, {} edges", graph.nodes(), graph.edges().len()),
        observable,
        ansatz,
        kind: section.kind().into(),
        reference: None,
        span: None,
        graph: Some(graph),
    };
    Ok((task, tried))
}

fn of_matrix(file: &TomlFile, config: &MinimizeConfig, named: NamedCost) -> Outcome<Found> {
    let NamedCost { title, observable, size } = named;
    let section = of_nodes(file, config, "matrix")?;
    let ansatz = match &section {
        AnsatzSection::Qaoa(keys) => Cost { file, observable: &observable, qubits: size }.ansatz(keys)?,
        other => layers(file, other, size)?,
    };
    let tried = reference::of_observable(&observable, size, &section);
    let kind = section.kind().into();
    Ok((EnergyTask { title, observable, ansatz, kind, reference: None, span: None, graph: None }, tried))
}

/// The ansatz of a problem with a qubit for each node or variable.
fn of_nodes(file: &TomlFile, config: &MinimizeConfig, what: &str) -> Outcome<AnsatzSection> {
    if config.problem.electrons.is_some() {
        return Err(file.at(&["problem.electrons"], format!("a {what} has no electrons; remove it")));
    }
    let section = AnsatzSection::read(file, "qaoa")?;
    match &section {
        AnsatzSection::Qaoa(keys) if keys.qubits.is_some() => {
            let each = if what == "graph" { "node" } else { "row" };
            let message = format!("a {what} has a qubit for each {each}; remove `qubits`");
            Err(file.at(&["ansatz.qubits"], message))
        }
        _ => Ok(section),
    }
}

fn of_observable(
    file: &TomlFile,
    config: &MinimizeConfig,
    text: &str,
    observer: &dyn Observer,
) -> Outcome<Found> {
    let Known { observable, header } = observable::read(file, text, observer)?;
    let electrons = config.problem.electrons.or(header.count("electrons"));
    let default = if electrons.is_some() { "uccsd" } else { "hardware_efficient" };
    let section = AnsatzSection::read(file, default)?;
    let qubits = header.count("qubits").unwrap_or(observable.min_qubits().max(1));
    let molecule = Molecule { file, observable: &observable, electrons, qubits, observer };
    let ansatz = match &section {
        AnsatzSection::Uccsd(keys) => molecule.excited(keys, uccsd)?,
        AnsatzSection::Givens(keys) => molecule.excited(keys, givens)?,
        AnsatzSection::Adaptive(keys) => molecule.adaptive(config, keys)?,
        AnsatzSection::Qaoa(keys) => {
            let qubits = keys.qubits.unwrap_or(qubits);
            check_qubits(file, qubits)?;
            Cost { file, observable: &observable, qubits }.ansatz(keys)?
        }
        AnsatzSection::Circuit(of_file) => circuit_of_file(file, of_file, observer)?,
        other => layers(file, other, qubits)?,
    };
    let task = EnergyTask {
        title: header.text("title").unwrap_or_else(|| title(text)),
        observable,
        ansatz,
        kind: section.kind().into(),
        reference: header.number("exact_energy"),
        span: None,
        graph: None,
    };
    let tried = reference::of_observable(&task.observable, task.num_qubits(), &section);
    Ok((task, tried))
}

/// The name of a file, or the beginning of a text, on one line.
fn title(text: &str) -> String {
    if let Some(path) = text.strip_prefix('@') {
        return path.into();
    }
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(LONGEST_TITLE) {
        Some((end, _)) => format!("{} …", line[..end].trim_end()),
        None => line,
    }
}

/// Characters of a title.
const LONGEST_TITLE: usize = 80;

fn check_qubits(file: &TomlFile, qubits: usize) -> Outcome {
    match (1..=62).contains(&qubits) {
        true => Ok(()),
        false => {
            let error = ModelError::Size { setting: "qubits", expected: "from 1 to 62", found: qubits };
            Err(show(file, error))
        }
    }
}

/// A circuit that knows nothing of the problem; `qubits` unless it says how many.
fn layers(file: &TomlFile, section: &AnsatzSection, qubits: usize) -> Outcome<Ansatz> {
    let (AnsatzSection::HardwareEfficient(layered)
    | AnsatzSection::StronglyEntangling(layered)
    | AnsatzSection::BasicEntangler(layered)
    | AnsatzSection::RealAmplitudes(layered)) = section
    else {
        return Err(unknown_kind(file, section.kind()));
    };
    let Layered { qubits: own, layers, start: key } = layered;
    let qubits = own.unwrap_or(qubits);
    check_qubits(file, qubits)?;
    let circuit = ansatz_by_name(section.kind(), qubits, *layers).map_err(|error| show(file, error))?;
    let start = start(file, key.as_ref(), None)?.unwrap_or(Start::Random);
    Ok(Ansatz::fixed(circuit, start))
}

fn circuit_of_file(file: &TomlFile, of_file: &OfFile, observer: &dyn Observer) -> Outcome<Ansatz> {
    let Some(path) = &of_file.file else {
        return Err(file.at(&["ansatz.file"], "`kind = \"circuit\"` needs `file = \"circuit.qasm\"`"));
    };
    let program = CircuitSource::file(file.beside(path)).read_circuit(observer, "minimize")?;
    let circuit = program.circuit.without_idle_resets().split_final_measurements().0;
    let start = start(file, of_file.start.as_ref(), None)?.unwrap_or(Start::Random);
    Ok(Ansatz::fixed(circuit, start))
}
