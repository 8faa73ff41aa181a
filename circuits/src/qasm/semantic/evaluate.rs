//! Evaluates an expression: one pass over its nodes with a stack.

use super::arithmetic::{self, Site};
use super::cells::Bits;
use super::duration::Duration;
use super::function;
use super::hardware::Hardware;
use super::indices::Indices;
use super::integer::Integer;
use super::memory::Memory;
use super::predicate::Predicate;
use super::scope::{Scope, Symbol};
use super::stop::{Call, Evaluated, Stop};
use super::value::Value;
use super::work::Work;
use crate::nearest;
use crate::qasm::ast::{Binary, Expr, Node, NodeKind};
use crate::qasm::diagnostic::{Checked, Diagnostic, quoted};
use crate::qasm::names::{Language, NameId, Names, keyword};
use crate::qasm::number;
use crate::qasm::source::{SourceMap, Span, Spanned};
use std::sync::Arc;

/// Where an expression stands, which decides what it may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// All that is declared by then.
    Program,
    /// The gate's own parameters and qubits, and constants.
    Gate,
}

/// Whether the values of variables are used: where code is only checked they are not known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Run,
    Check,
}

/// What evaluation needs to know.
pub(crate) struct Evaluator<'a> {
    pub(crate) nodes: &'a [Node],
    pub(crate) scope: &'a Scope,
    pub(crate) memory: &'a Memory,
    /// Results of subroutines and measurements in the statement that is being evaluated, by node.
    pub(crate) results: &'a [(u32, Value)],
    pub(crate) names: &'a Names,
    pub(crate) sources: &'a SourceMap,
    pub(crate) language: Language,
    pub(crate) place: Place,
    pub(crate) hardware: &'a Hardware,
    pub(crate) purpose: Purpose,
    pub(crate) stack: &'a mut Vec<Spanned<Value>>,
    pub(crate) work: &'a mut Work,
    /// Set where a gate's body reads a variable of the program.
    pub(crate) used_variable: &'a mut bool,
}

/// What is called, and with how many arguments.
struct Callee {
    name: NameId,
    count: u32,
}

