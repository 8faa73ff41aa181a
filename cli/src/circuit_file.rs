//! Reading circuit files: from a path or standard input, with includes from the file's own folder tree.

use crate::failure::{Failure, Outcome};
use crate::options::Common;
use ansatz::circuits::qasm::{
    DeclarationKind, Diagnostic, DiagnosticKind, IncludeError, IncludedFile, Includes, MissingInclude,
    ParseOptions, Program, Report, Severity, Span, parse,
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
}

/// No file larger than this is read.
const MAX_BYTES: u64 = 256 << 20;

impl CircuitFile {
    /// Reads and checks the file; warnings go to standard error.
    pub fn read(&self, common: &Common) -> Outcome<Program> {
        self.read_with(common, ParseOptions::default())
    }

    /// [`read`](Self::read) within other limits.
    pub fn read_with(&self, common: &Common, mut options: ParseOptions) -> Outcome<Program> {
        if let Some(missing) = self.include.iter().find(|folder| !folder.is_dir()) {
            return Err(Failure::option("--include", format!("{} is not a folder", missing.display())));
        }
        let (name, bytes) = self.bytes()?;
        options.inputs = self.params.clone();
        if self.strict {
            options.missing_include = MissingInclude::Refuse;
        }
        let program = parse(&name, &bytes, &Folders::new(&self.file, &self.include), &options)?;
        for warning in &program.warnings {
            common.warn(warning.display(&program.sources));
        }
        Ok(program)
    }

    /// [`read`](Self::read) for a command that needs one circuit: refuses programs that are more than one.
    pub fn read_circuit(&self, common: &Common, what: &str) -> Outcome<Program> {
        let program = self.read(common)?;
        let Some(course) = &program.course else { return Ok(program) };
        let message = format!(
            "what the program does from here on depends on what it has measured, so that it is not one circuit to {what}"
        );
        let hint = "`ansatz run` follows every outcome".to_string();
        Err(at_declaration(&program, course.span(), DiagnosticKind::Unsupported, message, Some(hint)))
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

    fn bytes(&self) -> Outcome<(String, Vec<u8>)> {
        if self.file == Path::new("-") {
            let mut bytes = Vec::new();
            let read = std::io::stdin().lock().take(MAX_BYTES + 1).read_to_end(&mut bytes);
            read.map_err(|error| Failure::input("standard input", error))?;
            return Ok(("<stdin>".into(), bytes));
        }
        let name = self.file.display().to_string();
        let name: String = name
            .chars()
            .flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] })
            .collect();
        let bytes = read_regular(&self.file).map_err(|reason| Failure::input(&name, reason))?;
        Ok((name, bytes))
    }
}

/// Reads a regular file that is not too large; never a device or a pipe, which might not end.
pub fn read_regular(path: &Path) -> Result<Vec<u8>, String> {
    let data = std::fs::metadata(path).map_err(|error| error.to_string())?;
    if data.is_dir() {
        return Err("is a directory, a file was expected".into());
    }
    if !data.is_file() {
        return Err("is not a regular file".into());
    }
    if data.len() > MAX_BYTES {
        return Err(format!("has {} bytes, the limit is {MAX_BYTES}", data.len()));
    }
    std::fs::read(path).map_err(|error| error.to_string())
}

/// Includes from the file's folder and the folders named with `--include`, and below them; never from elsewhere.
struct Folders {
    roots: Vec<PathBuf>,
}

impl Folders {
    fn new(file: &Path, extra: &[PathBuf]) -> Folders {
        let own = match file.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => PathBuf::from("."),
        };
        Folders { roots: std::iter::once(own).chain(extra.iter().cloned()).collect() }
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
        let bytes = read_regular(&real).map_err(|reason| IncludeError::Refused { reason })?;
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
