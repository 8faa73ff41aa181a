//! Readers answer any bytes: what fuzzing has found, and files that are right but for a few bytes.
#![allow(clippy::unwrap_used)]

#[path = "../../fuzz/src/readers.rs"]
mod readers;

use ansatz::qml::data::moons;
use ansatz::qml::models::{Checkpoint, ClassifierSettings, Samples, TrainingSettings, VariationalClassifier};
use ansatz::qml::preprocess::Pipeline;
use ansatz::simulator::{Cpu, Purpose, RandomStream};
use ndarray::Array2;
use ndarray_npy::WriteNpyExt;
use std::ops::ControlFlow;
use std::sync::Arc;

/// A reader, its name in the folder of findings, and files that it takes.
struct Reader {
    name: &'static str,
    read: fn(&[u8]),
    files: Vec<Vec<u8>>,
}

fn trained() -> (VariationalClassifier, Checkpoint) {
    let data = moons(12, 0.1, 0).unwrap();
    let settings = ClassifierSettings { qubits: 2, layers: 1, ..Default::default() };
    let training = TrainingSettings { epochs: 1, ..Default::default() };
    let mut model = VariationalClassifier::new(settings, training, Arc::new(Cpu::<f64>::default()));
    let samples = Samples::new(&data.features, &data.labels).unwrap();
    let checkpoint = model.fit_observed(samples, None, &mut |_| ControlFlow::Continue(())).unwrap();
    (model, checkpoint)
}

fn arrays() -> Vec<Vec<u8>> {
    let (mut matrix, mut counts) = (Vec::new(), Vec::new());
    Array2::from_shape_fn((4, 2), |(i, j)| i as f64 - j as f64).write_npy(&mut matrix).unwrap();
    ndarray::Array1::from_vec(vec![0_i64, 1, 0, 1]).write_npy(&mut counts).unwrap();
    vec![matrix, counts]
}

fn all() -> Vec<Reader> {
    let data = moons(12, 0.1, 0).unwrap();
    let (model, checkpoint) = trained();
    let pipeline = Pipeline::default().fit(&data.features).unwrap();
    let saved = serde_json::to_vec(&model.save(&data, &pipeline).unwrap()).unwrap();
    let csv = |first: u8, text: &str| [&[first], text.as_bytes()].concat();
    let texts = |texts: &[&str]| texts.iter().map(|text| text.as_bytes().to_vec()).collect::<Vec<_>>();
    vec![
        Reader {
            name: "csv",
            read: readers::csv,
            files: vec![
                csv(0, "a,b,kind\n1,2.5,x\n-3e2,\"4\",y\n5,6,x\n"),
                csv(9 + 3 + 18 * 2, "a;b;y\n1,5;red;0\n;blue;1\n2,5;red;1\n"),
                csv(2, "1,2,0\n3,4,1\n5,6,0\n"),
            ],
        },
        Reader { name: "npy", read: readers::npy, files: arrays() },
        Reader {
            name: "toml",
            read: readers::toml,
            files: texts(&[
                ansatz_jobs::train::REFERENCE,
                ansatz_jobs::study::REFERENCE,
                ansatz_jobs::gram::REFERENCE,
            ]),
        },
        Reader { name: "model", read: readers::model, files: vec![saved] },
        Reader {
            name: "checkpoint",
            read: readers::checkpoint,
            files: texts(&[&checkpoint.to_text().unwrap()]),
        },
        Reader {
            name: "graph",
            read: readers::graph,
            files: texts(&[
                "\u{0}0 1\n1 2 0.5\n2 0 -1e3\n",
                "\u{2}4 5\n1 2 1\n1 3 1\n2 3 1\n2 4 1\n3 4 1\n",
                "\u{3}c title\np edge 3 2\ne 1 2\ne 2 3 4\n",
                "\u{4}%%MatrixMarket matrix coordinate real symmetric\n3 3 2\n2 1 0.5\n3 2 1\n",
            ]),
        },
        Reader {
            name: "operator",
            read: readers::operator,
            files: texts(&[
                "1.0 * Z0 Z1 + 0.5 * X3 - 0.25 * Y2\n",
                "# title\n0.25 * I\n-1e-3 X0 Y1\n",
                "(0.5+0j) [X0 Y1] +\n(-0.25+0j) []",
                "SparsePauliOp(['ZI', 'XX'], coeffs=[0.5+0.j, -1.+0.j])",
                "0.5 * Z(1) + 0.3 * (X(0) @ X(1))",
                "0.500*Z(q(1))+0.300*X(q(0))*X(q(1))",
            ]),
        },
    ]
}

/// Draws below a count.
struct Draws(RandomStream);

impl Draws {
    fn below(&mut self, count: usize) -> usize {
        ((self.0.uniform() * count as f64) as usize).min(count.saturating_sub(1))
    }
}

const LIKELY: &[u8] = b"0-9.eE,;\"'[]{}()\n\t*+@";

/// A file with a few bytes changed, left out, put in, or taken from elsewhere in it.
fn mutated(file: &[u8], draws: &mut Draws) -> Vec<u8> {
    let mut bytes = file.to_vec();
    for _ in 0..=draws.below(4) {
        if bytes.is_empty() {
            bytes.push(b'0');
        }
        let (at, from) = (draws.below(bytes.len()), draws.below(bytes.len()));
        let to = bytes.len().min(from + draws.below(12));
        match draws.below(5) {
            0 => bytes[at] ^= 1 << draws.below(8),
            1 => _ = bytes.drain(from..to),
            2 => bytes.insert(at, draws.below(256) as u8),
            3 => {
                let piece = bytes[from..to].to_vec();
                bytes.splice(at..at, piece);
            }
            _ => bytes[at] = LIKELY[draws.below(LIKELY.len())],
        }
    }
    bytes
}

#[test]
fn files_that_are_nearly_right_are_answered() {
    for Reader { name, read, files } in all() {
        for (number, file) in files.iter().enumerate() {
            read(file);
            let mut draws = Draws(RandomStream::new(1, Purpose::TEST, number as u64));
            for _ in 0..1500 {
                let bytes = mutated(file, &mut draws);
                let answered = std::panic::catch_unwind(|| read(&bytes));
                assert!(answered.is_ok(), "{name}: {:?}", String::from_utf8_lossy(&bytes));
            }
        }
    }
}

#[test]
fn what_fuzzing_has_found_stays_answered() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/findings_of_readers");
    for Reader { name, read, .. } in all() {
        for entry in std::fs::read_dir(folder.join(name)).into_iter().flatten() {
            read(&std::fs::read(entry.unwrap().path()).unwrap());
        }
    }
}
