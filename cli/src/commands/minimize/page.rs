//! The page of `minimize --report`: the energy beside its reference, the way there, bit strings, states and the circuit.
//!
//! Called by `minimize`.

use super::answer::{digits, ratio};
use crate::page::{Page, Provenance, details, facts, figure, figures, remark, source, table, wide_figure};
use crate::picture::{Axis, COLOURS, Layer, Picture, Point, Result, Shape};
use ansatz::circuits::draw::{SvgOptions, svg};
use ansatz_jobs::minimize::{Level, MinimizeAnswer, Solution};
use std::path::PathBuf;

/// A circuit of more gates is no picture any more.
const DRAWN_GATES: usize = 400;

/// The page.
pub fn page(answer: &MinimizeAnswer, provenance: Provenance) -> Result<String> {
    let MinimizeAnswer { title, terms, qubits, ansatz, parameters, .. } = answer;
    let subtitle =
        format!("{terms} terms on {qubits} qubits; ansatz {ansatz} of {} parameters.", parameters.len());
    let mut page = Page::new(title, &subtitle);
    page.section("Result", &facts("", &result(answer)));
    page.section("Search", &search(answer)?);
    if let Some(solution) = &answer.solution {
        page.section("Solution", &bit_strings(answer, solution));
    }
    if let Some(states) = &answer.states {
        page.section("States", &levels(states));
    }
    page.section("Circuit", &circuit(answer));
    let file = &answer.inputs.file;
    page.section("Configuration", &source(file.text()));
    let files = answer.inputs.files.iter().map(PathBuf::as_path);
    let provenance = provenance
        .with("device", &answer.device)
        .with("seed", answer.seed)
        .with_config(file)
        .with_files(files);
    page.section("Provenance", &provenance.html());
    Ok(page.finish())
}

fn result(answer: &MinimizeAnswer) -> Vec<(String, String)> {
    let mut found = vec![("energy", digits(answer.energy, 12))];
    if let (Some(reference), Some(difference)) = (answer.reference, answer.difference()) {
        found.push(("reference", digits(reference, 12)));
        found.push(("difference", format!("{difference:.2e}")));
    }
    found.extend(ratio(answer));
    found.push(("optimizer", answer.optimizer.clone()));
    found.push(("steps", format!("{}, {} evaluations", answer.steps, answer.evaluations)));
    found.push(("ended by", answer.stop.to_string()));
    if let Some(excitations) = &answer.excitations {
        found.push(("excitations", excitations.join(", ")));
    }
    found.into_iter().map(|(name, text)| (name.to_string(), text)).collect()
}

/// The energy over the steps, and how far it is from what is known.
fn search(answer: &MinimizeAnswer) -> Result<String> {
    let energies: Vec<Point> = (0..).map(f64::from).zip(answer.history.iter().copied()).collect();
    let values =
        || answer.history.iter().copied().chain(answer.reference).filter(|energy| energy.is_finite());
    let (low, high) = (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
    let room = 0.05 * (high - low);
    let last = energies.len().saturating_sub(1).max(1) as f64;
    let steps = || Axis::counted("step", 0.0..last);
    let mut way = Picture::new(steps(), Axis::linear("energy", low - room..high + room));
    if let Some(reference) = answer.reference {
        let line = Shape::Dashed(vec![(0.0, reference), (last, reference)]);
        way = way.with([Layer::new(COLOURS[1], line).named("reference")]);
    }
    way = way.with(curve(energies.clone()));
    let mut pictures = vec![figure("Energy", &way.svg()?, "At the start and after each step.")];
    if let Some(reference) = answer.reference {
        pictures.push(distance(steps(), energies, reference)?);
    }
    Ok(figures(&pictures))
}

/// A line, with dots where there are few points.
fn curve(points: Vec<Point>) -> [Layer; 2] {
    let dots = if points.len() <= 40 { points.clone() } else { Vec::new() };
    [
        Layer::new(COLOURS[0], Shape::Dots(3, dots)),
        Layer::new(COLOURS[0], Shape::Line(points)).named("energy"),
    ]
}

fn distance(steps: Axis, energies: Vec<Point>, reference: f64) -> Result<String> {
    let far = |(step, energy): Point| (step, (energy - reference).abs());
    let points: Vec<Point> = energies.into_iter().map(far).filter(|point| point.1 > 0.0).collect();
    let all = || points.iter().map(|point| point.1).filter(|distance| distance.is_finite());
    let range = all().fold(f64::INFINITY, f64::min) / 1.5..1.5 * all().fold(0.0, f64::max);
    let layers = curve(points).map(|layer| Layer { name: None, ..layer });
    let picture = Picture::new(steps, Axis::logarithmic("|energy − reference|", range)).with(layers);
    Ok(figure("Distance from the reference", &picture.svg()?, "On a logarithmic scale."))
}

fn bit_strings(answer: &MinimizeAnswer, solution: &Solution) -> String {
    let name = if solution.partition.is_some() { "cut" } else { "value" };
    let row = |candidate: &ansatz_jobs::minimize::Candidate| {
        vec![candidate.bits.clone(), candidate.value.to_string(), format!("{:.6}", candidate.probability)]
    };
    let rows: Vec<Vec<String>> = answer.candidates.iter().map(row).collect();
    let caption = "The best bit strings among the most probable ones; the highest index stands leftmost";
    let all = table(caption, &["bits", name, "probability"], &rows);
    let Some([zeros, ones]) = &solution.partition else { return all };
    let side = |nodes: &[usize]| nodes.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
    let sides = [("nodes of side 0", side(zeros)), ("nodes of side 1", side(ones))];
    facts("The best cut", &sides.map(|(name, nodes)| (name.to_string(), nodes))) + &all
}

fn levels(states: &[Level]) -> String {
    let row = |(number, level): (usize, &Level)| {
        vec![
            number.to_string(),
            digits(level.energy, 12),
            format!("{:.1e}", level.overlap),
            level.stop.to_string(),
        ]
    };
    let rows: Vec<Vec<String>> = states.iter().enumerate().map(row).collect();
    table(
        "The lowest states; overlap: the largest fidelity with one below",
        &["state", "energy", "overlap", "ended by"],
        &rows,
    )
}

fn circuit(answer: &MinimizeAnswer) -> String {
    let circuit = &answer.inputs.circuit;
    let gates = circuit.instructions().len();
    let size = format!("{} qubits, {gates} gates, depth {}.", circuit.num_qubits(), circuit.depth());
    let drawn = match gates > DRAWN_GATES {
        true => remark(&format!("{size} Too long for a picture.")),
        false => wide_figure(&svg(circuit, &SvgOptions { width: 1030.0, ..SvgOptions::default() }), &size),
    };
    if answer.parameters.is_empty() {
        return drawn;
    }
    let named = answer.parameter_names.iter().zip(&answer.parameters);
    let rows: Vec<Vec<String>> = named.map(|(name, value)| vec![name.clone(), digits(*value, 9)]).collect();
    let all = table("At the minimum", &["parameter", "value"], &rows);
    drawn + &details(&format!("All {} parameters", rows.len()), &all)
}
