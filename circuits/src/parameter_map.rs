//! From the parameters of a circuit to the angles of its slots, and gradients back. Called by plans and by whoever trains.

use crate::{Angle, CircuitError, Parameter};

/// The map `angles = A·params + b` of a circuit, or a curved one where files compute with their inputs: one row for each
/// slot, that is for each angle occurrence that depends on a parameter, in the order of the flattened circuit.
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

    /// The function of one slot.
    pub fn row(&self, slot: usize) -> &Angle {
        &self.rows[slot]
    }

    /// Of a circuit whose slots are its parameters.
    pub fn identity(num_slots: usize) -> ParameterMap {
        let rows = (0..num_slots).map(|slot| Parameter::at(slot as u32).into()).collect();
        ParameterMap { rows, num_parameters: num_slots }
    }

    /// One angle for each slot.
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

    /// `Jᵀ·angle_gradient` with `J = ∂angles/∂params` at `params` (`A` if the map is affine): the gradient in the
    /// parameters from the gradient in the slots.
    pub fn pullback(&self, params: &[f64], angle_gradient: &[f64]) -> Vec<f64> {
        let mut gradient = vec![0.0; self.num_parameters];
        self.pullback_into(params, angle_gradient, &mut gradient);
        gradient
    }

    /// Adds `Jᵀ·angle_gradient` to `gradient`.
    pub fn pullback_into(&self, params: &[f64], angle_gradient: &[f64], gradient: &mut [f64]) {
        debug_assert_eq!(angle_gradient.len(), self.rows.len());
        for (slope, row) in angle_gradient.iter().zip(&self.rows) {
            row.add_gradient(params, *slope, gradient);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::FunctionKind;

    #[test]
    fn shared_parameters_add_up() {
        let (a, b) = (Parameter::at(0), Parameter::at(1));
        let map = ParameterMap { rows: vec![3.0 * a, a + b, -b], num_parameters: 2 };
        assert_eq!(map.angles(&[1.0, 2.0]).expect("small"), vec![3.0, 3.0, -2.0]);
        assert_eq!(map.pullback(&[1.0, 2.0], &[1.0, 10.0, 100.0]), vec![13.0, -90.0]);
    }

    #[test]
    fn the_pullback_of_a_curved_map_is_its_derivative() {
        let (a, b) = (Angle::from(Parameter::at(0)), Angle::from(Parameter::at(1)));
        let of = |kind, operands: &[Angle]| Angle::function(kind, operands).expect("small");
        let sine = of(FunctionKind::Sin, &[a.clone() * 2.0]);
        let product = of(FunctionKind::Multiply, &[sine, b.clone()]) * 0.5 + a.clone();
        let map = ParameterMap { rows: vec![product, of(FunctionKind::Power, &[a, b])], num_parameters: 2 };
        let (at, weights, h) = ([0.7, 1.3], [0.9, -0.4], 1e-6);
        let total = |params: [f64; 2]| -> f64 {
            map.angles(&params).expect("small").iter().zip(weights).map(|(x, w)| x * w).sum()
        };
        let gradient = map.pullback(&at, &weights);
        let numeric = [
            (total([at[0] + h, at[1]]) - total([at[0] - h, at[1]])) / (2.0 * h),
            (total([at[0], at[1] + h]) - total([at[0], at[1] - h])) / (2.0 * h),
        ];
        gradient.iter().zip(numeric).for_each(|(g, n)| assert!((g - n).abs() < 1e-8, "{g} {n}"));
    }
}
