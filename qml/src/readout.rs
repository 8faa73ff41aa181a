//! Readouts: from expectations of Z products to one output for each class.
//! Called by classifiers; must not know circuits beyond their number of qubits.

use crate::{ModelError, UnknownName};
use ansatz_circuits::{Pauli, PauliString, PauliSum};

/// The names that [`Readout::by_name`] knows.
pub const READOUTS: [&str; 4] = ["scaled", "linear", "margin", "biased"];

/// How outputs are made of expectations `z`; its own weights `r` are trained with the circuit's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Readout {
    /// `output_k = r · z_k`: one weight, and as many observables as classes (Z on single qubits first, then products).
    Scaled,
    /// `output_k = Σ_q r_kq z_q + r_k`: a linear layer on Z of every qubit.
    Linear,
    /// `output_k = z_k`, and for two classes `−z` and `z` of one observable: no weights.
    Margin,
    /// `output_k = z_k + r_k`, and for two classes `−(z + r)` and `z + r` of one observable.
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

    /// How many weights it has.
    pub fn num_weights(self, classes: usize, observables: usize) -> usize {
        match self {
            Readout::Scaled => 1,
            Readout::Linear => classes * (observables + 1),
            Readout::Margin => 0,
            Readout::Biased => observables,
        }
    }

    /// Its starting weights: outputs of a useful size for a softmax.
    pub fn start(self, weights: &mut [f64], observables: usize) {
        match self {
            Readout::Scaled => weights.fill(3.0),
            Readout::Linear => {
                for (k, row) in weights.chunks_mut(observables + 1).enumerate() {
                    row.fill(0.0);
                    row[k % observables.max(1)] = 3.0;
                }
            }
            Readout::Margin | Readout::Biased => weights.fill(0.0),
        }
    }

    /// The outputs.
    pub fn outputs(self, weights: &[f64], values: &[f64], outputs: &mut [f64]) {
        match self {
            Readout::Scaled => outputs.iter_mut().zip(values).for_each(|(o, z)| *o = weights[0] * z),
            Readout::Linear => {
                for (output, row) in outputs.iter_mut().zip(weights.chunks(values.len() + 1)) {
                    *output = row[values.len()] + row.iter().zip(values).map(|(r, z)| r * z).sum::<f64>();
                }
            }
            Readout::Margin | Readout::Biased => {
                let shift = |k: usize| weights.get(k).copied().unwrap_or(0.0);
                match values {
                    [z] => outputs.copy_from_slice(&[-(z + shift(0)), z + shift(0)]),
                    _ => outputs.iter_mut().enumerate().for_each(|(k, o)| *o = values[k] + shift(k)),
                }
            }
        }
    }

    /// From the slope in the outputs to the slope in the values.
    pub fn values_slope(self, weights: &[f64], output_slope: &[f64], values_slope: &mut [f64]) {
        match self {
            Readout::Scaled => {
                values_slope.iter_mut().zip(output_slope).for_each(|(v, o)| *v = weights[0] * o)
            }
            Readout::Linear => {
                let width = values_slope.len() + 1;
                for (q, v) in values_slope.iter_mut().enumerate() {
                    *v = output_slope.iter().enumerate().map(|(k, o)| weights[k * width + q] * o).sum();
                }
            }
            Readout::Margin | Readout::Biased => match values_slope {
                [v] => *v = output_slope[1] - output_slope[0],
                _ => values_slope.copy_from_slice(output_slope),
            },
        }
    }

    /// Adds the slope in the readout's own weights.
    pub fn weights_slope(self, values: &[f64], output_slope: &[f64], gradient: &mut [f64]) {
        match self {
            Readout::Scaled => {
                gradient[0] += output_slope.iter().zip(values).map(|(o, z)| o * z).sum::<f64>()
            }
            Readout::Linear => {
                for (slope, row) in output_slope.iter().zip(gradient.chunks_mut(values.len() + 1)) {
                    row.iter_mut().zip(values).for_each(|(g, z)| *g += slope * z);
                    row[values.len()] += slope;
                }
            }
            Readout::Margin => {}
            Readout::Biased => match gradient {
                [g] => *g += output_slope[1] - output_slope[0],
                _ => gradient.iter_mut().zip(output_slope).for_each(|(g, o)| *g += o),
            },
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
