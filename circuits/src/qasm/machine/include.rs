//! `include`: the standard files are flags, other files are read through [`Includes`](crate::qasm::Includes).

use super::{Notice, Reader};
use crate::Libraries;
use crate::qasm::diagnostic::{Checked, Diagnostic, DiagnosticKind, quoted};
use crate::qasm::names::Language;
use crate::qasm::source::Span;
use std::sync::Arc;

/// Which standard files have been included.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct StandardFiles {
    qelib1: bool,
    stdgates: bool,
}

/// The standard files by the names that they have had.
const QELIB1: &str = "qelib1.inc";
const STDGATES: &[&str] = &["stdgates.inc", "stdgates.qasm"];

impl StandardFiles {
    /// Whether a gate of these libraries can be called.
    pub(super) fn declare(self, libraries: Libraries, language: Language) -> bool {
        let is_built_in = match language {
            Language::Two => libraries.openqasm2,
            Language::Three => libraries.openqasm3,
        };
        is_built_in || (self.qelib1 && libraries.qelib1) || (self.stdgates && libraries.stdgates)
    }
}

/// The standard file of a dialect.
pub(super) fn standard_file(language: Language) -> &'static str {
    match language {
        Language::Two => QELIB1,
        Language::Three => STDGATES[0],
    }
}

impl Reader<'_> {
    /// Says that a file beside the program is not read, because its name is that of a standard one.
    fn note_own_file(&mut self, path: &str, at: Span) {
        let from = self.open_files.last().cloned().unwrap_or_default();
        if let Ok(file) = self.includes.read(path, &from) {
            let message =
                format!("{} is not read: the built-in file of that name is used", quoted(&file.name));
            self.machine.talk.notice(Notice::OwnStandardFile, at, &message);
        }
    }

    /// Reads an included file, or takes note of a standard one.
    pub(super) fn include(&mut self, quoted_path: Span) -> Checked<()> {
        let machine = &mut self.machine;
        let inner = Span { start: quoted_path.start + 1, end: quoted_path.end - 1, ..quoted_path };
        let path = machine.world.sources.text(inner);
        let refuse = |message: String| Err(Diagnostic::new(DiagnosticKind::Include, quoted_path, message));
        if path == QELIB1 || STDGATES.contains(&path.as_str()) {
            machine.world.standard.qelib1 |= path == QELIB1;
            machine.world.standard.stdgates |= path != QELIB1;
            self.note_own_file(&path, quoted_path);
            return Ok(());
        }
        if path.is_empty() {
            return refuse("an include needs a file name".to_string());
        }
        if self.open_files.len() > machine.world.options.max_include_depth {
            let message =
                format!("includes nest deeper than {} files", machine.world.options.max_include_depth);
            return Err(Diagnostic::limit(quoted_path, message));
        }
        let from = self.open_files.last().cloned().unwrap_or_default();
        let file = match self.includes.read(&path, &from) {
            Ok(file) => file,
            Err(error) => {
                // A path to a copy of a standard file that is not there means the standard file.
                let name = path.rsplit(['/', '\\']).next().unwrap_or_default();
                let is_standard = name != path && (name == QELIB1 || STDGATES.contains(&name));
                if !is_standard {
                    return refuse(format!("include {}: {error}", quoted(&path)));
                }
                self.machine.world.standard.qelib1 |= name == QELIB1;
                self.machine.world.standard.stdgates |= name != QELIB1;
                let message =
                    format!("{} cannot be read; the built-in file of that name is used", quoted(&path));
                self.machine.talk.report(*Diagnostic::warning(quoted_path, message));
                return Ok(());
            }
        };
        if let Some(at) = self.open_files.iter().position(|open| *open == file.name) {
            let chain: Vec<String> = self.open_files[at..].iter().map(|name| quoted(name)).collect();
            let message =
                format!("include cycle: {} includes {}", chain.join(" includes "), quoted(&file.name));
            return refuse(message);
        }
        let (files, bytes) = (&mut machine.world.included_files, &mut machine.world.included_bytes);
        *files += 1;
        *bytes += file.bytes.len();
        if *files > machine.world.options.max_includes {
            let message = format!("more than {} files are included", machine.world.options.max_includes);
            machine.talk.report(*Diagnostic::limit(quoted_path, message));
            machine.talk.stop();
            return Ok(());
        }
        if *bytes > machine.world.options.max_file_size {
            let (bytes, most) = (*bytes, machine.world.options.max_file_size);
            let message = format!("included files have {bytes} bytes with this one, the limit is {most}");
            return Err(Diagnostic::limit(quoted_path, message));
        }
        self.open_files.push(file.name.clone());
        let id =
            Arc::make_mut(&mut self.machine.world.sources).add(&file.name, &file.bytes, Some(quoted_path));
        drop(file);
        self.file(id);
        self.open_files.pop();
        Ok(())
    }
}
