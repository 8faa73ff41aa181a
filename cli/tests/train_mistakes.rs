//! Wrong input and failed work of `train`, `predict` and `evaluate`: exit codes, places, hints, and nothing left behind.
#![allow(clippy::unwrap_used)]

mod support;

use std::path::Path;
use support::ansatz_at;

const DATA: &str = "a,b,kind\n0,1,x\n1,0,y\n2,1,x\n3,0,y\n4,1,x\n5,0,y\n6,1,x\n7,0,y\n";

/// `[data]` that works.
const GOOD: &str = "[data]\nfile = 'd.csv'\n";

/// Runs a configuration beside `d.csv`, which must fail without leaving anything.
fn refused(config: &str, data: &str, code: i32, parts: &[&str]) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("job.toml"), config).unwrap();
    std::fs::write(folder.path().join("d.csv"), data).unwrap();
    let finished = ansatz_at(folder.path(), &["train", "job.toml"]);
    finished.failed(code, parts);
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 2, "something was left behind by:\n{config}");
}

#[test]
fn mistakes_in_the_training_file_are_shown_where_they_stand() {
    let table: &[(&str, &[&str])] = &[
        (
            "[data]\nfile = 'd.csv'\n[training]\nepoch = 3",
            &[
                "job.toml:4:1: error: unknown key `epoch`; did you mean `epochs`?",
                "\n4 | epoch = 3\n  | ^^^^^",
            ],
        ),
        (
            "[data]\nfile = 'd.csv'\n[trainig]",
            &["job.toml:3:2:", "unknown key `trainig`; did you mean `training`?"],
        ),
        (
            "[data]\nfile = 'd.csv'\nzzzzzz = 1",
            &["job.toml:3:1:", "unknown key `zzzzzz`; known here: file, label"],
        ),
        (
            "[data]\nfile = 'd.csv'\n[training]\nearly_stopping = { patienc = 3 }",
            &["job.toml:4:20:", "did you mean `patience`?"],
        ),
        (
            "[data]\nfile = 'd.csv'\n[training]\nepochs = 'many'",
            &["job.toml:4:10:", "`epochs`: expected a whole number, not negative, found string \"many\""],
        ),
        (
            "[data]\nfile = 'd.csv'\n[training]\nepochs = -1",
            &["job.toml:4:10:", "`epochs`: expected a whole number, not negative, found integer `-1`"],
        ),
        (
            "[data]\nfile = 'd.csv'\n[training]\nlearning_rate = 'fast'",
            &["job.toml:4:17:", "`learning_rate`: expected a number"],
        ),
        ("[data]\nfile = 3", &["job.toml:2:8:", "`file`: expected text in quotes"]),
        (
            "[data]\nfile = 'd.csv'\npreprocess = 'pca:2'",
            &["job.toml:3:14:", "`preprocess`: expected a list"],
        ),
        ("[data]\nfile = 'd.csv'\npreprocess = [", &["job.toml:3:"]),
        ("", &["job.toml: error: `data` is missing"]),
        ("[data]\n[model]\nqubits = 2", &["job.toml:1:2:", "no data"]),
        ("[data]\nfile = 'd.csv'\ngenerator = 'moons'", &["job.toml:3:13:", "exclude each other"]),
        ("[data]\nfile = 'd.csv'\nnoise = 0.1", &["job.toml:3:9:", "a file has no `noise`"]),
        (
            "[data]\ngenerator = 'moon'",
            &["job.toml:2:13:", "unknown generator `moon`; did you mean `moons`?"],
        ),
        (
            "[data]\ngenerator = 'moons'\nfactor = 0.1",
            &["job.toml:3:10:", "generator `moons` has no `factor`"],
        ),
        ("[data]\ngenerator = 'circles'\nfactor = 1.5", &["job.toml:3:10:", "less than 1"]),
        ("[data]\ngenerator = 'moons'\nnoise = nan", &["job.toml:3:9:", "finite"]),
        ("[data]\nfile = 'no.csv'", &["job.toml:2:8:", "no.csv: "]),
        ("[data]\nfile = '.'", &["job.toml:2:8:", "is a directory"]),
        (
            "[data]\nfile = 'd.csv'\nlabel = 'kin'",
            &["job.toml:3:9:", "no column is named `kin`; did you mean `kind`?"],
        ),
        ("[data]\nfile = 'd.csv'\ntest_fraction = 1.0", &["job.toml:3:17:", "test fraction"]),
        (
            "[data]\nfile = 'd.csv'\npreprocess = ['standardise']",
            &["job.toml:3:15:", "did you mean `standardize`?"],
        ),
        (
            "[data]\nfile = 'd.csv'\npreprocess = ['standardize', 'pca:9']",
            &["job.toml:3:14:", "at most 2 components"],
        ),
        (
            "[data]\nfile = 'd.csv'\n[model]\nkind = 'kernel'",
            &["job.toml:4:8:", "unknown kind of model `kernel`"],
        ),
        (
            "[data]\nfile = 'd.csv'\n[model]\nembedding = 'angel'",
            &[
                "job.toml:4:13:",
                "unknown embedding `angel`; did you mean `angle`?",
                " | embedding = 'angel'\n  |             ^^^^^^^",
            ],
        ),
        ("[data]\nfile = 'd.csv'\n[model]\nansatz = 'qaao'", &["job.toml:4:10:", "did you mean `qaoa`?"]),
        ("[data]\nfile = 'd.csv'\n[model]\nreadout = 'line'", &["job.toml:4:11:", "unknown readout"]),
        ("[data]\nfile = 'd.csv'\n[model]\nloss = 'hing'", &["job.toml:4:8:", "did you mean `hinge`?"]),
        (
            "[data]\nfile = 'd.csv'\n[model]\nqubits = 1",
            &["job.toml:4:10:", "needs 2 qubits for 2 features, the model has 1"],
        ),
        ("[data]\nfile = 'd.csv'\n[model]\nqubits = 0", &["job.toml:4:10:", "from 1 to 62, found 0"]),
        ("[data]\nfile = 'd.csv'\n[model]\nqubits = 1000000000000", &["job.toml:4:10:", "from 1 to 62"]),
        ("[data]\nfile = 'd.csv'\n[model]\nlayers = 1000000000000", &["job.toml:4:10:", "from 1 to 1000"]),
        (
            "[data]\nfile = 'd.csv'\n[training]\noptimizer = 'adma'",
            &["job.toml:4:13:", "did you mean `adam`?"],
        ),
        ("[data]\nfile = 'd.csv'\n[training]\nlearning_rate = -0.1", &["job.toml:4:17:", "more than 0"]),
        (
            "[data]\nfile = 'd.csv'\n[training]\nmomentum = 0.5",
            &["job.toml:4:12:", "adam: has no setting `momentum`"],
        ),
        (
            "[data]\nfile = 'd.csv'\n[training]\nbatch_size = 2\noptimizer = 'lbfgs'",
            &["job.toml:4:14:", "batch_size = 0"],
        ),
        (
            "[data]\nfile = 'd.csv'\n[training]\ndifferentiator = 'adjoin'",
            &["job.toml:4:18:", "did you mean `adjoint`?"],
        ),
        (
            "[data]\nfile = 'd.csv'\n[training.early_stopping]\npatience = 0",
            &["job.toml:4:12:", "at least 1"],
        ),
        ("[data]\nfile = 'd.csv'\n[training.early_stopping]\nmin_delta = nan", &["job.toml:4:13:", "finite"]),
        (
            "[data]\nfile = 'd.csv'\n[training]\noptimizer = 'qng'",
            &["job.toml:4:13:", "unknown optimizer of models `qng`"],
        ),
        ("[data]\nfile = 'd.csv'\n[model]\nkind = 'separable'", &["job.toml:3:1:", "`of` is missing"]),
        (
            "[data]\nfile = 'd.csv'\n[training]\nschedule = { decay = 'slow' }",
            &["job.toml:4:", "unknown name `slow`"],
        ),
        (
            "[data]\nfile = 'd.csv'\n[model]\nkind = 'tree_tensor'\nlayers = 2",
            &["job.toml:5:1:", "unknown key `layers`"],
        ),
    ];
    for (config, parts) in table {
        refused(config, DATA, 2, parts);
    }
}

