//! The page of `health --report`: fidelities beside those of random states, variances over n, spectra, and a table. It has no links: it
//! opens without a network.
//!
//! Called by `health`.

use super::answer::text;
use ansatz_jobs::health::HealthAnswer;
use plotters::prelude::*;
use std::error::Error;
use std::fmt::Write;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const SIZE: (u32, u32) = (540, 340);
const BLUE: RGBColor = RGBColor(31, 98, 173);
const ORANGE: RGBColor = RGBColor(204, 94, 16);
const GREY: RGBColor = RGBColor(90, 96, 104);
const GRID: RGBColor = RGBColor(228, 231, 235);
const FONT: &str = "sans-serif";
const STYLE: &str = "body{font:15px/1.5 system-ui,sans-serif;color:#222830;max-width:1180px;margin:2em auto;padding:0 1em}\
h1{font-size:1.4em}figure{display:inline-block;margin:.5em}table{border-collapse:collapse;font-size:13px}\
td,th{padding:.2em .7em;text-align:right;border-bottom:1px solid #e4e7eb}td:first-child,th:first-child{text-align:left}\
pre{background:#f5f6f8;padding:.8em;white-space:pre-wrap}";

/// One picture: points of what was found, and a line to compare them with.
struct Picture<'a> {
    title: &'a str,
    axes: (&'a str, &'a str),
    points: Vec<(f64, f64)>,
    line: Vec<(f64, f64)>,
    names: (&'a str, &'a str),
    scale: Scale,
}

#[derive(Clone, Copy, PartialEq)]
enum Scale {
    Linear,
    Logarithmic,
}

/// The page.
pub fn page(answer: &HealthAnswer) -> Result<String> {
    let title = escape(&answer.title());
    let mut page = format!(
        "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><title>ansatz health</title><style>{STYLE}</style>\n\
         <h1>{title}</h1>\n<pre>{}</pre>\n",
        escape(&text(answer))
    );
    for picture in pictures(answer) {
        writeln!(page, "<figure>{}</figure>", picture.svg()?)?;
    }
    page.push_str("<table><tr><th>parameter<th>variance of the gradient</tr>\n");
    for (name, variance) in &answer.gradients.by_parameter {
        writeln!(page, "<tr><td>{}<td>{variance:.3e}</tr>", escape(name))?;
    }
    page.push_str("</table></html>\n");
    Ok(page)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn pictures(answer: &HealthAnswer) -> Vec<Picture<'_>> {
    let bins = answer.expressibility.shares.len() as f64;
    let middle = |values: &[f64]| -> Vec<(f64, f64)> {
        values.iter().enumerate().map(|(bin, share)| ((bin as f64 + 0.5) / bins, *share)).collect()
    };
    let counted = |values: &[f64], first: usize| -> Vec<(f64, f64)> {
        (first..).map(|k| k as f64).zip(values.iter().copied()).collect()
    };
    let mut pictures = vec![Picture {
        title: "fidelities of random parameters",
        axes: ("fidelity", "share"),
        points: middle(&answer.expressibility.shares),
        line: middle(&answer.expressibility.haar),
        names: ("circuit", "random states"),
        scale: Scale::Linear,
    }];
    let sizes = &answer.gradients.sizes;
    if let (Some(fit), [first, .., last]) = (&answer.gradients.fit, &sizes[..]) {
        let at = |n: f64| (n, fit.factor * (fit.rate * n).exp());
        pictures.push(Picture {
            title: "variance of a gradient",
            axes: ("qubits", "mean variance"),
            points: sizes.iter().map(|size| (size.qubits as f64, size.mean)).collect(),
            line: vec![at(first.qubits as f64), at(last.qubits as f64)],
            names: ("measured", "exponential fit"),
            scale: Scale::Logarithmic,
        });
    }
    if let Some(fisher) = &answer.fisher {
        pictures.push(Picture {
            title: "eigenvalues of the Fisher information",
            axes: ("number", "mean eigenvalue"),
            points: counted(&fisher.eigenvalues, 1),
            line: Vec::new(),
            names: ("circuit", ""),
            scale: Scale::Linear,
        });
    }
    if let Some(fourier) = &answer.fourier {
        pictures.push(Picture {
            title: "Fourier spectrum of the input",
            axes: ("k", "mean |c_k|"),
            points: counted(&fourier.amplitudes, 0),
            line: Vec::new(),
            names: ("circuit", ""),
            scale: Scale::Linear,
        });
    }
    pictures
}

impl Picture<'_> {
    fn svg(&self) -> Result<String> {
        let all = || self.points.iter().chain(&self.line);
        let fold =
            |of: fn(&(f64, f64)) -> f64, pick: fn(f64, f64) -> f64, from: f64| all().map(of).fold(from, pick);
        let (left, right) =
            (fold(|p| p.0, f64::min, f64::INFINITY), fold(|p| p.0, f64::max, f64::NEG_INFINITY));
        let margin = 0.04 * (right - left).max(1.0);
        let horizontal = left - margin..right + margin;
        let top = fold(|p| p.1, f64::max, 0.0);
        let mut text = String::new();
        {
            let root = SVGBackend::with_string(&mut text, SIZE).into_drawing_area();
            root.fill(&WHITE)?;
            let mut chart = ChartBuilder::on(&root);
            chart
                .caption(self.title, (FONT, 16).into_font().style(FontStyle::Bold))
                .margin(10)
                .x_label_area_size(40)
                .y_label_area_size(70);
            if self.scale == Scale::Logarithmic {
                let least = fold(|p| p.1, f64::min, f64::INFINITY).max(f64::MIN_POSITIVE);
                let vertical = (least / 2.0..2.0 * top.max(least)).log_scale();
                self.draw(chart.build_cartesian_2d(horizontal, vertical)?)?;
            } else {
                let vertical = 0.0..if top > 0.0 { 1.05 * top } else { 1.0 };
                self.draw(chart.build_cartesian_2d(horizontal, vertical)?)?;
            }
            root.present()?;
        }
        Ok(text)
    }

    fn draw<'a, 'b: 'a, Y>(
        &self,
        mut panel: ChartContext<'a, SVGBackend<'b>, Cartesian2d<plotters::coord::types::RangedCoordf64, Y>>,
    ) -> Result<()>
    where
        Y: plotters::coord::ranged1d::Ranged<ValueType = f64>
            + plotters::coord::ranged1d::ValueFormatter<f64>,
    {
        panel
            .configure_mesh()
            .x_desc(self.axes.0)
            .y_desc(self.axes.1)
            .bold_line_style(GRID)
            .light_line_style(TRANSPARENT)
            .axis_style(GREY)
            .y_label_formatter(&|y| if *y == 0.0 { "0".into() } else { format!("{y:.1e}") })
            .draw()?;
        panel
            .draw_series(self.points.iter().map(|point| Circle::new(*point, 3, BLUE.filled())))?
            .label(self.names.0)
            .legend(|(x, y)| Circle::new((x + 9, y), 3, BLUE.filled()));
        if !self.line.is_empty() {
            panel
                .draw_series(LineSeries::new(self.line.iter().copied(), ORANGE.stroke_width(2)))?
                .label(self.names.1)
                .legend(|(x, y)| PathElement::new([(x, y), (x + 18, y)], ORANGE.stroke_width(2)));
            panel
                .configure_series_labels()
                .position(SeriesLabelPosition::UpperRight)
                .label_font((FONT, 12).into_font().color(&GREY))
                .background_style(WHITE.mix(0.85))
                .border_style(GRID)
                .draw()?;
        }
        Ok(())
    }
}
