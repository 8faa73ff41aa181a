//! Where the names of layers stand: in the corner where they hide least.
//!
//! Called by pictures.

use super::{Layer, Picture, Point, Shape};
use plotters::chart::SeriesLabelPosition;

/// Corners in the order in which they are taken where it does not matter.
const CORNERS: [Corner; 4] = [
    Corner { position: SeriesLabelPosition::UpperRight, right: 1.0, top: 1.0 },
    Corner { position: SeriesLabelPosition::LowerRight, right: 1.0, top: 0.0 },
    Corner { position: SeriesLabelPosition::UpperLeft, right: 0.0, top: 1.0 },
    Corner { position: SeriesLabelPosition::LowerLeft, right: 0.0, top: 0.0 },
];

/// A corner with its place in shares of the axes.
#[derive(Clone)]
struct Corner {
    position: SeriesLabelPosition,
    right: f64,
    top: f64,
}

/// The emptiest corner; none where no layer has a name.
pub fn corner(picture: &Picture) -> Option<SeriesLabelPosition> {
    let names: Vec<&str> = picture.layers.iter().filter_map(|layer| layer.name.as_deref()).collect();
    let longest = names.iter().map(|name| name.chars().count()).max()?;
    // Pixels of a line and of a letter, and of what is around, as shares of the picture.
    let width = (60.0 + 8.0 * longest as f64) / (0.85 * f64::from(picture.size.width));
    let height = (30.0 + 20.0 * names.len() as f64) / (0.8 * f64::from(picture.size.height));
    let points: Vec<Point> = picture.layers.iter().flat_map(|layer| shares(picture, layer)).collect();
    let hidden = |corner: &Corner| {
        let inside = |(x, y): &&Point| (x - corner.right).abs() < width && (y - corner.top).abs() < height;
        points.iter().filter(inside).count()
    };
    CORNERS.iter().min_by_key(|corner| hidden(corner)).map(|corner| corner.position.clone())
}

/// Points of a layer in shares of the axes, with some between those that lines join.
fn shares(picture: &Picture, layer: &Layer) -> Vec<Point> {
    let share = |axis: &super::Axis, value: f64| {
        Some((axis.place(value)? - axis.ends.start) / (axis.ends.end - axis.ends.start))
    };
    let place = |point: &Point| Some((share(&picture.x, point.0)?, share(&picture.y, point.1)?));
    match &layer.shape {
        Shape::Dots(_, points) => points.iter().filter_map(place).collect(),
        Shape::Bars(_, points) => {
            let below = |(x, y): Point| [0.25, 0.5, 0.75, 1.0].map(|part| (x, part * y));
            points.iter().filter_map(place).flat_map(below).collect()
        }
        Shape::Line(points) | Shape::Dashed(points) => {
            let places: Vec<Point> = points.iter().filter_map(place).collect();
            places.windows(2).flat_map(between).chain(places.first().copied()).collect()
        }
        Shape::Segments(all) => all.iter().flatten().filter_map(place).collect(),
        Shape::Cells(_) => Vec::new(),
    }
}

/// Twenty points on the way.
fn between(ends: &[Point]) -> impl Iterator<Item = Point> {
    let ((x0, y0), (x1, y1)) = (ends[0], ends[1]);
    (1..=20).map(move |k| {
        let part = f64::from(k) / 20.0;
        (x0 + part * (x1 - x0), y0 + part * (y1 - y0))
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Axis, COLOURS};
    use super::*;

    fn corner_of(points: Vec<Point>) -> Option<SeriesLabelPosition> {
        let axis = || Axis::linear("", 0.0..1.0);
        let line = Layer::new(COLOURS[0], Shape::Line(points)).named("loss");
        corner(&Picture::new(axis(), axis()).with([line]))
    }

    #[test]
    fn names_stand_where_the_curve_is_not() {
        assert!(matches!(corner_of(vec![(0.0, 1.0), (1.0, 0.0)]), Some(SeriesLabelPosition::UpperRight)));
        assert!(matches!(corner_of(vec![(0.0, 0.0), (1.0, 1.0)]), Some(SeriesLabelPosition::LowerRight)));
        let hook = vec![(0.0, 0.1), (1.0, 0.0), (1.0, 1.0)];
        assert!(matches!(corner_of(hook), Some(SeriesLabelPosition::UpperLeft)));
        let axis = || Axis::linear("", 0.0..1.0);
        assert!(corner(&Picture::new(axis(), axis())).is_none());
    }
}
