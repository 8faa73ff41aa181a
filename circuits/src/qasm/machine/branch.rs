//! `if` and `switch`. Conditions on measured bits become conditions of the circuit where their blocks only act on qubits;
//! otherwise the program goes on when the bits are known. Known conditions are decided here.

use super::frame::{Conditional, Role};
use super::{Machine, Notice};
use crate::composite::count;
use crate::qasm::ast::{Branch, Node, Switch};
use crate::qasm::diagnostic::Diagnostic;
use crate::qasm::semantic::{Evaluated, Predicate, Stop, Value};
use crate::qasm::source::{Span, Spanned};
use crate::{Condition, Instruction, Operation};
use std::sync::Arc;

/// A negated condition repeats its body for each bit, up to this many operations.
const MAX_REPEATED: u64 = 1 << 12;

impl Machine {
    pub(super) fn branch(&mut self, branch: &Branch, nodes: &[Node], span: Span) -> Evaluated<()> {
        let value = self.evaluate(branch.condition, nodes)?;
        if value == Value::Poison || self.flow.checking > 0 {
            if self.flow.checking == 0 {
                self.check_block(&branch.otherwise, span);
                self.check_block(&branch.then, span);
                return Ok(());
            }
            self.push(&branch.otherwise, Role::Block, span);
            self.push(&branch.then, Role::Block, span);
            return Ok(());
        }
        let predicate = value.to_predicate(branch.condition.span)?;
        if predicate == Predicate::ALWAYS {
            self.push(&branch.then, Role::Block, span);
            self.check_block(&branch.otherwise, span);
            return Ok(());
        }
        if predicate == Predicate::NEVER {
            if self.is_impossible(branch, nodes) {
                self.talk.notice(Notice::NeverTrue, branch.condition.span, "this condition is never true");
            }
            self.push(&branch.otherwise, Role::Block, span);
            self.check_block(&branch.then, span);
            return Ok(());
        }
        let condition = Conditional {
            predicate,
            otherwise: Some(Arc::clone(&branch.otherwise)),
            then: None,
            open_blocks: self.output.sink.blocks.len(),
            num_changes: self.bits.changes.len(),
        };
        self.push(&branch.then, Role::Conditional(Box::new(condition)), span);
        self.output.sink.blocks.push(Vec::new());
        Ok(())
    }

    /// Whether a condition that reads classical registers can never hold: a slip that is worth a warning. A register that was
    /// given a value, and a bit that a loop goes through, may well be 0.
    fn is_impossible(&self, branch: &Branch, nodes: &[Node]) -> bool {
        use crate::qasm::ast::NodeKind;
        let condition = &nodes[branch.condition.first as usize..branch.condition.end as usize];
        condition.iter().any(|node| match node.kind {
            NodeKind::Name(name) => match self.data.scope.get(name).map(|entry| &entry.symbol) {
                Some(crate::qasm::semantic::Symbol::Bits(bits)) => {
                    !bits.iter().any(|cell| self.bits.is_given(cell, &self.data.memory))
                }
                _ => false,
            },
            _ => false,
        })
    }

    /// The end of one of the blocks of a condition that the circuit carries.
    pub(super) fn end_of_condition(&mut self) -> Evaluated<()> {
        let instructions = self.output.sink.blocks.pop().unwrap_or_default();
        let Some(frame) = self.flow.frames.last_mut() else { return Ok(()) };
        let (span, depth, mark) = (frame.span, frame.depth, frame.mark);
        let Role::Conditional(condition) = &mut frame.role else { return Ok(()) };
        if let Some(otherwise) = condition.otherwise.take().filter(|block| !block.is_empty()) {
            condition.then = Some(instructions);
            frame.block = otherwise;
            frame.position = 0;
            frame.results.clear();
            self.data.scope.close(depth);
            self.data.memory.release(mark);
            self.data.scope.open_block();
            self.output.sink.blocks.push(Vec::new());
            return Ok(());
        }
        let predicate = condition.predicate.clone();
        let (then, otherwise) = match condition.then.take() {
            Some(then) => (then, instructions),
            None => (instructions, Vec::new()),
        };
        if !can_carry(&predicate, &then, &otherwise) {
            return Err(Stop::Unknown(span));
        }
        self.pop();
        self.conditional(predicate.clone(), then, span)?;
        self.conditional(predicate.not(), otherwise, span)
    }

