//! The report of a study: for each data set the models side by side, learning curves and importances, on one page.
//!
//! Called by `study`.

use super::chart;
use super::shown::Shown;
use crate::page::{Page, Provenance, Words, details, figure, remark, source, table, words};
use crate::picture::Result;
use crate::picture::numbers::score;
use ansatz_jobs::study::{NamedData, Results, Studied, Summary, chosen};
use std::path::PathBuf;

/// The page.
pub fn page<T: Shown>(studied: &Studied<T>, provenance: Provenance) -> Result<String> {
    let (file, config, results) = (studied.file(), studied.config(), studied.results());
    let title = file.stem().unwrap_or("study".into());
    let subtitle = format!(
        "{} models on {} data sets, {} repetitions each with a split and starting weights of its own.",
        config.models.len(),
        config.data.len(),
        config.study.seeds
    );
    let mut page = Page::new(&title, &subtitle);
    for data in results.data() {
        page.section(data, &of_data(results, data)?);
    }
    page.section("Configuration", &source(file.text()));
    let seeds = |data: &NamedData| format!("{}: {}", data.name, data.section.split_seed);
    let seeds: Vec<String> = config.data.iter().map(seeds).collect();
    let files: Vec<PathBuf> =
        config.data.iter().flat_map(|data| data.section.source.files(&data.file)).collect();
    let provenance = provenance
        .with("device", studied.device())
        .with("repetitions", config.study.seeds)
        .with("seeds of the splits", seeds.join(", "))
        .with_config(file)
        .with_files(files.iter().map(PathBuf::as_path));
    page.section("Provenance", &provenance.html());
    Ok(page.finish())
}

fn of_data<T: Shown>(results: &Results<T>, data: &str) -> Result<String> {
    let models: Vec<&Summary<T>> = results.of_data(data).collect();
    let caption = format!(
        "Mean test {}; lines: one standard deviation; small dots: repetitions; grey: classical models.",
        T::SCORE
    );
    let mut content = figure(&capitalised(T::SCORE), &chart::scores(results, data, &models)?, &caption);
    let row = |summary: &&Summary<T>| std::iter::once(summary.model.clone()).chain(T::row(summary)).collect();
    let rows: Vec<Vec<String>> = models.iter().map(row).collect();
    let header: Vec<&str> = std::iter::once("model").chain(T::COLUMNS.iter().copied()).collect();
    let caption = format!(
        "Means and standard deviations over repetitions; interval: of the test {}; p: {} against the best classical model",
        T::SCORE,
        T::TEST
    );
    content += &table(&caption, &header, &rows);
    if models.iter().any(|summary| !summary.learning_curve.is_empty()) {
        let caption = format!("Mean test {} over the rows that a model is trained on.", T::SCORE);
        content += &figure("Learning curves", &chart::curves(&models)?, &caption);
    }
    if models.iter().any(|summary| !summary.importance.is_empty()) {
        content += &importances(&models);
    }
    Ok(content + &choices(results, data))
}

/// With a large first letter, as headings have.
fn capitalised(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// A column for each feature.
fn importances<T: Shown>(models: &[&Summary<T>]) -> String {
    let width = models.iter().map(|summary| summary.importance.len()).max().unwrap_or(0);
    let names: Vec<String> = (0..width).map(|k| format!("feature {k}")).collect();
    let header: Vec<&str> = std::iter::once("importance").chain(names.iter().map(String::as_str)).collect();
    let row = |summary: &&Summary<T>| {
        let drops = summary.importance.iter().map(|i| score(i.spread.mean));
        std::iter::once(summary.model.clone()).chain(drops).collect()
    };
    let rows: Vec<Vec<String>> = models.iter().map(row).collect();
    let note = format!("Fall of the test {} when a feature's column is permuted, first repetition", T::SCORE);
    table(&note, &header, &rows)
}

/// What was chosen among candidates.
fn choices<T: Shown>(results: &Results<T>, data: &str) -> String {
    let own = results.trials.iter().filter(|trial| trial.data == data && !trial.chosen.is_empty());
    let rows: Vec<Vec<String>> = own
        .map(|trial| vec![trial.model.clone(), trial.repetition.to_string(), chosen(&trial.chosen)])
        .collect();
    if rows.is_empty() {
        return String::new();
    }
    let caption = "Chosen among the candidates by cross-validation on the training rows";
    let all = words(Words::All, caption, &["model", "repetition", "chosen"], &rows);
    remark("Settings were chosen anew in every repetition.")
        + &details(&format!("All {} choices", rows.len()), &all)
}
