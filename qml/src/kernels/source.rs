//! Where a kernel machine has its kernel from: it was handed over, or settings say it and the samples decide the rest.
//!
//! Called by kernel classifiers and regressors. Must not know what they learn.

use super::training::AlignmentSettings;
use super::{Kernel, KernelSettings, QuantumKernel};
use crate::{ModelError, Samples};
use ansatz_simulator::Backend;
use ndarray::Array2;
use std::sync::Arc;

/// A kernel, or how to make one.
#[derive(Clone)]
pub(super) enum KernelSource {
    /// It was handed over, and stays.
    Given(Arc<dyn Kernel>),
    /// Its settings are the machine's.
    Made(Arc<dyn Backend>),
}

impl KernelSource {
    /// The kernel for samples like these.
    pub(super) fn kernel(
        &self,
        settings: &KernelSettings,
        features: &Array2<f64>,
    ) -> Result<Arc<dyn Kernel>, ModelError> {
        match self {
            KernelSource::Given(kernel) => Ok(Arc::clone(kernel)),
            KernelSource::Made(backend) => settings.build(features, Arc::clone(backend)),
        }
    }

    /// The kernel for samples of these classes, its weights trained if settings say that it has some.
    pub(super) fn aligned(
        &self,
        settings: &KernelSettings,
        alignment: Option<&AlignmentSettings>,
        samples: Samples<'_>,
    ) -> Result<Arc<dyn Kernel>, ModelError> {
        match self {
            KernelSource::Made(backend) if settings.trainable => {
                let mut kernel = QuantumKernel::new(settings, samples.features.ncols(), Arc::clone(backend))?;
                kernel.train(samples, alignment.unwrap_or(&AlignmentSettings::default()))?;
                Ok(Arc::new(kernel))
            }
            _ => self.kernel(settings, samples.features),
        }
    }
}