    fn conditional(&mut self, predicate: Predicate, then: Vec<Instruction>, span: Span) -> Evaluated<()> {
        if then.is_empty() {
            return Ok(());
        }
        for part in predicate.disjoint() {
            let (bits, values) = part.into_iter().unzip();
            let condition = Condition { bits, values, then: then.clone() };
            self.emit(Instruction::new(Operation::If(Arc::new(condition)), &[], &[]), span)?;
        }
        Ok(())
    }

    pub(super) fn switch(&mut self, switch: &Switch, nodes: &[Node], span: Span) -> Evaluated<()> {
        let value = self.evaluate(switch.value, nodes)?;
        let mut chosen = None;
        for (at, (values, _)) in switch.cases.iter().enumerate() {
            for case in values {
                let known = self.evaluate(*case, nodes)?;
                if self.flow.checking > 0 || value == Value::Poison || known == Value::Poison {
                    continue;
                }
                let is_it =
                    self.is_equal(Spanned::new(&value, switch.value.span), Spanned::new(&known, case.span))?;
                if is_it && chosen.is_none() {
                    chosen = Some(at);
                }
            }
        }
        if self.flow.checking > 0 {
            let blocks = switch.cases.iter().map(|case| &case.1).chain(&switch.default);
            blocks.for_each(|block| self.push(block, Role::Block, span));
            return Ok(());
        }
        let live = chosen.map(|at| &switch.cases[at].1).or(switch.default.as_ref());
        if let Some(live) = live.filter(|_| value != Value::Poison) {
            self.push(live, Role::Block, span);
        }
        for block in switch.cases.iter().map(|case| &case.1).chain(&switch.default) {
            if !live.is_some_and(|live| Arc::ptr_eq(live, block)) {
                self.check_block(block, span);
            }
        }
        Ok(())
    }

    fn is_equal(&self, value: Spanned<&Value>, case: Spanned<&Value>) -> Evaluated<bool> {
        if let Value::Measured { .. } | Value::Condition(_) = value.value {
            return Err(Stop::Unknown(value.span));
        }
        if let Value::Bits(bits) = value.value
            && bits.values().is_none()
        {
            return Err(Stop::Unknown(value.span));
        }
        if !matches!(case.value, Value::Int(_) | Value::Bool(_) | Value::Bits(_) | Value::Turn(_)) {
            let message = format!("a case must be an integer, this is {}", case.value.describe());
            return Err(Diagnostic::semantic(case.span, message).into());
        }
        let (value, case) = (value.with(value.value.clone()), case.with(case.value.clone()));
        let equal = self.binary(crate::qasm::ast::Binary::Equal, value, case)?;
        Ok(equal == Value::Bool(true))
    }
}

/// Whether a circuit can carry the condition: its blocks must not change the bits that it reads before it is done.
fn can_carry(predicate: &Predicate, then: &[Instruction], otherwise: &[Instruction]) -> bool {
    let (first, second) = (predicate.clone().disjoint().len(), predicate.clone().not().disjoint().len());
    let is_changed = changes(then, predicate);
    if is_changed && (!otherwise.is_empty() || first > 1) || second > 1 && changes(otherwise, predicate) {
        return false;
    }
    let size = |list: &[Instruction]| list.iter().map(count).fold(1, u64::saturating_add);
    let repeated = |parts: usize, list: &[Instruction]| {
        parts < 2 || list.is_empty() || size(list).saturating_mul(parts as u64) <= MAX_REPEATED
    };
    repeated(first, then) && repeated(second, otherwise)
}

/// Whether the instructions measure into a bit that the condition reads.
fn changes(then: &[Instruction], predicate: &Predicate) -> bool {
    then.iter().any(|instruction| match instruction.operation() {
        Operation::Measure { bit } => predicate.bits().any(|read| read == *bit),
        Operation::If(condition) => changes(&condition.then, predicate),
        _ => false,
    })
}
