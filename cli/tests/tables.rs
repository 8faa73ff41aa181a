//! Tables as people bring them, from a first look to predictions, without a change to the file.
#![allow(clippy::unwrap_used)]

mod support;

use ndarray::{Array1, Array2};
use ndarray_npy::WriteNpyExt;
use serde_json::Value;
use std::io::Write;
use support::Scratch;

const IRIS: &str = include_str!("../../data/iris.csv");
const CANCER: &str = include_str!("../../data/breast_cancer.csv");
const DIABETES: &str = include_str!("../../data/diabetes.csv");

/// Birds of three species with texts, truths and gaps, from a formula: each number is its species' own and a little more.
fn birds() -> String {
    let mut text = "species,island,bill,mass,sex,ringed\n".to_owned();
    for row in 0..150u32 {
        let species = row % 3;
        let noise = f64::from(row * 37 % 23) / 23.0 - 0.5;
        let (bill, mass) =
            (f64::from(38 + 5 * species) + 2.0 * noise, f64::from(3500 + 700 * species) - 300.0 * noise);
        let island = if species == 0 { ["Dream", "Biscoe"][(row % 2) as usize] } else { "Torgersen" };
        let bill = if row % 17 == 5 { "NA".to_owned() } else { format!("{bill:.1}") };
        let sex = if row % 29 == 3 { "" } else { ["Male", "Female"][(row / 3 % 2) as usize] };
        let ringed = if row % 4 == 0 { "True" } else { "False" };
        text.push_str(&format!("sp{species},{island},{bill},{mass:.0},{sex},{ringed}\n"));
    }
    text
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("{value}"))
}

/// Looks, trains by the training file that is suggested, predicts and evaluates; gives the metrics of the test rows.
fn whole_way(scratch: &Scratch, data: &str, rows: usize) -> Value {
    let look = scratch.ansatz(&format!("inspect {data} --toml job.toml --format json")).json();
    assert_eq!(look["rows"], rows, "{look}");
    let trained = scratch.ansatz("train job.toml --out out --format json").json();
    let predicted = scratch.ansatz(&format!("predict out/model.json {data} --format json")).json();
    assert_eq!(predicted["predictions"].as_array().unwrap().len(), rows);
    let csv = scratch.ansatz(&format!("predict out/model.json {data} --format csv"));
    assert_eq!(csv.success().lines().count(), rows + 1);
    scratch.ansatz(&format!("evaluate out/model.json {data} --format json")).json();
    trained["metrics"]["test"].clone()
}

#[test]
fn a_file_without_a_header() {
    let scratch = Scratch::new();
    let rows = IRIS.split_once('\n').unwrap().1;
    scratch.file("iris.data", rows);
    scratch.file("plain.toml", "[data]\nfile = 'iris.data'\n");
    scratch.ansatz("train plain.toml").is_wrong_input(&[
        "iris.data:1",
        "`5.1` in column 1",
        "`header = false`",
    ]);
    assert!(number(&whole_way(&scratch, "iris.data", 150)["accuracy"]) > 0.85);
}

#[test]
fn an_index_in_front() {
    let scratch = Scratch::new();
    let numbered = |(row, line): (usize, &str)| {
        if row == 0 { format!(",{line}\n") } else { format!("{},{line}\n", row - 1) }
    };
    scratch.file("cancer.csv", CANCER.lines().enumerate().map(numbered).collect::<String>());
    assert!(number(&whole_way(&scratch, "cancer.csv", 569)["accuracy"]) > 0.9);
}

#[test]
fn texts_truths_and_gaps() {
    let scratch = Scratch::new();
    scratch.file("birds.csv", birds());
    scratch.file("plain.toml", "[data]\nfile = 'birds.csv'\nlabel = 'species'\n");
    scratch.ansatz("train plain.toml").is_wrong_input(&["birds.csv:5", "(`sex`)", "`missing`"]);
    assert!(number(&whole_way(&scratch, "birds.csv", 150)["accuracy"]) > 0.9);
    // A text that no training row holds, and rows that lack something, are predicted all the same.
    scratch.file(
        "new.csv",
        "bill,extra,island,mass,ringed,sex\n48.2,x,Torgersen,4900,False,Other\n,,Dream,3500,True,Male\n",
    );
    let ran = scratch.ansatz("predict out/model.json new.csv --format json");
    assert_eq!(ran.json()["predictions"], serde_json::json!(["sp2", "sp0"]));
    assert!(ran.stderr.contains("column `sex`") && ran.stderr.contains("`Other`"), "{ran:?}");
    // Where rows with gaps are left out, the answer says which rows there are.
    scratch.file("drop.toml", "[data]\nfile = 'birds.csv'\nlabel = 'species'\nmissing = 'drop'\npreprocess = ['standardize', 'pca:3']\n[model]\nqubits = 3\n[training]\nepochs = 5\n");
    scratch.ansatz("train drop.toml --out dropped").success();
    let kept = scratch.ansatz("predict dropped/model.json birds.csv --format json").json();
    let rows = kept["rows"].as_array().unwrap();
    assert!(rows.len() < 150 && !rows.contains(&6.into()) && rows.contains(&1.into()), "{rows:?}");
}

