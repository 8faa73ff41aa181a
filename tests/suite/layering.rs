//! The layers of the workspace, read from its manifests and sources: who may use what, and what no library may do.
//! Comments, documentation and test modules are exempt.

use ansatz_circuits::gate_names;
use ansatz_tests::sources::{Source, dependencies, rust_files, workspace};

/// Files that may hold `unsafe` code: tiles are handed to threads as raw parts, and vectors are read and written where
/// a power-of-two length has been checked once; on a device, kernels are given addresses, and the driver's library is
/// asked.
const UNSAFE_FILES: &[&str] = &[
    "simulator/kernels/src/tile.rs",
    "simulator/kernels/src/cube.rs",
    "simulator/src/cuda/device.rs",
    "simulator/src/cuda/driver.rs",
    "simulator/src/cuda/mod.rs",
    "simulator/src/cuda/passes.rs",
    "simulator/src/cuda/probe.rs",
    "simulator/src/cuda/reductions.rs",
    "simulator/src/cuda/sampling.rs",
];
/// Literals of the front end that are the name of a gate and mean something else: micro.
const NOT_GATES: &[(&str, &str)] = &[("circuits/src/qasm/number.rs", "u")];
/// The longest file allowed.
const MAX_LINES: usize = 500;
/// Sources of every library, with their least number of files, so that a moved folder is noticed.
const LIBRARIES: &[(&str, usize)] = &[
    ("circuits/src", 15),
    ("simulator/kernels/src", 20),
    ("simulator/src", 20),
    ("qml/src", 1),
    ("candle/src", 2),
    ("jobs/src", 30),
    ("src", 1),
];

fn libraries() -> Vec<Source> {
    let mut all = Vec::new();
    for (folder, least) in LIBRARIES {
        let files = rust_files(folder);
        assert!(files.len() >= *least, "{folder} has only {} files", files.len());
        all.extend(files);
    }
    all
}

/// `path:line` of every use of one of the words.
fn uses(files: &[Source], words: &[&str]) -> Vec<String> {
    let of_word = |file: &Source, word: &str| -> Vec<String> {
        file.lines_with(word).iter().map(|line| format!("{}:{line} `{word}`", file.path)).collect()
    };
    files.iter().flat_map(|file| words.iter().flat_map(move |word| of_word(file, word))).collect()
}

/// `path:line` of every literal that is the name of a gate.
fn gate_literals(files: &[Source], names: &[&str]) -> Vec<String> {
    let named = |file: &Source| -> Vec<String> {
        let bad = file.literals.iter().filter(|(_, text)| names.contains(&text.as_str()));
        bad.map(|(line, text)| format!("{}:{line} \"{text}\"", file.path)).collect()
    };
    files.iter().flat_map(named).collect()
}

fn without(files: Vec<Source>, exempt: impl Fn(&str) -> bool) -> Vec<Source> {
    files.into_iter().filter(|file| !exempt(&file.path)).collect()
}

#[track_caller]
fn assert_none(rule: &str, found: &[String]) {
    assert!(found.is_empty(), "{rule}:\n  {}", found.join("\n  "));
}

#[test]
fn circuits_know_no_threads_files_clocks_and_no_other_member() {
    let files = rust_files("circuits/src");
    let words = [
        "rayon",
        "ndarray",
        "std::fs",
        "std::thread",
        "std::time",
        "std::net",
        "std::process",
        "unsafe",
        "ansatz_simulator",
        "ansatz_qml",
    ];
    assert_none("circuits must not use", &uses(&files, &words));
    let members: Vec<String> =
        dependencies("circuits").into_iter().filter(|d| d.starts_with("ansatz")).collect();
    assert_none("circuits must not depend on a member", &members);
    let allowed = ["num-complex", "nalgebra", "serde", "smallvec", "thiserror"];
    let more: Vec<String> =
        dependencies("circuits").into_iter().filter(|d| !allowed.contains(&d.as_str())).collect();
    assert_none("circuits must not depend on", &more);
}

#[test]
fn the_simulator_knows_circuits_alone() {
    let files = rust_files("simulator/src");
    assert_none("the simulator must not use", &uses(&files, &["ansatz_qml", "std::fs", "nalgebra", "qasm"]));
    let bad = ["ansatz-qml", "ansatz-cli", "ansatz", "clap"];
    let found: Vec<String> =
        dependencies("simulator").into_iter().filter(|d| bad.contains(&d.as_str())).collect();
    assert_none("the simulator must not depend on", &found);
    assert!(dependencies("simulator").contains(&"ansatz-circuits".to_string()), "manifests are read");
}

#[test]
fn kernels_know_slices_integers_and_complex_numbers() {
    let members: Vec<String> =
        dependencies("simulator/kernels").into_iter().filter(|d| d.starts_with("ansatz")).collect();
    assert_none("kernels must not depend on a member", &members);
    let words = ["std::fs", "std::io", "thiserror", "String"];
    assert_none("kernels must not use", &uses(&rust_files("simulator/kernels/src"), &words));
}

#[test]
fn qml_knows_no_graphics_card_and_no_command_line() {
    let found: Vec<String> = dependencies("qml")
        .into_iter()
        .filter(|d| ["cudarc", "clap", "ansatz-cli", "indicatif"].contains(&d.as_str()))
        .collect();
    assert_none("qml must not depend on", &found);
}

