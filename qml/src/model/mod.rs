//! A model before training, as a value: an optional classical layer, a data circuit, observables, a head and a loss.
//!
//! `answer = loss(head(⟨O_m⟩ of circuit(front(x))))`, with the weights of front, circuit and head trained together, in that order. Made by users and
//! by the shipped architectures; taken by trainers. Must not know names of models, optimizers or data.

mod start;
mod target;
mod weighted;

pub use start::WeightStart;
pub use target::{Criterion, Target};
pub use weighted::ClassWeight;
pub(crate) use weighted::NamedClassWeight;

use crate::heads::{Head, Scaled};
use crate::network::DenseLayer;
use crate::{CrossEntropy, DataCircuit, ModelError, ModelSettings};
use ansatz_circuits::{IntoObservable, PauliSum};
use sha2::{Digest, Sha256};
use std::fmt;
use std::sync::Arc;

/// A model that predicts classes (`T = usize`) or numbers (`T = f64`), as a value: nothing is compiled or trained yet.
///
/// ```
/// use ansatz_circuits::Circuit;
/// use ansatz_qml::embeddings::DataCircuit;
/// use ansatz_qml::losses::Hinge;
/// use ansatz_qml::models::{Biased, Model};
/// let mut circuit = Circuit::new(1);
/// let (x, w) = (circuit.parameter("x"), circuit.parameter("w"));
/// circuit.ry(x, 0)?.rx(w, 0)?;
/// let model = Model::new(DataCircuit::new(&circuit, &[x], &[w])?).observables(["Z0"])?.head(Biased).loss(Hinge);
/// // One weight of the circuit and one of the head; two classes.
/// assert_eq!((model.num_weights(), model.num_answers()), (2, 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone)]
pub struct Model<T: Target = usize> {
    pub(crate) front: Option<DenseLayer>,
    pub(crate) circuit: DataCircuit,
    pub(crate) start: WeightStart,
    pub(crate) observables: Vec<PauliSum>,
    pub(crate) head: Arc<dyn Head>,
    pub(crate) criterion: Arc<dyn Criterion<T>>,
    /// The settings that it was made by, as long as it is what they say.
    pub(crate) settings: Option<ModelSettings>,
}

impl Model {
    /// A classifier with this circuit; until something else is said it measures Z of every qubit, which are as many classes, and has the
    /// head [`Scaled`] and the loss [`CrossEntropy`]; weights start anywhere in a circle.
    pub fn new(circuit: DataCircuit) -> Model {
        Model {
            front: None,
            start: WeightStart::Circle,
            observables: (0..circuit.circuit().num_qubits()).map(PauliSum::z).collect(),
            head: Arc::new(Scaled),
            criterion: Arc::new(CrossEntropy),
            settings: None,
            circuit,
        }
    }
}

impl<T: Target> Model<T> {
    /// The same model, measuring these observables: Pauli sums, or text such as `"Z0 Z1 + 0.5 * X0"`.
    ///
    /// # Errors
    /// Text that is no observable, none at all, and a qubit that the circuit does not have.
    pub fn observables<O: IntoObservable>(
        self,
        observables: impl IntoIterator<Item = O>,
    ) -> Result<Model<T>, ModelError> {
        let observables: Vec<PauliSum> =
            observables.into_iter().map(O::into_observable).collect::<Result<_, _>>()?;
        if observables.is_empty() {
            return Err(ModelError::Size { setting: "observables", expected: "at least 1", found: 0 });
        }
        let qubits = self.circuit.circuit().num_qubits();
        let needed = observables.iter().map(PauliSum::min_qubits).max().unwrap_or(0);
        if needed > qubits {
            let (setting, expected) = ("qubit of an observable", "one of the circuit's");
            return Err(ModelError::Size { setting, expected, found: needed - 1 });
        }
        Ok(Model { observables, settings: None, ..self })
    }

    /// The same model with another head.
    #[must_use]
    pub fn head(self, head: impl Head + 'static) -> Model<T> {
        Model { head: Arc::new(head), settings: None, ..self }
    }

    /// The same model, trained for another loss: a [`Loss`](crate::losses::Loss) of classes or a [`RegressionLoss`](crate::losses::RegressionLoss) of numbers, which
    /// decides what the model predicts.
    #[must_use]
    pub fn loss<U: Target>(self, loss: impl Criterion<U> + 'static) -> Model<U> {
        let Model { front, circuit, start, observables, head, .. } = self;
        Model { front, circuit, start, observables, head, criterion: Arc::new(loss), settings: None }
    }

    /// The same model behind a classical layer: the circuit reads `(π/2) tanh(W x + b)` of `inputs` features in place of features.
    #[must_use]
    pub fn front(self, inputs: usize) -> Model<T> {
        let front = Some(DenseLayer { inputs, outputs: self.circuit.num_features() });
        Model { front, settings: None, ..self }
    }

    /// The same model with other starting weights of its circuit.
    #[must_use]
    pub fn start(self, start: WeightStart) -> Model<T> {
        Model { start, settings: None, ..self }
    }

    /// The same model without the circuit's operations on more than one qubit; their weights stay, without effect: the control that tells
    /// whether entanglement matters (Bowles, Ahmed and Schuld, arXiv:2403.07059).
    ///
    /// # Errors
    /// Whatever is wrong with the circuit.
    pub fn separable(self) -> Result<Model<T>, ModelError> {
        Ok(Model { circuit: self.circuit.without_entanglement()?, settings: None, ..self })
    }

    /// The same model, made by these settings.
    pub(crate) fn made_by(self, settings: ModelSettings) -> Model<T> {
        Model { settings: Some(settings), ..self }
    }

    /// The circuit and what its parameters stand for.
    pub fn circuit(&self) -> &DataCircuit {
        &self.circuit
    }

    /// Features of a sample.
    pub fn num_features(&self) -> usize {
        self.front.map_or(self.circuit.num_features(), |front| front.inputs)
    }

    /// Weights of front layer, circuit and head.
    pub fn num_weights(&self) -> usize {
        let front = self.front.map_or(0, DenseLayer::num_weights);
        front + self.circuit.num_weights() + self.head.num_weights(self.observables.len())
    }

    /// Length of an answer: the number of classes, or 1.
    pub fn num_answers(&self) -> usize {
        self.criterion.num_answers(self.head.num_outputs(self.observables.len()))
    }

    /// SHA-256 of what the model is, in hexadecimal, by which checkpoints and saved weights know it again: front layer, circuit, start, observables,
    /// and the names of head and loss (of their settings it cannot know).
    pub fn fingerprint(&self) -> String {
        let text = format!(
            "{:?} {} {:?} {:?} {:?} {:?} {} {}",
            self.front,
            self.circuit.circuit().num_qubits(),
            self.circuit.circuit().instructions(),
            (self.circuit.sources(), self.circuit.preparation()),
            self.start,
            self.observables,
            self.head.name(),
            self.criterion.name()
        );
        crate::training::hexadecimal(&Sha256::digest(text.as_bytes()))
    }
}

impl<T: Target> fmt::Debug for Model<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Model")
            .field("features", &self.num_features())
            .field("weights", &self.num_weights())
            .field("observables", &self.observables.len())
            .field("head", &self.head.name())
            .field("loss", &self.criterion.name())
            .finish()
    }
}
