//! From slots to parameters: `J = ∂slots/∂params`, sparse by rows, and `Jᵀ M J`.
//! Called by Hessians, metric tensors and estimates from shots.

use ansatz_circuits::ParameterMap;
use ndarray::Array2;

/// `J = ∂slots/∂params` at given parameters: for each slot the parameters that it depends on, with the derivatives.
#[derive(Debug, Clone, PartialEq)]
pub struct Slopes {
    rows: Vec<Vec<Slope>>,
    parameters: usize,
}

/// One entry of `J` that is not zero.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Slope {
    parameter: usize,
    slope: f64,
}

/// A slot's derivative, estimated.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SlotEstimate {
    /// The estimate.
    pub slope: f64,
    /// Its variance.
    pub variance: f64,
}

/// A gradient in the parameters, estimated.
#[derive(Debug, Clone, PartialEq)]
pub struct GradientEstimate {
    /// By parameter.
    pub gradient: Vec<f64>,
    /// The standard error of each.
    pub standard_errors: Vec<f64>,
}

impl Slopes {
    /// At these parameters, as many as the map has.
    pub fn new(map: &ParameterMap, params: &[f64]) -> Slopes {
        let mut dense = vec![0.0; params.len()];
        let mut row = |slot: usize| {
            dense.fill(0.0);
            map.row(slot).add_gradient(params, 1.0, &mut dense);
            let entries = dense.iter().enumerate().filter(|(_, slope)| **slope != 0.0);
            entries.map(|(parameter, slope)| Slope { parameter, slope: *slope }).collect()
        };
        Slopes { rows: (0..map.num_slots()).map(&mut row).collect(), parameters: params.len() }
    }

    /// The parameters that a slot depends on.
    pub fn parameters(&self, slot: usize) -> impl Iterator<Item = usize> + '_ {
        self.rows[slot].iter().map(|entry| entry.parameter)
    }

    /// The norm of a slot's derivative in the parameters.
    pub fn length(&self, slot: usize) -> f64 {
        self.rows[slot].iter().map(|entry| entry.slope * entry.slope).sum::<f64>().sqrt()
    }

    /// Gradient and standard errors in the parameters from independent estimates of every slot.
    pub fn estimates(&self, of_slots: &[SlotEstimate]) -> GradientEstimate {
        let (mut gradient, mut variances) = (vec![0.0; self.parameters], vec![0.0; self.parameters]);
        for (row, SlotEstimate { slope, variance }) in self.rows.iter().zip(of_slots) {
            for Slope { parameter, slope: d } in row {
                gradient[*parameter] += d * slope;
                variances[*parameter] += d * d * variance;
            }
        }
        GradientEstimate { gradient, standard_errors: variances.into_iter().map(f64::sqrt).collect() }
    }

    /// `J u`.
    pub fn forward(&self, direction: &[f64]) -> Vec<f64> {
        let along = |entry: &Slope| entry.slope * direction[entry.parameter];
        self.rows.iter().map(|row| row.iter().map(along).sum()).collect()
    }
}

/// `Jᵀ M J`.
pub(super) fn sandwich(slopes: &Slopes, matrix: &Array2<f64>) -> Array2<f64> {
    let mut half = Array2::zeros((matrix.nrows(), slopes.parameters));
    for (slot, row) in slopes.rows.iter().enumerate() {
        for entry in row {
            half.column_mut(entry.parameter).scaled_add(entry.slope, &matrix.column(slot));
        }
    }
    let mut full = Array2::zeros((slopes.parameters, slopes.parameters));
    for (slot, row) in slopes.rows.iter().enumerate() {
        for entry in row {
            full.row_mut(entry.parameter).scaled_add(entry.slope, &half.row(slot));
        }
    }
    full
}
