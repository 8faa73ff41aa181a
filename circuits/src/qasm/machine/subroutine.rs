//! Subroutines: definitions, calls, results.

use super::frame::{Frame, Return, Role};
use super::{Machine, Notice};
use crate::qasm::ast::{
    Argument, ArgumentKind, Dimensions, Expr, GateCall, Name, Node, Subroutine, TypeName,
};
use crate::qasm::diagnostic::{Diagnostic, counted, quoted};
use crate::qasm::semantic::{
    Access, Call, Conversion, Evaluated, Indices, Routine, Scalar, Stop, Symbol, Value, View,
};
use crate::qasm::source::{Span, Spanned};
use std::sync::Arc;

/// The node under which a call that is a statement finds its result.
const STATEMENT: u32 = u32::MAX;

/// What is said about several bits where one is declared.
pub(super) const WIDE_BIT: &str =
    "a `bit` holds one bit, several are given: it is read as a register of as many";

/// Whether it is several bits.
pub(super) fn is_wide(value: &Value) -> bool {
    matches!(value, Value::Bits(bits) if bits.len() > 1)
}

/// An argument `qubit name` or `qubit[size] name`.
struct QubitArgument {
    name: Name,
    size: Option<Expr>,
}

/// An argument that is an array.
struct ArrayArgument<'a> {
    argument: &'a Argument,
    access: Access,
    type_name: &'a TypeName,
}

impl Machine {
    pub(super) fn define_subroutine(
        &mut self,
        definition: &Arc<Subroutine>,
        nodes: &[Node],
    ) -> Evaluated<()> {
        let name = definition.name;
        let routine = Routine { definition: Arc::clone(definition), nodes: Arc::from(nodes) };
        let symbol = Symbol::Subroutine(Arc::new(routine));
        self.declare(name, symbol)?;
        Ok(())
    }

    /// Looks for what is wrong in the bodies of subroutines that nothing calls.
    pub(super) fn check_uncalled(&mut self) {
        let uncalled: Vec<Arc<Routine>> = self
            .data
            .scope
            .names()
            .filter_map(|name| match self.data.scope.get(name).map(|entry| &entry.symbol) {
                Some(Symbol::Subroutine(routine)) => Some(Arc::clone(routine)),
                _ => None,
            })
            .filter(|routine| !self.flow.called.contains(&(Arc::as_ptr(routine) as usize)))
            .collect();
        for routine in uncalled {
            let depth = self.data.scope.depth();
            self.data.scope.open_body();
            for argument in &routine.definition.arguments {
                self.poison(argument.name);
            }
            let span = routine.definition.name.span;
            self.push_outermost(Arc::clone(&routine.definition.body), Arc::clone(&routine.nodes), span);
            self.flow.checking += 1;
            let base = self.flow.frames.len() - 1;
            // Checking waits for no outcome.
            let _ = self.run(base);
            self.flow.checking -= 1;
            self.data.scope.close(depth);
        }
    }

    /// `name(arguments);`, or with qubits after the arguments, as old drafts write it.
    pub(super) fn call_statement(
        &mut self,
        routine: &Arc<Routine>,
        call: &GateCall,
        nodes: &[Node],
        span: Span,
    ) -> Evaluated<()> {
        if let Some(modifier) = call.modifiers.first() {
            return Err(Diagnostic::semantic(modifier.span, "a subroutine takes no gate modifiers").into());
        }
        let found = |(node, _): &&(u32, Value)| *node == STATEMENT;
        if self.flow.frames.last().and_then(|frame| frame.results.iter().find(found)).is_some() {
            return Ok(());
        }
        let mut arguments = Vec::new();
        for argument in call.arguments.iter().chain(call.operands.iter()) {
            arguments.push(Spanned::new(self.raw(*argument, nodes)?, argument.span));
        }
        if self.flow.checking > 0 {
            return Ok(());
        }
        let subroutine = Arc::clone(routine);
        Err(Stop::Call(Box::new(Call { node: STATEMENT, subroutine, arguments, span })))
    }

    /// Starts the subroutine that the innermost frame waits for.
    pub(super) fn enter(&mut self, call: Call) {
        if let Err(stop) = self.try_enter(&call) {
            if let Stop::Error(error) = stop {
                self.talk.report(*error);
            }
            if let Some(frame) = self.flow.frames.last_mut() {
                frame.results.push((call.node, Value::Poison));
            }
        }
    }

