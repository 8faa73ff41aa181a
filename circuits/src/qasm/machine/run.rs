//! The loop that runs a program: one statement at a time, from a stack of frames.

use super::frame::{Conditional, Role};
use super::{Machine, Suspended};
use crate::qasm::diagnostic::Diagnostic;
use crate::qasm::semantic::{Cell, Evaluated, Indices, Stop, Value};
use crate::qasm::source::Span;
use std::sync::Arc;

impl Machine {
    /// Runs until only `base` frames are left, or until an outcome of a measurement must be known.
    pub(super) fn run(&mut self, base: usize) -> Result<(), Suspended> {
        while self.flow.frames.len() > base {
            if self.talk.is_full() {
                while self.flow.frames.len() > base {
                    self.pop();
                }
                self.output.sink.blocks.clear();
                return Ok(());
            }
            match self.step() {
                Ok(()) => {}
                Err(Stop::Error(error)) => self.talk.report(*error),
                Err(Stop::Unknown(span)) => {
                    let span = self.leave_conditions().unwrap_or(span);
                    return Err(Suspended { span });
                }
                Err(Stop::Call(call)) => self.enter(*call),
                Err(Stop::Hardware { number, span }) => {
                    if let Err(error) = self.use_hardware(number, span) {
                        self.talk.report(*error);
                        self.talk.stop();
                    }
                }
                Err(Stop::Measure { node, qubits, span }) => {
                    if let Err(error) = self.measure_apart(node, &qubits, span) {
                        self.talk.report(*error);
                    }
                }
            }
        }
        Ok(())
    }

    fn step(&mut self) -> Evaluated<()> {
        let level = self.flow.frames.len() - 1;
        let frame = &mut self.flow.frames[level];
        let at = frame.position;
        if frame.results_of != at {
            frame.results.clear();
            frame.results_of = at;
        }
        if at >= frame.block.len() {
            return self.end_of_block();
        }
        // The statement may be a block of its own: what follows it comes when that has ended.
        let (block, nodes) = (Arc::clone(&frame.block), Arc::clone(&frame.nodes));
        frame.position = at + 1;
        self.count_step()?;
        let result = self.execute(&block[at], &nodes);
        if !matches!(result, Ok(()) | Err(Stop::Error(_)))
            && let Some(frame) = self.flow.frames.get_mut(level)
        {
            // It is run again when what it waits for is there.
            frame.position = at;
        }
        result
    }

    fn end_of_block(&mut self) -> Evaluated<()> {
        let Some(frame) = self.flow.frames.last_mut() else { return Ok(()) };
        match &mut frame.role {
            Role::Block | Role::Check => {
                self.pop();
                Ok(())
            }
            Role::For(_) => self.next_round(),
            Role::While(condition) => {
                let condition = *condition;
                self.next_while(condition)
            }
            Role::Call(_) => {
                self.leave_call(Value::Nothing);
                Ok(())
            }
            Role::Conditional(_) => self.end_of_condition(),
            Role::File { items, next } => {
                match items.get(*next) {
                    Some((block, nodes)) => {
                        *next += 1;
                        frame.block = Arc::clone(block);
                        frame.nodes = Arc::clone(nodes);
                        frame.position = 0;
                        frame.results.clear();
                    }
                    None => _ = self.pop(),
                }
                Ok(())
            }
        }
    }

    /// Loops have a limit; statements outside of them are as many as the file has.
    pub(super) fn count_step(&mut self) -> Evaluated<()> {
        self.flow.steps += 1;
        if self.flow.steps <= self.world.options.max_steps {
            return Ok(());
        }
        let is_loop = |frame: &&super::frame::Frame| matches!(frame.role, Role::For(_) | Role::While(_));
        let innermost = self.flow.frames.iter().rev().find(is_loop).or(self.flow.frames.last());
        let Some(span) = innermost.map(|frame| frame.span) else { return Ok(()) };
        Err(self.too_many_steps(span))
    }

    /// The error after which nothing else is run.
    pub(super) fn too_many_steps(&mut self, span: Span) -> Stop {
        let limit = self.world.options.max_steps;
        let message = format!("this runs for more than {limit} steps");
        let error = Diagnostic::limit(span, message).hint(crate::qasm::Hint::Steps);
        self.talk.report(*error);
        self.talk.stop();
        Stop::Error(Diagnostic::limit(span, "too many steps"))
    }

    /// Measures into bits of its own, for an expression.
    fn measure_apart(
        &mut self,
        node: u32,
        qubits: &Indices,
        span: Span,
    ) -> crate::qasm::diagnostic::Checked<()> {
        let mut cells = Vec::with_capacity(qubits.len());
        for qubit in qubits.iter() {
            let bit = self.hidden_bit();
            self.emit_measurement(qubit, bit, span)?;
            cells.push(Cell::Measured(bit));
        }
        let is_single = !qubits.is_register();
        let bits = crate::qasm::semantic::Bits { cells: cells.into(), is_single };
        if let Some(frame) = self.flow.frames.last_mut() {
            frame.results.push((node, Value::Bits(bits)));
        }
        Ok(())
    }

    /// Back to before the outermost open condition, which cannot be decided without the outcome: where it stands.
    fn leave_conditions(&mut self) -> Option<Span> {
        let at = self.flow.frames.iter().position(|frame| matches!(frame.role, Role::Conditional(_)))?;
        let (span, depth, mark) = {
            let frame = &self.flow.frames[at];
            (frame.span, frame.depth, frame.mark)
        };
        let Role::Conditional(condition) = &self.flow.frames[at].role else { return None };
        let Conditional { open_blocks, num_changes, .. } = **condition;
        for (cell, old) in self.bits.changes.drain(num_changes..).rev() {
            if let Some(slot) = self.data.memory.cells.get_mut(cell as usize) {
                *slot = old;
            }
        }
        while self.flow.frames.len() > at {
            self.pop();
        }
        self.data.scope.close(depth);
        self.data.memory.release(mark);
        self.output.sink.blocks.truncate(open_blocks);
        if let Some(frame) = self.flow.frames.last_mut() {
            frame.position -= 1;
        }
        Some(span)
    }
}
