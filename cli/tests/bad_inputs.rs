//! Broken and borderline files from a shared collection, where it is there, through the binary: exit code, place, message.
#![allow(clippy::print_stdout)] // A test's report goes to its output.

mod support;

use serde_json::Value;
use std::path::Path;
use std::time::Duration;
use support::{Ran, command, finish, read_json, shared, start};

/// How an answer differs on purpose from the one that the collection asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Instead {
    /// It runs, with a warning.
    Warned,
    /// The diagnostic is at another place of the same line.
    Column(usize),
}

/// Files with another answer than the collection's, and why. One that starts to match must leave this list.
const DIFFERENT: &[(&str, Instead, &str)] = &[
    ("d02_gate_without_include", Instead::Warned, "a forgotten include is forgiven unless --strict"),
    (
        "a15_long_identifier",
        Instead::Column(1_000_004),
        "the index, as for every other index, and not its bracket",
    ),
];

/// Files that were refused once, what is asked of them, and why there is an answer now.
const ANSWERED: &[(&str, &str, &str)] = &[
    ("e17_register_40", "run --shots 100", "qubits that never meet are in no state together"),
    ("e17_register_40", "plan", "a plan needs no state"),
    ("e09_huge_register_million", "convert --to qasm3", "a translation needs no state, whatever its width"),
    ("i08_physical_and_virtual", "run --shots 100", "hardware qubits come behind declared ones"),
];

/// The result of a valid file: its most probable outcome, and the probability.
const RESULTS: &[(&str, &str, f64)] = &[
    ("a04_crlf_valid", "1", 1.0),
    ("a22_unicode_ident_valid", "1", 0.5),
    ("b08_oq2_decl_in_oq3_valid", "1", 1.0),
    ("b09_no_header_oq3_valid", "1", 1.0),
    ("e03_negative_index_oq3_valid", "100", 1.0),
    ("f06_long_sum_valid", "1", 0.229_848_847_065_930_15),
    ("f09_huge_pow_modifier", "0", 1.0),
    ("i03_delay_box_valid", "01", 1.0),
    ("i05_unknown_pragma", "1", 1.0),
];

fn run(folder: &Path, file: &str, options: &str) -> Ran {
    let arguments = ["run", file, "--format", "json"].into_iter().chain(options.split_whitespace());
    finish(start(command(arguments).current_dir(folder)), Duration::from_secs(10))
}

/// `(file, line, column, message)` of the first error.
fn first_error(stderr: &str) -> Option<(&str, usize, usize, &str)> {
    let line = stderr.lines().find(|line| line.contains(": error: "))?;
    let (place, message) = line.split_once(": error: ")?;
    let mut parts = place.rsplitn(3, ':');
    let (column, line) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
    Some((parts.next()?, line, column, message))
}

/// What every answer must keep to.
fn manners(ran: &Ran) -> Result<(), String> {
    let Some(code @ 0..=2) = ran.code else {
        return Err(format!("ended with {:?}: {}", ran.code, ran.stderr));
    };
    if ran.stderr.contains("panicked") {
        return Err(ran.stderr.clone());
    }
    if code != 0 && !ran.stdout.is_empty() {
        return Err(format!("failed, and still printed {}", ran.stdout));
    }
    if ran.stderr.len() >= 2048 {
        return Err(format!("{} bytes of message", ran.stderr.len()));
    }
    if ran.stderr.chars().any(|c| c.is_control() && c != '\n') {
        return Err(format!("control characters: {:?}", ran.stderr));
    }
    Ok(())
}

/// Whether the answer is the one that the collection asks for.
fn verdict(row: &Value, ran: &Ran) -> Result<(), String> {
    let code = match row["expect"].as_str().unwrap_or_default() {
        "ok" => return if ran.code == Some(0) { Ok(()) } else { Err(format!("refused: {}", ran.stderr)) },
        "error" => 2,
        "limit" => 1,
        "ok_or_limit" if ran.code == Some(2) => return Err(format!("not a limit: {}", ran.stderr)),
        "ok_or_limit" | "either" if ran.code == Some(0) => return Ok(()),
        "ok_or_limit" | "either" => {
            return first_error(&ran.stderr).map(|_| ()).ok_or_else(|| format!("no place: {}", ran.stderr));
        }
        other => return Err(format!("the manifest says `{other}`")),
    };
    if ran.code != Some(code) {
        return Err(format!("exit code {:?} instead of {code}: {}", ran.code, ran.stderr));
    }
    let (file, line, column, _) =
        first_error(&ran.stderr).ok_or_else(|| format!("no place: {}", ran.stderr))?;
    let right = |key: &str, found: usize| matches!(row[key].as_u64(), Some(0)) || row[key] == found;
    if right("line", line) && right("col", column) && file.ends_with(row["posfile"].as_str().unwrap_or("?")) {
        return Ok(());
    }
    Err(format!("expected {}:{}: {}", row["line"], row["col"], ran.stderr))
}

