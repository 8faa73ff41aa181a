//! The report of the suite: a picture for each workload, seconds over qubits on log axes, a curve for each device and thread count,
//! and the time that memory alone would take.
//!
//! Called by `bench`.

use crate::page::{Page, Provenance, details, figure, figures, remark, table};
use crate::picture::numbers::{seconds, short};
use crate::picture::{Axis, COLOURS, Layer, Picture, Point, Result, Shape, Size};
use ansatz_benches::Row;
use std::collections::BTreeMap;

/// A device with its threads, as a curve is named.
fn place(row: &Row) -> String {
    match row.threads {
        Some(1) => format!("{}, 1 thread", row.device),
        Some(threads) => format!("{}, {threads} threads", row.device),
        None => row.device.clone(),
    }
}

/// The page.
pub fn page(rows: &[Row], crossover: Option<&str>, provenance: Provenance) -> Result<String> {
    let mut places: Vec<String> = Vec::new();
    rows.iter().map(place).for_each(|place| {
        if !places.contains(&place) {
            places.push(place);
        }
    });
    let mut workloads: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    rows.iter().for_each(|row| workloads.entry(row.workload).or_default().push(row));
    let subtitle = format!("{} workloads on {} places of this machine.", workloads.len(), places.len());
    let mut page = Page::new("Benchmark of this machine", &subtitle);
    let has_sizes = |rows: &[&Row]| rows.iter().any(|row| row.qubits != rows[0].qubits);
    let (grown, single): (Vec<_>, Vec<_>) = workloads.into_iter().partition(|(_, rows)| has_sizes(rows));
    let pictures = grown.iter().map(|(workload, rows)| picture(workload, rows, &places));
    let pictures: Vec<String> = pictures.collect::<Result<_>>()?;
    let explained = "Median seconds of one run; lower is better. Dashed: what reading and writing the state once a pass takes at \
                     the measured bandwidth of a copy, where that is in sight.";
    let said = crossover.map(remark).unwrap_or_default();
    if !pictures.is_empty() {
        page.section("Seconds over qubits", &(remark(explained) + &said + &figures(&pictures)));
    }
    let single: Vec<&Row> = single.into_iter().flat_map(|(_, rows)| rows).collect();
    if !single.is_empty() {
        page.section(
            "Workloads of one size",
            &figure("", &side_by_side(&single, &places)?, "Median seconds of one run."),
        );
    }
    page.section("Rows", &details(&format!("All {} rows", rows.len()), &all(rows)));
    let provenance = places.iter().fold(provenance, |all, place| all.with("measured on", place));
    page.section("Provenance", &provenance.html());
    Ok(page.finish())
}

fn picture(workload: &str, rows: &[&Row], places: &[String]) -> Result<String> {
    let qubits = || rows.iter().map(|row| row.qubits as f64);
    let first = qubits().fold(f64::INFINITY, f64::min);
    let last = qubits().fold(f64::NEG_INFINITY, f64::max);
    let all = || rows.iter().map(|row| row.seconds);
    let least = all().fold(f64::INFINITY, f64::min).max(1e-9) / 2.0;
    let most = 2.0 * all().fold(1e-9, f64::max);
    let x = Axis::counted("qubits", first - 0.5..last + 0.5);
    let mut picture = Picture::new(x, Axis::logarithmic("seconds", least..most));
    for (k, name) in places.iter().enumerate() {
        let own: Vec<&Row> = rows.iter().copied().filter(|row| place(row) == *name).collect();
        if !own.is_empty() {
            let curves = curves(name, k, &own);
            picture = picture.with(curves.map(|curve| above(curve, least)));
        }
    }
    Ok(figure(workload, &picture.svg()?, ""))
}

/// Without points that are below a picture.
fn above(layer: Layer, least: f64) -> Layer {
    let kept = |points: Vec<Point>| points.into_iter().filter(|point| point.1 >= least).collect();
    let shape = match layer.shape {
        Shape::Dashed(points) => Shape::Dashed(kept(points)),
        shape => shape,
    };
    Layer { shape, ..layer }
}

/// A line for each workload, a dot for each place.
fn side_by_side(rows: &[&Row], places: &[String]) -> Result<String> {
    let name = |row: &Row| format!("{}, {} qubits", row.workload, row.qubits);
    let mut names: Vec<String> = rows.iter().map(|row| name(row)).collect();
    names.dedup();
    let all = || rows.iter().map(|row| row.seconds.max(1e-9));
    let range = all().fold(f64::INFINITY, f64::min) / 2.0..2.0 * all().fold(1e-9, f64::max);
    let mut picture = Picture::new(Axis::logarithmic("seconds", range), Axis::names("", &names));
    let height = 80 + 30 * u32::try_from(names.len()).unwrap_or(u32::MAX).min(1000);
    picture.size = Size { width: 760, height };
    for (k, place_name) in places.iter().enumerate() {
        let at = |row: &Row| names.iter().position(|other| *other == name(row)).map_or(0.0, Axis::of_name);
        let own = rows.iter().filter(|row| place(row) == *place_name);
        let dots = own.map(|row| (row.seconds, at(row))).collect();
        let layer = Layer::new(COLOURS[k % COLOURS.len()], Shape::Dots(5, dots));
        picture = picture.with([layer.faded(0.8).named(place_name)]);
    }
    picture.svg()
}

/// The measured seconds of one place, and the time of its memory.
fn curves(name: &str, number: usize, rows: &[&Row]) -> [Layer; 3] {
    let colour = COLOURS[number % COLOURS.len()];
    let measured: Vec<Point> = rows.iter().map(|row| (row.qubits as f64, row.seconds)).collect();
    let roof = |row: &&Row| Some((row.qubits as f64, row.copy_share? * row.seconds));
    let roofline: Vec<Point> = rows.iter().filter_map(roof).collect();
    [
        Layer::new(colour, Shape::Dashed(roofline)).faded(0.6),
        Layer::new(colour, Shape::Dots(3, measured.clone())),
        Layer::new(colour, Shape::Line(measured)).named(name),
    ]
}

fn all(rows: &[Row]) -> String {
    let header = ["workload", "where", "qubits", "time", "rate", "unit", "GB/s", "of copy"];
    let row = |row: &Row| {
        vec![
            row.workload.to_string(),
            place(row),
            row.qubits.to_string(),
            seconds(row.seconds),
            short(row.rate),
            row.rate_unit.to_string(),
            row.bytes_per_s.map_or_else(String::new, |rate| format!("{:.1}", rate / 1e9)),
            row.copy_share.map_or_else(String::new, |share| format!("{:.0} %", 100.0 * share)),
        ]
    };
    let caption = "GB/s: what passes read and write; of copy: as a share of the bandwidth of a copy";
    table(caption, &header, &rows.iter().map(row).collect::<Vec<_>>())
}
