//! Circuits that read data: a circuit whose parameters are weights, inputs, or a weight times an input.
//! Made by embeddings and ansätze, used by models; must not know losses or optimizers.

mod error;
mod padding;
mod source;

pub use error::DataCircuitError;
pub use source::{Encoding, Source};

use crate::ModelError;
use ansatz_circuits::{C64, Circuit, Parameter};
use ndarray::ArrayView1;
use padding::{Padding, normalised, normalised_pullback};

/// A circuit, what each of its parameters stands for, and where its starting state comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct DataCircuit {
    circuit: Circuit,
    sources: Vec<Source>,
    num_features: usize,
    num_weights: usize,
    preparation: Preparation,
    /// Circuits that were appended: an input has another name in each.
    rounds: usize,
}

/// How a sample sets the starting state.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preparation {
    /// |0…0⟩ for every sample.
    Zero,
    /// The features, padded with zeros and normalised, are the amplitudes.
    Amplitudes,
    /// So many copies of the features, each padded with `1/2^q` to `2^q` numbers and normalised; the amplitudes are their
    /// tensor product (Schuld et al., arXiv:1804.00633).
    Copies(usize),
}

impl DataCircuit {
    /// A circuit of one's own: which of its parameters are the features of a sample, in their order, and which are trainable weights.
    ///
    /// ```
    /// use ansatz_circuits::Circuit;
    /// use ansatz_qml::embeddings::DataCircuit;
    /// let mut circuit = Circuit::new(2);
    /// let x = circuit.parameter_vector("x", 2);
    /// let w = circuit.parameter("w");
    /// circuit.ry(x[0], 0)?.ry(x[1], 1)?.rzz(w, 0, 1)?;
    /// let data = DataCircuit::new(&circuit, &x, &[w])?;
    /// assert_eq!((data.num_features(), data.num_weights()), (2, 1));
    /// assert!(DataCircuit::new(&circuit, &x, &[]).is_err(), "`w` would be neither");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`DataCircuitError`] for a parameter that is in no list or in two, or is not the circuit's.
    pub fn new(
        circuit: &Circuit,
        features: &[Parameter],
        weights: &[Parameter],
    ) -> Result<DataCircuit, ModelError> {
        let inputs = (0..).map(|i| Source::Input(Encoding::Feature(i)));
        let trained = (0..).map(Source::Weight);
        let roles = features.iter().zip(inputs).chain(weights.iter().zip(trained));
        let mut sources: Vec<Option<Source>> = vec![None; circuit.parameters().len()];
        for (parameter, source) in roles {
            let index = parameter.index();
            let place = sources.get_mut(index).ok_or(DataCircuitError::Foreign { index })?;
            if place.replace(source).is_some() {
                return Err(DataCircuitError::Twice { parameter: circuit.parameters()[index].clone() }.into());
            }
        }
        let unassigned =
            |index: usize| DataCircuitError::Unassigned { parameter: circuit.parameters()[index].clone() };
        let sources =
            sources.into_iter().enumerate().map(|(index, source)| source.ok_or_else(|| unassigned(index)));
        let sources = sources.collect::<Result<Vec<Source>, _>>()?;
        let mut data = DataCircuit::empty(circuit.num_qubits(), features.len());
        data.append_sources(circuit, sources)?;
        Ok(data)
    }