#[test]
fn mistakes_in_the_data_file_are_shown_by_row_and_column() {
    let table: &[(&str, &[&str])] = &[
        ("a,b,kind\n0,1,x\n1,,y\n", &["d.csv:3: column 2 (`b`)", "found nothing"]),
        ("a,b,kind\n0,1,x\n1,nan,y\n", &["d.csv:3: column 2 (`b`)", "found `nan`"]),
        ("a,b,kind\n0,1,x\n1,tall,y\n", &["d.csv:3: column 2 (`b`)", "expected a number, found `tall`"]),
        ("a,b,kind\n0,1,x\n1,1e999,y\n", &["d.csv:3: column 2 (`b`)", "finite"]),
        ("a,b,kind\n0,1,x\n1,2\n", &["d.csv:3: expected 3 values, found 2"]),
        ("a,b,kind\n0,1,x\n1,2,x\n", &["found only `x`"]),
        ("a,b,kind\n0,1,x\n1,2,y\n2,2,y\n", &["job.toml", "class `x` has 1 row"]),
        ("a,b,kind\n", &["d.csv: expected at least one row"]),
        ("kind\nx\ny\n", &["found none"]),
        ("", &["d.csv: the file is empty"]),
        ("1,2,3\n4,5,6\n", &["d.csv:1: expected column names"]),
    ];
    for (data, parts) in table {
        refused(GOOD, data, 2, parts);
    }
}

