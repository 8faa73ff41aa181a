//! `if`: conditions on measured bits become conditions of the circuit, constant ones are decided here.

use super::{Lowerer, Notice};
use crate::composite::count;
use crate::qasm::ast::{Branch, Node, Statement};
use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::semantic::{Predicate, Value};
use crate::qasm::source::Span;
use crate::{Condition, Instruction, Operation};
use std::sync::Arc;

/// A negated condition repeats its body for each bit, up to this many operations.
const MAX_REPEATED: u64 = 1 << 16;

impl Lowerer<'_> {
    pub(super) fn branch(&mut self, branch: &Branch, nodes: &[Node], span: Span) -> Checked<()> {
        let value = self.evaluate(branch.condition, nodes)?;
        let predicate = value.to_predicate(branch.condition.span)?;
        if predicate == Predicate::ALWAYS {
            self.scoped(&branch.then, nodes);
            self.block(&branch.otherwise, nodes);
            return Ok(());
        }
        if predicate == Predicate::NEVER {
            if value != Value::Poison {
                self.notice(Notice::NeverTrue, branch.condition.span, "this condition is never true");
            }
            self.block(&branch.then, nodes);
            self.scoped(&branch.otherwise, nodes);
            return Ok(());
        }
        let then = self.block(&branch.then, nodes);
        let otherwise = self.block(&branch.otherwise, nodes);
        if !otherwise.is_empty() && changes(&then, &predicate) {
            let message = "branches that measure into the bits of their own condition";
            return Err(Diagnostic::unsupported(span, message));
        }
        self.conditional(predicate.clone(), then, span)?;
        self.conditional(predicate.not(), otherwise, span)
    }

    /// The instructions of a block, set apart.
    fn block(&mut self, body: &[Statement], nodes: &[Node]) -> Vec<Instruction> {
        self.sink.blocks.push(Vec::new());
        self.scoped(body, nodes);
        self.sink.blocks.pop().unwrap_or_default()
    }

    fn conditional(&mut self, predicate: Predicate, then: Vec<Instruction>, span: Span) -> Checked<()> {
        if then.is_empty() {
            return Ok(());
        }
        let is_changed = changes(&then, &predicate);
        let parts = predicate.disjoint();
        if parts.len() > 1 && is_changed {
            let message = "branches that measure into the bits of their own condition";
            return Err(Diagnostic::unsupported(span, message));
        }
        let size = then.iter().map(count).fold(1, u64::saturating_add);
        if parts.len() > 1 && size.saturating_mul(parts.len() as u64) > MAX_REPEATED {
            let message = "this condition is a negated comparison of many bits with too long a body";
            return Err(Diagnostic::limit(span, message));
        }
        for part in parts {
            let (bits, values) = part.into_iter().unzip();
            let condition = Condition { bits, values, then: then.clone() };
            self.emit(Instruction::new(Operation::If(Arc::new(condition)), &[], &[]), span)?;
        }
        Ok(())
    }
}

/// Whether the instructions measure into a bit that the condition reads.
fn changes(then: &[Instruction], predicate: &Predicate) -> bool {
    then.iter().any(|instruction| match instruction.operation() {
        Operation::Measure { bit } => predicate.bits().any(|read| read == *bit),
        Operation::If(condition) => changes(&condition.then, predicate),
        _ => false,
    })
}
