//! Runs one file of the collection and judges the answer.

use crate::reference::{Row, compare_outcomes, compare_state};
use crate::support::{Scratch, command, finish, read_json, start};
use ansatz::circuits::C64;
use ndarray::Array1;
use ndarray_npy::ReadNpyExt;
use serde_json::Value;
use std::path::Path;
use std::time::Duration;

/// The slowest file takes a minute in a release build.
const PATIENCE: Duration = Duration::from_secs(900);

/// Files whose reference state is not the specification's, and why. Their distributions are compared all the same.
const OTHER_STATE: &[(&str, &str)] = &[
    (
        "clifford_20_12345.qasm",
        "its phases differ from Qiskit's own `Statevector` and from an independent simulation; its probabilities agree",
    ),
    (
        "testdata/svg/bell.qasm",
        "Qiskit's `U` lacks the factor exp(iθ/2) of OpenQASM 3, which `ctrl @ U` makes visible",
    ),
];

/// Files whose sampled outcomes are not the specification's, and why.
const OTHER_OUTCOMES: &[(&str, &str)] = &[(
    "examples/qec.qasm",
    "its simulator takes bit 0 of `int[2](syn)` for the most significant; a register's bit 0 is the least significant one",
)];

/// Files whose single bits the reference prints without spaces, and here every name is a register of its own.
const SINGLE_BITS: &[(&str, &str)] = &[("samples/OpenQASM/BellPair.qasm", "bit r1; bit r2;")];

/// Files with a true error in them, and a part of the message that says so.
const TRUE_ERRORS: &[(&str, &str)] = &[
    ("qasm/custom_gate_complex.qasm", "takes 2 qubits, given 1"),
    ("gate/gate_modifiers.qasm", "takes 3 qubits, given 1"),
    ("test-workspace/multifile.qasm", "include `imports.inc`: cannot find it"),
];

/// What a run of a file came to.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// It ran; what was compared is as in the reference.
    Accepted { state: bool, outcomes: bool },
    /// It was refused with good reason.
    Refused(String),
    /// A result or a refusal that is not right.
    Wrong(String),
}

/// Runs and judges one file.
pub(crate) fn verdict(folder: &Path, row: &Row, scratch: &Scratch) -> Verdict {
    let reference = read_json(&folder.join(&row.reference));
    // Another program's state of no qubit is that of a file which acts on none.
    let has_state = reference["state"]["n"].as_u64() > Some(0);
    let wants_state = row.class != "dynamic" && has_state;
    let path = scratch.path("state.npy");
    // A file of an earlier run must not be taken for this one's.
    let _ = std::fs::remove_file(&path);
    let mut arguments: Vec<String> =
        ["run", &row.file, "--format", "json", "--threads", "1"].map(String::from).into();
    if wants_state {
        arguments.extend(["--state".into(), path.display().to_string()]);
    }
    for (name, value) in reference["params"].as_object().into_iter().flatten() {
        arguments.extend(["--param".into(), format!("{name}={value}")]);
    }
    let ran = finish(start(command(arguments).current_dir(folder)), PATIENCE);
    if ran.code != Some(0) {
        return refusal(row, ran.code, &ran.stderr);
    }
    match judge(row, &reference, &ran.json(), wants_state.then_some(&path)) {
        Ok((state, outcomes)) => Verdict::Accepted { state, outcomes },
        Err(why) => Verdict::Wrong(why),
    }
}

/// What is known of a file by its name.
fn known(list: &[(&'static str, &'static str)], row: &Row) -> Option<&'static str> {
    list.iter().find(|(file, _)| row.file.ends_with(file)).map(|(_, what)| *what)
}

/// A refusal must be of what is not supported yet, of a true error or, for a file that asks for too much, of a limit.
fn refusal(row: &Row, code: Option<i32>, message: &str) -> Verdict {
    let line = message.lines().find(|line| line.contains("error: ")).unwrap_or(message).to_string();
    let is_limit = code == Some(1) && message.contains("limit");
    let is_expected = line.contains("not supported yet")
        || known(TRUE_ERRORS, row).is_some_and(|expected| line.contains(expected));
    match code {
        Some(1) if is_limit => Verdict::Refused(line),
        Some(2) if is_expected && !row.loader.starts_with("qasm2") => Verdict::Refused(line),
        _ => Verdict::Wrong(format!("exit code {code:?}: {line}")),
    }
}

/// Whether the state and the distribution were compared, or what is wrong with them.
fn judge(
    row: &Row,
    reference: &Value,
    answer: &Value,
    state: Option<&std::path::PathBuf>,
) -> Result<(bool, bool), String> {
    // Another program counts only the qubits that gates act on.
    let expected_qubits = reference["state"]["n"].as_u64().or(row.qubits).filter(|count| *count > 0);
    // Of hardware qubits only those are simulated that a program names; a reference counts all numbers below.
    let numbers = answer["hardware_qubits"].as_array().into_iter().flatten();
    let numbers: Vec<u64> = numbers.filter_map(Value::as_u64).collect();
    let qubits = numbers.last().map_or(answer["qubits"].clone(), |highest| Value::from(highest + 1));
    if expected_qubits.is_some_and(|expected| qubits != expected) {
        return Err(format!("{} qubits instead of {expected_qubits:?}", answer["qubits"]));
    }
    let state = match state {
        Some(path) if known(OTHER_STATE, row).is_none() => {
            let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
            let amplitudes = Array1::<C64>::read_npy(file).map_err(|error| error.to_string())?;
            compare_state(&spread(amplitudes.to_vec(), &numbers), &reference["state"])?;
            true
        }
        _ => false,
    };
    let outcomes = match answer.get("outcomes") {
        Some(_) if known(OTHER_OUTCOMES, row).is_some() => false,
        Some(found) => {
            let joined = known(SINGLE_BITS, row).map(|_| without_spaces(found));
            compare_outcomes(joined.as_ref().unwrap_or(found), &reference["outcomes"], &row.loader)?
        }
        // A program without classical bits has no outcomes, or one that says nothing.
        None if reference["clbits"].as_u64() > Some(0) && reference["outcomes"]["kind"] == "exact" => {
            return Err("no distribution".into());
        }
        None => false,
    };
    Ok((state, outcomes))
}

/// The state of qubits with these numbers among all qubits up to the highest one, which are |0⟩; as it is without numbers.
fn spread(amplitudes: Vec<C64>, numbers: &[u64]) -> Vec<C64> {
    let Some(highest) = numbers.last() else { return amplitudes };
    let mut all = vec![C64::new(0.0, 0.0); 1 << (highest + 1)];
    for (index, amplitude) in amplitudes.into_iter().enumerate() {
        let place = |(k, number): (usize, &u64)| (index >> k & 1) << number;
        all[numbers.iter().enumerate().map(place).sum::<usize>()] = amplitude;
    }
    all
}

fn without_spaces(distribution: &Value) -> Value {
    let entries = distribution.as_object().into_iter().flatten();
    entries.map(|(bits, p)| (bits.replace(' ', ""), p.clone())).collect()
}
