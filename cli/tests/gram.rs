//! `gram`: the matrix in the file, the machine on test rows, and mistakes shown where they stand.
#![allow(clippy::unwrap_used)]

mod support;

use ndarray::Array2;
use std::path::Path;
use support::Scratch;

fn matrix(path: &Path) -> Array2<f64> {
    ndarray_npy::read_npy(path).unwrap()
}

/// A folder with the project's examples of kernels.
fn project() -> Scratch {
    let scratch = Scratch::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let kernels = ["iris", "moons", "ad_hoc", "phases"].map(|name| format!("examples/kernel_{name}.toml"));
    for path in kernels.iter().map(String::as_str).chain(["data/iris.csv"]) {
        std::fs::create_dir_all(scratch.path(path).parent().unwrap()).unwrap();
        std::fs::copy(root.join(path), scratch.path(path)).unwrap();
    }
    scratch
}

#[test]
fn the_matrix_of_two_angles_is_known() {
    let scratch = Scratch::new();
    scratch.file("d.csv", "x,class\n0,a\n1,b\n0.5,a\n");
    scratch.file("k.toml", "[data]\nfile = \"d.csv\"\n[kernel]\nembedding = \"angle\"\n");
    let answer = scratch.ansatz("gram k.toml --format json").json();
    assert_eq!(answer["shape"], serde_json::json!([3, 3]));
    assert_eq!(answer["artifacts"], serde_json::json!(["out/k.npy"]));
    let gram = matrix(&scratch.path("out/k.npy"));
    let angles = [0.0, 1.0, 0.5f64];
    for ((i, j), value) in gram.indexed_iter() {
        let expected = ((angles[i] - angles[j]) / 2.0).cos().powi(2);
        assert!((value - expected).abs() < 1e-14, "{i} {j}: {value}");
    }
}

#[test]
fn the_examples_reach_their_accuracy() {
    let scratch = project();
    let iris = scratch.ansatz("gram examples/kernel_iris.toml --format json").json();
    assert_eq!(iris["shape"], serde_json::json!([120, 120]));
    assert_eq!(matrix(&scratch.path("out/kernel_iris.npy")).dim(), (120, 120));
    assert_eq!(matrix(&scratch.path("out/kernel_iris_test.npy")).dim(), (30, 120));
    assert!(iris["test"]["accuracy"].as_f64().unwrap() >= 0.9, "{iris}");
    for (name, least) in [("ad_hoc", 1.0), ("phases", 0.9)] {
        let answer = scratch.ansatz(&format!("gram examples/kernel_{name}.toml --format json")).json();
        assert!(answer["test"]["accuracy"].as_f64().unwrap() >= least, "{answer}");
    }
    let ran = scratch.ansatz("gram examples/kernel_moons.toml --out m.npy");
    for part in [
        "projected kernel of moons: 240 x 240, iqp on 2 qubits",
        "alignment",
        "support vectors",
        "m_test.npy",
    ] {
        assert!(ran.success().contains(part), "{part}: {ran:?}");
    }
}

#[test]
fn a_trained_kernel_agrees_better_and_a_gaussian_one_has_no_circuit() {
    let scratch = Scratch::new();
    let data = "[data]\ngenerator = \"moons\"\nsamples = 60\nnoise = 0.1\ntest_fraction = 0.2\n";
    scratch.file("t.toml", format!("{data}[kernel]\ntrainable = true\n[alignment]\nsteps = 10\n"));
    let answer = scratch.ansatz("gram t.toml --format json").json();
    let history = answer["training"]["history"].as_array().unwrap();
    assert_eq!(history.len(), 11);
    assert!(answer["alignment"].as_f64().unwrap() > history[0].as_f64().unwrap(), "{answer}");
    assert_eq!(answer["training"]["weights"].as_array().unwrap().len(), 3);
    assert!(scratch.ansatz("gram t.toml").success().contains("trained    3 weights in 10 steps"));
    scratch.file("g.toml", format!("{data}[kernel]\nkind = \"gaussian\"\n"));
    let answer = scratch.ansatz("gram g.toml --format json").json();
    assert!(answer.get("embedding").is_none() && answer["qubits"] == 0, "{answer}");
    assert!(answer["test"]["accuracy"].as_f64().unwrap() > 0.8, "{answer}");
    assert!(
        scratch
            .ansatz("gram g.toml")
            .success()
            .contains("gaussian kernel of moons: 48 x 48, of the features")
    );
}

