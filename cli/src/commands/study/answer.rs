//! The results of a study as tables for people.
//!
//! Called by `study`.

use super::shown::Shown;
use ansatz_jobs::study::{Results, Studied};
use comfy_table::{CellAlignment, Table, presets};

/// The whole answer.
pub fn text<T: Shown>(studied: &Studied<T>, artifacts: &[String]) -> String {
    let (results, seconds) = (studied.results(), studied.seconds());
    let mut parts: Vec<String> = results.data().into_iter().map(|data| table(results, data)).collect();
    parts.push(format!(
        "{} fits that count, {seconds:.2} s; {}: mean and standard deviation over repetitions; p: {} against the best classical model",
        results.trials.len(),
        if T::SCORE == "accuracy" { "accuracies" } else { "scores" },
        T::TEST
    ));
    parts.push(format!("files     {}", artifacts.join("\n          ")));
    parts.join("\n\n")
}

fn table<T: Shown>(results: &Results<T>, data: &str) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_header(std::iter::once(data).chain(T::HEADER.iter().copied()));
    for summary in results.of_data(data) {
        table.add_row(std::iter::once(summary.model.clone()).chain(T::line(summary)));
    }
    table.column_iter_mut().skip(1).for_each(|column| {
        column.set_cell_alignment(CellAlignment::Right);
    });
    table.to_string()
}
