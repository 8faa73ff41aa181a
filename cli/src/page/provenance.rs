//! Where results come from: version, machine, device, precision, seeds, data and the command, as the last section of a page.
//!
//! Called by reports. It holds no times, so that the same command gives the same bytes.

use super::table::facts;
use crate::harmless::harmless;
use crate::options::{Common, Precision};
use ansatz_jobs::TomlFile;
use ansatz_jobs::files::sha256;
use std::path::Path;

/// The arguments that the program was started with.
#[derive(Debug, Clone, Default)]
pub struct Invocation {
    arguments: Vec<String>,
}

/// Options that change where results go or how they are made, never what they are; and whether a value follows.
const INDIFFERENT: [(&str, Value); 9] = [
    ("--threads", Value::Follows),
    ("--out", Value::Follows),
    ("--resume", Value::Follows),
    ("--report", Value::Follows),
    ("--format", Value::Follows),
    ("--log-every", Value::Follows),
    ("--memory-limit", Value::Follows),
    ("--instructions", Value::Follows),
    ("--quiet", Value::None),
];

#[derive(Clone, Copy, PartialEq)]
enum Value {
    None,
    Follows,
}

impl Invocation {
    /// Of all arguments, the program's name among them.
    pub fn new(arguments: Vec<String>) -> Invocation {
        Invocation { arguments }
    }

    /// The command as a shell would read it.
    pub fn command(&self) -> String {
        written(self.arguments.iter().skip(1))
    }

    /// The command without options that the results do not depend on.
    pub fn essential(&self) -> String {
        let mut kept = Vec::new();
        let mut arguments = self.arguments.iter().skip(1);
        while let Some(argument) = arguments.next() {
            let name = argument.split_once('=').map_or(argument.as_str(), |(name, _)| name);
            match INDIFFERENT.iter().find(|(option, _)| *option == name) {
                Some((_, Value::Follows)) if name == argument => _ = arguments.next(),
                Some(_) => {}
                None => kept.push(argument),
            }
        }
        written(kept.into_iter())
    }
}

fn written<'a>(arguments: impl Iterator<Item = &'a String>) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./=:,+@%".contains(c);
    let quoted = |argument: &String| match !argument.is_empty() && argument.chars().all(plain) {
        true => argument.clone(),
        false => format!("'{}'", argument.replace('\'', "'\\''")),
    };
    let words = std::iter::once("ansatz".to_string()).chain(arguments.map(quoted));
    harmless(&words.collect::<Vec<_>>().join(" "))
}

/// Facts about how results were made.
pub struct Provenance {
    facts: Vec<(String, String)>,
}

impl Provenance {
    /// What is known of every run: the version, the machine, the precision and the command.
    pub fn new(common: &Common, command: String) -> Provenance {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let machine = format!("{}, {}, {cores} cores", std::env::consts::OS, std::env::consts::ARCH);
        let precision = match common.precision {
            Precision::F32 => "f32",
            Precision::F64 => "f64",
        };
        Provenance { facts: Vec::new() }
            .with("ansatz", env!("CARGO_PKG_VERSION"))
            .with("command", command)
            .with("machine", machine)
            .with("precision", precision)
    }

    /// One more.
    pub fn with(mut self, name: impl Into<String>, value: impl ToString) -> Provenance {
        self.facts.push((name.into(), value.to_string()));
        self
    }

    /// The SHA-256 of the configuration, which may come from standard input.
    pub fn with_config(self, file: &TomlFile) -> Provenance {
        let name = file.path().file_name().unwrap_or(file.path().as_os_str()).to_string_lossy();
        self.with(format!("SHA-256 of {name}"), file.sha256())
    }

    /// The SHA-256 of files; what is no regular file has none.
    pub fn with_files<'a>(mut self, files: impl IntoIterator<Item = &'a Path>) -> Provenance {
        for path in files {
            if let Some(hash) = sha256(path) {
                let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy();
                self = self.with(format!("SHA-256 of {name}"), hash);
            }
        }
        self
    }

    /// As a table.
    pub fn html(&self) -> String {
        facts("Results, but for seconds, are the same for any number of threads.", &self.facts)
    }
}

#[cfg(test)]
mod tests {
    use super::Invocation;

    fn invocation(words: &[&str]) -> Invocation {
        Invocation::new(words.iter().map(|word| (*word).to_string()).collect())
    }

    #[test]
    fn commands_are_written_as_a_shell_reads_them() {
        let asked = invocation(&["/usr/bin/ansatz", "gram", "my file.toml", "--out", "it's.npy"]);
        assert_eq!(asked.command(), r"ansatz gram 'my file.toml' --out 'it'\''s.npy'");
        assert_eq!(asked.essential(), "ansatz gram 'my file.toml'");
    }

    #[test]
    fn options_that_change_no_result_are_left_out() {
        let words =
            ["a", "train", "--threads", "3", "j.toml", "--quiet", "--format=json", "--seed", "7", "--out=x"];
        assert_eq!(invocation(&words).essential(), "ansatz train j.toml --seed 7");
    }
}
