//! Angles: fractions of a turn. With a width they are fixed-point numbers of that many bits, without one doubles; both
//! wrap around at 2π.

use std::f64::consts::TAU;

/// The widest angle.
pub(crate) const MAX_WIDTH: u32 = 64;

/// A value of `angle` or `angle[width]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Turn {
    /// In [0, 2π).
    Radians(f64),
    /// `bits / 2^width` of a turn.
    Fixed { bits: u64, width: u8 },
}

impl Turn {
    /// The nearest angle of a width to a number of radians.
    pub(crate) fn new(radians: f64, width: Option<u8>) -> Turn {
        let wrapped = wrap(radians);
        match width {
            None => Turn::Radians(wrapped),
            Some(width) => {
                let steps = (wrapped / TAU * 2f64.powi(i32::from(width))).round();
                // One full turn is none.
                Turn::fixed((steps as u128 & u128::from(mask(width))) as u64, width)
            }
        }
    }

    /// `bits / 2^width` of a turn, higher bits dropped.
    pub(crate) fn fixed(bits: u64, width: u8) -> Turn {
        Turn::Fixed { bits: bits & mask(width), width }
    }

    pub(crate) fn radians(self) -> f64 {
        match self {
            Turn::Radians(radians) => radians,
            Turn::Fixed { bits, width } => bits as f64 / 2f64.powi(i32::from(width)) * TAU,
        }
    }

    pub(crate) fn width(self) -> Option<u8> {
        match self {
            Turn::Radians(_) => None,
            Turn::Fixed { width, .. } => Some(width),
        }
    }

    /// The same angle with another width: low bits are dropped or filled with zeros.
    pub(crate) fn resized(self, width: Option<u8>) -> Turn {
        match (self, width) {
            (Turn::Fixed { bits, width: old }, Some(new)) if new >= old => {
                Turn::fixed(bits << (new - old), new)
            }
            (Turn::Fixed { bits, width: old }, Some(new)) => Turn::fixed(bits >> (old - new), new),
            (turn, width) => Turn::new(turn.radians(), width),
        }
    }

    /// Its bits; those of 64 where it has no width.
    pub(crate) fn bits(self) -> (u64, u8) {
        match self.resized(Some(self.width().unwrap_or(MAX_WIDTH as u8))) {
            Turn::Fixed { bits, width } => (bits, width),
            Turn::Radians(_) => (0, 0),
        }
    }

    /// Both with the larger width; without one if either has none.
    fn alike(self, other: Turn) -> (Turn, Turn) {
        let width = self.width().zip(other.width()).map(|(a, b)| a.max(b));
        (self.resized(width), other.resized(width))
    }

    pub(crate) fn plus(self, other: Turn) -> Turn {
        match self.alike(other) {
            (Turn::Fixed { bits: a, width }, Turn::Fixed { bits: b, .. }) => {
                Turn::fixed(a.wrapping_add(b), width)
            }
            (a, b) => Turn::new(a.radians() + b.radians(), None),
        }
    }

    pub(crate) fn negated(self) -> Turn {
        match self {
            Turn::Fixed { bits, width } => Turn::fixed(bits.wrapping_neg(), width),
            Turn::Radians(radians) => Turn::new(-radians, None),
        }
    }

    pub(crate) fn times(self, factor: i128) -> Turn {
        match self {
            Turn::Fixed { bits, width } => Turn::fixed(bits.wrapping_mul(factor as u64), width),
            Turn::Radians(radians) => Turn::new(radians * factor as f64, None),
        }
    }

    /// `None` for a divisor of zero.
    pub(crate) fn divided(self, divisor: i128) -> Option<Turn> {
        if divisor < 0 {
            return self.negated().divided(divisor.checked_neg()?);
        }
        match self {
            _ if divisor == 0 => None,
            Turn::Fixed { bits, width } => Some(Turn::fixed((i128::from(bits) / divisor) as u64, width)),
            Turn::Radians(radians) => Some(Turn::new(radians / divisor as f64, None)),
        }
    }

    /// How often another angle fits into this one; `None` for an angle of zero.
    pub(crate) fn quotient(self, other: Turn) -> Option<u64> {
        match self.alike(other) {
            (Turn::Fixed { bits: a, .. }, Turn::Fixed { bits: b, .. }) => a.checked_div(b),
            (_, b) if b.radians() == 0.0 => None,
            (a, b) => Some((a.radians() / b.radians()) as u64),
        }
    }
}

fn mask(width: u8) -> u64 {
    if width >= 64 { u64::MAX } else { (1 << width) - 1 }
}

/// The same angle in [0, 2π).
pub(crate) fn wrap(radians: f64) -> f64 {
    if (0.0..TAU).contains(&radians) {
        return radians;
    }
    let wrapped = radians.rem_euclid(TAU);
    // A tiny negative number rounds to a full turn.
    if wrapped < TAU { wrapped } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    #[test]
    fn angles_wrap_and_keep_their_bits() {
        assert_eq!(Turn::new(PI, Some(4)), Turn::fixed(0b1000, 4));
        assert_eq!(Turn::new(PI / 2.0, Some(6)), Turn::fixed(0b010000, 6));
        assert_eq!(Turn::new(7.0 * PI / 4.0, Some(8)), Turn::fixed(0b1110_0000, 8));
        assert_eq!(Turn::new(-1e-18, Some(8)), Turn::fixed(0, 8));
        assert_eq!(Turn::new(3.0 * PI, None).radians(), PI);
        let (a, b) = (Turn::fixed(200, 8), Turn::fixed(100, 8));
        assert_eq!((a.plus(b), b.negated()), (Turn::fixed(44, 8), Turn::fixed(156, 8)));
        assert_eq!((a.times(3), a.divided(3)), (Turn::fixed(88, 8), Some(Turn::fixed(66, 8))));
        assert_eq!((a.quotient(b), a.quotient(Turn::fixed(0, 8)), a.divided(0)), (Some(2), None, None));
        assert_eq!(Turn::fixed(0b1011, 4).resized(Some(2)), Turn::fixed(0b10, 2));
        assert_eq!(Turn::fixed(0b10, 2).resized(Some(4)), Turn::fixed(0b1000, 4));
    }
}