#[test]
fn a_number_to_predict() {
    let scratch = Scratch::new();
    scratch.file("diabetes.csv", DIABETES);
    scratch.file("classes.toml", "[data]\nfile = 'diabetes.csv'\n");
    scratch
        .ansatz("train classes.toml")
        .is_wrong_input(&["214 different numbers", "`task = \"regression\"`"]);
    let metrics = whole_way(&scratch, "diabetes.csv", 442);
    assert!(number(&metrics["r2"]) > 0.2, "{metrics}");
    // What is written in the report is what predictions give again: R² = 1 − Σ (y − ŷ)² / Σ (y − mean)².
    let predicted = scratch.ansatz("predict out/model.json diabetes.csv --format json").json();
    let known: Vec<f64> =
        DIABETES.lines().skip(1).map(|line| line.rsplit_once(',').unwrap().1.parse().unwrap()).collect();
    let mean = known.iter().sum::<f64>() / 442.0;
    let predicted = predicted["predictions"].as_array().unwrap().iter().map(number);
    let left: f64 = known.iter().zip(predicted).map(|(y, p)| (y - p).powi(2)).sum();
    let total: f64 = known.iter().map(|y| (y - mean).powi(2)).sum();
    let evaluated = scratch.ansatz("evaluate out/model.json diabetes.csv --format json").json();
    assert!((number(&evaluated["metrics"]["r2"]) - (1.0 - left / total)).abs() < 1e-12);
    assert!(std::fs::read_to_string(scratch.path("out/report.html")).unwrap().contains("predicted target"));
    scratch
        .file("loss.toml", "[data]\nfile = 'diabetes.csv'\ntask = 'regression'\n[model]\nloss = 'hinge'\n");
    scratch.ansatz("train loss.toml").is_wrong_input(&["loss.toml:5", "remove `loss`"]);
}

#[test]
fn a_rare_class_counts_as_much_as_the_other() {
    let scratch = Scratch::new();
    // One row in nine, here and there, the more often the larger a is.
    let row = |row: u32| {
        let a = f64::from(row * 31 % 97) / 97.0;
        let is_fraud = f64::from(row * 53 % 101) < 24.0 * a;
        format!("{a:.4},{:.4},{}\n", f64::from(row * 17 % 89) / 89.0, u8::from(is_fraud))
    };
    scratch.file("fraud.csv", "a,b,fraud\n".to_owned() + &(0..300).map(row).collect::<String>());
    let recall = |weight: &str| {
        let training = "[model]\nqubits = 2\nlayers = 2\n[training]\nepochs = 30\n";
        scratch.file(
            "w.toml",
            format!("[data]\nfile = 'fraud.csv'\npreprocess = ['minmax:-pi/2:pi/2']\n{training}{weight}\n"),
        );
        number(
            &scratch.ansatz("train w.toml --out w --format json").json()["metrics"]["train"]["balanced_accuracy"],
        )
    };
    let (plain, balanced) = (recall(""), recall("class_weight = 'balanced'"));
    assert!(balanced > plain + 0.05, "{plain} {balanced}");
    assert!(recall("class_weight = { 1 = 8.0 }") > plain + 0.05);
    scratch.file(
        "w.toml",
        "[data]\nfile = 'fraud.csv'\n[model]\nqubits = 2\n[training]\nclass_weight = { yes = 2.0 }\n",
    );
    scratch.ansatz("train w.toml").is_wrong_input(&["w.toml:6", "`yes`"]);
}

