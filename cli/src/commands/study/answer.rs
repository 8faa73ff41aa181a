//! The results of a study as tables for people.
//!
//! Called by `study`.

use crate::picture::numbers::p_value;
use ansatz::qml::study::Spread;
use ansatz_jobs::study::{Results, Studied, Summary};
use comfy_table::{CellAlignment, Table, presets};

/// The whole answer.
pub fn text(studied: &Studied, artifacts: &[String]) -> String {
    let (results, seconds) = (studied.results(), studied.seconds());
    let mut parts: Vec<String> = results.data().into_iter().map(|data| table(results, data)).collect();
    parts.push(format!(
        "{} fits that count, {seconds:.2} s; accuracies: mean and standard deviation over repetitions; p: McNemar's test \
         against the best classical model",
        results.trials.len()
    ));
    parts.push(format!("files     {}", artifacts.join("\n          ")));
    parts.join("\n\n")
}

/// What the tables say of a model.
pub const HEADER: [&str; 8] =
    ["train", "test", "95 % interval", "balanced", "F1", "log loss", "fit (s)", "p"];

/// A line of the tables, without the model's name.
pub fn cells(summary: &Summary) -> Vec<String> {
    let spread = |spread: &Spread| format!("{:.3} ± {:.3}", spread.mean, spread.deviation);
    vec![
        spread(&summary.train_accuracy),
        spread(&summary.test_accuracy),
        summary.interval.map_or_else(String::new, |(low, high)| format!("{low:.3} to {high:.3}")),
        spread(&summary.balanced_accuracy),
        spread(&summary.f1),
        spread(&summary.log_loss),
        format!("{:.3}", summary.fit_s.mean),
        summary.p_value.map_or_else(String::new, p_value),
    ]
}

fn table(results: &Results, data: &str) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header(std::iter::once(data).chain(HEADER));
    for summary in results.of_data(data) {
        table.add_row(std::iter::once(summary.model.clone()).chain(cells(summary)));
    }
    table.column_iter_mut().skip(1).for_each(|column| {
        column.set_cell_alignment(CellAlignment::Right);
    });
    table.to_string()
}
