//! Declarations: registers, inputs, constants, aliases.

use super::Lowerer;
use crate::Angle;
use crate::qasm::ast::{Expr, Initial, Name, Node, NodeKind, ScalarKind, ScalarType};
use crate::qasm::diagnostic::{Checked, Diagnostic, quoted};
use crate::qasm::semantic::{Entry, Indices, Symbol, Value};
use crate::qasm::source::Span;
use crate::qasm::{Declaration, DeclarationKind};

impl Lowerer<'_> {
    pub(super) fn qubits(&mut self, name: Name, size: Option<Expr>, nodes: &[Node]) -> Checked<()> {
        if let Some(hardware) = self.hardware {
            return Err(mixed(name.span).label(hardware, "a hardware qubit"));
        }
        let Some(count) = self.size(name, size, nodes)? else { return Ok(()) };
        let total = self.sink.circuit.num_qubits() as u64 + count;
        if total > self.options.max_qubits as u64 {
            self.poison(name);
            let limit = self.options.max_qubits;
            let message =
                format!("{total} qubits need a state of 2^{total} amplitudes, the limit is {limit} qubits");
            return Err(Diagnostic::limit(size.map_or(name.span, |s| s.span), message));
        }
        let start = self.sink.circuit.num_qubits() as u32;
        self.declare(name, Symbol::Qubits(indices(start, count, size)))?;
        let text = self.names.text(name.id).to_string();
        self.sink.circuit.add_qubit_register(&text, count as usize);
        self.declared(text, DeclarationKind::Qubits, name, size);
        Ok(())
    }

    pub(super) fn bits(
        &mut self,
        name: Name,
        size: Option<Expr>,
        initial: Option<Initial>,
        nodes: &[Node],
    ) -> Checked<()> {
        let Some(count) = self.size(name, size, nodes)? else { return Ok(()) };
        let total = self.sink.circuit.num_bits() as u64 + count;
        if total > self.options.max_bits as u64 {
            self.poison(name);
            let message = format!("{total} classical bits, the limit is {}", self.options.max_bits);
            return Err(Diagnostic::limit(size.map_or(name.span, |s| s.span), message));
        }
        let bits = indices(self.sink.circuit.num_bits() as u32, count, size);
        self.declare(name, Symbol::Bits(bits.clone()))?;
        let text = self.names.text(name.id).to_string();
        self.sink.circuit.add_bit_register(&text, count as usize);
        self.declared(text, DeclarationKind::Bits, name, size);
        match initial {
            None => Ok(()),
            Some(Initial::Measure(source)) => self.measure_into(source, (bits, name.span), nodes, name.span),
            Some(Initial::Value(value)) => self.initial_bits(bits.len(), value, nodes),
        }
    }

    /// Bits start as zeros.
    fn initial_bits(&mut self, count: usize, value: Expr, nodes: &[Node]) -> Checked<()> {
        match self.evaluate(value, nodes)? {
            Value::BitText(text) if text.len() != count => {
                let message = format!("{} bits are given for a register of {count}", text.len());
                Err(Diagnostic::semantic(value.span, message))
            }
            Value::BitText(text) if text.iter().all(|bit| !bit) => Ok(()),
            Value::Int(0) | Value::Bool(false) | Value::Poison => Ok(()),
            _ => Err(Diagnostic::unsupported(value.span, "bits that do not start as zeros")),
        }
    }

    pub(super) fn input(&mut self, name: Name, scalar: ScalarType) -> Checked<()> {
        if !matches!(scalar.kind, ScalarKind::Float | ScalarKind::Angle) {
            self.poison(name);
            return Err(Diagnostic::unsupported(scalar.span, "inputs that are neither `float` nor `angle`"));
        }
        self.declare(name, Symbol::Poison)?;
        let text = self.names.text(name.id).to_string();
        let parameter = self.sink.circuit.add_parameter(&text);
        self.scope.replace(name.id, Symbol::Input(Value::Angle(Angle::from(parameter))));
        self.declared(text, DeclarationKind::Input, name, None);
        Ok(())
    }

    pub(super) fn constant(
        &mut self,
        name: Name,
        (scalar, value): (ScalarType, Expr),
        nodes: &[Node],
    ) -> Checked<()> {
        let result = self.constant_value(scalar, value, nodes);
        let symbol = result.as_ref().map_or(Symbol::Poison, |value| Symbol::Constant(value.clone()));
        self.declare(name, symbol)?;
        result.map(|_| ())
    }

    fn constant_value(&mut self, scalar: ScalarType, expression: Expr, nodes: &[Node]) -> Checked<Value> {
        let width = match scalar.width {
            None => None,
            Some(width) => {
                let value = self.evaluate(width, nodes)?.to_integer(width.span, "a width")?.unwrap_or(1);
                let fits = u32::try_from(value).ok().filter(|width| (1..=1 << 16).contains(width));
                let refused = || Diagnostic::semantic(width.span, "a width goes from 1 to 65536 bits");
                Some(fits.ok_or_else(refused)?)
            }
        };
        let value = self.evaluate(expression, nodes)?;
        if let Value::BigInt(_) = value {
            let Some(angle) = self.angle(&value, expression.span)? else { return Ok(Value::Poison) };
            return Value::Float(angle.offset()).convert(scalar.kind, width, expression.span);
        }
        value.convert(scalar.kind, width, expression.span)
    }

    pub(super) fn alias(&mut self, name: Name, value: Expr, nodes: &[Node]) -> Checked<()> {
        let parts = &nodes[value.first as usize..value.end as usize];
        if parts.iter().any(|node| matches!(node.kind, NodeKind::Hardware)) {
            self.poison(name);
            return Err(Diagnostic::unsupported(value.span, "aliases of hardware qubits"));
        }
        let symbol = match self.evaluate(value, nodes) {
            Ok(Value::Qubits(indices)) => Ok(Symbol::Qubits(indices)),
            Ok(Value::Bits(indices)) => Ok(Symbol::Bits(indices)),
            Ok(Value::Poison) => Ok(Symbol::Poison),
            Ok(other) => {
                let message = format!("an alias names qubits or bits, this is {}", other.describe());
                Err(Diagnostic::semantic(value.span, message))
            }
            Err(error) => Err(error),
        };
        self.declare(name, symbol.as_ref().map_or(Symbol::Poison, Symbol::clone))?;
        symbol.map(|_| ())
    }

    pub(super) fn assignment(&self, name: Name) -> Box<Diagnostic> {
        let text = quoted(self.names.text(name.id));
        match self.scope.get(name.id).map(|entry| (&entry.symbol, entry.span)) {
            Some((symbol @ (Symbol::Constant(_) | Symbol::Input(_)), span)) => {
                let message = format!("{text} is {}, it cannot be assigned", symbol.describe());
                let error = Diagnostic::semantic(name.span, message);
                match span {
                    Some(span) => error.label(span, "declared here"),
                    None => error,
                }
            }
            None => Diagnostic::semantic(name.span, format!("{text} is not declared")),
            _ => Diagnostic::unsupported(name.span, "assignments"),
        }
    }

    /// The declared size; `None` if an error has been reported about what it depends on.
    fn size(&mut self, name: Name, size: Option<Expr>, nodes: &[Node]) -> Checked<Option<u64>> {
        let Some(size) = size else { return Ok(Some(1)) };
        let found = self.evaluate(size, nodes).and_then(|value| match value {
            Value::BigInt(_) => Err(Diagnostic::limit(size.span, "this size is too large")),
            value => value.to_integer(size.span, "a size"),
        });
        match found {
            Ok(Some(count)) if count > 0 => Ok(Some(count as u64)),
            Ok(None) => {
                self.poison(name);
                Ok(None)
            }
            Ok(Some(_)) => {
                self.poison(name);
                Err(Diagnostic::semantic(size.span, "a register has at least one element"))
            }
            Err(error) => {
                self.poison(name);
                Err(error)
            }
        }
    }

    /// Declares a name that no gate of an included file has.
    pub(super) fn declare(&mut self, name: Name, symbol: Symbol) -> Checked<()> {
        if self.scope.is_global() && self.is_standard_gate(name.id) {
            self.poison(name);
            let text = quoted(self.names.text(name.id));
            let hint = "choose another name";
            return Err(Diagnostic::semantic(name.span, format!("{text} is already a gate")).hint(hint));
        }
        self.scope.declare(name.id, symbol, name.span).map_err(|entry| self.redeclared(name, &entry))
    }

    pub(super) fn redeclared(&self, name: Name, entry: &Entry) -> Box<Diagnostic> {
        let text = quoted(self.names.text(name.id));
        let error = Diagnostic::semantic(name.span, format!("{text} is already declared"));
        match entry.span {
            Some(span) => error.label(span, "the first declaration"),
            None => error,
        }
    }

    /// Keeps uses of a name whose declaration failed from being errors too.
    pub(super) fn poison(&mut self, name: Name) {
        let _ = self.scope.declare(name.id, Symbol::Poison, name.span);
    }

    fn declared(&mut self, text: String, kind: DeclarationKind, name: Name, size: Option<Expr>) {
        let size = size.map(|size| size.span);
        self.declarations.push(Declaration { name: text, kind, span: name.span, size });
    }
}

/// Hardware qubits have numbers of their own, so they do not go together with declared ones.
pub(super) fn mixed(span: Span) -> Box<Diagnostic> {
    Diagnostic::unsupported(span, "programs with both hardware qubits and declared qubits")
}

/// Without a size it is one qubit or bit, not a register of one.
fn indices(start: u32, count: u64, size: Option<Expr>) -> Indices {
    match size {
        None => Indices::One(start),
        Some(_) => Indices::Run { start, size: count as u32 },
    }
}
