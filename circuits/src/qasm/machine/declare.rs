//! Declarations: registers, inputs, constants, variables, aliases.

use super::assign::measured_operand;
use super::{Machine, Notice};
use crate::Angle;
use crate::qasm::ast::{Declare, Dimensions, Expr, Mode, Name, Node, ScalarKind, ScalarType, TypeName};
use crate::qasm::diagnostic::{Checked, Diagnostic, quoted};
use crate::qasm::names::Language;
use crate::qasm::semantic::{
    Access, Array, Bits, Cell, CellSlot, Conversion, Entry, Evaluated, Indices, MAX_DIMENSIONS, MAX_ELEMENTS,
    Scalar, Symbol, Type, Value, scalar_of,
};
use crate::qasm::source::Span;
use crate::qasm::{Declaration, DeclarationKind};
use smallvec::SmallVec;
use std::sync::Arc;

impl Machine {
    pub(super) fn qubits(&mut self, name: Name, size: Option<Expr>, nodes: &[Node]) -> Evaluated<()> {
        let text = self.names.text(name.id).to_string();
        if self.is_resumed {
            // The register was made when the rest of the program was read.
            let known = self.sink.circuit.qubit_registers().iter().find(|register| register.name == text);
            if let Some(register) = known {
                let qubits = indices(register.start as u32, register.size as u64, size.is_some());
                self.declare(name, Symbol::Qubits(qubits))?;
            }
            return Ok(());
        }
        if let Some(hardware) = self.hardware {
            return Err(mixed(name.span).label(hardware, "a hardware qubit").into());
        }
        let Some(count) = self.size(name, size, nodes)? else { return Ok(()) };
        let total = self.sink.circuit.num_qubits() as u64 + count;
        if total > self.options.max_qubits as u64 {
            self.poison(name);
            let limit = self.options.max_qubits;
            let message =
                format!("{total} qubits need a state of 2^{total} amplitudes, the limit is {limit} qubits");
            return Err(Diagnostic::limit(size.map_or(name.span, |s| s.span), message).into());
        }
        let start = self.sink.circuit.num_qubits() as u32;
        self.declare(name, Symbol::Qubits(indices(start, count, size.is_some())))?;
        self.sink.circuit.add_qubit_register(&text, count as usize);
        self.declared(text, DeclarationKind::Qubits, name, size);
        Ok(())
    }

    /// Any classical declaration.
    pub(super) fn classical(&mut self, declare: &Declare, nodes: &[Node], span: Span) -> Evaluated<()> {
        let result = self.try_classical(declare, nodes, span);
        if let Err(crate::qasm::semantic::Stop::Error(_)) = &result {
            self.poison(declare.name);
        }
        result
    }

    fn try_classical(&mut self, declare: &Declare, nodes: &[Node], span: Span) -> Evaluated<()> {
        let scalar = &declare.type_name.scalar;
        let is_register = scalar.kind == ScalarKind::Bit
            && matches!(declare.type_name.dimensions, Dimensions::None)
            && matches!(declare.mode, Mode::Variable | Mode::Output);
        if matches!(declare.mode, Mode::Input | Mode::Output) && !self.scope.is_global() {
            return Err(Diagnostic::semantic(span, "this is declared at top level only").into());
        }
        if is_register {
            return self.bits(declare, nodes, span);
        }
        let Some(type_of) = self.type_of(&declare.type_name, nodes, declare.name.span)? else {
            self.poison(declare.name);
            return Ok(());
        };
        match declare.mode {
            Mode::Input => self.input(declare.name, &type_of, scalar.span),
            Mode::Const => self.constant(declare, &type_of, nodes),
            Mode::Variable | Mode::Output => self.variable(declare, type_of, nodes),
        }
    }

