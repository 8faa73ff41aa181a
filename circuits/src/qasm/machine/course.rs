//! Programs whose way on depends on what they measure: a circuit, then, with the outcomes, the next one.

use super::Machine;
use super::frame::{Items, Role};
use crate::qasm::report::Report;
use crate::qasm::source::{SourceMap, Span};
use crate::{Continue, CourseError, Segment};
use std::sync::Arc;

/// What a program does after a circuit, once it is known what that has measured. Copies go on by themselves: one for
/// every outcome.
#[derive(Debug, Clone)]
pub struct Course {
    pub(super) machine: Machine,
    span: Span,
}

impl Course {
    pub(super) fn new(mut machine: Machine, span: Span) -> Course {
        machine.flow.is_resumed = true;
        machine.talk.diagnostics.clear();
        machine.output.declarations.clear();
        Course { machine, span }
    }

    /// The statement that waits for an outcome.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The texts that the span points into.
    pub fn sources(&self) -> &SourceMap {
        &self.machine.world.sources
    }
}

impl Continue for Course {
    fn resume(&self, reads: &dyn Fn(usize) -> bool) -> Result<Segment, CourseError> {
        let mut machine = self.machine.clone();
        machine.resolve(&|bit| reads(bit as usize));
        let before = machine.flow.steps;
        let end = machine.run(0);
        let steps = machine.flow.steps - before;
        if machine.talk.num_errors > 0 {
            let sources = Arc::unwrap_or_clone(machine.world.sources);
            return Err(Report { diagnostics: machine.talk.diagnostics, sources }.into());
        }
        Ok(match end {
            Ok(()) => Segment { circuit: machine.finished_circuit(), then: None, steps },
            Err(at) => {
                let registers = machine.output.sink.circuit.with_instructions(Vec::new());
                let circuit = std::mem::replace(&mut machine.output.sink.circuit, registers);
                Segment { circuit, then: Some(Arc::new(Course { machine, span: at.span })), steps }
            }
        })
    }

    fn is_classical(&self) -> bool {
        self.machine.is_classical()
    }

    fn max_steps(&self) -> u64 {
        self.machine.world.options.max_steps
    }

    fn key(&self) -> [u64; 2] {
        self.machine.key()
    }

    fn reads(&self) -> Vec<usize> {
        self.machine.reads()
    }
}

impl Machine {
    /// Puts the outcomes in the place of everything that depends on them.
    fn resolve(&mut self, read: &dyn Fn(u32) -> bool) {
        self.data.memory.resolve(read);
        for frame in &mut self.flow.frames {
            frame.results.iter_mut().for_each(|(_, value)| value.resolved(read));
            if let Role::For(iteration) = &mut frame.role
                && let Items::List { values, .. } = &mut iteration.items
            {
                let mut known = values.to_vec();
                known.iter_mut().for_each(|item| item.value.resolved(read));
                *values = known.into();
            }
        }
        self.bits.shared.clear();
        // Nothing depends on the hidden bits any more.
        self.bits.num_hidden = 0;
        for slot in &mut self.data.memory.cells {
            if slot.home.is_some_and(|home| self.bits.hidden.contains(&home)) {
                slot.home = None;
            }
        }
    }
}
