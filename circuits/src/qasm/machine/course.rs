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
        machine.is_resumed = true;
        machine.diagnostics.clear();
        machine.declarations.clear();
        Course { machine, span }
    }

    /// The statement that waits for an outcome.
    pub fn span(&self) -> Span {
        self.span
    }

    /// The texts that the span points into.
    pub fn sources(&self) -> &SourceMap {
        &self.machine.sources
    }
}

impl Continue for Course {
    fn resume(&self, reads: &dyn Fn(usize) -> bool) -> Result<Segment, CourseError> {
        let mut machine = self.machine.clone();
        machine.resolve(&|bit| reads(bit as usize));
        let before = machine.steps;
        let end = machine.run(0);
        let steps = machine.steps - before;
        if machine.num_errors > 0 {
            let sources = Arc::unwrap_or_clone(machine.sources);
            return Err(Report { diagnostics: machine.diagnostics, sources }.into());
        }
        Ok(match end {
            Ok(()) => Segment { circuit: machine.finished_circuit(), then: None, steps },
            Err(at) => {
                let registers = machine.sink.circuit.with_instructions(Vec::new());
                let circuit = std::mem::replace(&mut machine.sink.circuit, registers);
                Segment { circuit, then: Some(Arc::new(Course { machine, span: at.span })), steps }
            }
        })
    }

    fn is_classical(&self) -> bool {
        self.machine.is_classical()
    }

    fn max_steps(&self) -> u64 {
        self.machine.options.max_steps
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
        self.memory.resolve(read);
        for frame in &mut self.control {
            frame.results.iter_mut().for_each(|(_, value)| value.resolved(read));
            if let Role::For(iteration) = &mut frame.role
                && let Items::List { values, .. } = &mut iteration.items
            {
                let mut known = values.to_vec();
                known.iter_mut().for_each(|(value, _)| value.resolved(read));
                *values = known.into();
            }
        }
        self.shared.clear();
        // Nothing depends on the hidden bits any more.
        self.num_hidden = 0;
        for slot in &mut self.memory.cells {
            if slot.home.is_some_and(|home| self.hidden.contains(&home)) {
                slot.home = None;
            }
        }
    }
}