    /// Bits: a register of the circuit where they are declared at top level.
    fn bits(&mut self, declare: &Declare, nodes: &[Node], span: Span) -> Evaluated<()> {
        let (name, size) = (declare.name, declare.type_name.scalar.width);
        self.may_be_empty = self.language == Language::Three;
        let count = self.size(name, size, nodes);
        self.may_be_empty = false;
        let Some(count) = count? else { return Ok(()) };
        let total = self.sink.circuit.num_bits() as u64 + count;
        if total > self.options.max_bits as u64 {
            self.poison(name);
            let message = format!("{total} classical bits, the limit is {}", self.options.max_bits);
            return Err(Diagnostic::limit(size.map_or(name.span, |s| s.span), message).into());
        }
        let source = declare.value.and_then(|value| measured_operand(value, nodes));
        let value = match (declare.value, source) {
            (Some(value), None) => {
                let width = size.map(|_| count as u32);
                let found = self.evaluate(value, nodes)?;
                let found = if self.checking > 0 { Value::Poison } else { found };
                if let (Value::Bits(bits), None, true) = (&found, size, self.checking == 0)
                    && bits.len() != 1
                {
                    let message =
                        format!("a `bit` holds one bit, {} are given: it is read as `bit[{0}]`", bits.len());
                    self.notice(Notice::OldDraft, value.span, &message);
                    return self.wide_bit(declare, bits.clone());
                }
                Some(found.cast(Scalar::Bit(width), Conversion::Implicit, value.span)?)
            }
            _ => None,
        };
        let start = self.memory.cells.len() as u32;
        let bits = indices(start, count, size.is_some());
        if self.checking > 0 && !self.scope.is_global() {
            self.declare(name, Symbol::Poison)?;
            return Ok(());
        }
        self.declare(name, Symbol::Bits(bits.clone()))?;
        self.add_bits(name, count, size);
        if let Some(Value::Bits(values)) = value {
            for (k, cell) in values.cells.iter().enumerate() {
                self.share_cell(*cell);
                self.memory.cells[start as usize + k].cell = *cell;
            }
        }
        match source {
            Some(source) => self.measure_into(source, (bits, name.span), nodes, span),
            None => Ok(()),
        }
    }

    /// A `bit` that is given several.
    fn wide_bit(&mut self, declare: &Declare, bits: Bits) -> Evaluated<()> {
        let (start, count) = (self.memory.cells.len() as u32, bits.len() as u64);
        self.declare(declare.name, Symbol::Bits(indices(start, count, true)))?;
        self.add_bits(declare.name, count, None);
        for (k, cell) in bits.cells.iter().enumerate() {
            self.share_cell(*cell);
            self.memory.cells[start as usize + k].cell = *cell;
        }
        Ok(())
    }

    /// Makes the cells, and at top level the register that shows them.
    fn add_bits(&mut self, name: Name, count: u64, size: Option<Expr>) {
        let text = self.names.text(name.id).to_string();
        let mut first_home = None;
        if self.scope.is_global() && count > 0 {
            let registers = self.sink.circuit.bit_registers();
            let known = registers.iter().find(|register| self.is_resumed && register.name == text);
            first_home = Some(match known {
                Some(register) => register.start as u32,
                None => {
                    let start = self.sink.circuit.add_bit_register(&text, count as usize) as u32;
                    self.declared(text, DeclarationKind::Bits, name, size);
                    start
                }
            });
        }
        for k in 0..count as u32 {
            let home = first_home.map(|start| start + k);
            // Registers of OpenQASM 2 hold nothing but outcomes.
            let cell = match home {
                Some(home) if self.language == Language::Two => Cell::Measured(home),
                _ => Cell::Known(false),
            };
            self.memory.cells.push(CellSlot { cell, home });
        }
    }

    fn input(&mut self, name: Name, type_of: &Type, at: Span) -> Evaluated<()> {
        let text = self.names.text(name.id).to_string();
        let is_real =
            matches!(type_of.scalar, Scalar::Float(_) | Scalar::Angle(_)) && type_of.sizes.is_empty();
        if is_real {
            self.declare(name, Symbol::Poison)?;
            let parameter = self.sink.circuit.parameter(&text);
            self.scope.replace(name.id, Symbol::Input(Value::Angle(Angle::from(parameter))));
            self.declared(text, DeclarationKind::Input, name, None);
            return Ok(());
        }
        let Some((_, number)) = self.options.inputs.iter().find(|(known, _)| *known == text) else {
            self.poison(name);
            self.missing_inputs.push((text, name.span));
            return Ok(());
        };
        if !type_of.sizes.is_empty() || matches!(type_of.scalar, Scalar::Complex | Scalar::Duration) {
            let message = "an input of this type cannot be given a value: inputs are numbers";
            return Err(Diagnostic::semantic(at, message).into());
        }
        let number = *number;
        let value = if number.fract() == 0.0 && number.abs() < 9e18 {
            Value::int(number as i64)
        } else {
            Value::Float(number)
        };
        let value = value.cast(type_of.scalar, Conversion::Cast, name.span)?;
        self.used_inputs.push(text);
        self.bind(name, type_of.scalar, value)
    }

