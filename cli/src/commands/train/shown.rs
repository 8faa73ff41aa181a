//! What is shown of a model besides what all have: the tables of its metrics, and sections of its report.
//!
//! Called by the answer and the report of `train`, for classes and for numbers.

use super::{boundary, scatter};
use crate::metrics::{self, NamedInterval, NamedMetrics, NamedNumbers};
use crate::page::{Page, figure, remark};
use crate::picture::numbers::{Shares, score};
use ansatz_jobs::Outcome;
use ansatz_jobs::train::{Baseline, Learnt, Parts, Trained};

/// A kind of model that can be shown.
pub trait Shown: Learnt {
    /// Metrics of parts of the data as a table of text.
    fn summary(sets: &[Measured<'_, Self::Metrics>]) -> String;

    /// What else is said below it.
    fn details(trained: &Trained<Self>) -> Option<String>;

    /// The columns of a table of metrics, after that of the rows.
    const COLUMNS: &'static [&'static str];

    /// Rows, and the numbers below these columns.
    fn row(name: &str, metrics: &Self::Metrics) -> Vec<String>;

    /// The intervals by their names.
    fn named_intervals(intervals: &Self::Intervals) -> Vec<NamedInterval>;

    /// Sections of its own.
    ///
    /// # Errors
    /// The model cannot be run.
    fn sections(trained: &Trained<Self>, page: &mut Page) -> Outcome;

    /// The classes in a few words, if it has some.
    fn kinds(trained: &Trained<Self>) -> String;
}

/// Metrics of a part of the data.
pub struct Measured<'a, M> {
    /// Whose metrics, of which part.
    pub name: String,
    pub metrics: &'a M,
}

/// Metrics of the model and of its baseline, in the order in which they are shown; parts of the data by these names.
pub fn measured<'a, M>(
    parts: &'a Parts<M>,
    baseline: Option<&'a Baseline<M>>,
    names: [&str; 2],
) -> Vec<Measured<'a, M>> {
    let of = |whose: &str, parts: &'a Parts<M>| {
        let train = Measured { name: format!("{whose}{}", names[0]), metrics: &parts.train };
        let test = parts.test.as_ref();
        let test = test.map(|metrics| Measured { name: format!("{whose}{}", names[1]), metrics });
        std::iter::once(train).chain(test).collect::<Vec<_>>()
    };
    let mut all = of("", parts);
    if let Some(Baseline { name, metrics, .. }) = baseline {
        all.extend(of(&format!("{}, ", name.replace('_', " ")), metrics));
    }
    all
}

impl Shown for usize {
    fn summary(sets: &[Measured<'_, Self::Metrics>]) -> String {
        let sets = sets.iter().map(|set| NamedMetrics { name: set.name.clone(), metrics: set.metrics });
        metrics::summary(&sets.collect::<Vec<_>>())
    }

    fn details(trained: &Trained) -> Option<String> {
        let record = trained.record();
        let test = record.metrics.test.as_ref();
        let (part, shown) = test.map_or(("train", &record.metrics.train), |test| ("test", test));
        let table = metrics::confusion(&shown.confusion, &trained.prepared().data.classes)?;
        Some(format!("{part} rows\n{table}"))
    }

    const COLUMNS: &'static [&'static str] =
        &["accuracy", "95 % interval", "balanced", "precision", "recall", "F1", "log loss"];

    fn row(name: &str, metrics: &Self::Metrics) -> Vec<String> {
        let (low, high) = metrics.accuracy_interval;
        let numbers =
            [metrics.balanced_accuracy, metrics.precision, metrics.recall, metrics.f1, metrics.log_loss];
        let first = vec![
            format!("{name} ({})", metrics.confusion.total()),
            score(metrics.accuracy),
            Shares::clipped(low, high).text(4),
        ];
        first.into_iter().chain(numbers.map(score)).collect()
    }

    fn named_intervals(intervals: &Self::Intervals) -> Vec<NamedInterval> {
        metrics::named_intervals(intervals)
    }

    fn sections(trained: &Trained, page: &mut Page) -> Outcome {
        let (prepared, record) = (trained.prepared(), trained.record());
        let data = &prepared.data;
        let shown = record.metrics.test.as_ref();
        let (part, metrics) = shown.map_or(("training", &record.metrics.train), |test| ("test", test));
        let confusion = super::page::confusion(&metrics.confusion, &data.classes);
        page.section(&format!("Confusion, {part} rows"), &confusion);
        if data.feature_names.len() == 2 && data.categories.is_empty() {
            // Values at the edge of what numbers can be have no picture; the results are as good without it.
            let content = match boundary::svg(trained.model(), prepared) {
                Ok(picture) => figure("", &picture, &boundary::caption(data.row_count())),
                Err(error) => remark(&format!("No picture: {error}")),
            };
            page.section("Decision regions", &content);
        }
        Ok(())
    }

    fn kinds(trained: &Trained) -> String {
        format!(", {} classes", trained.prepared().data.classes.len())
    }
}

impl Shown for f64 {
    fn summary(sets: &[Measured<'_, Self::Metrics>]) -> String {
        let sets = sets.iter().map(|set| NamedNumbers { name: set.name.clone(), metrics: set.metrics });
        metrics::numbers(&sets.collect::<Vec<_>>())
    }

    fn details(_: &Trained<f64>) -> Option<String> {
        None
    }

    const COLUMNS: &'static [&'static str] = &["R²", "RMSE", "MAE"];

    fn row(name: &str, metrics: &Self::Metrics) -> Vec<String> {
        let numbers =
            [format!("{:.4}", metrics.r2), format!("{:.6}", metrics.rmse), format!("{:.6}", metrics.mae)];
        [format!("{name} ({})", metrics.rows)].into_iter().chain(numbers).collect()
    }

    fn named_intervals(intervals: &Self::Intervals) -> Vec<NamedInterval> {
        metrics::named_number_intervals(intervals)
    }

    fn sections(trained: &Trained<f64>, page: &mut Page) -> Outcome {
        let (part, rows) = trained.judged();
        let predicted = trained.judge().predict(rows)?;
        let label = &trained.prepared().data.label_name;
        let content = match scatter::svg(&rows.labels, &predicted, label) {
            Ok(picture) => figure("", &picture, &scatter::caption(part, rows.labels.len())),
            Err(error) => remark(&format!("No picture: {error}")),
        };
        page.section("Predicted and known", &content);
        Ok(())
    }

    fn kinds(trained: &Trained<f64>) -> String {
        let label = &trained.prepared().data.label_name;
        format!(", predicts {label}")
    }
}
