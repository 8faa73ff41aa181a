//! Nothing that came from a file or an argument acts on a terminal: escapes are written out in answers, messages and JSON.
#![allow(clippy::unwrap_used)]

mod support;

use support::{Ran, Scratch, ansatz_at};

/// Rings, clears the screen, reorders, hides, and colours by a control of one byte in Latin-1.
const HOSTILE: &str = "x\u{1b}[2J\u{7}\u{202e}\u{200b}\u{9b}31m";

/// What was printed, if a terminal would only have shown it.
#[track_caller]
fn shown(ran: &Ran) -> String {
    let text = format!("{}{}", ran.stdout, ran.stderr);
    let acts = |c: char| (c.is_control() && c != '\n') || ['\u{202e}', '\u{200b}'].contains(&c);
    assert!(!text.contains(acts), "{text:?}");
    text
}

fn table(scratch: &Scratch, name: &str) {
    let row =
        |i: usize| format!("{}.5,{}.25,{}\n", i % 5, i % 3, if i.is_multiple_of(2) { HOSTILE } else { "b" });
    scratch.file(name, format!("a,{HOSTILE}f,label\n{}", (0..30).map(row).collect::<String>()));
}

const TRAIN: &str = "[data]\nfile = \"d.csv\"\nlabel = \"label\"\npreprocess = [\"minmax:0:1\"]\n[model]\nlayers = 1\n[training]\nepochs = 2\n";

#[test]
fn names_of_columns_and_classes_are_written_out() {
    let scratch = Scratch::new();
    table(&scratch, "d.csv");
    scratch.file("t.toml", TRAIN);
    let at = |arguments: &[&str]| ansatz_at(scratch.folder(), arguments);
    for format in ["text", "json"] {
        let trained = at(&["train", "t.toml", "--out", "o", "--format", format]);
        assert_eq!(trained.code, Some(0), "{}", trained.stderr);
        shown(&trained);
        for command in ["predict", "evaluate"] {
            let ran = at(&[command, "o/model.json", "d.csv", "--format", format]);
            let text = shown(&ran);
            let escape = if format == "text" { "x\\u{1b}[2J" } else { "x\\u001b[2J" };
            assert!(text.contains(escape), "{text}");
        }
        assert!(shown(&at(&["inspect", "d.csv", "--format", format])).contains("[2J"));
    }
    // JSON says the same to programs.
    let answer = at(&["predict", "o/model.json", "d.csv", "--format", "json"]).json();
    assert!(answer.to_string().contains('\u{202e}'));
}

#[test]
fn errors_quote_files_and_arguments_harmlessly() {
    let scratch = Scratch::new();
    table(&scratch, "d.csv");
    scratch.file("bad.csv", format!("a,b,label\n1,{HOSTILE},x\n2,3,y\n"));
    scratch.file("bad.toml", TRAIN.replace("d.csv", "bad.csv"));
    scratch.file("gone.toml", TRAIN.replace("d.csv", "\\u001b[2J\\u202e.csv"));
    scratch.file("key.toml", format!("[data]\n\"{}\" = 1\n", "\\u001b[2J"));
    scratch.file("op.txt", format!("# title {HOSTILE}\n1.0 * Q{HOSTILE}0\n"));
    scratch.file("bell.qasm", "OPENQASM 3.0; include \"stdgates.inc\"; qubit[2] q; h q[0]; cx q[0], q[1];");
    scratch.file("bad.qasm", format!("OPENQASM 3.0;\n// {HOSTILE}\nqubit {HOSTILE};\n"));
    scratch.file("model.json", format!("{{\"{}\": 1}}", "\\u001b[2J"));
    scratch.file(&format!("{HOSTILE}.toml"), "[data]\n");
    let hostile_name = format!("{HOSTILE}.toml");
    let at = |arguments: &[&str]| ansatz_at(scratch.folder(), arguments);
    for arguments in [
        ["train", "bad.toml"],
        ["train", "gone.toml"],
        ["train", "key.toml"],
        ["train", &hostile_name],
        ["study", "key.toml"],
        ["minimize", "key.toml"],
        ["gram", "key.toml"],
        ["run", "bad.qasm"],
        ["run", HOSTILE],
        [HOSTILE, "run"],
        ["draw", "bad.qasm"],
    ] {
        let ran = at(&arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.stderr);
        shown(&ran);
    }
    for arguments in [
        vec!["run", "bell.qasm", "--observable", "@op.txt"],
        vec!["run", "bell.qasm", "--observable", HOSTILE],
        vec!["run", "bell.qasm", "--param", HOSTILE],
        vec!["run", "bell.qasm", "--device", HOSTILE],
        vec!["run", "bell.qasm", "--limit", HOSTILE],
        vec!["run", "bell.qasm", "--seed", HOSTILE],
        vec!["predict", "model.json", "d.csv"],
        vec!["evaluate", HOSTILE, "d.csv"],
        vec!["health", "--ansatz", HOSTILE],
    ] {
        let ran = at(&arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.stderr);
        shown(&ran);
    }
}

#[test]
fn titles_of_observables_are_written_out() {
    let scratch = Scratch::new();
    scratch.file("op.txt", format!("# {HOSTILE}\n1.0 * Z0\n"));
    scratch.file("m.toml", "[problem]\nobservable = \"@op.txt\"\n[ansatz]\nlayers = 1\n");
    for format in ["text", "json"] {
        shown(&ansatz_at(scratch.folder(), &["minimize", "m.toml", "--format", format]));
    }
}
