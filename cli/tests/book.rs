//! The book and the README: every command behind a `$` runs, what is shown of its output is in its output, and every link leads somewhere.
//! Their Rust is run by the facade's documentation tests (`src/book.rs`).

mod support;

use std::path::{Path, PathBuf};
use support::{Scratch, ansatz_at};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The pages, by file name; the README is one of them.
fn pages() -> Vec<(PathBuf, String)> {
    let entries = std::fs::read_dir(root().join("docs/src")).expect("the book");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.push(root().join("README.md"));
    paths.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    paths.sort();
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("a page");
        (path, text)
    };
    paths.into_iter().map(read).collect()
}

/// A command and the lines that are shown under it.
#[derive(Debug, PartialEq)]
struct Shown {
    command: String,
    output: Vec<String>,
}

/// What stands in blocks marked `console`.
fn shown(page: &str) -> Vec<Shown> {
    let mut found: Vec<Shown> = Vec::new();
    let mut inside = false;
    for line in page.lines() {
        match line.strip_prefix("```") {
            Some(kind) => inside = !inside && kind == "console",
            None if !inside => {}
            None => match line.strip_prefix("$ ") {
                Some(command) => found.push(Shown { command: command.to_string(), output: Vec::new() }),
                None => found.last_mut().expect("a command comes first").output.push(line.to_string()),
            },
        }
    }
    found
}

/// The words of a command line; double quotes keep spaces, and what follows `  #` is a remark.
fn words(line: &str) -> Vec<String> {
    let line = line.split("  #").next().unwrap_or(line);
    let quoted = line.split('"').enumerate();
    let words = quoted.flat_map(|(k, part)| match k % 2 {
        0 => part.split_whitespace().map(str::to_string).collect::<Vec<_>>(),
        _ => vec![part.to_string()],
    });
    words.collect()
}

/// A line with one space wherever there are several.
fn narrow(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the lines stand in the output, in their order; `...` in a line stands for anything, a space for any number of them.
fn is_in(lines: &[String], output: &str) -> Result<(), String> {
    let mut rest = output.lines().map(narrow);
    for line in lines {
        let line = narrow(line);
        let parts: Vec<&str> = line.split("...").map(str::trim).collect();
        let is_it = |candidate: String| {
            let mut after = candidate.as_str();
            parts.iter().all(|part| match after.find(part) {
                Some(at) => {
                    after = &after[at + part.len()..];
                    true
                }
                None => false,
            })
        };
        if !rest.by_ref().any(is_it) {
            return Err(format!("`{line}` is not in, or not after the line before it in:\n{output}"));
        }
    }
    Ok(())
}

/// A folder with the project's examples and data, where commands may write.
fn project() -> Scratch {
    let scratch = Scratch::new();
    for folder in ["examples", "data", "data/molecules"] {
        std::fs::create_dir(scratch.path(folder)).expect("a new folder");
        for entry in std::fs::read_dir(root().join(folder)).expect("a folder of the project") {
            let entry = entry.expect("an entry");
            if entry.path().is_file() {
                std::fs::copy(entry.path(), scratch.path(folder).join(entry.file_name())).expect("a copy");
            }
        }
    }
    scratch
}

#[test]
fn every_command_of_the_book_does_what_is_shown() {
    let mut commands = 0;
    for (path, page) in pages() {
        let scratch = project();
        for Shown { command, output } in shown(&page) {
            let words = words(&command);
            let (program, arguments) = words.split_first().expect("a command");
            assert_eq!(program, "ansatz", "{}: {command}", path.display());
            let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
            let ran = ansatz_at(scratch.folder(), &arguments);
            assert_eq!(ran.code, Some(0), "{}: {command}: {ran:?}", path.display());
            if let Err(message) = is_in(&output, &ran.stdout) {
                panic!("{}: {command}: {message}", path.display());
            }
            commands += 1;
        }
    }
    assert!(commands >= 30, "{commands} commands");
}

/// The targets of the links of a page that are files of the project.
fn links(page: &str) -> Vec<&str> {
    let prose = page.split("```").step_by(2);
    let targets = prose.flat_map(|text| text.split("](").skip(1)).filter_map(|text| text.split(')').next());
    let local = targets.filter(|target| !target.contains("://") && !target.starts_with('#'));
    local.map(|target| target.split('#').next().unwrap_or(target)).collect()
}

#[test]
fn every_link_leads_somewhere_and_every_page_is_in_the_summary() {
    let summary = std::fs::read_to_string(root().join("docs/src/SUMMARY.md")).expect("a summary");
    let code = std::fs::read_to_string(root().join("src/book.rs")).expect("the list of pages with code");
    for (path, page) in pages() {
        let folder = path.parent().expect("a file is in a folder");
        for target in links(&page) {
            assert!(folder.join(target).exists(), "{}: {target}", path.display());
        }
        let name = path.file_name().expect("a file").to_string_lossy().into_owned();
        if name != "README.md" && name != "SUMMARY.md" {
            assert!(summary.contains(&format!("({name})")), "{name} is not in the summary");
            assert!(name == "measured.md" || code.contains(&name), "{name} is not in src/book.rs");
        }
    }
}

#[test]
fn pages_are_read_as_they_are_written() {
    let page = "```console\n$ ansatz gates\n h   ...\n```\n```text\n$ rm\n```\n[a](b.md#c) [d](https://e)\n";
    assert_eq!(shown(page), [Shown { command: "ansatz gates".into(), output: vec![" h   ...".into()] }]);
    assert_eq!(words("ansatz run f \"Z0 Z1\"  # why"), ["ansatz", "run", "f", "Z0 Z1"]);
    assert_eq!(links(page), ["b.md"]);
    assert!(is_in(&["b ... d".into()], "a\nb c d\n").is_ok());
    assert!(is_in(&["d".into(), "a".into()], "a\nd\n").is_err());
}
