//! Options that many commands share.

use crate::failure::{Failure, Outcome};
use crate::harmless::harmless_lines;
use crate::net;
use ansatz_jobs::{JobError, JobOptions};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::sync::Once;

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
    /// The best instruction set that may be used: for tests, which set it by the environment
    #[arg(long, value_enum, default_value_t = Instructions::Best, env = "ANSATZ_INSTRUCTIONS", hide = true)]
    pub instructions: Instructions,
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

impl From<Precision> for ansatz_jobs::Precision {
    fn from(precision: Precision) -> Self {
        match precision {
            Precision::F32 => ansatz_jobs::Precision::F32,
            Precision::F64 => ansatz_jobs::Precision::F64,
        }
    }
}

/// Instruction sets that can be asked for.
#[derive(ValueEnum, Debug, Clone, Copy, PartialEq, Eq)]
pub enum Instructions {
    /// The best the machine has
    Best,
    /// At most AVX2
    Avx2,
    /// What every machine has
    Baseline,
}

impl From<Instructions> for ansatz_jobs::SimdLevel {
    fn from(instructions: Instructions) -> Self {
        match instructions {
            Instructions::Best => ansatz_jobs::SimdLevel::Best,
            Instructions::Avx2 => ansatz_jobs::SimdLevel::Avx2,
            Instructions::Baseline => ansatz_jobs::SimdLevel::Baseline,
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
    /// What jobs are told.
    pub fn job(&self) -> JobOptions {
        let mut options = JobOptions::default();
        options.device.clone_from(&self.device);
        options.precision = self.precision.into();
        options.instructions = self.instructions.into();
        options.threads = self.threads();
        options.seed = self.seed;
        // What the shell allows is the person's wish too.
        options.memory_limit = self.memory_limit.into_iter().chain(net::free_addresses()).min();
        options.budget = Some(&net::BUDGET);
        options.cache = cache_folder();
        options
    }

    /// The format of an answer that is no table; asked before any work is done.
    pub fn answer_format(&self) -> Outcome<AnswerFormat> {
        match self.format {
            Format::Text => Ok(AnswerFormat::Text),
            Format::Json => Ok(AnswerFormat::Json),
            Format::Csv => {
                let message = "`csv` is for the tables of `ansatz run`, `ansatz grad` and `ansatz predict`; use `text` or `json`";
                Err(Failure::option("--format", message))
            }
        }
    }

    /// The threads that are asked for, by the option or by rayon's variable, if there are not far more than the machine can run.
    fn threads(&self) -> Option<u16> {
        static WARNED: Once = Once::new();
        let of_variable = || std::env::var("RAYON_NUM_THREADS").ok()?.parse::<usize>().ok();
        let asked = self.threads.map(usize::from).or_else(of_variable)?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let most = (4 * cores).max(64);
        if asked <= most {
            return self.threads;
        }
        WARNED.call_once(|| {
            self.warn(format!("warning: {asked} threads are too many for {cores} cores; {most} are used"))
        });
        Some(u16::try_from(most).unwrap_or(u16::MAX))
    }

    /// Runs `work` with the asked number of threads.
    pub fn with_threads<T: Send>(
        &self,
        work: impl FnOnce() -> Result<T, JobError> + Send,
    ) -> Result<T, JobError> {
        self.job().with_threads(work)
    }

    /// A warning for people, unless they asked for quiet.
    pub fn warn(&self, message: impl std::fmt::Display) {
        self.say(&harmless_lines(&message.to_string()));
    }

    /// [`Common::warn`] with words that are drawn already, with colours.
    pub fn say(&self, drawn: &str) {
        if !self.quiet {
            use std::io::Write;
            // If standard error is gone there is nobody to warn.
            let _ = writeln!(std::io::stderr(), "{drawn}");
        }
    }
}

/// The user's cache folder, where there is one.
fn cache_folder() -> Option<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")));
    Some(cache?.join("ansatz"))
}
