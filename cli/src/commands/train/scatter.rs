//! The picture of predicted numbers against known ones: on the diagonal they are equal.
//!
//! Called by the report of a training run.

use super::thinned::thinned;
use crate::page::COLOURS;
use plotters::prelude::*;
use std::error::Error;

const SIZE: (u32, u32) = (560, 460);
const FONT: &str = "sans-serif";
const GREY: RGBColor = RGBColor(90, 96, 104);

/// The line below the picture.
pub fn caption(part: &str, rows: usize) -> String {
    let shown = thinned(rows).count();
    match shown == rows {
        true => format!("Dots: the {rows} {part} rows; on the line, what is predicted is what is known."),
        false => format!(
            "Dots: {shown} of the {rows} {part} rows; on the line, what is predicted is what is known."
        ),
    }
}

/// The SVG.
pub fn svg(known: &[f64], predicted: &[f64], label: &str) -> Result<String, Box<dyn Error>> {
    let all = || known.iter().chain(predicted).copied();
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let room = if high > low { 0.05 * (high - low) } else { 0.5 };
    let range = || low - room..high + room;
    let mut text = String::new();
    {
        let root = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
        root.fill(&WHITE)?;
        let mut panel = ChartBuilder::on(&root)
            .margin(10)
            .margin_right(20)
            .x_label_area_size(42)
            .y_label_area_size(64)
            .build_cartesian_2d(range(), range())?;
        panel
            .configure_mesh()
            .disable_mesh()
            .x_labels(7)
            .y_labels(7)
            .x_desc(format!("known {label}"))
            .y_desc(format!("predicted {label}"))
            .axis_style(GREY)
            .label_style((FONT, 13).into_font().color(&GREY))
            .axis_desc_style((FONT, 15).into_font().color(&GREY))
            .draw()?;
        panel.draw_series(LineSeries::new([(low, low), (high, high)], GREY.mix(0.6)))?;
        let dot = |row: usize| Circle::new((known[row], predicted[row]), 3, COLOURS[0].mix(0.6).filled());
        panel.draw_series(thinned(known.len()).map(dot))?;
        root.present()?;
    }
    Ok(text)
}
