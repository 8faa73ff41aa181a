//! Operators as users write them, `z(0) * z(1) - 0.5 * x(0)`: the algebra of Pauli matrices over the complex numbers.
//! An expression becomes an observable at the end, where what is wrong with it is said.

use super::{Pauli, PauliError, PauliString, PauliSum};
use crate::C64;
use std::collections::BTreeMap;
use std::iter::Sum;
use std::ops::{Add, Mul, Neg, Sub};

/// `Σ_k c_k P_k` with complex coefficients; letters on one qubit multiply as the matrices do, `X·Y = iZ`.
///
/// Operators cannot answer with a `Result`, so an expression keeps its first error (a qubit out of range) and
/// [`observable`](Self::observable) or [`IntoObservable`](super::IntoObservable) reports it, as they report coefficients
/// that are not real: `x(0) * y(0)` is no observable, `x(0) * y(0) * z(0) * C64::i()` is −1.
///
/// ```
/// use ansatz_circuits::pauli::{x, y, z, PauliExpression};
/// let chain: PauliExpression = (0..3).map(|i| z(i) * z(i + 1)).sum();
/// let energy = (-1.0 * chain - 0.5 * x(0)).observable()?;
/// assert_eq!(energy.to_string(), "-1 * Z0 Z1 - 1 * Z1 Z2 - 1 * Z2 Z3 - 0.5 * X0");
/// assert_eq!((x(0) * x(0) + y(1)).observable()?.to_string(), "1 * I + 1 * Y1");
/// assert!((x(0) * y(0)).observable().is_err());
/// assert!(z(70_000).observable().is_err());
/// # Ok::<(), ansatz_circuits::pauli::PauliError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct PauliExpression {
    /// Each string once, in the order of first occurrence.
    terms: Vec<(C64, PauliString)>,
    error: Option<PauliError>,
}

/// Imaginary parts up to this share of the largest coefficient are rounding.
const ROUNDING: f64 = 1e-12;

/// Pauli X on a qubit.
pub fn x(qubit: usize) -> PauliExpression {
    PauliString::single(qubit, Pauli::X).into()
}

/// Pauli Y on a qubit.
pub fn y(qubit: usize) -> PauliExpression {
    PauliString::single(qubit, Pauli::Y).into()
}

/// Pauli Z on a qubit.
pub fn z(qubit: usize) -> PauliExpression {
    PauliString::single(qubit, Pauli::Z).into()
}

impl PauliExpression {
    /// The terms `(coefficient, string)`, each string once.
    pub fn terms(&self) -> &[(C64, PauliString)] {
        &self.terms
    }

    /// The observable that it is; terms that have cancelled are left out.
    ///
    /// # Errors
    /// [`PauliError::QubitOutOfRange`] of any of its parts, [`PauliError::NotHermitian`] for a coefficient whose
    /// imaginary part is not rounding.
    pub fn observable(&self) -> Result<PauliSum, PauliError> {
        if let Some(error) = &self.error {
            return Err(error.clone());
        }
        let largest = self.terms.iter().map(|(coefficient, _)| coefficient.norm()).fold(1.0, f64::max);
        let real =
            |(coefficient, string): &(C64, PauliString)| match coefficient.im.abs() <= ROUNDING * largest {
                true => Ok((coefficient.re, string.clone())),
                false => Err(PauliError::NotHermitian { string: string.clone(), coefficient: *coefficient }),
            };
        let terms = self.terms.iter().map(real).filter(|term| !matches!(term, Ok((0.0, _))));
        terms.collect()
    }

    /// Terms with equal strings added up.
    fn collected(terms: impl IntoIterator<Item = (C64, PauliString)>, error: Option<PauliError>) -> Self {
        let mut positions: BTreeMap<PauliString, usize> = BTreeMap::new();
        let mut sum: Vec<(C64, PauliString)> = Vec::new();
        for (coefficient, string) in terms {
            let at = *positions.entry(string.clone()).or_insert(sum.len());
            match sum.get_mut(at) {
                Some(known) => known.0 += coefficient,
                None => sum.push((coefficient, string)),
            }
        }
        PauliExpression { terms: sum, error }
    }
}

impl From<Result<PauliString, PauliError>> for PauliExpression {
    fn from(string: Result<PauliString, PauliError>) -> PauliExpression {
        match string {
            Ok(string) => string.into(),
            Err(error) => PauliExpression { terms: Vec::new(), error: Some(error) },
        }
    }
}

impl From<PauliString> for PauliExpression {
    fn from(string: PauliString) -> PauliExpression {
        PauliExpression { terms: vec![(C64::new(1.0, 0.0), string)], error: None }
    }
}

