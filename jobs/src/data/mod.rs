//! Data of jobs: `[data]` of a file, its sources, and rows ready for a model.
//!
//! Called by every job with data.

pub mod generators;

mod label;
mod section;
mod source;
mod table;

pub use label::Label;
pub use section::{DataSection, Part, Prepared, Splitter, Task};
pub use source::{NpyFiles, Source, TableFile, TextTable};

pub(crate) use section::pipeline;
pub(crate) use table::DataFile;