    fn try_enter(&mut self, call: &Call) -> Evaluated<()> {
        let definition = &call.subroutine.definition;
        self.flow.called.insert(Arc::as_ptr(&call.subroutine) as usize);
        let is_call = |frame: &&Frame| matches!(frame.role, Role::Call(_));
        if self.flow.frames.iter().filter(is_call).count() >= self.world.options.max_calls {
            let message =
                format!("subroutines call each other deeper than {} levels", self.world.options.max_calls);
            let error = Diagnostic::limit(call.span, message);
            // Every caller on the way would say the same.
            self.talk.report(*error);
            self.talk.stop();
            return Err(Stop::Error(Diagnostic::limit(call.span, "too many calls")));
        }
        let (expected, given) = (definition.arguments.len(), call.arguments.len());
        if expected != given {
            let name = quoted(self.world.names.text(definition.name.id));
            let message = format!("{name} takes {}, given {given}", counted(expected as i64, "argument"));
            return Err(Diagnostic::semantic(call.span, message)
                .label(definition.name.span, "the subroutine is defined here")
                .into());
        }
        let (depth, mark) = (self.data.scope.depth(), self.data.memory.mark());
        self.data.scope.open_body();
        self.flow.frames.push(Frame {
            block: Arc::clone(&definition.body),
            nodes: Arc::clone(&call.subroutine.nodes),
            position: 0,
            role: Role::Call(Box::new(Return { node: call.node, result: None })),
            depth,
            mark,
            results: Vec::new(),
            results_of: 0,
            span: call.span,
        });
        let bound = self.bind_arguments(call).and_then(|()| match &definition.result {
            Some(result) => self.scalar(result, &call.subroutine.nodes),
            None => Ok(None),
        });
        match bound {
            Ok(result) => {
                if let Some(Role::Call(back)) = self.flow.frames.last_mut().map(|frame| &mut frame.role) {
                    back.result = result;
                }
                Ok(())
            }
            Err(stop) => {
                self.pop();
                Err(stop)
            }
        }
    }

    fn bind_arguments(&mut self, call: &Call) -> Evaluated<()> {
        let nodes = Arc::clone(&call.subroutine.nodes);
        for (argument, given) in call.subroutine.definition.arguments.iter().zip(&call.arguments) {
            let Spanned { value, span } = given;
            if *value == Value::Poison {
                self.poison(argument.name);
                continue;
            }
            match &argument.kind {
                ArgumentKind::Qubits(size) => {
                    self.bind_qubits(QubitArgument { name: argument.name, size: *size }, given, &nodes)?;
                }
                ArgumentKind::ReadOnly(type_name) | ArgumentKind::Mutable(type_name)
                    if !matches!(type_name.dimensions, Dimensions::None) =>
                {
                    let access = match argument.kind {
                        ArgumentKind::Mutable(_) => Access::Mutable,
                        _ => Access::ReadOnly,
                    };
                    self.bind_array(ArrayArgument { argument, access, type_name }, given, &nodes)?;
                }
                ArgumentKind::Value(type_name)
                | ArgumentKind::ReadOnly(type_name)
                | ArgumentKind::Mutable(type_name) => {
                    if !matches!(type_name.dimensions, Dimensions::None) {
                        self.bind_array(
                            ArrayArgument { argument, access: Access::ReadOnly, type_name },
                            given,
                            &nodes,
                        )?;
                        continue;
                    }
                    let Some(scalar) = self.scalar(&type_name.scalar, &nodes)? else {
                        self.poison(argument.name);
                        continue;
                    };
                    let value = self.data.memory.read(value.clone());
                    let value = value.cast(scalar, Conversion::Implicit, *span)?;
                    self.bind(argument.name, scalar, value)?;
                }
            }
        }
        Ok(())
    }

    fn bind_qubits(
        &mut self,
        QubitArgument { name, size }: QubitArgument,
        given: &Spanned<Value>,
        nodes: &[Node],
    ) -> Evaluated<()> {
        let Spanned { value, span } = given;
        let Value::Qubits(qubits) = value else {
            let message = format!("expected qubits, this is {}", value.describe());
            return Err(Diagnostic::semantic(*span, message).into());
        };
        let expected = match size {
            Some(size) => match self.evaluate(size, nodes)?.to_integer(size.span, "a size")? {
                Some(count) => count,
                None => {
                    self.poison(name);
                    return Ok(());
                }
            },
            None => 1,
        };
        if qubits.len() as i64 != expected {
            let message = format!("expected {}, given {}", counted(expected, "qubit"), qubits.len());
            return Err(Diagnostic::semantic(*span, message).into());
        }
        let qubits = match (size, qubits) {
            (None, qubits) => Indices::One(qubits.get(0)),
            (Some(_), Indices::One(qubit)) => Indices::Run { start: *qubit, size: 1 },
            (Some(_), qubits) => qubits.clone(),
        };
        self.declare(name, Symbol::Qubits(qubits))?;
        Ok(())
    }

