//! A circuit file or text, with what its reading depends on.
//!
//! Called by every job that is about a circuit.

use super::declared::check_one_circuit;
use super::includes::Folders;
use crate::error::{JobError, Outcome};
use crate::files::read_up_to;
use crate::observer::{Notice, Observer};
use crate::place::{Place, Setting};
use ansatz::circuits::qasm::{Limit, MissingInclude, ParseOptions, Program, Report, parse};
use ansatz::simulator::available_memory;
use std::borrow::Cow;
use std::path::{Path, PathBuf};

/// Qubits of a circuit of which no state is made.
const MAX_WIDE_QUBITS: usize = 1 << 20;

/// A circuit of so many bytes always fits.
const FEW_BYTES: u64 = 1 << 20;

/// A circuit in OpenQASM 2 or 3 and how it is read.
///
/// ```
/// use ansatz_jobs::circuit::{CircuitInput, CircuitSource};
///
/// let text = "OPENQASM 3.0; include \"stdgates.inc\"; qubit[2] q; h q[0]; cx q[0], q[1];";
/// let source = CircuitSource::new(CircuitInput::Text { name: "bell".into(), bytes: text.into() });
/// let program = source.read(&ansatz_jobs::Silent)?;
/// assert_eq!(program.circuit.num_qubits(), 2);
/// # Ok::<(), ansatz_jobs::JobError>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CircuitSource {
    /// What answers call it.
    pub title: String,
    /// Where the text is.
    pub input: CircuitInput,
    /// Included files may come from these folders, and below, too.
    pub include: Vec<PathBuf>,
    /// What is done about a forgotten `include` of the standard gates.
    pub missing_include: MissingInclude,
    /// Values of inputs.
    pub parameters: Vec<(String, f64)>,
    /// Other limits than the defaults.
    pub limits: Vec<(Limit, u64)>,
    /// The most bytes that its instructions may take; what the machine has free if absent.
    pub memory_limit: Option<u64>,
}

/// Where the text of a circuit, or of a table of values for it, is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CircuitInput {
    /// A file.
    File(PathBuf),
    /// Here; includes are looked for in the current folder.
    Text {
        /// What messages call it.
        name: String,
        /// The text.
        bytes: Vec<u8>,
    },
}

impl CircuitSource {
    /// A circuit that is read with the defaults.
    pub fn new(input: CircuitInput) -> CircuitSource {
        let title = match &input {
            CircuitInput::File(path) => path.display().to_string(),
            CircuitInput::Text { name, .. } => name.clone(),
        };
        CircuitSource {
            title,
            input,
            include: Vec::new(),
            missing_include: ParseOptions::default().missing_include,
            parameters: Vec::new(),
            limits: Vec::new(),
            memory_limit: None,
        }
    }

    /// A circuit file that is read with the defaults.
    pub fn file(path: PathBuf) -> CircuitSource {
        CircuitSource::new(CircuitInput::File(path))
    }

    /// Reads and checks it; its author hears of warnings.
    ///
    /// # Errors
    /// It cannot be read, or is wrong.
    pub fn read(&self, observer: &dyn Observer) -> Outcome<Program> {
        let program = self.text(ParseOptions::default())?.parse(self.parameters.clone())?;
        warn_about(&program, observer);
        Ok(program)
    }

    /// [`read`](Self::read) for a job that needs one circuit, to do `what` with it.
    ///
    /// # Errors
    /// Those of [`read`](Self::read); the program is more than one circuit.
    pub fn read_circuit(&self, observer: &dyn Observer, what: &str) -> Outcome<Program> {
        let program = self.read(observer)?;
        check_one_circuit(&program, what)?;
        Ok(program)
    }

    /// [`read_circuit`](Self::read_circuit) of any number of qubits, for a job that makes no state of them.
    ///
    /// # Errors
    /// Those of [`read_circuit`](Self::read_circuit).
    pub fn read_wide_circuit(&self, observer: &dyn Observer, what: &str) -> Outcome<Program> {
        let program = self.read_wide(observer)?;
        check_one_circuit(&program, what)?;
        Ok(program)
    }

    /// [`read`](Self::read) of any number of qubits.
    fn read_wide(&self, observer: &dyn Observer) -> Outcome<Program> {
        let mut options = ParseOptions::default();
        options.max_qubits = MAX_WIDE_QUBITS;
        let program = self.text(options)?.parse(self.parameters.clone())?;
        warn_about(&program, observer);
        Ok(program)
    }

    /// [`read`](Self::read) for a job that shows the first circuit of a program that is more than one, and makes no state: the
    /// circuit may have any number of qubits.
    ///
    /// # Errors
    /// Those of [`read`](Self::read).
    pub fn read_first(&self, observer: &dyn Observer) -> Outcome<Program> {
        let program = self.read_wide(observer)?;
        if let Some(course) = &program.course {
            observer.notice(&Notice::OnlyTheStart(program.sources.locate(course.span())));
        }
        Ok(program)
    }

    /// The text, ready to be read once or several times.
    pub(crate) fn text(&self, options: ParseOptions) -> Outcome<CircuitText<'_>> {
        if let Some(missing) = self.include.iter().find(|folder| !folder.is_dir()) {
            let message = format!("{} is not a folder", missing.display());
            return Err(JobError::setting(Setting::Include, message));
        }
        let options = self.options(options);
        let most = options.max_file_size as u64;
        let (name, bytes, path) = match &self.input {
            CircuitInput::Text { name, bytes } => (name.clone(), Cow::from(bytes), Path::new("")),
            CircuitInput::File(path) => {
                let name = shown(path);
                let bytes = read_up_to(path, most);
                let bytes = bytes.map_err(|reason| JobError::input(Place::file(&name), reason))?;
                (name, Cow::from(bytes), path.as_path())
            }
        };
        Ok(CircuitText { folders: Folders::new(path, &self.include, most), name, bytes, options })
    }

    /// These options with the limits and choices of this source.
    pub fn options(&self, mut options: ParseOptions) -> ParseOptions {
        for (limit, value) in &self.limits {
            limit.set(&mut options, *value);
        }
        options.missing_include = self.missing_include;
        options.max_bytes = self.memory_limit.unwrap_or_else(available_memory).max(FEW_BYTES);
        options
    }
}

/// The name of a file in messages.
fn shown(path: &Path) -> String {
    let name = path.display().to_string();
    name.chars().flat_map(|c| if c.is_control() { c.escape_default().collect() } else { vec![c] }).collect()
}

/// The text of a circuit, which may be read for several values of its inputs.
pub(crate) struct CircuitText<'a> {
    folders: Folders,
    name: String,
    bytes: Cow<'a, [u8]>,
    options: ParseOptions,
}

impl CircuitText<'_> {
    /// Reads it with these values of inputs.
    pub(crate) fn parse(&self, inputs: Vec<(String, f64)>) -> Result<Program, Report> {
        let mut options = self.options.clone();
        options.inputs = inputs;
        parse(&self.name, &self.bytes, &self.folders, &options)
    }
}

/// Says what its author may want to know.
pub(crate) fn warn_about(program: &Program, observer: &dyn Observer) {
    for warning in &program.warnings {
        observer.notice(&Notice::Program { warning, sources: &program.sources });
    }
}
