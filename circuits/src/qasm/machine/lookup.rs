//! Which gate a name calls: one of this program, or one of the library that an included file declares.

use super::{Machine, Notice, include};
use crate::gate_library::LibraryEntry;
use crate::nearest;
use crate::qasm::ast::Name;
use crate::qasm::diagnostic::{Checked, Diagnostic, quoted};
use crate::qasm::names::{Language, NameId, only_in_three};
use crate::qasm::options::MissingInclude;
use crate::qasm::semantic::{GateSymbol, Symbol};
use crate::{Libraries, LibraryGate};

impl Machine {
    /// The gate of that name; `None` if an error has been reported about it.
    pub(super) fn gate(&mut self, name: Name) -> Checked<Option<GateSymbol>> {
        match self.data.scope.get(name.id).map(|entry| &entry.symbol) {
            Some(Symbol::Gate(gate)) => return Ok(Some(gate.clone())),
            Some(Symbol::Poison) => return Ok(None),
            Some(Symbol::Opaque) => {
                let text = quoted(self.world.names.text(name.id));
                let message = format!("gate {text} is opaque: it has no definition to simulate");
                return Err(Diagnostic::semantic(name.span, message));
            }
            Some(Symbol::Calibrated) if self.library_entry(name.id).is_none() => {
                let text = quoted(self.world.names.text(name.id));
                let message =
                    format!("gate {text} is defined by a calibration alone: it has no unitary to simulate");
                return Err(Diagnostic::semantic(name.span, message));
            }
            Some(Symbol::Extern) => {
                let text = quoted(self.world.names.text(name.id));
                let message = format!(
                    "{text} is declared `extern`: what it does is not part of the program, so it cannot be called here"
                );
                return Err(Diagnostic::semantic(name.span, message));
            }
            // A gate's arguments hide no gates: its body calls gates only.
            Some(Symbol::GateQubit(_) | Symbol::Constant(_) | Symbol::Calibrated) | None => {}
            // Nor do variables: a value cannot be called.
            Some(
                Symbol::Variable(_)
                | Symbol::Bits(_)
                | Symbol::Input(_)
                | Symbol::Qubits(_)
                | Symbol::Reference(..),
            ) if self.library_entry(name.id).is_some() => {}
            Some(symbol) => {
                let text = quoted(self.world.names.text(name.id));
                let message = format!("{text} is {}, not a gate", symbol.describe());
                return Err(Diagnostic::semantic(name.span, message));
            }
        }
        if self.gates.current_gate == Some(name.id) {
            let text = quoted(self.world.names.text(name.id));
            return Err(Diagnostic::semantic(name.span, format!("gate {text} uses itself")));
        }
        let Some(entry) = self.library_entry(name.id) else { return Err(self.unknown_gate(name)) };
        let libraries = entry.libraries;
        let gate = match &entry.gate {
            LibraryGate::Primitive(row) => GateSymbol::Row(row),
            LibraryGate::Composite(composite) => GateSymbol::Composite(composite.clone()),
        };
        if !self.world.standard.declare(libraries, self.world.language) {
            self.missing_include(name, libraries)?;
        }
        if self.data.scope.get(name.id).is_none() {
            self.data.scope.remember(name.id, gate.clone());
        }
        Ok(Some(gate))
    }

    /// Whether the language or an included file declares a gate of that name.
    pub(super) fn is_standard_gate(&self, name: NameId) -> bool {
        self.library_entry(name)
            .is_some_and(|entry| self.world.standard.declare(entry.libraries, self.world.language))
    }

    /// The library's gate of that name: the declared one if there are several.
    pub(super) fn library_entry(&self, name: NameId) -> Option<&LibraryEntry> {
        let mut entries = self.world.library.entries(self.world.names.text(name));
        let first = entries.next()?;
        let is_declared =
            |entry: &&LibraryEntry| self.world.standard.declare(entry.libraries, self.world.language);
        Some(std::iter::once(first).chain(entries).find(is_declared).unwrap_or(first))
    }

    fn missing_include(&mut self, name: Name, libraries: Libraries) -> Checked<()> {
        let text = quoted(self.world.names.text(name.id));
        let file = include::standard_file(self.world.language);
        let is_in_file = match self.world.language {
            Language::Two => libraries.qelib1,
            Language::Three => libraries.stdgates,
        };
        if self.world.options.missing_include == MissingInclude::Refuse {
            let error = Diagnostic::semantic(name.span, format!("unknown gate {text}"));
            return Err(error.hint(match is_in_file {
                true => format!("add `include \"{file}\";`"),
                false => "no standard file declares this gate: define it".to_string(),
            }));
        }
        if is_in_file {
            let message = format!("gate {text} is used without `include \"{file}\";`");
            self.talk.notice(Notice::MissingInclude, name.span, &message);
        } else {
            let message = format!(
                "no included file declares gate {text}; the gate of that name in the library is used"
            );
            self.talk.notice(Notice::UndeclaredGate, name.span, &message);
        }
        Ok(())
    }

    fn unknown_gate(&self, name: Name) -> Box<Diagnostic> {
        let text = self.world.names.text(name.id);
        if self.world.language == Language::Two && only_in_three(name.id).is_some() {
            let message = format!("`{text}` is OpenQASM 3 syntax");
            return Diagnostic::syntax(name.span, message).hint("start the file with `OPENQASM 3.0;`");
        }
        let error = Diagnostic::semantic(name.span, format!("unknown gate {}", quoted(text)));
        let is_gate =
            |id: &NameId| matches!(self.data.scope.get(*id).map(|e| &e.symbol), Some(Symbol::Gate(_)));
        let own = self.data.scope.names().filter(is_gate).map(|id| self.world.names.text(id));
        let declared = self
            .world
            .library
            .all()
            .filter(|e| self.world.standard.declare(e.libraries, self.world.language));
        let in_other_letters = self
            .world
            .library
            .all()
            .map(|entry| entry.name.as_str())
            .find(|name| name.eq_ignore_ascii_case(text));
        let nearby = nearest(text, own.chain(declared.map(|entry| entry.name.as_str())));
        match in_other_letters.or(nearby) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error.hint("a gate is defined before it is used"),
        }
    }
}