    fn constant(&mut self, declare: &Declare, type_of: &Type, nodes: &[Node]) -> Evaluated<()> {
        let Some(value) = declare.value else { return Ok(()) };
        let found = self.evaluate(value, nodes)?;
        let converted = match found {
            Value::Angle(_) => {
                let message = "a constant must be known when the file is read";
                return Err(Diagnostic::semantic(value.span, message).into());
            }
            Value::BigInt(at) => {
                let number = crate::qasm::number::real(self.sources.slice(at));
                Value::Float(number).converted(type_of, Conversion::Implicit, value.span)?
            }
            found => found.converted(type_of, Conversion::Implicit, value.span)?,
        };
        let mut is_measured = false;
        converted.measured(&mut |_| is_measured = true);
        if is_measured {
            return Err(crate::qasm::semantic::Stop::Unknown(value.span));
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
        if self.checking > 0 || value == Some(Value::Poison) {
            self.declare(declare.name, Symbol::Poison)?;
            return Ok(());
        }
        let value = value.unwrap_or_else(|| zero(&type_of));
        self.share(&value);
        let slot = self.memory.slots.len() as u32;
        self.declare(declare.name, Symbol::Variable(slot))?;
        self.memory.add(type_of, value);
        Ok(())
    }

    /// A type with its widths and sizes; `None` if an error has been reported about what they depend on.
    pub(super) fn type_of(
        &mut self,
        type_name: &TypeName,
        nodes: &[Node],
        at: Span,
    ) -> Evaluated<Option<Type>> {
        let Some(scalar) = self.scalar(&type_name.scalar, nodes)? else { return Ok(None) };
        let mut sizes: SmallVec<[u32; 2]> = SmallVec::new();
        match &type_name.dimensions {
            Dimensions::None => return Ok(Some(scalar.alone())),
            Dimensions::Count(count) => {
                let message = "`#dim` is for arguments: an array's declaration gives its sizes";
                return Err(Diagnostic::semantic(count.span, message).into());
            }
            Dimensions::Sizes(list) => {
                if list.len() > MAX_DIMENSIONS {
                    let message = format!("an array has at most {MAX_DIMENSIONS} dimensions");
                    return Err(Diagnostic::semantic(list[MAX_DIMENSIONS].span, message).into());
                }
                let mut total = 1u64;
                for size in list {
                    let value = self.evaluate(*size, nodes)?;
                    let Some(number) = value.to_integer(size.span, "a size")? else { return Ok(None) };
                    if number < 1 {
                        return Err(Diagnostic::semantic(size.span, "a size is at least 1").into());
                    }
                    total = total.saturating_mul(number as u64);
                    sizes.push(u32::try_from(number).unwrap_or(u32::MAX));
                }
                if total > MAX_ELEMENTS {
                    let message = format!("an array of {total} elements, the limit is {MAX_ELEMENTS}");
                    let _ = at;
                    return Err(Diagnostic::limit(type_name.scalar.span, message).into());
                }
            }
        }
        if scalar == Scalar::Duration {
            self.notice(Notice::Timing, type_name.scalar.span, super::statement::TIMING);
        }
        Ok(Some(Type { scalar, sizes }))
    }

    /// A scalar type; `None` as for [`type_of`](Self::type_of).
    pub(super) fn scalar(&mut self, scalar: &ScalarType, nodes: &[Node]) -> Evaluated<Option<Scalar>> {
        let width = match scalar.width {
            None => None,
            Some(width) => match self.evaluate(width, nodes)? {
                Value::Poison => return Ok(None),
                value => Some((value, width.span)),
            },
        };
        if let (ScalarKind::Int | ScalarKind::Uint, Some((Value::Int(bits), at))) = (scalar.kind, &width)
            && bits.value() > 127
        {
            self.notice(Notice::Width, *at, "integers of more than 127 bits are computed with 127");
        }
        scalar_of(scalar.kind, width, scalar.span).map(Some)
    }

    pub(super) fn alias(&mut self, name: Name, value: Expr, nodes: &[Node]) -> Evaluated<()> {
        self.note_hardware(value, nodes)?;
        let symbol = match self.raw(value, nodes) {
            Ok(Value::Qubits(indices)) => Ok(Symbol::Qubits(indices)),
            Ok(Value::Register(indices)) => Ok(Symbol::Bits(indices)),
            Ok(Value::View(view)) => Ok(Symbol::Reference(view, Access::Mutable)),
            Ok(value @ (Value::Array(_) | Value::Bits(_))) if self.checking == 0 => {
                self.share(&value);
                let type_of = match &value {
                    Value::Array(array) => Type { scalar: array.scalar, sizes: array.sizes.clone() },
                    Value::Bits(bits) => Scalar::Bit(Some(bits.len() as u32)).alone(),
                    _ => Scalar::Bool.alone(),
                };
                Ok(Symbol::Variable(self.memory.add(type_of, value)))
            }
            Ok(Value::Poison) => Ok(Symbol::Poison),
            Ok(_) if self.checking > 0 => Ok(Symbol::Poison),
            Ok(other) => {
                let message = format!("an alias names qubits or bits, this is {}", other.describe());
                Err(Diagnostic::semantic(value.span, message).into())
            }
            Err(error) => Err(error),
        };
        if let Err(crate::qasm::semantic::Stop::Error(_)) | Ok(_) = &symbol {
            self.declare(name, symbol.as_ref().map_or(Symbol::Poison, Symbol::clone))?;
        }
        symbol.map(|_| ())
    }

    /// The declared size; `None` if an error has been reported about what it depends on.
    fn size(&mut self, name: Name, size: Option<Expr>, nodes: &[Node]) -> Evaluated<Option<u64>> {
        let Some(size) = size else { return Ok(Some(1)) };
        let found = self.evaluate(size, nodes).and_then(|value| match value {
            // Sizes are cast to integers.
            Value::Float(value) if value.fract() == 0.0 && value.abs() < 1e9 => Ok(Some(value as i64)),
            Value::BigInt(_) => Err(Diagnostic::limit(size.span, "this size is too large").into()),
            Value::Int(value) if i64::try_from(value.value()).is_err() => {
                Err(Diagnostic::limit(size.span, "this size is too large").into())
            }
            value => value.to_integer(size.span, "a size"),
        });
        match found {
            Ok(Some(count)) if count > 0 || count == 0 && self.may_be_empty => Ok(Some(count as u64)),
            Ok(None) => {
                self.poison(name);
                Ok(None)
            }
            Ok(Some(_)) => {
                self.poison(name);
                Err(Diagnostic::semantic(size.span, "a register has at least one element").into())
            }
            Err(error) => {
                self.poison(name);
                Err(error)
            }
        }
    }

    /// Declares a name that no gate of an included file has.
    pub(super) fn declare(&mut self, name: Name, symbol: Symbol) -> Checked<()> {
        self.check_free(name, &symbol)?;
        self.scope.declare(name.id, symbol, name.span).map_err(|entry| self.redeclared(name, &entry))
    }

    /// Whether a name can be declared here. Variables of OpenQASM 3 may have the name of a standard gate: a call says
    /// which of the two it means.
    fn check_free(&mut self, name: Name, symbol: &Symbol) -> Checked<()> {
        if !self.scope.is_global() || !self.is_standard_gate(name.id) {
            return Ok(());
        }
        let text = quoted(self.names.text(name.id));
        let is_variable = !matches!(symbol, Symbol::Qubits(_) | Symbol::Subroutine(_) | Symbol::Extern);
        if is_variable && self.language == Language::Three {
            let message = format!("{text} is a standard gate too; both can be used");
            self.notice(Notice::GateName, name.span, &message);
            return Ok(());
        }
        self.poison(name);
        let hint = "choose another name";
        Err(Diagnostic::semantic(name.span, format!("{text} is already a gate")).hint(hint))
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
    Diagnostic::semantic(span, "a program has either hardware qubits or declared qubits, not both")
}

/// Without a size it is one qubit or bit, not a register of one.
pub(super) fn indices(start: u32, count: u64, is_register: bool) -> Indices {
    if is_register { Indices::Run { start, size: count as u32 } } else { Indices::One(start) }
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
