//! Runs the binary and keeps what it said.

use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// A finished run.
pub struct Finished {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

/// Runs `ansatz` in a folder.
pub fn ansatz(folder: &Path, arguments: &[&str]) -> Finished {
    let output =
        Command::new(env!("CARGO_BIN_EXE_ansatz")).current_dir(folder).args(arguments).output().unwrap();
    Finished {
        code: output.status.code().unwrap_or(-1),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// The JSON answer of a run that must succeed.
#[allow(dead_code)] // Not every test file asks for JSON.
pub fn json(finished: &Finished) -> Value {
    finished.succeeded();
    serde_json::from_str(&finished.stdout).unwrap()
}

impl Finished {
    #[allow(dead_code)] // Not every test file only asks for success.
    pub fn succeeded(&self) {
        assert_eq!(self.code, 0, "{}", self.stderr);
    }

    /// Exit code 2, nothing on standard output, and an error that says all of `parts`.
    #[allow(dead_code)] // Not every test file is about wrong input.
    pub fn is_wrong_input(&self, parts: &[&str]) {
        self.failed(2, parts);
    }

    /// That exit code, nothing on standard output, and an error that says all of `parts`.
    #[allow(dead_code)] // As above.
    pub fn failed(&self, code: i32, parts: &[&str]) {
        assert_eq!(self.code, code, "{}", self.stderr);
        assert_eq!(self.stdout, "");
        for part in parts {
            assert!(self.stderr.contains(part), "`{part}` is not in:\n{}", self.stderr);
        }
        assert!(!self.stderr.contains("panicked"), "{}", self.stderr);
    }
}
