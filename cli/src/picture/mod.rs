//! Pictures of numbers as SVG text: two axes, layers of dots, lines, bars and cells between them, and a legend.
//!
//! Called by everything that draws results. Must not know what the numbers mean or where the picture goes.

pub mod axis;
pub mod colours;
pub mod layer;
pub mod numbers;

mod legend;
mod scale;

pub use axis::Axis;
pub use colours::COLOURS;
pub use layer::{Cell, Layer, Point, Shape};

use colours::{GREY, GRID, INK, PAPER};
use plotters::coord::Shift;
use plotters::prelude::*;
use scale::Scale;
use std::error::Error;

/// What drawing gives.
pub type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

type Area<'b> = DrawingArea<SVGBackend<'b>, Shift>;
type Panel<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<Scale, Scale>>;

/// Width and height in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// To the right.
    pub width: u32,
    /// Down.
    pub height: u32,
}

/// The size of most pictures.
pub const SIZE: Size = Size { width: 560, height: 360 };

/// Axes and what is between them.
pub struct Picture {
    /// A line above it; may be empty.
    pub title: String,
    /// How large it is.
    pub size: Size,
    /// To the right.
    pub x: Axis,
    /// Up.
    pub y: Axis,
    /// From the back to the front.
    pub layers: Vec<Layer>,
}

const FONT: &str = "sans-serif";

impl Picture {
    /// A picture of the usual size with nothing in it.
    pub fn new(x: Axis, y: Axis) -> Picture {
        Picture { title: String::new(), size: SIZE, x, y, layers: Vec::new() }
    }

    /// With layers in front of those that are there.
    pub fn with(mut self, layers: impl IntoIterator<Item = Layer>) -> Picture {
        self.layers.extend(layers);
        self
    }

    /// The SVG.
    ///
    /// # Errors
    /// There is no room for it.
    pub fn svg(&self) -> Result<String> {
        column(&[self])
    }

    fn draw(&self, area: &Area<'_>) -> Result {
        let mut chart = ChartBuilder::on(area);
        if !self.title.is_empty() {
            chart.caption(&self.title, (FONT, 19).into_font().style(FontStyle::Bold).color(&INK));
        }
        let beside = if self.y.name.is_empty() { 14 } else { 36 };
        let below = if self.x.name.is_empty() { 26 } else { 46 };
        let mut panel = chart
            .margin(12)
            .margin_right(24)
            .x_label_area_size(below)
            .y_label_area_size(self.y.label_width() + beside)
            .build_cartesian_2d(Scale::of(&self.x), Scale::of(&self.y))?;
        let cells = self.layers.iter().any(|layer| matches!(layer.shape, Shape::Cells(_)));
        if !cells {
            self.frame(&mut panel)?;
        }
        for layer in &self.layers {
            layer.draw(&mut panel, [&self.x, &self.y])?;
        }
        // Cells would hide the axes.
        if cells {
            self.frame(&mut panel)?;
        }
        self.names(&mut panel)
    }

    fn frame<'a, 'b: 'a>(&self, panel: &mut Panel<'a, 'b>) -> Result {
        let text = |size: u32| (FONT, size).into_font().color(&GREY);
        let mut mesh = panel.configure_mesh();
        if self.layers.iter().any(|layer| matches!(layer.shape, Shape::Cells(_))) {
            mesh.disable_mesh();
        }
        mesh.x_desc(&self.x.name)
            .y_desc(&self.y.name)
            .bold_line_style(GRID)
            .light_line_style(TRANSPARENT)
            .axis_style(GREY)
            .label_style(text(15))
            .axis_desc_style(text(16))
            .x_label_formatter(&|at| self.x.label(*at))
            .y_label_formatter(&|at| self.y.label(*at))
            .draw()?;
        Ok(())
    }

    fn names<'a, 'b: 'a>(&self, panel: &mut Panel<'a, 'b>) -> Result {
        let Some(position) = legend::corner(self) else { return Ok(()) };
        panel
            .configure_series_labels()
            .position(position)
            .margin(10)
            .legend_area_size(30)
            .label_font((FONT, 15).into_font().color(&GREY))
            .background_style(PAPER.mix(0.85))
            .border_style(GRID)
            .draw()?;
        Ok(())
    }
}

/// Pictures one above the other, as one.
///
/// # Errors
/// There is no room for them.
pub fn column(pictures: &[&Picture]) -> Result<String> {
    let mut text = String::new();
    {
        let width = pictures.iter().map(|picture| picture.size.width).max().unwrap_or(1);
        let height = pictures.iter().map(|picture| picture.size.height).sum();
        let root = SVGBackend::with_string(&mut text, (width, height)).into_drawing_area();
        root.fill(&PAPER)?;
        let mut rest = root.clone();
        for picture in pictures {
            let (area, below) = rest.split_vertically(picture.size.height);
            picture.draw(&area)?;
            rest = below;
        }
        root.present()?;
    }
    Ok(text)
}