#[test]
fn the_reference_file_itself_works() {
    let scratch = project();
    scratch.file("examples/all.toml", include_str!("../../jobs/src/gram/reference.toml"));
    let answer = scratch.ansatz("gram examples/all.toml --format json").json();
    assert_eq!(
        answer["shape"],
        serde_json::json!([150, 150]),
        "without a test_fraction all rows are one set"
    );
    assert!(answer.get("test").is_none());
}

#[test]
fn the_bits_do_not_depend_on_threads() {
    let scratch = project();
    let bytes = |threads: &str| {
        scratch.ansatz(&format!("gram examples/kernel_iris.toml --threads {threads}")).success();
        std::fs::read(scratch.path("out/kernel_iris.npy")).unwrap()
    };
    assert_eq!(bytes("1"), bytes("3"));
}

#[test]
fn an_accuracy_that_is_missed_is_a_failure_after_the_answer() {
    let scratch = project();
    let text = std::fs::read_to_string(scratch.path("examples/kernel_moons.toml")).unwrap();
    scratch.file("hard.toml", text.replace("accuracy = 0.9 ", "accuracy = 1.0 ").replace("0.15", "0.6"));
    let ran = scratch.ansatz("gram hard.toml");
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stdout.contains("alignment") && ran.stderr.contains("less than the 1 of `accuracy`"),
        "{ran:?}"
    );
}

#[test]
fn mistakes_are_shown_where_they_stand() {
    let scratch = Scratch::new();
    scratch.file("d.csv", "x,y,class\n0,1,a\n1,0,b\n");
    for (text, parts) in [
        ("", &["data"][..]),
        ("[data]\nfile = \"absent.csv\"\n", &["k.toml:2:8", "absent.csv"]),
        ("[data]\nfile = \"d.csv\"\n[kernel]\nkinds = 1\n", &["k.toml:4:1", "did you mean `kind`"]),
        (
            "[data]\nfile = \"d.csv\"\n[kernel]\nkind = \"fidelty\"\n",
            &["k.toml:4:8", "did you mean `fidelity`"],
        ),
        (
            "[data]\nfile = \"d.csv\"\n[kernel]\nembedding = \"reuploading\"\n",
            &["k.toml:4:13", "set `trainable`"],
        ),
        ("[data]\nfile = \"d.csv\"\n[kernel]\nembedding = \"iqb\"\n", &["k.toml:4:13", "did you mean `iqp`"]),
        ("[data]\nfile = \"d.csv\"\n[kernel]\nqubits = 1\n", &["k.toml:4:10", "2 qubits for 2 features"]),
        (
            "[data]\nfile = \"d.csv\"\n[kernel]\ngamma = 1.0\n",
            &["k.toml:4:9", "only `projected` and `gaussian`"],
        ),
        ("[data]\nfile = \"d.csv\"\n[alignment]\nsteps = 5\n", &["k.toml:3:2", "set `trainable`"]),
        (
            "[data]\nfile = \"d.csv\"\n[kernel]\ntrainable = true\n[alignment]\noptimizer = \"adm\"\n",
            &["k.toml:6:13", "did you mean `adam`"],
        ),
        ("[data]\nfile = \"d.csv\"\n[machine]\npenalty = 0\n", &["k.toml:4:11", "more than 0"]),
        ("[data]\nfile = \"d.csv\"\n[machine]\naccuracy = 0.5\n", &["k.toml:4:12", "test_fraction"]),
        (
            "[data]\nfile = \"d.csv\"\n[machine]\nclass_weight = 'balanced'\n",
            &["k.toml:4:16", "test_fraction"],
        ),
        (
            "[data]\ngenerator = \"moons\"\nsamples = 20\ntest_fraction = 0.5\n[machine]\nclass_weight = { zzz = 2.0 }\n",
            &["k.toml:6:16", "`zzz`"],
        ),
    ] {
        scratch.file("k.toml", text);
        scratch.ansatz("gram k.toml").is_wrong_input(parts);
        assert!(!scratch.path("out").exists(), "nothing is written: {text}");
    }
    scratch.ansatz("gram absent.toml").is_wrong_input(&["absent.toml"]);
}

#[test]
fn more_memory_than_there_is_is_refused() {
    let scratch = project();
    let ran = scratch.ansatz("gram examples/kernel_iris.toml --memory-limit 1000");
    ran.failed(1, &["4 qubits", "1000"]);
    assert!(!scratch.path("out").exists());
}
