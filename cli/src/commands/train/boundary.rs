//! The picture of a classifier of two features: where it says which class, with the rows that it was trained and tested on.
//!
//! Called by the report of a training run.

use super::thinned::thinned;
use crate::picture::{Axis, COLOURS, Cell, Layer, Picture, Result, Shape, Size};
use ansatz::qml::{ModelError, models::Classifier};
use ansatz_jobs::data::Prepared;
use ndarray::Array2;

/// Cells along each axis.
const CELLS: usize = 56;
const SIZE: Size = Size { width: 560, height: 460 };
/// How strong the colours of the regions are, beside those of the dots.
const STRENGTH: f64 = 0.45;

/// The range of a feature, with room around it.
#[derive(Clone, Copy)]
struct Reach {
    low: f64,
    high: f64,
}

impl Reach {
    fn new(data: &Array2<f64>, column: usize) -> Reach {
        let values = || data.column(column).to_vec().into_iter();
        let (low, high) =
            (values().fold(f64::INFINITY, f64::min), values().fold(f64::NEG_INFINITY, f64::max));
        let room = if high > low { 0.06 * (high - low) } else { 0.5 };
        Reach { low: low - room, high: high + room }
    }

    /// So many cells from its start.
    fn at(self, cells: f64) -> f64 {
        self.low + (self.high - self.low) * cells / CELLS as f64
    }
}

/// What the model says at the middle of each cell, row by row.
fn answers(
    model: &dyn Classifier,
    prepared: &Prepared,
    axes: &[Reach; 2],
) -> std::result::Result<Array2<f64>, ModelError> {
    let [x, y] = axes;
    let grid = Array2::from_shape_fn((CELLS * CELLS, 2), |(cell, feature)| match feature {
        0 => x.at((cell % CELLS) as f64 + 0.5),
        _ => y.at((cell / CELLS) as f64 + 0.5),
    });
    model.predict_proba(&prepared.pipeline.transform(&grid)?)
}

/// The most probable class, and how sure that is: from 0, where all are alike, to 1.
struct Likely {
    class: usize,
    sureness: f64,
}

impl Likely {
    fn of(probabilities: ndarray::ArrayView1<'_, f64>) -> Likely {
        let most = probabilities.iter().copied().enumerate().max_by(|a, b| a.1.total_cmp(&b.1));
        let (class, p) = most.unwrap_or_default();
        let alike = 1.0 / probabilities.len().max(1) as f64;
        Likely { class, sureness: if alike < 1.0 { (p - alike) / (1.0 - alike) } else { 1.0 } }
    }
}

/// The line below the picture.
pub fn caption(rows: usize) -> String {
    let shown = thinned(rows).count();
    let dots = if shown == rows { "all rows".to_string() } else { format!("{shown} of {rows} rows") };
    format!("Colour: the most probable class at each point, paler where it is less sure; dots: {dots}.")
}

/// The SVG, for data of two features.
pub fn svg(model: &dyn Classifier, prepared: &Prepared) -> Result<String> {
    let data = &prepared.data;
    let reaches = [Reach::new(&data.features, 0), Reach::new(&data.features, 1)];
    let regions = regions(&answers(model, prepared, &reaches)?, &reaches);
    let axis = |feature: usize| {
        let Reach { low, high } = reaches[feature];
        Axis::linear(&data.feature_names[feature], low..high)
    };
    let picture = Picture::new(axis(0), axis(1)).with([regions]);
    let classes = data.classes.iter().enumerate().map(|(class, name)| {
        let is_known = |row: &usize| data.features.row(*row).iter().all(|value| value.is_finite());
        let rows = thinned(data.row_count()).filter(|row| data.labels[*row] == class && is_known(row));
        let points = rows.map(|row| (data.features[[row, 0]], data.features[[row, 1]])).collect();
        Layer::new(COLOURS[class % COLOURS.len()], Shape::Dots(3, points)).named(name)
    });
    Picture { size: SIZE, ..picture.with(classes) }.svg()
}

/// A cell for each answer.
fn regions(answers: &Array2<f64>, [x, y]: &[Reach; 2]) -> Layer {
    let cell = |(number, row): (usize, ndarray::ArrayView1<'_, f64>)| {
        let (i, j) = (number % CELLS, number / CELLS);
        let corners = [(x.at(i as f64), y.at(j as f64)), (x.at((i + 1) as f64), y.at((j + 1) as f64))];
        let Likely { class, sureness } = Likely::of(row);
        // Three digits are more than a screen shows.
        let opacity = (1000.0 * STRENGTH * sureness.clamp(0.0, 1.0)).round() / 1000.0;
        Cell { corners, colour: COLOURS[class % COLOURS.len()], opacity }
    };
    Layer::new(COLOURS[0], Shape::Cells(answers.rows().into_iter().enumerate().map(cell).collect()))
}
