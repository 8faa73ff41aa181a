//! Gate calls: arity, angles, modifiers, broadcasting.

use super::modifier::Change;
use super::{Machine, Notice};
use crate::composite::growth;
use crate::qasm::ast::{Expr, GateCall, Modifier, ModifierKind, Node};
use crate::qasm::diagnostic::{Checked, Diagnostic, counted, quoted};
use crate::qasm::names::Language;
use crate::qasm::semantic::{Evaluated, GateSymbol, Indices, Place, Symbol, Value};
use crate::qasm::source::Span;
use crate::{Angle, Circuit, CircuitError, Composite, Instruction, Operation};
use smallvec::SmallVec;
use std::sync::Arc;

/// From here on it is looked at what the angles of a call become.
const MUCH_GROWTH: f64 = 1000.0;

type Operands = SmallVec<[(Indices, Span); 3]>;

impl Machine {
    pub(super) fn call(&mut self, call: &GateCall, nodes: &[Node], span: Span) -> Evaluated<()> {
        if let Some(Symbol::Subroutine(routine)) =
            self.data.scope.get(call.name.id).map(|entry| &entry.symbol)
        {
            let routine = Arc::clone(routine);
            return self.call_statement(&routine, call, nodes, span);
        }
        if call.operands.is_empty() && call.arguments.is_empty() && self.is_value(call.name) {
            return Ok(());
        }
        if call.operands.is_empty()
            && self.library_entry(call.name.id).is_none()
            && self.is_function(call.name)
        {
            return self.check_operands(call, nodes);
        }
        if self.is_nop(call) {
            return self.check_operands(call, nodes);
        }
        if let Some(plain) = self.without_count(call, span) {
            return self.call(&plain, nodes, span);
        }
        let Some(gate) = self.gate(call.name)? else { return self.check_operands(call, nodes) };
        let (num_angles, num_qubits) = gate.shape();
        if call.arguments.len() != num_angles {
            let expected = counted(num_angles, "parameter");
            return Err(self.arity(call, span, &expected, call.arguments.len()).into());
        }
        if self.flow.checking > 0 {
            return self.check_operands(call, nodes);
        }
        let Some(changes) = self.changes(&call.modifiers, nodes)? else { return Ok(()) };
        let controls: usize = changes.iter().fold(0, |sum: usize, (change, _)| match change {
            Change::Control(count, _) => sum.saturating_add(*count),
            Change::Power(_) | Change::FreePower(_) => sum,
        });
        let total = num_qubits.saturating_add(controls);
        let is_phase = total == 0 && !call.operands.is_empty();
        if is_phase {
            self.check_operands(call, nodes)?;
            let message = "a global phase acts on no qubit: its operands are ignored";
            self.talk.notice(Notice::Phase, span, message);
        } else if call.operands.len() != total {
            let expected = counted(total, "qubit");
            return Err(self.arity(call, span, &expected, call.operands.len()).into());
        }
        let mut angles: SmallVec<[Angle; 3]> = SmallVec::new();
        for argument in &call.arguments {
            let value = self.evaluate(*argument, nodes)?;
            let Some(angle) = self.angle(&value, argument.span)? else { return Ok(()) };
            angles.push(angle);
        }
        let mut operands = Operands::new();
        for operand in call.operands.iter().take(total) {
            let Some(indices) = self.quantum(*operand, nodes)? else { return Ok(()) };
            operands.push((indices, operand.span));
        }
        let Some((operation, angles)) = self.operation(gate, angles, span)? else { return Ok(()) };
        let Some(template) = self.template(operation, &angles, &changes, total)? else { return Ok(()) };
        self.check_growth(&template, span)?;
        Ok(self.broadcast(&template, &operands, span)?)
    }

    /// Refuses a call whose angles grow out of hand where its gate is expanded: later nobody would know its place.
    fn check_growth(&self, template: &Instruction, span: Span) -> Checked<()> {
        let is_open = template.angles().iter().any(|angle| !angle.is_constant());
        if self.output.sink.place != Place::Program || !is_open || growth(template) < MUCH_GROWTH {
            return Ok(());
        }
        let alone = self.output.sink.circuit.with_own_instructions(vec![template.clone()]);
        match alone.for_each_flat(|_| ()) {
            Err(error @ CircuitError::FunctionTooLarge) => Err(Diagnostic::limit(span, error.to_string())),
            _ => Ok(()),
        }
    }

    /// `mcx a, b, …, t` as `ctrl(n) @ x a, b, …, t`: gates for any number of controls, which other programs write without defining
    /// them.
    fn without_count(&mut self, call: &GateCall, span: Span) -> Option<GateCall> {
        let text = self.world.names.text(call.name.id).to_string();
        let (_, base) = crate::gate_library::MANY_CONTROLS.iter().find(|(known, _)| *known == text)?;
        let is_control = |m: &Modifier| matches!(m.kind, ModifierKind::Ctrl | ModifierKind::Negctrl);
        let is_controlled = call.modifiers.iter().any(is_control);
        if self.data.scope.get(call.name.id).is_some() || is_controlled || call.operands.len() < 2 {
            return None;
        }
        let message = format!(
            "no file declares gate `{text}`; it is read as `{base}` under all of its qubits but the last"
        );
        self.talk.notice(Notice::ManyControls, span, &message);
        let name =
            crate::qasm::ast::Name { id: Arc::make_mut(&mut self.world.names).intern(base), ..call.name };
        let count = call.operands.len() - 1;
        let mut plain = GateCall { name, ..call.clone() };
        plain.modifiers.push(Modifier { kind: ModifierKind::Controls(count as u32), argument: None, span });
        Some(plain)
    }

