//! What a machine is made of: each part holds what belongs together, with the methods that need nothing else.

use super::Sink;
use super::frame::Frame;
use super::include::StandardFiles;
use crate::gate_library::Library;
use crate::qasm::Hint;
use crate::qasm::ast::Name;
use crate::qasm::declaration::Declaration;
use crate::qasm::diagnostic::{Diagnostic, Severity, quoted};
use crate::qasm::names::{Language, NameId, Names};
use crate::qasm::options::ParseOptions;
use crate::qasm::semantic::{CellSlot, Hardware, Memory, Place, Scope, Work};
use crate::qasm::source::{SourceMap, Span, Spanned};
use crate::{Circuit, Composite};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What the program is read against.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub(super) options: Arc<ParseOptions>,
    pub(super) library: Arc<Library>,
    pub(super) names: Arc<Names>,
    pub(super) sources: Arc<SourceMap>,
    pub(super) language: Language,
    pub(super) standard: StandardFiles,
    /// Other files that have been included so far, and their bytes.
    pub(super) included_files: usize,
    pub(super) included_bytes: usize,
}

impl World {
    pub(super) fn new(options: &ParseOptions, library: &Arc<Library>) -> World {
        World {
            options: Arc::new(options.clone()),
            library: Arc::clone(library),
            names: Arc::new(Names::new()),
            sources: Arc::default(),
            language: Language::Three,
            standard: StandardFiles::default(),
            included_files: 0,
            included_bytes: 0,
        }
    }

    /// A piece of the text as messages quote it.
    pub(super) fn quoted_text(&self, span: Span) -> String {
        quoted(&self.sources.text(span))
    }
}

/// What names and expressions mean.
#[derive(Debug, Clone, Default)]
pub(super) struct Data {
    pub(super) scope: Scope,
    pub(super) memory: Memory,
    pub(super) hardware: Hardware,
    /// Of the expression that is being evaluated.
    pub(super) stack: Vec<Spanned<crate::qasm::semantic::Value>>,
}

/// Where the program is, and how far it may go.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    pub(super) frames: Vec<Frame>,
    /// Statements run in frames.
    pub(super) steps: u64,
    /// Elementary operations.
    pub(super) work: Work,
    /// How many frames of code that is only checked are open.
    pub(super) checking: usize,
    /// Blocks that have been checked without being run.
    pub(super) checked: HashSet<(u32, u32)>,
    /// Subroutines that have been called.
    pub(super) called: HashSet<usize>,
    pub(super) has_ended: bool,
    /// An included file is being read.
    pub(super) is_included: bool,
    /// The size that is being read may be zero.
    pub(super) may_be_empty: bool,
    /// Registers are made already.
    pub(super) is_resumed: bool,
}

impl Flow {
    pub(super) fn new(max_work: u64) -> Flow {
        Flow {
            frames: Vec::new(),
            steps: 0,
            work: Work::new(max_work),
            checking: 0,
            checked: HashSet::new(),
            called: HashSet::new(),
            has_ended: false,
            is_included: false,
            may_be_empty: false,
            is_resumed: false,
        }
    }
}

/// What comes out: the circuit, and what is known of its inputs and outputs.
#[derive(Debug, Clone)]
pub(super) struct Output {
    pub(super) sink: Sink,
    pub(super) declarations: Vec<Declaration>,
    /// `output` variables that are not bits.
    pub(super) outputs: Vec<Name>,
    /// Inputs that need a value and have none, and those that got one.
    pub(super) missing_inputs: Vec<(String, Span)>,
    pub(super) used_inputs: Vec<String>,
}

impl Output {
    pub(super) fn new() -> Output {
        Output {
            sink: Sink::new(Circuit::new(0), Place::Program),
            declarations: Vec::new(),
            outputs: Vec::new(),
            missing_inputs: Vec::new(),
            used_inputs: Vec::new(),
        }
    }
}

