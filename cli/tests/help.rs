//! The help of every command: its examples run, its manual page and the shells' completions are there.

mod support;

use std::path::Path;
use support::{Ran, Scratch, ansatz, ansatz_at};

const COMMANDS: [&str; 18] = [
    "run",
    "grad",
    "plan",
    "draw",
    "convert",
    "gates",
    "inspect",
    "train",
    "predict",
    "evaluate",
    "minimize",
    "gram",
    "study",
    "health",
    "bench",
    "devices",
    "completions",
    "man",
];

/// A folder with the project's example circuits and data.
fn project() -> Scratch {
    let scratch = Scratch::new();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    for folder in ["examples", "data", "data/molecules"] {
        std::fs::create_dir(scratch.path(folder)).expect("a new folder");
        for entry in std::fs::read_dir(root.join(folder)).expect("a folder of the project") {
            let entry = entry.expect("an entry");
            if entry.path().is_file() {
                std::fs::copy(entry.path(), scratch.path(folder).join(entry.file_name())).expect("a copy");
            }
        }
    }
    scratch
}

/// The words of a command line; double quotes keep spaces.
fn words(line: &str) -> Vec<String> {
    let quoted = line.split('"').enumerate();
    let words = quoted.flat_map(|(k, part)| match k % 2 {
        0 => part.split_whitespace().map(str::to_string).collect::<Vec<_>>(),
        _ => vec![part.to_string()],
    });
    words.collect()
}

/// The lines under `Examples:`.
fn examples(help: &str) -> Vec<String> {
    let after = help.split_once("\nExamples:\n").expect("examples").1;
    let lines = after.lines().take_while(|line| line.starts_with("  "));
    lines.map(|line| line.trim().to_string()).collect()
}

fn run_example(scratch: &Scratch, example: &str) -> Ran {
    let words = words(example);
    assert_eq!(words[0], "ansatz", "{example}");
    let arguments: Vec<&str> = words[1..].iter().map(String::as_str).collect();
    ansatz_at(scratch.folder(), &arguments)
}

#[test]
fn every_example_of_every_help_text_runs() {
    let scratch = project();
    let helps =
        std::iter::once(ansatz(["--help"])).chain(COMMANDS.iter().map(|name| ansatz([name, "--help"])));
    for ran in helps {
        let help = ran.success();
        let found = examples(help);
        assert_eq!(found.len(), 2, "two examples each:\n{help}");
        for example in found {
            let ran = run_example(&scratch, &example);
            assert_eq!(ran.code, Some(0), "{example}: {ran:?}");
        }
    }
    assert!(scratch.path("circuit.svg").exists() && scratch.path("ansatz-run.1").exists());
}

#[test]
fn every_help_text_says_what_the_exit_codes_mean() {
    for name in COMMANDS {
        let ran = ansatz([name, "--help"]);
        assert!(ran.success().contains("Exit codes:\n  0  success"), "{name}: {ran:?}");
    }
}

#[test]
fn the_list_of_commands_is_complete() {
    let ran = ansatz(["--help"]);
    let listed = ran.success().lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| !line.is_empty()).filter_map(|line| line.split_whitespace().next());
    let listed: Vec<&str> = listed.filter(|name| *name != "help").collect();
    assert_eq!(listed, COMMANDS);
}

#[test]
fn every_shell_has_completions_that_name_every_command() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = ansatz(["completions", shell]);
        let script = ran.success();
        for name in COMMANDS {
            assert!(script.contains(name), "{shell}: {name}");
        }
        assert!(script.contains("parameter-shift"), "{shell}: values of options are completed");
    }
    ansatz(["completions", "tcsh"]).is_wrong_input(&["tcsh", "bash"]);
}

#[test]
fn manual_pages_are_written_for_every_command() {
    let scratch = Scratch::new();
    ansatz_at(scratch.folder(), &["man", "--out", "."]).success();
    let expected: Vec<String> = COMMANDS.iter().map(|name| format!("ansatz-{name}.1")).collect();
    let names = scratch.names();
    assert!(expected.iter().chain([&"ansatz.1".to_string()]).all(|name| names.contains(name)), "{names:?}");
    assert_eq!(names.len(), COMMANDS.len() + 1);
    let page = std::fs::read_to_string(scratch.path("ansatz-grad.1")).expect("just written");
    assert!(page.contains(".TH") && page.contains("ansatz grad") && page.contains("finite"), "{page}");
    ansatz(["man", "rum"]).is_wrong_input(&["did you mean `run`"]);
    ansatz(["man", "--out", "absent/folder"]).failed(1, &["absent/folder"]);
}

#[test]
fn files_in_help_texts_are_not_wrapped() {
    for name in COMMANDS {
        let ran = ansatz([name, "--help"]);
        // A comment that goes on in a line of its own has a mark of its own.
        let help = ran.success();
        let Some((_, file)) = help.split_once("# Every key") else { continue };
        let lines = file.lines().skip(1).map(str::trim).filter(|line| !line.is_empty());
        // Other sections begin with `Name:`.
        for line in lines.take_while(|line| !line.ends_with(':') || line.contains('#')) {
            let is_toml = line.starts_with(['#', '[', '"', '{', ']']) || line.contains(" = ");
            assert!(is_toml, "{name}: `{line}` is no line of a TOML file");
        }
    }
}
