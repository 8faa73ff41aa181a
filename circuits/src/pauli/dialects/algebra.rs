//! Sums of products with parentheses: `0.5 * (Z0 - X1) @ (Y2)`, `-0.25`, `(0.5+0j) [Z0]`.
//!
//! Called for every dialect but labels: what an operator looks like is said in `letters`, `calls` and `openfermion`.

use super::cursor::{Cursor, Token};
use super::terms::{MOST_PRODUCTS, Term, Terms};
use super::{calls, letters, openfermion};
use crate::C64;
use crate::pauli::{ObservableError, PauliString};

/// The most parentheses inside each other.
const MOST_NESTED: usize = 128;

struct Reader<'a> {
    cursor: Cursor<'a>,
    nested: usize,
    /// Products of terms that may still be taken.
    products: usize,
}

/// A product as far as it has been read: what multiplies from the left, sums that have been multiplied, one term after them.
struct Product {
    sum: Option<Terms>,
    term: Term,
}

/// What is multiplied.
enum Factor {
    One(Term),
    Sum(Terms),
}

/// Reads the whole text.
pub(super) fn read(cursor: Cursor<'_>) -> Result<Terms, ObservableError> {
    let mut reader = Reader { cursor, nested: 0, products: MOST_PRODUCTS };
    let terms = reader.sum()?;
    match reader.cursor.peek()? {
        Token::End => Ok(terms),
        _ => {
            let found = reader.cursor.found();
            Err(reader.cursor.error(format!("expected `+`, `-` or a Pauli letter{found}")))
        }
    }
}

impl Reader<'_> {
    /// `[±] product (± product)*`.
    fn sum(&mut self) -> Result<Terms, ObservableError> {
        let mut sum = Terms::default();
        let mut sign = self.cursor.signs().unwrap_or(1.0);
        loop {
            sum = sum.plus(self.product(sign)?);
            match self.cursor.signs() {
                Some(next) => sign = next,
                None => return Ok(sum),
            }
        }
    }

    /// `factor ([* or @] factor)*`; a number stands first or after a sign of multiplication.
    fn product(&mut self, sign: f64) -> Result<Terms, ObservableError> {
        let at = self.cursor.at();
        let one = |coefficient| Term { coefficient, string: PauliString::IDENTITY, at };
        let mut product = Product { sum: None, term: one(C64::from(sign)) };
        self.multiply(&mut product)?;
        loop {
            if self.cursor.take('*') || self.cursor.take('@') {
                if let Some(sign) = self.cursor.signs() {
                    product.term.coefficient *= sign;
                }
            } else if !matches!(self.cursor.peek()?, Token::Word(_) | Token::Punct('(' | '[')) {
                break;
            }
            self.multiply(&mut product)?;
        }
        self.finish(product)
    }

    fn multiply(&mut self, product: &mut Product) -> Result<(), ObservableError> {
        let at = self.cursor.at();
        match self.factor()? {
            Factor::One(term) => product.term = product.term.times(&term),
            Factor::Sum(sum) => {
                let before = Product { sum: product.sum.take(), term: product.term.clone() };
                // Multiplied from the left by what came before.
                let left = self.finish(before)?;
                let taken = left.times(sum, &mut self.products);
                product.sum = Some(taken.map_err(|message| self.cursor.error_at(at, message))?);
                product.term.coefficient = C64::from(1.0);
                product.term.string = PauliString::IDENTITY;
            }
        }
        Ok(())
    }

    fn finish(&mut self, product: Product) -> Result<Terms, ObservableError> {
        let Product { sum, term } = product;
        let Some(sum) = sum else { return Ok(Terms(vec![term])) };
        if term.string == PauliString::IDENTITY && term.coefficient == C64::from(1.0) {
            return Ok(sum);
        }
        let at = term.at;
        let taken = sum.times(Terms(vec![term]), &mut self.products);
        taken.map_err(|message| self.cursor.error_at(at, message))
    }

    fn factor(&mut self) -> Result<Factor, ObservableError> {
        let at = self.cursor.at();
        match self.cursor.peek()? {
            Token::Number { value, imaginary } => {
                self.cursor.next()?;
                let coefficient = if imaginary { C64::new(0.0, value) } else { C64::from(value) };
                Ok(Factor::One(Term { coefficient, string: PauliString::IDENTITY, at }))
            }
            Token::Punct('(') => self.parenthesis(),
            Token::Punct('[') => openfermion::bracket(&mut self.cursor).map(|string| one(string, at)),
            Token::Word(_) if letters::stand_at(&self.cursor)? => {
                letters::word(&mut self.cursor).map(|string| one(string, at))
            }
            Token::Word(_) => calls::call(&mut self.cursor).map(|string| one(string, at)),
            _ => Err(self.cursor.error(letters::EXPECTED)),
        }
    }

    fn parenthesis(&mut self) -> Result<Factor, ObservableError> {
        if self.nested == MOST_NESTED {
            let message = format!("more than {MOST_NESTED} parentheses inside each other");
            return Err(self.cursor.error(message));
        }
        self.cursor.expect('(')?;
        self.nested += 1;
        let terms = self.sum()?;
        self.nested -= 1;
        self.cursor.expect(')')?;
        // A complex number is a sum too.
        let terms = if terms.0.len() <= 8 { terms.collected() } else { terms };
        Ok(match &terms.0[..] {
            [term] => Factor::One(term.clone()),
            _ => Factor::Sum(terms),
        })
    }
}

fn one(string: PauliString, at: usize) -> Factor {
    Factor::One(Term { coefficient: C64::from(1.0), string, at })
}
