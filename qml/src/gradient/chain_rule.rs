//! From matrices in slots to matrices in parameters: `Jᵀ M J` with `J = ∂slots/∂params`, sparse by rows.
//! Called by Hessians and metric tensors.

use ansatz_circuits::ParameterMap;
use nalgebra::DMatrix;

/// `J`: for each slot the parameters that it depends on, with the derivatives.
pub(super) struct Slopes {
    rows: Vec<Vec<(usize, f64)>>,
    parameters: usize,
}

impl Slopes {
    pub(super) fn new(map: &ParameterMap, params: &[f64]) -> Slopes {
        let mut dense = vec![0.0; params.len()];
        let mut row = |slot: usize| {
            dense.fill(0.0);
            map.row(slot).add_gradient(params, 1.0, &mut dense);
            dense.iter().copied().enumerate().filter(|(_, slope)| *slope != 0.0).collect()
        };
        Slopes { rows: (0..map.num_slots()).map(&mut row).collect(), parameters: params.len() }
    }

    /// The parameters that a slot depends on.
    pub(super) fn parameters(&self, slot: usize) -> impl Iterator<Item = usize> + '_ {
        self.rows[slot].iter().map(|(p, _)| *p)
    }

    /// The norm of a slot's derivative in the parameters.
    pub(super) fn length(&self, slot: usize) -> f64 {
        self.rows[slot].iter().map(|(_, slope)| slope * slope).sum::<f64>().sqrt()
    }

    /// Gradient and standard errors in the parameters from independent `(slope, variance)` of every slot.
    pub(super) fn estimates(&self, of_slots: &[(f64, f64)]) -> (Vec<f64>, Vec<f64>) {
        let (mut gradient, mut variances) = (vec![0.0; self.parameters], vec![0.0; self.parameters]);
        for (row, (slope, variance)) in self.rows.iter().zip(of_slots) {
            for (p, d) in row {
                gradient[*p] += d * slope;
                variances[*p] += d * d * variance;
            }
        }
        (gradient, variances.into_iter().map(f64::sqrt).collect())
    }

    /// `J u`.
    pub(super) fn forward(&self, direction: &[f64]) -> Vec<f64> {
        self.rows.iter().map(|row| row.iter().map(|(p, slope)| slope * direction[*p]).sum()).collect()
    }
}

/// `Jᵀ M J`.
pub(super) fn sandwich(slopes: &Slopes, matrix: &DMatrix<f64>) -> DMatrix<f64> {
    let mut half = DMatrix::zeros(matrix.nrows(), slopes.parameters);
    for (slot, row) in slopes.rows.iter().enumerate() {
        for (p, slope) in row {
            half.column_mut(*p).axpy(*slope, &matrix.column(slot), 1.0);
        }
    }
    let mut full = DMatrix::zeros(slopes.parameters, slopes.parameters);
    for (slot, row) in slopes.rows.iter().enumerate() {
        for (p, slope) in row {
            let mut into = full.row_mut(*p);
            into += half.row(slot) * *slope;
        }
    }
    full
}
