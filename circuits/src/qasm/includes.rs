//! Where included text comes from. The front end asks; whoever calls it decides which folders may be read.

/// Reads included files. The standard files are built in and never asked for.
///
/// ```
/// use ansatz_circuits::qasm::{IncludeError, IncludedFile, Includes, ParseOptions, parse};
/// struct OneFile;
/// impl Includes for OneFile {
///     fn read(&self, name: &str, _from: &str) -> Result<IncludedFile, IncludeError> {
///         match name {
///             "mine.inc" => Ok(IncludedFile { name: name.into(), bytes: b"gate mine q { U(0.1, 0, 0) q; }".to_vec() }),
///             _ => Err(IncludeError::NotFound { searched: Vec::new() }),
///         }
///     }
/// }
/// let text = b"OPENQASM 3.0; include \"mine.inc\"; qubit q; mine q;";
/// assert_eq!(parse("main.qasm", text, &OneFile, &ParseOptions::default())?.circuit.instructions().len(), 1);
/// # Ok::<(), ansatz_circuits::qasm::Report>(())
/// ```
pub trait Includes {
    /// The file that `from` calls `name`. The name it returns identifies the file: cycles are found by it.
    fn read(&self, name: &str, from: &str) -> Result<IncludedFile, IncludeError>;
}

/// An included file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IncludedFile {
    /// What messages call it; two names of one file should be the same.
    pub name: String,
    /// Its text.
    pub bytes: Vec<u8>,
}

/// Why an included file cannot be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IncludeError {
    /// No such file.
    #[error("cannot find it{}", listed(searched))]
    NotFound {
        /// The folders in which it was looked for.
        searched: Vec<String>,
    },
    /// It is there and may not be used.
    #[error("{reason}")]
    Refused {
        /// Why.
        reason: String,
    },
    /// Reading it failed.
    #[error("cannot read it: {reason}")]
    Unreadable {
        /// Why.
        reason: String,
    },
}

fn listed(searched: &[String]) -> String {
    match searched {
        [] => String::new(),
        _ => format!(" in {} or below", searched.join(", ")),
    }
}

/// Refuses every file but the standard ones.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoIncludes;

impl Includes for NoIncludes {
    fn read(&self, _: &str, _: &str) -> Result<IncludedFile, IncludeError> {
        Err(IncludeError::Refused { reason: "only the standard include files can be read here".into() })
    }
}
