//! One instruction as one or several lines.

use super::{Operands, PrintError, Printer, number};
use crate::controls::controlled_parts;
use crate::decompose;
use crate::qasm::names::Language;
use crate::{Composite, Control, Gate, Instruction, Libraries, Operation, Unitary};
use std::sync::Arc;

/// Whether a program of this dialect with its standard file can call what is declared there.
pub(super) fn is_declared(libraries: Libraries, language: Language) -> bool {
    match language {
        Language::Two => libraries.openqasm2 || libraries.qelib1,
        Language::Three => libraries.openqasm3 || libraries.stdgates,
    }
}

impl Printer {
    pub(super) fn instruction(
        &mut self,
        instruction: &Instruction,
        operands: &Operands,
        out: &mut String,
    ) -> Result<(), PrintError> {
        let first = || instruction.operands().next().map_or("", |qubit| &operands.qubits[qubit]);
        match instruction.operation() {
            Operation::Gate(gate) => self.row(instruction, gate, operands, out),
            Operation::Composite(composite) => self.composite(instruction, composite, operands, out),
            Operation::Unitary(unitary) => self.matrix(instruction, unitary, operands, out),
            Operation::PauliRotation(word) => {
                self.all(&decompose::pauli_rotation(instruction, word)?, operands, out)
            }
            Operation::Measure { bit } => {
                let bit = &operands.bits[*bit as usize];
                *out += &match self.language {
                    Language::Two => format!("measure {} -> {bit};\n", first()),
                    Language::Three => format!("{bit} = measure {};\n", first()),
                };
                Ok(())
            }
            Operation::Reset => {
                *out += &format!("reset {};\n", first());
                Ok(())
            }
            Operation::Barrier => {
                let list: Vec<&str> = instruction.operands().map(|q| operands.qubits[q].as_str()).collect();
                // Without qubits it would be a barrier on all of them.
                if !list.is_empty() {
                    *out += &format!("barrier {};\n", list.join(", "));
                }
                Ok(())
            }
            Operation::If(condition) => self.condition(condition, operands, out),
        }
    }

    /// A matrix; one on several qubits is defined once.
    fn matrix(
        &mut self,
        instruction: &Instruction,
        unitary: &Arc<Unitary>,
        operands: &Operands,
        out: &mut String,
    ) -> Result<(), PrintError> {
        let known = self.matrices.iter().find(|(known, _)| Arc::ptr_eq(known, unitary) || known == unitary);
        if let Some((_, gate)) = known {
            let same =
                Instruction { operation: Operation::Composite(Arc::clone(gate)), ..instruction.clone() };
            return self.instruction(&same, operands, out);
        }
        let parts = decompose::unitary(instruction, unitary)?;
        if let [Instruction { operation: Operation::Composite(gate), .. }] = &parts[..] {
            self.matrices.push((Arc::clone(unitary), Arc::clone(gate)));
        }
        self.all(&parts, operands, out)
    }

    pub(super) fn all(
        &mut self,
        parts: &[Instruction],
        operands: &Operands,
        out: &mut String,
    ) -> Result<(), PrintError> {
        parts.iter().try_for_each(|part| self.instruction(part, operands, out))
    }

    fn row(
        &mut self,
        instruction: &Instruction,
        gate: &'static Gate,
        operands: &Operands,
        out: &mut String,
    ) -> Result<(), PrintError> {
        if self.language == Language::Three {
            let name = self.row_name(gate)?;
            write_call(instruction, &name, operands, out);
            return Ok(());
        }
        if instruction.added_controls().len() > 0 {
            return self.controlled_row(instruction, gate, operands, out);
        }
        // OpenQASM 2 has no global phase.
        if gate.num_targets > 0 {
            let name = self.row_name(gate)?;
            write_call(instruction, &name, operands, out);
        }
        Ok(())
    }

