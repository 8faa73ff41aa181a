//! Programs whose way on depends on what they measure: a circuit, then, with the outcomes, the next one.

use super::frame::{Items, Role};
use super::{Machine, placed};
use crate::qasm::report::Report;
use crate::qasm::semantic::Places;
use crate::qasm::source::{SourceMap, Span};
use crate::{Continue, CourseError, Segment};
use std::sync::Arc;

/// What a program does after a circuit, once it is known what that has measured. Copies go on by themselves: one for
/// every outcome.
#[derive(Debug, Clone)]
pub struct Course {
    pub(super) machine: Machine,
    span: Span,
    /// Where its qubits come to be in the circuits that it hands out.
    places: Option<Arc<Places>>,
}

impl Course {
    pub(super) fn new(mut machine: Machine, span: Span) -> Course {
        let places = machine.data.hardware.final_places(machine.output.sink.circuit.num_qubits(), |_| true);
        machine.flow.is_resumed = true;
        machine.talk.diagnostics.clear();
        machine.output.declarations.clear();
        Course { machine, span, places: places.map(Arc::new) }
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
        let places = self.places.clone();
        Ok(match end {
            Ok(()) => {
                let circuit = placed(machine.finished_circuit(), places.as_deref());
                Segment { circuit, then: None, steps }
            }
            Err(at) => {
                let registers = machine.output.sink.circuit.with_own_instructions(Vec::new());
                let circuit = std::mem::replace(&mut machine.output.sink.circuit, registers);
                let circuit = placed(circuit, places.as_deref());
                Segment { circuit, then: Some(Arc::new(Course { machine, span: at.span, places })), steps }
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
