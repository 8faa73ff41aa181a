//! What people see: the text of every command on small circuits, compared with the files in `golden/`.
//!
//! `UPDATE_GOLDEN=1 cargo test -p ansatz-cli --test golden` writes the files anew; read the difference before it is kept.

mod support;

use std::path::{Path, PathBuf};
use support::ansatz_in;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// Runs a command among the example circuits, and compares all that it shows with `golden/NAME.txt`.
#[track_caller]
fn golden(name: &str, arguments: &str) {
    compare(name, arguments, usize::MAX);
}

/// As [`golden`], for the first lines of a long output.
#[track_caller]
fn compare(name: &str, arguments: &str, lines: usize) {
    let ran = ansatz_in(&folder().join("circuits"), arguments);
    let code = ran.code.expect("the command ends by itself");
    let output: Vec<&str> = ran.stdout.lines().take(lines).collect();
    let mut shown = format!("$ ansatz {arguments}\n{}\n", output.join("\n"));
    if !ran.stderr.is_empty() {
        shown += &format!("standard error:\n{}", ran.stderr);
    }
    let shown = without_machine(&format!("{shown}exit code {code}\n"));
    let path = folder().join(name).with_extension("txt");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&path, &shown).expect("a golden file can be written");
    }
    let expected =
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    assert!(same(&shown, &expected), "{} differs; shown:\n{shown}\nexpected:\n{expected}", path.display());
}

/// Instruction sets round differently: numbers are the same where they agree to so many digits, relative to themselves or to 1.
const DIGITS: i32 = 12;

/// Whether two texts are the same but for the last digits of long decimals.
fn same(shown: &str, expected: &str) -> bool {
    let (shown, expected) = (pieces(shown), pieces(expected));
    shown.len() == expected.len() && shown.iter().zip(&expected).all(|(a, b)| a == b || near(a, b))
}

fn near(a: &str, b: &str) -> bool {
    match (long_decimal(a), long_decimal(b)) {
        (Some(a), Some(b)) => (a - b).abs() <= 10f64.powi(-DIGITS) * a.abs().max(b.abs()).max(1.0),
        _ => false,
    }
}

/// A number with a point and more digits than are compared, or with an exponent.
fn long_decimal(text: &str) -> Option<f64> {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let is_long = text.contains('.') && digits > DIGITS as usize || text.contains('e');
    text.parse().ok().filter(|_| is_long)
}

