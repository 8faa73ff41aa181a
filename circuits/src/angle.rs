//! Angles: what a gate receives, an affine function of the parameters and of functions of them. Gradients come back through
//! the derivative. Called by the builder, the front end and the parameter map.

use crate::function::Function;
use crate::{CircuitError, FunctionKind, Parameter};
use smallvec::{SmallVec, smallvec};
use std::ops::{Add, Mul};
use std::sync::Arc;

/// Functions with their scales; most angles have none.
type Functions = Vec<(Arc<Function>, f64)>;

/// `angle = Σ_j scale_j · parameter_j + Σ_k scale_k · f_k(parameters) + offset`, in radians.
///
/// ```
/// # use ansatz_circuits::{Angle, Circuit, FunctionKind};
/// let mut circuit = Circuit::new(1);
/// let theta = circuit.parameter("theta");
/// circuit.ry(2.0 * theta + 0.5, 0)?;
/// circuit.rz(Angle::function(FunctionKind::Sin, &[theta.into()])? * 3.0, 0)?;
/// let map = circuit.parameter_map()?;
/// assert_eq!(map.angles(&[0.25])?, vec![1.0, 3.0 * 0.25f64.sin()]);
/// assert_eq!(map.pullback(&[0.25], &[1.0, 1.0]), vec![2.0 + 3.0 * 0.25f64.cos()]);
/// # Ok::<(), ansatz_circuits::CircuitError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Angle {
    terms: SmallVec<[(Parameter, f64); 1]>,
    functions: Option<Arc<Functions>>,
    offset: f64,
}

impl Angle {
    /// A function of angles that is not affine in them; constants are worked out at once.
    ///
    /// ```
    /// use ansatz_circuits::{Angle, Circuit, FunctionKind};
    /// let mut circuit = Circuit::new(1);
    /// let (a, b) = (circuit.parameter("a"), circuit.parameter("b"));
    /// let product = Angle::function(FunctionKind::Multiply, &[a.into(), b.into()])?;
    /// assert!((product.value(&[0.5, 0.4]) - 0.2).abs() < 1e-15);
    /// circuit.ry(product, 0)?;
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    ///
    /// # Errors
    /// [`CircuitError::FunctionTooLarge`] if the expression has grown past all use.
    pub fn function(kind: FunctionKind, operands: &[Angle]) -> Result<Angle, CircuitError> {
        let angle = Function::apply(kind, operands.iter().cloned().collect());
        if angle.is_too_large() { Err(CircuitError::FunctionTooLarge) } else { Ok(angle) }
    }

    /// One function alone.
    pub(crate) fn from_function(function: Function) -> Angle {
        Angle { functions: Some(Arc::new(vec![(Arc::new(function), 1.0)])), ..Angle::default() }
    }

    /// The part that depends on no parameter.
    pub fn offset(&self) -> f64 {
        self.offset
    }

    /// `(parameter, scale)` pairs of the affine part: sorted by parameter, no scale zero.
    pub fn terms(&self) -> &[(Parameter, f64)] {
        &self.terms
    }

    /// `(function, scale)` pairs of the rest.
    pub fn functions(&self) -> &[(Arc<Function>, f64)] {
        self.functions.as_deref().map_or(&[], Vec::as_slice)
    }

    /// Whether no parameter occurs.
    pub fn is_constant(&self) -> bool {
        self.terms.is_empty() && self.functions.is_none()
    }

    /// The angle at the given parameter values. Panics if `params` is shorter than the highest parameter used.
    pub fn value(&self, params: &[f64]) -> f64 {
        let affine = self.terms.iter().fold(self.offset, |sum, (p, scale)| sum + scale * params[p.index()]);
        self.functions().iter().fold(affine, |sum, (function, scale)| sum + scale * function.value(params))
    }

    /// Adds `weight · ∂angle/∂params` to `gradient`.
    ///
    /// ```
    /// use ansatz_circuits::{Angle, Circuit, FunctionKind};
    /// let a = Circuit::new(1).parameter("a");
    /// let sine = Angle::function(FunctionKind::Sin, &[a.into()])?;
    /// let mut gradient = [0.0];
    /// sine.add_gradient(&[0.3], 2.0, &mut gradient);
    /// assert!((gradient[0] - 2.0 * 0.3_f64.cos()).abs() < 1e-15);
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    pub fn add_gradient(&self, params: &[f64], weight: f64, gradient: &mut [f64]) {
        for (parameter, scale) in &self.terms {
            gradient[parameter.index()] += scale * weight;
        }
        for (function, scale) in self.functions() {
            function.add_gradient(params, scale * weight, gradient);
        }
    }

    /// A parameter in it that is not the one at its position of a circuit whose parameters have these keys.
    pub(crate) fn foreign_parameter(&self, keys: &[u32]) -> Option<Parameter> {
        let is_foreign = |parameter: &Parameter| keys.get(parameter.index()) != Some(&parameter.key);
        let affine = self.terms.iter().map(|(parameter, _)| *parameter).find(is_foreign);
        affine.or_else(|| {
            self.functions().iter().find_map(|(function, _)| {
                function.operands().iter().find_map(|operand| operand.foreign_parameter(keys))
            })
        })
    }

    /// The number that it is with every parameter `j` replaced by `arguments[j]`; `None` if it stays free, or may.
    #[inline]
    pub(crate) fn constant_under(&self, arguments: &[Angle]) -> Option<f64> {
        if self.functions.is_some() {
            return None;
        }
        let mut sum = self.offset;
        for (parameter, scale) in &self.terms {
            let argument = &arguments[parameter.index()];
            if !argument.is_constant() {
                return None;
            }
            sum += scale * argument.offset;
        }
        Some(sum)
    }

