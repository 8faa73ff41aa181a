//! Gate calls: arity, angles, modifiers, broadcasting.

use super::declare::mixed;
use super::{Lowerer, from_circuit_error};
use crate::qasm::ast::{Expr, GateCall, Modifier, ModifierKind, Node};
use crate::qasm::diagnostic::{Checked, Diagnostic, quoted};
use crate::qasm::semantic::{Affinity, GateSymbol, Indices, Place, Value, not_affine};
use crate::qasm::source::Span;
use crate::{Angle, Circuit, CircuitError, Composite, Control, Instruction, Operation};
use smallvec::SmallVec;
use std::sync::Arc;

/// A modifier with its number.
#[derive(Debug, Clone, Copy)]
enum Change {
    /// `inv`, `pow`.
    Power(f64),
    /// `ctrl`, `negctrl`: how many, and the value they must have.
    Control(usize, bool),
}

type Operands = SmallVec<[(Indices, Span); 3]>;

impl Lowerer<'_> {
    pub(super) fn call(&mut self, call: &GateCall, nodes: &[Node], span: Span) -> Checked<()> {
        let Some(gate) = self.gate(call.name)? else { return Ok(()) };
        let (num_angles, num_qubits) = gate.shape();
        if call.arguments.len() != num_angles {
            return Err(self.arity(call, span, (num_angles, "parameter"), call.arguments.len()));
        }
        let Some(changes) = self.changes(&call.modifiers, nodes)? else { return Ok(()) };
        let controls: usize = changes.iter().fold(0, |sum: usize, (change, _)| match change {
            Change::Control(count, _) => sum.saturating_add(*count),
            Change::Power(_) => sum,
        });
        let total = num_qubits.saturating_add(controls);
        if call.operands.len() != total {
            return Err(self.arity(call, span, (total, "qubit"), call.operands.len()));
        }
        let mut angles: SmallVec<[Angle; 3]> = SmallVec::new();
        for argument in &call.arguments {
            let value = self.evaluate(*argument, nodes)?;
            let Some(angle) = self.angle(&value, argument.span)? else { return Ok(()) };
            angles.push(angle);
        }
        let mut operands = Operands::new();
        for operand in &call.operands {
            let Some(indices) = self.quantum(*operand, nodes)? else { return Ok(()) };
            operands.push((indices, operand.span));
        }
        let Some((operation, angles)) = self.operation(gate, angles, span)? else { return Ok(()) };
        let Some(template) = self.template(operation, &angles, &changes, total)? else { return Ok(()) };
        self.broadcast(&template, &operands, span)
    }

    fn arity(
        &self,
        call: &GateCall,
        span: Span,
        (expected, what): (usize, &str),
        given: usize,
    ) -> Box<Diagnostic> {
        let modified = if call.modifiers.is_empty() { "" } else { " with its modifiers" };
        let plural = if expected == 1 { "" } else { "s" };
        let name = quoted(self.names.text(call.name.id));
        let message = format!("{name}{modified} takes {expected} {what}{plural}, given {given}");
        let error = Diagnostic::semantic(span, message);
        match self.scope.get(call.name.id).and_then(|entry| entry.span) {
            Some(defined) => error.label(defined, "the gate is defined here"),
            None => error,
        }
    }

    /// The angle that a value is. `None` if the gate being defined needs its parameters' numbers for it, or if an
    /// error has been reported.
    pub(super) fn angle(&mut self, value: &Value, span: Span) -> Checked<Option<Angle>> {
        match value.to_angle(span, &self.sources)? {
            Affinity::Affine(angle) => Ok(Some(angle)),
            Affinity::Poison => Ok(None),
            Affinity::NotAffine => {
                self.sink.is_template = true;
                if self.sink.place == Place::Program { Err(not_affine(span)) } else { Ok(None) }
            }
        }
    }

    /// The qubits of an operand; `None` if an error has been reported about them.
    pub(super) fn quantum(&mut self, operand: Expr, nodes: &[Node]) -> Checked<Option<Indices>> {
        match self.evaluate(operand, nodes)? {
            Value::Qubits(indices) => {
                let highest = indices.iter().max().unwrap_or(0) as usize;
                if highest >= self.sink.circuit.num_qubits() {
                    self.use_hardware(highest, operand.span)?;
                }
                Ok(Some(indices))
            }
            Value::Poison => Ok(None),
            _ => {
                let text = self.quoted_text(operand.span);
                Err(Diagnostic::semantic(operand.span, format!("{text} is not a quantum register")))
            }
        }
    }

    /// Makes room for a hardware qubit.
    fn use_hardware(&mut self, index: usize, span: Span) -> Checked<()> {
        if self.hardware.is_none() && self.sink.circuit.num_qubits() > 0 {
            return Err(mixed(span));
        }
        if index >= self.options.max_qubits {
            let limit = self.options.max_qubits;
            return Err(Diagnostic::limit(
                span,
                format!("hardware qubit {index}: the limit is {limit} qubits"),
            ));
        }
        self.hardware.get_or_insert(span);
        self.sink.circuit.grow(index + 1);
        Ok(())
    }

    /// The modifiers with their numbers; `None` as for [`angle`](Self::angle).
    fn changes(&mut self, modifiers: &[Modifier], nodes: &[Node]) -> Checked<Option<Vec<(Change, Span)>>> {
        let mut changes = Vec::new();
        for modifier in modifiers {
            let span = modifier.argument.map_or(modifier.span, |argument| argument.span);
            let value = match modifier.argument {
                Some(argument) => self.evaluate(argument, nodes)?,
                None if modifier.kind == ModifierKind::Pow => {
                    return Err(Diagnostic::syntax(span, "`pow` needs an exponent: `pow(2) @ …`"));
                }
                None => Value::Int(1),
            };
            let change = match modifier.kind {
                ModifierKind::Inv if modifier.argument.is_some() => {
                    return Err(Diagnostic::syntax(span, "`inv` takes no argument"));
                }
                ModifierKind::Inv => Change::Power(-1.0),
                ModifierKind::Pow => match self.exponent(&value, span)? {
                    Some(exponent) => Change::Power(exponent),
                    None => return Ok(None),
                },
                ModifierKind::Ctrl | ModifierKind::Negctrl => {
                    let Some(count) = value.to_integer(span, "the number of controls")? else {
                        return Ok(None);
                    };
                    if count < 1 {
                        return Err(Diagnostic::semantic(span, "there must be at least one control"));
                    }
                    Change::Control(count as usize, modifier.kind == ModifierKind::Ctrl)
                }
            };
            changes.push((change, modifier.span));
        }
        Ok(Some(changes))
    }

    fn exponent(&mut self, value: &Value, span: Span) -> Checked<Option<f64>> {
        let Some(angle) = self.angle(value, span)? else { return Ok(None) };
        if angle.is_constant() {
            return Ok(Some(angle.offset()));
        }
        self.sink.is_template = true;
        match self.sink.place {
            Place::Gate => Ok(None),
            Place::Program => Err(Diagnostic::unsupported(span, "exponents that depend on inputs")),
        }
    }

    fn operation(
        &mut self,
        gate: GateSymbol,
        angles: SmallVec<[Angle; 3]>,
        span: Span,
    ) -> Checked<Option<(Operation, SmallVec<[Angle; 3]>)>> {
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

    /// The modified gate on qubits `0..total`, controls first; `None` as for [`angle`](Self::angle).
    fn template(
        &mut self,
        operation: Operation,
        angles: &[Angle],
        changes: &[(Change, Span)],
        total: usize,
    ) -> Checked<Option<Instruction>> {
        let all: SmallVec<[usize; 4]> = (0..total).collect();
        let mut next = changes.iter().fold(0, |sum, (change, _)| match change {
            Change::Control(count, _) => sum + count,
            Change::Power(_) => sum,
        });
        let mut instruction = Instruction::new(operation, angles, &all[next..]);
        for (change, span) in changes.iter().rev() {
            let changed = match *change {
                Change::Power(exponent) => self.power(&instruction, exponent, *span)?,
                Change::Control(count, value) => {
                    next -= count;
                    let controls: Vec<Control> = all[next..next + count]
                        .iter()
                        .map(|qubit| Control { qubit: *qubit, value })
                        .collect();
                    instruction.controlled_by(&controls)
                }
            };
            instruction = match changed {
                Ok(instruction) => instruction,
                // With numbers instead of parameters the power may exist.
                Err(CircuitError::Power { .. }) if self.sink.place == Place::Gate && !angles.is_empty() => {
                    self.sink.is_template = true;
                    return Ok(None);
                }
                Err(error) => return Err(from_circuit_error(&error, *span)),
            };
        }
        Ok(Some(instruction))
    }

    /// The power of an instruction. Powers of composite gates are kept, so that a gate that is inverted a thousand
    /// times has one inverse.
    fn power(
        &mut self,
        instruction: &Instruction,
        exponent: f64,
        span: Span,
    ) -> Checked<Result<Instruction, CircuitError>> {
        let Operation::Composite(composite) = instruction.operation() else {
            return Ok(instruction.power(exponent));
        };
        if composite.num_operations() > self.options.max_operations {
            let message =
                format!("this gate expands to more than {} operations", self.options.max_operations);
            return Err(Diagnostic::limit(span, message));
        }
        let key = (Arc::as_ptr(composite) as usize, exponent.to_bits());
        if let Some((_, power)) = self.powers.get(&key) {
            let operation = Operation::Composite(Arc::clone(power));
            return Ok(Ok(Instruction { operation, ..instruction.clone() }));
        }
        let result = instruction.power(exponent);
        if let Ok(Operation::Composite(power)) = result.as_ref().map(|power| power.operation()) {
            // The base is kept too, so that its address stays its own.
            self.powers.insert(key, (Arc::clone(composite), Arc::clone(power)));
        }
        Ok(result)
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
        let registers = self.sink.circuit.qubit_registers();
        match registers.iter().find(|register| register.bits().contains(&(qubit as usize))) {
            Some(register) => quoted(&format!("{}[{}]", register.name, qubit as usize - register.start)),
            None => qubit.to_string(),
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
