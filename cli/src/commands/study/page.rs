//! The report of a study: for each data set the models side by side, learning curves and importances, on one page.
//!
//! Called by `study`.

use super::answer::{HEADER, cells};
use crate::page::{COLOURS, Page, escape, figure, table};
use ansatz_jobs::study::{Results, Studied, Summary, chosen};
use plotters::prelude::*;
use std::error::Error;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const FONT: &str = "sans-serif";
const GREY: RGBColor = RGBColor(90, 96, 104);
const GRID: RGBColor = RGBColor(228, 231, 235);
const WIDTH: u32 = 760;

/// The page.
pub fn page(studied: &Studied) -> Result<String> {
    let (file, config, results) = (studied.file(), studied.config(), studied.results());
    let title = file.path().file_stem().map_or("study".into(), |stem| stem.to_string_lossy().into_owned());
    let subtitle = format!(
        "{} models on {} data sets, {} repetitions each with a split and starting weights of its own.",
        config.models.len(),
        config.data.len(),
        config.study.seeds
    );
    let mut page = Page::new(&title, &subtitle);
    for data in results.data() {
        let models: Vec<&Summary> = results.of_data(data).collect();
        let header: Vec<&str> = std::iter::once("model").chain(HEADER).collect();
        let row = |summary: &&Summary| std::iter::once(summary.model.clone()).chain(cells(summary)).collect();
        let rows: Vec<Vec<String>> = models.iter().map(row).collect();
        let caption = "Mean test accuracy; lines: one standard deviation; dots: repetitions.";
        let mut content = figure(&accuracies(results, data, &models)?, caption);
        content += &table(&header, &rows);
        if models.iter().any(|summary| !summary.learning_curve.is_empty()) {
            content += &figure(&curves(&models)?, "Learning curves: mean test accuracy over training rows.");
        }
        if models.iter().any(|summary| !summary.importance.is_empty()) {
            content += &importances(&models);
        }
        content += &choices(results, data);
        page.section(data, &content);
    }
    page.section("Configuration", &format!("<pre>{}</pre>", escape(file.text())));
    page.section("Provenance", &table(&["", ""], &[vec!["ansatz".into(), env!("CARGO_PKG_VERSION").into()]]));
    Ok(page.finish())
}

/// A line for each model.
fn accuracies(results: &Results, data: &str, models: &[&Summary]) -> Result<String> {
    let of = |summary: &Summary| -> Vec<f64> {
        let own = results.trials.iter().filter(|trial| trial.data == data && trial.model == summary.model);
        own.map(|trial| trial.test.accuracy).collect()
    };
    let least = models.iter().flat_map(|summary| of(summary)).fold(1.0, f64::min);
    let low = ((least - 0.05) * 20.0).floor().max(0.0) / 20.0;
    let mut text = String::new();
    {
        let height = 70 + 34 * models.len() as u32;
        let root = SVGBackend::with_string(&mut text, (WIDTH, height)).into_drawing_area();
        root.fill(&WHITE)?;
        let count = models.len();
        let name = |y: &f64| {
            let at = count as f64 - 0.5 - y;
            let near = (at - at.round()).abs() < 0.01;
            models
                .get(at.round() as usize)
                .filter(|_| near)
                .map_or(String::new(), |model| model.model.clone())
        };
        let mut panel = ChartBuilder::on(&root)
            .margin(10)
            .x_label_area_size(36)
            .y_label_area_size(210)
            .build_cartesian_2d(low..1.01, 0.0..count as f64)?;
        panel
            .configure_mesh()
            .disable_y_mesh()
            .x_desc("test accuracy")
            .y_labels(2 * count + 1)
            .y_label_formatter(&name)
            .bold_line_style(GRID)
            .light_line_style(TRANSPARENT)
            .axis_style(GREY)
            .label_style((FONT, 13).into_font().color(&GREY))
            .draw()?;
        for (k, summary) in models.iter().enumerate() {
            let (y, colour) =
                (count as f64 - 0.5 - k as f64, if summary.classical { GREY } else { COLOURS[0] });
            let spread = summary.test_accuracy;
            let ends = [(spread.mean - spread.deviation, y), (spread.mean + spread.deviation, y)];
            panel.draw_series([PathElement::new(ends, colour.stroke_width(2))])?;
            panel
                .draw_series(of(summary).iter().map(|x| Circle::new((*x, y), 2, colour.mix(0.5).filled())))?;
            panel.draw_series([Circle::new((spread.mean, y), 5, colour.filled())])?;
        }
        root.present()?;
    }
    Ok(text)
}

