//! A run in a folder of its own with limited memory, and whether it ended as it should. Called by all of the others.

use crate::support::Scratch;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

/// None, one, and what does not fit 31 bits, a double's integers, and any memory.
pub(crate) const NUMBERS: [&str; 5] = ["0", "1", "2147483648", "9007199254740992", "1000000000000000000"];
/// A command may take so long; tests run binaries that are not optimised, side by side with others.
pub(crate) const PATIENCE: Duration = Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 10 });
/// KiB of address space: threads' stacks and the binary take some of it.
pub(crate) const ADDRESSES: u64 = 4_000_000;

/// What is run in a folder of its own.
pub(crate) struct Case {
    /// What it is about.
    name: String,
    /// The arguments; files are named by their names.
    arguments: Vec<String>,
    files: Vec<(String, String)>,
}

impl Case {
    pub(crate) fn new(arguments: &str) -> Case {
        let words = arguments.split_whitespace().map(str::to_string).collect();
        Case { name: arguments.into(), arguments: words, files: Vec::new() }
    }

    pub(crate) fn file(mut self, name: &str, text: impl Into<String>) -> Case {
        self.files.push((name.into(), text.into()));
        self
    }

    pub(crate) fn named(self, name: String) -> Case {
        Case { name, ..self }
    }

    /// What is wrong with how it ended, if anything is.
    pub(crate) fn complaint(&self) -> Option<String> {
        let scratch = Scratch::new();
        for (name, text) in &self.files {
            scratch.file(name, text);
        }
        let mut command = Command::new("sh");
        let script = format!("ulimit -v {ADDRESSES}; exec \"$0\" \"$@\"");
        command.args(["-c", &script, env!("CARGO_BIN_EXE_ansatz")]).args(&self.arguments);
        command.current_dir(scratch.folder()).env("NO_COLOR", "1").env_remove("RUST_BACKTRACE");
        let stderr = scratch.file("stderr", "");
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(std::fs::File::create(&stderr).unwrap());
        let (begin, mut child) = (Instant::now(), command.spawn().unwrap());
        let code = loop {
            if let Some(status) = child.try_wait().unwrap() {
                break status.code();
            }
            if begin.elapsed() > PATIENCE {
                child.kill().unwrap();
                child.wait().unwrap();
                return Some(format!("{}: still running after {PATIENCE:?}", self.name));
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        let said = std::fs::read(&stderr).unwrap();
        let start = String::from_utf8_lossy(&said[..said.len().min(400)]).into_owned();
        match code {
            Some(0..=2) if said.len() < 20_000 && !start.contains("panicked") => None,
            Some(0..=2) => Some(format!("{}: {} bytes said: {start}", self.name, said.len())),
            code => Some(format!("{}: exit code {code:?}: {start}", self.name)),
        }
    }
}

/// Runs all of them, two side by side.
pub(crate) fn none_is_harmed(cases: Vec<Case>) {
    let (next, complaints) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Relaxed)) {
                    complaints.lock().unwrap().extend(case.complaint());
                }
            });
        }
    });
    let complaints = complaints.into_inner().unwrap();
    assert!(complaints.is_empty(), "{} of {}:\n{}", complaints.len(), cases.len(), complaints.join("\n"));
}
