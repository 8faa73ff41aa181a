//! One typed request, one result: the jobs of Ansatz.
//!
//! A job is a function that takes a request, [`JobOptions`] and an [`Observer`], and answers with data: [`run`](run::run) and
//! [`grad`](grad::grad) of circuit files, [`train`](train::train), [`study`](study::study), [`minimize`](minimize::minimize) and
//! [`gram`](gram::gram) of TOML files, [`predict`](model::predict) and [`evaluate`](model::evaluate) of saved models,
//! [`inspect`](inspect::inspect) of tables, [`plan`](plan::plan), [`convert`](convert::convert) and [`health`](health::health) of circuits. Why one could not be done is a
//! [`JobError`], with its place as data.
//!
//! The command line and the Python package are words and tables around this crate. It reads and writes the files that a request
//! names; it prints nothing, reads no environment, and ends no process.
#![warn(missing_docs)]

mod advice;
pub mod circuit;
pub mod convert;
pub mod data;
pub mod device;
pub mod files;
pub mod grad;
pub mod gram;
pub mod health;
pub mod inspect;
pub mod minimize;
pub mod model;
pub mod plan;
pub mod run;
pub mod study;
pub mod train;

mod error;
mod observer;
mod options;
mod place;
mod toml_file;
mod toml_keys;
mod toml_words;

pub use error::{Cause, JobError, Kind, OtherError, Outcome, RequestError};
pub use observer::{ElectronDoubt, Notice, Observer, Silent, Step};
pub use options::{JobOptions, Precision, SimdLevel};
pub use place::{At, Column, Mark, Origin, Place, Setting};
pub use toml_file::{TomlFile, TomlInput};