fn curves(models: &[&Summary]) -> Result<String> {
    let points = |summary: &Summary| -> Vec<(f64, f64)> {
        let mean = |samples: &[usize]| samples.iter().sum::<usize>() as f64 / samples.len().max(1) as f64;
        summary.learning_curve.iter().map(|point| (mean(&point.samples), point.test.mean)).collect()
    };
    let all: Vec<(f64, f64)> = models.iter().flat_map(|summary| points(summary)).collect();
    let most = all.iter().map(|point| point.0).fold(1.0, f64::max);
    let least = all.iter().map(|point| point.1).fold(1.0, f64::min);
    let mut text = String::new();
    {
        let root = SVGBackend::with_string(&mut text, (WIDTH, 360)).into_drawing_area();
        root.fill(&WHITE)?;
        let mut panel = ChartBuilder::on(&root)
            .margin(10)
            .x_label_area_size(40)
            .y_label_area_size(56)
            .build_cartesian_2d(0.0..1.05 * most, (least - 0.05).max(0.0)..1.02)?;
        panel
            .configure_mesh()
            .x_desc("training rows")
            .y_desc("test accuracy")
            .bold_line_style(GRID)
            .light_line_style(TRANSPARENT)
            .axis_style(GREY)
            .label_style((FONT, 13).into_font().color(&GREY))
            .draw()?;
        for (k, summary) in models.iter().enumerate() {
            let colour = COLOURS[k % COLOURS.len()];
            panel.draw_series(
                points(summary).into_iter().map(|point| Circle::new(point, 3, colour.filled())),
            )?;
            panel
                .draw_series(LineSeries::new(points(summary), colour.stroke_width(2)))?
                .label(&summary.model)
                .legend(move |(x, y)| PathElement::new([(x, y), (x + 20, y)], colour.stroke_width(2)));
        }
        panel
            .configure_series_labels()
            .position(SeriesLabelPosition::LowerRight)
            .label_font((FONT, 12).into_font().color(&GREY))
            .background_style(WHITE.mix(0.85))
            .border_style(GRID)
            .draw()?;
        root.present()?;
    }
    Ok(text)
}

/// A column for each feature.
fn importances(models: &[&Summary]) -> String {
    let width = models.iter().map(|summary| summary.importance.len()).max().unwrap_or(0);
    let names: Vec<String> = (0..width).map(|k| format!("feature {k}")).collect();
    let header: Vec<&str> = std::iter::once("importance").chain(names.iter().map(String::as_str)).collect();
    let row = |summary: &&Summary| {
        let drops = summary.importance.iter().map(|i| format!("{:.3}", i.spread.mean));
        std::iter::once(summary.model.clone()).chain(drops).collect()
    };
    let rows: Vec<Vec<String>> = models.iter().map(row).collect();
    let note = "Fall of the test accuracy when a feature's column is permuted, first repetition.";
    format!("{}<p class=\"note\">{note}</p>", table(&header, &rows))
}

/// What was chosen among candidates.
fn choices(results: &Results, data: &str) -> String {
    let own = results.trials.iter().filter(|trial| trial.data == data && !trial.chosen.is_empty());
    let rows: Vec<Vec<String>> = own
        .map(|trial| vec![trial.model.clone(), trial.repetition.to_string(), chosen(&trial.chosen)])
        .collect();
    if rows.is_empty() { String::new() } else { table(&["model", "repetition", "chosen"], &rows) }
}
