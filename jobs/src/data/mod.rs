//! Data of jobs: `[data]` of a file, its sources, and rows ready for a model.
//!
//! Called by every job with data.

pub mod generators;

mod section;
mod source;

pub use section::{DataSection, Part, Prepared, Splitter};
pub use source::{NpyFiles, Source, TableFile};

pub(crate) use section::pipeline;
