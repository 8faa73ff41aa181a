//! The report of a study: for each data set the models side by side, learning curves and importances, on one page.
//!
//! Called by `study`.

use super::chart;
use crate::page::{Page, Provenance, Words, details, figure, remark, source, table, words};
use crate::picture::Result;
use crate::picture::numbers::{Shares, p_value, score, seconds, spread};
use ansatz::qml::study::Spread;
use ansatz_jobs::study::{NamedData, Results, Studied, Summary, chosen};
use std::path::PathBuf;

/// The page.
pub fn page(studied: &Studied, provenance: Provenance) -> Result<String> {
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
        .with_files(std::iter::once(file.path()).chain(files.iter().map(PathBuf::as_path)));
    page.section("Provenance", &provenance.html());
    Ok(page.finish())
}

fn of_data(results: &Results, data: &str) -> Result<String> {
    let models: Vec<&Summary> = results.of_data(data).collect();
    let caption =
        "Mean test accuracy; lines: one standard deviation; small dots: repetitions; grey: classical models.";
    let mut content = figure("Accuracy", &chart::accuracies(results, data, &models)?, caption);
    let rows: Vec<Vec<String>> = models.iter().map(|summary| row(summary)).collect();
    content += &table(
        "Means and standard deviations over repetitions; interval: of the test accuracy; p: McNemar's test against the best \
         classical model",
        &["model", "train", "test", "95 % interval", "p", "balanced", "F1", "log loss", "fit"],
        &rows,
    );
    if models.iter().any(|summary| !summary.learning_curve.is_empty()) {
        let caption = "Mean test accuracy over the rows that a model is trained on.";
        content += &figure("Learning curves", &chart::curves(&models)?, caption);
    }
    if models.iter().any(|summary| !summary.importance.is_empty()) {
        content += &importances(&models);
    }
    Ok(content + &choices(results, data))
}

fn row(summary: &Summary) -> Vec<String> {
    let of = |found: &Spread| spread(found.mean, found.deviation);
    vec![
        summary.model.clone(),
        of(&summary.train_accuracy),
        of(&summary.test_accuracy),
        summary.interval.map_or_else(String::new, |(low, high)| Shares::clipped(low, high).text(3)),
        summary.p_value.map_or_else(String::new, p_value),
        of(&summary.balanced_accuracy),
        of(&summary.f1),
        of(&summary.log_loss),
        seconds(summary.fit_s.mean),
    ]
}

/// A column for each feature.
fn importances(models: &[&Summary]) -> String {
    let width = models.iter().map(|summary| summary.importance.len()).max().unwrap_or(0);
    let names: Vec<String> = (0..width).map(|k| format!("feature {k}")).collect();
    let header: Vec<&str> = std::iter::once("importance").chain(names.iter().map(String::as_str)).collect();
    let row = |summary: &&Summary| {
        let drops = summary.importance.iter().map(|i| score(i.spread.mean));
        std::iter::once(summary.model.clone()).chain(drops).collect()
    };
    let rows: Vec<Vec<String>> = models.iter().map(row).collect();
    let note = "Fall of the test accuracy when a feature's column is permuted, first repetition";
    table(note, &header, &rows)
}

/// What was chosen among candidates.
fn choices(results: &Results, data: &str) -> String {
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