    /// This angle with every parameter `j` replaced by `arguments[j]`.
    pub fn substitute(&self, arguments: &[Angle]) -> Angle {
        if let Some(number) = self.constant_under(arguments) {
            return Angle::from(number);
        }
        let start = Angle::from(self.offset);
        let affine =
            self.terms.iter().fold(start, |sum, (p, scale)| sum + arguments[p.index()].clone() * *scale);
        let functions = self.functions().iter();
        functions.fold(affine, |sum, (function, scale)| sum + function.substitute(arguments) * *scale)
    }

    /// Whether every coefficient is finite.
    pub fn is_finite(&self) -> bool {
        self.offset.is_finite()
            && self.terms.iter().all(|(_, scale)| scale.is_finite())
            && self.functions().iter().all(|(function, scale)| scale.is_finite() && function.is_finite())
    }

    /// How many functions it is made of, and how deep they are nested.
    pub(crate) fn extent(&self) -> (u64, u32) {
        self.functions().iter().fold((0, 0), |(size, depth), (function, _)| {
            let (own, below) = function.extent();
            (size.saturating_add(own), depth.max(below))
        })
    }

    /// Whether evaluating it would take unreasonably long.
    pub(crate) fn is_too_large(&self) -> bool {
        let (size, depth) = self.extent();
        size > MOST_FUNCTIONS || depth > DEEPEST_FUNCTION
    }
}

/// An angle is made of at most so many functions, nested so deep.
const MOST_FUNCTIONS: u64 = 10_000;
const DEEPEST_FUNCTION: u32 = 200;

impl From<f64> for Angle {
    fn from(offset: f64) -> Self {
        Angle { offset, ..Angle::default() }
    }
}

impl From<Parameter> for Angle {
    fn from(parameter: Parameter) -> Self {
        Angle { terms: smallvec![(parameter, 1.0)], ..Angle::default() }
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
            // Parameters of two circuits stay apart, so that the stranger is found when the angle is used.
            let place = |p: Parameter| (p.index, p.key);
            match self.terms.binary_search_by_key(&place(parameter), |term| place(term.0)) {
                Ok(at) => self.terms[at].1 += scale,
                Err(at) => self.terms.insert(at, (parameter, scale)),
            }
        }
        self.terms.retain(|term| term.1 != 0.0);
        self.functions = match (self.functions.take(), other.functions) {
            (None, one) | (one, None) => one,
            (Some(a), Some(b)) => sum_of(&a, &b),
        };
        self
    }
}

/// Equal functions add up; `None` if nothing is left.
fn sum_of(a: &Functions, b: &Functions) -> Option<Arc<Functions>> {
    let mut all = a.clone();
    for (function, scale) in b {
        match all.iter_mut().find(|(known, _)| Arc::ptr_eq(known, function) || known == function) {
            Some((_, sum)) => *sum += scale,
            None => all.push((Arc::clone(function), *scale)),
        }
    }
    all.retain(|(_, scale)| *scale != 0.0);
    (!all.is_empty()).then(|| Arc::new(all))
}

impl Mul<f64> for Angle {
    type Output = Angle;
    fn mul(mut self, factor: f64) -> Angle {
        self.offset *= factor;
        self.terms.iter_mut().for_each(|term| term.1 *= factor);
        self.terms.retain(|term| term.1 != 0.0);
        let scaled = |(function, scale): &(Arc<Function>, f64)| (Arc::clone(function), scale * factor);
        let functions: Functions = self.functions().iter().map(scaled).filter(|(_, s)| *s != 0.0).collect();
        self.functions = (!functions.is_empty()).then(|| Arc::new(functions));
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use FunctionKind::{Multiply, Sin};

    #[test]
    fn equal_terms_cancel() {
        let (a, b) = (Parameter::at(0), Parameter::at(1));
        let angle = 2.0 * a + 0.5 + (b - a) - Angle::from(b);
        assert_eq!(angle.terms(), &[(a, 1.0)]);
        let sine = Angle::function(Sin, &[a.into()]).expect("small");
        let nothing = sine.clone() + Angle::function(Sin, &[a.into()]).expect("small") * -1.0;
        assert!(nothing.is_constant() && !sine.is_constant());
    }

    #[test]
    fn substitution_composes() {
        let inner = [Angle::from(Parameter::at(0)) * 2.0, Angle::from(0.5)];
        let outer = (Parameter::at(0) + Parameter::at(1)) / 2.0;
        assert_eq!(outer.substitute(&inner), 1.0 * Parameter::at(0) + 0.25);
        let product =
            Angle::function(Multiply, &[Parameter::at(0).into(), Parameter::at(1).into()]).expect("small");
        assert_eq!(product.substitute(&inner), 1.0 * Parameter::at(0), "one factor has become a number");
        let square = product.substitute(&[inner[0].clone(), inner[0].clone()]);
        assert_eq!(square.value(&[3.0]), 36.0);
    }

    #[test]
    fn expressions_that_double_at_every_step_are_refused() {
        let mut angle = Angle::from(Parameter::at(0));
        let error = (0..40).find_map(|_| {
            let next = Angle::function(Multiply, &[angle.clone(), angle.clone()]);
            next.map(|next| angle = next).err()
        });
        assert_eq!(error, Some(CircuitError::FunctionTooLarge));
    }
}
