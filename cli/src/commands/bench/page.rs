//! The report of the suite: one page with a picture for each workload, seconds over qubits on log axes, a curve for each
//! device and thread count, and the time that memory alone would take. It has no links: it opens without a network.
//!
//! Called by `bench`.

use ansatz_benches::Row;
use plotters::coord::combinators::LogCoord;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use std::collections::BTreeMap;
use std::error::Error;
use std::fmt::Write;

type Result<T> = std::result::Result<T, Box<dyn Error>>;
type Panel<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, LogCoord<f64>>>;

const SIZE: (u32, u32) = (560, 380);
const COLOURS: [RGBColor; 6] = [
    RGBColor(31, 98, 173),
    RGBColor(24, 128, 92),
    RGBColor(204, 94, 16),
    RGBColor(139, 61, 148),
    RGBColor(176, 42, 55),
    RGBColor(90, 96, 104),
];
const GREY: RGBColor = RGBColor(90, 96, 104);
const GRID: RGBColor = RGBColor(228, 231, 235);
const FONT: &str = "sans-serif";
const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;color:#222830;max-width:1180px;margin:2em auto;padding:0 1em}\
h1{font-size:1.5em}figure{display:inline-block;margin:.5em}table{border-collapse:collapse;font-size:13px}\
td,th{padding:.2em .7em;text-align:right;border-bottom:1px solid #e4e7eb}\
td:nth-child(-n+2),th:nth-child(-n+2){text-align:left}";

/// A device with its threads, as a curve is named.
fn place(row: &Row) -> String {
    match row.threads {
        Some(1) => format!("{}, 1 thread", row.device),
        Some(threads) => format!("{}, {threads} threads", row.device),
        None => row.device.clone(),
    }
}

/// The page.
pub fn page(rows: &[Row], crossover: Option<&str>) -> Result<String> {
    let mut places: Vec<String> = Vec::new();
    rows.iter().map(place).for_each(|place| {
        if !places.contains(&place) {
            places.push(place);
        }
    });
    let mut workloads: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    rows.iter().for_each(|row| workloads.entry(row.workload).or_default().push(row));
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>ansatz bench</title><style>{STYLE}</style>\n\
         <h1>ansatz bench</h1>\n<p>Median seconds of one run; lower is better. Dashed: what reading and writing the \
         state once a pass takes at the measured bandwidth of a copy.</p>\n"
    );
    if let Some(crossover) = crossover {
        writeln!(page, "<p>{crossover}</p>")?;
    }
    for (workload, rows) in &workloads {
        writeln!(page, "<figure>{}</figure>", picture(workload, rows, &places)?)?;
    }
    table(&mut page, rows)?;
    Ok(page)
}

fn picture(workload: &str, rows: &[&Row], places: &[String]) -> Result<String> {
    let mut text = String::new();
    {
        let root = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
        root.fill(&WHITE)?;
        let qubits = || rows.iter().map(|row| row.qubits as f64);
        let (first, last) =
            (qubits().fold(f64::INFINITY, f64::min), qubits().fold(f64::NEG_INFINITY, f64::max));
        let seconds = || rows.iter().map(|row| row.seconds);
        let least = seconds().fold(f64::INFINITY, f64::min).max(1e-9) / 2.0;
        let most = 2.0 * seconds().fold(1e-9, f64::max);
        let mut panel = ChartBuilder::on(&root)
            .caption(workload, (FONT, 17).into_font().style(FontStyle::Bold))
            .margin(10)
            .x_label_area_size(40)
            .y_label_area_size(64)
            .build_cartesian_2d(first - 0.5..last + 0.5, (least..most).log_scale())?;
        panel
            .configure_mesh()
            .x_desc("qubits")
            .y_desc("seconds")
            .bold_line_style(GRID)
            .light_line_style(TRANSPARENT)
            .axis_style(GREY)
            .x_label_formatter(&|n| format!("{n:.0}"))
            .y_label_formatter(&|s| format!("{s:.0e}"))
            .draw()?;
        for (k, place_name) in places.iter().enumerate() {
            let own: Vec<&Row> = rows.iter().copied().filter(|row| place(row) == *place_name).collect();
            Curves { name: place_name, colour: COLOURS[k % COLOURS.len()], rows: &own }.draw(&mut panel)?;
        }
        panel
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperLeft)
            .label_font((FONT, 12).into_font().color(&GREY))
            .background_style(WHITE.mix(0.85))
            .border_style(GRID)
            .draw()?;
        root.present()?;
    }
    Ok(text)
}

/// The measured seconds of one place, and the time of its memory.
struct Curves<'a> {
    name: &'a str,
    colour: RGBColor,
    rows: &'a [&'a Row],
}

impl Curves<'_> {
    fn draw(&self, panel: &mut Panel<'_, '_>) -> Result<()> {
        let Curves { name, colour, rows } = *self;
        let measured: Vec<(f64, f64)> = rows.iter().map(|row| (row.qubits as f64, row.seconds)).collect();
        if measured.is_empty() {
            return Ok(());
        }
        panel.draw_series(measured.iter().map(|point| Circle::new(*point, 3, colour.filled())))?;
        panel
            .draw_series(LineSeries::new(measured, colour.stroke_width(2)))?
            .label(name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], colour.stroke_width(2)));
        let roof = |row: &&Row| Some((row.qubits as f64, row.copy_share? * row.seconds));
        let roofline: Vec<(f64, f64)> = rows.iter().filter_map(roof).collect();
        panel.draw_series(DashedLineSeries::new(roofline, 5, 4, colour.mix(0.6).stroke_width(1)))?;
        Ok(())
    }
}

fn table(page: &mut String, rows: &[Row]) -> Result<()> {
    page.push_str(
        "<table><tr><th>workload<th>where<th>qubits<th>seconds<th>rate<th>unit<th>GB/s<th>of copy</tr>\n",
    );
    for row in rows {
        let giga = row.bytes_per_s.map_or_else(String::new, |rate| format!("{:.1}", rate / 1e9));
        let share = row.copy_share.map_or_else(String::new, |share| format!("{:.0} %", 100.0 * share));
        writeln!(
            page,
            "<tr><td>{}<td>{}<td>{}<td>{:.3e}<td>{:.3e}<td>{}<td>{giga}<td>{share}</tr>",
            row.workload,
            place(row),
            row.qubits,
            row.seconds,
            row.rate,
            row.rate_unit
        )?;
    }
    page.push_str("</table></html>\n");
    Ok(())
}
