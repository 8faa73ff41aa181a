//! Reading circuit files: from a path or standard input, with includes from the file's own folder tree.

use crate::diagnostics;
use crate::excerpt::Colours;
use crate::failure::{Failure, Outcome};
use crate::options::Common;
use ansatz::circuits::qasm::{
    DeclarationKind, Diagnostic, DiagnosticKind, IncludeError, IncludedFile, Includes, LIMITS, Limit,
    MissingInclude, ParseOptions, Program, Report, Severity, Span, parse,
};
use clap::Args;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The circuit file and how it is read.
#[derive(Args, Debug, Clone)]
pub struct CircuitFile {
    /// An OpenQASM 2 or 3 file, or `-` for standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    /// Also read included files from this folder (and below)
    #[arg(long, value_name = "DIR")]
    pub include: Vec<PathBuf>,
    /// Refuse what is forgiven by default: a forgotten `include` of the standard gates
    #[arg(long)]
    pub strict: bool,
    /// The value of an input, such as `theta=0.5`
    #[arg(long = "param", value_name = "NAME=X", value_parser = crate::bindings::assignment)]
    pub params: Vec<(String, f64)>,
    /// Another limit than the default; the names are listed below
    #[arg(long = "limit", value_name = "NAME=N", value_parser = limit)]
    pub limits: Vec<(Limit, u64)>,
}

/// Reads `NAME=N`.
fn limit(text: &str) -> Result<(Limit, u64), String> {
    let (name, value) =
        text.split_once('=').ok_or_else(|| format!("expected NAME=N, found `{}`", text.escape_debug()))?;
    let Some(limit) = LIMITS.iter().find(|limit| limit.name == name.trim()) else {
        let names: Vec<&str> = LIMITS.iter().map(|limit| limit.name).collect();
        let name = name.escape_debug();
        return Err(format!("there is no limit `{name}`; there are {}", names.join(", ")));
    };
    let value = value.trim().parse().ok().filter(|value| (1..=limit.most).contains(value));
    let value = value.ok_or_else(|| format!("`{name}` is a whole number from 1 to {}", limit.most))?;
    Ok((*limit, value))
}

/// No file larger than this is read, unless a limit says so.
const MAX_BYTES: u64 = 256 << 20;

impl CircuitFile {
    /// Reads and checks the file; warnings go to standard error.
    pub fn read(&self, common: &Common) -> Outcome<Program> {
        let program = self.text(ParseOptions::default())?.parse(self.params.clone())?;
        warn_about(&program, common);
        Ok(program)
    }

    /// The text, ready to be read.
    pub fn text(&self, mut options: ParseOptions) -> Outcome<CircuitText<'_>> {
        if let Some(missing) = self.include.iter().find(|folder| !folder.is_dir()) {
            return Err(Failure::option("--include", format!("{} is not a folder", missing.display())));
        }
        for (limit, value) in &self.limits {
            limit.set(&mut options, *value);
        }
        let (name, bytes) = self.bytes(options.max_file_size as u64)?;
        if self.strict {
            options.missing_include = MissingInclude::Refuse;
        }
        Ok(CircuitText { file: self, name, bytes, options })
    }

    /// [`read`](Self::read) for a command that needs one circuit: refuses programs that are more than one.
    pub fn read_circuit(&self, common: &Common, what: &str) -> Outcome<Program> {
        let program = self.read(common)?;
        check_one_circuit(&program, what)?;
        Ok(program)
    }

    /// [`read`](Self::read) for a command that shows the first circuit of a program that is more than one.
    pub fn read_first(&self, common: &Common) -> Outcome<Program> {
        let program = self.read(common)?;
        if let Some(course) = &program.course {
            let place = program.sources.locate(course.span());
            common.warn(format!(
                "{}:{}:{}: warning: what follows depends on what has been measured: only what comes before is shown",
                place.file, place.line, place.column
            ));
        }
        Ok(program)
    }

    fn bytes(&self, most: u64) -> Outcome<(String, Vec<u8>)> {
        if self.file == Path::new("-") {
            let mut bytes = Vec::new();
            let read = std::io::stdin().lock().take(most + 1).read_to_end(&mut bytes);
            read.map_err(|error| Failure::input("standard input", error))?;
            return Ok(("<stdin>".into(), bytes));
        }
        let name = self.file.display().to_string();
        let name: String = name
            .chars()
            .flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] })
            .collect();
        let bytes = read_up_to(&self.file, most).map_err(|reason| Failure::input(&name, reason))?;
        Ok((name, bytes))
    }
}

/// The text of a circuit file, which may be read for several values of its inputs.
pub struct CircuitText<'a> {
    file: &'a CircuitFile,
    name: String,
    bytes: Vec<u8>,
    options: ParseOptions,
}

