//! Parameters: named unknowns of a circuit, and their arithmetic, which is that of the angles they are.

use crate::Angle;
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A parameter of one circuit, made by [`Circuit::parameter`](crate::Circuit::parameter). It knows its position there and,
/// by a key, its name, so that a circuit whose parameter at that position has another name refuses it.
///
/// ```
/// # use ansatz_circuits::{Circuit, CircuitError};
/// let mut first = Circuit::new(1);
/// let theta = first.parameter("theta");
/// first.ry(2.0 * theta + 0.5, 0)?;
/// let mut second = Circuit::new(1);
/// second.parameter("phi");
/// assert!(matches!(second.ry(theta, 0), Err(CircuitError::ForeignParameter { .. })));
/// # Ok::<(), CircuitError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Parameter {
    pub(crate) index: u32,
    /// A hash of its name.
    pub(crate) key: u32,
}

impl Parameter {
    /// Its position in the circuit's parameter list.
    pub fn index(self) -> usize {
        self.index as usize
    }

    /// The parameter at a position, of no circuit in particular.
    pub(crate) fn at(index: u32) -> Parameter {
        Parameter { index, key: 0 }
    }
}

impl PartialEq for Parameter {
    /// Parameters of one position are the same: circuits that differ in names alone have equal instructions.
    fn eq(&self, other: &Parameter) -> bool {
        self.index == other.index
    }
}

impl Eq for Parameter {}

impl Hash for Parameter {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.index.hash(state);
    }
}

impl PartialOrd for Parameter {
    fn partial_cmp(&self, other: &Parameter) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Parameter {
    fn cmp(&self, other: &Parameter) -> Ordering {
        self.index.cmp(&other.index)
    }
}

/// The arithmetic of parameters is that of the angles they are.
macro_rules! affine_operators {
    ($($type:ty),*) => {$(
        impl Add<f64> for $type { type Output = Angle; fn add(self, x: f64) -> Angle { Angle::from(self) + Angle::from(x) } }
        impl Sub<f64> for $type { type Output = Angle; fn sub(self, x: f64) -> Angle { Angle::from(self) + Angle::from(-x) } }
        impl Div<f64> for $type { type Output = Angle; fn div(self, x: f64) -> Angle { Angle::from(self) * (1.0 / x) } }
        impl Neg for $type { type Output = Angle; fn neg(self) -> Angle { Angle::from(self) * -1.0 } }
        impl Sub<Angle> for $type { type Output = Angle; fn sub(self, x: Angle) -> Angle { Angle::from(self) + x * -1.0 } }
        impl Mul<$type> for f64 { type Output = Angle; fn mul(self, x: $type) -> Angle { Angle::from(x) * self } }
    )*};
}
affine_operators!(Angle, Parameter);

impl Mul<f64> for Parameter {
    type Output = Angle;
    fn mul(self, factor: f64) -> Angle {
        Angle::from(self) * factor
    }
}

impl Add<Angle> for Parameter {
    type Output = Angle;
    fn add(self, other: Angle) -> Angle {
        Angle::from(self) + other
    }
}

impl Add<Parameter> for Angle {
    type Output = Angle;
    fn add(self, other: Parameter) -> Angle {
        self + Angle::from(other)
    }
}

impl Add<Parameter> for Parameter {
    type Output = Angle;
    fn add(self, other: Parameter) -> Angle {
        Angle::from(self) + Angle::from(other)
    }
}

impl Sub<Parameter> for Parameter {
    type Output = Angle;
    fn sub(self, other: Parameter) -> Angle {
        Angle::from(self) + Angle::from(other) * -1.0
    }
}
