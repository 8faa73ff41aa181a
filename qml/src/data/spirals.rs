//! Two spirals, the set that a straight line cannot even begin to divide (Lang and Witbrock, Connectionist Models Summer School 1988).

use super::synthetic::Request;
use super::{Dataset, GeneratorError};
use std::f64::consts::{PI, TAU};

/// Two spirals of so many turns around each other: `(s cos φ, s sin φ)` with `φ = 2π · turns · s`, and the same turned by half a circle
/// (class 1); s is evenly spaced in `(0, 1]`. Noise and order are those of [`moons`](super::moons).
///
/// # Errors
/// As [`moons`](super::moons); also for a number of turns that is not from 0 to 100.
pub fn spirals(samples: usize, turns: f64, noise: f64, seed: u64) -> Result<Dataset, GeneratorError> {
    if !(0.0..=100.0).contains(&turns) {
        let expected = "from 0 to 100";
        return Err(GeneratorError { generator: "spirals", setting: "turns", expected, found: turns });
    }
    let request = Request { generator: "spirals", samples, classes: 2, spread: ("noise", noise), seed };
    let first = samples / 2;
    request.generate(|row| {
        let (index, count, start, class) =
            if row < first { (row, first, 0.0, 0) } else { (row - first, samples - first, PI, 1) };
        let radius = (index + 1) as f64 / count as f64;
        let (sine, cosine) = (TAU * turns * radius + start).sin_cos();
        ([radius * cosine, radius * sine], class)
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_spirals_are_each_other_turned_by_half_a_circle() {
        let data = spirals(100, 1.5, 0.0, 3).unwrap();
        let of = |class| {
            let rows =
                data.features.rows().into_iter().zip(&data.labels).filter(move |(_, label)| **label == class);
            let mut points: Vec<(f64, f64)> = rows.map(|(x, _)| (x[0], x[1])).collect();
            points.sort_by(|a, b| a.0.hypot(a.1).total_cmp(&b.0.hypot(b.1)));
            points
        };
        let (first, second) = (of(0), of(1));
        assert_eq!((first.len(), second.len()), (50, 50));
        assert!(first.iter().zip(&second).all(|(a, b)| (a.0 + b.0).abs() + (a.1 + b.1).abs() < 1e-12));
        assert_eq!(spirals(10, f64::NAN, 0.0, 0).unwrap_err().setting, "turns");
        assert_eq!(spirals(10, 1.0, -1.0, 0).unwrap_err().setting, "noise");
    }
}
