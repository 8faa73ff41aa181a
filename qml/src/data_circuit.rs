//! Circuits that read data: a circuit whose parameters are weights, inputs, or a weight times an input.
//! Made by embeddings and ansätze, used by models; must not know losses or optimizers.

use crate::ModelError;
use ansatz_circuits::{C64, Circuit};
use serde::{Deserialize, Serialize};
use std::f64::consts::PI;

/// A number that an embedding computes from the features of a sample.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Encoding {
    /// `x_i`.
    Feature(usize),
    /// `x_i · x_j`.
    Product(usize, usize),
    /// `(π − x_i)(π − x_j)`.
    ReflectedProduct(usize, usize),
}

impl Encoding {
    /// Its value for one sample.
    pub fn value(self, features: &[f64]) -> f64 {
        match self {
            Encoding::Feature(i) => features[i],
            Encoding::Product(i, j) => features[i] * features[j],
            Encoding::ReflectedProduct(i, j) => (PI - features[i]) * (PI - features[j]),
        }
    }
}

/// What a circuit parameter stands for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Source {
    /// A trainable weight.
    Weight(usize),
    /// An encoded input.
    Input(Encoding),
    /// A trainable weight times an encoded input: a trainable scale.
    Scaled(usize, Encoding),
}

/// A circuit, what each of its parameters stands for, and where its starting state comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct DataCircuit {
    circuit: Circuit,
    sources: Vec<Source>,
    num_features: usize,
    num_weights: usize,
    preparation: Preparation,
}

/// How a sample sets the starting state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preparation {
    /// |0…0⟩ for every sample.
    Zero,
    /// The features, padded with zeros and normalised, are the amplitudes.
    Amplitudes,
}

impl DataCircuit {
    /// An empty circuit for samples of `num_features` features.
    pub fn new(num_qubits: usize, num_features: usize) -> DataCircuit {
        DataCircuit {
            circuit: Circuit::new(num_qubits),
            sources: Vec::new(),
            num_features,
            num_weights: 0,
            preparation: Preparation::Zero,
        }
    }

    /// The same circuit, starting from amplitudes made of the features.
    #[must_use]
    pub fn with_preparation(self, preparation: Preparation) -> DataCircuit {
        DataCircuit { preparation, ..self }
    }

    /// The circuit; its parameters are in the order of [`sources`](Self::sources).
    pub fn circuit(&self) -> &Circuit {
        &self.circuit
    }

    /// What each circuit parameter stands for.
    pub fn sources(&self) -> &[Source] {
        &self.sources
    }

    /// Features of a sample.
    pub fn num_features(&self) -> usize {
        self.num_features
    }

    /// Trainable weights.
    pub fn num_weights(&self) -> usize {
        self.num_weights
    }

    /// How a sample sets the starting state.
    pub fn preparation(&self) -> Preparation {
        self.preparation
    }

    /// Appends a circuit whose parameters are new weights.
    ///
    /// # Errors
    /// Whatever is wrong with the circuit.
    pub fn append_weights(&mut self, ansatz: &Circuit) -> Result<&mut Self, ModelError> {
        let first = self.num_weights;
        self.num_weights += ansatz.parameters().len();
        let sources = (first..self.num_weights).map(Source::Weight).collect();
        self.append(ansatz, sources)
    }

    /// Appends a circuit whose `j`-th parameter is `encodings[j]` of the sample.
    ///
    /// # Errors
    /// Whatever is wrong with the circuit.
    pub fn append_inputs(
        &mut self,
        circuit: &Circuit,
        encodings: &[Encoding],
    ) -> Result<&mut Self, ModelError> {
        self.append(circuit, encodings.iter().map(|encoding| Source::Input(*encoding)).collect())
    }

    /// Appends a circuit whose `j`-th parameter is a new weight times `encodings[j]`.
    ///
    /// # Errors
    /// Whatever is wrong with the circuit.
    pub fn append_scaled_inputs(
        &mut self,
        circuit: &Circuit,
        encodings: &[Encoding],
    ) -> Result<&mut Self, ModelError> {
        let first = self.num_weights;
        self.num_weights += encodings.len();
        let scaled = |(j, encoding): (usize, &Encoding)| Source::Scaled(first + j, *encoding);
        self.append(circuit, encodings.iter().enumerate().map(scaled).collect())
    }

    /// The appended circuit's parameters get names of their own, so that equal names do not become shared parameters.
    fn append(&mut self, circuit: &Circuit, sources: Vec<Source>) -> Result<&mut Self, ModelError> {
        debug_assert_eq!(circuit.parameters().len(), sources.len());
        let mut renamed = Circuit::new(circuit.num_qubits());
        for source in &sources {
            let position = self.sources.len();
            renamed.parameter(&match source {
                Source::Weight(w) => format!("w[{w}]"),
                Source::Input(encoding) => format!("x[{position}]:{encoding:?}"),
                Source::Scaled(w, encoding) => format!("w[{w}]*{encoding:?}"),
            });
            self.sources.push(*source);
        }
        for instruction in circuit.instructions() {
            renamed.push(instruction.clone())?;
        }
        let all: Vec<usize> = (0..self.circuit.num_qubits()).collect();
        self.circuit.append(&renamed, &all)?;
        Ok(self)
    }

    /// The circuit's parameters for one sample.
    pub fn parameters(&self, weights: &[f64], features: &[f64], parameters: &mut [f64]) {
        for (parameter, source) in parameters.iter_mut().zip(&self.sources) {
            *parameter = match source {
                Source::Weight(w) => weights[*w],
                Source::Input(encoding) => encoding.value(features),
                Source::Scaled(w, encoding) => weights[*w] * encoding.value(features),
            };
        }
    }

    /// Adds to `gradient` what the circuit's parameter gradient of one sample means for the weights.
    pub fn pullback(&self, parameter_gradient: &[f64], features: &[f64], gradient: &mut [f64]) {
        for (slope, source) in parameter_gradient.iter().zip(&self.sources) {
            match source {
                Source::Weight(w) => gradient[*w] += slope,
                Source::Input(_) => {}
                Source::Scaled(w, encoding) => gradient[*w] += slope * encoding.value(features),
            }
        }
    }

    /// The starting amplitudes of one sample: features, padded with zeros, normalised.
    ///
    /// # Errors
    /// [`ModelError::ZeroSample`] if all features are zero.
    pub fn amplitudes(&self, features: &[f64]) -> Result<Vec<C64>, ModelError> {
        let norm = features.iter().map(|x| x * x).sum::<f64>().sqrt();
        if !(norm > 0.0 && norm.is_finite()) {
            return Err(ModelError::ZeroSample);
        }
        let mut amplitudes = vec![C64::new(0.0, 0.0); 1 << self.circuit.num_qubits()];
        amplitudes.iter_mut().zip(features).for_each(|(a, x)| a.re = x / norm);
        Ok(amplitudes)
    }
}