#[test]
fn rows_are_held_out_for_stopping_early() {
    let scratch = Scratch::new();
    scratch.file("iris.csv", IRIS);
    let text = "[data]\nfile = 'iris.csv'\npreprocess = ['minmax:-pi/2:pi/2']\n[training]\nepochs = 60\nvalidation_fraction = 0.25\nearly_stopping = { patience = 3 }\n";
    scratch.file("v.toml", text);
    scratch.ansatz("train v.toml --out v").success();
    let history = std::fs::read_to_string(scratch.path("v/history.csv")).unwrap();
    assert!(history.starts_with("epoch,loss,accuracy,validation_loss,validation_accuracy\n"), "{history}");
    scratch.file("wrong.toml", text.replace("0.25", "1.0"));
    scratch.ansatz("train wrong.toml").is_wrong_input(&["wrong.toml:6", "less than 1"]);
}

#[test]
fn compressed_and_foreign_files() {
    let scratch = Scratch::new();
    let foreign = IRIS.replace(',', ";").replace('.', ",");
    scratch.file("iris.csv", &foreign);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(foreign.as_bytes()).unwrap();
    std::fs::write(scratch.path("iris.csv.gz"), packed.finish().unwrap()).unwrap();
    scratch.file("plain.toml", "[data]\nfile = 'iris.csv'\n");
    scratch.ansatz("train plain.toml").is_wrong_input(&["is the separator `;`?"]);
    scratch.file("point.toml", "[data]\nfile = 'iris.csv.gz'\nseparator = ';'\n");
    scratch.ansatz("train point.toml").is_wrong_input(&["`decimal = \",\"` reads it"]);
    let metrics = whole_way(&scratch, "iris.csv.gz", 150);
    assert!(number(&metrics["accuracy"]) > 0.85, "{metrics}");
}

#[test]
fn arrays_are_trained_on_and_predicted() {
    let scratch = Scratch::new();
    let x = Array2::from_shape_fn((60, 2), |(row, column)| {
        let near = if row % 2 == 0 { -1.0 } else { 1.0 };
        near + 0.3 * ((row * 7 + column * 3) as f64).sin()
    });
    let y = Array1::from_shape_fn(60, |row| (row % 2) as i64);
    let (mut features, mut labels) = (Vec::new(), Vec::new());
    x.write_npy(&mut features).unwrap();
    y.write_npy(&mut labels).unwrap();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in [("X.npy", &features), ("y.npy", &labels)] {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(bytes).unwrap();
    }
    scratch.file("d.npz", archive.finish().unwrap().into_inner());
    scratch.file("x.npy", &features);
    scratch.file("y.npy", &labels);
    let rest =
        "preprocess = ['minmax:-pi/2:pi/2']\n[model]\nqubits = 2\nlayers = 2\n[training]\nepochs = 20\n";
    for (name, data) in [("npz", "file = 'd.npz'"), ("npy", "file = 'x.npy'\nlabels = 'y.npy'")] {
        scratch.file("a.toml", format!("[data]\n{data}\n{rest}"));
        scratch.ansatz(&format!("train a.toml --out {name}")).success();
        let metrics = scratch.ansatz(&format!("evaluate {name}/model.json d.npz --format json")).json();
        assert!(number(&metrics["metrics"]["accuracy"]) > 0.95, "{name}: {metrics}");
        let rows = scratch.ansatz(&format!("predict {name}/model.json x.npy --format json")).json();
        assert_eq!(rows["predictions"].as_array().unwrap()[..2], ["0", "1"], "{name}");
    }
    scratch.file("z.npz", b"PK\x03\x04 and no more");
    scratch.file("a.toml", format!("[data]\nfile = 'z.npz'\n{rest}"));
    scratch.ansatz("train a.toml").is_wrong_input(&["z.npz", "numpy.savez"]);
}

/// Iris as it lies beside, in a training file of a few epochs.
const FEW: &str = "[data]\nfile = 'iris.csv'\npreprocess = ['minmax:-pi/2:pi/2']\n[model]\nlayers = 2\n[training]\nepochs = 4\nbatch_size = 0\n";

