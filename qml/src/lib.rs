//! How circuits learn: data, preprocessing, losses, optimizers and metrics.
#![forbid(unsafe_code)]

mod data;
mod names;
mod preprocess;
mod random;

pub use data::{
    Batches, DataError, Dataset, FeatureTable, GeneratorError, Place, Schema, Split, SplitError, blobs,
    circles, moons, stratified_split,
};
pub use names::UnknownName;
pub use preprocess::{FittedPipeline, Pipeline, Preprocess, PreprocessError};
