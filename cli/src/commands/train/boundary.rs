//! The picture of a classifier of two features: where it says which class, with the rows that it was trained and tested on.
//!
//! Called by the report of a training run.

use super::thinned::thinned;
use crate::page::COLOURS;
use ansatz::qml::{
    ModelError,
    models::{Classifier, VariationalClassifier},
};
use ansatz_jobs::data::Prepared;
use ndarray::Array2;
use plotters::prelude::*;
use std::error::Error;

/// Cells along each axis.
const CELLS: usize = 56;
const SIZE: (u32, u32) = (560, 460);
const FONT: &str = "sans-serif";
const GREY: RGBColor = RGBColor(90, 96, 104);
type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// The range of a feature, with room around it.
#[derive(Clone, Copy)]
struct Axis {
    low: f64,
    high: f64,
}

impl Axis {
    fn new(data: &Array2<f64>, column: usize) -> Axis {
        let values = || data.column(column).to_vec().into_iter();
        let (low, high) =
            (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        let room = if high > low { 0.06 * (high - low) } else { 0.5 };
        Axis { low: low - room, high: high + room }
    }

    /// So many cells from its start.
    fn at(self, cells: f64) -> f64 {
        self.low + (self.high - self.low) * cells / CELLS as f64
    }
}

/// What the model says at the middle of each cell, row by row.
fn answers(
    model: &VariationalClassifier,
    prepared: &Prepared,
    axes: &[Axis; 2],
) -> std::result::Result<Array2<f64>, ModelError> {
    let [x, y] = axes;
    let grid = Array2::from_shape_fn((CELLS * CELLS, 2), |(cell, feature)| match feature {
        0 => x.at((cell % CELLS) as f64 + 0.5),
        _ => y.at((cell / CELLS) as f64 + 0.5),
    });
    model.predict_proba(&prepared.pipeline.transform(&grid)?)
}

/// A mix of the classes' colours by their probabilities, on white.
fn blend(probabilities: impl Iterator<Item = f64>) -> RGBColor {
    let mut mixed = [255.0; 3];
    for (class, p) in probabilities.enumerate() {
        let RGBColor(r, g, b) = COLOURS[class % COLOURS.len()];
        let parts = [r, g, b].map(f64::from);
        mixed.iter_mut().zip(parts).for_each(|(sum, part)| *sum += 0.45 * p * (part - 255.0));
    }
    let [r, g, b] = mixed.map(|value| value.clamp(0.0, 255.0).round() as u8);
    RGBColor(r, g, b)
}

/// The line below the picture.
pub fn caption(rows: usize) -> String {
    let shown = thinned(rows).count();
    let dots = if shown == rows { "all rows".to_string() } else { format!("{shown} of {rows} rows") };
    format!("Colour: class probabilities at each point; dots: {dots}.")
}

/// The SVG, for data of two features.
pub fn svg(model: &VariationalClassifier, prepared: &Prepared) -> Result<String> {
    let data = &prepared.data;
    let axes @ [x, y] = [Axis::new(&data.features, 0), Axis::new(&data.features, 1)];
    let answers = answers(model, prepared, &axes)?;
    let mut text = String::new();
    {
        let root = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
        root.fill(&WHITE)?;
        let mut panel = ChartBuilder::on(&root)
            .margin(10)
            .x_label_area_size(40)
            .y_label_area_size(52)
            .build_cartesian_2d(x.low..x.high, y.low..y.high)?;
        panel.draw_series(answers.rows().into_iter().enumerate().map(|(cell, row)| {
            let (i, j) = (cell % CELLS, cell / CELLS);
            let corners = [(x.at(i as f64), y.at(j as f64)), (x.at((i + 1) as f64), y.at((j + 1) as f64))];
            Rectangle::new(corners, blend(row.iter().copied()).filled())
        }))?;
        panel
            .configure_mesh()
            .disable_mesh()
            .x_desc(&data.feature_names[0])
            .y_desc(&data.feature_names[1])
            .axis_style(GREY)
            .label_style((FONT, 13).into_font().color(&GREY))
            .axis_desc_style((FONT, 15).into_font().color(&GREY))
            .draw()?;
        for (class, name) in data.classes.iter().enumerate() {
            let colour = COLOURS[class % COLOURS.len()];
            let is_known = |row: &usize| data.features.row(*row).iter().all(|value| value.is_finite());
            let rows = thinned(data.row_count()).filter(|row| data.labels[*row] == class && is_known(row));
            let points = rows.map(|row| (data.features[[row, 0]], data.features[[row, 1]]));
            panel
                .draw_series(points.map(|point| Circle::new(point, 3, colour.filled())))?
                .label(name)
                .legend(move |point| Circle::new(point, 4, colour.filled()));
        }
        panel
            .configure_series_labels()
            .position(SeriesLabelPosition::UpperRight)
            .label_font((FONT, 13).into_font().color(&GREY))
            .background_style(WHITE.mix(0.85))
            .draw()?;
        root.present()?;
    }
    Ok(text)
}
