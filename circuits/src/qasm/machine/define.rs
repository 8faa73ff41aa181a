//! Gate definitions. A body becomes a gate once; one with powers whose exponents are parameters is kept as written and
//! becomes a gate for each set of numbers that it is called with.

use super::{Machine, Sink, from_circuit_error};
use crate::qasm::ast::{GateDefinition, Name, Node};
use crate::qasm::diagnostic::{Checked, Diagnostic, quoted};
use crate::qasm::semantic::{Evaluated, Formula, GateSymbol, Place, Symbol, Template, Value};
use crate::qasm::source::Span;
use crate::{Angle, Circuit, Composite};
use std::sync::Arc;

/// How deep gates may be defined by gates: flattening follows the definitions.
const MAX_DEPTH: usize = 256;
/// How deep templates may call templates.
const MAX_TEMPLATE_DEPTH: usize = 32;
/// How many gates one call may make from templates, and how many are kept for later calls.
const MAX_INSTANCES: usize = 1 << 16;

/// A template at given numbers; `None` stands for an argument that stays a parameter.
pub(super) type InstanceKey = (usize, Vec<Option<u64>>);

impl Machine {
    pub(super) fn define_gate(&mut self, definition: &Arc<GateDefinition>, nodes: &[Node]) -> Checked<()> {
        let nodes: Arc<[Node]> = Arc::from(nodes);
        let name = definition.name;
        self.check_new_gate(name)?;
        let (num_errors, outer_gate) = (self.talk.num_errors, self.gates.current_gate.replace(name.id));
        let parameters = vec![None; definition.parameters.len()];
        let body = self.body(definition, &nodes, &parameters);
        self.gates.current_gate = outer_gate;
        let is_sound = body.is_ok() && self.talk.num_errors == num_errors;
        let symbol = match body {
            Ok(_) if !is_sound => Symbol::Poison,
            Ok(sink) if sink.is_template => {
                let template = Template { definition: Arc::clone(definition), nodes };
                Symbol::Gate(GateSymbol::Template(Arc::new(template)))
            }
            Ok(sink) => Symbol::Gate(GateSymbol::Composite(self.composite(name, sink.circuit)?)),
            Err(error) => {
                self.talk.report(*error);
                Symbol::Poison
            }
        };
        if self.data.scope.declare(name.id, symbol.clone(), name.span).is_err() {
            self.data.scope.replace(name.id, symbol);
        }
        Ok(())
    }

    pub(super) fn define_opaque(&mut self, definition: &GateDefinition) -> Checked<()> {
        self.check_new_gate(definition.name)?;
        let (name, span) = (definition.name, definition.name.span);
        self.data.scope.declare(name.id, Symbol::Opaque, span).map_err(|entry| self.redeclared(name, &entry))
    }

    /// A name of this program cannot be defined twice; one of an included file can, with a warning.
    fn check_new_gate(&mut self, name: Name) -> Checked<()> {
        if let Some(entry) = self.data.scope.get(name.id).filter(|entry| entry.span.is_some()) {
            return Err(self.redeclared(name, &entry.clone()));
        }
        if self.is_standard_gate(name.id) {
            let text = quoted(self.world.names.text(name.id));
            let message = format!("{text} is a standard gate; from here on it is the one defined here");
            self.talk.report(*Diagnostic::warning(name.span, message));
        }
        Ok(())
    }

    /// Lowers a body with some parameters replaced by numbers.
    fn body(
        &mut self,
        definition: &GateDefinition,
        nodes: &Arc<[Node]>,
        numbers: &[Option<f64>],
    ) -> Checked<Sink> {
        let mut circuit = Circuit::new(definition.qubits.len());
        let mut values = Vec::new();
        for (name, number) in definition.parameters.iter().zip(numbers) {
            values.push(match number {
                Some(number) => Value::Float(*number),
                None => {
                    let angle = Angle::from(circuit.add_parameter(self.world.names.text(name.id)));
                    Value::Formula(Formula { angle, value: None })
                }
            });
        }
        let outer = std::mem::replace(&mut self.output.sink, Sink::new(circuit, Place::Gate));
        let (depth, checking) = (self.data.scope.depth(), std::mem::take(&mut self.flow.checking));
        self.data.scope.open_body();
        let declared = self.arguments(definition, values);
        if declared.is_ok() {
            self.push_outermost(Arc::clone(&definition.body), Arc::clone(nodes), definition.name.span);
            // A gate reads no outcomes, so it waits for none.
            let _ = self.run(self.flow.frames.len() - 1);
        }
        self.flow.checking = checking;
        self.data.scope.close(depth);
        let sink = std::mem::replace(&mut self.output.sink, outer);
        declared.map(|()| sink)
    }

