//! Declarations: constants, variables, aliases; which names are free.

use super::subroutine::{WIDE_BIT, is_wide};
use super::{Machine, Notice};
use crate::qasm::ast::{Declare, Dimensions, Expr, Mode, Name, Node, ScalarKind};
use crate::qasm::declaration::{Declaration, DeclarationKind};
use crate::qasm::diagnostic::{Checked, Diagnostic, quoted};
use crate::qasm::names::Language;
use crate::qasm::semantic::{Access, Array, Conversion, Entry, Evaluated, Scalar, Stop, Symbol, Type, Value};
use crate::qasm::source::Span;
use std::sync::Arc;

impl Machine {
    /// Any classical declaration.
    pub(super) fn classical(&mut self, declare: &Declare, nodes: &[Node], span: Span) -> Evaluated<()> {
        let result = self.try_classical(declare, nodes, span);
        if let Err(Stop::Error(_)) = &result {
            self.poison(declare.name);
        }
        result
    }

    fn try_classical(&mut self, declare: &Declare, nodes: &[Node], span: Span) -> Evaluated<()> {
        let scalar = &declare.type_name.scalar;
        let is_register = scalar.kind == ScalarKind::Bit
            && matches!(declare.type_name.dimensions, Dimensions::None)
            && matches!(declare.mode, Mode::Variable | Mode::Output);
        if matches!(declare.mode, Mode::Input | Mode::Output) && !self.data.scope.is_global() {
            return Err(Diagnostic::semantic(span, "this is declared at top level only").into());
        }
        if is_register {
            return self.bits(declare, nodes, span);
        }
        let Some(type_of) = self.type_of(&declare.type_name, nodes)? else {
            self.poison(declare.name);
            return Ok(());
        };
        match declare.mode {
            Mode::Input => {
                if let Some(value) = declare.value {
                    let message = "an input has no value of its own: this one is ignored";
                    self.talk.notice(Notice::InputValue, value.span, message);
                }
                self.input(declare.name, type_of)
            }
            Mode::Const => self.constant(declare, &type_of, nodes),
            Mode::Output => {
                self.output.outputs.push(declare.name);
                self.variable(declare, type_of, nodes)
            }
            Mode::Variable => self.variable(declare, type_of, nodes),
        }
    }

    fn constant(&mut self, declare: &Declare, type_of: &Type, nodes: &[Node]) -> Evaluated<()> {
        let Some(value) = declare.value else { return Ok(()) };
        let found = self.evaluate(value, nodes)?;
        let converted = match found {
            Value::Formula(_) | Value::Phasor(_) => {
                let message = "a constant must be known when the file is read";
                return Err(Diagnostic::semantic(value.span, message).into());
            }
            Value::BigInt(at) => {
                let number = crate::qasm::number::real(self.world.sources.slice(at));
                Value::Float(number).converted(type_of, Conversion::Implicit, value.span)?
            }
            found if *type_of == Scalar::Bit(None).alone() && is_wide(&found) => {
                self.talk.notice(Notice::OldDraft, value.span, WIDE_BIT);
                found
            }
            found => found.converted(type_of, Conversion::Implicit, value.span)?,
        };
        let mut is_measured = false;
        converted.measured(&mut |_| is_measured = true);
        if is_measured {
            return Err(Stop::Unknown(value.span));
        }
        self.declare(declare.name, Symbol::Constant(converted))?;
        Ok(())
    }

    fn variable(&mut self, declare: &Declare, type_of: Type, nodes: &[Node]) -> Evaluated<()> {
        let value = match declare.value {
            Some(value) => {
                let found = self.evaluate(value, nodes)?;
                Some(found.converted(&type_of, Conversion::Implicit, value.span)?)
            }
            None => None,
        };
        if self.flow.checking > 0 || value == Some(Value::Poison) {
            self.declare(declare.name, Symbol::Poison)?;
            return Ok(());
        }
        self.data.memory.check_room(&type_of, declare.name.span)?;
        self.flow.work.charge(type_of.num_elements(), declare.name.span)?;
        let value = value.unwrap_or_else(|| zero(&type_of));
        self.share(&value);
        let slot = self.data.memory.slots.len() as u32;
        self.declare(declare.name, Symbol::Variable(slot))?;
        self.data.memory.add(type_of, value);
        Ok(())
    }

