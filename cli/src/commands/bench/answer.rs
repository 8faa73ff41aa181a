//! Measurements as tables for people.
//!
//! Called by `bench`.

use ansatz_benches::{Comparison, Row, SWITCHES};
use comfy_table::{CellAlignment, Table, presets};
use std::collections::BTreeMap;

/// One line for each row of the suite.
pub fn rows(rows: &[Row]) -> String {
    let mut table = table();
    table.set_header([
        "workload",
        "qubits",
        "type",
        "device",
        "threads",
        "seconds",
        "rate",
        "",
        "GB/s",
        "of copy",
        "Gmadd/s",
        "of peak",
        "predicted",
        "ratio",
    ]);
    for row in rows {
        let giga = |rate: Option<f64>| rate.map_or_else(String::new, |rate| format!("{:.1}", rate / 1e9));
        let share =
            |share: Option<f64>| share.map_or_else(String::new, |share| format!("{:.0} %", 100.0 * share));
        let predicted = row.predicted_s.map_or_else(String::new, seconds);
        let ratio = row.predicted_s.map_or_else(String::new, |s| format!("{:.2}", s / row.seconds));
        table.add_row([
            row.workload.to_string(),
            row.qubits.to_string(),
            format!("{:?}", row.precision).to_lowercase(),
            row.device.clone(),
            row.threads.map_or_else(String::new, |threads| threads.to_string()),
            seconds(row.seconds),
            rate(row.rate),
            row.rate_unit.to_string(),
            giga(row.bytes_per_s),
            share(row.copy_share),
            giga(row.multiply_adds_per_s),
            share(row.peak_share),
            predicted,
            ratio,
        ]);
    }
    for column in [1, 4, 5, 6, 8, 9, 10, 11, 12, 13] {
        right_aligned(&mut table, column);
    }
    format!("{table}\nratio: predicted / measured; GB/s: what passes read and write")
}

/// One line for each circuit, one column for each switch.
pub fn comparisons(rows: &[Comparison]) -> String {
    let mut table = table();
    let names = SWITCHES.iter().map(|switch| switch.name);
    table.set_header(["workload", "qubits", "all on"].into_iter().chain(names));
    for circuit in rows.chunk_by(|a, b| (a.workload, a.qubits) == (b.workload, b.qubits)) {
        let Some(first) = circuit.first() else { continue };
        let mut cells = vec![first.workload.to_string(), first.qubits.to_string(), seconds(first.seconds_on)];
        cells.extend(circuit.iter().map(|row| format!("{:.2}", row.slow_down)));
        table.add_row(cells);
    }
    (1..SWITCHES.len() + 3).for_each(|column| right_aligned(&mut table, column));
    format!("{table}\nhow many times slower each circuit is with one thing switched off")
}

/// Measured numbers beside the defaults.
pub fn numbers(measured: &BTreeMap<&str, f64>, default: &BTreeMap<&str, f64>) -> String {
    let mut table = table();
    table.set_header(["number", "measured", "default"]);
    for (name, value) in measured {
        let default = default.get(name).map_or_else(String::new, |value| format!("{value:.3e}"));
        table.add_row([(*name).to_string(), format!("{value:.3e}"), default]);
    }
    (1..3).for_each(|column| right_aligned(&mut table, column));
    table.to_string()
}

/// With a unit that leaves one to three digits before the point.
fn seconds(seconds: f64) -> String {
    match seconds {
        s if s < 1e-3 => format!("{:.2} µs", 1e6 * s),
        s if s < 1.0 => format!("{:.2} ms", 1e3 * s),
        s => format!("{s:.2} s"),
    }
}

fn rate(rate: f64) -> String {
    match rate {
        r if r < 1e6 => format!("{:.1}k", r / 1e3),
        r if r < 1e9 => format!("{:.1}M", r / 1e6),
        r => format!("{:.2}G", r / 1e9),
    }
}

fn table() -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table
}

fn right_aligned(table: &mut Table, column: usize) {
    if let Some(column) = table.column_mut(column) {
        column.set_cell_alignment(CellAlignment::Right);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_units() {
        assert_eq!([1.5e-6, 2.5e-3, 12.0].map(seconds), ["1.50 µs", "2.50 ms", "12.00 s"]);
        assert_eq!([1.2e3, 3.4e6, 5.67e9].map(rate), ["1.2k", "3.4M", "5.67G"]);
    }
}
