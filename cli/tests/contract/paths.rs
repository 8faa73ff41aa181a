//! Files that cannot be read or written: the message names them, and nothing half-written is left.

use crate::programs::{BELL, INPUTS, MEASURED};
use crate::support::Scratch;

fn files() -> Scratch {
    let scratch = Scratch::new();
    scratch.file("bell.qasm", BELL);
    scratch.file("inputs.qasm", INPUTS);
    scratch
}

#[test]
fn a_file_that_cannot_be_read_is_wrong_input() {
    let scratch = files();
    std::fs::create_dir(scratch.path("folder.qasm")).expect("a new folder");
    for command in ["run", "grad --observable Z0", "plan", "draw", "convert --to qasm3"] {
        let ran = scratch.ansatz(&format!("{command} nowhere.qasm"));
        assert!(ran.failure(2).starts_with("nowhere.qasm: error: "), "{command}: {ran:?}");
        let ran = scratch.ansatz(&format!("{command} folder.qasm"));
        assert!(ran.failure(2).contains("folder.qasm: error: is a directory"), "{command}: {ran:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_file_without_permission_is_wrong_input() {
    use std::os::unix::fs::PermissionsExt;
    let scratch = files();
    let path = scratch.path("bell.qasm");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000)).expect("own file");
    // Permissions do not bind the superuser, who reads the file all the same.
    if std::fs::read(&path).is_ok() {
        scratch.ansatz("run bell.qasm").success();
        return;
    }
    let ran = scratch.ansatz("run bell.qasm");
    assert!(ran.failure(2).starts_with("bell.qasm: error: "), "{ran:?}");
}

#[cfg(unix)]
#[test]
fn a_pipe_that_nobody_writes_to_is_no_file() {
    let scratch = files();
    make_pipe(&scratch, "pipe.qasm");
    let ran = scratch.ansatz("run pipe.qasm");
    assert!(ran.failure(2).contains("not a regular file"), "{ran:?}");
}

#[test]
fn a_file_that_cannot_be_written_is_failed_work() {
    let scratch = files();
    std::fs::create_dir(scratch.path("folder")).expect("a new folder");
    for (command, path) in [
        ("run bell.qasm --state nowhere/out.npy", "nowhere/out.npy"),
        ("draw bell.qasm --svg nowhere/out.svg", "nowhere/out.svg"),
        ("run bell.qasm --state folder", "folder"),
        ("run bell.qasm --state bell.qasm/out.npy", "bell.qasm/out.npy"),
    ] {
        let ran = scratch.ansatz(command);
        let message = ran.failure(1);
        assert!(message.starts_with(&format!("error: cannot write {path}: ")), "{command}: {message}");
        assert!(!message.contains(".tmp"), "the name of a temporary file means nothing to anyone: {message}");
    }
    assert_eq!(scratch.names(), ["bell.qasm", "folder", "inputs.qasm"]);
}

#[test]
fn a_failed_run_leaves_the_old_file_as_it_was() {
    let scratch = files();
    scratch.file("old.npy", "old");
    scratch.ansatz("run inputs.qasm --state old.npy").failure(2);
    scratch.ansatz("run bell.qasm --state old.npy --observable Q").failure(2);
    assert_eq!(std::fs::read_to_string(scratch.path("old.npy")).expect("still there"), "old");
    assert_eq!(scratch.names(), ["bell.qasm", "inputs.qasm", "old.npy"]);
}

/// A link stays a link: the file that it names is written.
#[cfg(unix)]
#[test]
fn a_link_is_written_through() {
    let scratch = files();
    let target = scratch.file("target.npy", "old");
    std::os::unix::fs::symlink(&target, scratch.path("link.npy")).expect("a link");
    scratch.ansatz("run bell.qasm --state link.npy").success();
    assert!(std::fs::symlink_metadata(scratch.path("link.npy")).expect("there").file_type().is_symlink());
    assert!(std::fs::read(&target).expect("there").starts_with(b"\x93NUMPY"));
}

/// Renaming a file over a pipe or `/dev/null` would take it away from everyone.
#[cfg(unix)]
#[test]
fn a_pipe_is_written_to_and_not_replaced() {
    use std::os::unix::fs::FileTypeExt;
    let scratch = files();
    make_pipe(&scratch, "pipe");
    let path = scratch.path("pipe");
    let reader = std::thread::spawn(move || std::fs::read(path));
    scratch.ansatz("run bell.qasm --state pipe").success();
    assert!(std::fs::symlink_metadata(scratch.path("pipe")).expect("there").file_type().is_fifo());
    let bytes = reader.join().expect("no panic").expect("readable");
    assert!(bytes.starts_with(b"\x93NUMPY") && bytes.len() == 128 + 64, "{} bytes", bytes.len());
}

#[cfg(unix)]
fn make_pipe(scratch: &Scratch, name: &str) {
    let made = std::process::Command::new("mkfifo").arg(scratch.path(name)).status().expect("mkfifo runs");
    assert!(made.success());
}

#[test]
fn a_picture_is_written_whole() {
    let scratch = files();
    scratch.file("measured.qasm", MEASURED);
    for name in ["bell", "inputs", "measured"] {
        let ran = scratch.ansatz(&format!("draw {name}.qasm --svg {name}.svg"));
        assert_eq!(ran.success(), "");
        let text = std::fs::read_to_string(scratch.path(&format!("{name}.svg"))).expect("written");
        assert!(text.starts_with("<svg") || text.starts_with("<?xml"), "{text:.80}");
        assert!(text.trim_end().ends_with("</svg>"));
    }
}

#[test]
fn odd_file_names_are_shown_harmlessly() {
    let scratch = files();
    let name = "bad \u{1b}[31m\n.qasm";
    scratch.file(name, "OPENQASM 2.0;\nqreg q[1];\nnosuch q[0];\n");
    let mut command = crate::support::command(["run", name]);
    let ran = crate::support::finish(
        crate::support::start(command.current_dir(scratch.folder())),
        std::time::Duration::from_secs(20),
    );
    let message = ran.failure(2);
    assert!(!message.contains('\u{1b}'), "{message:?}");
    assert!(message.lines().next().is_some_and(|line| line.contains(":3:1: error: ")), "{message:?}");
    let missing = crate::support::ansatz(["run", "no\u{1b}[31m\nwhere.qasm"]);
    assert!(!missing.failure(2).contains('\u{1b}'), "{missing:?}");
}