impl Evaluator<'_> {
    /// The value of an expression; a register or an array in a variable stays a reference to it.
    pub(crate) fn raw(&mut self, expression: Expr) -> Evaluated<Value> {
        self.stack.clear();
        let mut at = expression.first;
        while at < expression.end {
            let node = self.nodes[at as usize];
            if let NodeKind::Decided(operator, skipped) = node.kind {
                at += if self.decides(operator) { skipped + 1 } else { 1 };
                continue;
            }
            let value = match self.step(at, node) {
                // What a value would be is not known here: only names are looked at.
                Err(stop)
                    if self.purpose == Purpose::Check
                        && !node.kind.is_name()
                        && !matches!(stop, Stop::Hardware { .. }) =>
                {
                    return Ok(Value::Poison);
                }
                step => step?,
            };
            self.stack.push(value);
            at += 1;
        }
        Ok(self.pop().value)
    }

    /// Whether the left operand of `&&` or `||` is known and decides: then it is the result.
    fn decides(&mut self, operator: Binary) -> bool {
        let Some(Spanned { value, span }) = self.stack.last().cloned() else { return false };
        let decisive = if operator == Binary::And { Predicate::NEVER } else { Predicate::ALWAYS };
        let value = self.memory.read(value);
        let is_known = self.purpose == Purpose::Run && value != Value::Poison;
        if !is_known || value.to_predicate(span).ok() != Some(decisive) {
            return false;
        }
        if let Some(left) = self.stack.last_mut() {
            left.value = Value::Bool(operator == Binary::Or);
        }
        true
    }

    fn step(&mut self, at: u32, node: Node) -> Evaluated<Spanned<Value>> {
        let site = Site { span: node.span, language: self.language, sources: self.sources };
        let value = match node.kind {
            NodeKind::Integer(value) => Value::int(value),
            NodeKind::BigInteger => self.big_integer(node.span),
            NodeKind::Float(value) => Value::Float(value),
            NodeKind::Imaginary(value) => Value::Complex(crate::C64::new(0.0, value)),
            NodeKind::Bool(value) => Value::Bool(value),
            NodeKind::Duration => self.duration(node.span)?,
            NodeKind::DurationOf => Value::Duration(Duration::ZERO),
            NodeKind::Text => self.bit_text(node.span)?,
            NodeKind::Hardware => self.hardware(node.span)?,
            NodeKind::Name(name) => match self.results.iter().find(|(known, _)| *known == at) {
                Some((_, value)) => value.clone(),
                None => self.name(name, node.span)?,
            },
            NodeKind::Unary(operator) => {
                let operand = self.pop_value()?;
                arithmetic::unary(operator, operand.value, site)?
            }
            NodeKind::Binary(Binary::Concatenate) => {
                let (right, left) = (self.pop(), self.pop());
                let [left, right] = self.joined(left, right);
                // A list that nobody else has grows at its end: a long chain costs no more than its length.
                let kept = if left.value.is_own_list() { 0 } else { left.value.num_elements() };
                self.work.charge(1 + kept + right.value.num_elements(), node.span)?;
                arithmetic::binary(Binary::Concatenate, left, right, site)?
            }
            NodeKind::Binary(operator) => {
                let (right, left) = (self.pop_value()?, self.pop_value()?);
                arithmetic::binary(operator, left, right, site)?
            }
            NodeKind::Cast(kind, has_width) => self.cast(kind, has_width, node.span)?,
            NodeKind::Measure => self.measure(at, node.span)?,
            NodeKind::Call(name, count) => self.call(at, Callee { name, count }, node.span)?,
            NodeKind::Index(count) => {
                let part = self.index(count, node.span)?;
                self.work.charge_for(&part.value, node.span)?;
                return Ok(part);
            }
            NodeKind::Decided(..) => Value::Poison,
            NodeKind::Range(parts) => self.range(parts, node.span)?,
            NodeKind::Set(count) => {
                self.work.charge(u64::from(count), node.span)?;
                self.list(count)
            }
        };
        Ok(Spanned::new(value, node.span))
    }

    /// The parser writes every operand before its operator, so the stack is never empty here.
    pub(super) fn pop(&mut self) -> Spanned<Value> {
        self.stack.pop().unwrap_or(Spanned::new(Value::Poison, Span::default()))
    }

    /// The value of an operand; reading it costs what it holds.
    pub(super) fn pop_value(&mut self) -> Checked<Spanned<Value>> {
        let Spanned { value, span } = self.pop();
        let value = self.memory.read(value);
        self.work.charge_for(&value, span)?;
        Ok(Spanned::new(value, span))
    }

    /// Two registers stay references; anything else is joined by value.
    fn joined(&self, left: Spanned<Value>, right: Spanned<Value>) -> [Spanned<Value>; 2] {
        if matches!((&left.value, &right.value), (Value::Register(_), Value::Register(_))) {
            return [left, right];
        }
        [left, right].map(|Spanned { value, span }| Spanned::new(self.memory.read(value), span))
    }

    fn big_integer(&self, span: Span) -> Value {
        let bits = number::bits(self.sources.slice(span), 127);
        match bits.as_deref().and_then(super::cells::number) {
            // OpenQASM 2 counts what does not fit 64 bits as a real number, or compares it with a register.
            Some(value) if self.language == Language::Three => {
                let width = if value < 1 << 64 { (64, false) } else { (127, true) };
                Value::Int(Integer::wrapped(value, width.0, width.1))
            }
            _ => Value::BigInt(span),
        }
    }

    fn duration(&self, span: Span) -> Checked<Value> {
        let refused = || Diagnostic::semantic(span, "this duration is too large, or too fine, to be exact");
        Duration::of_literal(&self.sources.text(span)).map(Value::Duration).ok_or_else(refused)
    }

    fn name(&mut self, name: NameId, span: Span) -> Checked<Value> {
        if let Some(entry) = self.scope.get(name) {
            *self.used_variable |= matches!(entry.symbol, Symbol::Variable(_))
                && self.place == Place::Gate
                && !self.scope.is_local(name);
            return self.symbol(&entry.symbol, name, span);
        }
        if let Some(value) = keyword(name, Language::Three).and_then(function::constant) {
            return Ok(Value::Float(value));
        }
        let text = self.names.text(name);
        let error = Diagnostic::semantic(span, format!("{} is not declared", quoted(text)));
        let known = self
            .scope
            .names()
            .filter(|id| !matches!(self.scope.get(*id).map(|e| &e.symbol), Some(Symbol::Gate(_))));
        let near = nearest(text, known.map(|id| self.names.text(id)));
        Err(match near {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error,
        })
    }

    fn symbol(&self, symbol: &Symbol, name: NameId, span: Span) -> Checked<Value> {
        let is_gate_body = self.place == Place::Gate;
        let is_check = self.purpose == Purpose::Check;
        let refused =
            |why: &str| Err(Diagnostic::semantic(span, format!("{} {why}", quoted(self.names.text(name)))));
        match symbol {
            Symbol::Constant(value) => Ok(value.clone()),
            Symbol::Poison => Ok(Value::Poison),
            Symbol::GateQubit(index) => Ok(Value::Qubits(Indices::One(*index))),
            Symbol::Qubits(_) | Symbol::Bits(_) if is_gate_body => {
                refused("is not an argument of this gate: a gate acts on its own qubits only")
            }
            Symbol::Input(Value::Formula(_) | Value::Phasor(_)) | Symbol::Reference(_, _) if is_gate_body => {
                refused("is not a constant: a gate sees its own parameters and constants only")
            }
            Symbol::Variable(_) if is_gate_body && !self.scope.is_local(name) => self.variable(symbol),
            Symbol::Qubits(indices) => Ok(Value::Qubits(indices.clone())),
            Symbol::Bits(_) | Symbol::Variable(_) | Symbol::Reference(_, _) if is_check => Ok(Value::Poison),
            Symbol::Bits(indices) => Ok(Value::Register(indices.clone())),
            Symbol::Input(value) => Ok(value.clone()),
            Symbol::Variable(_) => self.variable(symbol),
            Symbol::Reference(view, _) => Ok(Value::View(view.clone())),
            Symbol::Gate(_) | Symbol::Opaque | Symbol::Calibrated => refused("is a gate, not a value"),
            Symbol::Subroutine(_) | Symbol::Extern => refused("is a subroutine: call it with `(…)`"),
        }
    }

    fn variable(&self, symbol: &Symbol) -> Checked<Value> {
        let Symbol::Variable(slot) = symbol else { return Ok(Value::Poison) };
        Ok(match &self.memory.slots[*slot as usize].value {
            Value::Array(array) => Value::View(array.view(*slot)),
            value => value.clone(),
        })
    }

    fn call(&mut self, at: u32, Callee { name, count }: Callee, span: Span) -> Evaluated<Value> {
        let from = self.stack.len().saturating_sub(count as usize);
        let site = Site { span, language: self.language, sources: self.sources };
        let text = self.names.text(name);
        let result = match self.scope.get(name).map(|entry| &entry.symbol) {
            Some(Symbol::Poison) => Ok(Value::Poison),
            Some(Symbol::Subroutine(_)) if self.purpose == Purpose::Check => Ok(Value::Poison),
            Some(Symbol::Subroutine(_)) if self.place == Place::Gate => {
                site.error("a gate cannot call a subroutine")
            }
            Some(Symbol::Subroutine(subroutine)) => {
                if let Some((_, result)) = self.results.iter().find(|(node, _)| *node == at) {
                    Ok(result.clone())
                } else {
                    let arguments = self.stack[from..].to_vec();
                    let subroutine = Arc::clone(subroutine);
                    Err(Stop::Call(Box::new(Call { node: at, subroutine, arguments, span })))
                }
            }
            Some(Symbol::Extern) if self.purpose == Purpose::Check => Ok(Value::Poison),
            Some(Symbol::Extern) => site.error(format!(
                "{} is declared `extern`: what it computes is not part of the program, so it cannot be called here",
                quoted(text)
            )),
            _ => {
                let arguments: Vec<Spanned<Value>> = self.stack[from..]
                    .iter()
                    .map(|argument| match text {
                        "sizeof" => argument.clone(),
                        _ => argument.with(self.memory.read(argument.value.clone())),
                    })
                    .collect();
                for argument in &arguments {
                    self.work.charge_for(&argument.value, span)?;
                }
                function::call(text, &arguments, site)
            }
        };
        self.stack.truncate(from);
        result
    }

    /// A measurement inside of an expression.
    fn measure(&mut self, at: u32, span: Span) -> Evaluated<Value> {
        let Spanned { value: operand, span: operand_span } = self.pop();
        match operand {
            Value::Poison => Ok(Value::Poison),
            Value::Qubits(_) if self.purpose == Purpose::Check => Ok(Value::Poison),
            Value::Qubits(_) if self.place == Place::Gate => {
                Err(Diagnostic::semantic(span, "a gate cannot measure").into())
            }
            Value::Qubits(qubits) => match self.results.iter().find(|(node, _)| *node == at) {
                Some((_, result)) => Ok(result.clone()),
                None => Err(Stop::Measure { node: at, qubits, span }),
            },
            _ => {
                let text = quoted(&self.sources.text(operand_span));
                let message = format!("{text} is not a quantum register");
                Err(Diagnostic::semantic(operand_span, message).into())
            }
        }
    }

    /// `"0101"`: the rightmost character is index 0.
    fn bit_text(&self, span: Span) -> Checked<Value> {
        let bytes = self.sources.slice(span);
        let inner = &bytes[1..bytes.len().saturating_sub(1).max(1)];
        let digits = inner.iter().rev().filter(|b| **b != b'_');
        let bits: Option<Vec<bool>> =
            digits.map(|b| if matches!(b, b'0' | b'1') { Some(*b == b'1') } else { None }).collect();
        let refused = || Diagnostic::semantic(span, "a bit string has the characters 0 and 1 only");
        Ok(Value::Bits(Bits::known(bits.ok_or_else(refused)?)))
    }

    fn hardware(&self, span: Span) -> Evaluated<Value> {
        if self.place == Place::Gate {
            return Err(Diagnostic::semantic(span, "a gate acts on its own qubits only").into());
        }
        let number = crate::qasm::number::integer(&self.sources.slice(span)[1..]);
        let number = number.and_then(|n| u32::try_from(n).ok()).filter(|n| *n < u32::MAX);
        let refused = || Diagnostic::limit(span, "this hardware qubit's number is too large");
        let number = number.ok_or_else(refused)?;
        match self.hardware.place(number) {
            Some(qubit) => Ok(Value::Qubits(Indices::One(qubit))),
            None => Err(Stop::Hardware { number, span }),
        }
    }
}
