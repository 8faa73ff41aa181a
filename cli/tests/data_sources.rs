//! `[data]`: every generator by name, NPY files, and keys that do nothing.
#![allow(clippy::unwrap_used)]

mod support;

use ndarray_npy::WriteNpyExt;
use support::Scratch;

/// Rows of a set and qubits of its embedding, as `gram` sees them.
fn shape(scratch: &Scratch, data: &str, embedding: &str) -> serde_json::Value {
    let text = format!("[data]\n{data}\n[kernel]\nembedding = \"{embedding}\"\n");
    scratch.file("k.toml", &text);
    let answer = scratch.ansatz("gram k.toml --format json").json();
    serde_json::json!([answer["shape"][0], answer["qubits"]])
}

#[test]
fn every_generator_makes_a_set() {
    let scratch = Scratch::new();
    let table = [
        ("moons", "samples = 20", "angle", 20, 2),
        ("circles", "samples = 20\nfactor = 0.3", "angle", 20, 2),
        ("blobs", "samples = 20\ncenters = 2", "angle", 20, 2),
        ("spirals", "samples = 20\nturns = 2.0", "angle", 20, 2),
        ("parity", "samples = 20\nfeatures = 3", "angle", 20, 3),
        ("ad_hoc", "gap = 0.2", "zz", 40, 2),
        ("linearly_separable", "seed = 42\nfeatures = 3\nmargin = 0.1", "angle", 300, 3),
        ("hidden_manifold", "samples = 30\nmanifold = 2", "angle", 30, 2),
        ("two_curves", "samples = 30\ndegree = 3\noffset = 0.2\nnoise = 0.0", "angle", 30, 2),
        ("hyperplanes_parity", "samples = 30\nhyperplanes = 3\ndimension = 2\nfeatures = 4", "angle", 30, 4),
        ("bars_and_stripes", "samples = 30\nheight = 2\nwidth = 3", "angle", 30, 6),
        ("ising_phases", "samples = 10\nchain = 4\nshow = \"amplitudes\"", "amplitude", 10, 4),
        ("xxz_phases", "samples = 10\nchain = 4", "angle", 10, 6),
    ];
    for (name, keys, embedding, rows, qubits) in table {
        let data = format!("generator = \"{name}\"\n{keys}");
        assert_eq!(shape(&scratch, &data, embedding), serde_json::json!([rows, qubits]), "{name}");
    }
}

#[test]
fn ground_states_are_told_apart_by_their_fidelities() {
    let scratch = Scratch::new();
    let data = "[data]\ngenerator = 'ising_phases'\nsamples = 60\nchain = 6\nshow = 'amplitudes'\ntest_fraction = 0.25\n";
    scratch.file(
        "k.toml",
        format!("{data}[kernel]\nembedding = 'amplitude'\n[machine]\npenalty = 10.0\naccuracy = 0.9\n"),
    );
    let answer = scratch.ansatz("gram k.toml --format json").json();
    assert!(answer["test"]["accuracy"].as_f64().unwrap() >= 0.9, "{answer}");
}

#[test]
fn npy_files_train_a_model() {
    let scratch = Scratch::new();
    let x = ndarray::Array2::from_shape_fn((20, 2), |(row, column)| {
        (row % 2) as f64 + 0.01 * (row + column) as f64
    });
    let y = ndarray::Array1::from_shape_fn(20, |row| (row % 2) as i64);
    x.write_npy(std::fs::File::create(scratch.path("x.npy")).unwrap()).unwrap();
    y.write_npy(std::fs::File::create(scratch.path("y.npy")).unwrap()).unwrap();
    scratch.file(
        "t.toml",
        "[data]\nfile = 'x.npy'\nlabels = 'y.npy'\n[model]\nqubits = 2\n[training]\nepochs = 5\n",
    );
    let ran = scratch.ansatz("train t.toml");
    assert!(ran.success().contains("x.npy"), "{ran:?}");
    for (config, part) in [
        (
            "file = 'x.npy'",
            "t.toml:2:8: error: an NPY file has no classes; give them with `labels = \"y.npy\"`",
        ),
        ("file = 'x.npy'\nlabels = 'z.npy'", "z.npy"),
        (
            "file = 'x.npy'\nlabels = 'x.npy'",
            "x.npy: expected an array of one label for each row, found 20 × 2",
        ),
        ("file = 'x.npy'\nlabels = 'y.npy'\nlabel = 'a'", "an NPY file has no `label`; it has labels"),
        ("file = 'x.npy'\nlabels = 't.toml'", "t.toml: is no file of numpy.save"),
        ("generator = 'moons'\nlabels = 'y.npy'", "generator `moons` has no `labels`"),
        ("generator = 'ad_hoc'\nnoise = 0.1", "generator `ad_hoc` has no `noise`; it has samples, gap, seed"),
        ("generator = 'ad_hoc'\ngap = 2.0", "t.toml:3:7: error: ad_hoc: expected gap to be from 0 to 0.9"),
        ("generator = 'xxz_phases'\nchain = 5", "t.toml:3:9: error: xxz_phases: expected chain to be even"),
        ("generator = 'xxz_phases'\nshow = 'all'", "show"),
        ("generator = 'two_curves'\nseed = 4294967296", "expected seed to be less than 4294967296"),
        ("generator = 'hyperplane_parity'", "did you mean `hyperplanes_parity`?"),
    ] {
        scratch.file("t.toml", format!("[data]\n{config}\n"));
        let ran = scratch.ansatz("train t.toml");
        assert!(ran.failure(2).contains(part), "{part}\n{ran:?}");
    }
}
