//! Files of jobs: read with a limit, written whole or not at all.
//!
//! Called wherever a job reads or writes.

mod cell;
mod folder;
mod read;
mod write;

pub use cell::inert;
pub use folder::{OutputFile, OutputFolder};
pub use read::{read_regular, read_text, sha256, sha256_of};
pub use write::write_file;

pub(crate) use read::{MAX_BYTES, read_up_to, text_of, without_mark};
pub(crate) use write::{UNFINISHED, json};
