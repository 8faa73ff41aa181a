//! Who hears of jobs at a terminal: notices go to standard error, steps move a bar.
//!
//! Given to jobs by the commands.

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
}

impl<'a> Terminal<'a> {
    /// A terminal that shows what the options allow.
    pub fn new(common: &'a Common) -> Terminal<'a> {
        Terminal { common, bar: OnceLock::new() }
    }
}

impl Observer for Terminal<'_> {
    fn notice(&self, notice: &Notice<'_>) {
        self.common.warn(messages::notice(notice, Colours::of_standard_error()));
    }

    fn begin(&self, steps: usize) {
        self.bar.get_or_init(|| Progress::new(steps, self.common));
    }

    fn step(&self, step: &Step<'_>) {
        let Some(bar) = self.bar.get() else { return };
        match step {
            Step::Epochs(epochs) => bar.advance(epochs),
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
