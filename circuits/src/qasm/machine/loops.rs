//! `for`, `while`, `break`, `continue`, `end`.

use super::Machine;
use super::frame::{Items, Iteration, Role};
use crate::qasm::ast::{Expr, ForLoop, Node, WhileLoop};
use crate::qasm::diagnostic::Diagnostic;
use crate::qasm::semantic::{
    Bits, Cell, Conversion, Evaluated, Predicate, Scalar, Steps, Stop, Subscript, Symbol, Value,
};
use crate::qasm::source::{Span, Spanned};
use std::sync::Arc;

impl Machine {
    pub(super) fn for_loop(&mut self, each: &ForLoop, nodes: &[Node], span: Span) -> Evaluated<()> {
        let scalar = match &each.scalar {
            Some(scalar) => self.scalar(scalar, nodes)?,
            None => Some(Scalar::Int(64)),
        };
        let values = self.evaluate(each.values, nodes)?;
        let (Some(scalar), false) = (scalar, values == Value::Poison || self.flow.checking > 0) else {
            let level = self.flow.frames.len();
            match self.flow.checking {
                0 => self.check_block(&each.body, span),
                _ => self.push(&each.body, Role::Block, span),
            }
            if self.flow.frames.len() > level {
                self.poison(each.name);
            }
            return Ok(());
        };
        let items = self.items(values, each.values.span, span)?;
        let num_errors = self.talk.num_errors;
        let iteration = Iteration { name: each.name, scalar, items, num_errors };
        self.push(&each.body, Role::For(Box::new(iteration)), span);
        // The first round starts like every other one.
        if let Some(frame) = self.flow.frames.last_mut() {
            frame.position = frame.block.len();
            frame.results_of = frame.position;
        }
        if self.is_empty_loop() {
            let level = self.flow.frames.len();
            self.check_block(&each.body, span);
            if self.flow.frames.len() > level {
                self.poison(each.name);
            }
        }
        Ok(())
    }

    fn is_empty_loop(&self) -> bool {
        match self.flow.frames.last().map(|frame| &frame.role) {
            Some(Role::For(iteration)) => match &iteration.items {
                Items::Range { left, .. } => *left == 0,
                Items::List { values, .. } => values.is_empty(),
            },
            _ => false,
        }
    }

    /// What a loop goes through.
    fn items(&mut self, values: Value, at: Span, span: Span) -> Evaluated<Items> {
        let list: Vec<Spanned<Value>> = match values {
            Value::Range(Subscript::Range(Steps { start: Some(start), step, stop: Some(stop) })) => {
                let left = count(start, step, stop);
                if left > self.world.options.max_steps.saturating_sub(self.flow.steps) {
                    return Err(self.too_many_steps(span));
                }
                return Ok(Items::Range { next: i128::from(start), step: i128::from(step), left });
            }
            Value::Range(_) => {
                let message = "the range of a loop has a start and an end: `[start:end]`";
                return Err(Diagnostic::semantic(at, message).into());
            }
            Value::List(list) => list.to_vec(),
            Value::Array(array) if array.sizes.len() == 1 => {
                array.values.iter().map(|value| Spanned::new(value.clone(), at)).collect()
            }
            Value::Bits(bits) if !bits.is_single => {
                bits.cells.iter().map(|cell| Spanned::new(Value::Bits(Bits::single(*cell)), at)).collect()
            }
            Value::Qubits(_) => {
                return Err(Diagnostic::semantic(at, "a loop goes through values, not through qubits")
                    .hint("loop over the indices: `for int i in [0:n-1]`")
                    .into());
            }
            other => {
                let message =
                    format!("a loop goes through a range, a set or an array, this is {}", other.describe());
                return Err(Diagnostic::semantic(at, message).into());
            }
        };
        list.iter().for_each(|item| self.share(&item.value));
        Ok(Items::List { values: list.into(), next: 0 })
    }

    /// The next value of a `for` loop, or its end.
    pub(super) fn next_round(&mut self) -> Evaluated<()> {
        self.count_step()?;
        let num_errors = self.talk.num_errors;
        let Some(frame) = self.flow.frames.last_mut() else { return Ok(()) };
        let span = frame.span;
        let Role::For(iteration) = &mut frame.role else { return Ok(()) };
        let (name, scalar) = (iteration.name, iteration.scalar);
        let item = match &mut iteration.items {
            _ if num_errors > iteration.num_errors => None,
            Items::Range { left: 0, .. } => None,
            Items::Range { next, step, left } => {
                let value = *next;
                *next += *step;
                *left -= 1;
                Some(Spanned::new(Value::int(value as i64), span))
            }
            Items::List { values, next } => {
                *next += 1;
                values.get(*next - 1).cloned()
            }
        };
        let Some(Spanned { value, span: at }) = item else {
            self.pop();
            return Ok(());
        };
        self.restart();
        let value = value.cast(scalar, Conversion::Implicit, at).inspect_err(|_| {
            // The loop ends: no other value would do better.
            self.pop();
        })?;
        self.bind(name, scalar, value)?;
        Ok(())
    }

