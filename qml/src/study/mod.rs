//! Studies: many models trained side by side, and what their scores say.
//!
//! Called by users and the command line. The only folder of this crate that may use threads: one whole model each, so that results are the
//! same bits, in the same order, for any number of them. Must not know any model.
//!
//! ```
//! use ansatz_qml::data::moons;
//! use ansatz_qml::models::{Classifier, DenseClassifier, DenseSettings};
//! use ansatz_qml::study::{cross_validate, stratified_folds};
//! let data = moons(60, 0.1, 0)?;
//! let folds = stratified_folds(&data.labels, 3, 0)?;
//! let make = || Box::new(DenseClassifier::new(DenseSettings::default())) as Box<dyn Classifier>;
//! let metrics = cross_validate(make, &data, &folds)?;
//! assert!(metrics.iter().all(|metrics| metrics.accuracy > 0.8));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod compare;
mod folds;
mod importance;
mod learning_curve;
mod parallel;
mod search;
mod seeds;
mod shapley;
mod space;

pub use compare::{McNemar, mcnemar};
pub use folds::{cross_validate, stratified_folds};
pub use importance::{Importance, permutation_importance};
pub use learning_curve::{LearningPoint, TrainingShares, learning_curve};
pub use parallel::side_by_side;
pub use search::{Candidate, Search, search};
pub use seeds::{Spread, repeat_with_seeds};
pub use shapley::{Shapley, shapley_values};
pub use space::{SearchSpace, SettingPoint, SettingRange, SettingValue};
