//! Numbers from kernels: support vector regression and ridge regression, `f(x) = Σ_i c_i k(x_i, x) + b`.
//!
//! Called by users and studies.

use super::definition::SavedKernel;
use super::machine::Tube;
use super::source::KernelSource;
use super::{Kernel, KernelSettings, SupportVectorMachine};
use crate::{ModelError, Regressor, Samples, Target};
use ansatz_simulator::Backend;
use nalgebra::{DMatrix, DVector};
use ndarray::{Array1, Array2, Axis};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// How coefficients are found.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum KernelRegression {
    /// Errors below `tube` cost nothing, the rest `penalty` times their size; few coefficients differ from zero.
    SupportVector {
        /// C, more than 0.
        penalty: f64,
        /// ε, not negative.
        tube: f64,
    },
    /// `(K + λ) c = y − mean y`, `b = mean y`: the least squares with `λ cᵀ K c` (Saunders, Gammerman and Vovk, ICML 1998), by Cholesky.
    Ridge {
        /// λ, more than 0.
        ridge: f64,
    },
}

/// The settings of a [`KernelRegressor`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct KernelRegressorSettings {
    /// The kernel; it cannot be trainable, as alignment is with classes.
    pub kernel: KernelSettings,
    /// Default: support vectors with C = 1 and ε = 0.1.
    pub regression: KernelRegression,
}

impl Default for KernelRegressorSettings {
    fn default() -> Self {
        let regression = KernelRegression::SupportVector { penalty: 1.0, tube: 0.1 };
        KernelRegressorSettings { kernel: KernelSettings::default(), regression }
    }
}

impl KernelRegressorSettings {
    /// Refuses what no regressor has.
    ///
    /// # Errors
    /// The setting that is wrong.
    pub fn check(&self) -> Result<(), ModelError> {
        let positive = |setting, found: f64| match found.is_finite() && found > 0.0 {
            true => Ok(()),
            false => Err(ModelError::Number { setting, expected: "finite and more than 0", found }),
        };
        match self.regression {
            KernelRegression::Ridge { ridge } => positive("ridge", ridge)?,
            KernelRegression::SupportVector { penalty, tube } => {
                positive("penalty", penalty)?;
                if !(tube.is_finite() && tube >= 0.0) {
                    let expected = "finite and not negative";
                    return Err(ModelError::Number { setting: "tube", expected, found: tube });
                }
            }
        }
        if self.kernel.trainable {
            let reason = "a kernel is aligned with classes, and these are numbers";
            return Err(ModelError::NoEffect { setting: "trainable", reason });
        }
        self.kernel.check()
    }
}

/// A regressor with any kernel.
///
/// ```
/// use ansatz_qml::kernels::{KernelRegression, KernelRegressor, KernelRegressorSettings, KernelSettings};
/// use ansatz_qml::models::Regressor;
/// use ansatz_simulator::Cpu;
/// use std::sync::Arc;
/// let x = ndarray::Array2::from_shape_fn((30, 1), |(i, _)| 0.2 * i as f64 - 3.0);
/// let y: Vec<f64> = x.column(0).iter().map(|x| x.sin()).collect();
/// let kernel = KernelSettings { embedding: "angle".into(), ..Default::default() };
/// let settings = KernelRegressorSettings { kernel, regression: KernelRegression::Ridge { ridge: 1e-6 } };
/// let mut model = KernelRegressor::new(settings, Arc::new(Cpu::<f64>::default()));
/// model.fit(&x, &y)?;
/// assert!(model.score(&x, &y)? > 0.999);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct KernelRegressor {
    settings: KernelRegressorSettings,
    source: KernelSource,
    fitted: Option<Fitted>,
}

struct Fitted {
    kernel: Arc<dyn Kernel>,
    samples: Array2<f64>,
    machine: SupportVectorMachine,
}

impl KernelRegressor {
    /// An untrained regressor whose kernel is what the settings say.
    pub fn new(settings: KernelRegressorSettings, backend: Arc<dyn Backend>) -> KernelRegressor {
        KernelRegressor { settings, source: KernelSource::Made(backend), fitted: None }
    }

    /// An untrained regressor with this kernel.
    ///
    /// ```
    /// use ansatz_qml::kernels::{GaussianKernel, KernelRegression, KernelRegressor};
    /// use ansatz_qml::models::Regressor;
    /// let x = ndarray::Array2::from_shape_fn((30, 1), |(i, _)| 0.2 * i as f64 - 3.0);
    /// let y: Vec<f64> = x.column(0).iter().map(|x| x.sin()).collect();
    /// let kernel = GaussianKernel::new(0.5, 1)?;
    /// let mut model = KernelRegressor::with_kernel(kernel, KernelRegression::Ridge { ridge: 1e-6 });
    /// model.fit(&x, &y)?;
    /// assert!(model.score(&x, &y)? > 0.999);
    /// # Ok::<(), ansatz_qml::ModelError>(())
    /// ```
    pub fn with_kernel(kernel: impl Kernel + 'static, regression: KernelRegression) -> KernelRegressor {
        let settings = KernelRegressorSettings { regression, ..KernelRegressorSettings::default() };
        KernelRegressor { settings, source: KernelSource::Given(Arc::new(kernel)), fitted: None }
    }

