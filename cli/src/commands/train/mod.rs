//! `train`: trains a classifier or a regressor as a TOML file says, and writes the model with its history and metrics.

mod answer;
mod boundary;
mod chart;
mod page;
mod scatter;
mod shown;
mod thinned;

use crate::epoch_log::LogEvery;
use crate::failure::{Failure, Outcome};
use crate::options::{AnswerFormat, Common};
use crate::page::{Invocation, Provenance};
use crate::terminal::Terminal;
use crate::{output, standard_input};
use ansatz_jobs::files::OutputFile;
use ansatz_jobs::train::{AnyTrained, REFERENCE, TrainRequest, Trained, train};
use chart::Chart;
use clap::Args;
use shown::Shown;
use std::path::PathBuf;

/// Train a classifier or a regressor as a TOML file says.
///
/// Writes into the output folder, each file whole or not at all: `model.json` (for `predict` and `evaluate`),
/// `report.html` (all results on one page, to be opened in a browser), `metrics.json`, `predictions.csv` (of the test rows), `history.csv` and `history.json`
/// (loss and accuracy of each epoch), `loss.svg` (their picture), `weights.safetensors`, `config.toml` (a copy) and
/// `checkpoint.ansatz`. The same file gives the same weights for any number of threads. A run that was killed goes on with
/// --resume and ends in the same weights as one that was not. Kernel machines and classical models (`kind = "kernel_classifier"`,
/// `"rbf_svm"`, …) are trained in one go: they have no epochs, and so no history, no curves and no checkpoint. If training diverges, the files hold the last good weights and
/// the exit code is 1; so it is, after the answer, where the file expects more than was reached. Beside the model's metrics
/// are those of a classical one on the same rows: logistic regression for classes, ridge regression for numbers.
#[derive(Args)]
#[command(after_long_help = crate::help::page(
    &[&format!("The training file:\n\n{REFERENCE}")],
    "ansatz train examples/iris.toml --out out/iris
     ansatz train examples/iris.toml --resume out/iris --format json"
))]
pub struct Train {
    /// The training file, or `-` for standard input; --help shows every key with its default
    #[arg(value_name = "CONFIG.toml")]
    config: PathBuf,
    /// Where results go, instead of the file's `[output] dir`; by default `out/` and the file's name
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Go on where the run in this folder was cut off; the training file, the data and the options must be the same, but there
    /// may be more epochs. Results go there too, unless --out names another folder
    #[arg(long, value_name = "DIR")]
    resume: Option<PathBuf>,
    /// A line on standard error after so many epochs; by default one in ten seconds where that is no terminal
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    log_every: Option<u32>,
    #[command(flatten)]
    common: Common,
}

impl Train {
    pub fn execute(&self, invocation: &Invocation) -> Outcome {
        self.common.answer_format()?;
        let config = standard_input::config(&self.config)?;
        let request = TrainRequest { config, out: self.out.clone(), resume: self.resume.clone() };
        let every = self.log_every.map_or(LogEvery::While, |count| LogEvery::Epochs(count as usize));
        let terminal = Terminal::new(&self.common).with_log(every);
        match train(&request, &self.common.job(), &terminal)? {
            AnyTrained::Classes(trained) => self.finish(&trained, invocation),
            AnyTrained::Numbers(trained) => self.finish(&trained, invocation),
        }
    }

    /// Writes the files and shows the answer.
    fn finish<T: Shown>(&self, trained: &Trained<T>, invocation: &Invocation) -> Outcome {
        let answer = trained.write(&self.files(trained, invocation)?)?;
        trained.completed(&answer)?;
        match self.common.answer_format()? {
            AnswerFormat::Json => output::print_json(&answer)?,
            AnswerFormat::Text => output::print(&answer::text(&answer, trained))?,
        }
        Ok(trained.expected()?)
    }

    /// The files of the run with its page and its picture.
    fn files<T: Shown>(&self, trained: &Trained<T>, invocation: &Invocation) -> Outcome<Vec<OutputFile>> {
        let curves =
            Curves::of(trained).map_err(|error| Failure::work(format!("cannot draw the curves: {error}")))?;
        // Resumed or not, on however many threads: the same run has the same report.
        let provenance = Provenance::new(&self.common, invocation.essential());
        let on_page = curves.as_ref().map(|curves| curves.on_page.as_str());
        let page = self.common.with_threads(|| page::page(trained, on_page, provenance))?;
        let mut files = trained.files()?;
        if let Some(Curves { alone, .. }) = curves {
            let picture = files.iter().position(|file| file.name == "config.toml").unwrap_or(0);
            files.insert(picture, OutputFile::new("loss.svg", alone));
        }
        files.insert(0, OutputFile::new("report.html", page));
        Ok(files)
    }
}

/// The picture of a run's epochs.
struct Curves {
    /// To stand on its own.
    alone: String,
    /// Below a heading.
    on_page: String,
}

impl Curves {
    /// None of a model that was trained in one go.
    fn of<T: Shown>(trained: &Trained<T>) -> crate::picture::Result<Option<Curves>> {
        if trained.network().is_none() {
            return Ok(None);
        }
        let chart = Chart::new(trained);
        Ok(Some(Curves { alone: chart.svg()?, on_page: chart.untitled()? }))
    }
}
