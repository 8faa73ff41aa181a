//! The report of a training run: everything that it gave, on one page. It holds no times, so the same run gives the same bytes.
//!
//! Called by `train`.

use super::answer::{described, sized};
use super::shown::{Shown, measured};
use crate::metrics::{MAX_CLASSES, NamedInterval};
use crate::page::{Page, Provenance, escape, figure, remark, source, table, wide_figure};
use crate::picture::numbers::score;
use ansatz::circuits::Circuit;
use ansatz::circuits::draw::{SvgOptions, svg};
use ansatz::qml::metrics::Confusion;
use ansatz_jobs::Outcome;
use ansatz_jobs::train::{Record, Trained};
use std::path::PathBuf;

/// What is reported.
struct Report<'a, T: Shown> {
    trained: &'a Trained<T>,
    record: Record<'a, T::Metrics>,
    /// Loss and accuracy over the epochs, as SVG, if there were epochs.
    curves: Option<&'a str>,
}

/// The page.
pub fn page<T: Shown>(trained: &Trained<T>, curves: Option<&str>, provenance: Provenance) -> Outcome<String> {
    Report { trained, record: trained.record(), curves }.page(provenance)
}

/// A circuit of more gates is no picture any more.
const DRAWN_GATES: usize = 400;

impl<T: Shown> Report<'_, T> {
    fn page(&self, provenance: Provenance) -> Outcome<String> {
        let prepared = self.trained.prepared();
        let data = &prepared.data;
        let rows = (prepared.train.labels.len(), prepared.test.as_ref().map_or(0, |t| t.labels.len()));
        let subtitle = format!(
            "{}: {} rows for training, {} for testing, {} features{}; {}",
            prepared.name,
            rows.0,
            rows.1,
            data.feature_names.len(),
            T::kinds(self.trained),
            described(&self.trained.config().model),
        );
        let mut page = Page::new(&self.trained.title(), &subtitle);
        page.section("Metrics", &self.metrics()?);
        page.section("Training", &self.training());
        T::sections(self.trained, &mut page)?;
        if let Some(circuit) = self.trained.circuit()? {
            page.section("Circuit", &self.circuit(&circuit));
        }
        page.section("Configuration", &source(self.trained.file().text()));
        page.section("Provenance", &self.provenance(provenance).html());
        Ok(page.finish())
    }

    fn metrics(&self) -> Outcome<String> {
        let sets = measured(self.record.metrics, self.record.baseline, ["training", "test"]);
        let rows: Vec<Vec<String>> = sets.iter().map(|set| T::row(&set.name, set.metrics)).collect();
        let header: Vec<&str> = std::iter::once("rows").chain(T::COLUMNS.iter().copied()).collect();
        let metrics = table("How many rows stands behind their name", &header, &rows);
        Ok(format!("{metrics}\n{}", self.intervals()?))
    }

    /// Intervals of the test rows' metrics, or of the training rows' where there are no others.
    fn intervals(&self) -> Outcome<String> {
        let (name, _) = self.trained.judged();
        let Some(intervals) = self.trained.intervals()? else { return Ok(String::new()) };
        let row =
            |NamedInterval { name, low, high }: NamedInterval| vec![name.into(), score(low), score(high)];
        let rows: Vec<Vec<String>> = T::named_intervals(&intervals).into_iter().map(row).collect();
        let caption = format!("95 % intervals of the {name} rows, by bootstrap");
        Ok(table(&caption, &["metric", "from", "to"], &rows))
    }

    fn training(&self) -> String {
        let Record { epochs, stopped, .. } = self.record;
        match self.curves {
            Some(curves) => figure("", curves, &format!("{epochs} epochs; training ended by: {stopped}.")),
            None => remark(&format!(
                "{}: trained on all rows in one go; training ended by: {stopped}.",
                sized(self.trained)
            )),
        }
    }

    fn circuit(&self, circuit: &Circuit) -> String {
        let gates = circuit.instructions().len();
        let weights = self
            .trained
            .network()
            .map_or(String::new(), |model| format!(", {} weights", model.weights().len()));
        let role = if weights.is_empty() { " It embeds the rows for the kernel." } else { "" };
        let size = format!("{} qubits, {gates} gates{weights}.{role}", circuit.num_qubits());
        if gates > DRAWN_GATES {
            return remark(&format!("{size} Too long for a picture."));
        }
        let picture = svg(circuit, &SvgOptions { width: 1030.0, ..SvgOptions::default() });
        wide_figure(&picture, &size)
    }

    fn provenance(&self, provenance: Provenance) -> Provenance {
        let (file, config) = (self.trained.file(), self.trained.config());
        let files = config.data.source.files(file);
        let mut provenance = provenance.with("device", self.trained.device());
        if let Some(seed) = config.seed() {
            provenance = provenance.with("seed of training", seed);
        }
        let provenance = provenance
            .with("seed of the split", config.data.split_seed)
            .with_config(file)
            .with_files(files.iter().map(PathBuf::as_path))
            .with("SHA-256 of the weights", self.record.weights_sha256);
        match self.record.loss {
            Some(loss) => provenance.with("loss of the training rows", loss),
            None => provenance,
        }
    }
}

/// True classes down, predicted ones across; the darker, the larger the share of a row.
pub(super) fn confusion(confusion: &Confusion, classes: &[String]) -> String {
    if classes.len() > MAX_CLASSES {
        let more = classes.len();
        return remark(&format!("{more} classes are too many for a table; metrics.json has the counts."));
    }
    let header: String =
        classes.iter().map(|class| format!("<th scope=\"col\">{}</th>", escape(class))).collect();
    let row = |(class, counts): (&String, &Vec<usize>)| {
        let total = counts.iter().sum::<usize>().max(1) as f64;
        let cell = |count: &usize| {
            let share = 100.0 * *count as f64 / total;
            let full = if share > 55.0 { " full" } else { "" };
            format!("<td class=\"share{full}\" style=\"--share:{share:.0}%\">{count}</td>")
        };
        let cells: String = counts.iter().map(cell).collect();
        format!("<tr><th scope=\"row\">{}</th>{cells}</tr>\n", escape(class))
    };
    let body: String = classes.iter().zip(&confusion.counts).map(row).collect();
    format!(
        "<div class=\"scroll\"><table>\n<caption>True classes down, predicted ones across; the stronger the colour, the \
         larger the share of a class</caption>\n<thead><tr><th scope=\"col\">true \\ predicted</th>{header}</tr></thead>\n<tbody>\n{body}</tbody>\n\
         </table></div>\n"
    )
}
