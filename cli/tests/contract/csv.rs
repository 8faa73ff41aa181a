//! `--format csv`: one table with a header, numbers that read back as those of JSON, and clear refusals.

use crate::programs::files;
use crate::support::Scratch;

/// The header and the rows that a command prints.
fn table(scratch: &Scratch, arguments: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let ran = scratch.ansatz(&format!("{arguments} --format csv"));
    let mut reader = csv::Reader::from_reader(ran.success().as_bytes());
    let cells = |record: &csv::StringRecord| record.iter().map(str::to_string).collect::<Vec<_>>();
    let header = cells(reader.headers().expect("a header"));
    (header, reader.records().map(|record| cells(&record.expect("a row"))).collect())
}

#[test]
fn what_was_asked_is_the_table_and_its_numbers_are_those_of_json() {
    let scratch = files();
    for (arguments, key, header) in [
        ("run measured.qasm", "outcomes", ["outcome", "probability"]),
        ("run dynamic.qasm", "outcomes", ["outcome", "probability"]),
        ("run dynamic.qasm --shots 100 --seed 3", "counts", ["outcome", "count"]),
        ("run bell.qasm --shots 100", "counts", ["outcome", "count"]),
        ("run bell.qasm --probabilities", "probabilities", ["basis_state", "probability"]),
        ("run measured.qasm --probabilities --top 1", "probabilities", ["basis_state", "probability"]),
    ] {
        let (found, rows) = table(&scratch, arguments);
        assert_eq!(found, header, "{arguments}");
        let json = scratch.ansatz(&format!("{arguments} --format json")).json();
        let expected = json[key].as_object().expect("an object");
        assert_eq!(rows.len(), expected.len(), "{arguments}");
        for row in rows {
            assert_eq!(row[1].parse::<f64>().ok(), expected[&row[0]].as_f64(), "{arguments}: {row:?}");
        }
    }
}

#[test]
fn expectations_have_a_row_for_each_observable_or_for_each_binding() {
    let scratch = files();
    let params = "--observable Z0 --observable 2*X1-Z0";
    let (header, rows) =
        table(&scratch, &format!("run inputs.qasm --param theta=0.1 --param phi=0.2 {params}"));
    assert_eq!(header, ["observable", "expectation"]);
    assert_eq!((rows[0][0].as_str(), rows[1][0].as_str()), ("Z0", "2*X1-Z0"));
    assert!((rows[0][1].parse::<f64>().expect("a number") - 0.1f64.cos()).abs() < 1e-12);

    let (header, rows) = table(&scratch, &format!("run inputs.qasm --bindings rows.csv {params}"));
    assert_eq!(header, ["binding", "Z0", "2*X1-Z0"]);
    assert_eq!((rows.len(), rows[1][0].as_str()), (2, "1"));
    assert!((rows[1][1].parse::<f64>().expect("a number") - 0.3f64.cos()).abs() < 1e-12);
}

#[test]
fn gradients_have_a_row_for_each_binding() {
    let scratch = files();
    let (header, rows) = table(&scratch, "grad inputs.qasm --bindings rows.csv --observable Z0");
    assert_eq!(header, ["binding", "expectation", "gradient[theta]", "gradient[phi]"]);
    assert_eq!(rows.len(), 2);
    assert!((rows[1][2].parse::<f64>().expect("a number") + 0.3f64.sin()).abs() < 1e-12);

    let shots = "grad inputs.qasm --bindings rows.csv --observable Z0 --method parameter-shift --shots 50";
    let (header, _) = table(&scratch, shots);
    assert_eq!(header[4..], ["standard_error[theta]", "standard_error[phi]"]);
}

#[test]
fn a_mixture_of_tables_is_refused_before_anything_runs() {
    let scratch = files();
    for (options, named) in [
        ("--shots 10 --observable Z0", ["--shots", "--observable"]),
        ("--shots 10 --probabilities", ["--shots", "--probabilities"]),
        ("--probabilities --observable Z0", ["--probabilities", "--observable"]),
    ] {
        let ran = scratch.ansatz(&format!("run bell.qasm {options} --state out.npy --format csv"));
        ran.is_wrong_input(&["--format", named[0], named[1], "one at a time"]);
    }
    assert!(!scratch.path("out.npy").exists());
    scratch.ansatz("run bell.qasm --format csv").is_wrong_input(&[
        "--format",
        "no outcomes",
        "--probabilities",
    ]);
}

#[test]
fn commands_without_a_table_refuse_csv_with_a_hint() {
    let scratch = files();
    for arguments in [
        "plan bell.qasm",
        "draw bell.qasm",
        "convert bell.qasm --to qasm2",
        "gates",
        "devices",
        "bench --max-qubits 4",
        "train absent.toml",
        "evaluate absent.json absent.csv",
    ] {
        let ran = scratch.ansatz(&format!("{arguments} --format csv"));
        ran.is_wrong_input(&["--format", "`csv`", "`ansatz run`", "`json`"]);
    }
}
