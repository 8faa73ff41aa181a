//! Standard input and output: `-`, closed, broken and full.

use crate::programs::{BELL, MEASURED};
use crate::support::{Scratch, ansatz_with_input, command, finish, start};
use std::io::Write;
use std::process::Stdio;
use std::time::Duration;

const PATIENCE: Duration = Duration::from_secs(30);

#[test]
fn a_dash_is_standard_input() {
    let ran = ansatz_with_input("run - --format json --probabilities", BELL.as_bytes());
    let answer = ran.json();
    for bits in ["00", "11"] {
        assert!((answer["probabilities"][bits].as_f64().expect("likely") - 0.5).abs() < 1e-12, "{answer}");
    }
    for command in ["plan -", "draw -", "convert - --to qasm2", "grad - --observable Z0"] {
        ansatz_with_input(command, BELL.as_bytes()).success();
    }
    let ran = ansatz_with_input("run -", b"OPENQASM 2.0;\nqreg q[1];\nnosuch q[0];\n");
    assert!(ran.failure(2).starts_with("<stdin>:3:1: error: "), "{ran:?}");
    ansatz_with_input("run -", b"\xff\xfe\x00").failure(2);
}

/// A command in a folder of its own, with this on standard input.
fn with_input(scratch: &Scratch, arguments: &str, input: &[u8]) -> crate::support::Ran {
    let mut command = command(arguments.split_whitespace());
    let mut child = start(command.current_dir(scratch.folder()).stdin(Stdio::piped()));
    child.stdin.take().expect("a pipe was asked for").write_all(input).expect("the command reads it");
    finish(child, PATIENCE)
}

#[test]
fn a_dash_is_the_toml_file_of_every_command_that_takes_one() {
    let scratch = Scratch::new();
    let rows: String = (0..20).map(|k| format!("{},{},c{}\n", k % 5, k * 7 % 11, k % 2)).collect();
    scratch.file("rows.csv", format!("a,b,y\n{rows}"));
    let data = "[data]\nfile = 'rows.csv'\npreprocess = ['minmax:0:1']\n";
    let study =
        format!("[study]\nseeds = 1\n{}[[model]]\nkind = 'ridge'\n", data.replace("[data]", "[[data]]"));
    for (command, text, made) in [
        ("train", format!("{data}[model]\nqubits = 2\n[training]\nepochs = 1\n"), "out/stdin/model.json"),
        ("study", study.replace("ridge", "logistic_regression"), "out/stdin/study.json"),
        ("gram", format!("{data}[kernel]\nqubits = 2\n"), "out/stdin.npy"),
        ("minimize", "[problem]\nobservable = 'Z0 + X0'\n".to_string(), ""),
    ] {
        let ran = with_input(&scratch, &format!("{command} - --format json"), text.as_bytes());
        ran.json();
        assert!(scratch.path(made).exists(), "{command}: {ran:?}");
        // The same text in a file says the same.
        scratch.file("same.toml", text.clone());
        let same = scratch.ansatz(&format!("{command} same.toml --format json")).json();
        for place in ["/weights_sha256", "/energy", "/shape", "/trials/0/test"] {
            assert_eq!(ran.json().pointer(place), same.pointer(place), "{command} {place}");
        }
        let wrong = with_input(&scratch, &format!("{command} -"), format!("{text}nosuch = 1\n").as_bytes());
        let line = text.lines().count() + 1;
        assert!(wrong.failure(2).starts_with(&format!("<stdin>:{line}:1: error: ")), "{command}: {wrong:?}");
        assert!(wrong.failure(2).contains("nosuch = 1"), "the line is shown: {wrong:?}");
        with_input(&scratch, &format!("{command} -"), b"\xff\xfe").failure(2);
        with_input(&scratch, &format!("{command} -"), b"").failure(2);
    }
    let report = with_input(&scratch, "minimize - --report r.html", b"[problem]\nobservable = 'Z0'\n");
    report.success();
    let page = std::fs::read_to_string(scratch.path("r.html")).expect("a page");
    assert!(page.contains("SHA-256 of &lt;stdin&gt;"), "the text has a hash, too");
}