/// Whether a deliberate difference is the one that is described.
fn is_as_described(instead: Instead, row: &Value, ran: &Ran) -> bool {
    match instead {
        Instead::Warned => ran.code == Some(0) && ran.stderr.contains("warning"),
        Instead::Column(wanted) => {
            ran.code == Some(2)
                && first_error(&ran.stderr)
                    .is_some_and(|(_, line, column, _)| row["line"] == line && column == wanted)
        }
    }
}

#[test]
fn bad_files_get_the_expected_exit_code_and_place() {
    let Some(folder) = shared("bad-inputs") else { return };
    let manifest = read_json(&folder.join("manifest.json"));
    let rows = manifest.as_array().expect("a list of cases");
    let mut wrong = Vec::new();
    for row in rows {
        let id = row["id"].as_str().expect("an id");
        let ran = run(&folder, row["file"].as_str().expect("a file"), "");
        let difference = DIFFERENT.iter().find(|(different, ..)| *different == id);
        let result = manners(&ran).and_then(|()| match (verdict(row, &ran), difference) {
            (Ok(()), None) => Ok(()),
            (Err(why), None) => Err(why),
            (Ok(()), Some((_, _, reason))) => {
                Err(format!("is as asked now: remove the deliberate difference ({reason})"))
            }
            (Err(why), Some((_, instead, _))) if !is_as_described(*instead, row, &ran) => Err(why),
            (Err(_), Some(_)) => Ok(()),
        });
        wrong.extend(result.err().map(|why| format!("{id}: {why}")));
    }
    let known = |id: &str| rows.iter().any(|row| row["id"] == id);
    wrong
        .extend(DIFFERENT.iter().filter(|(id, ..)| !known(id)).map(|(id, ..)| format!("{id}: no such case")));
    println!("{} files, {} deliberate differences", rows.len(), DIFFERENT.len());
    assert!(wrong.is_empty(), "{} files:\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn borderline_files_that_run_give_the_right_result() {
    let Some(folder) = shared("bad-inputs") else { return };
    for (id, bits, expected) in RESULTS {
        let file = format!("{id}.qasm");
        let mut answer = run(&folder, &file, "").json();
        if answer.get("outcomes").is_none() {
            answer = run(&folder, &file, "--probabilities").json();
        }
        let outcomes = answer.get("outcomes").unwrap_or(&answer["probabilities"]);
        let found = outcomes[bits].as_f64().unwrap_or(0.0);
        assert!((found - expected).abs() < 1e-9, "{id}: {bits} has {found} instead of {expected}: {answer}");
    }
}

#[test]
fn what_was_refused_once_has_an_answer_now() {
    let Some(folder) = shared("bad-inputs") else { return };
    for (id, asked, reason) in ANSWERED {
        let file = format!("{id}.qasm");
        let mut words = asked.split_whitespace();
        let command_word = words.next().expect("a command");
        let arguments = [command_word, &file, "--format", "json"].into_iter().chain(words);
        let ran = finish(start(command(arguments).current_dir(&folder)), Duration::from_secs(10));
        assert_eq!(ran.code, Some(0), "{id}, {asked}: {reason}: {ran:?}");
        if asked.contains("--shots") {
            let counts = ran.json()["counts"].as_object().expect("counts").clone();
            let shots: u64 = counts.values().map(|count| count.as_u64().expect("a count")).sum();
            assert_eq!(shots, 100, "{id}");
        }
    }
}

#[test]
fn a_forgotten_include_is_refused_when_asked_to_be_strict() {
    let Some(folder) = shared("bad-inputs") else { return };
    let ran = run(&folder, "d02_gate_without_include.qasm", "--strict");
    assert_eq!(ran.code, Some(2));
    assert_eq!(first_error(&ran.stderr).map(|(_, line, column, _)| (line, column)), Some((3, 1)), "{ran:?}");
}

#[test]
fn an_input_that_is_not_a_number_is_refused() {
    let Some(folder) = shared("bad-inputs") else { return };
    let ran = run(&folder, "f18_nan_from_input.qasm", "--param theta=nan");
    assert!(ran.failure(2).contains("not finite"), "{ran:?}");
}
