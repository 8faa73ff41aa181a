//! Optimizers: how parameters move downhill, one step at a time.
//!
//! Whatever implements [`Objective`] can be minimised by whatever implements [`Optimizer`]; neither knows the other.
//!
//! ```
//! use ansatz_qml::optimize::{LbfgsSettings, Objective, ObjectiveError, Optimizer};
//! struct Parabola;
//! impl Objective for Parabola {
//!     fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
//!         Ok((params[0] - 3.0).powi(2))
//!     }
//!     fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
//!         gradient[0] = 2.0 * (params[0] - 3.0);
//!         self.value(params)
//!     }
//! }
//! let (mut optimizer, mut params) = (LbfgsSettings::default().build()?, [0.0]);
//! while !optimizer.step(&mut Parabola, &mut params)?.converged {}
//! assert!((params[0] - 3.0).abs() < 1e-6);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub use crate::optimizer::{
    Adam, AdamSettings, AdamW, AdamWSettings, Amsgrad, AmsgradSettings, BoundedLbfgs, BoundedLbfgsSettings,
    CIRCUIT_OPTIMIZERS, Clipping, Cobyla, CobylaSettings, Decay, FirstOrder, Geometry, GradientDescent,
    GradientDescentSettings, Icans, IcansSettings, Lbfgs, LbfgsSettings, Measured, Measurements, Momentum,
    MomentumForm, MomentumSettings, Nadam, NadamSettings, NaturalGradient, NaturalGradientSettings, Needs,
    NelderMead, NelderMeadSettings, OPTIMIZERS, Objective, ObjectiveError, OptimizeError, Optimizer,
    OptimizerState, Order, Qnspsa, QnspsaSettings, Quantity, RestoreError, Rmsprop, RmspropSettings,
    Rotosolve, RotosolveSettings, Schedule, SettingError, Settings, Spectrum, Spsa, SpsaSettings, Steadiness,
    Step, TermShots, UpdateRule, by_name,
};