impl From<&PauliSum> for PauliExpression {
    fn from(sum: &PauliSum) -> PauliExpression {
        let complex = |(coefficient, string): &(f64, PauliString)| (C64::from(*coefficient), string.clone());
        PauliExpression { terms: sum.iter().map(complex).collect(), error: None }
    }
}

impl From<PauliSum> for PauliExpression {
    fn from(sum: PauliSum) -> PauliExpression {
        PauliExpression::from(&sum)
    }
}

impl From<f64> for PauliExpression {
    fn from(number: f64) -> PauliExpression {
        PauliExpression::from(PauliString::IDENTITY) * number
    }
}

impl TryFrom<PauliExpression> for PauliSum {
    type Error = PauliError;
    fn try_from(expression: PauliExpression) -> Result<PauliSum, PauliError> {
        expression.observable()
    }
}

impl<T: Into<PauliExpression>> Add<T> for PauliExpression {
    type Output = PauliExpression;
    fn add(self, other: T) -> PauliExpression {
        [self, other.into()].into_iter().sum()
    }
}

impl<T: Into<PauliExpression>> Sub<T> for PauliExpression {
    type Output = PauliExpression;
    fn sub(self, other: T) -> PauliExpression {
        self + -other.into()
    }
}

impl Neg for PauliExpression {
    type Output = PauliExpression;
    fn neg(mut self) -> PauliExpression {
        self.terms.iter_mut().for_each(|term| term.0 = -term.0);
        self
    }
}

impl Sum for PauliExpression {
    fn sum<I: Iterator<Item = PauliExpression>>(parts: I) -> PauliExpression {
        let mut error = None;
        let mut terms = Vec::new();
        for part in parts {
            terms.extend(part.terms);
            error = error.or(part.error);
        }
        PauliExpression::collected(terms, error)
    }
}

impl Mul for PauliExpression {
    type Output = PauliExpression;
    fn mul(self, other: PauliExpression) -> PauliExpression {
        let product = |a: &(C64, PauliString), b: &(C64, PauliString)| {
            let (phase, string) = a.1.product(&b.1);
            (a.0 * b.0 * phase, string)
        };
        let terms = self.terms.iter().flat_map(|a| other.terms.iter().map(move |b| product(a, b)));
        let error = self.error.clone().or(other.error.clone());
        PauliExpression::collected(terms, error)
    }
}

impl Mul<PauliString> for PauliString {
    type Output = PauliExpression;
    fn mul(self, other: PauliString) -> PauliExpression {
        PauliExpression::from(self) * PauliExpression::from(other)
    }
}

impl Mul<C64> for PauliExpression {
    type Output = PauliExpression;
    fn mul(mut self, factor: C64) -> PauliExpression {
        self.terms.iter_mut().for_each(|term| term.0 *= factor);
        self
    }
}

impl Mul<f64> for PauliExpression {
    type Output = PauliExpression;
    fn mul(mut self, factor: f64) -> PauliExpression {
        self.terms.iter_mut().for_each(|term| term.0 *= factor);
        self
    }
}

impl Mul<PauliExpression> for f64 {
    type Output = PauliExpression;
    fn mul(self, expression: PauliExpression) -> PauliExpression {
        expression * self
    }
}

impl Mul<PauliExpression> for C64 {
    type Output = PauliExpression;
    fn mul(self, expression: PauliExpression) -> PauliExpression {
        expression * self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_algebra_is_that_of_the_matrices() {
        assert_eq!(x(0) * y(0), C64::i() * z(0));
        assert_eq!(y(0) * x(0), -(C64::i() * z(0)));
        assert_eq!(
            (x(0) + z(1)) * (x(0) - z(1)),
            1.0 * (x(0) * x(0)) - x(0) * z(1) + z(1) * x(0) - z(1) * z(1)
        );
        let square = (0.6 * x(0) + 0.8 * z(0)) * (0.6 * x(0) + 0.8 * z(0));
        assert_eq!(square.observable(), Ok(PauliSum::constant(0.6 * 0.6 + 0.8 * 0.8)));
    }

    #[test]
    fn imaginary_coefficients_and_qubits_out_of_range_are_told_at_the_end() {
        let string = PauliString::single(0, Pauli::Z).expect("0 is a qubit");
        let coefficient = C64::i();
        assert_eq!((x(0) * y(0)).observable(), Err(PauliError::NotHermitian { string, coefficient }));
        assert_eq!(
            (0.5 * (x(1) + z(0) * y(99_999)) - 3.0).observable(),
            Err(PauliError::QubitOutOfRange { qubit: 99_999 })
        );
        assert_eq!((x(0) * y(0) * z(0) * C64::i() + 1.0).observable(), Ok(PauliSum::default()));
    }
}
