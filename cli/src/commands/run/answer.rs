//! The answer of `run` for people.

use ansatz_jobs::run::{Expectations, PieceAnswer, Probabilities, RunAnswer, json};
use comfy_table::{CellAlignment, Table, presets};

/// Rows of a text table.
const MAX_ROWS: usize = 32;

/// The answer for people.
pub fn text(answer: &RunAnswer) -> String {
    let mut parts = Vec::new();
    if let Some(expectations) = &answer.expectations {
        parts.push(of_expectations(expectations));
        if let Some(errors) = &answer.standard_errors {
            parts.push(format!("standard errors:\n{}", of_expectations(errors).replace("⟨O⟩ = ", "  ")));
        }
    }
    if let Some(Probabilities(rows)) = &answer.probabilities {
        parts.push(bars(["basis state", "probability"], rows.iter().map(|(b, p)| probability(b, *p))));
    }
    if let Some(rows) = &answer.amplitudes {
        let sign = |im: f64| if im.is_sign_negative() { '-' } else { '+' };
        let line = |(bits, [re, im]): &(String, [f64; 2])| {
            format!("⟨{bits}|ψ⟩ = {re:.12} {} {:.12}i", sign(*im), im.abs())
        };
        parts.push(rows.iter().map(line).collect::<Vec<_>>().join("\n"));
    }
    if let Some(shots) = &answer.memory {
        parts.push(format!("outcomes in order: {}", listed(shots)));
    }
    if let Some(rows) = &answer.outcomes {
        let rows = sorted(rows).into_iter().map(|(b, p)| probability(b, p));
        parts.push(bars(["outcome", "probability"], rows));
    }
    if let Some(rows) = &answer.counts {
        let shots = rows.iter().map(|(_, count)| *count).sum::<u64>() as f64;
        let rows = sorted(rows).into_iter().map(|(b, count)| (b, count.to_string(), count as f64 / shots));
        parts.push(bars(["outcome", "count"], rows));
    }
    if let Some(Probabilities(rows)) = &answer.preview {
        parts.push(bars(["basis state", "probability"], rows.iter().map(|(b, p)| probability(b, *p))));
        parts.push("nothing is measured: these are the most probable basis states; ask for --shots, --observable or --probabilities".into());
    }
    parts.extend(answer.outputs.iter().map(|(name, value)| format!("{name} = {}", json(value))));
    if !answer.hardware_qubits.is_empty() {
        let names: Vec<String> =
            answer.hardware_qubits.iter().rev().map(|number| format!("${number}")).collect();
        parts.push(format!("hardware qubits, as bits of basis states: {}", listed(&names)));
    }
    parts.extend(in_pieces(&answer.pieces));
    let seconds = answer.timings.execute_s.iter().copied().fold(f64::INFINITY, f64::min);
    parts.push(format!("{} qubits on {} in {seconds:.6} s", answer.qubits, answer.device));
    parts.join("\n")
}

/// What the qubits came apart into, sizes and methods counted.
fn in_pieces(pieces: &[PieceAnswer]) -> Option<String> {
    let mut counted: Vec<(PieceAnswer, usize)> = Vec::new();
    for piece in pieces {
        match counted.iter_mut().find(|(known, _)| known == piece) {
            Some((_, count)) => *count += 1,
            None => counted.push((*piece, 1)),
        }
    }
    let one = |(piece, count): &(PieceAnswer, usize)| {
        let times = if *count > 1 { format!("{count} times ") } else { String::new() };
        let qubits = if piece.qubits == 1 { "qubit" } else { "qubits" };
        format!("{times}{} {qubits} ({})", piece.qubits, piece.method)
    };
    let texts: Vec<String> = counted.iter().map(one).collect();
    (!texts.is_empty()).then(|| format!("qubits that meet: {}", listed(&texts)))
}

/// The first of them, and how many more there are.
fn listed(texts: &[String]) -> String {
    let shown = texts[..texts.len().min(MAX_ROWS)].join(", ");
    match texts.len().saturating_sub(MAX_ROWS) {
        0 => shown,
        more => format!("{shown} and {more} more; --format json and --format csv list them all"),
    }
}

fn of_expectations(expectations: &Expectations) -> String {
    let line = |values: &Vec<f64>| values.iter().map(|v| format!("{v:.12}")).collect::<Vec<_>>().join("  ");
    match expectations {
        Expectations::One(values) => format!("⟨O⟩ = {}", line(values)),
        Expectations::Rows(rows) => rows.iter().map(line).collect::<Vec<_>>().join("\n"),
    }
}

/// By falling value, equal ones by bit string.
fn sorted<V: PartialOrd + Copy>(rows: &[(String, V)]) -> Vec<(&str, V)> {
    let mut sorted: Vec<(&str, V)> = rows.iter().map(|(bits, value)| (bits.as_str(), *value)).collect();
    sorted.sort_by(|a, b| b.1.partial_cmp(&a.1).unwrap_or(std::cmp::Ordering::Equal).then(a.0.cmp(b.0)));
    sorted
}

/// A row of a table of probabilities.
fn probability(bits: &str, p: f64) -> (&str, String, f64) {
    (bits, format!("{p:.10}"), p)
}

/// A table of `(bits, value, share)` with a bar for each share.
fn bars<'a>(titles: [&str; 2], rows: impl Iterator<Item = (&'a str, String, f64)>) -> String {
    let rows: Vec<_> = rows.collect();
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_header([titles[0], titles[1], ""]);
    for (bits, number, share) in rows.iter().take(MAX_ROWS) {
        table.add_row([(*bits).to_string(), number.clone(), "█".repeat((share * 40.0).round() as usize)]);
    }
    if let Some(column) = table.column_mut(1) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    let more = rows.len().saturating_sub(MAX_ROWS);
    if more == 0 {
        table.to_string()
    } else {
        format!("{table}\nand {more} more; --format json and --format csv list them all")
    }
}
