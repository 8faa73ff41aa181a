//! Support vector machines of two classes and of numbers, for a kernel that is a table.
//!
//! Called by kernel models. Must not know circuits.

use super::smo::{Dual, Optimum};
use crate::ModelError;
use ndarray::{Array1, Array2};

/// `d(x) = Σ_i c_i k(x_i, x) + b`, with `|c_i| ≤ C`.
#[derive(Debug, Clone, PartialEq)]
pub struct SupportVectorMachine {
    /// c, one for each training sample; zero where it is no support vector.
    pub coefficients: Array1<f64>,
    /// b.
    pub bias: f64,
}

impl SupportVectorMachine {
    /// Trains on a Gram matrix and the class of each sample, of which there are two; d is positive for the second one
    /// (C. Cortes, V. Vapnik, Mach. Learn. 20, 273 (1995)). `penalty` is C, the price of a sample on the wrong side.
    ///
    /// # Errors
    /// [`ModelError::Machine`] where there is no optimum, [`ModelError::Size`] for a matrix of another size.
    pub fn fit(gram: &Array2<f64>, second_class: &[bool], penalty: f64) -> Result<Self, ModelError> {
        check_square(gram, second_class.len())?;
        let signs: Vec<f64> = second_class.iter().map(|second| if *second { 1.0 } else { -1.0 }).collect();
        let linear = vec![-1.0; signs.len()];
        let dual = Dual { gram, signs, linear, bound: penalty };
        let Optimum { alphas, bias } = dual.solve()?;
        let coefficients = alphas.iter().zip(&dual.signs).map(|(alpha, sign)| alpha * sign).collect();
        Ok(Self { coefficients, bias })
    }

    /// Trains on a Gram matrix and the number of each sample: d is as flat as it can be where errors below `tube` cost nothing and the rest costs
    /// `penalty` times their size (A. Smola, B. Schölkopf, Stat. Comput. 14, 199 (2004)).
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    pub fn fit_numbers(
        gram: &Array2<f64>,
        targets: &[f64],
        (penalty, tube): (f64, f64),
    ) -> Result<Self, ModelError> {
        let count = targets.len();
        check_square(gram, count)?;
        let mut signs = vec![1.0; count];
        signs.resize(2 * count, -1.0);
        let mut linear: Vec<f64> = targets.iter().map(|y| tube - y).collect();
        linear.extend(targets.iter().map(|y| tube + y));
        let Optimum { alphas, bias } = Dual { gram, signs, linear, bound: penalty }.solve()?;
        let (above, below) = alphas.split_at(count);
        Ok(Self { coefficients: above.iter().zip(below).map(|(a, b)| a - b).collect(), bias })
    }

    /// `d(x)` for each row of `k(x, x_i)`.
    pub fn decisions(&self, kernel: &Array2<f64>) -> Array1<f64> {
        kernel.dot(&self.coefficients) + self.bias
    }
}

fn check_square(gram: &Array2<f64>, count: usize) -> Result<(), ModelError> {
    if gram.dim() == (count, count) {
        return Ok(());
    }
    let expected = "one for each row and column of the Gram matrix";
    Err(ModelError::Size { setting: "labels", expected, found: count })
}