    fn arguments(&mut self, definition: &GateDefinition, values: Vec<Value>) -> Checked<()> {
        let parameters = definition.parameters.iter().zip(values.into_iter().map(Symbol::Constant));
        let qubits = definition.qubits.iter().zip((0..).map(Symbol::GateQubit));
        for (name, symbol) in parameters.chain(qubits) {
            if let Err(entry) = self.data.scope.declare(name.id, symbol, name.span) {
                let text = quoted(self.world.names.text(name.id));
                let error = Diagnostic::semantic(name.span, format!("argument {text} is named twice"));
                return Err(match entry.span {
                    Some(span) => error.label(span, "the first"),
                    None => error,
                });
            }
        }
        Ok(())
    }

    fn composite(&mut self, name: Name, body: Circuit) -> Checked<Arc<Composite>> {
        let text = self.world.names.text(name.id).to_string();
        let composite = Composite::new(text, body).map_err(|error| {
            self.poison(name);
            from_circuit_error(&error, name.span)
        })?;
        if composite.depth() > MAX_DEPTH {
            self.poison(name);
            let message = format!("gates are defined by gates more than {MAX_DEPTH} levels deep");
            return Err(Diagnostic::limit(name.span, message));
        }
        Ok(Arc::new(composite))
    }

    /// The gate that a template is for these angles: numbers are put in, inputs stay parameters.
    /// `None` if the gate that is being defined needs its own parameters' numbers first.
    pub(super) fn instantiate(
        &mut self,
        template: &Arc<Template>,
        angles: &[Angle],
        span: Span,
    ) -> Evaluated<Option<Arc<Composite>>> {
        let numbers: Vec<Option<f64>> = angles.iter().map(|a| a.is_constant().then(|| a.offset())).collect();
        let bits = numbers.iter().map(|number| number.map(f64::to_bits)).collect();
        let key = (Arc::as_ptr(template) as usize, bits);
        if let Some(composite) = self.gates.caches().instances.get(&key) {
            return Ok(Some(Arc::clone(composite)));
        }
        let num_errors = self.talk.num_errors;
        let was_bound = self.gates.is_bound;
        self.gates.is_bound |= self.output.sink.place == Place::Program;
        let sink = self.instance(template, &numbers, span);
        self.gates.is_bound = was_bound;
        let sink = sink?;
        if self.talk.num_errors > num_errors {
            if let Some(last) = self.talk.diagnostics.last_mut() {
                last.labels.push((span, "called here".to_string()));
            }
            return Ok(None);
        }
        if sink.is_template {
            // Only a gate that is being defined leaves exponents to its own calls.
            self.output.sink.is_template = true;
            return Ok(None);
        }
        let composite = self.composite(template.definition.name, sink.circuit)?;
        let mut caches = self.gates.caches();
        if caches.instances.len() >= MAX_INSTANCES {
            caches.instances.clear();
        }
        caches.instances.insert(key, Arc::clone(&composite));
        drop(caches);
        Ok(Some(composite))
    }

    /// A template's body for these numbers, within the limits of one call.
    fn instance(&mut self, template: &Template, numbers: &[Option<f64>], span: Span) -> Checked<Sink> {
        if self.output.sink.place == Place::Program {
            self.gates.instance_count = 0;
        }
        self.gates.instance_count += 1;
        if self.gates.instance_depth >= MAX_TEMPLATE_DEPTH || self.gates.instance_count > MAX_INSTANCES {
            return Err(Diagnostic::limit(
                span,
                "gates whose exponents are parameters call each other too deeply",
            ));
        }
        self.gates.instance_depth += 1;
        let sink = self.body(&template.definition, &template.nodes, numbers);
        self.gates.instance_depth -= 1;
        sink
    }
}
