//! Runs the `ansatz` binary for the tests of the command line: arguments and input in; exit code, output and errors out.
//!
//! It knows processes and files only, nothing of circuits: what an answer must be is the business of each test.
#![allow(dead_code)] // Each test file is a program of its own and uses a part.
#![allow(clippy::print_stdout)] // A test's notes go to its output.

use serde_json::Value;
use std::ffi::OsStr;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The longest that any one command may take, unless a test says otherwise.
const PATIENCE: Duration = Duration::from_secs(120);

/// What one run of the binary did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ran {
    /// `None`: ended by a signal.
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// The run succeeded: its standard output.
    #[track_caller]
    pub(crate) fn success(&self) -> &str {
        assert_eq!(self.code, Some(0), "{self:?}");
        &self.stdout
    }

    /// The run succeeded: its standard output as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        let text = self.success();
        serde_json::from_str(text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }

    /// The run failed with this exit code, politely: its message.
    #[track_caller]
    pub(crate) fn failure(&self, code: i32) -> &str {
        assert_eq!(self.code, Some(code), "{self:?}");
        assert_eq!(self.stdout, "", "a failure leaves standard output empty: {self:?}");
        assert!(!self.stderr.contains("panicked"), "{self:?}");
        assert!(self.stderr.contains("error"), "a failure says so: {self:?}");
        &self.stderr
    }

    /// The run failed with this exit code, and its message says all of `parts`.
    #[track_caller]
    pub(crate) fn failed(&self, code: i32, parts: &[&str]) {
        let message = self.failure(code);
        for part in parts {
            assert!(message.contains(part), "`{part}` is not in:\n{message}");
        }
    }

    /// The input was wrong, and the message says all of `parts`.
    #[track_caller]
    pub(crate) fn is_wrong_input(&self, parts: &[&str]) {
        self.failed(2, parts);
    }
}

/// A command that is ready to start.
pub(crate) fn command<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ansatz"));
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.env("NO_COLOR", "1").env_remove("COLUMNS").env_remove("RUST_BACKTRACE");
    command
}

/// Runs the binary with `arguments`.
pub(crate) fn ansatz<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Ran {
    finish(start(&mut command(arguments)), PATIENCE)
}

/// Runs the binary with `arguments` in a folder.
pub(crate) fn ansatz_at(folder: &Path, arguments: &[&str]) -> Ran {
    finish(start(command(arguments).current_dir(folder)), PATIENCE)
}

/// Runs the binary with `arguments`, split at spaces, in a folder.
pub(crate) fn ansatz_in(folder: &Path, arguments: &str) -> Ran {
    finish(start(command(arguments.split_whitespace()).current_dir(folder)), PATIENCE)
}

/// Runs the binary with text or bytes on its standard input.
pub(crate) fn ansatz_with_input(arguments: &str, input: &[u8]) -> Ran {
    let mut child = start(command(arguments.split_whitespace()).stdin(Stdio::piped()));
    let mut stdin = child.stdin.take().expect("a pipe was asked for");
    let input = input.to_vec();
    // A command that refuses its options never reads its input, which is not this test's concern.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let ran = finish(child, PATIENCE);
    writer.join().expect("writing does not panic");
    ran
}

/// Starts a command.
pub(crate) fn start(command: &mut Command) -> Child {
    command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

/// Waits for the end of a command and collects what it wrote; one that takes too long is ended and fails the test.
#[track_caller]
pub(crate) fn finish(mut child: Child, patience: Duration) -> Ran {
    let stdout = child.stdout.take().map(|pipe| std::thread::spawn(|| everything(pipe)));
    let stderr = child.stderr.take().map(|pipe| std::thread::spawn(|| everything(pipe)));
    let begin = Instant::now();
    let mut pause = Duration::from_micros(200);
    let status = loop {
        if let Some(status) = child.try_wait().expect("a child of this process") {
            break status;
        }
        if begin.elapsed() > patience {
            child.kill().expect("a child of this process");
            child.wait().expect("a child of this process");
            panic!("still running after {patience:?}");
        }
        std::thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    };
    let text = |reader: Option<std::thread::JoinHandle<Vec<u8>>>| {
        let bytes = reader.map(|thread| thread.join().expect("reading does not panic")).unwrap_or_default();
        String::from_utf8(bytes).expect("output is UTF-8")
    };
    Ran { code: status.code(), stdout: text(stdout), stderr: text(stderr) }
}

fn everything(mut pipe: impl Read) -> Vec<u8> {
    let mut bytes = Vec::new();
    // A pipe that breaks gives what came before.
    let _ = pipe.read_to_end(&mut bytes);
    bytes
}

/// A folder for one test's files, gone with it.
pub(crate) struct Scratch(tempfile::TempDir);

impl Scratch {
    pub(crate) fn new() -> Scratch {
        Scratch(tempfile::tempdir().expect("a folder for temporary files"))
    }

    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path(name);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        }
        std::fs::write(&path, content).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        path
    }

    /// Runs the binary in this folder.
    pub(crate) fn ansatz(&self, arguments: &str) -> Ran {
        ansatz_in(self.folder(), arguments)
    }

    /// The names of the files in this folder.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder()).expect("a folder");
        let name = |entry: std::io::Result<std::fs::DirEntry>| {
            entry.expect("an entry").file_name().to_string_lossy().into_owned()
        };
        let mut names: Vec<String> = entries.map(name).collect();
        names.sort();
        names
    }
}

/// A folder of shared test material next to the project; `None`, with a note, where it is absent.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared")).join(name);
    if path.is_dir() {
        return Some(path);
    }
    println!("skipped: there is no folder {name}");
    None
}

/// Reads a JSON file.
pub(crate) fn read_json(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
