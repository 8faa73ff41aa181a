//! Support vector machines of two classes and of numbers, for a kernel that is a table, through a port of libsvm.
//!
//! Called by kernel models. Must not know circuits.

use crate::ModelError;
use libsvm_rs::train::svm_train;
use libsvm_rs::{KernelType, SvmModel, SvmNode, SvmParameter, SvmProblem, SvmType, check_parameter};
use ndarray::{Array1, Array2, ArrayView1};

/// `d(x) = Σ_i c_i k(x_i, x) + b`, with `|c_i| ≤ C` of the sample's class.
#[derive(Debug, Clone, PartialEq)]
pub struct SupportVectorMachine {
    /// c, one for each training sample; zero where it is no support vector.
    pub coefficients: Array1<f64>,
    /// b.
    pub bias: f64,
}

/// Which errors of numbers cost nothing, and what the others cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tube {
    /// C, times the rest of an error.
    pub penalty: f64,
    /// ε, up to which errors are free.
    pub width: f64,
}

/// What a sample on the wrong side costs, by its class.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Penalties {
    /// C of samples of the first class.
    pub first: f64,
    /// C of samples of the second class.
    pub second: f64,
}

impl From<f64> for Penalties {
    /// The same for both classes.
    fn from(penalty: f64) -> Penalties {
        Penalties { first: penalty, second: penalty }
    }
}

/// The conditions of optimality hold within this.
const TOLERANCE: f64 = 1e-4;
/// Megabytes of rows of the kernel that the solver keeps.
const CACHE: f64 = 100.0;

impl SupportVectorMachine {
    /// Trains on a Gram matrix and the class of each sample, of which there are two; d is positive for the second one
    /// (C. Cortes, V. Vapnik, Mach. Learn. 20, 273 (1995)). `penalties` are C, the price of a sample on the wrong side: one number, or one
    /// for each class where a sample of one class counts more than a sample of the other.
    ///
    /// # Errors
    /// [`ModelError::Machine`] where the solver refuses, [`ModelError::Size`] for a matrix of another size.
    pub fn fit(
        gram: &Array2<f64>,
        second_class: &[bool],
        penalties: impl Into<Penalties>,
    ) -> Result<Self, ModelError> {
        let Penalties { first, second } = penalties.into();
        let labels = second_class.iter().map(|second| if *second { 1.0 } else { -1.0 }).collect();
        let weight = vec![(-1, first), (1, second)];
        let settings = SvmParameter { svm_type: SvmType::CSvc, c: 1.0, weight, ..of_table() };
        let model = solve(gram, labels, &settings)?;
        // Decisions are positive for the class that the solver lists first.
        let sign = if model.label.first() == Some(&-1) { -1.0 } else { 1.0 };
        Ok(Self::new(&model, gram.nrows(), sign))
    }

    /// Trains on a Gram matrix and the number of each sample: d is as flat as it can be where errors below the tube's width cost nothing and the rest costs
    /// `penalty` times their size (A. Smola, B. Schölkopf, Stat. Comput. 14, 199 (2004)).
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    pub fn fit_numbers(gram: &Array2<f64>, targets: &[f64], tube: Tube) -> Result<Self, ModelError> {
        let settings =
            SvmParameter { svm_type: SvmType::EpsilonSvr, c: tube.penalty, p: tube.width, ..of_table() };
        Ok(Self::new(&solve(gram, targets.to_vec(), &settings)?, gram.nrows(), 1.0))
    }

    fn new(model: &SvmModel, samples: usize, sign: f64) -> Self {
        let mut coefficients = Array1::zeros(samples);
        for (sample, coefficient) in model.sv_indices.iter().zip(model.sv_coef.iter().flatten()) {
            coefficients[sample - 1] = sign * coefficient;
        }
        Self { coefficients, bias: -sign * model.rho.first().copied().unwrap_or(0.0) }
    }

    /// `d(x)` for each row of `k(x, x_i)`.
    pub fn decisions(&self, kernel: &Array2<f64>) -> Array1<f64> {
        kernel.dot(&self.coefficients) + self.bias
    }
}

/// Settings of the solver for a kernel that is a table.
fn of_table() -> SvmParameter {
    SvmParameter {
        kernel_type: KernelType::Precomputed,
        eps: TOLERANCE,
        cache_size: CACHE,
        ..Default::default()
    }
}

/// Solves the dual problem with libsvm's algorithm (R.-E. Fan, P.-H. Chen, C.-J. Lin, JMLR 6, 1889 (2005)).
fn solve(gram: &Array2<f64>, labels: Vec<f64>, settings: &SvmParameter) -> Result<SvmModel, ModelError> {
    check_square(gram, labels.len())?;
    if let Some(found) = gram.iter().copied().find(|k| !k.is_finite()) {
        return Err(ModelError::Number { setting: "kernel", expected: "finite", found });
    }
    // A row begins with its own number, from 1.
    let row = |(number, row): (usize, ArrayView1<'_, f64>)| {
        let own = SvmNode { index: 0, value: (number + 1) as f64 };
        let others = (1..).zip(row).map(|(index, value)| SvmNode { index, value: *value });
        std::iter::once(own).chain(others).collect()
    };
    let problem = SvmProblem { labels, instances: gram.rows().into_iter().enumerate().map(row).collect() };
    check_parameter(&problem, settings).map_err(|error| ModelError::Machine(error.to_string()))?;
    libsvm_rs::set_quiet(true);
    Ok(svm_train(&problem, settings))
}

fn check_square(gram: &Array2<f64>, count: usize) -> Result<(), ModelError> {
    if gram.dim() == (count, count) {
        return Ok(());
    }
    let expected = "one for each row and column of the Gram matrix";
    Err(ModelError::Size { setting: "labels", expected, found: count })
}
