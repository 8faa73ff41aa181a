//! An axis as the drawing library wants it: where a place is in pixels, and where ticks are.
//!
//! Called by pictures.

use super::Axis;
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint, Ranged};
use std::ops::Range;

/// A range of places with ticks that are given.
#[derive(Clone)]
pub struct Scale {
    ends: Range<f64>,
    ticks: Vec<f64>,
}

impl Scale {
    /// That of an axis.
    pub fn of(axis: &Axis) -> Scale {
        Scale { ends: axis.ends.clone(), ticks: axis.ticks.iter().map(|tick| tick.at).collect() }
    }
}

impl Ranged for Scale {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        let share = (value - self.ends.start) / (self.ends.end - self.ends.start);
        // A conversion saturates, so that no number is too large.
        (f64::from(limit.0) + share.clamp(-10.0, 10.0) * f64::from(limit.1 - limit.0)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() { Vec::new() } else { self.ticks.clone() }
    }

    fn range(&self) -> Range<f64> {
        self.ends.clone()
    }
}
