//! What each kind of statement does, and where it may stand.

use super::frame::Role;
use super::loops::Jump;
use super::{Machine, Notice, Suspended};
use crate::qasm::ast::{BlockKind, Node, Statement, StatementKind};
use crate::qasm::diagnostic::Diagnostic;
use crate::qasm::names::Language;
use crate::qasm::semantic::{Evaluated, Place, Stop, Symbol};
use std::sync::Arc;

/// What is said about everything that only takes time.
pub(super) const TIMING: &str = "timing has no effect here: `box`, `delay` and durations are ignored";

/// What is said about everything that tells the hardware how to do a gate.
const CALIBRATION: &str = "calibrations are ignored: gates act as they are defined";

impl Machine {
    /// One statement of a file; what is wrong with it is reported.
    pub(super) fn top(&mut self, statement: Statement, nodes: &[Node]) -> Result<(), Suspended> {
        if self.talk.is_full() {
            return Ok(());
        }
        if !is_compound(&statement.kind) {
            match self.execute(&statement, nodes) {
                Ok(()) => return Ok(()),
                Err(Stop::Error(error)) => {
                    self.talk.report(*error);
                    return Ok(());
                }
                // It has to wait for something: then it needs a frame.
                Err(_) => {}
            }
        }
        let span = statement.span;
        self.push_outermost(Arc::new([statement]), Arc::from(nodes), span);
        self.run(0)
    }

    /// One statement. Where it waits for something nothing has been done, and it is executed again.
    pub(super) fn execute(&mut self, statement: &Statement, nodes: &[Node]) -> Evaluated<()> {
        use StatementKind::*;
        let span = statement.span;
        if self.output.sink.place == Place::Gate
            && !matches!(
                statement.kind,
                Call(_) | Barrier(_) | Pragma(_) | Empty | Delay | For(_) | While(_) | If(_) | Block(..)
            )
        {
            return Err(self.not_in_gate(statement));
        }
        if !statement.annotations.is_empty() && !matches!(statement.kind, Gate(_)) {
            self.talk.notice(Notice::Annotation, statement.annotations[0], "annotations are ignored");
        }
        match &statement.kind {
            Call(call) => self.call(call, nodes, span),
            Measure(source, target) => self.measure(*source, *target, nodes, span),
            Reset(operand) => self.reset(*operand, nodes, span),
            Barrier(operands) => self.barrier(operands, nodes, span),
            If(branch) => self.branch(branch, nodes, span),
            For(each) => self.for_loop(each, nodes, span),
            While(each) => self.while_loop(each, nodes, span),
            Switch(switch) => self.switch(switch, nodes, span),
            Assign(assignment) => self.assign(assignment, nodes, span),
            Declare(declare) => self.classical(declare, nodes, span),
            Hardware(operands) => {
                for operand in operands {
                    self.raw(*operand, nodes)?;
                }
                self.talk.notice(Notice::OldDraft, span, "hardware qubits need no declaration");
                Ok(())
            }
            Alias(name, value) => self.alias(*name, *value, nodes),
            Evaluate(value) => self.evaluate(*value, nodes).map(|_| ()),
            Return(value) => self.return_statement(*value, nodes, span),
            Break => self.leave_round(Jump::Break, span),
            Continue => self.leave_round(Jump::Continue, span),
            End => self.end(span),
            Block(body, kind) => {
                if *kind == BlockKind::Box {
                    self.talk.notice(Notice::Timing, span, TIMING);
                }
                self.push(body, Role::Block, span);
                Ok(())
            }
            Delay => {
                self.talk.notice(Notice::Timing, span, TIMING);
                Ok(())
            }
            Pragma(text) => {
                self.ignored_pragma(*text, span);
                Ok(())
            }
            Matrix(call) => self.matrix_call(call, nodes, span),
            OldConstant(name, value) => self.old_constant(*name, *value, nodes),
            Empty => Ok(()),
            Calibration(None) => {
                self.talk.notice(Notice::Calibration, span, CALIBRATION);
                Ok(())
            }
            _ => self.definition(statement, nodes),
        }
    }

    /// What stands at top level only.
    fn definition(&mut self, statement: &Statement, nodes: &[Node]) -> Evaluated<()> {
        use StatementKind::*;
        let span = statement.span;
        match &statement.kind {
            Version if self.flow.is_included => {
                Err(Diagnostic::syntax(span, "an included file cannot have its own version line").into())
            }
            Version => Ok(()),
            Include(_) => Err(Diagnostic::syntax(span, "files are included at top level only").into()),
            _ if !self.data.scope.is_global() => {
                Err(Diagnostic::semantic(span, "this is declared at top level only").into())
            }
            Qubits(name, size) => self.qubits(*name, *size, nodes),
            Gate(definition) => Ok(self.define_gate(definition, nodes)?),
            Opaque(definition) => Ok(self.define_opaque(definition)?),
            Def(definition) => self.define_subroutine(definition, nodes),
            Extern(name) => {
                // It may have the name of a built-in function, which it hides.
                Ok(self.declare(*name, Symbol::Extern)?)
            }
            Calibration(name) => {
                self.talk.notice(Notice::Calibration, span, CALIBRATION);
                if let Some(name) = name.filter(|name| self.can_be_calibrated(*name)) {
                    let _ = self.data.scope.declare(name.id, Symbol::Calibrated, name.span);
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    /// Whether a calibration's name is that of a gate which has no other definition.
    fn can_be_calibrated(&self, name: crate::qasm::ast::Name) -> bool {
        self.data.scope.get(name.id).is_none()
            && crate::qasm::names::keyword(name.id, Language::Three).is_none()
    }

    fn not_in_gate(&self, statement: &Statement) -> Stop {
        match &statement.kind {
            StatementKind::Include(_) => {
                Diagnostic::syntax(statement.span, "files are included at top level only").into()
            }
            _ => Diagnostic::semantic(statement.span, "a gate body has only gates and barriers").into(),
        }
    }
}

/// Whether it has blocks, which need a frame.
fn is_compound(kind: &StatementKind) -> bool {
    use StatementKind::{Block, For, If, Switch, While};
    matches!(kind, If(_) | For(_) | While(_) | Switch(_) | Block(..))
}
