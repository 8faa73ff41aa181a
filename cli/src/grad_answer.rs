//! The answer of `grad`, as JSON, as text and as a table.

use crate::csv_table::{CsvTable, number};
use comfy_table::{Table, presets};
use serde::Serialize;

/// What `grad` prints; the keys are the command line's contract.
#[derive(Serialize)]
pub struct Answer {
    pub parameters: Vec<String>,
    pub values: Vec<f64>,
    pub gradients: Vec<Vec<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub standard_errors: Option<Vec<Vec<f64>>>,
    pub evaluations: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub work: Option<Shared>,
    pub method: &'static str,
    pub seed: u64,
    pub precision: &'static str,
    pub device: String,
    pub timings: Timings,
}

/// What evaluations shared: operations on state vectors, counted once for each circuit and binding.
#[derive(Serialize)]
pub struct Shared {
    pub operations_run: u64,
    pub operations_unshared: u64,
}

#[derive(Serialize)]
pub struct Timings {
    pub parse_s: f64,
    pub plan_s: f64,
    pub execute_s: Vec<f64>,
    /// The mean time of one evaluation, where evaluations share work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evaluation_s: Option<f64>,
}

impl Answer {
    /// A row for each binding.
    pub fn table(&self) -> CsvTable {
        let of_inputs = |what: &str| -> Vec<String> {
            self.parameters.iter().map(|name| format!("{what}[{name}]")).collect()
        };
        let mut header = vec!["binding".to_string(), "expectation".to_string()];
        header.extend(of_inputs("gradient"));
        header.extend(self.standard_errors.iter().flat_map(|_| of_inputs("standard_error")));
        let mut table = CsvTable::new(header);
        for (k, (value, gradient)) in self.values.iter().zip(&self.gradients).enumerate() {
            let errors = self.standard_errors.iter().flat_map(|all| &all[k]);
            let numbers = std::iter::once(value).chain(gradient).chain(errors);
            table.push(std::iter::once(k.to_string()).chain(numbers.map(|x| number(*x))).collect());
        }
        table
    }

    pub fn text(&self) -> String {
        let mut text = String::new();
        for (k, (value, gradient)) in self.values.iter().zip(&self.gradients).enumerate() {
            let errors = self.standard_errors.as_ref().map(|all| &all[k]);
            let mut table = Table::new();
            table.load_style(presets::UTF8_HORIZONTAL_ONLY);
            table.set_header(if errors.is_some() {
                vec!["input", "∂⟨O⟩", "±"]
            } else {
                vec!["input", "∂⟨O⟩"]
            });
            for (j, (name, slope)) in self.parameters.iter().zip(gradient).enumerate() {
                let mut cells = vec![name.clone(), format!("{slope:+.12}")];
                cells.extend(errors.map(|errors| format!("{:.2e}", errors[j])));
                table.add_row(cells);
            }
            if self.values.len() > 1 {
                text += &format!("binding {k}\n");
            }
            text += &format!("⟨O⟩ = {value:.12}\n{table}\n");
        }
        let seconds: f64 = self.timings.execute_s.iter().sum();
        text += &format!(
            "{} evaluations by {} on {} in {seconds:.3} s",
            self.evaluations, self.method, self.device
        );
        if let (Some(work), Some(each)) = (&self.work, self.timings.evaluation_s) {
            text += &format!(
                ", {each:.2e} s each; {} of {} operations run, the rest shared",
                work.operations_run, work.operations_unshared
            );
        }
        text
    }
}
