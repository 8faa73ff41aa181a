//! `study`: models on data sets over seeds, with their controls and classical baselines, from one TOML file.

mod answer;
mod chart;
mod page;
mod shown;

use crate::failure::{Failure, Outcome};
use crate::options::{AnswerFormat, Common};
use crate::page::{Invocation, Provenance};
use crate::terminal::Terminal;
use crate::{output, standard_input};
use ansatz_jobs::files::OutputFile;
use ansatz_jobs::study::{AnyStudied, REFERENCE, Studied, StudyRequest, study};
use clap::Args;
use shown::Shown;
use std::path::PathBuf;

/// Compare models on data sets, as a TOML file says.
///
/// Where the data say `task = "regression"`, numbers are predicted and the score is R², in place of the accuracy. Every model is trained on every data set, again and again with splits and starting weights of their own; where a model has
/// candidates, cross-validation on the training rows chooses one each time. Classical models run beside the quantum ones, and on
/// demand every network without its entangling gates. Preprocessing is fitted on training rows only. Results are the same for any
/// number of threads; only seconds differ. Writes `study.json`, `trials.csv`, `report.html` and `config.toml`. Where the file says what
/// it expects and that does not come true, the exit code is 1, after the answer.
#[derive(Args)]
#[command(after_long_help = crate::help::page(
    &[&format!("The study file:\n\n{REFERENCE}")],
    "ansatz study examples/study_moons.toml --out out/moons
     ansatz study examples/study_moons.toml --threads 1 --format json"
))]
pub struct Study {
    /// The study file, or `-` for standard input; --help shows every key with its default
    #[arg(value_name = "CONFIG.toml")]
    config: PathBuf,
    /// Where results go, instead of the file's `[output] dir`; by default `out/` and the file's name
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

impl Study {
    pub fn execute(&self, invocation: &Invocation) -> Outcome {
        self.common.answer_format()?;
        let request = StudyRequest { config: standard_input::config(&self.config)?, out: self.out.clone() };
        match study(&request, &self.common.job(), &Terminal::new(&self.common))? {
            AnyStudied::Classes(studied) => self.finish(&studied, invocation),
            AnyStudied::Numbers(studied) => self.finish(&studied, invocation),
        }
    }

    /// Writes the files and shows the answer.
    fn finish<T: Shown>(&self, studied: &Studied<T>, invocation: &Invocation) -> Outcome {
        let provenance = Provenance::new(&self.common, invocation.command());
        let page = page::page(studied, provenance)
            .map_err(|error| Failure::work(format!("cannot write the report: {error}")))?;
        let mut files = studied.files()?;
        files.insert(0, OutputFile::new("report.html", page));
        let answer = studied.write(&files)?;
        match self.common.answer_format()? {
            AnswerFormat::Json => output::print_json(&answer)?,
            AnswerFormat::Text => output::print(&answer::text(studied, &answer.artifacts))?,
        }
        Ok(studied.expected()?)
    }
}
