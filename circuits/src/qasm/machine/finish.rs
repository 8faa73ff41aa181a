//! The end of a program: what its registers show, and what is said about it as a whole.

use super::Machine;
use super::frame::{Frame, Role};
use crate::Circuit;
use crate::FinalBit;
use crate::qasm::diagnostic::{Diagnostic, quoted};
use crate::qasm::hint::{Hint, Inputs};
use crate::qasm::semantic::{Cell, Mark, Scope};
use std::sync::Arc;

/// Inputs that a message names.
const MAX_LISTED: usize = 8;

impl Machine {
    /// The circuit with the bits that show something else than their own measurement.
    pub(super) fn finished_circuit(&mut self) -> Circuit {
        let empty = self.output.sink.circuit.with_own_instructions(Vec::new());
        let mut circuit = std::mem::replace(&mut self.output.sink.circuit, empty);
        let mut finals = Vec::new();
        // A program without registers shows what it measures.
        if !circuit.bit_registers().is_empty() {
            finals.extend(self.bits.hidden.iter().map(|bit| (*bit, FinalBit::Constant(false))));
        }
        for slot in &self.data.memory.cells {
            let Some(home) = slot.home.filter(|home| !self.bits.hidden.contains(home)) else { continue };
            match slot.cell {
                Cell::Measured(bit) if bit == home => {}
                Cell::Measured(bit) => finals.push((home, FinalBit::Copy(bit))),
                Cell::Known(false) if !self.bits.written.contains(&home) => {}
                Cell::Known(value) => finals.push((home, FinalBit::Constant(value))),
            }
        }
        circuit.set_final_bits(finals);
        circuit
    }

    /// Inputs that are neither `float` nor `angle` must be known when the file is read.
    pub(super) fn report_missing_inputs(&mut self) {
        let Some((_, first)) = self.output.missing_inputs.first() else { return };
        let given = |name: &String| self.world.options.inputs.iter().any(|(known, _)| known == name);
        let mut all: Vec<(String, crate::qasm::source::Span)> = self.output.missing_inputs.clone();
        let declared = self
            .output
            .declarations
            .iter()
            .filter(|d| d.kind == crate::qasm::declaration::DeclarationKind::Input);
        all.extend(declared.filter(|d| !given(&d.name)).map(|d| (d.name.clone(), d.span)));
        all.sort_by_key(|(_, span)| (span.file, span.start));
        let names: Vec<String> = all.iter().take(MAX_LISTED).map(|(name, _)| quoted(name)).collect();
        let more = match all.len() - names.len() {
            0 => String::new(),
            more => format!(" and {more} more inputs"),
        };
        let message = format!("the value of {}{more} must be known when the file is read", names.join(", "));
        let span = all.first().map_or(*first, |(_, span)| *span);
        self.talk.report(*Diagnostic::semantic(span, message).hint(Hint::Values(Inputs::Named)));
    }

    /// Makes this a machine that looks for errors only, from the top level of the program.
    pub(super) fn start_checking(&mut self) {
        self.flow.frames.clear();
        self.data.scope = Scope::top_level_of(&self.data.scope);
        self.output.sink.blocks.clear();
        self.flow.checking = 1;
    }

    /// A frame of the top level.
    pub(super) fn outermost_frame(&self) -> Frame {
        Frame {
            block: Arc::new([]),
            nodes: Arc::new([]),
            position: 0,
            role: Role::Block,
            depth: Scope::default().depth(),
            mark: Mark { slots: usize::MAX, cells: usize::MAX },
            results: Vec::new(),
            results_of: 0,
            span: crate::qasm::source::Span::default(),
        }
    }
}
