//! Numbers that nobody means, in every numeric key of the reference files, in every key of every kind of model and in every option of
//! the commands that read files (`bench` measures, and runs as long as it is told), and lists of a thousand to a million
//! entries: each run ends by itself, with exit code 0, 1 or 2, in a limited address space.
//!
//! The keys are those that the reference files and refusals of unknown ones name, the options those that the help names: what is new is
//! tried too.
#![cfg(unix)]
#![allow(clippy::unwrap_used)]

mod case;
mod circuits;
mod files;
mod lists;
mod models;
mod options;
mod tables;

#[path = "../support/mod.rs"]
mod support;
