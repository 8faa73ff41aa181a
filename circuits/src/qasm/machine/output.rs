//! What the `output` variables hold when a program has ended.

use super::Machine;
use crate::qasm::diagnostic::{Diagnostic, quoted};
use crate::qasm::output::OutputValue;
use crate::qasm::semantic::{Symbol, Value};

impl Machine {
    /// The outputs that are not bits and whose values are known. A program that goes on after a measurement has none
    /// yet.
    pub(super) fn output_values(&mut self, is_whole: bool) -> Vec<(String, OutputValue)> {
        let mut known = Vec::new();
        for name in std::mem::take(&mut self.output.outputs) {
            let text = self.world.names.text(name.id).to_string();
            let value = match self.data.scope.get(name.id).map(|entry| &entry.symbol) {
                Some(Symbol::Variable(slot)) if is_whole => {
                    shown(&self.data.memory.slots[*slot as usize].value)
                }
                _ => None,
            };
            match value {
                Some(value) => known.push((text, value)),
                None => {
                    let message = format!(
                        "the value of output {} depends on what is measured or on inputs without a value: it is not shown",
                        quoted(&text)
                    );
                    self.talk.report(*Diagnostic::warning(name.span, message));
                }
            }
        }
        known
    }
}

/// A value for people, if it is known.
fn shown(value: &Value) -> Option<OutputValue> {
    Some(match value {
        Value::Int(value) => OutputValue::Integer(value.value()),
        Value::Float(value) => OutputValue::Real(*value),
        Value::Turn(turn) => OutputValue::Real(turn.radians()),
        Value::Formula(formula) => OutputValue::Real(formula.value.filter(|value| value.is_finite())?),
        Value::Bool(value) => OutputValue::Boolean(*value),
        Value::Complex(value) => OutputValue::Complex(value.re, value.im),
        Value::Phasor(phasor) => OutputValue::Complex(phasor.re.value?, phasor.im.value?),
        Value::Duration(duration) => OutputValue::Real(duration.seconds.value()),
        Value::Bits(bits) => {
            let bits = bits.values()?;
            OutputValue::List(bits.into_iter().map(OutputValue::Boolean).collect())
        }
        Value::Array(array) => {
            let values = array.values.iter().map(shown).collect::<Option<Vec<_>>>()?;
            nested(values, &array.sizes)
        }
        _ => return None,
    })
}

/// A list of lists, as large as the dimensions say.
fn nested(values: Vec<OutputValue>, sizes: &[u32]) -> OutputValue {
    let inner = sizes.iter().skip(1).rev();
    OutputValue::List(inner.fold(values, |values, size| {
        values.chunks(*size as usize).map(|chunk| OutputValue::List(chunk.to_vec())).collect()
    }))
}
