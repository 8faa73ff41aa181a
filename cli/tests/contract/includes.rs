//! `--include`, `--strict` and forgotten includes.

use crate::support::Scratch;

fn files() -> Scratch {
    let scratch = Scratch::new();
    for folder in ["main", "main/below", "beside"] {
        std::fs::create_dir(scratch.path(folder)).expect("a new folder");
    }
    scratch.file("main/below/flip.inc", "gate flip a { x a; }\n");
    scratch.file("beside/turn.inc", "gate turn a { z a; }\n");
    let start = "OPENQASM 2.0;\ninclude \"qelib1.inc\";\n";
    scratch.file("main/own.qasm", format!("{start}include \"below/flip.inc\";\nqreg q[1];\nflip q[0];\n"));
    scratch.file("main/other.qasm", format!("{start}include \"turn.inc\";\nqreg q[1];\nturn q[0];\n"));
    scratch.file(
        "main/outside.qasm",
        format!("{start}include \"../beside/turn.inc\";\nqreg q[1];\nturn q[0];\n"),
    );
    scratch.file("main/forgotten.qasm", "OPENQASM 2.0;\nqreg q[1];\nx q[0];\n");
    scratch
}

#[test]
fn files_below_the_file_are_included() {
    let answer = files().ansatz("run main/own.qasm --observable Z0 --format json").json();
    assert_eq!(answer["expectations"][0], -1.0);
}

#[test]
fn files_elsewhere_are_included_when_their_folder_is_allowed() {
    let scratch = files();
    let ran = scratch.ansatz("run main/other.qasm");
    assert!(ran.failure(2).starts_with("main/other.qasm:3:9: error: "), "{ran:?}");
    scratch.ansatz("run main/other.qasm --include beside").success();
    let ran = scratch.ansatz("run main/outside.qasm");
    let message = ran.failure(2);
    assert!(
        message.starts_with("main/outside.qasm:3:9: error: ") && message.contains("--include"),
        "{message}"
    );
    scratch.ansatz("run main/outside.qasm --include beside").success();
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_outside() {
    let scratch = files();
    std::os::unix::fs::symlink(scratch.path("beside/turn.inc"), scratch.path("main/turn.inc"))
        .expect("a link");
    let ran = scratch.ansatz("run main/other.qasm");
    let missing = scratch.ansatz("run main/other.qasm --quiet");
    assert!(ran.failure(2).contains("cannot find it"), "{ran:?}");
    assert_eq!(ran.stderr, missing.stderr, "what exists outside is nobody's to learn");
}

#[test]
fn a_forgotten_include_is_a_warning_that_quiet_hides_and_strict_refuses() {
    let scratch = files();
    let ran = scratch.ansatz("run main/forgotten.qasm");
    ran.success();
    assert!(ran.stderr.contains("main/forgotten.qasm:3:1: warning: "), "{ran:?}");
    let ran = scratch.ansatz("run main/forgotten.qasm --quiet");
    ran.success();
    assert_eq!(ran.stderr, "");
    let ran = scratch.ansatz("run main/forgotten.qasm --strict");
    assert!(ran.failure(2).contains("main/forgotten.qasm:3:1: error: "), "{ran:?}");
}
