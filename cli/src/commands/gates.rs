//! `gates`: the gate table.

use crate::failure::Outcome;
use crate::options::{AnswerFormat, Common};
use crate::output;
use ansatz::circuits::table::TABLE;
use ansatz::circuits::{Composite, LibraryGate, ShiftRule, find_gate, gate_names};
use clap::Args;
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;
use std::sync::Arc;

/// List every gate: angles, controls, targets, shift rule.
///
/// A gate is a fixed unitary, a rotation exp(−iθP/2) about a Pauli string P, or a phase exp(iθΠ) on a projector Π. Its
/// shift frequencies are the differences of its generator's eigenvalues: one frequency Ω gives the two-term rule
/// ∂f/∂θ = Ω/(2 sin Ωs) · (f(θ+s) − f(θ−s)), two give a four-term rule. Composite gates are made of others, and are
/// differentiated through them.
#[derive(Args)]
#[command(after_long_help = crate::help::page(&[], "ansatz gates\nansatz gates --format json"))]
pub struct Gates {
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct Row {
    name: String,
    aliases: Vec<String>,
    angles: Vec<String>,
    controls: usize,
    targets: usize,
    frequencies: Vec<f64>,
    description: String,
}

/// The answer for programs.
#[derive(Serialize)]
struct Answer {
    gates: Vec<Row>,
}

impl Gates {
    pub fn execute(&self) -> Outcome {
        let format = self.common.answer_format()?;
        let rows: Vec<Row> = primitives().chain(composites()).collect();
        match format {
            AnswerFormat::Json => output::print_json(&Answer { gates: rows }),
            AnswerFormat::Text => output::print(&table(&rows)),
        }
    }
}

fn primitives() -> impl Iterator<Item = Row> {
    TABLE.iter().map(|gate| {
        let rule = |eigenvalues: &[f64]| ShiftRule::from_eigenvalues(eigenvalues, gate.num_controls);
        Row {
            name: gate.name.into(),
            aliases: gate.aliases.iter().map(|alias| alias.name.into()).collect(),
            angles: gate.angles.iter().map(|angle| (*angle).into()).collect(),
            controls: gate.num_controls,
            targets: gate.num_targets,
            frequencies: gate
                .generator()
                .map_or_else(Vec::new, |g| rule(g.eigenvalues()).frequencies().to_vec()),
            description: gate.doc.trim().into(),
        }
    })
}

/// Gates of the prelude, once each although they may have several names.
fn composites() -> impl Iterator<Item = Row> {
    let mut seen: Vec<Arc<Composite>> = Vec::new();
    let found = gate_names().filter_map(|name| match find_gate(name) {
        Ok(LibraryGate::Composite(composite)) => Some(composite),
        _ => None,
    });
    for composite in found {
        if !seen.iter().any(|known| known.name() == composite.name()) {
            seen.push(composite);
        }
    }
    seen.into_iter().map(|composite| Row {
        name: composite.name().into(),
        aliases: Vec::new(),
        angles: composite.body().parameters().to_vec(),
        controls: 0,
        targets: composite.body().num_qubits(),
        frequencies: Vec::new(),
        description: {
            let parts: Vec<&str> = composite.body().instructions().iter().map(|i| i.name()).collect();
            format!("composite: {}", parts.join(" "))
        },
    })
}

fn table(rows: &[Row]) -> String {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(["gate", "angles", "controls", "targets", "shift frequencies", "what it is"]);
    for row in rows {
        let names = std::iter::once(&row.name).chain(&row.aliases).cloned().collect::<Vec<_>>().join(", ");
        let frequencies: Vec<String> = row.frequencies.iter().map(f64::to_string).collect();
        table.add_row([
            names,
            row.angles.join(", "),
            row.controls.to_string(),
            row.targets.to_string(),
            frequencies.join(", "),
            row.description.clone(),
        ]);
    }
    table.to_string()
}
