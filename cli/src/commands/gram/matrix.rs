//! The picture of a Gram matrix: rows and columns by class, evenly spread ones of many.
//!
//! Called by the page of `gram`.

use crate::picture::axis::Tick;
use crate::picture::colours::GREY;
use crate::picture::{Axis, COLOURS, Cell, Layer, Picture, Point, Result, Shape, Size};
use ndarray::Array2;

/// Rows that are shown at most: more would be no pixels.
const MOST: usize = 64;
const SIZE: Size = Size { width: 560, height: 540 };

/// Which rows are shown, in which order, and which of them are of one class.
pub struct Rows {
    /// Numbers of rows, those of a class together.
    pub shown: Vec<usize>,
    /// Names of the classes, and how many of the shown rows each has.
    groups: Vec<Group>,
}

struct Group {
    name: String,
    rows: usize,
}

impl Rows {
    /// Of the class numbers of all rows.
    pub fn new(labels: &[usize], classes: &[String]) -> Rows {
        let mut order: Vec<usize> = (0..labels.len()).collect();
        order.sort_by_key(|row| (labels[*row], *row));
        let count = order.len().min(MOST);
        let shown: Vec<usize> = (0..count).map(|k| order[k * order.len() / count]).collect();
        let groups = shown.chunk_by(|a, b| labels[*a] == labels[*b]).map(|rows| Group {
            name: rows.first().and_then(|row| classes.get(labels[*row])).cloned().unwrap_or_default(),
            rows: rows.len(),
        });
        Rows { groups: groups.collect(), shown }
    }

    /// Where each class ends, from 0 on.
    fn ends(&self) -> Vec<usize> {
        let sum = |end: &mut usize, group: &Group| {
            *end += group.rows;
            Some(*end)
        };
        self.groups.iter().scan(0, sum).collect()
    }

    /// The names of the classes in the middle of their rows; `sign` is −1 downwards.
    fn axis(&self, sign: f64) -> Axis {
        let middle = |(group, end): (&Group, usize)| {
            let name: String = group.name.chars().take(14).collect();
            Tick { at: sign * (end as f64 - 0.5 * group.rows as f64), label: name }
        };
        let most = self.shown.len().max(1) as f64;
        let ends = if sign < 0.0 { -most..0.0 } else { 0.0..most };
        // Names of very many classes would stand in one another.
        let named = self.groups.len() <= 8;
        let ticks =
            if named { self.groups.iter().zip(self.ends()).map(middle).collect() } else { Vec::new() };
        Axis::marked("", ends, ticks)
    }
}

/// The SVG; `largest` has the full colour.
pub fn matrix(gram: &Array2<f64>, rows: &Rows, largest: f64) -> Result<String> {
    let mut cells = Vec::with_capacity(rows.shown.len() * rows.shown.len());
    for (i, row) in rows.shown.iter().enumerate() {
        for (j, column) in rows.shown.iter().enumerate() {
            // Three digits are more than a screen shows.
            let share = (gram[[*row, *column]] / largest).clamp(0.0, 1.0);
            let opacity = (1000.0 * share).round() / 1000.0;
            if opacity > 0.0 {
                let (x, y) = (j as f64, -(i as f64));
                cells.push(Cell { corners: [(x, y), (x + 1.0, y - 1.0)], colour: COLOURS[0], opacity });
            }
        }
    }
    let picture = Picture::new(rows.axis(1.0), rows.axis(-1.0)).with([
        Layer::new(COLOURS[0], Shape::Cells(cells)),
        Layer::new(GREY, Shape::Segments(borders(rows))).faded(0.6),
    ]);
    Picture { size: SIZE, ..picture }.svg()
}

/// Lines between the classes.
fn borders(rows: &Rows) -> Vec<[Point; 2]> {
    let all = rows.shown.len() as f64;
    let between = rows.ends().into_iter().map(|end| end as f64).filter(|end| *end < all);
    between.flat_map(|end| [[(end, 0.0), (end, -all)], [(0.0, -end), (all, -end)]]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_by_class_and_spread() {
        let rows = Rows::new(&[1, 0, 1, 0, 0], &["a".into(), "b".into()]);
        assert_eq!(rows.shown, [1, 3, 4, 0, 2]);
        assert_eq!(rows.ends(), [3, 5]);
        let many = Rows::new(&vec![0; 1000], &["a".into()]);
        assert_eq!((many.shown.len(), many.shown[0], many.shown[63]), (64, 0, 984));
    }

    #[test]
    fn zeros_are_no_cells_and_the_largest_is_opaque() {
        let gram = ndarray::array![[1.0, 0.0], [0.0, 0.5]];
        let svg = matrix(&gram, &Rows::new(&[0, 1], &["a".into(), "b".into()]), 1.0).unwrap();
        assert_eq!(svg.matches("fill=\"#1F62AD\"").count(), 2);
        assert!(svg.contains("opacity=\"0.5\""), "{svg}");
    }
}
