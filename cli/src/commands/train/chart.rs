//! The picture of a training run: loss above, accuracy below, over the epochs, as SVG text.
//!
//! Called by `train`. Must not know where the picture goes.

use crate::picture::{Axis, COLOURS, Layer, Picture, Point, Result, Shape, Size, column};
use ansatz::qml::models::Epoch;
use ansatz_jobs::train::{Learnt, Trained};

/// What the picture shows.
pub struct Chart<'a> {
    title: String,
    epochs: &'a [Epoch],
    /// What the lower curve is: accuracy, or R².
    merit: &'static str,
    /// It on the test rows after training.
    test_merit: Option<f64>,
}

const UPPER: Size = Size { width: 760, height: 320 };
const LOWER: Size = Size { width: 760, height: 280 };

impl Chart<'_> {
    /// The picture of a run.
    pub fn new<T: Learnt>(trained: &Trained<T>) -> Chart<'_> {
        let test = trained.record().metrics.test.as_ref();
        Chart {
            title: trained.title(),
            epochs: trained.epochs(),
            merit: trained.merit().name,
            test_merit: test.map(|test| T::verdict(test).value),
        }
    }

    /// The SVG with its title, to stand on its own.
    pub fn svg(&self) -> Result<String> {
        let loss = Picture { title: self.title.clone(), ..self.loss() };
        column(&[&loss, &self.score()])
    }

    /// The SVG below a heading.
    pub fn untitled(&self) -> Result<String> {
        column(&[&self.loss(), &self.score()])
    }

    fn loss(&self) -> Picture {
        let losses = self.curve(|epoch| epoch.loss);
        let top = losses.iter().map(|point| point.1).fold(0.0, f64::max);
        let layers = line(losses).map(|layer| Layer { colour: COLOURS[0], ..layer });
        let y = Axis::from_zero("training loss", top);
        Picture { size: UPPER, ..Picture::new(self.over_epochs(""), y) }.with(layers)
    }

    fn score(&self) -> Picture {
        let scores = self.epochs.iter().map(|epoch| epoch.score).chain(self.test_merit);
        // R² may be far below 0 at the start, which is all that one would see.
        let lowest = scores.filter(|score| score.is_finite()).fold(0.9, f64::min).max(-1.0);
        let y = match lowest {
            least if least >= 0.0 => Axis::shares(self.merit, least),
            least => Axis::linear(self.merit, least - 0.05..1.05),
        };
        let bottom = y.ends.start;
        let curve = self.curve(|epoch| epoch.score).into_iter().filter(|point| point.1 >= bottom).collect();
        let [dot, curve] = line(curve).map(|layer| Layer { colour: COLOURS[2], ..layer });
        let mut picture = Picture { size: LOWER, ..Picture::new(self.over_epochs("epoch"), y) }
            .with([dot, curve.named("train")]);
        if let Some(merit) = self.test_merit {
            let ends = vec![(0.0, merit), (self.last_epoch(), merit)];
            let test = Layer::new(COLOURS[1], Shape::Dashed(ends));
            picture = picture.with([test.named(format!("test, after training: {merit:.4}"))]);
        }
        picture
    }

    fn over_epochs(&self, name: &str) -> Axis {
        Axis::counted(name, 0.0..self.last_epoch())
    }

    fn curve(&self, value: impl Fn(&Epoch) -> f64) -> Vec<Point> {
        let points = (1..).map(f64::from).zip(self.epochs.iter().map(value));
        points.filter(|(_, value)| value.is_finite()).collect()
    }

    fn last_epoch(&self) -> f64 {
        self.epochs.len().max(1) as f64
    }
}

/// A line through all epochs, with a dot at the last one.
fn line(points: Vec<Point>) -> [Layer; 2] {
    let last = points.last().copied().into_iter().collect();
    [Layer::new(COLOURS[0], Shape::Dots(4, last)), Layer::new(COLOURS[0], Shape::Line(points))]
}
