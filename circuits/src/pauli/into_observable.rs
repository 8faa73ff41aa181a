//! Whatever can be said to be an observable: text, strings, sums, expressions. Called by those who are asked for expectations.

use super::{PauliError, PauliExpression, PauliString, PauliSum};

/// A value that is an observable, or the text of one.
///
/// ```
/// use ansatz_circuits::pauli::{IntoObservable, PauliError, PauliSum, z};
/// fn all<O: IntoObservable>(observables: impl IntoIterator<Item = O>) -> Result<Vec<PauliSum>, PauliError> {
///     observables.into_iter().map(O::into_observable).collect()
/// }
/// assert_eq!(all(["Z0 Z1", "Z1"])?, all([z(0) * z(1), z(1)])?);
/// # Ok::<(), PauliError>(())
/// ```
pub trait IntoObservable {
    /// The sum of Pauli strings that it stands for.
    ///
    /// # Errors
    /// Text that is none, a qubit out of range, a coefficient that is not real.
    fn into_observable(self) -> Result<PauliSum, PauliError>;
}

impl IntoObservable for PauliSum {
    fn into_observable(self) -> Result<PauliSum, PauliError> {
        Ok(self)
    }
}

impl IntoObservable for &PauliSum {
    fn into_observable(self) -> Result<PauliSum, PauliError> {
        Ok(self.clone())
    }
}

impl IntoObservable for PauliString {
    fn into_observable(self) -> Result<PauliSum, PauliError> {
        Ok(self.into())
    }
}

impl IntoObservable for PauliExpression {
    fn into_observable(self) -> Result<PauliSum, PauliError> {
        self.observable()
    }
}

impl IntoObservable for &PauliExpression {
    fn into_observable(self) -> Result<PauliSum, PauliError> {
        self.observable()
    }
}

impl IntoObservable for &str {
    fn into_observable(self) -> Result<PauliSum, PauliError> {
        Ok(self.parse()?)
    }
}

impl IntoObservable for &String {
    fn into_observable(self) -> Result<PauliSum, PauliError> {
        Ok(self.parse()?)
    }
}

impl IntoObservable for String {
    fn into_observable(self) -> Result<PauliSum, PauliError> {
        Ok(self.parse()?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pauli::{x, z};

    #[test]
    fn every_way_to_say_an_observable_gives_the_same_sum() -> Result<(), PauliError> {
        let text = "1 * Z0 X1";
        let string: PauliString = "Z0 X1".parse()?;
        let expected = PauliSum::new([(1.0, string.clone())]);
        let said = [
            text.into_observable(),
            text.to_string().into_observable(),
            (&text.to_string()).into_observable(),
            string.into_observable(),
            expected.clone().into_observable(),
            (&expected).into_observable(),
            (z(0) * x(1)).into_observable(),
            (&(z(0) * x(1))).into_observable(),
        ];
        said.into_iter().for_each(|sum| assert_eq!(sum.as_ref(), Ok(&expected)));
        assert!(matches!("Z0 +".into_observable(), Err(PauliError::Text(_))));
        Ok(())
    }
}
