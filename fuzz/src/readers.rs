//! What must hold for any bytes that are taken for a table, a training file, a model, a checkpoint, an observable or a graph: they are read or
//! refused in words. Called by the fuzz targets, and by a test with everything that they have found.

use ansatz::circuits::PauliSum;
use ansatz::qml::data::{Columns, Missing, NamedBytes, Table, TableFormat};
use ansatz::qml::energy::maxcut::{Graph, GraphFormat};
use ansatz::qml::kernels::{KernelClassifier, KernelRegressor, KernelSettings};
use ansatz::qml::models::{
    Checkpoint, DenseClassifier, DenseRegressor, SavedModel, VariationalClassifier, VariationalRegressor,
};
use ansatz::simulator::Cpu;
use ansatz_jobs::TomlFile;
use ansatz_jobs::gram::GramConfig;
use ansatz_jobs::model::{MachineBody, ModelFile, SavedMachine};
use ansatz_jobs::study::StudyConfig;
use ansatz_jobs::train::TrainConfig;
use std::fmt::Display;
use std::sync::Arc;

/// A message has an end, whatever it quotes.
fn check_message(message: impl Display) {
    let message = message.to_string();
    assert!(!message.is_empty() && message.len() < 1 << 16, "{} bytes of message", message.len());
}

/// Reads a table of text; the first byte says how it is written.
pub fn csv(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let missing = [Missing::Error, Missing::Drop, Missing::Mean, Missing::MostFrequent];
    let format = TableFormat {
        header: [None, Some(true), Some(false)][usize::from(first % 3)],
        separator: [',', ';', '\t'][usize::from(first / 3 % 3)],
        decimal: ['.', ','][usize::from(first / 9 % 2)],
        missing: missing[usize::from(first / 18 % 4)],
    };
    told(Table::from_csv(bytes, "fuzz.csv", &format).map(|table| table.with_missing(format.missing)));
}

/// Reads an array of numpy, alone and as its own labels.
pub fn npy(bytes: &[u8]) {
    let of = NamedBytes { bytes, name: "fuzz.npy" };
    told(Table::from_npy(of, None));
    told(Table::from_npy(of, Some(of)));
}

/// Rows of a table, of classes and of numbers.
fn told(table: Result<Table, impl Display>) {
    let table = match table {
        Ok(table) => table,
        Err(error) => return check_message(error),
    };
    match table.dataset(&Columns::default()) {
        Ok(data) => assert!(data.labels.iter().all(|label| *label < data.classes.len())),
        Err(error) => check_message(error),
    }
    match table.regression(&Columns::default()) {
        Ok(data) => assert!(data.labels.iter().all(|label| label.is_finite())),
        Err(error) => check_message(error),
    }
}

/// Reads files of jobs, without what they name.
pub fn toml(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let file = TomlFile::of_text("fuzz.toml".into(), text.into());
    let errors = [
        TrainConfig::read(&file).map(|_| ()),
        StudyConfig::read(&file, None).map(|_| ()),
        GramConfig::read(&file).map(|_| ()),
    ];
    errors.into_iter().filter_map(Result::err).for_each(check_message);
}

/// Reads a model and loads it, if it is small.
pub fn model(bytes: &[u8]) {
    match ModelFile::from_json(bytes) {
        Ok(ModelFile::Network(saved)) => network(&saved),
        Ok(ModelFile::Machine(saved)) => machine(&saved),
        Err(error) => check_message(error),
    }
}

fn network(saved: &SavedModel) {
    let columns = saved.preprocess.output_count();
    if saved.model.check().is_err() || saved.model.num_qubits(columns) > 6 || saved.weights.len() > 1000 {
        return;
    }
    let backend = Arc::new(Cpu::<f64>::default());
    if let Err(error) = VariationalClassifier::load(saved, backend.clone()) {
        check_message(error);
    }
    if let Err(error) = VariationalRegressor::load(saved, backend) {
        check_message(error);
    }
}

fn machine(saved: &SavedMachine) {
    if let Err(error) = saved.check() {
        return check_message(error);
    }
    let body = saved.machine();
    let is_large = |kernel: &KernelSettings| kernel.num_qubits(body.num_features()) > 6;
    if body.kernel().is_some_and(is_large) {
        return;
    }
    let backend = Arc::new(Cpu::<f64>::default());
    let loaded = match body {
        MachineBody::KernelClassifier(saved) => KernelClassifier::load(saved, backend).map(|_| ()),
        MachineBody::KernelRegressor(saved) => KernelRegressor::load(saved, backend).map(|_| ()),
        MachineBody::DenseClassifier(saved) => DenseClassifier::load(saved).map(|_| ()),
        MachineBody::DenseRegressor(saved) => DenseRegressor::load(saved).map(|_| ()),
    };
    if let Err(error) = loaded {
        check_message(error);
    }
}

/// Reads a checkpoint: what is accepted is written again as it was.
pub fn checkpoint(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Checkpoint::from_text(text) {
        Ok(checkpoint) => {
            assert!(checkpoint.to_text().is_ok_and(|again| Checkpoint::from_text(&again).is_ok()))
        }
        Err(error) => check_message(error),
    }
}

/// Reads an observable: what is accepted is read again from its own text.
pub fn operator(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match text.parse::<PauliSum>() {
        Ok(sum) => {
            let again = sum.to_string();
            assert_eq!(again.parse::<PauliSum>().as_ref(), Ok(&sum), "{again}");
        }
        Err(error) => check_message(error),
    }
}

/// Reads a graph, in the format that the first byte names or that the text seems to be.
pub fn graph(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let formats = [
        GraphFormat::Auto,
        GraphFormat::Edges,
        GraphFormat::Gset,
        GraphFormat::Dimacs,
        GraphFormat::MatrixMarket,
    ];
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    match Graph::read(text, formats[usize::from(*first) % formats.len()]) {
        Ok(read) => {
            let graph = read.graph;
            assert!(graph.edges().iter().all(|(a, b, _)| a != b && *a.max(b) < graph.nodes()));
        }
        Err(error) => check_message(error),
    }
}
