//! What each kind of statement does, and where it may stand.

use super::{Lowerer, Notice};
use crate::qasm::ast::{BlockKind, Node, Statement, StatementKind};
use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::semantic::{Place, Symbol};

impl Lowerer<'_> {
    /// One statement; what is wrong with it is reported.
    pub(super) fn statement(&mut self, statement: &Statement, nodes: &[Node]) {
        if self.is_full() {
            return;
        }
        if let Err(error) = self.try_statement(statement, nodes) {
            self.report(*error);
        }
    }

    fn try_statement(&mut self, statement: &Statement, nodes: &[Node]) -> Checked<()> {
        use StatementKind::*;
        let span = statement.span;
        if self.sink.place == Place::Gate
            && !matches!(statement.kind, Call(_) | Barrier(_) | Pragma | Empty | Delay)
        {
            return Err(self.not_in_gate(statement));
        }
        if !statement.annotations.is_empty() && !matches!(statement.kind, Gate(_)) {
            self.notice(Notice::Annotation, statement.annotations[0], "annotations are ignored");
        }
        match &statement.kind {
            Call(call) => self.call(call, nodes, span),
            Measure(source, target) => self.measure(*source, *target, nodes, span),
            Reset(operand) => self.reset(*operand, nodes, span),
            Barrier(operands) => self.barrier(operands, nodes, span),
            If(branch) => self.branch(branch, nodes, span),
            Block(body, kind) => {
                if *kind == BlockKind::Box {
                    self.notice(
                        Notice::Timing,
                        span,
                        "timing has no effect here: `box` and `delay` are ignored",
                    );
                }
                self.scoped(body, nodes);
                Ok(())
            }
            Delay => {
                self.notice(Notice::Timing, span, "timing has no effect here: `box` and `delay` are ignored");
                Ok(())
            }
            Pragma => {
                self.notice(Notice::Pragma, span, "pragmas are ignored");
                Ok(())
            }
            Alias(name, value) => self.alias(*name, *value, nodes),
            Const(name, scalar, value) => self.constant(*name, (*scalar, *value), nodes),
            Assign(name) => Err(self.assignment(*name)),
            Unsupported(what, name) => {
                if let Some(name) = name {
                    // A second declaration is an error for the version that reads it.
                    let _ = self.scope.declare(name.id, Symbol::Poison, name.span);
                }
                Err(Diagnostic::unsupported(span, what))
            }
            Empty => Ok(()),
            Version if self.open_files.len() > 1 => {
                Err(Diagnostic::syntax(span, "an included file cannot have its own version line"))
            }
            Version => Ok(()),
            _ if !self.scope.is_global() => Err(self.not_in_block(statement)),
            Include(path) => self.include(*path),
            Qubits(name, size) => self.qubits(*name, *size, nodes),
            Bits(name, size, initial) => self.bits(*name, *size, *initial, nodes),
            Input(name, scalar) => self.input(*name, *scalar),
            Gate(definition) => self.define_gate(definition, nodes, &statement.annotations),
            Opaque(definition) => self.define_opaque(definition),
        }
    }

    /// The statements of a block, whose declarations end with it.
    pub(super) fn scoped(&mut self, body: &[Statement], nodes: &[Node]) {
        self.scope.open();
        body.iter().for_each(|statement| self.statement(statement, nodes));
        self.scope.close();
    }

    fn not_in_gate(&self, statement: &Statement) -> Box<Diagnostic> {
        match &statement.kind {
            StatementKind::Unsupported(what, _) => Diagnostic::unsupported(statement.span, what),
            StatementKind::Include(_) => {
                Diagnostic::syntax(statement.span, "files are included at top level only")
            }
            _ => Diagnostic::semantic(statement.span, "a gate body has only gates and barriers"),
        }
    }

    fn not_in_block(&self, statement: &Statement) -> Box<Diagnostic> {
        match &statement.kind {
            StatementKind::Bits(..) => {
                Diagnostic::unsupported(statement.span, "bits declared inside of a block")
            }
            StatementKind::Include(_) => {
                Diagnostic::syntax(statement.span, "files are included at top level only")
            }
            _ => Diagnostic::semantic(statement.span, "this is declared at top level only"),
        }
    }
}