impl CircuitText<'_> {
    /// Reads it with these values of inputs.
    pub fn parse(&self, inputs: Vec<(String, f64)>) -> Result<Program, Report> {
        let mut options = self.options.clone();
        options.inputs = inputs;
        let most = options.max_file_size as u64;
        let folders = Folders::new(&self.file.file, &self.file.include, most);
        parse(&self.name, &self.bytes, &folders, &options)
    }
}

/// Shows what its author may want to know.
pub fn warn_about(program: &Program, common: &Common) {
    for warning in &program.warnings {
        common.warn(diagnostics::message(warning, &program.sources, Colours::of_standard_error()));
    }
}

/// Refuses a program that is more than one circuit.
pub fn check_one_circuit(program: &Program, what: &str) -> Outcome {
    let Some(course) = &program.course else { return Ok(()) };
    let message = format!(
        "what the program does from here on depends on what it has measured, so that it is not one circuit to {what}"
    );
    let hint = "`ansatz run` follows every outcome".to_string();
    Err(at_declaration(program, course.span(), DiagnosticKind::Unsupported, message, Some(hint)))
}

/// [`read_up_to`] the largest file that any command reads.
pub fn read_regular(path: &Path) -> Result<Vec<u8>, String> {
    read_up_to(path, MAX_BYTES)
}

/// Reads a regular file that is not too large; never a device or a pipe, which might not end.
fn read_up_to(path: &Path, most: u64) -> Result<Vec<u8>, String> {
    let data = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if data.is_dir() {
        return Err("is a directory, a file was expected".into());
    }
    if !data.is_file() {
        return Err("is not a regular file".into());
    }
    if data.len() > most {
        return Err(format!("has {} bytes, the limit is {most}", data.len()));
    }
    std::fs::read(path).map_err(|error| error.to_string())
}

/// Includes from the file's folder and the folders named with `--include`, and below them; never from elsewhere.
struct Folders {
    roots: Vec<PathBuf>,
    /// The largest file.
    most: u64,
}

impl Folders {
    fn new(file: &Path, extra: &[PathBuf], most: u64) -> Folders {
        let own = match file.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => PathBuf::from("."),
        };
        Folders { roots: std::iter::once(own).chain(extra.iter().cloned()).collect(), most }
    }

    fn allowed(&self, path: &Path) -> bool {
        let inside = |root: &PathBuf| root.canonicalize().is_ok_and(|root| path.starts_with(root));
        self.roots.iter().any(inside)
    }
}

impl Includes for Folders {
    fn read(&self, name: &str, from: &str) -> Result<IncludedFile, IncludeError> {
        if name.is_empty() {
            return Err(IncludeError::Refused { reason: "the file name is empty".into() });
        }
        let beside = Path::new(from).parent().map(Path::to_path_buf).into_iter();
        let candidates: Vec<PathBuf> =
            beside.chain(self.roots.iter().cloned()).map(|folder| folder.join(name)).collect();
        let Some(found) = candidates.iter().find(|path| path.exists()) else {
            let mut searched: Vec<String> =
                self.roots.iter().map(|root| root.display().to_string()).collect();
            searched.dedup();
            return Err(IncludeError::NotFound { searched });
        };
        let real =
            found.canonicalize().map_err(|error| IncludeError::Unreadable { reason: error.to_string() })?;
        if !self.allowed(&real) {
            let reason = "it is outside the file's folder; allow another folder with --include DIR".into();
            return Err(IncludeError::Refused { reason });
        }
        let bytes = read_up_to(&real, self.most).map_err(|reason| IncludeError::Refused { reason })?;
        Ok(IncludedFile { name: found.display().to_string(), bytes })
    }
}

/// An error about a declaration of the program, shown where it is declared.
pub fn at_declaration(
    program: &Program,
    span: Span,
    kind: DiagnosticKind,
    message: String,
    hint: Option<String>,
) -> Failure {
    let diagnostic = Diagnostic { severity: Severity::Error, kind, message, span, labels: Vec::new(), hint };
    Report { diagnostics: vec![diagnostic], sources: program.sources.clone() }.into()
}

/// A run that needs too much memory is shown at the largest register.
pub fn too_large(program: &Program, error: &ansatz::simulator::SimulatorError) -> Option<Failure> {
    let ansatz::simulator::SimulatorError::Memory { .. } = error else { return None };
    let registers = program.circuit.qubit_registers().iter();
    let largest = registers.max_by_key(|register| register.size)?;
    let is_it = |d: &&ansatz::circuits::qasm::Declaration| {
        d.kind == DeclarationKind::Qubits && d.name == largest.name
    };
    let declaration = program.declarations.iter().find(is_it)?;
    let span = declaration.size.unwrap_or(declaration.span);
    Some(at_declaration(program, span, DiagnosticKind::Limit, error.to_string(), None))
}