    pub(super) fn alias(&mut self, name: Name, value: Expr, nodes: &[Node]) -> Evaluated<()> {
        let symbol = match self.raw(value, nodes) {
            Ok(Value::Qubits(indices)) => Ok(Symbol::Qubits(indices)),
            Ok(Value::Register(indices)) => Ok(Symbol::Bits(indices)),
            Ok(Value::View(view)) => Ok(Symbol::Reference(view, Access::Mutable)),
            Ok(value @ (Value::Array(_) | Value::Bits(_))) if self.flow.checking == 0 => {
                self.share(&value);
                let type_of = match &value {
                    Value::Array(array) => Type { scalar: array.scalar, sizes: array.sizes.clone() },
                    Value::Bits(bits) => Scalar::Bit(Some(bits.len() as u32)).alone(),
                    _ => Scalar::Bool.alone(),
                };
                self.data.memory.check_room(&type_of, name.span)?;
                Ok(Symbol::Variable(self.data.memory.add(type_of, value)))
            }
            Ok(Value::Poison) => Ok(Symbol::Poison),
            Ok(_) if self.flow.checking > 0 => Ok(Symbol::Poison),
            Ok(other) => {
                let message = format!("an alias names qubits or bits, this is {}", other.describe());
                Err(Diagnostic::semantic(value.span, message).into())
            }
            Err(error) => Err(error),
        };
        if let Err(Stop::Error(_)) | Ok(_) = &symbol {
            self.declare(name, symbol.as_ref().map_or(Symbol::Poison, Symbol::clone))?;
        }
        symbol.map(|_| ())
    }

    /// Declares a name that no gate of an included file has.
    pub(super) fn declare(&mut self, name: Name, symbol: Symbol) -> Checked<()> {
        self.check_free(name, &symbol)?;
        self.data.scope.declare(name.id, symbol, name.span).map_err(|entry| self.redeclared(name, &entry))
    }

    /// Whether a name can be declared here. Variables of OpenQASM 3 may have the name of a standard gate: a call says
    /// which of the two it means.
    fn check_free(&mut self, name: Name, symbol: &Symbol) -> Checked<()> {
        if !self.data.scope.is_global() || !self.is_standard_gate(name.id) {
            return Ok(());
        }
        let text = quoted(self.world.names.text(name.id));
        let is_variable = !matches!(symbol, Symbol::Qubits(_) | Symbol::Subroutine(_) | Symbol::Extern);
        if is_variable && self.world.language == Language::Three {
            let message = format!("{text} is a standard gate too; both can be used");
            self.talk.notice(Notice::GateName, name.span, &message);
            return Ok(());
        }
        self.poison(name);
        let hint = "choose another name";
        Err(Diagnostic::semantic(name.span, format!("{text} is already a gate")).hint(hint))
    }

    pub(super) fn redeclared(&self, name: Name, entry: &Entry) -> Box<Diagnostic> {
        let text = quoted(self.world.names.text(name.id));
        let error = Diagnostic::semantic(name.span, format!("{text} is already declared"));
        match entry.span {
            Some(span) => error.label(span, "the first declaration"),
            None => error,
        }
    }

    /// Keeps uses of a name whose declaration failed from being errors too.
    pub(super) fn poison(&mut self, name: Name) {
        let _ = self.data.scope.declare(name.id, Symbol::Poison, name.span);
    }

    pub(super) fn declared(&mut self, text: String, kind: DeclarationKind, name: Name, size: Option<Expr>) {
        let size = size.map(|size| size.span);
        self.output.declarations.push(Declaration { name: text, kind, span: name.span, size });
    }
}

/// What a variable without a value holds.
fn zero(type_of: &Type) -> Value {
    if type_of.sizes.is_empty() {
        return type_of.scalar.zero();
    }
    let count = type_of.sizes.iter().map(|size| *size as usize).product();
    Value::Array(Array {
        scalar: type_of.scalar,
        sizes: type_of.sizes.clone(),
        values: Arc::new(vec![type_of.scalar.zero(); count]),
    })
}