    /// An empty circuit for samples of `num_features` features, to which others are appended.
    pub fn empty(num_qubits: usize, num_features: usize) -> DataCircuit {
        DataCircuit {
            circuit: Circuit::new(num_qubits),
            sources: Vec::new(),
            num_features,
            num_weights: 0,
            preparation: Preparation::Zero,
            rounds: 0,
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
    /// [`DataCircuitError`] for encodings in another number than the circuit has parameters, or of a feature that samples do not have, and
    /// whatever is wrong with the circuit.
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
    /// As [`append_inputs`](Self::append_inputs).
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

    /// Appends a circuit whose parameters are what `sources` says, one each; new weights are numbered from [`num_weights`](Self::num_weights) on.
    ///
    /// ```
    /// use ansatz_circuits::Circuit;
    /// use ansatz_qml::embeddings::{DataCircuit, Encoding, Source};
    /// let mut turn = Circuit::new(1);
    /// let (scale, angle) = (turn.parameter("s"), turn.parameter("t"));
    /// turn.ry(scale + angle, 0)?;
    /// let mut circuit = DataCircuit::empty(1, 1);
    /// for _ in 0..3 {
    ///     let w = circuit.num_weights();
    ///     circuit.append_sources(&turn, vec![Source::Scaled(w, Encoding::Feature(0)), Source::Weight(w + 1)])?;
    /// }
    /// assert_eq!(circuit.num_weights(), 6);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`append_inputs`](Self::append_inputs).
    pub fn append_sources(
        &mut self,
        circuit: &Circuit,
        sources: Vec<Source>,
    ) -> Result<&mut Self, ModelError> {
        for source in &sources {
            if let Source::Weight(w) | Source::Scaled(w, _) = source {
                self.num_weights = self.num_weights.max(w + 1);
            }
        }
        self.append(circuit, sources)
    }

    /// The same circuit without its operations on more than one qubit. Weights and inputs keep their numbers.
    ///
    /// # Errors
    /// Whatever is wrong with the circuit.
    pub(crate) fn without_entanglement(&self) -> Result<DataCircuit, ModelError> {
        let mut circuit = Circuit::new(self.circuit.num_qubits());
        self.circuit.parameters().iter().for_each(|name| _ = circuit.parameter(name));
        for instruction in self.circuit.instructions().iter().filter(|i| i.qubits().len() == 1) {
            circuit.push(instruction.clone())?;
        }
        Ok(DataCircuit { circuit, ..self.clone() })
    }

    /// The appended circuit's parameters get names of their own, so that equal names do not become shared parameters.
    fn append(&mut self, circuit: &Circuit, sources: Vec<Source>) -> Result<&mut Self, ModelError> {
        let (expected, found) = (circuit.parameters().len(), sources.len());
        if expected != found {
            return Err(DataCircuitError::Length { what: "encodings", expected, found }.into());
        }
        let features = sources.iter().flat_map(|source| source.features()).max().map_or(0, |last| last + 1);
        if features > self.num_features {
            let (feature, features) = (features - 1, self.num_features);
            return Err(DataCircuitError::Feature { feature, features }.into());
        }
        let round = self.rounds;
        self.rounds += 1;
        let mut names = Vec::with_capacity(sources.len());
        for (k, source) in sources.iter().enumerate() {
            names.push(match source {
                Source::Weight(w) => format!("w[{w}]"),
                Source::Scaled(w, encoding) => format!("w[{w}]*{encoding}"),
                Source::Input(encoding) => match (round, sources[..k].contains(source)) {
                    (0, false) => encoding.to_string(),
                    (_, false) => format!("{encoding}#{round}"),
                    (_, true) => format!("{encoding}#{round}.{k}"),
                },
            });
            self.sources.push(*source);
        }
        let all: Vec<usize> = (0..self.circuit.num_qubits()).collect();
        self.circuit.append_renamed(circuit, &all, &names)?;
        Ok(self)
    }

    /// The circuit's parameters for one sample, in the order of [`sources`](Self::sources).
    ///
    /// # Errors
    /// [`DataCircuitError::Length`] for weights, features or parameters in another number.
    pub fn parameters(
        &self,
        weights: &[f64],
        features: &[f64],
        parameters: &mut [f64],
    ) -> Result<(), ModelError> {
        self.check_lengths(weights.len(), features.len(), parameters.len())?;
        for (parameter, source) in parameters.iter_mut().zip(&self.sources) {
            *parameter = source.value(weights, ArrayView1::from(features));
        }
        Ok(())
    }

    /// Adds to `gradient` what the circuit's parameter gradient of one sample means for the weights.
    ///
    /// # Errors
    /// As [`parameters`](Self::parameters).
    pub fn pullback(
        &self,
        parameter_gradient: &[f64],
        features: &[f64],
        gradient: &mut [f64],
    ) -> Result<(), ModelError> {
        self.check_lengths(gradient.len(), features.len(), parameter_gradient.len())?;
        for (slope, source) in parameter_gradient.iter().zip(&self.sources) {
            source.add_gradient(*slope, ArrayView1::from(features), gradient);
        }
        Ok(())
    }

    fn check_lengths(&self, weights: usize, features: usize, parameters: usize) -> Result<(), ModelError> {
        let lengths = [
            ("weights", self.num_weights, weights),
            ("features", self.num_features, features),
            ("parameters", self.sources.len(), parameters),
        ];
        match lengths.into_iter().find(|(_, expected, found)| expected != found) {
            Some((what, expected, found)) => Err(DataCircuitError::Length { what, expected, found }.into()),
            None => Ok(()),
        }
    }

    /// The starting amplitudes of one sample, as the [`Preparation`] says; those of |0…0⟩ for [`Preparation::Zero`].
    ///
    /// # Errors
    /// [`ModelError::ZeroSample`] if all features are zero and nothing is padded.
    pub fn amplitudes(&self, features: &[f64]) -> Result<Vec<C64>, ModelError> {
        let qubits = self.circuit.num_qubits();
        match self.preparation {
            Preparation::Zero => {
                Ok((0..1u64 << qubits).map(|k| C64::from(f64::from(u8::from(k == 0)))).collect())
            }
            Preparation::Amplitudes => Ok(normalised(features, Padding { size: 1 << qubits, value: 0.0 })?
                .into_iter()
                .map(C64::from)
                .collect()),
            Preparation::Copies(copies) => {
                let size = 1usize << (qubits / copies.max(1));
                let copy = normalised(features, Padding { size, value: 1.0 / size as f64 })?;
                let mut product = vec![1.0];
                for _ in 0..copies {
                    product = copy.iter().flat_map(|a| product.iter().map(move |b| a * b)).collect();
                }
                Ok(product.into_iter().map(C64::from).collect())
            }
        }
    }

    /// Adds to `gradient` what slopes in the starting amplitudes mean for the features.
    ///
    /// # Errors
    /// As [`amplitudes`](Self::amplitudes).
    pub fn amplitude_pullback(
        &self,
        features: &[f64],
        slopes: &[f64],
        gradient: &mut [f64],
    ) -> Result<(), ModelError> {
        let qubits = self.circuit.num_qubits();
        match self.preparation {
            Preparation::Zero => Ok(()),
            Preparation::Amplitudes => {
                normalised_pullback(features, Padding { size: 1 << qubits, value: 0.0 }, slopes, gradient)
            }
            Preparation::Copies(copies) => {
                let each = qubits / copies.max(1);
                let size = 1usize << each;
                let copy = normalised(features, Padding { size, value: 1.0 / size as f64 })?;
                let digit = |k: usize, place: usize| k >> (place * each) & (size - 1);
                let mut of_copy = vec![0.0; size];
                for (k, slope) in slopes.iter().enumerate() {
                    for place in 0..copies {
                        let others = (0..copies).filter(|other| *other != place);
                        let product: f64 = others.map(|other| copy[digit(k, other)]).product();
                        of_copy[digit(k, place)] += slope * product;
                    }
                }
                normalised_pullback(features, Padding { size, value: 1.0 / size as f64 }, &of_copy, gradient)
            }
        }
    }
}
