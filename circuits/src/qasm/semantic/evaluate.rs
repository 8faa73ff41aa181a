//! Evaluates an expression: one pass over its nodes with a stack.

use super::arithmetic::{self, Site};
use super::function;
use super::indices::{Indices, Subscript};
use super::scope::{Scope, Symbol};
use super::value::Value;
use crate::nearest;
use crate::qasm::ast::{Expr, Node, NodeKind, Parts};
use crate::qasm::diagnostic::{Checked, Diagnostic, quoted};
use crate::qasm::names::{Language, NameId, Names, keyword};
use crate::qasm::source::{SourceMap, Span};

/// Where an expression stands, which decides what it may see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Place {
    /// Everything; what is not affine in the inputs is an error.
    Program,
    /// The gate's own parameters and qubits, and constants.
    Gate,
}

/// What evaluation needs to know.
pub(crate) struct Evaluator<'a> {
    pub(crate) nodes: &'a [Node],
    pub(crate) scope: &'a Scope,
    pub(crate) names: &'a Names,
    pub(crate) sources: &'a SourceMap,
    pub(crate) language: Language,
    pub(crate) place: Place,
    pub(crate) stack: &'a mut Vec<(Value, Span)>,
}

impl Evaluator<'_> {
    /// The value of an expression.
    pub(crate) fn value(&mut self, expression: Expr) -> Checked<Value> {
        self.stack.clear();
        for at in expression.first..expression.end {
            let node = self.nodes[at as usize];
            let (value, span) = self.step(node)?;
            if value == Value::NotAffine && self.place == Place::Program {
                return Err(not_affine(span));
            }
            self.stack.push((value, span));
        }
        Ok(self.pop().0)
    }

    fn step(&mut self, node: Node) -> Checked<(Value, Span)> {
        let site = Site { span: node.span, language: self.language, sources: self.sources };
        let value = match node.kind {
            NodeKind::Integer(value) => Value::Int(value),
            NodeKind::BigInteger => Value::BigInt(node.span),
            NodeKind::Float(value) => Value::Float(value),
            NodeKind::Bool(value) => Value::Bool(value),
            NodeKind::Duration => Value::Duration,
            NodeKind::Text => self.bit_text(node.span)?,
            NodeKind::Hardware => self.hardware(node.span)?,
            NodeKind::Name(name) => self.name(name, node.span)?,
            NodeKind::Unary(operator) => {
                let operand = self.pop();
                arithmetic::unary(operator, operand.0, site)?
            }
            NodeKind::Binary(operator) => {
                let (right, left) = (self.pop(), self.pop());
                arithmetic::binary(operator, left, right, site)?
            }
            NodeKind::Call(name, count) => self.call(name, count, node.span)?,
            NodeKind::Index => return self.index(node.span),
            NodeKind::Range(parts) => self.range(parts, node.span)?,
            NodeKind::Set(count) => self.set(count)?,
        };
        Ok((value, node.span))
    }

    /// The parser writes every operand before its operator, so the stack is never empty here.
    fn pop(&mut self) -> (Value, Span) {
        self.stack.pop().unwrap_or((Value::Poison, Span::default()))
    }

    fn name(&self, name: NameId, span: Span) -> Checked<Value> {
        if let Some(entry) = self.scope.get(name) {
            return self.symbol(&entry.symbol, name, span);
        }
        if let Some(value) = keyword(name, self.language).and_then(function::constant) {
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
        let refused =
            |why: &str| Err(Diagnostic::semantic(span, format!("{} {why}", quoted(self.names.text(name)))));
        match symbol {
            Symbol::Constant(value) => Ok(value.clone()),
            Symbol::Poison => Ok(Value::Poison),
            Symbol::GateQubit(index) => Ok(Value::Qubits(Indices::One(*index))),
            Symbol::Qubits(_) | Symbol::Bits(_) if is_gate_body => {
                refused("is not an argument of this gate: a gate acts on its own qubits only")
            }
            Symbol::Input(_) if is_gate_body => {
                refused("is not a constant: a gate sees its own parameters and constants only")
            }
            Symbol::Qubits(indices) => Ok(Value::Qubits(indices.clone())),
            Symbol::Bits(indices) => Ok(Value::Bits(indices.clone())),
            Symbol::Input(value) => Ok(value.clone()),
            Symbol::Gate(_) | Symbol::Opaque => refused("is a gate, not a value"),
        }
    }

    fn call(&mut self, name: NameId, count: u32, span: Span) -> Checked<Value> {
        let from = self.stack.len().saturating_sub(count as usize);
        let result = match self.scope.get(name).map(|entry| &entry.symbol) {
            Some(Symbol::Poison) => Ok(Value::Poison),
            _ => function::call(self.names.text(name), &self.stack[from..], span, self.language),
        };
        self.stack.truncate(from);
        result
    }

    /// `"0101"`: the rightmost character is index 0.
    fn bit_text(&self, span: Span) -> Checked<Value> {
        let bytes = self.sources.slice(span);
        let inner = &bytes[1..bytes.len().saturating_sub(1).max(1)];
        let digits = inner.iter().rev().filter(|b| **b != b'_');
        let bits: Option<Vec<bool>> =
            digits.map(|b| if matches!(b, b'0' | b'1') { Some(*b == b'1') } else { None }).collect();
        let refused = || Diagnostic::semantic(span, "a bit string has the characters 0 and 1 only");
        Ok(Value::BitText(bits.ok_or_else(refused)?.into()))
    }

    fn hardware(&self, span: Span) -> Checked<Value> {
        if self.place == Place::Gate {
            return Err(Diagnostic::semantic(span, "a gate acts on its own qubits only"));
        }
        let number = crate::qasm::number::integer(&self.sources.slice(span)[1..]);
        let index = number.and_then(|n| u32::try_from(n).ok()).filter(|n| *n < u32::MAX);
        let refused = || Diagnostic::limit(span, "this hardware qubit's number is too large");
        Ok(Value::Qubits(Indices::One(index.ok_or_else(refused)?)))
    }

    /// `base[subscript]`, which ends where the bracket ends.
    fn index(&mut self, bracket: Span) -> Checked<(Value, Span)> {
        let ((subscript, at), (base, start)) = (self.pop(), self.pop());
        let span = start.to(bracket);
        if base == Value::Poison || subscript == Value::Poison {
            return Ok((Value::Poison, span));
        }
        let subscript = match subscript {
            Value::Subscript(_) if self.language == Language::Two => {
                return Err(Diagnostic::syntax(at, "ranges and sets are OpenQASM 3 syntax"));
            }
            Value::Subscript(subscript) => subscript,
            other => Subscript::At(other.to_integer(at, "an index")?.unwrap_or(0)),
        };
        let is_argument = self.place == Place::Gate && matches!(base, Value::Qubits(_));
        let value = match base {
            Value::Qubits(_) if is_argument => {
                return Err(Diagnostic::semantic(
                    bracket,
                    "the arguments of a gate are single qubits, they have no index",
                ));
            }
            Value::Qubits(indices) => Value::Qubits(indices.select(&subscript, at, self.language)?),
            Value::Bits(indices) => Value::Bits(indices.select(&subscript, at, self.language)?),
            other => {
                let message = format!("{} cannot be indexed", other.describe());
                return Err(Diagnostic::semantic(start, message));
            }
        };
        Ok((value, span))
    }

    fn range(&mut self, parts: Parts, span: Span) -> Checked<Value> {
        let (stop, step, start) = (self.part(parts.stop)?, self.part(parts.step)?, self.part(parts.start)?);
        if [&start, &step, &stop].iter().any(|part| matches!(part, Some(None))) {
            return Ok(Value::Poison);
        }
        let value = |part: Option<Option<(i64, Span)>>| part.flatten();
        let step = value(step).unwrap_or((1, span));
        if step.0 == 0 {
            return Err(Diagnostic::semantic(step.1, "the step of a range cannot be zero"));
        }
        let (start, stop) = (value(start).map(|v| v.0), value(stop).map(|v| v.0));
        Ok(Value::Subscript(Subscript::Range { start, step: step.0, stop }))
    }

    /// A part of a range that is there; an inner `None` is one about which an error has been reported.
    fn part(&mut self, is_there: bool) -> Checked<Option<Option<(i64, Span)>>> {
        if !is_there {
            return Ok(None);
        }
        let (value, at) = self.pop();
        Ok(Some(value.to_integer(at, "a part of a range")?.map(|value| (value, at))))
    }

    fn set(&mut self, count: u32) -> Checked<Value> {
        let from = self.stack.len().saturating_sub(count as usize);
        let items = self.stack.split_off(from);
        let mut list = Vec::with_capacity(items.len());
        for (value, at) in items {
            match value.to_integer(at, "an index")? {
                Some(index) => list.push(index),
                None => return Ok(Value::Poison),
            }
        }
        Ok(Value::Subscript(Subscript::Set(list)))
    }
}

/// The error for an angle that no [`Angle`](crate::Angle) can hold.
pub(crate) fn not_affine(span: Span) -> Box<Diagnostic> {
    Diagnostic::new(
        crate::qasm::DiagnosticKind::Unsupported,
        span,
        "not supported yet: an angle must be an affine function of the inputs",
    )
}
