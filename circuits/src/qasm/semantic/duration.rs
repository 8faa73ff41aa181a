//! Lengths of time. Those with a unit of seconds are exact; steps of the device's clock, `dt`, have no length that a program
//! knows, and are counted apart. Called by arithmetic and comparison.

use super::arithmetic::Site;
use super::fraction::{Fraction, power_of_ten};
use super::integer::Integer;
use super::stop::{Evaluated, Stop};
use super::value::Value;
use crate::qasm::ast::Binary;
use crate::qasm::diagnostic::Diagnostic;
use std::cmp::Ordering;

/// Seconds, and steps of the device's clock.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Duration {
    pub(crate) seconds: Fraction,
    pub(crate) steps: Fraction,
}

impl Duration {
    pub(crate) const ZERO: Duration = Duration { seconds: Fraction::ZERO, steps: Fraction::ZERO };

    /// So many seconds; `None` beyond what is exact.
    pub(crate) fn of_seconds(seconds: f64) -> Option<Duration> {
        Some(Duration { seconds: Fraction::of_float(seconds)?, steps: Fraction::ZERO })
    }

    /// A literal: digits and a unit.
    pub(crate) fn of_literal(text: &str) -> Option<Duration> {
        let digits = text.trim_end_matches(|c: char| c.is_alphabetic() || c == 'µ' || c == 'μ').trim_end();
        let unit = text[digits.len()..].trim_start();
        let number = Fraction::of_decimal(digits)?;
        let exponent = match unit.strip_suffix('s') {
            Some("n") => -9,
            Some("m") => -3,
            Some("") => 0,
            Some(_) => -6,
            None => return Some(Duration { seconds: Fraction::ZERO, steps: number }),
        };
        Some(Duration { seconds: number.times(power_of_ten(exponent)?)?, steps: Fraction::ZERO })
    }

    pub(super) fn negated(self) -> Duration {
        Duration { seconds: self.seconds.negated(), steps: self.steps.negated() }
    }

    fn plus(self, other: Duration) -> Option<Duration> {
        Some(Duration { seconds: self.seconds.plus(other.seconds)?, steps: self.steps.plus(other.steps)? })
    }

    fn times(self, factor: Fraction) -> Option<Duration> {
        Some(Duration { seconds: self.seconds.times(factor)?, steps: self.steps.times(factor)? })
    }

    /// How many of the other fit; `None` where that depends on the length of a step.
    fn ratio(self, other: Duration) -> Option<Fraction> {
        match (
            self.steps.is_zero() && other.steps.is_zero(),
            self.seconds.is_zero() && other.seconds.is_zero(),
        ) {
            (true, _) => self.seconds.over(other.seconds),
            (_, true) => self.steps.over(other.steps),
            _ => None,
        }
    }

    /// Which is longer, if that is known: a step is some time, but nobody knows how much.
    fn order(self, other: Duration) -> Option<Ordering> {
        match (self.seconds.order(other.seconds), self.steps.order(other.steps)) {
            (order, Ordering::Equal) | (Ordering::Equal, order) => Some(order),
            (a, b) => (a == b).then_some(a),
        }
    }
}

/// The order of two durations.
pub(super) fn compare(a: Duration, b: Duration, site: Site<'_>) -> Evaluated<Ordering> {
    a.order(b).ok_or_else(|| apart(site))
}

/// What seconds and steps cannot say together.
fn apart(site: Site<'_>) -> Stop {
    let message = "this depends on how long a `dt` is, which only a device knows";
    Diagnostic::semantic(site.span, message).hint("compare and divide times in seconds, or in `dt`").into()
}

/// Sums, multiples and ratios.
pub(super) fn arithmetic(operator: Binary, a: Value, b: Value, site: Site<'_>) -> Evaluated<Value> {
    // Time has no effect: a factor without a value counts as 1.
    let number = |value: Value| match value {
        Value::Formula(formula) => Value::Float(formula.value.unwrap_or(1.0)),
        other => other,
    };
    let made = |duration: Option<Duration>| match duration {
        Some(duration) => Ok(Value::Duration(duration)),
        None => site.error("this duration is too large, or too fine, to be exact"),
    };
    match (operator, number(a), number(b)) {
        (Binary::Add, Value::Duration(a), Value::Duration(b)) => made(a.plus(b)),
        (Binary::Subtract, Value::Duration(a), Value::Duration(b)) => made(a.plus(b.negated())),
        (Binary::Multiply, Value::Duration(d), factor @ (Value::Int(_) | Value::Float(_)))
        | (Binary::Multiply, factor @ (Value::Int(_) | Value::Float(_)), Value::Duration(d)) => {
            made(fraction(&factor).and_then(|factor| d.times(factor)))
        }
        (Binary::Divide, Value::Duration(d), divisor @ (Value::Int(_) | Value::Float(_))) => {
            let divisor = fraction(&divisor);
            if divisor.is_some_and(Fraction::is_zero) {
                return site.error("division by zero");
            }
            made(divisor.and_then(|divisor| d.times(Fraction::whole(1).over(divisor)?)))
        }
        (Binary::Divide, Value::Duration(_), Value::Duration(b)) if b == Duration::ZERO => {
            site.error("division by zero")
        }
        (Binary::Divide, Value::Duration(a), Value::Duration(b)) => match a.ratio(b) {
            Some(ratio) => Ok(Value::Float(ratio.value())),
            None => Err(apart(site)),
        },
        _ => site.error("this operator does not take a duration and such a value"),
    }
}

fn fraction(value: &Value) -> Option<Fraction> {
    match value {
        Value::Int(value) => Some(Fraction::whole(Integer::value(*value))),
        Value::Float(value) => Fraction::of_float(*value),
        _ => None,
    }
}