/// What is known of the circuit's classical bits.
#[derive(Debug, Clone, Default)]
pub(super) struct BitLedger {
    /// Bits that belong to no register, and how many of them are in use.
    pub(super) hidden: Vec<u32>,
    pub(super) num_hidden: usize,
    /// Bits into which something has been measured.
    pub(super) written: BTreeSet<u32>,
    /// Bits that stand for the value of something else than their own register.
    pub(super) shared: BTreeSet<u32>,
    /// What measurements under open conditions have replaced.
    pub(super) changes: Vec<(u32, CellSlot)>,
    /// Classical bits of the circuit whose registers the program gave a value.
    pub(super) given: BTreeSet<u32>,
}

impl BitLedger {
    /// Whether the program gave a bit of memory its value, or it is a copy, as that of a loop.
    pub(super) fn is_given(&self, cell: u32, memory: &Memory) -> bool {
        let home = memory.cells.get(cell as usize).and_then(|slot| slot.home);
        home.is_none_or(|home| self.given.contains(&home))
    }

    /// Takes note of bits of memory that the program gives a value.
    pub(super) fn give(&mut self, cells: impl Iterator<Item = u32>, memory: &Memory) {
        self.given.extend(cells.filter_map(|cell| memory.cells.get(cell as usize)?.home));
    }
}

/// Gates that are made from definitions.
#[derive(Debug, Clone, Default)]
pub(super) struct GateMaking {
    caches: Arc<Mutex<Caches>>,
    /// The gate whose body is being read.
    pub(super) current_gate: Option<NameId>,
    /// Gates made from templates in the current call: how deep, how many.
    pub(super) instance_depth: usize,
    pub(super) instance_count: usize,
    /// A template is being made for a call of the program: its exponents may stay free.
    pub(super) is_bound: bool,
}

/// Gates that were made on the way and may be asked for again; copies of a machine share them.
#[derive(Debug, Default)]
pub(super) struct Caches {
    pub(super) powers: HashMap<(usize, u64), (Arc<Composite>, Arc<Composite>)>,
    pub(super) instances: HashMap<super::define::InstanceKey, Arc<Composite>>,
}

impl GateMaking {
    pub(super) fn caches(&self) -> MutexGuard<'_, Caches> {
        // A cache is whole whatever happened to its last user.
        self.caches.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What is said about the program.
#[derive(Debug, Clone)]
pub(super) struct Talk {
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) num_errors: usize,
    /// After so many errors nothing more is said.
    max_errors: usize,
    noticed: Vec<Notice>,
    /// The kinds of pragmas that something has been said about.
    pragmas: Vec<String>,
}

/// What is said at most once in a program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notice {
    MissingInclude,
    UndeclaredGate,
    Annotation,
    Timing,
    Phase,
    InputValue,
    Duration,
    NeverTrue,
    Calibration,
    ResultType,
    GateName,
    GateVariable,
    OldDraft,
    Width,
    ManyControls,
    OwnStandardFile,
}

impl Talk {
    pub(super) fn new(options: &ParseOptions) -> Talk {
        let max_errors = options.max_errors.max(1);
        Talk { diagnostics: Vec::new(), num_errors: 0, max_errors, noticed: Vec::new(), pragmas: Vec::new() }
    }

    /// Whether enough errors have been reported.
    pub(super) fn is_full(&self) -> bool {
        self.num_errors >= self.max_errors
    }

    /// From here on nothing is said.
    pub(super) fn stop(&mut self) {
        self.num_errors = self.num_errors.max(self.max_errors);
    }

    /// Whether nothing has been said about such a pragma.
    pub(super) fn is_new_pragma(&mut self, name: &str) -> bool {
        let is_new = !self.pragmas.iter().any(|known| known == name);
        if is_new {
            self.pragmas.push(name.to_string());
        }
        is_new
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        // A loop says a thing once.
        if self.is_full() || self.diagnostics.contains(&diagnostic) {
            return;
        }
        self.num_errors += usize::from(diagnostic.severity == Severity::Error);
        let is_last = diagnostic.hint == Some(Hint::Work);
        self.diagnostics.push(diagnostic);
        if is_last {
            self.stop();
        }
    }

    pub(super) fn notice(&mut self, notice: Notice, span: Span, message: &str) {
        if !self.noticed.contains(&notice) {
            self.noticed.push(notice);
            self.report(*Diagnostic::warning(span, message));
        }
    }
}
