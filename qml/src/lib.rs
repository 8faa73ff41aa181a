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

pub use ansatz::{
    ANSATZE, ansatz_by_name, basic_entangler, hardware_efficient, qaoa, real_amplitudes, ring,
    strongly_entangling,
};
pub use architecture::{
    CircuitCentricSettings, ClassifierSettings, ConvolutionalSettings, DataShape, DressedSettings,
    IqpVariationalSettings, MODELS, ModelSettings, ReuploadingSettings, SeparableSettings,
    TreeTensorSettings,
};
pub use baseline::{
    BASELINES, DenseClassifier, DenseModel, DenseRegressor, DenseSettings, Taught, baseline_by_name,
};
pub use circuit_layer::{CircuitLayer, LayerGradient};
pub use data::{
    BarsAndStripes, Batches, DataError, Dataset, FeatureTable, GeneratorError, HiddenManifold,
    HyperplanesParity, LinearlySeparable, NamedBytes, NumpyRandom, Place, Schema, SpinChain, SpinFeatures,
    SpinModel, Split, SplitError, TwoCurves, blobs, circles, moons, parity, spirals, stratified_split,
};
pub use data_circuit::{DataCircuit, DataCircuitError, Encoding, Preparation, Source};
pub use embedding::{EMBEDDINGS, EmbeddingShape, amplitude, angle, embedding_by_name, iqp, reuploading, zz};
pub use energy::fermion::{ActiveSpace, Excitation, ExcitationForm, givens, uccsd};
pub use energy::maxcut::{
    GRAPHS, Graph, GraphError, GraphShape, complete, cube, cut_energy, graph_by_name, maxcut_circuit,
    maxcut_ramp, petersen, regular, ring_graph,
};
pub use energy::{
    AdaptiveMinimum, AdaptiveProblem, AdaptiveSettings, Energy, Iteration, MinimizeSettings, Minimizer,
    Minimum, Start, minimize, minimize_adaptively, minimize_from,
};
pub use error::ModelError;
pub use generative::{BornMachine, BornSettings, bars_and_stripes_distribution, total_variation};
pub use gradient::{
    Adjoint, AllocatedShots, DIFFERENTIATORS, Differentiator, DoubleShift, Evaluation, FiniteDifference,
    HessianMethod, MetricShape, ParameterShift, SampleGradient, SecondOrder, Sharing, ShiftedAdjoint,
    ShotGradient, ShotParameterShift, Simultaneous, SlotGradients, SlotSecondOrder, classical_fisher,
    differentiator_by_name, hessian_vector_product, quantum_fisher, sample_gradient, slot_layers,
};
pub use heads::{
    Biased, Head, HeadPoint, Linear, Margin, Number, Scaled, WeightedFidelities, WeightedFidelity,
};
pub use health::{
    Entanglement, ExponentialFit, Expressibility, FisherSpectrum, FourierSpectrum, GradientVariance,
    HealthSettings, entanglement, exponential_fit, expressibility, fisher_spectrum, fourier_spectrum,
    gradient_variance, random_layers,
};
pub use kernels::{
    AlignmentSettings, GaussianKernel, KERNELS, Kernel, KernelClassifier, KernelClassifierSettings,
    KernelRegression, KernelRegressor, KernelRegressorSettings, KernelSettings, QuantumKernel, SavedKernel,
    SavedKernelClassifier, SavedKernelRegressor, SupportVectorMachine, Tube, ad_hoc, kernel_target_alignment,
};
pub use losses::{
    CrossEntropy, ErrorProbability, Hinge, Huber, LOSSES, Loss, MeanSquaredError, REGRESSION_LOSSES,
    RegressionLoss, SquaredError, by_name as loss_by_name,
};
pub use metrics::{
    Bootstrap, Confusion, MetricIntervals, Metrics, MetricsError, RegressionIntervals, RegressionMetrics,
    log_loss, roc_auc, wilson_interval,
};
pub use model::{Criterion, Model, Target, WeightStart};
pub use names::UnknownName;
pub use optimize::{
    Adam, AdamW, Amsgrad, BoundedLbfgs, CIRCUIT_OPTIMIZERS, Clipping, Cobyla, Decay, FirstOrder, Geometry,
    GradientDescent, Icans, IntoOptimizer, Lbfgs, Measured, Measurements, Momentum, MomentumForm, Nadam,
    NaturalGradient, Needs, NelderMead, OPTIMIZERS, Objective, ObjectiveError, OptimizeError, Optimizer,
    OptimizerSettings, OptimizerState, Order, Qnspsa, Quantity, RestoreError, Rmsprop, Rotosolve, Schedule,
    SettingError, Spectrum, Spsa, Steadiness, Step, TermShots, UpdateRule, by_name as optimizer_by_name,
};
pub use place::RunsOn;
pub use preprocess::{FittedPipeline, Pipeline, Preprocess, PreprocessError, Preprocessed};
pub use readout::{READOUTS, Readout};
pub use study::{
    Candidate, Importance, LearningPoint, McNemar, Search, SearchSpace, SettingPoint, SettingRange,
    SettingValue, Shapley, Spread, TrainingShares, cross_validate, learning_curve, mcnemar,
    permutation_importance, repeat_with_seeds, search, shapley_values, side_by_side, stratified_folds,
};
pub use supervised::{Classifier, Regressor};
pub use training::{
    Attempt, Checkpoint, CheckpointError, EarlyStopping, Epoch, Fitted, History, Observer, Plateau, Progress,
    Samples, SavedWeights, StopReason, Trainer, TrainingSettings, Validation, Verdict,
};
pub use variational::{
    DataNames, SavedClassifier, SavedModel, SavedRegressor, Variational, VariationalClassifier,
    VariationalRegressor,
};
