//! The page of `gram --report`: the alignment and the machine in a table, the matrix as a picture, its eigenvalues.
//!
//! Called by `gram`.

use super::matrix::{Rows, matrix};
use crate::page::{Page, Provenance, facts, figure, figures, remark, source};
use crate::picture::numbers::{score, short};
use crate::picture::{Axis, COLOURS, Layer, Picture, Point, Result, Shape};
use ansatz::qml::kernels::kernel_spectrum;
use ansatz_jobs::gram::{GramAnswer, Test, Training};
use ndarray::Array2;
use std::path::PathBuf;

/// A larger matrix takes longer to take apart than to make.
const MOST_ROWS: usize = 500;

/// The page.
pub fn page(answer: &GramAnswer, provenance: Provenance) -> Result<String> {
    let source_file = &answer.inputs.file;
    let title = source_file.stem().unwrap_or("kernel".into());
    let mut page = Page::new(&title, &subtitle(answer));
    page.section("Result", &facts("", &result(answer)));
    page.section("Matrix", &figures(&[picture_of_matrix(answer)?, spectrum(&answer.inputs.gram)?]));
    if let Some(Training { history, .. }) = &answer.training {
        page.section("Training", &training(history)?);
    }
    page.section("Configuration", &source(source_file.text()));
    let files = answer.inputs.files.iter().map(PathBuf::as_path);
    let provenance = provenance
        .with("device", &answer.device)
        .with("seed of the split", answer.inputs.split_seed)
        .with_config(source_file)
        .with_files(files);
    page.section("Provenance", &provenance.html());
    Ok(page.finish())
}

fn subtitle(answer: &GramAnswer) -> String {
    let [rows, _] = answer.shape;
    let place = match &answer.embedding {
        Some(embedding) => format!("{embedding} embedding on {} qubits", answer.qubits),
        None => "of the features".into(),
    };
    format!("{} kernel of {}, {place}, {rows} rows.", answer.kernel, answer.data)
}

fn result(answer: &GramAnswer) -> Vec<(String, String)> {
    let [rows, columns] = answer.shape;
    let mut found = vec![("matrix", format!("{rows} × {columns}")), ("alignment", score(answer.alignment))];
    if let Some(Training { history, weights }) = &answer.training {
        let steps = history.len().saturating_sub(1);
        let before = score(history.first().copied().unwrap_or(f64::NAN));
        found.push((
            "training",
            format!("{} weights in {steps} steps; alignment {before} before", weights.len()),
        ));
    }
    if let Some(Test { shape, train_accuracy, accuracy, support_vectors }) = &answer.test {
        found.push(("accuracy, test rows", format!("{} of {} rows", score(*accuracy), shape[0])));
        found.push(("accuracy, training rows", score(*train_accuracy)));
        found.push(("support vectors", support_vectors.to_string()));
    }
    found.into_iter().map(|(name, text)| (name.to_string(), text)).collect()
}

fn picture_of_matrix(answer: &GramAnswer) -> Result<String> {
    let rows = Rows::new(&answer.inputs.labels, &answer.inputs.classes);
    let largest = answer.inputs.gram.iter().copied().filter(|x| x.is_finite()).fold(0.0, f64::max);
    let shown = match rows.shown.len() == answer.shape[0] {
        true => "All rows".to_string(),
        false => format!("{} of {} rows", rows.shown.len(), answer.shape[0]),
    };
    let caption = format!(
        "{shown}, sorted by class: the more a block stands out, the better the kernel knows the class. From 0, not coloured, to {}.",
        short(largest)
    );
    Ok(figure("Gram matrix", &matrix(&answer.inputs.gram, &rows, largest)?, &caption))
}

fn spectrum(gram: &Array2<f64>) -> Result<String> {
    let rows = gram.nrows();
    if rows > MOST_ROWS {
        return Ok(remark(&format!("Eigenvalues are shown of matrices of up to {MOST_ROWS} rows.")));
    }
    let Some(values) = kernel_spectrum(gram) else {
        return Ok(remark("The matrix has no eigenvalues that could be found."));
    };
    let first = values.first().copied().unwrap_or(1.0).max(f64::MIN_POSITIVE);
    // Below this share of the largest one, eigenvalues are rounding.
    let least = 1e-12 * first;
    let points: Vec<Point> =
        (1..).map(f64::from).zip(values.iter().copied()).filter(|(_, value)| *value > least).collect();
    let last = points.last().map_or(least, |point| point.1);
    let sum: f64 = values.iter().sum();
    let squares: f64 = values.iter().map(|value| value * value).sum();
    let caption = format!(
        "{} of {rows} are more than rounding; effective number (Σλ)²/Σλ² = {}.",
        points.len(),
        short(sum * sum / squares)
    );
    let x = Axis::counted("number", 0.0..rows as f64 + 1.0);
    let picture = Picture::new(x, Axis::logarithmic("eigenvalue", last / 1.5..1.5 * first))
        .with([Layer::new(COLOURS[0], Shape::Dots(3, points))]);
    Ok(figure("Eigenvalues", &picture.svg()?, &caption))
}

fn training(history: &[f64]) -> Result<String> {
    let points: Vec<Point> = (0..).map(f64::from).zip(history.iter().copied()).collect();
    let low = history.iter().copied().fold(f64::INFINITY, f64::min);
    let high = history.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let room = 0.05 * (high - low);
    let x = Axis::counted("step", 0.0..points.len().saturating_sub(1) as f64);
    let picture = Picture::new(x, Axis::linear("alignment", low - room..high + room))
        .with([Layer::new(COLOURS[0], Shape::Line(points))]);
    Ok(figure(
        "",
        &picture.svg()?,
        "Alignment of the kernel with the classes before each step and at the end.",
    ))
}
