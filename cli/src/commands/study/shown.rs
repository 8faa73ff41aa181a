//! What is shown of a study of classes and of a study of numbers: columns, names of scores, axes.
//!
//! Called by the answer, the page and the pictures of `study`.

use crate::picture::Axis;
use crate::picture::numbers::{Shares, p_value, seconds, spread};
use ansatz::qml::study::Spread;
use ansatz_jobs::study::{Scored, Summary, Trial};

/// A kind of study that can be shown.
pub trait Shown: Scored {
    /// The test that p values are of.
    const TEST: &'static str;

    /// The columns of the text's tables, after the model.
    const HEADER: &'static [&'static str];

    /// A line of these tables.
    fn line(summary: &Summary<Self>) -> Vec<String>;

    /// The columns of the page's tables, after the model.
    const COLUMNS: &'static [&'static str];

    /// A line of these tables.
    fn row(summary: &Summary<Self>) -> Vec<String>;

    /// The score of the test rows of a trial.
    fn test(trial: &Trial<Self>) -> f64;

    /// The scores of the test rows.
    fn tests(summary: &Summary<Self>) -> Spread;

    /// A score as far as there can be one.
    fn clipped(score: f64) -> f64;

    /// An axis of scores down to this one.
    fn axis(name: &str, least: f64) -> Axis;
}

fn digits(spread: &Spread) -> String {
    format!("{:.3} ± {:.3}", spread.mean, spread.deviation)
}

fn of(found: &Spread) -> String {
    spread(found.mean, found.deviation)
}

fn interval(found: Option<(f64, f64)>) -> String {
    found.map_or_else(String::new, |(low, high)| format!("{low:.3} to {high:.3}"))
}

impl Shown for usize {
    const TEST: &'static str = "McNemar's test";
    const HEADER: &'static [&'static str] =
        &["train", "test", "95 % interval", "balanced", "F1", "log loss", "fit (s)", "p"];

    fn line(summary: &Summary) -> Vec<String> {
        let scores = &summary.scores;
        vec![
            digits(&scores.train_accuracy),
            digits(&scores.test_accuracy),
            interval(scores.interval),
            digits(&scores.balanced_accuracy),
            digits(&scores.f1),
            digits(&scores.log_loss),
            format!("{:.3}", summary.fit_s.mean),
            summary.p_value.map_or_else(String::new, p_value),
        ]
    }

    const COLUMNS: &'static [&'static str] =
        &["train", "test", "95 % interval", "p", "balanced", "F1", "log loss", "fit"];

    fn row(summary: &Summary) -> Vec<String> {
        let scores = &summary.scores;
        vec![
            of(&scores.train_accuracy),
            of(&scores.test_accuracy),
            scores.interval.map_or_else(String::new, |(low, high)| Shares::clipped(low, high).text(3)),
            summary.p_value.map_or_else(String::new, p_value),
            of(&scores.balanced_accuracy),
            of(&scores.f1),
            of(&scores.log_loss),
            seconds(summary.fit_s.mean),
        ]
    }

    fn test(trial: &Trial) -> f64 {
        trial.test.accuracy
    }

    fn tests(summary: &Summary) -> Spread {
        summary.scores.test_accuracy
    }

    fn clipped(score: f64) -> f64 {
        score.clamp(0.0, 1.0)
    }

    fn axis(name: &str, least: f64) -> Axis {
        Axis::shares(name, least)
    }
}

impl Shown for f64 {
    const TEST: &'static str = "sign test of which model is nearer on a row";
    const HEADER: &'static [&'static str] =
        &["train R²", "test R²", "95 % interval", "RMSE", "MAE", "fit (s)", "p"];

    fn line(summary: &Summary<f64>) -> Vec<String> {
        let scores = &summary.scores;
        vec![
            digits(&scores.train_r2),
            digits(&scores.test_r2),
            interval(scores.interval),
            digits(&scores.rmse),
            digits(&scores.mae),
            format!("{:.3}", summary.fit_s.mean),
            summary.p_value.map_or_else(String::new, p_value),
        ]
    }

    const COLUMNS: &'static [&'static str] =
        &["train R²", "test R²", "95 % interval", "p", "RMSE", "MAE", "fit"];

    fn row(summary: &Summary<f64>) -> Vec<String> {
        let scores = &summary.scores;
        vec![
            of(&scores.train_r2),
            of(&scores.test_r2),
            interval(scores.interval),
            summary.p_value.map_or_else(String::new, p_value),
            of(&scores.rmse),
            of(&scores.mae),
            seconds(summary.fit_s.mean),
        ]
    }

    fn test(trial: &Trial<f64>) -> f64 {
        trial.test.r2
    }

    fn tests(summary: &Summary<f64>) -> Spread {
        summary.scores.test_r2
    }

    fn clipped(score: f64) -> f64 {
        score.min(1.0)
    }

    fn axis(name: &str, least: f64) -> Axis {
        match least {
            least if least >= 0.0 => Axis::shares(name, least),
            least => Axis::linear(name, least - 0.05..1.05),
        }
    }
}
