//! The picture of predicted numbers against known ones: on the diagonal they are equal.
//!
//! Called by the report of a training run.

use super::thinned::thinned;
use crate::picture::colours::GREY;
use crate::picture::{Axis, COLOURS, Layer, Picture, Result, Shape, Size};

const SIZE: Size = Size { width: 560, height: 460 };

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
pub fn svg(known: &[f64], predicted: &[f64], label: &str) -> Result<String> {
    let all = || known.iter().chain(predicted).copied();
    let (low, high) = (all().fold(f64::INFINITY, f64::min), all().fold(f64::NEG_INFINITY, f64::max));
    let room = if high > low { 0.05 * (high - low) } else { 0.5 };
    let axis = |name: String| Axis::linear(&name, low - room..high + room);
    let dots = thinned(known.len()).map(|row| (known[row], predicted[row])).collect();
    let picture = Picture::new(axis(format!("known {label}")), axis(format!("predicted {label}"))).with([
        Layer::new(GREY, Shape::Line(vec![(low, low), (high, high)])).faded(0.6),
        Layer::new(COLOURS[0], Shape::Dots(3, dots)).faded(0.6),
    ]);
    Picture { size: SIZE, ..picture }.svg()
}
