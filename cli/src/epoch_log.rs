//! A line of text for an epoch now and then, where nobody sees a bar: standard error goes to a file, or into a pipe.
//!
//! Held by the terminal of a job.

use crate::options::Common;
use ansatz::qml::models::Epoch;
use std::fmt::Write;
use std::io::IsTerminal;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// When a line is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogEvery {
    /// After so many epochs.
    Epochs(usize),
    /// After a while, where standard error is no terminal: short work says nothing.
    While,
}

/// A while.
const WHILE: Duration = Duration::from_secs(10);

/// What has been said.
pub struct EpochLog {
    every: LogEvery,
    last: Mutex<Last>,
}

struct Last {
    epoch: usize,
    time: Instant,
}

impl EpochLog {
    /// A log in which nothing has been said.
    pub fn new(every: LogEvery) -> EpochLog {
        EpochLog { every, last: Mutex::new(Last { epoch: 0, time: Instant::now() }) }
    }

    /// Says how the last epoch went, if that is due.
    pub fn advance(&self, epochs: &[Epoch], score: &str, common: &Common) {
        let Some(epoch) = epochs.last() else { return };
        // Two numbers are whole whatever their last user did.
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let is_due = match self.every {
            LogEvery::Epochs(count) => epochs.len() >= last.epoch + count,
            LogEvery::While => last.time.elapsed() >= WHILE && !std::io::stderr().is_terminal(),
        };
        if is_due {
            *last = Last { epoch: epochs.len(), time: Instant::now() };
            common.say(&line(epochs.len(), epoch, score));
        }
    }
}

/// `epoch 20: loss 0.123456, accuracy 0.9000`, and the same of rows that are held out.
fn line(number: usize, epoch: &Epoch, score: &str) -> String {
    let mut line = format!("epoch {number}: loss {:.6}, {score} {:.4}", epoch.loss, epoch.score);
    if let Some(held_out) = epoch.validation {
        // Writing to a string does not fail.
        let _ = write!(line, "; held out: loss {:.6}, {score} {:.4}", held_out.loss, held_out.score);
    }
    line
}
