//! What optimizers make small: a function of the parameters.
//!
//! Implemented by energies, batches of samples, and users; called by optimizers. Must not know who minimizes it.

use super::error::ObjectiveError;
use super::geometry::{Geometry, Measurements, Spectrum};

/// A function of the parameters, to be made small.
///
/// It may change from step to step (another mini-batch, other shots) unless the optimizer's [`Needs`](super::Needs) say otherwise, never within a
/// step.
///
/// ```
/// use ansatz_qml::optimize::{Lbfgs, Objective, ObjectiveError, Optimizer};
///
/// /// `(x - 3)² + y²`
/// struct Bowl;
///
/// impl Objective for Bowl {
///     fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
///         Ok((params[0] - 3.0).powi(2) + params[1].powi(2))
///     }
///
///     fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
///         gradient.copy_from_slice(&[2.0 * (params[0] - 3.0), 2.0 * params[1]]);
///         self.value(params)
///     }
/// }
///
/// let mut optimizer = Lbfgs::default().build()?;
/// let mut params = [0.0, 1.0];
/// while optimizer.step(&mut Bowl, &mut params)?.stop.is_none() {}
/// assert!((params[0] - 3.0).abs() < 1e-6 && params[1].abs() < 1e-6);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Objective {
    /// The value at `params`.
    ///
    /// # Errors
    /// Whatever stops the evaluation; the optimizer passes it on.
    fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError>;

    /// The value at `params`; its derivative by each parameter goes to `gradient`, which is as long as `params`.
    ///
    /// # Errors
    /// As [`Objective::value`].
    fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError>;

    /// About how far its values can lie apart, if that is known without an evaluation: what is small is small beside it. Optimizers estimate it
    /// from values and slopes otherwise.
    fn scale(&self) -> Option<f64> {
        None
    }

    /// The relative rounding error of its values: that of doubles, unless it is computed in another precision.
    fn precision(&self) -> f64 {
        f64::EPSILON
    }

    /// The geometry of its states, if it is made of some.
    fn geometry(&mut self) -> Option<&mut dyn Geometry> {
        None
    }

    /// Its Fourier spectrum, if it has one.
    fn spectrum(&mut self) -> Option<&mut dyn Spectrum> {
        None
    }

    /// Its measurements, if it is measured.
    fn measurements(&mut self) -> Option<&mut dyn Measurements> {
        None
    }
}

/// An objective made of a closure, which writes the gradient and gives the value.
///
/// ```
/// use ansatz_qml::energy::Minimizer;
/// use ansatz_qml::optimize::{Function, GradientDescent};
/// let mut bowl = Function(|x: &[f64], slope: &mut [f64]| {
///     slope.iter_mut().zip(x).for_each(|(slope, x)| *slope = 2.0 * x);
///     x.iter().map(|x| x * x).sum()
/// });
/// let descent = GradientDescent { learning_rate: 0.1 };
/// let minimum = Minimizer::new(descent).steps(100).run(&mut bowl, [1.0, -2.0])?;
/// assert!(minimum.energy < 1e-15);
/// # Ok::<(), ansatz_qml::ModelError>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Function<F>(pub F);

impl<F: FnMut(&[f64], &mut [f64]) -> f64> Objective for Function<F> {
    fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
        Ok(self.0(params, &mut vec![0.0; params.len()]))
    }

    fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
        Ok(self.0(params, gradient))
    }
}
