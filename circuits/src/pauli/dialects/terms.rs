//! What has been read of an operator: terms with complex coefficients, each with its place.
//!
//! Called by every dialect; its products are bounded, so that a short text cannot become a huge operator.

use super::cursor::error_at;
use crate::C64;
use crate::pauli::{ObservableError, PauliString, PauliSum};
use std::collections::BTreeMap;

/// Imaginary parts up to this are rounding, beside the largest coefficient or 1.
const ROUNDING: f64 = 1e-12;
/// The most products of two terms that multiplying sums may take.
pub(super) const MOST_PRODUCTS: usize = 1 << 20;

/// `c · P`, and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Term {
    pub(super) coefficient: C64,
    pub(super) string: PauliString,
    /// In bytes from the beginning of the text.
    pub(super) at: usize,
}

/// A sum of terms.
#[derive(Debug, Clone, Default)]
pub(super) struct Terms(pub(super) Vec<Term>);

impl Term {
    /// The product of two terms, at the place of the first.
    pub(super) fn times(&self, other: &Term) -> Term {
        let (phase, string) = self.string.product(&other.string);
        Term { coefficient: self.coefficient * other.coefficient * phase, string, at: self.at }
    }
}

impl Terms {
    /// Both, the longer one not copied.
    pub(super) fn plus(mut self, mut other: Terms) -> Terms {
        if self.0.is_empty() {
            return other;
        }
        self.0.append(&mut other.0);
        self
    }

    /// Equal strings added up, in the order of their first occurrence.
    pub(super) fn collected(self) -> Terms {
        let mut positions: BTreeMap<PauliString, usize> = BTreeMap::new();
        let mut sum: Vec<Term> = Vec::new();
        for term in self.0 {
            let at = *positions.entry(term.string.clone()).or_insert(sum.len());
            match sum.get_mut(at) {
                Some(known) => known.coefficient += term.coefficient,
                None => sum.push(term),
            }
        }
        Terms(sum)
    }

    /// Every term with every other; `left` is how many products may still be taken.
    ///
    /// # Errors
    /// How many there would be.
    pub(super) fn times(self, other: Terms, left: &mut usize) -> Result<Terms, String> {
        let (a, b) = (self.collected(), other.collected());
        let products = a.0.len().saturating_mul(b.0.len());
        *left = left.checked_sub(products).ok_or_else(|| {
            format!("multiplying sums of {} and {} terms exceeds the {MOST_PRODUCTS} products of terms that are taken for one operator; write it as one sum", a.0.len(), b.0.len())
        })?;
        Ok(Terms(a.0.iter().flat_map(|x| b.0.iter().map(|y| x.times(y))).collect()))
    }

    /// The observable that it is.
    ///
    /// # Errors
    /// A coefficient that is not real or not finite, by the name of its term.
    pub(super) fn observable(self, text: &str) -> Result<PauliSum, ObservableError> {
        let sum = self.collected();
        let largest = sum.0.iter().map(|term| term.coefficient.norm()).fold(1.0, f64::max);
        let real = |term: &Term| {
            let Term { coefficient, ref string, at } = *term;
            if !(coefficient.re.is_finite() && coefficient.im.is_finite()) {
                return Err(error_at(text, at, format!("the coefficient of `{string}` is not finite")));
            }
            if coefficient.im.abs() > ROUNDING * largest {
                let message = format!(
                    "the coefficient of `{string}` is {coefficient}: an observable needs real coefficients"
                );
                return Err(error_at(text, at, message));
            }
            Ok((coefficient.re, string.clone()))
        };
        sum.0.iter().map(real).collect()
    }
}
