//! The answer of `grad` as text and as a table.

use crate::csv_table::{CsvTable, number};
use ansatz_jobs::grad::GradAnswer;
use comfy_table::{Table, presets};

/// A row for each binding.
pub fn table(answer: &GradAnswer) -> CsvTable {
    let of_inputs = |what: &str| -> Vec<String> {
        answer.parameters.iter().map(|name| format!("{what}[{name}]")).collect()
    };
    let mut header = vec!["binding".to_string(), "expectation".to_string()];
    header.extend(of_inputs("gradient"));
    header.extend(answer.standard_errors.iter().flat_map(|_| of_inputs("standard_error")));
    let mut table = CsvTable::new(header);
    for (k, (value, gradient)) in answer.values.iter().zip(&answer.gradients).enumerate() {
        let errors = answer.standard_errors.iter().flat_map(|all| &all[k]);
        let numbers = std::iter::once(value).chain(gradient).chain(errors);
        table.push(std::iter::once(k.to_string()).chain(numbers.map(|x| number(*x))).collect());
    }
    table
}

/// The answer for people.
pub fn text(answer: &GradAnswer) -> String {
    let mut text = String::new();
    for (k, (value, gradient)) in answer.values.iter().zip(&answer.gradients).enumerate() {
        let errors = answer.standard_errors.as_ref().map(|all| &all[k]);
        let mut table = Table::new();
        table.load_style(presets::UTF8_HORIZONTAL_ONLY);
        table.set_header(if errors.is_some() {
            vec!["input", "∂⟨O⟩", "±"]
        } else {
            vec!["input", "∂⟨O⟩"]
        });
        for (j, (name, slope)) in answer.parameters.iter().zip(gradient).enumerate() {
            let mut cells = vec![name.clone(), format!("{slope:+.12}")];
            cells.extend(errors.map(|errors| format!("{:.2e}", errors[j])));
            table.add_row(cells);
        }
        if answer.values.len() > 1 {
            text += &format!("binding {k}\n");
        }
        text += &format!("⟨O⟩ = {value:.12}\n{table}\n");
    }
    let seconds: f64 = answer.timings.execute_s.iter().sum();
    text += &format!(
        "{} evaluations by {} on {} in {seconds:.3} s",
        answer.evaluations, answer.method, answer.device
    );
    if let (Some(work), Some(each)) = (&answer.work, answer.timings.evaluation_s) {
        text += &format!(
            ", {each:.2e} s each; {} of {} operations run, the rest shared",
            work.operations_run, work.operations_unshared
        );
    }
    text
}
