//! Options that many commands share.

use crate::failure::{Failure, Outcome};
use clap::{Args, ValueEnum};

/// Where and how things run, and how results are printed.
#[derive(Args, Debug, Clone)]
pub struct Common {
    /// Where to run: `cpu`, `cuda`, `cuda:N`, or `auto` (a GPU where there is one and it wins)
    #[arg(long, value_name = "DEVICE", default_value = "auto", help_heading = "Common options")]
    pub device: String,
    /// Numbers of the state vector
    #[arg(long, value_enum, default_value_t = Precision::F64, help_heading = "Common options")]
    pub precision: Precision,
    /// Threads to use; all of the machine's by default. Results do not depend on it
    #[arg(long, value_name = "N", allow_negative_numbers = true, help_heading = "Common options", value_parser = clap::value_parser!(u16).range(1..=4096))]
    pub threads: Option<u16>,
    /// Seed of everything random: the same seed gives the same results; 0, or the configuration's, by default
    #[arg(long, value_name = "S", allow_negative_numbers = true, help_heading = "Common options")]
    pub seed: Option<u64>,
    /// What standard output is for: people or programs
    #[arg(long, value_enum, default_value_t = Format::Text, help_heading = "Common options")]
    pub format: Format,
    /// No progress and no warnings
    #[arg(long, help_heading = "Common options")]
    pub quiet: bool,
    /// Refuse to use more memory than this many bytes; what the machine has free by default
    #[arg(long, value_name = "BYTES", allow_negative_numbers = true, help_heading = "Common options")]
    pub memory_limit: Option<u64>,
}

/// Precision of the state vector.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Precision {
    /// 32-bit: half the memory, about 7 digits
    F32,
    /// 64-bit: about 16 digits
    F64,
}

impl Precision {
    /// Its name in results.
    pub fn name(self) -> &'static str {
        match self {
            Precision::F32 => "f32",
            Precision::F64 => "f64",
        }
    }

    /// Bytes of one amplitude.
    pub fn amplitude_bytes(self) -> u64 {
        match self {
            Precision::F32 => 8,
            Precision::F64 => 16,
        }
    }
}

/// What standard output is for.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people
    Text,
    /// For programs: one JSON object
    Json,
    /// For spreadsheets: one table with a header line; `run` and `grad`
    Csv,
}

/// Formats of answers that are more than a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerFormat {
    Text,
    Json,
}

impl Common {
    /// The seed where no configuration has one.
    pub fn seed(&self) -> u64 {
        self.seed.unwrap_or(0)
    }

    /// The format of an answer that is no table; asked before any work is done.
    pub fn answer_format(&self) -> Outcome<AnswerFormat> {
        match self.format {
            Format::Text => Ok(AnswerFormat::Text),
            Format::Json => Ok(AnswerFormat::Json),
            Format::Csv => {
                let message =
                    "`csv` is for the tables of `ansatz run` and `ansatz grad`; use `text` or `json`";
                Err(Failure::option("--format", message))
            }
        }
    }

    /// Runs `work` with the asked number of threads.
    pub fn with_threads<T: Send>(&self, work: impl FnOnce() -> Outcome<T> + Send) -> Outcome<T> {
        match self.threads {
            None => work(),
            Some(threads) => {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build();
                pool.map_err(|error| Failure::work(format!("cannot start {threads} threads: {error}")))?
                    .install(work)
            }
        }
    }

    /// A warning for people, unless they asked for quiet.
    pub fn warn(&self, message: impl std::fmt::Display) {
        if !self.quiet {
            use std::io::Write;
            // If standard error is gone there is nobody to warn.
            let _ = writeln!(std::io::stderr(), "{message}");
        }
    }
}