#[test]
fn failed_work_has_exit_code_1_and_leaves_no_folder() {
    let large = "[data]\nfile = 'd.csv'\n[model]\nqubits = 50\n";
    refused(large, DATA, 1, &["state", "50 qubits"]);
    let amplitudes = "[data]\nfile = 'd.csv'\n[model]\nqubits = 40\nembedding = 'amplitude'\n";
    refused(amplitudes, DATA, 1, &["40 qubits"]);
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("job.toml"), GOOD).unwrap();
    std::fs::write(folder.path().join("d.csv"), DATA).unwrap();
    // A file where a folder should be: nobody can write below it, not even root.
    let finished = ansatz_at(folder.path(), &["train", "job.toml", "--out", "d.csv/out"]);
    finished.failed(1, &["cannot write to the folder d.csv/out"]);
    ansatz_at(folder.path(), &["train", "job.toml", "--device", "cuda"]).failed(1, &["CUDA"]);
    ansatz_at(folder.path(), &["train", "no.toml"]).is_wrong_input(&["no.toml: error:"]);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn divergence_keeps_the_last_good_weights_and_exits_with_1() {
    let folder = tempfile::tempdir().unwrap();
    let config = format!("{GOOD}[training]\nlearning_rate = 1e308\nepochs = 50\n");
    std::fs::write(folder.path().join("job.toml"), config).unwrap();
    std::fs::write(folder.path().join("d.csv"), DATA).unwrap();
    let finished = ansatz_at(folder.path(), &["train", "job.toml", "--out", "m", "--format", "json"]);
    let model = Path::new("m").join("model.json").display().to_string();
    finished.failed(1, &["diverged in epoch", "last good weights", &model]);
    let saved = std::fs::read_to_string(folder.path().join("m/metrics.json")).unwrap();
    assert!(saved.contains("\"stopped\": \"diverged\""), "{saved}");
    ansatz_at(folder.path(), &["predict", &model, "d.csv"]).success();
}

#[test]
fn broken_models_and_foreign_data_are_wrong_input() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    write("job.toml", &format!("{GOOD}[training]\nepochs = 2\n"));
    write("d.csv", DATA);
    ansatz_at(folder.path(), &["train", "job.toml", "--out", "."]).success();
    let model = std::fs::read_to_string(folder.path().join("model.json")).unwrap();
    let with = |from: &str, to: &str| {
        assert!(model.contains(from), "{from}");
        model.replacen(from, to, 1)
    };
    let table = [
        (String::new(), "broken.json:1:0: error: not a model file"),
        ("hello".into(), "broken.json:1:1: error: not a model file"),
        ("{}".into(), "missing field"),
        (model[..model.len() / 2].to_string(), "not a model file"),
        (with("\"version\": 2", "\"version\": 99"), "version 99"),
        (with("ansatz variational classifier", "pickle"), "format `pickle`"),
        (with("\"qubits\": 4", "\"qubits\": 3"), "weights expected"),
        (with("\"qubits\": 4", "\"qubits\": 4000000000000"), "from 1 to 62"),
        (with("\"embedding\": \"angle\"", "\"embedding\": \"angel\""), "did you mean `angle`?"),
        (with("\"kind\"", "\"kind\", \"extra\": [], \"x\""), "not a model file"),
        (with("\"weights\": [", "\"weights\": [ 1e999,"), "not a model file"),
        (with("\"inputs\": 2", "\"inputs\": 3"), "another number of features"),
    ];
    for (text, part) in table {
        write("broken.json", &text);
        for command in ["predict", "evaluate"] {
            ansatz_at(folder.path(), &[command, "broken.json", "d.csv"])
                .is_wrong_input(&["broken.json", part]);
        }
    }
    let data = [
        ("b,kind\n1,x\n", "missing feature columns: a"),
        ("a,b,kind\n1,one,x\n", "e.csv:2: column 2 (`b`)"),
        ("", "the file is empty"),
    ];
    for (text, part) in data {
        write("e.csv", text);
        ansatz_at(folder.path(), &["predict", "model.json", "e.csv"]).is_wrong_input(&["e.csv", part]);
    }
    write("e.csv", "a,b\n1,2\n");
    ansatz_at(folder.path(), &["evaluate", "model.json", "e.csv"]).is_wrong_input(&["e.csv", "`kind`"]);
    ansatz_at(folder.path(), &["predict", "model.json", "no.csv"]).is_wrong_input(&["no.csv"]);
    ansatz_at(folder.path(), &["predict", "no.json", "d.csv"]).is_wrong_input(&["no.json"]);
}
