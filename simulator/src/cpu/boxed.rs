//! The CPU backend as callers see it, compiled here: a crate that asks for it this way has no kernels to compile of its own.

use super::Cpu;
use crate::{Backend, CpuOptions};

impl Cpu<f32> {
    /// A backend in single precision.
    pub fn boxed(options: CpuOptions) -> Box<dyn Backend> {
        Box::new(Cpu::<f32>::new(options))
    }
}

impl Cpu<f64> {
    /// A backend in double precision.
    pub fn boxed(options: CpuOptions) -> Box<dyn Backend> {
        Box::new(Cpu::<f64>::new(options))
    }
}