#[test]
fn jobs_know_no_terminal_and_name_no_option() {
    let bad = ["clap", "indicatif", "comfy-table", "plotters", "annotate-snippets", "ansatz-cli"];
    let found: Vec<String> = dependencies("jobs").into_iter().filter(|d| bad.contains(&d.as_str())).collect();
    assert_none("jobs must not depend on", &found);
    assert_none(
        "jobs must not use",
        &uses(&rust_files("jobs/src"), &["IsTerminal", "stdin", "stdout", "stderr"]),
    );
    let names_option = |text: &String| {
        let ahead = text.match_indices("--").filter(|(at, _)| {
            text[at + 2..].starts_with(|c: char| c.is_ascii_lowercase())
                && !text[..*at].ends_with(|c: char| c == '-')
        });
        ahead.count() > 0
    };
    let mut found = Vec::new();
    for file in rust_files("jobs/src") {
        let bad = file.literals.iter().filter(|(_, text)| names_option(text));
        found.extend(bad.map(|(line, text)| format!("{}:{line} \"{text}\"", file.path)));
    }
    assert_none("options are the command line's", &found);
}

#[test]
fn threads_are_named_in_one_file() {
    let is_home =
        |path: &str| ["simulator/kernels/src/parallel.rs", "simulator/src/device/pooled.rs"].contains(&path);
    let is_study = |path: &str| path.starts_with("qml/src/") && path.contains("study");
    // Jobs have options for threads.
    let is_job = |path: &str| path.starts_with("jobs/src/");
    let files = without(libraries(), |path| is_home(path) || is_study(path) || is_job(path));
    assert_none(
        "threads belong in kernels/src/parallel.rs",
        &uses(&files, &["rayon", "std::thread", "thread::spawn"]),
    );
    let home = without(rust_files("simulator/kernels/src"), |path| !is_home(path));
    assert!(!uses(&home, &["rayon"]).is_empty(), "the rule looks at the right file");
}

#[test]
fn instruction_sets_are_named_in_one_file() {
    let is_home = |path: &str| path == "simulator/kernels/src/simd.rs";
    let files = without(libraries(), is_home);
    let words = ["fearless_simd", "std::arch", "core::arch", "target_feature", "is_x86_feature_detected!"];
    assert_none("instruction sets belong in simd.rs", &uses(&files, &words));
    let home = without(rust_files("simulator/kernels/src"), |path| !is_home(path));
    assert!(!uses(&home, &["fearless_simd"]).is_empty(), "the rule looks at the right file");
}

#[test]
fn unsafe_code_is_in_two_files() {
    let files = without(libraries(), |path| UNSAFE_FILES.contains(&path));
    assert_none("unsafe code belongs in the kernels' tile.rs and cube.rs", &uses(&files, &["unsafe"]));
    let home = without(rust_files("simulator/kernels/src"), |path| !UNSAFE_FILES.contains(&path));
    assert!(!uses(&home, &["unsafe"]).is_empty(), "the rule looks at the right file");
}

#[test]
fn kernels_name_no_gate_and_no_circuit() {
    let names: Vec<&str> = gate_names().collect();
    let mut files = rust_files("simulator/kernels/src");
    assert!(files.len() >= 10, "the kernels are where they were");
    files.extend(rust_files("simulator/src/cuda"));
    assert_none("kernels must not name gates", &gate_literals(&files, &names));
    assert_none(
        "kernels must not know circuits",
        &uses(&files, &["Circuit", "FlatCircuit", "FlatInstruction", "Gate"]),
    );
    // The engine and the plan see matrices too.
    assert_none("the simulator must not name gates", &gate_literals(&rust_files("simulator/src"), &names));
}

#[test]
fn the_front_end_names_no_gate() {
    let mut files = rust_files("circuits/src/qasm");
    for file in &mut files {
        let path = file.path.clone();
        file.literals.retain(|(_, text)| !NOT_GATES.contains(&(path.as_str(), text.as_str())));
    }
    assert!(files.len() > 10, "the front end is where it was");
    let names: Vec<&str> = gate_names().collect();
    assert_none("the front end must not name gates", &gate_literals(&files, &names));
}

#[test]
fn libraries_do_not_print_exit_or_read_the_environment() {
    let words = [
        "println!",
        "print!",
        "eprintln!",
        "eprint!",
        "dbg!",
        "todo!",
        "unimplemented!",
        "process::exit",
        "process::abort",
        "env::var",
        "env::vars",
        "env::args",
        "thread_rng",
        "from_entropy",
        "from_os_rng",
        "SystemTime",
    ];
    assert_none("libraries must not use", &uses(&libraries(), &words));
}

#[test]
fn no_file_is_longer_than_500_lines() {
    let folders =
        ["src", "circuits", "simulator", "qml", "candle", "jobs", "cli", "benches", "tests", "examples"];
    let files: Vec<Source> = folders.iter().flat_map(|folder| rust_files(folder)).collect();
    assert!(files.len() > 60, "the workspace at {} is listed", workspace().display());
    let long = files.iter().filter(|file| file.num_lines > MAX_LINES);
    let long: Vec<String> = long.map(|file| format!("{}: {} lines", file.path, file.num_lines)).collect();
    assert_none("files must have at most 500 lines", &long);
}

#[test]
fn the_rules_notice_what_they_forbid() {
    let text = "use rayon::prelude::*;\nfn f() { unsafe { g() }; println!(\"cx\"); }\n// unsafe\n";
    let files = [Source::new("bad.rs".into(), text)];
    assert_eq!(uses(&files, &["rayon", "unsafe", "println!"]).len(), 3);
    assert_eq!(gate_literals(&files, &["cx"]), ["bad.rs:2 \"cx\""]);
}
