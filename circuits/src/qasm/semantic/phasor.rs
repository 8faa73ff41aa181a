//! Complex numbers that depend on inputs: real and imaginary part as formulas. Called by arithmetic and functions.

use super::arithmetic::{Site, parametric};
use super::formula::Formula;
use super::stop::Evaluated;
use super::value::{Value, not_finite};
use crate::qasm::ast::Binary;
use crate::qasm::diagnostic::Diagnostic;
use crate::{C64, CircuitError, FunctionKind};
use FunctionKind::{Divide, Multiply, Power, Sqrt};

/// `re + im·i`
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Phasor {
    pub(crate) re: Formula,
    pub(crate) im: Formula,
}

impl From<C64> for Phasor {
    fn from(value: C64) -> Phasor {
        Phasor { re: value.re.into(), im: value.im.into() }
    }
}

/// The largest power that is written out as products.
const MAX_POWER: f64 = 16.0;

impl Phasor {
    /// `left operator right`.
    pub(super) fn combined(self, operator: Binary, right: Phasor, site: Site<'_>) -> Evaluated<Value> {
        let result = match operator {
            Binary::Add => Ok(self.plus(right)),
            Binary::Subtract => Ok(self.plus(right.negated())),
            Binary::Multiply => self.times(&right),
            Binary::Divide => self.over(&right),
            Binary::Power => return self.power(&right, site),
            _ => return site.error("this operator needs complex numbers that do not depend on inputs"),
        };
        value(result, site)
    }

    pub(super) fn negated(self) -> Phasor {
        Phasor { re: self.re.scaled(-1.0), im: self.im.scaled(-1.0) }
    }

    /// `real`, `imag`, `abs` of it.
    pub(super) fn part(self, name: &str, site: Site<'_>) -> Evaluated<Value> {
        match name {
            "real" => parametric(Ok(self.re), site),
            "imag" => parametric(Ok(self.im), site),
            _ => parametric(self.square().and_then(|sum| Formula::apply(Sqrt, &[sum])), site),
        }
    }

    fn plus(self, other: Phasor) -> Phasor {
        Phasor { re: self.re.plus(other.re), im: self.im.plus(other.im) }
    }

    fn times(&self, other: &Phasor) -> Result<Phasor, CircuitError> {
        let product = |a: &Formula, b: &Formula| Formula::apply(Multiply, &[a.clone(), b.clone()]);
        Ok(Phasor {
            re: product(&self.re, &other.re)?.plus(product(&self.im, &other.im)?.scaled(-1.0)),
            im: product(&self.re, &other.im)?.plus(product(&self.im, &other.re)?),
        })
    }

    /// `self · conj(other) / |other|²`.
    fn over(&self, other: &Phasor) -> Result<Phasor, CircuitError> {
        let conjugate = Phasor { re: other.re.clone(), im: other.im.clone().scaled(-1.0) };
        let (product, square) = (self.times(&conjugate)?, other.square()?);
        let quotient = |part: Formula| Formula::apply(Divide, &[part, square.clone()]);
        Ok(Phasor { re: quotient(product.re)?, im: quotient(product.im)? })
    }

    /// `re² + im²`.
    fn square(&self) -> Result<Formula, CircuitError> {
        let square = |x: &Formula| Formula::apply(Power, &[x.clone(), 2.0.into()]);
        Ok(square(&self.re)?.plus(square(&self.im)?))
    }

    /// Small whole powers, as products.
    fn power(&self, exponent: &Phasor, site: Site<'_>) -> Evaluated<Value> {
        let count = Some(&exponent.re.angle)
            .filter(|re| re.is_constant() && exponent.im == 0.0.into())
            .map(|re| re.offset())
            .filter(|x| x.fract() == 0.0 && x.abs() <= MAX_POWER);
        let Some(count) = count else {
            return site.error("powers of complex numbers that depend on inputs have small whole exponents");
        };
        let one = Phasor::from(C64::ONE);
        let product = (0..count.abs() as u32).try_fold(one.clone(), |product, _| product.times(self));
        value(if count < 0.0 { product.and_then(|below| one.over(&below)) } else { product }, site)
    }
}

/// A complex value, if it is finite.
fn value(result: Result<Phasor, CircuitError>, site: Site<'_>) -> Evaluated<Value> {
    let phasor = result.map_err(|error| Diagnostic::limit(site.span, error.to_string()))?;
    let (re, im) = (&phasor.re.angle, &phasor.im.angle);
    if !re.is_finite() || !im.is_finite() {
        return Err(not_finite(site.span).into());
    }
    Ok(match re.is_constant() && im.is_constant() {
        true => Value::Complex(C64::new(re.offset(), im.offset())),
        false => Value::Phasor(Box::new(phasor)),
    })
}
