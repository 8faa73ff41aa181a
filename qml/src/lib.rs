//! How circuits learn: data, preprocessing, losses, optimizers and metrics.
#![forbid(unsafe_code)]

mod data;
mod loss;
mod metrics;
mod names;
mod optimizer;
mod preprocess;

pub use data::{
    Batches, DataError, Dataset, FeatureTable, GeneratorError, Place, Schema, Split, SplitError, blobs,
    circles, moons, stratified_split,
};
pub use loss::{CrossEntropy, Hinge, LOSSES, Loss, MeanSquaredError, by_name as loss_by_name};
pub use metrics::{Confusion, Metrics, MetricsError, log_loss, wilson_interval};
pub use names::UnknownName;
pub use optimizer::{
    Adam, AdamSettings, AdamW, AdamWSettings, Amsgrad, AmsgradSettings, Cobyla, CobylaSettings, FirstOrder,
    GradientDescent, GradientDescentSettings, Lbfgs, LbfgsSettings, Momentum, MomentumForm, MomentumSettings,
    Needs, NelderMead, NelderMeadSettings, OPTIMIZERS, Objective, ObjectiveError, OptimizeError, Optimizer,
    Order, Quantity, Rmsprop, RmspropSettings, SettingError, Settings, Spsa, SpsaSettings, Steadiness, Step,
    UpdateRule, by_name as optimizer_by_name,
};
pub use preprocess::{FittedPipeline, Pipeline, Preprocess, PreprocessError};