    /// The model as data.
    ///
    /// # Errors
    /// [`ModelError::NotTrained`], and [`ModelError::Saved`] where no settings say what the kernel is.
    pub fn save(&self) -> Result<SavedKernelRegressor, ModelError> {
        let Fitted { kernel, samples, machine } = self.fitted.as_ref().ok_or(ModelError::NotTrained)?;
        Ok(SavedKernelRegressor {
            settings: self.settings.clone(),
            kernel: kernel.save().ok_or_else(super::saved::unknown_kernel)?,
            samples: samples.rows().into_iter().map(|row| row.to_vec()).collect(),
            coefficients: machine.coefficients.to_vec(),
            bias: machine.bias,
        })
    }

    /// The model from data.
    ///
    /// # Errors
    /// [`ModelError::Saved`] if sizes or numbers do not fit together.
    pub fn load(
        saved: &SavedKernelRegressor,
        backend: Arc<dyn Backend>,
    ) -> Result<KernelRegressor, ModelError> {
        let SavedKernelRegressor { settings, kernel, samples, coefficients, bias } = saved;
        let width = kernel.num_features;
        let is_wide = |row: &Vec<f64>| row.len() == width && row.iter().all(|x| x.is_finite());
        let finite = bias.is_finite() && coefficients.iter().all(|c| c.is_finite());
        if samples.len() != coefficients.len() || !samples.iter().all(is_wide) || !finite {
            let reason = "samples and coefficients are not as many, as long or as finite as they should be";
            return Err(ModelError::Saved(reason.into()));
        }
        let fitted = Fitted {
            kernel: kernel.load(Arc::clone(&backend))?,
            samples: Array2::from_shape_fn((samples.len(), width), |(i, j)| samples[i][j]),
            machine: SupportVectorMachine {
                coefficients: coefficients.iter().copied().collect(),
                bias: *bias,
            },
        };
        let source = KernelSource::Made(backend);
        Ok(KernelRegressor { settings: settings.clone(), source, fitted: Some(fitted) })
    }
}

/// A trained [`KernelRegressor`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SavedKernelRegressor {
    settings: KernelRegressorSettings,
    kernel: SavedKernel,
    samples: Vec<Vec<f64>>,
    coefficients: Vec<f64>,
    bias: f64,
}

impl SavedKernelRegressor {
    /// The kernel.
    pub fn kernel(&self) -> &SavedKernel {
        &self.kernel
    }

    /// How many training samples have a coefficient.
    pub fn num_support_vectors(&self) -> usize {
        self.samples.len()
    }

    /// What training found: coefficients, then the bias.
    pub fn weights(&self) -> Vec<f64> {
        self.coefficients.iter().chain([&self.bias]).copied().collect()
    }
}

impl Regressor for KernelRegressor {
    fn fit(&mut self, features: &Array2<f64>, targets: &[f64]) -> Result<(), ModelError> {
        self.settings.check()?;
        Samples::new(features, targets)?;
        f64::check(targets, 1)?;
        let kernel = self.source.kernel(&self.settings.kernel, features)?;
        let gram = kernel.gram(features)?;
        let machine = match self.settings.regression {
            KernelRegression::Ridge { ridge } => ridge_machine(&gram, targets, ridge)?,
            KernelRegression::SupportVector { penalty, tube } => {
                SupportVectorMachine::fit_numbers(&gram, targets, Tube { penalty, width: tube })?
            }
        };
        let used: Vec<usize> = (0..targets.len()).filter(|k| machine.coefficients[*k] != 0.0).collect();
        let coefficients: Array1<f64> = used.iter().map(|k| machine.coefficients[*k]).collect();
        let machine = SupportVectorMachine { coefficients, ..machine };
        self.fitted = Some(Fitted { kernel, samples: features.select(Axis(0), &used), machine });
        Ok(())
    }

    fn predict(&self, features: &Array2<f64>) -> Result<Vec<f64>, ModelError> {
        let Fitted { kernel, samples, machine } = self.fitted.as_ref().ok_or(ModelError::NotTrained)?;
        Ok(machine.decisions(&kernel.cross(features, samples)?).to_vec())
    }
}

fn ridge_machine(
    gram: &Array2<f64>,
    targets: &[f64],
    ridge: f64,
) -> Result<SupportVectorMachine, ModelError> {
    let count = targets.len();
    let matrix = DMatrix::from_fn(count, count, |i, j| gram[[i, j]] + if i == j { ridge } else { 0.0 });
    let mean = targets.iter().sum::<f64>() / count as f64;
    let right = DVector::from_fn(count, |i, _| targets[i] - mean);
    let factors = matrix
        .cholesky()
        .ok_or_else(|| ModelError::Machine("the kernel's matrix is not positive; increase `ridge`".into()))?;
    Ok(SupportVectorMachine { coefficients: factors.solve(&right).iter().copied().collect(), bias: mean })
}
