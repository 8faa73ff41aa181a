//! A box that all parameters stay in.
//!
//! Used by bounded L-BFGS, and by what draws a start for it. Must not know optimizers.

use serde::{Deserialize, Serialize};
use std::f64::consts::TAU;

/// The least and the largest value of every parameter.
///
/// ```
/// use ansatz_qml::optimize::Bounds;
/// let circle = Bounds { lower: -3.2, upper: 3.2 };
/// assert!(circle.contains(3.2) && !circle.contains(4.0) && circle.nearest(4.0) == 3.2);
/// // An angle keeps what it does where there is room for all angles, and its share of the way where there is not.
/// assert!((circle.place(4.0) - (4.0 - std::f64::consts::TAU)).abs() < 1e-15);
/// assert!((Bounds { lower: 1.0, upper: 2.0 }.place(std::f64::consts::PI) - 1.5).abs() < 1e-15);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// The least value.
    pub lower: f64,
    /// The largest value.
    pub upper: f64,
}

impl Bounds {
    /// All numbers.
    pub const NONE: Bounds = Bounds { lower: f64::NEG_INFINITY, upper: f64::INFINITY };

    /// Whether the number lies within them.
    pub fn contains(&self, number: f64) -> bool {
        (self.lower..=self.upper).contains(&number)
    }

    /// The nearest number within them; what is not a number stays so.
    pub fn nearest(&self, number: f64) -> f64 {
        if number < self.lower {
            self.lower
        } else if number > self.upper {
            self.upper
        } else {
            number
        }
    }

    /// A place for an angle from `[0, 2π)`: the same angle, turned by full circles, where every angle has one; else as far from the lower bound
    /// to the upper one as the angle is from 0 to 2π. So angles that are drawn evenly stay so.
    pub fn place(&self, angle: f64) -> f64 {
        if self.contains(angle) && self.upper - self.lower >= TAU {
            return angle;
        }
        let place = if self.upper - self.lower >= TAU {
            angle + TAU * ((self.lower - angle) / TAU).ceil()
        } else {
            self.lower + (self.upper - self.lower) * angle / TAU
        };
        self.nearest(place)
    }
}
