//! A progress bar for people at a terminal; nothing for programs, files and pipes.
//!
//! Called by commands whose work takes many steps.

use crate::harmless::harmless;
use crate::options::Common;
use ansatz::qml::models::Epoch;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt::Write;
use std::io::IsTerminal;

/// The bar of a job, or of a suite of measurements.
pub struct Progress {
    bar: ProgressBar,
}

const TEMPLATE: &str = "{wide_bar} {pos}/{len}  {msg}  {rate}  {eta} left";

impl Progress {
    /// A bar of that many steps.
    pub fn new(count: usize, common: &Common) -> Progress {
        if common.quiet || !std::io::stderr().is_terminal() {
            return Progress { bar: ProgressBar::hidden() };
        }
        let bar = ProgressBar::with_draw_target(Some(count as u64), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
            let rate = |state: &ProgressState, text: &mut dyn Write| {
                // A bar that cannot be drawn is no loss.
                let _ = write!(text, "{:.1} a second", state.per_sec());
            };
            bar.set_style(style.with_key("rate", rate));
        }
        Progress { bar }
    }

    /// A step begins.
    pub fn begin(&self, what: String) {
        self.bar.set_message(harmless(&what));
        self.bar.tick();
    }

    /// A step is done.
    pub fn end(&self) {
        self.bar.inc(1);
    }

    /// So many epochs are done.
    pub fn advance(&self, epochs: &[Epoch], score: &str) {
        match epochs.last() {
            Some(epoch) => {
                self.bar.set_message(format!("loss {:.5}  {score} {:.4}", epoch.loss, epoch.score));
                self.bar.set_position(epochs.len() as u64);
            }
            None => self.bar.tick(),
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