    /// Whether it is `nop`, which names qubits and does nothing; a gate may have that name.
    fn is_nop(&self, call: &GateCall) -> bool {
        call.arguments.is_empty()
            && call.modifiers.is_empty()
            && self.world.language == Language::Three
            && self.world.names.text(call.name.id) == "nop"
            && self.data.scope.get(call.name.id).is_none()
    }

    /// Whether `name;` is a value on its own, which has no effect.
    fn is_value(&self, name: crate::qasm::ast::Name) -> bool {
        let symbol = self.data.scope.get(name.id).map(|entry| &entry.symbol);
        self.world.language == Language::Three
            && matches!(symbol, Some(Symbol::Variable(_) | Symbol::Bits(_) | Symbol::Constant(_)))
    }

    /// Whether it is a built-in function, whose value on its own has no effect.
    fn is_function(&self, name: crate::qasm::ast::Name) -> bool {
        self.data.scope.get(name.id).is_none()
            && crate::qasm::semantic::is_function(self.world.names.text(name.id))
    }

    /// Looks at the names in a call that is not made.
    fn check_operands(&mut self, call: &GateCall, nodes: &[Node]) -> Evaluated<()> {
        for argument in &call.arguments {
            self.evaluate(*argument, nodes)?;
        }
        for operand in &call.operands {
            self.quantum(*operand, nodes)?;
        }
        Ok(())
    }

    fn arity(&self, call: &GateCall, span: Span, expected: &str, given: usize) -> Box<Diagnostic> {
        let modified = if call.modifiers.is_empty() { "" } else { " with its modifiers" };
        let name = quoted(self.world.names.text(call.name.id));
        let message = format!("{name}{modified} takes {expected}, given {given}");
        let error = Diagnostic::semantic(span, message);
        match self.data.scope.get(call.name.id).and_then(|entry| entry.span) {
            Some(defined) => error.label(defined, "the gate is defined here"),
            None => error,
        }
    }

    /// The angle that a value is; `None` if an error has been reported.
    pub(super) fn angle(&mut self, value: &Value, span: Span) -> Evaluated<Option<Angle>> {
        value.to_angle(span, &self.world.sources)
    }

    /// The qubits of an operand; `None` if an error has been reported about them.
    pub(super) fn quantum(&mut self, operand: Expr, nodes: &[Node]) -> Evaluated<Option<Indices>> {
        match self.raw(operand, nodes)? {
            Value::Qubits(indices) => Ok(Some(indices)),
            Value::Poison => Ok(None),
            _ => {
                let text = self.world.quoted_text(operand.span);
                let message = format!("{text} is not a quantum register");
                Err(Diagnostic::semantic(operand.span, message).into())
            }
        }
    }

    fn operation(
        &mut self,
        gate: GateSymbol,
        angles: SmallVec<[Angle; 3]>,
        span: Span,
    ) -> Evaluated<Option<(Operation, SmallVec<[Angle; 3]>)>> {
        Ok(Some(match gate {
            GateSymbol::Row(row) => (Operation::Gate(row), angles),
            GateSymbol::Composite(composite) => (Operation::Composite(composite), angles),
            GateSymbol::Template(template) => match self.instantiate(&template, &angles, span)? {
                Some(composite) => {
                    let free = angles.into_iter().filter(|angle| !angle.is_constant()).collect();
                    (Operation::Composite(composite), free)
                }
                None => return Ok(None),
            },
        }))
    }

    /// One instruction for each element of the registers among the operands.
    fn broadcast(&mut self, template: &Instruction, operands: &Operands, span: Span) -> Checked<()> {
        let mut count = None;
        for (indices, at) in operands {
            if indices.is_register() && *count.get_or_insert(indices.len()) != indices.len() {
                let (a, b) = (count.unwrap_or(0), indices.len());
                return Err(Diagnostic::semantic(
                    *at,
                    format!("registers of {a} and {b} qubits in one call"),
                ));
            }
        }
        for element in 0..count.unwrap_or(1) {
            let mut instruction = template.clone();
            // The template acts on positions among the operands.
            for qubit in &mut instruction.qubits {
                *qubit = operands[*qubit as usize].0.get(element);
            }
            self.check_distinct(operands, element)?;
            self.emit(instruction, span)?;
        }
        Ok(())
    }

    fn check_distinct(&self, operands: &Operands, element: usize) -> Checked<()> {
        for (at, (indices, span)) in operands.iter().enumerate() {
            let qubit = indices.get(element);
            if operands[..at].iter().any(|(earlier, _)| earlier.get(element) == qubit) {
                let text = self.qubit_name(qubit);
                return Err(Diagnostic::semantic(*span, format!("qubit {text} is used twice in one call")));
            }
        }
        Ok(())
    }

    fn qubit_name(&self, qubit: u32) -> String {
        let registers = self.output.sink.circuit.qubit_registers();
        match registers.iter().find(|register| register.bits().contains(&(qubit as usize))) {
            Some(register) => quoted(&format!("{}[{}]", register.name, qubit as usize - register.start)),
            None => match self.data.hardware.number(qubit) {
                Some(number) => quoted(&format!("${number}")),
                None => qubit.to_string(),
            },
        }
    }
}

impl GateSymbol {
    /// How many angles and qubits it takes.
    fn shape(&self) -> (usize, usize) {
        let of = |body: &Circuit| (body.parameters().len(), body.num_qubits());
        match self {
            GateSymbol::Row(row) => (row.angles.len(), row.num_qubits()),
            GateSymbol::Composite(composite) => of(Composite::body(composite)),
            GateSymbol::Template(template) => template.shape(),
        }
    }
}