#[cfg(unix)]
fn shell(script: &str) -> crate::support::Ran {
    let scratch = Scratch::new();
    scratch.file("bell.qasm", BELL);
    scratch.file("measured.qasm", MEASURED);
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", script]).env("ANSATZ", env!("CARGO_BIN_EXE_ansatz")).current_dir(scratch.folder());
    shell.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    finish(start(&mut shell), PATIENCE)
}

/// Nothing to read is an empty program.
#[cfg(unix)]
#[test]
fn closed_standard_input_is_empty() {
    let ran = shell("\"$ANSATZ\" run - --format json <&-");
    assert!(matches!(ran.code, Some(0 | 2)), "{ran:?}");
    assert!(!ran.stderr.contains("panicked"), "{ran:?}");
    shell("\"$ANSATZ\" run measured.qasm <&-").success();
}

#[cfg(unix)]
#[test]
fn results_for_a_closed_output_are_a_failure_in_words() {
    for script in ["\"$ANSATZ\" run bell.qasm >&-", "\"$ANSATZ\" gates >&-", "\"$ANSATZ\" --help >&-"] {
        let ran = shell(script);
        let lost = "error: cannot write to standard output: it is closed\n";
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(1), lost), "{script}");
    }
    assert_eq!(shell("\"$ANSATZ\" run nowhere.qasm 2>&-").code, Some(2));
    assert_eq!(shell("\"$ANSATZ\" run bell.qasm --shots 0 2>&-").code, Some(2));
}

/// The program comes only after the reader of the answer has gone.
#[test]
fn an_answer_that_nobody_reads_is_a_success() {
    for arguments in [
        &["run", "-"][..],
        &["run", "-", "--format", "json"],
        &["draw", "-"],
        &["convert", "-", "--to", "qasm2"],
    ] {
        let mut child = start(command(arguments).stdin(Stdio::piped()));
        drop(child.stdout.take());
        let mut stdin = child.stdin.take().expect("a pipe was asked for");
        stdin.write_all(BELL.as_bytes()).expect("the command reads its input");
        drop(stdin);
        let ran = finish(child, PATIENCE);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{arguments:?}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_failed_work() {
    let scratch = Scratch::new();
    scratch.file("bell.qasm", BELL);
    scratch.file("inputs.qasm", crate::programs::INPUTS);
    for arguments in [
        "run bell.qasm",
        "run bell.qasm --format json",
        "grad inputs.qasm --observable Z0 --param theta=1 --param phi=2",
        "draw bell.qasm",
        "convert bell.qasm --to qasm2",
        "plan bell.qasm",
        "gates",
        "devices",
        "--help",
        "run --help",
    ] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("Linux has it");
        let mut command = command(arguments.split_whitespace());
        let ran = finish(start(command.current_dir(scratch.folder()).stdout(full)), PATIENCE);
        assert!(ran.failure(1).contains("standard output"), "{arguments}: {ran:?}");
    }
}

#[test]
fn results_and_warnings_do_not_mix() {
    let program = b"OPENQASM 2.0;\nqreg q[1];\nx q[0];\n";
    let ran = ansatz_with_input("run - --format json --observable Z0", program);
    assert_eq!(ran.json()["expectations"][0], -1.0);
    assert!(ran.stderr.contains("<stdin>:3:1: warning: "), "{ran:?}");
}

#[test]
fn far_more_threads_than_the_machine_has_are_not_started() {
    let scratch = Scratch::new();
    scratch.file("bell.qasm", BELL);
    let ran = scratch.ansatz("run bell.qasm --threads 4000 --format json");
    assert!(ran.stderr.contains("warning: 4000 threads are too many"), "{ran:?}");
    let mut command = command(["run", "bell.qasm", "--format", "json"]);
    command.current_dir(scratch.folder()).env("RAYON_NUM_THREADS", "99999999");
    let of_variable = finish(start(&mut command), PATIENCE);
    assert!(of_variable.stderr.contains("warning: 99999999 threads are too many"), "{of_variable:?}");
    assert_eq!(ran.json()["outcomes"], of_variable.json()["outcomes"]);
}
