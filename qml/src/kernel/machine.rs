//! A support vector machine for two classes and a kernel that is a table of numbers, through smartcore's solver.
//!
//! Called by the kernel classifier. Must not know circuits.

use crate::ModelError;
use ndarray::{Array1, Array2};
use smartcore::error::{Failed, FailedError};
use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::svm::Kernel;
use smartcore::svm::svc::{SVC, SVCParameters};
use std::sync::Arc;

/// `d(x) = Σ_i c_i k(x_i, x) + b`, positive for the second class, with `|c_i| ≤ C` (Cortes and Vapnik, Mach. Learn. 20, 273 (1995)).
#[derive(Debug, Clone, PartialEq)]
pub struct SupportVectorMachine {
    /// One for each training sample; zero where it is no support vector.
    pub coefficients: Array1<f64>,
    /// b.
    pub bias: f64,
}

/// Rounds of smartcore's solver over all samples: enough for its conditions of optimality to hold within its tolerance.
const ROUNDS: usize = 50;
const TOLERANCE: f64 = 1e-4;
/// Of the order in which the solver visits samples.
const SEED: u64 = 0;

impl SupportVectorMachine {
    /// Trains on a Gram matrix and the class of each sample, of which there are two.
    ///
    /// # Errors
    /// [`ModelError::Machine`] if the solver refuses.
    pub fn fit(gram: &Array2<f64>, second_class: &[bool], penalty: f64) -> Result<Self, ModelError> {
        let count = second_class.len();
        let refused = |error: Failed| ModelError::Machine(error.to_string());
        let numbers = |range: std::ops::Range<usize>| {
            DenseMatrix::new(range.len(), 1, range.map(|k| k as f64).collect(), true).map_err(refused)
        };
        let labels: Vec<i32> = second_class.iter().map(|second| i32::from(*second)).collect();
        let kernel = Table { gram: Arc::new(gram.clone()) };
        let parameters = SVCParameters::default()
            .with_c(penalty)
            .with_tol(TOLERANCE)
            .with_epoch(ROUNDS)
            .with_seed(Some(SEED))
            .with_kernel(kernel);
        let samples = numbers(0..count)?;
        let machine = SVC::fit(&samples, &labels, &parameters).map_err(refused)?;
        // The solver keeps its coefficients to itself; samples that are like one training sample alone, and one that is
        // like none, show them.
        let probes = numbers(count..2 * count + 1)?;
        let decisions = machine.decision_function(&probes).map_err(refused)?;
        let bias = decisions[count];
        // Its labels are told apart by their order of appearance in a sorted list: 0, then 1.
        Ok(Self { coefficients: decisions[..count].iter().map(|d| d - bias).collect(), bias })
    }

    /// `d(x)` for each row of `k(x, x_i)`.
    pub fn decisions(&self, kernel: &Array2<f64>) -> Array1<f64> {
        kernel.dot(&self.coefficients) + self.bias
    }
}

/// A kernel of sample numbers. From the number of samples on, `count + i` is like sample `i` alone, and `2 count` like none.
#[derive(Debug)]
struct Table {
    gram: Arc<Array2<f64>>,
}

impl Kernel for Table {
    fn apply(&self, x: &Vec<f64>, y: &Vec<f64>) -> Result<f64, Failed> {
        let count = self.gram.nrows();
        match (x.first().map(|k| *k as usize), y.first().map(|k| *k as usize)) {
            (Some(i), Some(j)) if i < count && j < count => Ok(self.gram[[i, j]]),
            (Some(i), Some(j)) => {
                let (probe, sample) = (i.max(j), i.min(j));
                Ok(if probe == count + sample { 1.0 } else { 0.0 })
            }
            _ => Err(Failed::because(FailedError::ParametersError, "a sample has no number")),
        }
    }
}
