//! What every job is told: where it runs, with what seed, in how much memory.
//!
//! Taken by every job. Must not know where the values come from.

use crate::error::{JobError, Outcome};
use ansatz::simulator::MemoryBudget;
pub use ansatz::simulator::{Precision, SimdLevel};
use std::path::PathBuf;

/// Where and how a job runs. Results depend on `precision` and `seed` only.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct JobOptions {
    /// `cpu`, `cuda`, `cuda:N`, or `auto`: a GPU where there is one and it wins.
    pub device: String,
    /// Numbers of the state vector.
    pub precision: Precision,
    /// The best instruction set that may be used; the last digits of results depend on it.
    pub instructions: SimdLevel,
    /// Threads to use; all of the machine's if absent.
    pub threads: Option<u16>,
    /// Seed of everything random; 0, or that of a job's file, if absent.
    pub seed: Option<u64>,
    /// The most bytes that states may take; what the machine has free if absent.
    pub memory_limit: Option<u64>,
    /// Where the memory of large states is counted, if the program counts what it holds.
    pub budget: Option<&'static MemoryBudget>,
    /// The folder in which what has been measured of this machine is kept; nothing is read or kept if absent.
    pub cache: Option<PathBuf>,
}

impl Default for JobOptions {
    fn default() -> Self {
        JobOptions {
            device: "auto".into(),
            precision: Precision::F64,
            instructions: SimdLevel::Best,
            threads: None,
            seed: None,
            memory_limit: None,
            budget: None,
            cache: None,
        }
    }
}

impl JobOptions {
    /// The seed where no file has one.
    pub fn seed(&self) -> u64 {
        self.seed.unwrap_or(0)
    }

    /// Runs `work` with the asked number of threads.
    ///
    /// # Errors
    /// Those of `work`; the threads cannot be started.
    pub fn with_threads<T: Send, E: Send + From<JobError>>(
        &self,
        work: impl FnOnce() -> Result<T, E> + Send,
    ) -> Result<T, E> {
        match self.threads {
            None => work(),
            Some(threads) => pool(threads)?.install(work),
        }
    }
}

fn pool(threads: u16) -> Outcome<rayon::ThreadPool> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(usize::from(threads)).build();
    pool.map_err(|error| JobError::work(format!("cannot start {threads} threads: {error}")))
}
