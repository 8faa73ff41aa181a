//! How circuits learn: embeddings, ansätze, gradients, losses, optimizers, models, baselines, studies, data and metrics.
//!
//! | room | what is there |
//! |---|---|
//! | [`data`], [`preprocess`] | labelled sets from files and formulas; scaling, principal components |
//! | [`embeddings`], [`ansatz`] | functions that return circuits: those that read features, those that are trained |
//! | [`gradients`], [`optimize`], [`losses`] | derivatives of expectation values; steps downhill; what is made small |
//! | [`models`], [`kernels`], [`generative`] | what learns: variational models and baselines, kernel machines, Born machines |
//! | [`energy`] | observables made small: eigensolvers, molecules, maximum cuts |
//! | [`metrics`], [`study`], [`health`] | how good a model is; many models side by side; what a circuit can do at all |
//!
//! This crate sees numbers only: expectations and their gradients, which it hands to an optimizer. It never sees amplitudes
//! of a state or files; threads only to train whole models side by side ([`study`]).
#![forbid(unsafe_code)]

pub mod ansatz;
pub mod data;
pub mod embeddings;
pub mod energy;
pub mod generative;
pub mod gradients;
pub mod health;
pub mod kernels;
pub mod losses;
pub mod metrics;
pub mod models;
pub mod optimize;
pub mod preprocess;
pub mod purposes;
pub mod study;

mod architecture;
mod baseline;
mod circuit_layer;
mod data_circuit;
mod embedding;
mod error;
mod gradient;
mod heads;
mod model;
mod names;
mod network;
mod place;
mod readout;
mod registry;
mod spectrum;
mod supervised;
mod training;
mod variational;

use ansatz::{ansatz_by_name, ring, strongly_entangling};
use architecture::{DataShape, ModelSettings};
use data::{Batches, Dataset, GeneratorError, Split, SplitError, stratified_split};
use data_circuit::{DataCircuit, DataCircuitError, Encoding, Preparation, Source};
use embedding::{EmbeddingShape, embedding_by_name, iqp, zz};
use energy::alternating::CostError;
use energy::fermion::{ActiveSpace, Excitation, ExcitationForm};
use energy::maxcut::GraphError;
pub use error::ModelError;
use gradient::{Adjoint, Differentiator, Evaluation, MetricShape, differentiator_by_name};
use heads::{Biased, Linear, Number, WeightedFidelities, WeightedFidelity};
use kernels::{KernelClassifier, KernelClassifierSettings, KernelSettings};
use losses::{
    CrossEntropy, ErrorProbability, Loss, MeanSquaredError, RegressionLoss, SquaredError,
    by_name as loss_by_name,
};
use metrics::{Metrics, MetricsError, RegressionMetrics};
use model::{Criterion, Model, Target, WeightStart};
pub use names::UnknownName;
use optimize::{
    Geometry, IntoOptimizer, Measured, Measurements, OPTIMIZERS, Objective, ObjectiveError, OptimizeError,
    Optimizer, OptimizerSettings, OptimizerState, Order, RestoreError, SettingError, SharedShots, Spectrum,
    Steadiness, Step, TermShots,
};
use preprocess::{FittedPipeline, PreprocessError};
use readout::Readout;
use supervised::{Classifier, Predictions, Regressor, Supervised};
use training::{Checkpoint, CheckpointError, History, Progress, Samples, TrainingSettings};
