//! What lies between the axes of a picture: dots, lines, bars, cells.
//!
//! Called by pictures. Numbers that are not on the axes, such as zero on a logarithmic one, are left out.

use super::{Axis, Panel, Result};
use plotters::prelude::*;

/// To the right, and up.
pub type Point = (f64, f64);

/// Shapes of one colour, and what they are called.
pub struct Layer {
    /// In the legend; absent: not there.
    pub name: Option<String>,
    /// As on a light screen.
    pub colour: RGBColor,
    /// From 0 to 1.
    pub opacity: f64,
    /// What is drawn.
    pub shape: Shape,
}

/// Shapes.
pub enum Shape {
    /// A disc of so many pixels at each point.
    Dots(i32, Vec<Point>),
    /// A line through all points.
    Line(Vec<Point>),
    /// The same with gaps.
    Dashed(Vec<Point>),
    /// A bar up to each point, from the bottom, so wide.
    Bars(f64, Vec<Point>),
    /// A line from one point to another.
    Segments(Vec<[Point; 2]>),
    /// Rectangles, each with a colour of its own.
    Cells(Vec<Cell>),
}

/// A rectangle.
pub struct Cell {
    /// Opposite corners.
    pub corners: [Point; 2],
    /// Its colour.
    pub colour: RGBColor,
    /// From 0 to 1.
    pub opacity: f64,
}

impl Layer {
    /// Without a name, opaque.
    pub fn new(colour: RGBColor, shape: Shape) -> Layer {
        Layer { name: None, colour, opacity: 1.0, shape }
    }

    /// With a name for the legend.
    pub fn named(self, name: impl Into<String>) -> Layer {
        Layer { name: Some(name.into()), ..self }
    }

    /// Paler.
    pub fn faded(self, opacity: f64) -> Layer {
        Layer { opacity, ..self }
    }

    pub(super) fn draw<'a, 'b: 'a>(&self, panel: &mut Panel<'a, 'b>, axes: [&Axis; 2]) -> Result {
        let [x, y] = axes;
        let place = |point: &Point| Some((x.place(point.0)?, y.place(point.1)?));
        let places = |points: &[Point]| points.iter().filter_map(place).collect::<Vec<Point>>();
        let colour = self.colour.mix(self.opacity);
        let thick = colour.stroke_width(2);
        match &self.shape {
            Shape::Dots(radius, points) => {
                let dot = |point| Circle::new(point, *radius, colour.filled());
                panel.draw_series(places(points).into_iter().map(dot))?;
            }
            Shape::Line(points) => _ = panel.draw_series(LineSeries::new(places(points), thick))?,
            Shape::Dashed(points) => {
                panel.draw_series(DashedLineSeries::new(places(points), 6, 4, thick))?;
            }
            Shape::Bars(width, points) => {
                let bottom = y.ends.start.max(y.place(0.0).unwrap_or(y.ends.start));
                let bar = |(at, top): Point| {
                    Rectangle::new([(at - width / 2.0, bottom), (at + width / 2.0, top)], colour.filled())
                };
                panel.draw_series(places(points).into_iter().map(bar))?;
            }
            Shape::Segments(all) => {
                let segment = |ends: &[Point; 2]| Some(PathElement::new(places(ends), thick));
                panel.draw_series(all.iter().filter_map(segment))?;
            }
            Shape::Cells(cells) => {
                let cell = |cell: &Cell| Rectangle::new(cell.corners, cell.colour.mix(cell.opacity).filled());
                panel.draw_series(cells.iter().map(cell))?;
            }
        }
        self.name_in(panel)
    }

    /// An empty series carries the name.
    fn name_in<'a, 'b: 'a>(&self, panel: &mut Panel<'a, 'b>) -> Result {
        let Some(name) = &self.name else { return Ok(()) };
        let none = std::iter::empty::<Circle<Point, i32>>();
        let entry = panel.draw_series(none)?.label(name);
        let colour = self.colour.mix(self.opacity);
        match self.shape {
            Shape::Dots(..) => entry.legend(move |(x, y)| Circle::new((x + 11, y), 4, colour.filled())),
            Shape::Bars(..) | Shape::Cells(_) => {
                entry.legend(move |(x, y)| Rectangle::new([(x + 4, y - 5), (x + 18, y + 5)], colour.filled()))
            }
            Shape::Dashed(_) => entry.legend(move |(x, y)| {
                let gap =
                    |from: i32| PathElement::new([(x + from, y), (x + from + 8, y)], colour.stroke_width(2));
                EmptyElement::at((0, 0)) + gap(0) + gap(14)
            }),
            Shape::Line(_) | Shape::Segments(_) => {
                entry.legend(move |(x, y)| PathElement::new([(x, y), (x + 22, y)], colour.stroke_width(2)))
            }
        };
        Ok(())
    }
}
