//! Readouts by name: which products of Z are measured for so many classes, and the head on them.
//! Called by architectures; must not know circuits beyond their number of qubits.

use crate::heads::{Biased, Head, Linear, Margin, Scaled};
use crate::model::{Model, Target};
use crate::{ModelError, UnknownName};
use ansatz_circuits::{Pauli, PauliString, PauliSum};

/// The names that [`Readout::by_name`] knows.
pub const READOUTS: [&str; 4] = ["scaled", "linear", "margin", "biased"];

/// What is measured, and which head makes outputs of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readout {
    /// [`Scaled`]: as many observables as classes, Z on single qubits first, then products.
    Scaled,
    /// [`Linear`] on Z of every qubit.
    Linear,
    /// [`Margin`]: as many observables as classes, one for two of them.
    Margin,
    /// [`Biased`]: as many observables as classes, one for two of them.
    Biased,
}

impl Readout {
    /// The readout of that name.
    ///
    /// # Errors
    /// [`UnknownName`] with the nearest name.
    pub fn by_name(name: &str) -> Result<Readout, UnknownName> {
        match name {
            "scaled" => Ok(Readout::Scaled),
            "linear" => Ok(Readout::Linear),
            "margin" => Ok(Readout::Margin),
            "biased" => Ok(Readout::Biased),
            _ => Err(UnknownName::new("readout", name, &READOUTS)),
        }
    }

    /// What is measured.
    ///
    /// # Errors
    /// [`ModelError::TooManyClasses`] if there are fewer products of Z than classes.
    pub fn observables(self, classes: usize, qubits: usize) -> Result<Vec<PauliSum>, ModelError> {
        match self {
            Readout::Linear => Ok((0..qubits).map(PauliSum::z).collect()),
            // One qubit tells two classes apart by Z and −Z.
            Readout::Scaled if classes == 2 && qubits == 1 => Ok(vec![PauliSum::z(0), -1.0 * PauliSum::z(0)]),
            Readout::Margin | Readout::Biased if classes == 2 => Ok(vec![PauliSum::z(0)]),
            Readout::Scaled | Readout::Margin | Readout::Biased => {
                let all: Vec<usize> = (0..qubits).collect();
                let products = z_products(&all, classes);
                if products.len() < classes {
                    Err(ModelError::TooManyClasses { classes, qubits })
                } else {
                    Ok(products)
                }
            }
        }
    }

    /// The model, read like this for so many classes.
    ///
    /// # Errors
    /// As [`observables`](Self::observables).
    pub fn read<T: Target>(self, model: Model<T>, classes: usize) -> Result<Model<T>, ModelError> {
        let qubits = model.circuit().circuit().num_qubits();
        Ok(model.observables(self.observables(classes, qubits)?)?.head(self.head(classes)))
    }

    /// The head for so many classes.
    pub fn head(self, classes: usize) -> Box<dyn Head> {
        match self {
            Readout::Scaled => Box::new(Scaled),
            Readout::Linear => Box::new(Linear::new(classes)),
            Readout::Margin => Box::new(Margin),
            Readout::Biased => Box::new(Biased),
        }
    }
}

/// The first `count` products of Z on distinct ones of `qubits`: single ones, then pairs, and so on.
pub(crate) fn z_products(qubits: &[usize], count: usize) -> Vec<PauliSum> {
    let n = qubits.len();
    let mut masks: Vec<u64> = if n < 16 { (1..1 << n).collect() } else { (0..n).map(|q| 1 << q).collect() };
    masks.sort_by_key(|mask| (mask.count_ones(), *mask));
    let product = |mask: u64| {
        let letters: Vec<_> = (0..n).filter(|q| mask >> q & 1 == 1).map(|q| (qubits[q], Pauli::Z)).collect();
        PauliString::new(&letters).expect("distinct qubits of a circuit").into()
    };
    masks.into_iter().take(count).map(product).collect()
}