#[test]
fn a_classical_model_stands_beside_and_test_rows_are_written_out() {
    let scratch = Scratch::new();
    scratch.file("iris.csv", IRIS);
    scratch.file("b.toml", FEW);
    let answer = scratch.ansatz("train b.toml --out b --format json").json();
    assert_eq!(answer["baseline"]["name"], "logistic_regression");
    // scikit-learn's logistic regression reaches 0.93 to 1.0 on such splits.
    assert!(number(&answer["baseline"]["metrics"]["test"]["accuracy"]) >= 0.9, "{answer}");
    let ran = scratch.ansatz("train b.toml --out b");
    assert!(ran.success().contains("logistic regression, test"), "{}", ran.stdout);

    let csv = std::fs::read_to_string(scratch.path("b/predictions.csv")).unwrap();
    let lines: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(lines[0][..4], ["row", "label", "prediction", "probability of setosa"]);
    assert_eq!(lines.len(), 1 + 30);
    // Rows are those of the file, and `predict` says the same of them.
    let rows: Vec<&str> = IRIS.lines().skip(1).collect();
    let predicted = scratch.ansatz("predict b/model.json iris.csv --format json").json();
    for line in &lines[1..] {
        let row: usize = line[0].parse().unwrap();
        assert!(rows[row - 1].ends_with(line[1]), "{line:?}");
        assert_eq!(predicted["predictions"][row - 1], line[2]);
        let probability = line[4].parse::<f64>().unwrap();
        assert!((number(&predicted["probabilities"][row - 1][1]) - probability).abs() < 1e-12);
    }
    // Least squares on two columns, by hand: y = 3 + 2 a − b without noise is found exactly but for the penalty.
    let row = |i: usize| format!("{},{},{}\n", i % 10, i % 7, 3 + 2 * (i % 10) as i64 - (i % 7) as i64);
    scratch.file("plane.csv", format!("a,b,y\n{}", (0..70).map(row).collect::<String>()));
    let regression = "[data]\nfile = 'plane.csv'\ntask = 'regression'\npreprocess = ['standardize']\n[model]\nlayers = 1\n[training]\nepochs = 1\n";
    scratch.file("r.toml", regression);
    let answer = scratch.ansatz("train r.toml --out r --format json").json();
    assert_eq!(answer["baseline"]["name"], "ridge");
    assert!(number(&answer["baseline"]["metrics"]["test"]["r2"]) > 0.999, "{answer}");
    assert!(
        std::fs::read_to_string(scratch.path("r/predictions.csv"))
            .unwrap()
            .starts_with("row,label,prediction\n")
    );
}

#[test]
fn training_starts_from_the_weights_of_an_earlier_model() {
    let scratch = Scratch::new();
    scratch.file("iris.csv", IRIS);
    scratch.file("old.toml", FEW.replace("epochs = 4", "epochs = 40"));
    let old = scratch.ansatz("train old.toml --out old --format json").json();
    // No epoch: the weights are those; other settings of training: the first loss is that of the start.
    scratch.file("same.toml", FEW.replace("epochs = 4", "epochs = 0\nstart = 'old/model.json'"));
    let same = scratch.ansatz("train same.toml --out same --format json").json();
    assert_eq!(same["weights_sha256"], old["weights_sha256"]);
    let other = "epochs = 2\noptimizer = 'lbfgs'\nstart = 'old/model.json'";
    scratch.file("other.toml", FEW.replace("epochs = 4", other));
    scratch.ansatz("train other.toml --out other").success();
    let history = std::fs::read_to_string(scratch.path("other/history.csv")).unwrap();
    let first: f64 = history.lines().nth(1).unwrap().split(',').nth(1).unwrap().parse().unwrap();
    assert!((first - number(&old["loss"])).abs() < 1e-9, "{first} {}", old["loss"]);

    for (change, words) in [
        (("layers = 2", "layers = 3"), "other settings than [model]"),
        (("[data]", "[data]\nclasses = ['setosa', 'virginica']"), "its classes are"),
        (("old/model.json", "gone.json"), "gone.json"),
    ] {
        let text = FEW.replace("epochs = 4", other).replace(change.0, change.1);
        scratch.file("wrong.toml", text);
        scratch.ansatz("train wrong.toml").is_wrong_input(&[words]);
    }
}

#[test]
fn epochs_are_said_on_the_way() {
    let scratch = Scratch::new();
    scratch.file("iris.csv", IRIS);
    scratch.file("l.toml", FEW.replace("epochs = 4", "epochs = 5\nvalidation_fraction = 0.2"));
    let ran = scratch.ansatz("train l.toml --out l --log-every 2");
    ran.success();
    let lines: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(lines.len(), 2, "{}", ran.stderr);
    assert!(lines[0].starts_with("epoch 2: loss ") && lines[1].starts_with("epoch 4: loss "), "{lines:?}");
    assert!(lines[0].contains(", accuracy ") && lines[0].contains("; held out: loss "), "{lines:?}");
    assert_eq!(scratch.ansatz("train l.toml --out l").stderr, "", "short work says nothing");
    assert_eq!(scratch.ansatz("train l.toml --out l --log-every 1 --quiet").stderr, "");
    scratch.ansatz("train l.toml --log-every 0").is_wrong_input(&["--log-every"]);
}
