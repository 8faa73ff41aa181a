//! The pictures of a study: scores of all models side by side, and learning curves.
//!
//! Called by its page.

use super::shown::Shown;
use crate::picture::colours::GREY;
use crate::picture::{Axis, COLOURS, Layer, Picture, Point, Result, Shape, Size};
use ansatz_jobs::study::{Results, Summary};

const WIDTH: u32 = 760;

/// A line for each model: its repetitions, their mean and their standard deviation, as far as there can be scores.
pub fn scores<T: Shown>(results: &Results<T>, data: &str, models: &[&Summary<T>]) -> Result<String> {
    let of = |summary: &Summary<T>| -> Vec<f64> {
        let own = results.trials.iter().filter(|trial| trial.data == data && trial.model == summary.model);
        own.map(T::test).collect()
    };
    let ends = |summary: &Summary<T>| {
        let spread = T::tests(summary);
        [spread.mean - spread.deviation, spread.mean + spread.deviation].map(T::clipped)
    };
    let lows = models.iter().flat_map(|summary| of(summary).into_iter().chain([ends(summary)[0]]));
    let least = lows.fold(1.0, f64::min);
    let names: Vec<String> = models.iter().map(|summary| shortened(&summary.model)).collect();
    let height = 80 + 34 * u32::try_from(models.len()).unwrap_or(u32::MAX).min(1000);
    let mut picture = Picture::new(T::axis(&format!("test {}", T::SCORE), least), Axis::names("", &names));
    picture.size = Size { width: WIDTH, height };
    for (k, summary) in models.iter().enumerate() {
        let y = Axis::of_name(k);
        let colour = if summary.classical { GREY } else { COLOURS[0] };
        let [low, high] = ends(summary);
        picture = picture.with([
            Layer::new(colour, Shape::Segments(vec![[(low, y), (high, y)]])),
            Layer::new(colour, Shape::Dots(3, of(summary).into_iter().map(|x| (x, y)).collect())).faded(0.5),
            Layer::new(colour, Shape::Dots(6, vec![(T::tests(summary).mean, y)])),
        ]);
    }
    picture.svg()
}

/// A name that leaves room for the picture.
fn shortened(name: &str) -> String {
    const MOST: usize = 30;
    if name.chars().count() <= MOST {
        return name.into();
    }
    name.chars().take(MOST - 1).chain(['…']).collect()
}

/// Mean test scores over training rows, a curve for each model.
pub fn curves<T: Shown>(models: &[&Summary<T>]) -> Result<String> {
    let points = |summary: &Summary<T>| -> Vec<Point> {
        let mean = |samples: &[usize]| samples.iter().sum::<usize>() as f64 / samples.len().max(1) as f64;
        summary.learning_curve.iter().map(|point| (mean(&point.samples), point.test.mean)).collect()
    };
    let all: Vec<Point> = models.iter().flat_map(|summary| points(summary)).collect();
    let most = all.iter().map(|point| point.0).fold(1.0, f64::max);
    let least = all.iter().map(|point| point.1).fold(1.0, f64::min);
    let mut picture = Picture::new(
        Axis::counted("training rows", 0.0..1.05 * most),
        T::axis(&format!("test {}", T::SCORE), least),
    );
    picture.size = Size { width: WIDTH, height: 400 };
    for (k, summary) in models.iter().enumerate() {
        let colour = COLOURS[k % COLOURS.len()];
        picture = picture.with([
            Layer::new(colour, Shape::Dots(4, points(summary))),
            Layer::new(colour, Shape::Line(points(summary))).named(shortened(&summary.model)),
        ]);
    }
    picture.svg()
}

#[cfg(test)]
mod tests {
    use super::shortened;

    #[test]
    fn long_names_leave_room() {
        assert_eq!(shortened("network"), "network");
        assert_eq!(shortened(&"é".repeat(40)).chars().count(), 30);
    }
}
