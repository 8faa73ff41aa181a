//! Options that are wrong: exit code 2, and a message that names the option.

use crate::programs::{BELL, INPUTS};
use crate::support::{Scratch, ansatz};

fn files() -> Scratch {
    let scratch = Scratch::new();
    scratch.file("bell.qasm", BELL);
    scratch.file("inputs.qasm", INPUTS);
    scratch
}

#[test]
fn wrong_numbers_are_refused_by_the_name_of_their_option() {
    let scratch = files();
    for (option, values) in [
        ("--shots", &["-1", "0", "1e30", "1.5", "x", "99999999999999999999"][..]),
        ("--seed", &["x", "-1", "0.5", "18446744073709551616"]),
        ("--threads", &["0", "-2", "x", "100000"]),
        ("--repeat", &["0", "-1", "x"]),
        ("--max-steps", &["-1", "x"]),
        ("--memory-limit", &["-5", "1e3"]),
        ("--precision", &["f16", "double"]),
        ("--format", &["xml"]),
        ("--device", &["gpu0"]),
        ("--probabilities --top", &["0", "-1"]),
    ] {
        for value in values {
            let ran = scratch.ansatz(&format!("run bell.qasm {option} {value}"));
            let name = option.split(' ').next_back().unwrap_or(option);
            assert!(ran.failure(2).contains(name), "{option} {value}: {ran:?}");
        }
    }
    let grad = "grad inputs.qasm --observable Z0 --param theta=1 --param phi=1 --method";
    for wrong in ["newton", "parameter-shift --shots 1", "parameter-shift --shots -1", "adjoint --repeat 0"] {
        scratch.ansatz(&format!("{grad} {wrong}")).failure(2);
    }
}

#[test]
fn options_that_need_each_other_say_so() {
    let scratch = files();
    assert!(scratch.ansatz("run bell.qasm --top 3").failure(2).contains("--probabilities"));
    assert!(scratch.ansatz("grad inputs.qasm --param theta=1").failure(2).contains("--observable"));
    assert!(scratch.ansatz("convert bell.qasm").failure(2).contains("--to"));
}

#[test]
fn unknown_options_commands_and_second_files_are_refused() {
    let scratch = files();
    assert!(
        scratch.ansatz("run bell.qasm --shoots 5").failure(2).contains("'--shots'"),
        "a near name is offered"
    );
    scratch.ansatz("run bell.qasm inputs.qasm").failure(2);
    scratch.ansatz("rum bell.qasm").failure(2);
    scratch.ansatz("run").failure(2);
    scratch.ansatz("gates extra").failure(2);
}

#[test]
fn no_command_at_all_shows_the_commands() {
    let ran = ansatz::<&str>([]);
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.stdout, "");
    assert!(ran.stderr.contains("Commands:"), "{ran:?}");
    assert!(ansatz(["--version"]).success().starts_with("ansatz "));
}

#[test]
fn common_options_are_common() {
    let scratch = files();
    let common =
        "--device cpu --precision f64 --threads 1 --seed 4 --format text --quiet --memory-limit 1000000";
    for command in [
        "run bell.qasm",
        "grad inputs.qasm --observable Z0 --param theta=1 --param phi=1",
        "plan bell.qasm",
        "draw bell.qasm",
        "convert bell.qasm --to qasm2",
    ] {
        let ran = scratch.ansatz(&format!("{command} {common}"));
        ran.success();
        assert_eq!(ran.stderr, "", "{command}");
    }
}

#[test]
fn a_hundred_thousand_steps_are_not_too_many_by_default() {
    // The limit of steps is about loops; straight programs of the same length run.
    let scratch = Scratch::new();
    let text = format!("OPENQASM 2.0;\ninclude \"qelib1.inc\";\nqreg q[1];\n{}", "x q[0];\n".repeat(100_001));
    scratch.file("long.qasm", text);
    let answer = scratch.ansatz("run long.qasm --observable Z0 --format json").json();
    assert_eq!(answer["expectations"][0], -1.0);
}
