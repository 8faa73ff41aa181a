//! What can go wrong with a model.

use crate::{
    CostError, DataCircuitError, GeneratorError, GraphError, MetricsError, OptimizeError, PreprocessError,
    SettingError, UnknownName,
};
use ansatz_circuits::{CircuitError, PauliError};
use ansatz_simulator::SimulatorError;

/// Why a model was refused or failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ModelError {
    /// A weight of a class that is none.
    #[error("expected the weight of a class to be finite and positive, found {found}")]
    ClassWeight {
        /// The weight.
        found: f64,
    },
    /// A name in no list.
    #[error(transparent)]
    Unknown(#[from] UnknownName),
    /// The circuit is wrong.
    #[error(transparent)]
    Circuit(#[from] CircuitError),
    /// What is no observable.
    #[error(transparent)]
    Observable(#[from] PauliError),
    /// The run was refused.
    #[error(transparent)]
    Simulator(#[from] SimulatorError),
    /// An optimizer's settings are wrong.
    #[error(transparent)]
    Setting(#[from] SettingError),
    /// The optimizer failed.
    #[error(transparent)]
    Optimize(#[from] OptimizeError),
    /// Expectations are no Fourier series in a parameter.
    #[error(
        "parameter {parameter} enters an angle through a function, so expectations are no Fourier series in it"
    )]
    NotASeries {
        /// The parameter.
        parameter: usize,
    },
    /// Preprocessing failed.
    #[error(transparent)]
    Preprocess(#[from] PreprocessError),
    /// A size out of range.
    #[error("expected `{setting}` to be {expected}, found {found}")]
    Size {
        /// The setting.
        setting: &'static str,
        /// What it may be.
        expected: &'static str,
        /// What it is.
        found: usize,
    },
    /// Labels and predictions do not fit together.
    #[error(transparent)]
    Metrics(#[from] MetricsError),
    /// The features do not fit the qubits.
    #[error("embedding `{name}` needs {needed} qubits for {features} features, the model has {qubits}")]
    Shape {
        /// The embedding.
        name: &'static str,
        /// Qubits it would need.
        needed: usize,
        /// Qubits there are.
        qubits: usize,
        /// Features there are.
        features: usize,
    },
    /// More classes than the readout can tell apart.
    #[error(
        "{classes} classes need more qubits than {qubits}: a readout of products of Z has 2^{qubits} - 1 numbers"
    )]
    TooManyClasses {
        /// Classes in the data.
        classes: usize,
        /// Qubits there are.
        qubits: usize,
    },
    /// A model for two classes and data with more.
    #[error("model `{kind}` tells two classes apart, the data have {classes}")]
    TwoClasses {
        /// The kind of model.
        kind: &'static str,
        /// Classes in the data.
        classes: usize,
    },
    /// A class that the model cannot predict.
    #[error("class {class} is not below {classes}, the number of classes that the model tells apart")]
    Class {
        /// The class.
        class: usize,
        /// Classes of the model.
        classes: usize,
    },
    /// A circuit does not read data as it was told to.
    #[error(transparent)]
    DataCircuit(#[from] DataCircuitError),
    /// Rows cannot be held out.
    #[error(transparent)]
    Split(#[from] crate::SplitError),
    /// A checkpoint that cannot be gone on with.
    #[error(transparent)]
    Checkpoint(#[from] crate::CheckpointError),
    /// A sample of zeros has no direction to embed.
    #[error("amplitude embedding cannot normalise a sample whose features are all zero")]
    ZeroSample,
    /// Samples of the wrong width.
    #[error("the model takes {expected} features, the samples have {found}")]
    FeatureCount {
        /// What the model takes.
        expected: usize,
        /// What the samples have.
        found: usize,
    },
    /// Weights to start from in another number than the model has.
    #[error("the model has {expected} weights, {found} were given to start from")]
    StartCount {
        /// What the model has.
        expected: usize,
        /// How many were given.
        found: usize,
    },
    /// Parameters in another number than the circuit has.
    #[error("the circuit has {expected} parameters, {found} values were given")]
    ParameterCount {
        /// What the circuit has.
        expected: usize,
        /// How many were given.
        found: usize,
    },
    /// A number out of range.
    #[error("expected `{setting}` to be {expected}, found {found}")]
    Number {
        /// The setting.
        setting: &'static str,
        /// What it may be.
        expected: &'static str,
        /// What it is.
        found: f64,
    },
    /// A set cannot be generated.
    #[error(transparent)]
    Generator(#[from] GeneratorError),
    /// The support vector machine's solver refused.
    #[error("the support vector machine could not be trained: {0}")]
    Machine(String),
    /// A graph is wrong.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// An operator is no cost of QAOA.
    #[error(transparent)]
    Cost(#[from] CostError),
    /// No samples to train on.
    #[error("there are no samples to train on")]
    NoSamples,
    /// The model has not been trained.
    #[error("the model has not been trained; call `fit` first")]
    NotTrained,
    /// The optimizer compares values of different steps, so mini-batches and random gradients mislead it.
    #[error("optimizer `{optimizer}` needs the whole data set in every step")]
    NeedsFullBatch {
        /// The optimizer.
        optimizer: &'static str,
    },
    /// A setting that does nothing here.
    #[error("`{setting}` has no effect: {reason}")]
    NoEffect {
        /// The setting.
        setting: &'static str,
        /// Why.
        reason: &'static str,
    },
    /// A saved model that does not fit together.
    #[error("the model file does not fit together: {0}")]
    Saved(String),
}
