//! Who hears of jobs at a terminal: notices go to standard error, steps move a bar.
//!
//! Given to jobs by the commands.

use crate::epoch_log::{EpochLog, LogEvery};
use crate::excerpt::Colours;
use crate::messages;
use crate::options::Common;
use crate::progress::Progress;
use ansatz_jobs::{Notice, Observer, Step};
use std::sync::OnceLock;

/// The terminal during one job.
pub struct Terminal<'a> {
    common: &'a Common,
    bar: OnceLock<Progress>,
    log: EpochLog,
}

impl<'a> Terminal<'a> {
    /// A terminal that shows what the options allow.
    pub fn new(common: &'a Common) -> Terminal<'a> {
        Terminal { common, bar: OnceLock::new(), log: EpochLog::new(LogEvery::While) }
    }

    /// The same with lines for epochs when the person wants them.
    pub fn with_log(self, every: LogEvery) -> Terminal<'a> {
        Terminal { log: EpochLog::new(every), ..self }
    }
}

impl Observer for Terminal<'_> {
    fn notice(&self, notice: &Notice<'_>) {
        self.common.say(&messages::notice(notice, Colours::of_standard_error()));
    }

    fn begin(&self, steps: usize) {
        self.bar.get_or_init(|| Progress::new(steps, self.common));
    }

    fn step(&self, step: &Step<'_>) {
        let Some(bar) = self.bar.get() else { return };
        match step {
            Step::Epochs { epochs, score } => {
                bar.advance(epochs, score);
                self.log.advance(epochs, score, self.common);
            }
            Step::Energy { start, energy } => {
                bar.begin(format!("start {start}, energy {energy:.9}"));
                bar.end();
            }
            Step::Excitations { count, energy } => {
                bar.begin(format!("{count} excitations, energy {energy:.9}"));
                bar.end();
            }
            _ => bar.end(),
        }
    }

    fn end(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish();
        }
    }
}
