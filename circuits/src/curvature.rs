//! Second derivatives of angles in the parameters: zero for affine angles, and what the chain rule adds to a Hessian for the
//! others. Called by whoever turns derivatives in slots into second derivatives in parameters.

use crate::function::Function;
use crate::{Angle, FunctionKind, ParameterMap};

impl FunctionKind {
    /// `∂²/∂x²` (operands 0 and 0), `∂²/∂x∂y` (0 and 1) or `∂²/∂y²` (1 and 1); where the first derivative jumps, that of the
    /// branch.
    pub fn second_derivative(self, first: usize, second: usize, x: f64, y: f64) -> f64 {
        use FunctionKind as Kind;
        match (self, (first, second)) {
            (Kind::Multiply, (0, 1) | (1, 0)) => 1.0,
            (Kind::Divide, (0, 1) | (1, 0)) => -1.0 / (y * y),
            (Kind::Divide, (1, 1)) => 2.0 * x / (y * y * y),
            (Kind::Power, (0, 0)) => y * (y - 1.0) * x.powf(y - 2.0),
            (Kind::Power, (1, 1)) => x.powf(y) * x.ln().powi(2),
            (Kind::Power, _) => x.powf(y - 1.0) * (1.0 + y * x.ln()),
            (Kind::Sin, _) => -x.sin(),
            (Kind::Cos, _) => -x.cos(),
            (Kind::Tan, _) => 2.0 * x.tan() * (1.0 + x.tan().powi(2)),
            (Kind::Arcsin, _) => x / (1.0 - x * x).powf(1.5),
            (Kind::Arccos, _) => -x / (1.0 - x * x).powf(1.5),
            (Kind::Arctan, _) => -2.0 * x / (1.0 + x * x).powi(2),
            (Kind::Exp, _) => x.exp(),
            (Kind::Log, _) => -1.0 / (x * x),
            (Kind::Sqrt, _) => -0.25 / (x * x.sqrt()),
            (Kind::Multiply | Kind::Divide, _)
            | (Kind::Remainder | Kind::Absolute | Kind::Floor | Kind::Ceiling, _) => 0.0,
        }
    }
}

impl Angle {
    /// Adds `weight · ∂²angle/∂params²` to `hessian`, which has `params.len()` rows of as many numbers.
    pub fn add_hessian(&self, params: &[f64], weight: f64, hessian: &mut [f64]) {
        for (function, scale) in self.functions() {
            function.add_hessian(params, scale * weight, hessian);
        }
    }
}

impl Function {
    /// `w Σ_k f_k ∂²x_k + w Σ_kl f_kl ∂x_k ∂x_lᵀ` for `f(x_0, x_1)`.
    fn add_hessian(&self, params: &[f64], weight: f64, hessian: &mut [f64]) {
        let values: Vec<f64> = self.operands().iter().map(|angle| angle.value(params)).collect();
        let (x, y) = (values[0], values.get(1).copied().unwrap_or(0.0));
        let varying = || self.operands().iter().enumerate().filter(|(_, angle)| !angle.is_constant());
        let slopes: Vec<(usize, Vec<f64>)> = varying()
            .map(|(k, angle)| {
                let mut slope = vec![0.0; params.len()];
                angle.add_gradient(params, 1.0, &mut slope);
                (k, slope)
            })
            .collect();
        for (k, angle) in varying() {
            if !angle.functions().is_empty() {
                angle.add_hessian(params, weight * self.kind().derivative(k, x, y), hessian);
            }
        }
        for (k, left) in &slopes {
            for (l, right) in &slopes {
                let curvature = weight * self.kind().second_derivative(*k, *l, x, y);
                for (row, a) in hessian.chunks_exact_mut(params.len()).zip(left).filter(|(_, a)| **a != 0.0) {
                    row.iter_mut().zip(right).for_each(|(sum, b)| *sum += curvature * a * b);
                }
            }
        }
    }
}

impl ParameterMap {
    /// Adds `Σ_s weights_s · ∂²angle_s/∂params²` to `hessian`, which has `params.len()` rows of as many numbers; nothing if
    /// the map is affine. With the slopes in the slots as weights it is what a curved map adds to `Jᵀ H J`.
    pub fn add_curvature(&self, params: &[f64], weights: &[f64], hessian: &mut [f64]) {
        for (row, weight) in self.rows.iter().zip(weights) {
            row.add_hessian(params, *weight, hessian);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Parameter;

    #[test]
    fn second_derivatives_are_those_of_the_derivatives() {
        use FunctionKind::*;
        let (x, y, h) = (0.63, 1.7, 1e-6);
        for kind in [
            Multiply, Divide, Power, Remainder, Sin, Cos, Tan, Arcsin, Arccos, Arctan, Exp, Log, Sqrt,
            Absolute, Floor, Ceiling,
        ] {
            for k in 0..kind.num_operands() {
                let slope = |x: f64, y: f64| kind.derivative(k, x, y);
                let along = [
                    (slope(x + h, y) - slope(x - h, y)) / (2.0 * h),
                    (slope(x, y + h) - slope(x, y - h)) / (2.0 * h),
                ];
                for (l, expected) in along.into_iter().enumerate().take(kind.num_operands()) {
                    let got = kind.second_derivative(k, l, x, y);
                    assert!((got - expected).abs() < 1e-7, "{kind:?} {k} {l}: {got} {expected}");
                }
            }
        }
    }

    #[test]
    fn the_hessian_of_a_nested_function_is_that_of_its_gradient() {
        let (a, b) = (Angle::from(Parameter::at(0)), Angle::from(Parameter::at(1)));
        let of = |kind, operands: &[Angle]| Angle::function(kind, operands).expect("small");
        let sine = of(FunctionKind::Sin, &[a.clone() * 2.0 + b.clone()]);
        let product = of(FunctionKind::Multiply, &[sine, b.clone()]) * 0.5 + a.clone();
        let map = ParameterMap { rows: vec![of(FunctionKind::Power, &[product, b])], num_parameters: 2 };
        let (at, h) = ([0.7, 1.3], 1e-6);
        let mut hessian = [0.0; 4];
        map.add_curvature(&at, &[0.8], &mut hessian);
        for p in 0..2 {
            let slope = |sign: f64| {
                let mut moved = at;
                moved[p] += sign * h;
                map.pullback(&moved, &[0.8])
            };
            let (up, down) = (slope(1.0), slope(-1.0));
            for q in 0..2 {
                let expected = (up[q] - down[q]) / (2.0 * h);
                assert!((hessian[2 * p + q] - expected).abs() < 1e-7, "{hessian:?}");
            }
        }
    }
}