/// Runs of what numbers are made of, and everything else letter by letter.
fn pieces(text: &str) -> Vec<&str> {
    let of_number = |c: char| c.is_ascii_alphanumeric() || "+-._".contains(c);
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let end = if of_number(first) {
            rest.find(|c| !of_number(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    pieces
}

#[test]
fn only_the_last_digits_of_numbers_may_differ() {
    assert!(same("000,0.9292584480253484\n", "000,0.9292584480253481\n"));
    assert!(same("p 1.1102230246251565e-16", "p 2.1102230246251565e-16"));
    for (a, b) in [("000,0.92925844", "000,0.92925845"), ("0.9292584480253484", "0.9292584480353484")] {
        assert!(!same(a, b), "{a} {b}");
    }
    assert!(!same("101,0.5", "100,0.5") && !same("0.5 ", "0.5") && !same("12345678901234", "12345678901235"));
}

/// Seconds, the processor's name and free memory differ from machine to machine.
fn without_machine(text: &str) -> String {
    text.lines().map(|line| format!("{}\n", without_seconds(&without_bytes(line)))).collect()
}

/// ` on cpu (…) in 0.000123 s` becomes ` on DEVICE in N s`.
fn without_seconds(line: &str) -> String {
    match (line.rfind(" on "), line.rfind(" in ")) {
        (Some(on), Some(seconds)) if on < seconds && line.ends_with(" s") => {
            format!("{} on DEVICE in N s", &line[..on])
        }
        _ => line.to_string(),
    }
}

/// `bytes       64 of 123 available` becomes `bytes       64 of N available`, `device      cpu (…)` the device, and the
/// predicted seconds, which depend on the number of threads, N.
fn without_bytes(line: &str) -> String {
    if line.starts_with("device ") {
        return "device      DEVICE".into();
    }
    if line.starts_with("predicted ") && line.ends_with(" seconds") {
        return "predicted   N seconds".into();
    }
    match (line.find(" of "), line.find(" available")) {
        (Some(of), Some(available)) if line.starts_with("bytes ") && of < available => {
            format!("{} of N{}", &line[..of], &line[available..])
        }
        _ => line.to_string(),
    }
}

#[test]
fn a_run_that_asks_for_nothing_shows_the_most_probable_basis_states() {
    golden("run", "run bell.qasm");
}

#[test]
fn a_measured_file_shows_its_exact_distribution() {
    golden("run_outcomes", "run biased.qasm");
}

#[test]
fn shots_are_counted_by_the_seed() {
    golden("run_shots", "run biased.qasm --shots 1000 --seed 7");
    golden("run_one_shot", "run biased.qasm --shots 1");
}

#[test]
fn the_most_probable_states_are_listed() {
    golden("run_top", "run biased.qasm --probabilities --top 3");
}

#[test]
fn an_expectation_value_is_shown() {
    golden(
        "run_observable",
        "run inputs.qasm --param theta=0.3 --param phi=-0.2 --observable Z0 --observable Z1",
    );
}

#[test]
fn a_dynamic_program_shows_its_distribution() {
    golden("run_dynamic", "run dynamic.qasm");
    golden("run_dynamic_shots", "run dynamic.qasm --shots 500 --seed 3");
    golden("run_language", "run language.qasm --format csv");
    golden("convert_language", "convert language.qasm --to qasm3");
}

#[test]
fn the_last_register_is_leftmost() {
    golden("run_registers", "run registers.qasm");
}

#[test]
fn gradients_are_a_table() {
    golden("grad", "grad inputs.qasm --param theta=0.3 --param phi=-0.2 --observable Z1");
    golden(
        "grad_shots",
        "grad inputs.qasm --param theta=0.3 --param phi=-0.2 --observable Z1 --method parameter-shift --shots 400",
    );
}

#[test]
fn a_plan_says_what_would_run() {
    golden("plan", "plan biased.qasm --memory-limit 1000000");
    golden("plan_dynamic", "plan dynamic.qasm --memory-limit 16");
}

#[test]
fn circuits_are_drawn() {
    golden("draw", "draw legacy.qasm --width 80");
    golden("draw_dynamic", "draw dynamic.qasm --width 80");
    golden("draw_inputs", "draw inputs.qasm --width 80");
}

#[test]
fn circuits_are_translated_both_ways() {
    golden("convert_to_qasm3", "convert legacy.qasm --to qasm3");
    golden("convert_to_qasm2", "convert biased.qasm --to qasm2");
    golden("convert_dynamic", "convert dynamic.qasm --to qasm3");
    golden("convert_inputs", "convert inputs.qasm --to qasm2");
}

#[test]
fn the_gate_table_is_listed() {
    compare("gates", "gates", 24);
}

#[test]
fn a_mistake_is_shown_where_it_is() {
    golden("mistake", "run mistake.qasm");
    golden("mistake_in_observable", "run bell.qasm --observable Z0+0.5*Q1");
    golden("mistakes", "run mistakes.qasm");
    golden("mistake_in_include", "run outer.qasm");
    golden("mistakes_in_odd_text", "run odd.qasm");
    golden("missing_input", "run inputs.qasm --param phi=1");
}

#[test]
fn every_command_has_help_with_an_example() {
    golden("help", "--help");
    let commands = [
        "run",
        "grad",
        "plan",
        "train",
        "predict",
        "evaluate",
        "minimize",
        "gram",
        "health",
        "draw",
        "convert",
        "gates",
        "inspect",
        "bench",
        "devices",
        "completions",
        "man",
    ];
    for name in commands {
        golden(&format!("help_{name}"), &format!("{name} --help"));
        let text = std::fs::read_to_string(folder().join(format!("help_{name}.txt"))).expect("just compared");
        assert!(text.contains("Examples:"), "{name} --help has no example");
    }
}
