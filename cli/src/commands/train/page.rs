//! The report of a training run: everything that it gave, on one page. It holds no times, so the same run gives the same bytes.
//!
//! Called by `train`.

use super::answer::described;
use super::shown::{Shown, measured};
use crate::metrics::{MAX_CLASSES, NamedInterval};
use crate::page::{Page, escape, figure, table};
use ansatz::circuits::draw::{SvgOptions, svg};
use ansatz::qml::metrics::Confusion;
use ansatz_jobs::Outcome;
use ansatz_jobs::train::{Record, Trained};

/// What is reported.
struct Report<'a, T: Shown> {
    trained: &'a Trained<T>,
    record: Record<'a, T::Metrics>,
    /// Loss and accuracy over the epochs, as SVG.
    curves: &'a str,
}

/// The page.
pub fn page<T: Shown>(trained: &Trained<T>, curves: &str) -> Outcome<String> {
    Report { trained, record: trained.record(), curves }.page()
}

/// A circuit of more gates is no picture any more.
const DRAWN_GATES: usize = 400;

impl<T: Shown> Report<'_, T> {
    fn page(&self) -> Outcome<String> {
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
        let ended = format!("{} epochs; training ended by: {}.", self.record.epochs, self.record.stopped);
        page.section("Training", &figure(self.curves, &ended));
        T::sections(self.trained, &mut page)?;
        page.section("Circuit", &self.circuit()?);
        page.section("Configuration", &format!("<pre>{}</pre>", escape(self.trained.file().text())));
        page.section("Provenance", &self.provenance());
        Ok(page.finish())
    }

    fn metrics(&self) -> Outcome<String> {
        let sets = measured(self.record.metrics, self.record.baseline, ["training", "test"]);
        let rows: Vec<Vec<String>> = sets.iter().map(|set| T::row(&set.name, set.metrics)).collect();
        let metrics = table(T::HEADER, &rows);
        Ok(format!("{metrics}\n{}", self.intervals()?))
    }

    /// Intervals of the test rows' metrics, or of the training rows' where there are no others.
    fn intervals(&self) -> Outcome<String> {
        let (name, _) = self.trained.judged();
        let Some(intervals) = self.trained.intervals()? else { return Ok(String::new()) };
        let row = |NamedInterval { name, low, high }: NamedInterval| {
            vec![name.into(), format!("{low:.4}"), format!("{high:.4}")]
        };
        let rows: Vec<Vec<String>> = T::named_intervals(&intervals).into_iter().map(row).collect();
        let header = format!("95 % intervals of the {name} rows, by bootstrap");
        Ok(format!("<p></p>{}", table(&[&header, "from", "to"], &rows)))
    }

    fn circuit(&self) -> Outcome<String> {
        let circuit = self.trained.model().circuit()?;
        let gates = circuit.instructions().len();
        let size = format!(
            "{} qubits, {gates} gates, {} weights.",
            circuit.num_qubits(),
            self.trained.model().weights().len()
        );
        if gates > DRAWN_GATES {
            return Ok(format!("<p class=\"note\">{size} Too long for a picture.</p>"));
        }
        let picture = svg(circuit, &SvgOptions::default());
        Ok(format!("<div class=\"wide\">{}</div>", figure(&picture, &size)))
    }

    fn provenance(&self) -> String {
        let rows = [
            ("ansatz", env!("CARGO_PKG_VERSION").to_string()),
            ("seed of training", self.trained.config().training.seed.to_string()),
            ("seed of the split", self.trained.config().data.split_seed.to_string()),
            ("SHA-256 of the weights", self.record.weights_sha256.to_string()),
            ("loss of the training rows", self.record.loss.to_string()),
        ];
        table(&["", ""], &rows.map(|(name, value)| vec![name.to_string(), value]))
    }
}

/// True classes down, predicted ones across; the darker, the larger the share of a row.
pub(super) fn confusion(confusion: &Confusion, classes: &[String]) -> String {
    if classes.len() > MAX_CLASSES {
        let more = classes.len();
        return format!(
            "<p class=\"note\">{more} classes are too many for a table; metrics.json has the counts.</p>"
        );
    }
    let header: String = classes.iter().map(|class| format!("<th>{}</th>", escape(class))).collect();
    let row = |(class, counts): (&String, &Vec<usize>)| {
        let total = counts.iter().sum::<usize>().max(1) as f64;
        let cell = |count: &usize| {
            let share = *count as f64 / total;
            let ink = if share > 0.55 { "#fff" } else { "#222830" };
            format!("<td style=\"background:rgba(31,98,173,{share:.2});color:{ink}\">{count}</td>")
        };
        format!("<tr><td>{}</td>{}</tr>\n", escape(class), counts.iter().map(cell).collect::<String>())
    };
    let body: String = classes.iter().zip(&confusion.counts).map(row).collect();
    format!("<table><tr><th>true \\ predicted</th>{header}</tr>\n{body}</table>")
}
