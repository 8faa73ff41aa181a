//! A study that has been done, the files of its folder, and what its file expected.
//!
//! Made by the study; shown and written by its caller.

use super::results::{Results, StudyAnswer};
use super::{Expectation, StudyConfig};
use crate::error::{JobError, Outcome};
use crate::files::{OutputFile, OutputFolder, json};
use crate::toml_file::TomlFile;

/// A study that has been done. Nothing is written before [`write`](Studied::write).
pub struct Studied {
    pub(super) file: TomlFile,
    pub(super) config: StudyConfig,
    pub(super) results: Results,
    pub(super) device: String,
    pub(super) seconds: f64,
    pub(super) folder: OutputFolder,
}

impl Studied {
    /// The study file.
    pub fn file(&self) -> &TomlFile {
        &self.file
    }

    /// What the study file says.
    pub fn config(&self) -> &StudyConfig {
        &self.config
    }

    /// What was found.
    pub fn results(&self) -> &Results {
        &self.results
    }

    /// Seconds of all fits.
    pub fn seconds(&self) -> f64 {
        self.seconds
    }

    /// Where quantum models ran.
    pub fn device(&self) -> &str {
        &self.device
    }

    /// The files of the folder, in the order of writing.
    ///
    /// # Errors
    /// One cannot be put into words.
    pub fn files(&self) -> Outcome<Vec<OutputFile>> {
        let csv = self.results.csv().map_err(|error| JobError::work(format!("cannot write CSV: {error}")))?;
        let path = self.file.path().display();
        let copied = format!("# Copied from {path}; paths are relative to its folder.\n{}", self.file.text());
        Ok(vec![
            OutputFile::new("trials.csv", csv),
            OutputFile::new("config.toml", copied),
            OutputFile::new("study.json", json(&self.results)?),
        ])
    }

    /// Writes these [`files`](Studied::files), and others that belong to them, in this order.
    ///
    /// # Errors
    /// One cannot be written.
    pub fn write(&self, files: &[OutputFile]) -> Outcome<StudyAnswer<'_>> {
        let artifacts = self.folder.write_all(files)?;
        let Results { summaries, trials } = &self.results;
        Ok(StudyAnswer { summaries, trials, seconds: self.seconds, artifacts })
    }

    /// Whether the study found what its file expects.
    ///
    /// # Errors
    /// It did not.
    pub fn expected(&self) -> Outcome {
        self.config.expect.iter().try_for_each(|expected| self.check(expected))
    }

    fn check(&self, expected: &Expectation) -> Outcome {
        let Expectation { data, model, accuracy: least } = expected;
        let found = self.results.of_data(data).find(|summary| summary.model == *model);
        let accuracy = found.map_or(0.0, |summary| summary.test_accuracy.mean);
        // A mean of shares such as 0.95 may come out one rounding below it.
        if accuracy >= least - 1e-12 {
            return Ok(());
        }
        let found = format!("{model} on {data}: mean test accuracy {accuracy:.4}");
        Err(JobError::work(format!("{found}, expected at least {least}")))
    }
}
