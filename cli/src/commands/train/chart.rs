//! The picture of a training run: loss above, accuracy below, over the epochs, as SVG text.
//!
//! Called by `train`. Must not know where the picture goes.

use ansatz::qml::models::Epoch;
use ansatz_jobs::train::{Learnt, Trained};
use plotters::coord::types::{RangedCoordf64, RangedCoordu32};
use plotters::prelude::*;
use std::error::Error;

/// What the picture shows.
pub struct Chart<'a> {
    title: String,
    /// Name of the loss.
    loss: &'a str,
    epochs: &'a [Epoch],
    /// What the lower curve is: accuracy, or R².
    merit: &'static str,
    /// It on the test rows after training.
    test_merit: Option<f64>,
}

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;
type Panel<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordu32, RangedCoordf64>>;
type Area<'b> = DrawingArea<SVGBackend<'b>, plotters::coord::Shift>;

const SIZE: (u32, u32) = (860, 640);
const UPPER_HEIGHT: u32 = 340;
const BLUE: RGBColor = RGBColor(31, 98, 173);
const GREEN: RGBColor = RGBColor(24, 128, 92);
const ORANGE: RGBColor = RGBColor(204, 94, 16);
const GREY: RGBColor = RGBColor(90, 96, 104);
const GRID: RGBColor = RGBColor(228, 231, 235);
const FONT: &str = "sans-serif";

impl Chart<'_> {
    /// The picture of a run.
    pub fn new<T: Learnt>(trained: &Trained<T>) -> Chart<'_> {
        let test = trained.record().metrics.test.as_ref();
        Chart {
            title: trained.title(),
            loss: "training",
            epochs: trained.epochs(),
            merit: trained.merit().name,
            test_merit: test.map(|test| T::verdict(test).value),
        }
    }

    /// The SVG.
    pub fn svg(&self) -> Result<String> {
        let mut text = String::new();
        {
            let root = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
            root.fill(&WHITE)?;
            let (upper, lower) = root.split_vertically(UPPER_HEIGHT);
            self.loss_panel(&upper)?;
            self.merit_panel(&lower)?;
            root.present()?;
        }
        Ok(text)
    }

    fn loss_panel(&self, area: &Area<'_>) -> Result {
        let highest =
            self.epochs.iter().map(|epoch| epoch.loss).filter(|loss| loss.is_finite()).fold(0.0, f64::max);
        let top = if highest > 0.0 { 1.05 * highest } else { 1.0 };
        let caption =
            (self.title.as_str(), (FONT, 19).into_font().style(FontStyle::Bold).color(&RGBColor(34, 40, 48)));
        let mut panel = ChartBuilder::on(area)
            .caption(caption.0, caption.1)
            .margin(14)
            .margin_right(24)
            .x_label_area_size(26)
            .y_label_area_size(64)
            .build_cartesian_2d(0..self.last_epoch(), 0.0..top)?;
        Axes { x: "", y: "training loss", decimals: decimals(top) }.draw(&mut panel)?;
        self.curve(&mut panel, Line { colour: BLUE, name: self.loss }, |epoch| epoch.loss)?;
        legend(&mut panel, SeriesLabelPosition::UpperRight)
    }

    fn merit_panel(&self, area: &Area<'_>) -> Result {
        let scores = self.epochs.iter().map(|epoch| epoch.score).chain(self.test_merit);
        // R² may be far below 0 at the start, which is all that one would see.
        let lowest = scores.fold(0.9, f64::min).max(-1.0);
        let bottom = ((lowest - 0.02) * 10.0).floor() / 10.0;
        let bottom = if self.merit == "accuracy" { bottom.max(0.0) } else { bottom };
        let mut panel = ChartBuilder::on(area)
            .margin(14)
            .margin_right(24)
            .margin_top(2)
            .x_label_area_size(46)
            .y_label_area_size(64)
            .build_cartesian_2d(0..self.last_epoch(), bottom..1.0 + 0.04 * (1.0 - bottom))?;
        Axes { x: "epoch", y: self.merit, decimals: 2 }.draw(&mut panel)?;
        self.curve(&mut panel, Line { colour: GREEN, name: "train" }, |epoch| epoch.score)?;
        if let Some(merit) = self.test_merit {
            let ends = [(0, merit), (self.last_epoch(), merit)];
            let line = DashedLineSeries::new(ends, 7, 5, ORANGE.stroke_width(2));
            panel
                .draw_series(line)?
                .label(format!("test, after training: {merit:.4}"))
                .legend(|(x, y)| PathElement::new([(x, y), (x + 22, y)], ORANGE.stroke_width(2)));
        }
        legend(&mut panel, SeriesLabelPosition::LowerRight)
    }

    /// A line through all epochs, with a dot at the last one.
    fn curve(&self, panel: &mut Panel<'_, '_>, line: Line<'_>, value: impl Fn(&Epoch) -> f64) -> Result {
        let Line { colour, name } = line;
        let points: Vec<(u32, f64)> =
            (1..).zip(self.epochs.iter().map(value)).filter(|(_, value)| value.is_finite()).collect();
        panel.draw_series(points.last().map(|point| Circle::new(*point, 4, colour.filled())))?;
        panel
            .draw_series(LineSeries::new(points, colour.stroke_width(2)))?
            .label(name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 22, y)], colour.stroke_width(2)));
        Ok(())
    }

    fn last_epoch(&self) -> u32 {
        u32::try_from(self.epochs.len()).unwrap_or(u32::MAX).max(1)
    }
}

/// Digits after the point that tell the labels of an axis up to `top` apart.
fn decimals(top: f64) -> usize {
    (1.0 - top.log10().floor()).clamp(0.0, 12.0) as usize
}

/// A line and what it is called.
#[derive(Clone, Copy)]
struct Line<'a> {
    colour: RGBColor,
    name: &'a str,
}

/// The names of both axes, and the digits after the point of the labels of `y`.
struct Axes<'a> {
    x: &'a str,
    y: &'a str,
    decimals: usize,
}

impl Axes<'_> {
    fn draw(&self, panel: &mut Panel<'_, '_>) -> Result {
        let Axes { x, y, decimals } = *self;
        let text = |size: u32| (FONT, size).into_font().color(&GREY);
        panel
            .configure_mesh()
            .x_desc(x)
            .y_desc(y)
            .x_labels(11)
            .y_labels(6)
            .disable_x_mesh()
            .bold_line_style(GRID)
            .light_line_style(TRANSPARENT)
            .axis_style(GREY)
            .label_style(text(13))
            .axis_desc_style(text(15))
            .y_label_formatter(&|value| format!("{value:.decimals$}"))
            .draw()?;
        Ok(())
    }
}

fn legend<'a, 'b: 'a>(panel: &mut Panel<'a, 'b>, position: SeriesLabelPosition) -> Result {
    panel
        .configure_series_labels()
        .position(position)
        .margin(12)
        .legend_area_size(30)
        .label_font((FONT, 14).into_font().color(&GREY))
        .background_style(WHITE.mix(0.85))
        .border_style(GRID)
        .draw()?;
    Ok(())
}
