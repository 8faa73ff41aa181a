//! The rules of the house that a machine can check, and the figures that the project prints about itself.
//!
//! | module | what is there |
//! |---|---|
//! | [`workspace`], [`manifest`], [`modules`] | members, their manifests, and their sources as trees of modules |
//! | [`resolve`], [`public`] | what a path means, and which names a crate shows |
//! | [`mentions`] | every path, macro, literal and unsafe block of a module |
//! | [`layering`] | the rules: who may use what, and what no library may do |
//! | [`figures`] | the table of sizes, names, documentation and examples |
//!
//! Sources are read as syntax (`syn`); nothing of the workspace is compiled, and this crate depends on no member.
#![forbid(unsafe_code)]

pub mod figures;
pub mod layering;
pub mod manifest;
pub mod mentions;
pub mod modules;
pub mod pending;
pub mod public;
pub mod resolve;
pub mod workspace;

use std::path::PathBuf;

/// What keeps the workspace from being read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// A file or folder is not there or not text.
    #[error("{path} cannot be read")]
    File {
        /// Its path.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A manifest is not TOML.
    #[error("{path} is no manifest")]
    Manifest {
        /// Its path.
        path: PathBuf,
        /// Why.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// A source is not Rust.
    #[error("{path} is not Rust")]
    Syntax {
        /// Its path.
        path: String,
        /// Why.
        #[source]
        source: syn::Error,
    },
}

/// Results of this crate.
pub type Result<T> = std::result::Result<T, ReadError>;
