//! Gate modifiers: `inv`, `pow`, `ctrl`, `negctrl`, the last one first.

use super::{Machine, from_circuit_error};
use crate::qasm::ast::{Modifier, ModifierKind, Node};
use crate::qasm::diagnostic::{Checked, Diagnostic};
use crate::qasm::semantic::{Evaluated, Place, Value};
use crate::qasm::source::Span;
use crate::{Angle, CircuitError, Control, Instruction, Operation};
use smallvec::SmallVec;
use std::sync::Arc;

/// A modifier with its number.
#[derive(Debug, Clone)]
pub(super) enum Change {
    /// `inv`, `pow`.
    Power(f64),
    /// `pow` with an exponent that depends on inputs.
    FreePower(Angle),
    /// `ctrl`, `negctrl`: how many, and the value they must have.
    Control(usize, bool),
}

impl Machine {
    /// The modifiers with their numbers; `None` as for [`angle`](Self::angle).
    pub(super) fn changes(
        &mut self,
        modifiers: &[Modifier],
        nodes: &[Node],
    ) -> Evaluated<Option<Vec<(Change, Span)>>> {
        let mut changes = Vec::new();
        for modifier in modifiers {
            let span = modifier.argument.map_or(modifier.span, |argument| argument.span);
            let value = match modifier.argument {
                Some(argument) => self.evaluate(argument, nodes)?,
                None if modifier.kind == ModifierKind::Pow => {
                    return Err(Diagnostic::syntax(span, "`pow` needs an exponent: `pow(2) @ …`").into());
                }
                None => match modifier.kind {
                    ModifierKind::Controls(count) => Value::int(i64::from(count)),
                    _ => Value::int(1),
                },
            };
            let change = match modifier.kind {
                ModifierKind::Inv if modifier.argument.is_some() => {
                    return Err(Diagnostic::syntax(span, "`inv` takes no argument").into());
                }
                ModifierKind::Inv => Change::Power(-1.0),
                ModifierKind::Pow => match self.exponent(&value, span)? {
                    Some(exponent) if exponent.is_constant() => Change::Power(exponent.offset()),
                    Some(exponent) => Change::FreePower(exponent),
                    None => return Ok(None),
                },
                ModifierKind::Ctrl | ModifierKind::Negctrl | ModifierKind::Controls(_) => {
                    let Some(count) = value.to_integer(span, "the number of controls")? else {
                        return Ok(None);
                    };
                    if count < 1 {
                        return Err(Diagnostic::semantic(span, "there must be at least one control").into());
                    }
                    Change::Control(count as usize, modifier.kind != ModifierKind::Negctrl)
                }
            };
            changes.push((change, modifier.span));
        }
        Ok(Some(changes))
    }

    /// `None` also where a gate is kept as written until its exponent is a number.
    fn exponent(&mut self, value: &Value, span: Span) -> Evaluated<Option<Angle>> {
        let Some(angle) = self.angle(value, span)? else { return Ok(None) };
        if angle.is_constant() || !self.is_open() {
            return Ok(Some(angle));
        }
        self.output.sink.is_template = true;
        Ok(None)
    }

    /// Whether a gate is being defined whose parameters may become numbers.
    fn is_open(&self) -> bool {
        self.output.sink.place == Place::Gate && !self.gates.is_bound
    }

    /// The modified gate on qubits `0..total`, controls first; `None` as for [`angle`](Self::angle).
    pub(super) fn template(
        &mut self,
        operation: Operation,
        angles: &[Angle],
        changes: &[(Change, Span)],
        total: usize,
    ) -> Checked<Option<Instruction>> {
        let all: SmallVec<[usize; 4]> = (0..total).collect();
        let mut next = changes.iter().fold(0, |sum, (change, _)| match change {
            Change::Control(count, _) => sum + count,
            Change::Power(_) | Change::FreePower(_) => sum,
        });
        let mut instruction = Instruction::new(operation, angles, &all[next..]);
        for (change, span) in changes.iter().rev() {
            let changed = match change {
                Change::Power(exponent) => self.power(&instruction, *exponent, *span)?,
                Change::FreePower(exponent) => instruction.power_by(exponent),
                Change::Control(count, value) => {
                    let (count, value) = (*count, *value);
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
                Err(CircuitError::Power { .. }) if self.is_open() && !angles.is_empty() => {
                    self.output.sink.is_template = true;
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
        if composite.num_operations() > self.world.options.max_operations {
            let message =
                format!("this gate expands to more than {} operations", self.world.options.max_operations);
            return Err(Diagnostic::limit(span, message));
        }
        let key = (Arc::as_ptr(composite) as usize, exponent.to_bits());
        if let Some((_, power)) = self.gates.caches().powers.get(&key) {
            let operation = Operation::Composite(Arc::clone(power));
            return Ok(Ok(Instruction { operation, ..instruction.clone() }));
        }
        let result = instruction.power(exponent);
        if let Ok(Operation::Composite(power)) = result.as_ref().map(|power| power.operation()) {
            // The base is kept too, so that its address stays its own.
            self.gates.caches().powers.insert(key, (Arc::clone(composite), Arc::clone(power)));
        }
        Ok(result)
    }
}
