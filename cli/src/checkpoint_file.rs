//! The checkpoint of a training run in its output folder: written whole or not at all, not too often, and read again.
//!
//! Called by `train`.

use crate::circuit_file::read_regular;
use crate::failure::{Failure, Outcome};
use crate::output::UNFINISHED;
use crate::output_folder::OutputFolder;
use ansatz::qml::{Checkpoint, Progress};
use std::path::Path;
use std::time::{Duration, Instant};

/// Its name in the folder.
pub const NAME: &str = "checkpoint.ansatz";

/// Where checkpoints go, and when.
pub struct CheckpointFile<'a> {
    folder: &'a OutputFolder,
    every: Duration,
    written: Option<Instant>,
    /// The first that could not be written: no reason to stop training.
    failure: Option<Failure>,
}

impl<'a> CheckpointFile<'a> {
    /// At least so many seconds apart.
    pub fn new(folder: &'a OutputFolder, seconds: f64) -> CheckpointFile<'a> {
        let every = Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX);
        CheckpointFile { folder, every, written: None, failure: None }
    }

    /// Writes one if it is time.
    pub fn offer(&mut self, progress: &Progress<'_>) {
        if self.written.is_none_or(|last| last.elapsed() >= self.every) {
            let written = self.write(&progress.checkpoint());
            self.failure = self.failure.take().or(written.err());
            self.written = Some(Instant::now());
        }
    }

    /// Writes one now, and says where.
    pub fn write(&self, checkpoint: &Checkpoint) -> Outcome<String> {
        let text = checkpoint.to_text();
        let text = text.map_err(|error| Failure::work(format!("cannot write the checkpoint: {error}")))?;
        self.folder.write(NAME, &text)
    }

    /// Why one could not be written on the way.
    pub fn failure(self) -> Option<Failure> {
        self.failure
    }
}

/// The checkpoint in a folder.
pub fn read(folder: &Path) -> Outcome<Checkpoint> {
    let path = folder.join(NAME);
    if !path.exists() {
        let message = "there is no checkpoint of a training run; start without --resume";
        return Err(Failure::input(path.display(), message));
    }
    let bytes = read_regular(&path).map_err(|reason| Failure::input(path.display(), reason))?;
    sweep(folder);
    let text = String::from_utf8(bytes).map_err(|_| Failure::input(path.display(), "is not UTF-8 text"))?;
    Checkpoint::from_text(&text).map_err(|error| Failure::input(path.display(), error))
}

/// Removes what a run that was killed was just writing.
fn sweep(folder: &Path) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(UNFINISHED)) {
        // What cannot be removed does no harm.
        let _ = std::fs::remove_file(entry.path());
    }
}
