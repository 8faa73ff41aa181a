//! A study that has been done, the files of its folder, and what its file expected.
//!
//! Made by the study; shown and written by its caller.

use super::results::{Results, StudyAnswer};
use super::scored::Scored;
use super::{Expectation, StudyConfig};
use crate::error::{JobError, Outcome};
use crate::files::{OutputFile, OutputFolder, json};
use crate::toml_file::TomlFile;

/// A study of classes or of numbers that has been done.
pub enum AnyStudied {
    /// Models that tell classes apart.
    Classes(Box<Studied<usize>>),
    /// Models that predict a number.
    Numbers(Box<Studied<f64>>),
}

/// A study that has been done. Nothing is written before [`write`](Studied::write).
pub struct Studied<T: Scored = usize> {
    pub(super) file: TomlFile,
    pub(super) config: StudyConfig,
    pub(super) results: Results<T>,
    pub(super) device: String,
    pub(super) seconds: f64,
    pub(super) folder: OutputFolder,
}

impl<T: Scored> Studied<T> {
    /// The study file.
    pub fn file(&self) -> &TomlFile {
        &self.file
    }

    /// What the study file says.
    pub fn config(&self) -> &StudyConfig {
        &self.config
    }

    /// What was found.
    pub fn results(&self) -> &Results<T> {
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
    pub fn write(&self, files: &[OutputFile]) -> Outcome<StudyAnswer<'_, T>> {
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
        let Expectation { data, model, .. } = expected;
        let least = expected.least();
        let found = self.results.of_data(data).find(|summary| summary.model == *model);
        let mean = found.map_or(0.0, |summary| T::mean(&summary.scores));
        // A mean of shares such as 0.95 may come out one rounding below it.
        if mean >= least - 1e-12 {
            return Ok(());
        }
        let found = format!("{model} on {data}: mean test {} {mean:.4}", T::SCORE);
        Err(JobError::work(format!("{found}, expected at least {least}")))
    }
}