    /// Declares a local variable with a value.
    pub(super) fn bind(
        &mut self,
        name: crate::qasm::ast::Name,
        scalar: Scalar,
        value: Value,
    ) -> Evaluated<()> {
        self.share(&value);
        let symbol = match (scalar, &value) {
            (Scalar::Bit(width), Value::Bits(bits)) => {
                let start = self.data.memory.add_cells(&bits.cells);
                Symbol::Bits(super::register::indices(start, bits.len() as u64, width.is_some()))
            }
            _ => {
                let type_of = crate::qasm::semantic::Type { scalar, sizes: Default::default() };
                Symbol::Variable(self.data.memory.add(type_of, value))
            }
        };
        self.declare(name, symbol)?;
        Ok(())
    }

    pub(super) fn while_loop(&mut self, each: &WhileLoop, nodes: &[Node], span: Span) -> Evaluated<()> {
        if self.flow.checking > 0 {
            self.evaluate(each.condition, nodes)?;
            self.push(&each.body, Role::Block, span);
            return Ok(());
        }
        self.push(&each.body, Role::While(each.condition), span);
        if let Some(frame) = self.flow.frames.last_mut() {
            frame.position = frame.block.len();
            frame.results_of = frame.position;
        }
        Ok(())
    }

    /// Whether a `while` loop goes on.
    pub(super) fn next_while(&mut self, condition: Expr) -> Evaluated<()> {
        self.count_step()?;
        let Some(frame) = self.flow.frames.last() else { return Ok(()) };
        let (nodes, span) = (Arc::clone(&frame.nodes), frame.span);
        // The condition sees the names around the loop, not those of its body.
        self.data.scope.close(frame.depth);
        self.data.memory.release(frame.mark);
        self.data.scope.open_block();
        let value = match self.evaluate(condition, &nodes) {
            Err(Stop::Error(error)) => {
                self.pop();
                return Err(Stop::Error(error));
            }
            other => other?,
        };
        let predicate = value.to_predicate(condition.span).inspect_err(|_| {
            self.pop();
        })?;
        if value != Value::Poison && predicate != Predicate::ALWAYS && predicate != Predicate::NEVER {
            return Err(Stop::Unknown(span));
        }
        // A loop in which something went wrong would do it again.
        if predicate == Predicate::ALWAYS && self.talk.num_errors == 0 {
            self.restart();
            if let Some(frame) = self.flow.frames.last_mut() {
                frame.results_of = 0;
            }
            return Ok(());
        }
        let body = self.pop().map(|frame| frame.block);
        if let Some(body) = body {
            self.check_block(&body, span);
        }
        Ok(())
    }

    /// Leaves the body of the innermost loop: ends its round, or the loop.
    pub(super) fn leave_round(&mut self, word: Jump, span: Span) -> Evaluated<()> {
        if self.flow.checking > 0 {
            return Ok(());
        }
        let inside = self.flow.frames.iter().rposition(|frame| matches!(frame.role, Role::Call(_)));
        let is_loop = |frame: &super::frame::Frame| matches!(frame.role, Role::For(_) | Role::While(_));
        let Some(at) =
            self.flow.frames.iter().rposition(is_loop).filter(|at| inside.is_none_or(|call| *at > call))
        else {
            let message = format!("`{}` outside of a loop", word.name());
            return Err(Diagnostic::semantic(span, message).into());
        };
        self.check_unconditional(at, span)?;
        while self.flow.frames.len() > at + 1 {
            self.pop();
        }
        match word {
            Jump::Break => _ = self.pop(),
            Jump::Continue => {
                if let Some(frame) = self.flow.frames.last_mut() {
                    frame.position = frame.block.len();
                }
            }
        }
        Ok(())
    }

    /// Where it goes on must not depend on bits that are not known yet.
    pub(super) fn check_unconditional(&self, from: usize, span: Span) -> Evaluated<()> {
        let is_open = |frame: &super::frame::Frame| matches!(frame.role, Role::Conditional(_));
        if self.flow.frames[from..].iter().any(is_open) { Err(Stop::Unknown(span)) } else { Ok(()) }
    }

    /// `end`: nothing after it is run.
    pub(super) fn end(&mut self, span: Span) -> Evaluated<()> {
        if self.flow.checking > 0 {
            return Ok(());
        }
        self.check_unconditional(0, span)?;
        while self.pop().is_some() {}
        self.flow.has_ended = true;
        Ok(())
    }

    /// The cells of a value, copied, must not be measured into before the outcome is known.
    pub(super) fn share(&mut self, value: &Value) {
        let shared = &mut self.bits.shared;
        value.measured(&mut |bit| _ = shared.insert(bit));
    }

    /// The same for one cell.
    pub(super) fn share_cell(&mut self, cell: Cell) {
        if let Cell::Measured(bit) = cell {
            self.bits.shared.insert(bit);
        }
    }
}

/// How the body of a loop is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Jump {
    Break,
    Continue,
}

impl Jump {
    fn name(self) -> &'static str {
        match self {
            Jump::Break => "break",
            Jump::Continue => "continue",
        }
    }
}

/// How many numbers an inclusive range has.
fn count(start: i64, step: i64, stop: i64) -> u64 {
    let distance = i128::from(stop) - i128::from(start);
    if distance != 0 && distance.signum() != i128::from(step.signum()) {
        return 0;
    }
    u64::try_from(distance / i128::from(step) + 1).unwrap_or(u64::MAX)
}
