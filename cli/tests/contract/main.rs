//! The contract of the command line, to the letter: what each option does, the keys of each answer, each exit code.
//!
//! One file for each part of the contract; all of them drive the real binary.

mod bench;
mod bindings;
mod circuits;
mod csv;
mod decisions;
mod determinism;
mod driver;
mod expectations;
mod gradients;
mod includes;
mod keys;
mod limits;
mod options;
mod order;
mod paths;
mod programs;
mod state;
mod streams;
#[path = "../support/mod.rs"]
mod support;
