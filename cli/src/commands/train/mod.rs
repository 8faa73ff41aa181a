//! `train`: trains a classifier or a regressor as a TOML file says, and writes the model with its history and metrics.

mod answer;
mod boundary;
mod chart;
mod page;
mod scatter;
mod shown;
mod thinned;

use crate::failure::{Failure, Outcome};
use crate::options::{AnswerFormat, Common};
use crate::output;
use crate::terminal::Terminal;
use ansatz_jobs::files::OutputFile;
use ansatz_jobs::train::{AnyTrained, REFERENCE, TrainRequest, Trained, train};
use chart::Chart;
use clap::Args;
use shown::Shown;
use std::path::PathBuf;

/// Train a classifier or a regressor as a TOML file says.
///
/// Writes into the output folder, each file whole or not at all: `model.json` (for `predict` and `evaluate`),
/// `report.html` (all results on one page, to be opened in a browser), `metrics.json`, `history.csv` and `history.json`
/// (loss and accuracy of each epoch), `loss.svg` (their picture), `weights.safetensors`, `config.toml` (a copy) and
/// `checkpoint.ansatz`. The same file gives the same weights for any number of threads. A run that was killed goes on with
/// --resume and ends in the same weights as one that was not. If training diverges, the files hold the last good weights and
/// the exit code is 1; so it is, after the answer, where the file expects more than was reached.
#[derive(Args)]
#[command(after_long_help = crate::help::page(
    &[&format!("The training file:\n\n{REFERENCE}")],
    "ansatz train examples/iris.toml --out out/iris
     ansatz train examples/iris.toml --resume out/iris --format json"
))]
pub struct Train {
    /// The training file; --help shows every key with its default
    #[arg(value_name = "CONFIG.toml")]
    config: PathBuf,
    /// Where results go, instead of the file's `[output] dir`; by default `out/` and the file's name
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Go on where the run in this folder was cut off; the training file, the data and the options must be the same, but there
    /// may be more epochs. Results go there too, unless --out names another folder
    #[arg(long, value_name = "DIR")]
    resume: Option<PathBuf>,
    #[command(flatten)]
    common: Common,
}

impl Train {
    pub fn execute(&self) -> Outcome {
        let format = self.common.answer_format()?;
        let request =
            TrainRequest { config: self.config.clone(), out: self.out.clone(), resume: self.resume.clone() };
        match train(&request, &self.common.job(), &Terminal::new(&self.common))? {
            AnyTrained::Classes(trained) => self.finish(&trained, format),
            AnyTrained::Numbers(trained) => self.finish(&trained, format),
        }
    }

    /// Writes the files and shows the answer.
    fn finish<T: Shown>(&self, trained: &Trained<T>, format: AnswerFormat) -> Outcome {
        let answer = trained.write(&self.files(trained)?)?;
        trained.completed(&answer)?;
        match format {
            AnswerFormat::Json => output::print_json(&answer)?,
            AnswerFormat::Text => output::print_names(&answer::text(&answer, trained))?,
        }
        Ok(trained.expected()?)
    }

    /// The files of the run with its page and its picture.
    fn files<T: Shown>(&self, trained: &Trained<T>) -> Outcome<Vec<OutputFile>> {
        let curves = Chart::new(trained)
            .svg()
            .map_err(|error| Failure::work(format!("cannot draw the curves: {error}")))?;
        let page = self.common.with_threads(|| page::page(trained, &curves))?;
        let mut files = trained.files()?;
        let picture = files.iter().position(|file| file.name == "config.toml").unwrap_or(0);
        files.insert(picture, OutputFile::new("loss.svg", curves));
        files.insert(0, OutputFile::new("report.html", page));
        Ok(files)
    }
}