    /// Arrays are lent, not copied.
    fn bind_array(
        &mut self,
        ArrayArgument { argument, access, type_name }: ArrayArgument<'_>,
        given: &Spanned<Value>,
        nodes: &[Node],
    ) -> Evaluated<()> {
        let Spanned { value, span } = given.clone();
        let Some(scalar) = self.scalar(&type_name.scalar, nodes)? else {
            self.poison(argument.name);
            return Ok(());
        };
        let sizes = self.argument_sizes(&type_name.dimensions, nodes)?;
        let view: View = match &value {
            Value::View(view) if !view.axes.is_empty() => view.clone(),
            Value::Array(array) => {
                let type_of =
                    crate::qasm::semantic::Type { scalar: array.scalar, sizes: array.sizes.clone() };
                let slot = self.data.memory.add(type_of, value.clone());
                array.view(slot)
            }
            other => {
                let message = format!("expected an array, this is {}", other.describe());
                return Err(Diagnostic::semantic(span, message).into());
            }
        };
        let fits = match &sizes {
            Sizes::Count(count) => view.axes.len() as i64 == *count,
            Sizes::Given(sizes) => view.axes.iter().map(|axis| i64::from(axis.0)).eq(sizes.iter().copied()),
        };
        if !fits {
            return Err(Diagnostic::semantic(span, "this array has other dimensions than the argument")
                .label(argument.name.span, "the argument")
                .into());
        }
        if std::mem::discriminant(&view.scalar) != std::mem::discriminant(&scalar) {
            let message = format!("an array of {} is given for one of {}", view.scalar.name(), scalar.name());
            return Err(Diagnostic::semantic(span, message).into());
        }
        self.declare(argument.name, Symbol::Reference(view, access))?;
        Ok(())
    }

    fn argument_sizes(&mut self, dimensions: &Dimensions, nodes: &[Node]) -> Evaluated<Sizes> {
        let number = |machine: &mut Machine, expression: &Expr| -> Evaluated<i64> {
            let value = machine.evaluate(*expression, nodes)?;
            Ok(value.to_integer(expression.span, "a size")?.unwrap_or(0))
        };
        match dimensions {
            Dimensions::Count(count) => Ok(Sizes::Count(number(self, count)?)),
            Dimensions::Sizes(sizes) => {
                let sizes = sizes.iter().map(|size| number(self, size)).collect::<Evaluated<_>>()?;
                Ok(Sizes::Given(sizes))
            }
            Dimensions::None => Ok(Sizes::Given(Vec::new())),
        }
    }

    /// `return value;`
    pub(super) fn return_statement(
        &mut self,
        value: Option<Expr>,
        nodes: &[Node],
        span: Span,
    ) -> Evaluated<()> {
        let mut result = match value {
            Some(value) => self.evaluate(value, nodes)?,
            None => Value::Nothing,
        };
        if self.flow.checking > 0 {
            return Ok(());
        }
        let Some(at) = self.flow.frames.iter().rposition(|frame| matches!(frame.role, Role::Call(_))) else {
            return Err(Diagnostic::semantic(span, "`return` outside of a subroutine").into());
        };
        self.check_unconditional(at, span)?;
        if let (Role::Call(back), Some(value)) = (&self.flow.frames[at].role, value) {
            match back.result {
                // It is read as the register that it is.
                Some(Scalar::Bit(None)) if is_wide(&result) => {
                    self.talk.notice(Notice::OldDraft, value.span, WIDE_BIT);
                }
                Some(scalar) => result = result.cast(scalar, Conversion::Implicit, value.span)?,
                None => {
                    let message = "a subroutine that returns a value says its type: `def name(…) -> type`";
                    self.talk.notice(Notice::ResultType, span, message);
                }
            }
        }
        while self.flow.frames.len() > at + 1 {
            self.pop();
        }
        self.leave_call(result);
        Ok(())
    }

    /// Hands a result to the caller.
    pub(super) fn leave_call(&mut self, value: Value) {
        let Some(frame) = self.pop() else { return };
        if let (Role::Call(back), Some(caller)) = (frame.role, self.flow.frames.last_mut()) {
            caller.results.push((back.node, value));
        }
    }
}

/// The dimensions that an argument asks for.
enum Sizes {
    Count(i64),
    Given(Vec<i64>),
}

impl Scalar {
    /// A type without an array around it.
    pub(super) fn alone(self) -> crate::qasm::semantic::Type {
        crate::qasm::semantic::Type { scalar: self, sizes: Default::default() }
    }
}
