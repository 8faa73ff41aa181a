//! Observables as sums of Pauli strings with real coefficients. Called by everybody who asks for expectations; products,
//! which need not be Hermitian, are [`PauliExpression`]s.

use super::{Pauli, PauliExpression, PauliString};
use std::collections::BTreeMap;
use std::iter::Sum;
use std::ops::{Add, Mul, Neg, Sub};

/// `O = Σ_k c_k P_k` with real coefficients: Hermitian by construction.
///
/// ```
/// use ansatz_circuits::PauliSum;
/// let energy: PauliSum = "1.0 * Z0 Z1 + 0.5 * X3".parse()?;
/// assert_eq!(energy.terms().len(), 2);
/// assert_eq!((2.0 * energy).to_string(), "2 * Z0 Z1 + 1 * X3");
/// # Ok::<(), ansatz_circuits::ObservableError>(())
/// ```
#[derive(Clone, PartialEq, Default)]
pub struct PauliSum {
    terms: Vec<(f64, PauliString)>,
}

impl PauliSum {
    /// A sum of these terms; equal strings are added up, in the order of their first occurrence.
    pub fn new(terms: impl IntoIterator<Item = (f64, PauliString)>) -> PauliSum {
        let mut positions: BTreeMap<PauliString, usize> = BTreeMap::new();
        let mut sum: Vec<(f64, PauliString)> = Vec::new();
        for (coefficient, string) in terms {
            let at = *positions.entry(string.clone()).or_insert(sum.len());
            match sum.get_mut(at) {
                Some(known) => known.0 += coefficient,
                None => sum.push((coefficient, string)),
            }
        }
        PauliSum { terms: sum }
    }

    /// `Z` on one qubit. Of a qubit that comes from outside ask [`PauliString::single`], which answers with an error.
    ///
    /// # Panics
    /// If the qubit is not below [`PauliString::MAX_QUBITS`].
    pub fn z(qubit: usize) -> PauliSum {
        PauliString::single(qubit, Pauli::Z).expect("the qubit is below `PauliString::MAX_QUBITS`").into()
    }

    /// A number times the identity.
    pub fn constant(value: f64) -> PauliSum {
        PauliSum::new([(value, PauliString::IDENTITY)])
    }

    /// The terms `(coefficient, string)`.
    pub fn terms(&self) -> &[(f64, PauliString)] {
        &self.terms
    }

    /// How many qubits a state needs to hold it.
    pub fn min_qubits(&self) -> usize {
        self.terms.iter().map(|(_, string)| string.min_qubits()).max().unwrap_or(0)
    }

    /// Whether every coefficient is finite.
    pub fn is_finite(&self) -> bool {
        self.terms.iter().all(|(coefficient, _)| coefficient.is_finite())
    }

    /// The terms `(coefficient, string)`, one by one.
    pub fn iter(&self) -> std::slice::Iter<'_, (f64, PauliString)> {
        self.terms.iter()
    }

    /// The coefficient of a string; 0 if it does not occur.
    pub fn coefficient(&self, string: &PauliString) -> f64 {
        self.terms.iter().find(|(_, known)| known == string).map_or(0.0, |(coefficient, _)| *coefficient)
    }

    /// The sum without the terms whose coefficients are at most `tolerance` in size.
    pub fn simplified(&self, tolerance: f64) -> PauliSum {
        let terms = self.terms.iter().filter(|(coefficient, _)| coefficient.abs() > tolerance);
        PauliSum { terms: terms.cloned().collect() }
    }

    /// Whether `AB = BA`, up to rounding: as operators, even where single terms do not commute.
    ///
    /// ```
    /// # use ansatz_circuits::PauliSum;
    /// let heisenberg: PauliSum = "X0 X1 + Y0 Y1 + Z0 Z1".parse()?;
    /// let magnetization: PauliSum = "Z0 + Z1".parse()?;
    /// assert!(heisenberg.commutes_with(&magnetization));
    /// assert!(!heisenberg.commutes_with(&"Z0".parse()?));
    /// # Ok::<(), ansatz_circuits::ObservableError>(())
    /// ```
    pub fn commutes_with(&self, other: &PauliSum) -> bool {
        let commutator = self * other - other * self;
        let scale = |sum: &PauliSum| sum.iter().map(|(coefficient, _)| coefficient.abs()).sum::<f64>();
        let tolerance = 1e-14 * scale(self) * scale(other);
        commutator.terms().iter().all(|(coefficient, _)| coefficient.norm() <= tolerance)
    }
}

impl From<PauliString> for PauliSum {
    fn from(string: PauliString) -> PauliSum {
        PauliSum { terms: vec![(1.0, string)] }
    }
}

impl FromIterator<(f64, PauliString)> for PauliSum {
    fn from_iter<I: IntoIterator<Item = (f64, PauliString)>>(terms: I) -> PauliSum {
        PauliSum::new(terms)
    }
}

impl<'a> IntoIterator for &'a PauliSum {
    type Item = &'a (f64, PauliString);
    type IntoIter = std::slice::Iter<'a, (f64, PauliString)>;
    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl Sum for PauliSum {
    fn sum<I: Iterator<Item = PauliSum>>(sums: I) -> PauliSum {
        PauliSum::new(sums.flat_map(|sum| sum.terms))
    }
}

impl Add for PauliSum {
    type Output = PauliSum;
    fn add(self, other: PauliSum) -> PauliSum {
        PauliSum::new(self.terms.into_iter().chain(other.terms))
    }
}

impl Neg for PauliSum {
    type Output = PauliSum;
    fn neg(mut self) -> PauliSum {
        self.terms.iter_mut().for_each(|term| term.0 = -term.0);
        self
    }
}

impl Sub for PauliSum {
    type Output = PauliSum;
    fn sub(self, other: PauliSum) -> PauliSum {
        self + -other
    }
}

impl Mul<PauliSum> for f64 {
    type Output = PauliSum;
    fn mul(self, mut sum: PauliSum) -> PauliSum {
        sum.terms.iter_mut().for_each(|term| term.0 *= self);
        sum
    }
}

impl Mul<f64> for PauliSum {
    type Output = PauliSum;
    fn mul(self, factor: f64) -> PauliSum {
        factor * self
    }
}

/// The product of two observables need not be one.
impl Mul<&PauliSum> for &PauliSum {
    type Output = PauliExpression;
    fn mul(self, other: &PauliSum) -> PauliExpression {
        PauliExpression::from(self) * PauliExpression::from(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(text: &str) -> PauliSum {
        text.parse().expect("the text of a test is right")
    }

    #[test]
    fn like_terms_add_up_in_the_order_of_their_first_occurrence() {
        let total: PauliSum = [sum("Z0 + X1"), sum("2 * X1 + Y0"), sum("0.5 * Z0")].into_iter().sum();
        assert_eq!(total.to_string(), "1.5 * Z0 + 3 * X1 + 1 * Y0");
        assert_eq!(total.clone() - total.clone() * 0.5, 0.5 * total.clone());
        assert_eq!(-sum("Z0 - X1"), sum("-Z0 + X1"));
        let nothing = (sum("Z0") - sum("Z0")).simplified(0.0);
        assert_eq!(
            (nothing.to_string().as_str(), nothing.coefficient(&PauliString::IDENTITY)),
            ("0 * I", 0.0)
        );
    }
}