    /// Added controls without modifiers: the row that has them, between X on the controls that must be 0.
    fn controlled_row(
        &mut self,
        instruction: &Instruction,
        gate: &'static Gate,
        operands: &Operands,
        out: &mut String,
    ) -> Result<(), PrintError> {
        let controls: Vec<Control> = instruction.added_controls().collect();
        let flips: Vec<Instruction> = controls
            .iter()
            .filter(|control| !control.value)
            .map(|control| decompose::flip(control.qubit))
            .collect();
        self.all(&flips, operands, out)?;
        let qubits: Vec<usize> = instruction.qubits().collect();
        if gate.num_targets == 0 {
            let positive: Vec<Control> = controls.iter().map(|c| Control { value: true, ..*c }).collect();
            let phase = Instruction::new(Operation::Gate(gate), instruction.angles(), &[]);
            if let Some(shift) = decompose::phase_of_controls(&phase.controlled_by(&positive)?)? {
                self.instruction(&shift, operands, out)?;
            }
        } else {
            match decompose::with_controls(gate, controls.len()) {
                Some(row) => {
                    let plain = Instruction::new(Operation::Gate(row), instruction.angles(), &qubits);
                    self.row(&plain, row, operands, out)?;
                }
                None => self.all(&controlled_parts(instruction, gate)?, operands, out)?,
            }
        }
        self.all(&flips, operands, out)
    }

    /// The name of a row in this dialect, which is defined here if no standard file declares it.
    fn row_name(&mut self, gate: &'static Gate) -> Result<String, PrintError> {
        if let Some(name) = self.rows.get(gate.name) {
            return Ok(name.clone());
        }
        let language = self.language;
        let name = match decompose::declared_name(gate, |libraries| is_declared(libraries, language)) {
            Some(name) => name.to_string(),
            None => {
                let missing = || PrintError::NoDefinition { gate: gate.name.to_string() };
                self.definition(crate::gate_library::decomposition(gate).ok_or_else(missing)?)?
            }
        };
        self.rows.insert(gate.name, name.clone());
        Ok(name)
    }

    fn composite(
        &mut self,
        instruction: &Instruction,
        composite: &Arc<Composite>,
        operands: &Operands,
        out: &mut String,
    ) -> Result<(), PrintError> {
        let is_controlled = instruction.added_controls().len() > 0;
        let has_qubits = composite.body().num_qubits() > 0;
        if has_qubits && !(is_controlled && self.language == Language::Two) {
            let name = self.definition(composite)?;
            write_call(instruction, &name, operands, out);
            return Ok(());
        }
        let controls: Vec<Control> = instruction.added_controls().collect();
        let qubits: Vec<u32> = instruction.operands().map(|qubit| qubit as u32).collect();
        for inner in composite.body().instructions() {
            let inner = inner.remap(&qubits, &[], instruction.angles()).controlled_by(&controls)?;
            self.instruction(&inner, operands, out)?;
        }
        Ok(())
    }
}

/// `ctrl(2) @ negctrl @ name(angles) qubits;`
fn write_call(instruction: &Instruction, name: &str, operands: &Operands, out: &mut String) {
    let controls: Vec<Control> = instruction.added_controls().collect();
    for run in controls.chunk_by(|a, b| a.value == b.value) {
        let word = if run[0].value { "ctrl" } else { "negctrl" };
        *out += &if run.len() == 1 { format!("{word} @ ") } else { format!("{word}({}) @ ", run.len()) };
    }
    out.push_str(name);
    if !instruction.angles().is_empty() {
        let angles: Vec<String> =
            instruction.angles().iter().map(|a| number::angle(a, &operands.parameters)).collect();
        *out += &format!("({})", angles.join(", "));
    }
    let qubits: Vec<&str> = instruction.qubits().map(|qubit| operands.qubits[qubit].as_str()).collect();
    if !qubits.is_empty() {
        *out += &format!(" {}", qubits.join(", "));
    }
    out.push_str(";\n");
}
