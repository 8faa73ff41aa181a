//! Inputs. Real ones, and the parts of complex ones, are parameters of the circuit, which have their value beside them if
//! it is given; every other one is the value that it is given.

use super::{Machine, Notice};
use crate::Angle;
use crate::qasm::ast::Name;
use crate::qasm::declaration::DeclarationKind;
use crate::qasm::diagnostic::{Diagnostic, quoted};
use crate::qasm::semantic::{
    Access, Array, Conversion, Duration, Evaluated, Formula, Phasor, Scalar, Symbol, Type, Value,
};
use std::sync::Arc;

/// What is said about an input that is a length of time.
const DURATION: &str = "an input that is a duration is its value in seconds, 0 if none is given";

impl Machine {
    /// `input type name;`: an array's elements are inputs `name[0]`, `name[1]`, … of their own.
    pub(super) fn input(&mut self, name: Name, type_of: Type) -> Evaluated<()> {
        let text = self.world.names.text(name.id).to_string();
        if self.data.scope.get(name.id).is_some_and(|entry| entry.span.is_some()) {
            self.declare(name, Symbol::Poison)?;
        }
        if type_of.sizes.is_empty() {
            let Some(value) = self.given(text, type_of.scalar, name)? else {
                self.poison(name);
                return Ok(());
            };
            return match value {
                Value::Formula(_) | Value::Phasor(_) => Ok(self.declare(name, Symbol::Input(value))?),
                value => self.bind(name, type_of.scalar, value),
            };
        }
        let mut values = Vec::new();
        for place in places(&type_of.sizes) {
            values.push(self.given(format!("{text}{place}"), type_of.scalar, name)?);
        }
        let Some(values) = values.into_iter().collect::<Option<Vec<Value>>>() else {
            self.poison(name);
            return Ok(());
        };
        let array = Array { scalar: type_of.scalar, sizes: type_of.sizes.clone(), values: Arc::new(values) };
        let slot = self.data.memory.add(type_of, Value::Array(array.clone()));
        Ok(self.declare(name, Symbol::Reference(array.view(slot), Access::ReadOnly))?)
    }

    /// One number of an input; `None` if it needs a value and has none.
    fn given(&mut self, text: String, scalar: Scalar, name: Name) -> Evaluated<Option<Value>> {
        match scalar {
            Scalar::Float(_) | Scalar::Angle(_) => return Ok(Some(Value::Formula(self.free(text, name)))),
            Scalar::Complex => {
                let (re, im) = (self.free(format!("{text}.re"), name), self.free(format!("{text}.im"), name));
                return Ok(Some(Value::Phasor(Box::new(Phasor { re, im }))));
            }
            _ => {}
        }
        let number = self.number_given(&text);
        if scalar == Scalar::Duration {
            self.talk.notice(Notice::Duration, name.span, DURATION);
            self.output.used_inputs.extend(number.map(|_| text));
            let refused = || {
                Diagnostic::semantic(name.span, "this length of time is too long, or too fine, to be exact")
            };
            let duration = Duration::of_seconds(number.unwrap_or(0.0)).ok_or_else(refused)?;
            return Ok(Some(Value::Duration(duration)));
        }
        let Some(number) = number else {
            self.output.missing_inputs.push((text, name.span));
            return Ok(None);
        };
        let Some(range) = values_of(scalar).filter(|range| !range.contains(number)) else {
            let value = if number.abs() < 9e18 { Value::int(number as i64) } else { Value::Float(number) };
            let value = value.cast(scalar, Conversion::Cast, name.span)?;
            self.output.used_inputs.push(text);
            return Ok(Some(value));
        };
        let message = format!("{} is given as {number}: {} holds {range}", quoted(&text), scalar.name());
        Err(Diagnostic::semantic(name.span, message).into())
    }

    /// A parameter of the circuit, with its value if it is given.
    fn free(&mut self, text: String, name: Name) -> Formula {
        let known = self.flow.is_resumed.then(|| self.output.sink.circuit.parameters().contains(&text));
        let parameter = match known {
            Some(true) => self.output.sink.circuit.parameter(&text),
            // The name has been checked: no other input has it.
            _ => self.output.sink.circuit.add_parameter(&text),
        };
        let value = self.number_given(&text);
        if known != Some(true) {
            self.declared(text, DeclarationKind::Input, name, None);
        }
        Formula { angle: Angle::from(parameter), value }
    }

    fn number_given(&self, text: &str) -> Option<f64> {
        self.world.options.inputs.iter().rev().find(|(known, _)| known == text).map(|(_, number)| *number)
    }
}

/// The whole numbers of a type.
struct Range {
    /// The exponent of the smallest, −2^k; 0 where that is `None`.
    low: Option<u32>,
    /// One more than the largest is 2^k.
    high: u32,
}

/// Which numbers a type holds; `None` for one that is not whole.
fn values_of(scalar: Scalar) -> Option<Range> {
    Some(match scalar {
        Scalar::Int(width) => {
            let exponent = u32::from(width).saturating_sub(1);
            Range { low: Some(exponent), high: exponent }
        }
        Scalar::Uint(width) => Range { low: None, high: u32::from(width) },
        Scalar::Bit(width) => Range { low: None, high: width.unwrap_or(1) },
        Scalar::Bool => Range { low: None, high: 1 },
        _ => return None,
    })
}

impl Range {
    fn contains(&self, number: f64) -> bool {
        let least = self.low.map_or(0.0, |exponent| -f64::from(exponent).exp2());
        number.fract() == 0.0 && number >= least && number < f64::from(self.high).exp2()
    }
}

impl std::fmt::Display for Range {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let power = |exponent: u32| {
            if exponent < 63 { (1i64 << exponent).to_string() } else { format!("2^{exponent}") }
        };
        f.write_str("the whole numbers from ")?;
        match self.low {
            Some(exponent) => write!(f, "-{}", power(exponent))?,
            None => f.write_str("0")?,
        }
        match self.high {
            high if high < 63 => write!(f, " to {}", (1i64 << high) - 1),
            high => write!(f, " to 2^{high} - 1"),
        }
    }
}

/// The indices of an array's elements in order, as text.
fn places(sizes: &[u32]) -> Vec<String> {
    sizes.iter().fold(vec![String::new()], |places, size| {
        places.iter().flat_map(|place| (0..*size).map(move |k| format!("{place}[{k}]"))).collect()
    })
}
