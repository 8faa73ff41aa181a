//! Metrics as tables for people.
//!
//! Called by `train` and `evaluate`.

use ansatz::qml::metrics::{Confusion, MetricIntervals, Metrics, RegressionIntervals};
use ansatz_jobs::train::NumberMetrics;
use comfy_table::{CellAlignment, Table, presets};

/// Metrics of a part of the data.
pub struct NamedMetrics<'a> {
    /// What the part is called.
    pub name: String,
    pub metrics: &'a Metrics,
}

/// Metrics of predicted numbers of a part of the data.
pub struct NamedNumbers<'a> {
    /// What the part is called.
    pub name: String,
    pub metrics: &'a NumberMetrics,
}

/// One row for each named set of metrics of numbers.
pub fn numbers(rows: &[NamedNumbers<'_>]) -> String {
    let mut table = table();
    table.set_header(["", "rows", "R²", "RMSE", "MAE"]);
    for NamedNumbers { name, metrics } in rows {
        let numbers =
            [format!("{:.4}", metrics.r2), format!("{:.6}", metrics.rmse), format!("{:.6}", metrics.mae)];
        table.add_row([name.clone(), metrics.rows.to_string()].into_iter().chain(numbers));
    }
    right_aligned(&mut table);
    table.to_string()
}

/// The intervals of numbers by the names of their metrics.
pub fn named_number_intervals(intervals: &RegressionIntervals) -> Vec<NamedInterval> {
    let named = [
        ("R²", intervals.r2),
        ("RMSE", intervals.root_mean_square_error),
        ("MAE", intervals.mean_absolute_error),
    ];
    named.into_iter().map(|(name, (low, high))| NamedInterval { name, low, high }).collect()
}

/// The interval of a metric.
pub struct NamedInterval {
    /// What the metric is called.
    pub name: &'static str,
    pub low: f64,
    pub high: f64,
}

/// One row for each named set of metrics.
pub fn summary(rows: &[NamedMetrics<'_>]) -> String {
    let mut table = table();
    table.set_header([
        "",
        "rows",
        "accuracy",
        "95 % interval",
        "balanced",
        "precision",
        "recall",
        "F1",
        "log loss",
    ]);
    for NamedMetrics { name, metrics } in rows {
        let (low, high) = metrics.accuracy_interval;
        let mut cells = vec![
            name.clone(),
            metrics.confusion.total().to_string(),
            format!("{:.4}", metrics.accuracy),
            format!("{low:.4} to {high:.4}"),
        ];
        let others =
            [metrics.balanced_accuracy, metrics.precision, metrics.recall, metrics.f1, metrics.log_loss];
        cells.extend(others.map(|value| format!("{value:.4}")));
        table.add_row(cells);
    }
    right_aligned(&mut table);
    table.to_string()
}

/// The 95 % interval of each metric.
pub fn intervals(named: Vec<NamedInterval>) -> String {
    let mut table = table();
    table.set_header(["95 % interval by bootstrap", "from", "to"]);
    for NamedInterval { name, low, high } in named {
        table.add_row([name.to_string(), format!("{low:.4}"), format!("{high:.4}")]);
    }
    right_aligned(&mut table);
    table.to_string()
}

/// The intervals by the names of their metrics.
pub fn named_intervals(intervals: &MetricIntervals) -> Vec<NamedInterval> {
    let mut named = vec![
        ("accuracy", intervals.accuracy),
        ("balanced accuracy", intervals.balanced_accuracy),
        ("precision", intervals.precision),
        ("recall", intervals.recall),
        ("F1", intervals.f1),
        ("log loss", intervals.log_loss),
    ];
    named.extend(intervals.roc_auc.map(|interval| ("ROC-AUC", interval)));
    named.into_iter().map(|(name, (low, high))| NamedInterval { name, low, high }).collect()
}

/// A table of more classes is none that people read.
pub const MAX_CLASSES: usize = 40;

/// True classes down, predicted classes across; none of very many.
pub fn confusion(confusion: &Confusion, classes: &[String]) -> Option<String> {
    if classes.len() > MAX_CLASSES {
        return None;
    }
    let mut table = table();
    let header = std::iter::once("true \\ predicted").chain(classes.iter().map(String::as_str));
    table.set_header(header);
    for (class, counts) in classes.iter().zip(&confusion.counts) {
        table.add_row(std::iter::once(class.clone()).chain(counts.iter().map(ToString::to_string)));
    }
    right_aligned(&mut table);
    Some(table.to_string())
}

fn table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table
}

fn right_aligned(table: &mut Table) {
    table.column_iter_mut().skip(1).for_each(|column| {
        column.set_cell_alignment(CellAlignment::Right);
    });
}
