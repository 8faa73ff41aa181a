//! Parameters and angles: a parameter is a named unknown of a circuit, an angle is what a gate receives,
//! an affine function of the parameters. Gradients come back through the transpose.

use crate::CircuitError;
use smallvec::{SmallVec, smallvec};
use std::ops::{Add, Div, Mul, Neg, Sub};

/// A parameter of one circuit, made by [`Circuit::parameter`](crate::Circuit::parameter).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Parameter(pub(crate) u32);

impl Parameter {
    /// Its position in the circuit's parameter list.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// `angle = Σ_j scale_j · parameter_j + offset`, in radians.
///
/// ```
/// # use ansatz_circuits::Circuit;
/// let mut circuit = Circuit::new(1);
/// let theta = circuit.parameter("theta");
/// circuit.ry(2.0 * theta + 0.5, 0)?;
/// assert_eq!(circuit.parameter_map()?.angles(&[0.25])?, vec![1.0]);
/// # Ok::<(), ansatz_circuits::CircuitError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Angle {
    terms: SmallVec<[(Parameter, f64); 1]>,
    offset: f64,
}

impl Angle {
    /// The part that depends on no parameter.
    pub fn offset(&self) -> f64 {
        self.offset
    }

    /// `(parameter, scale)` pairs: sorted by parameter, no scale zero.
    pub fn terms(&self) -> &[(Parameter, f64)] {
        &self.terms
    }

    /// Whether no parameter occurs.
    pub fn is_constant(&self) -> bool {
        self.terms.is_empty()
    }

    /// The angle at the given parameter values. Panics if `params` is shorter than the highest parameter used.
    pub fn value(&self, params: &[f64]) -> f64 {
        self.terms.iter().fold(self.offset, |sum, (p, scale)| sum + scale * params[p.index()])
    }

    /// This angle with every parameter `j` replaced by `arguments[j]`.
    pub fn substitute(&self, arguments: &[Angle]) -> Angle {
        if self.terms.iter().all(|(p, _)| arguments[p.index()].is_constant()) {
            let add = |sum: f64, (p, scale): &(Parameter, f64)| sum + scale * arguments[p.index()].offset;
            return Angle::from(self.terms.iter().fold(self.offset, add));
        }
        let start = Angle::from(self.offset);
        self.terms.iter().fold(start, |sum, (p, scale)| sum + arguments[p.index()].clone() * *scale)
    }

    /// Whether every coefficient is finite.
    pub fn is_finite(&self) -> bool {
        self.offset.is_finite() && self.terms.iter().all(|(_, scale)| scale.is_finite())
    }
}

impl From<f64> for Angle {
    fn from(offset: f64) -> Self {
        Angle { terms: SmallVec::new(), offset }
    }
}

impl From<Parameter> for Angle {
    fn from(parameter: Parameter) -> Self {
        Angle { terms: smallvec![(parameter, 1.0)], offset: 0.0 }
    }
}

impl From<&Angle> for Angle {
    fn from(angle: &Angle) -> Self {
        angle.clone()
    }
}

impl Add<Angle> for Angle {
    type Output = Angle;
    fn add(mut self, other: Angle) -> Angle {
        self.offset += other.offset;
        for (parameter, scale) in other.terms {
            match self.terms.binary_search_by_key(&parameter, |term| term.0) {
                Ok(at) => self.terms[at].1 += scale,
                Err(at) => self.terms.insert(at, (parameter, scale)),
            }
        }
        self.terms.retain(|term| term.1 != 0.0);
        self
    }
}

impl Mul<f64> for Angle {
    type Output = Angle;
    fn mul(mut self, factor: f64) -> Angle {
        self.offset *= factor;
        self.terms.iter_mut().for_each(|term| term.1 *= factor);
        self.terms.retain(|term| term.1 != 0.0);
        self
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

/// The affine map `angles = A·params + b` of a circuit: one row for each slot, that is for each angle
/// occurrence that depends on a parameter, in the order of the flattened circuit.
#[derive(Debug, Clone, PartialEq)]
pub struct ParameterMap {
    pub(crate) rows: Vec<Angle>,
    pub(crate) num_parameters: usize,
}

impl ParameterMap {
    /// How many slots there are.
    pub fn num_slots(&self) -> usize {
        self.rows.len()
    }

    /// How many parameters there are.
    pub fn num_parameters(&self) -> usize {
        self.num_parameters
    }

    /// The affine function of one slot.
    pub fn row(&self, slot: usize) -> &Angle {
        &self.rows[slot]
    }

    /// `A·params + b`, one angle for each slot.
    pub fn angles(&self, params: &[f64]) -> Result<Vec<f64>, CircuitError> {
        let mut angles = vec![0.0; self.rows.len()];
        self.angles_into(params, &mut angles)?;
        Ok(angles)
    }

    /// [`angles`](Self::angles) into a buffer of `num_slots` numbers.
    pub fn angles_into(&self, params: &[f64], angles: &mut [f64]) -> Result<(), CircuitError> {
        if params.len() != self.num_parameters {
            return Err(CircuitError::ParameterCount { expected: self.num_parameters, given: params.len() });
        }
        for (angle, row) in angles.iter_mut().zip(&self.rows) {
            *angle = row.value(params);
        }
        Ok(())
    }

    /// `Aᵀ·angle_gradient`: the gradient in the parameters from the gradient in the slots.
    pub fn pullback(&self, angle_gradient: &[f64]) -> Vec<f64> {
        let mut gradient = vec![0.0; self.num_parameters];
        self.pullback_into(angle_gradient, &mut gradient);
        gradient
    }

    /// Adds `Aᵀ·angle_gradient` to `gradient`.
    pub fn pullback_into(&self, angle_gradient: &[f64], gradient: &mut [f64]) {
        debug_assert_eq!(angle_gradient.len(), self.rows.len());
        for (slope, row) in angle_gradient.iter().zip(&self.rows) {
            for (parameter, scale) in row.terms() {
                gradient[parameter.index()] += scale * slope;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_terms_cancel_and_shared_parameters_add_up() {
        let (a, b) = (Parameter(0), Parameter(1));
        let angle = 2.0 * a + 0.5 + (b - a) - Angle::from(b);
        assert_eq!(angle.terms(), &[(a, 1.0)]);
        let map = ParameterMap { rows: vec![3.0 * a, a + b, -b], num_parameters: 2 };
        assert_eq!(map.angles(&[1.0, 2.0]).unwrap_or_default(), vec![3.0, 3.0, -2.0]);
        assert_eq!(map.pullback(&[1.0, 10.0, 100.0]), vec![13.0, -90.0]);
    }

    #[test]
    fn substitution_composes_affine_maps() {
        let inner = [Angle::from(Parameter(0)) * 2.0, Angle::from(0.5)];
        let outer = (Parameter(0) + Parameter(1)) / 2.0;
        assert_eq!(outer.substitute(&inner), 1.0 * Parameter(0) + 0.25);
    }
}
