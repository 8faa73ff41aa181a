//! The checkpoint of a training run in its output folder: written whole or not at all, not too often, and read again.
//!
//! Called by the training job.

use crate::error::{JobError, Outcome, RequestError};
use crate::files::{OutputFile, OutputFolder, UNFINISHED, read_text};
use crate::place::Place;
use ansatz::qml::models::{Checkpoint, Progress};
use std::path::Path;
use std::time::{Duration, Instant};

/// Its name in the folder.
pub(super) const NAME: &str = "checkpoint.ansatz";

/// Where checkpoints go, and when.
pub(super) struct CheckpointFile<'a> {
    folder: &'a OutputFolder,
    every: Duration,
    written: Option<Instant>,
    /// The first that could not be written: no reason to stop training.
    failure: Option<JobError>,
}

impl<'a> CheckpointFile<'a> {
    /// At least so many seconds apart.
    pub(super) fn new(folder: &'a OutputFolder, seconds: f64) -> CheckpointFile<'a> {
        let every = Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX);
        CheckpointFile { folder, every, written: None, failure: None }
    }

    /// Writes one if it is time.
    pub(super) fn offer(&mut self, progress: &Progress<'_>) {
        if self.written.is_none_or(|last| last.elapsed() >= self.every) {
            let written = self.write(&progress.checkpoint());
            self.failure = self.failure.take().or(written.err());
            self.written = Some(Instant::now());
        }
    }

    fn write(&self, checkpoint: &Checkpoint) -> Outcome<String> {
        self.folder.write(&output(checkpoint)?)
    }

    /// Why one could not be written on the way.
    pub(super) fn failure(self) -> Option<JobError> {
        self.failure
    }
}

/// A checkpoint as a file.
pub(super) fn output(checkpoint: &Checkpoint) -> Outcome<OutputFile> {
    let text = checkpoint.to_text();
    let text = text.map_err(|error| JobError::work(format!("cannot write the checkpoint: {error}")))?;
    Ok(OutputFile::new(NAME, text))
}

/// The checkpoint in a folder.
pub(super) fn read(folder: &Path) -> Outcome<Checkpoint> {
    let path = folder.join(NAME);
    if !path.exists() {
        return Err(JobError::request(Place::file(path.display()), RequestError::NoCheckpoint));
    }
    let text = read_text(&path, &path.display().to_string())?;
    sweep(folder);
    Checkpoint::from_text(&text).map_err(|error| JobError::input(Place::file(path.display()), error))
}

/// Removes what a run that was killed was just writing.
fn sweep(folder: &Path) {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(UNFINISHED)) {
        // What cannot be removed does no harm.
        let _ = std::fs::remove_file(entry.path());
    }
}
