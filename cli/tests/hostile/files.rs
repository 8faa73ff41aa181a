//! Numbers in every key that the reference files name.

use crate::case::none_is_harmed;
use crate::tables::{Toml, cases_of_file, numeric_keys};

pub(crate) const TRAIN: &str =
    "[data]\ngenerator = \"moons\"\nsamples = 20\n[model]\nqubits = 2\nlayers = 1\n[training]\nepochs = 1\n";

#[test]
fn numbers_of_training_files() {
    let reference = include_str!("../../../jobs/src/train/reference.toml");
    let base = Toml::read(TRAIN);
    let mut cases = Vec::new();
    for key in numeric_keys(reference) {
        let variants: Vec<Toml> = match key.table.as_str() {
            "[data]" => [
                "moons",
                "blobs",
                "spirals",
                "parity",
                "ad_hoc",
                "linearly_separable",
                "hidden_manifold",
                "two_curves",
                "hyperplanes_parity",
                "bars_and_stripes",
                "ising_phases",
                "xxz_phases",
            ]
            .iter()
            .map(|name| base.with("[data]", "generator", &format!("\"{name}\"")))
            .collect(),
            "[training]" => ["adam", "lbfgsb", "spsa", "nelder_mead", "cobyla"]
                .iter()
                .map(|name| base.with("[training]", "optimizer", &format!("\"{name}\"")))
                .map(|base| base.with("[training]", "batch_size", "0"))
                .collect(),
            _ => vec![base.clone()],
        };
        cases.extend(variants.iter().flat_map(|base| cases_of_file("train", base, &key)));
    }
    none_is_harmed(cases);
}

#[test]
fn numbers_of_other_files() {
    let kernel = "[data]\ngenerator = \"moons\"\nsamples = 20\n[kernel]\nqubits = 2\ntrainable = true\n[alignment]\nsteps = 1\n";
    let graph = "[graph]\ngenerator = \"ring\"\nnodes = 4\n[ansatz]\nlayers = 1\n[minimize]\nsteps = 2\n";
    let regular = graph.replace("ring", "regular");
    let numbers = STUDY
        .replace("samples = 20", "samples = 20\ntask = \"regression\"")
        .replace("generator = \"moons\"", "generator = \"hidden_manifold\"");
    let references = [
        ("study", STUDY.to_string(), include_str!("../../../jobs/src/study/reference.toml")),
        ("study", numbers, include_str!("../../../jobs/src/study/reference.toml")),
        ("gram", kernel.to_string(), include_str!("../../../jobs/src/gram/reference.toml")),
        ("minimize", MINIMIZE.to_string(), include_str!("../../../jobs/src/minimize/reference.toml")),
        ("minimize", graph.to_string(), include_str!("../../../jobs/src/minimize/reference.toml")),
        ("minimize", regular, include_str!("../../../jobs/src/minimize/reference.toml")),
    ];
    let mut cases = Vec::new();
    for (command, base, reference) in references {
        let base = Toml::read(&base);
        for key in numeric_keys(reference) {
            cases.extend(cases_of_file(command, &base, &key));
        }
    }
    none_is_harmed(cases);
}

pub(crate) const MINIMIZE: &str = "[problem]\nobservable = \"Z0 Z1 + 0.5 X0\"\n[ansatz]\nkind = \"hardware_efficient\"\nlayers = 1\n[minimize]\nsteps = 2\n";
pub(crate) const GRAM: &str = "[data]\ngenerator = \"moons\"\nsamples = 20\n[kernel]\nqubits = 2\n";
pub(crate) const STUDY: &str = "[study]\nseeds = 1\nbaselines = []\n[training]\nepochs = 1\n[[data]]\ngenerator = \"moons\"\nsamples = 20\n[[model]]\nkind = \"variational_classifier\"\nqubits = 2\nlayers = 1\n";

#[test]
fn the_keys_that_are_tried_are_those_of_the_reference() {
    let reference = include_str!("../../../jobs/src/train/reference.toml");
    let keys: Vec<String> =
        numeric_keys(reference).into_iter().map(|key| format!("{} {}", key.table, key.key)).collect();
    for key in [
        "[data] samples",
        "[model] layers",
        "[training] epochs",
        "[training] early_stopping",
        "[output] checkpoint_seconds",
    ] {
        assert!(keys.iter().any(|known| known == key), "{key} of {keys:?}");
    }
}
