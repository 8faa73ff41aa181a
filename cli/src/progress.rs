//! A progress bar for people at a terminal; nothing for programs, files and pipes.
//!
//! Called by commands whose work takes many steps.

use crate::options::Common;
use ansatz::qml::Epoch;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use std::fmt::Write;
use std::io::IsTerminal;

/// The bar of a training run.
pub struct Progress {
    bar: ProgressBar,
}

const TEMPLATE: &str = "{wide_bar} {pos}/{len}  {msg}  {rate}  {eta} left";

impl Progress {
    /// A bar of that many epochs.
    pub fn epochs(count: usize, common: &Common) -> Progress {
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

    /// One epoch is done.
    pub fn advance(&self, epoch: &Epoch) {
        self.bar.set_message(format!("loss {:.5}  accuracy {:.4}", epoch.loss, epoch.accuracy));
        self.bar.inc(1);
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
