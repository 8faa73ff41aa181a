//! Optimizers: how parameters move downhill, one step at a time.
//!
//! Whatever implements [`Objective`] can be minimised by whatever implements [`Optimizer`]; neither knows the other. The shipped optimizers are made
//! of their settings, and everything that takes an optimizer takes such a value, or one of one's own ([`IntoOptimizer`]):
//!
//! ```
//! use ansatz_qml::energy::Minimizer;
//! use ansatz_qml::optimize::{Adam, Objective, ObjectiveError};
//!
//! struct Parabola;
//!
//! impl Objective for Parabola {
//!     fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
//!         Ok((params[0] - 3.0).powi(2))
//!     }
//!     fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
//!         gradient[0] = 2.0 * (params[0] - 3.0);
//!         self.value(params)
//!     }
//! }
//!
//! let adam = Adam { learning_rate: 0.1, ..Adam::default() };
//! let minimum = Minimizer::new(adam).steps(300).run(&mut Parabola, [0.0])?;
//! assert!((minimum.parameters[0] - 3.0).abs() < 1e-3);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! An optimizer of one's own implements [`UpdateRule`] (one gradient a step) or [`Optimizer`]. [`Trail`], [`Probe`], [`Moments`] and [`Ranges`] are the parts
//! that the shipped ones are made of. Names of files become values in one list, [`OPTIMIZERS`] and [`CIRCUIT_OPTIMIZERS`].
//!
//! Called by training and minimization, which own the loop, the parameters and the decision to stop. Must not know circuits or data.

mod adam;
mod adamw;
mod amsgrad;
mod backtracking;
mod beside;
mod blocking;
mod bounded;
mod bounds;
mod calibration;
mod cobyla;
mod definition;
mod error;
mod first_order;
mod geometry;
mod gradient_descent;
mod icans;
mod lbfgs;
mod line_search;
mod linear_model;
mod moments;
mod momentum;
mod nadam;
mod names;
mod natural_gradient;
mod nelder_mead;
mod objective;
mod probe;
mod qnspsa;
mod ranges;
mod rmsprop;
mod rotosolve;
mod scale;
mod schedule;
mod settings;
mod simplex;
mod spsa;
mod state;
mod stop;
mod trail;
mod trigonometric;
mod trust_region;

pub use adam::{Adam, AdamRule};
pub use adamw::{AdamW, AdamWRule};
pub use amsgrad::{Amsgrad, AmsgradRule};
pub use backtracking::{Backtracked, Backtracking, is_at_resolution};
pub(crate) use beside::Beside;
pub use blocking::Blocking;
pub use bounded::{BoundedLbfgs, BoundedLbfgsOptimizer};
pub use bounds::Bounds;
pub use calibration::{Calibration, Surroundings};
pub use cobyla::{Cobyla, CobylaOptimizer};
pub use definition::{IntoOptimizer, Needs, Optimizer, Order, Steadiness, Step};
pub use error::{ObjectiveError, OptimizeError, Quantity, SettingError, within};
pub use first_order::{FirstOrder, UpdateRule, start_at_zero};
pub use geometry::{Geometry, Measured, Measurements, SharedShots, Spectrum, TermShots, missing};
pub use gradient_descent::{GradientDescent, GradientDescentRule};
pub use icans::{Icans, IcansOptimizer};
pub use lbfgs::{Lbfgs, LbfgsOptimizer};
pub use line_search::ShortFirst;
pub use linear_model::LinearModel;
pub use moments::Moments;
pub use momentum::{Momentum, MomentumForm, MomentumRule};
pub use nadam::{Nadam, NadamRule};
pub use names::{CIRCUIT_OPTIMIZERS, OPTIMIZERS, by_name};
pub use natural_gradient::{NaturalGradient, NaturalGradientOptimizer, solve_metric};
pub use nelder_mead::{NelderMead, NelderMeadOptimizer};
pub use objective::{Function, Objective};
pub use probe::{NoValue, Point, Probe};
pub use qnspsa::{Qnspsa, QnspsaOptimizer};
pub use ranges::Ranges;
pub use rmsprop::{Rmsprop, RmspropRule};
pub use rotosolve::{Rotosolve, RotosolveOptimizer};
pub use scale::Scale;
pub use schedule::{Clipping, Decay, Schedule};
pub use settings::OptimizerSettings;
pub use simplex::Simplex;
pub use spsa::{Spsa, SpsaOptimizer};
pub use state::{OptimizerState, RestoreError};
pub use stop::Stop;
pub use trail::{Trail, first_not_finite};
pub use trigonometric::FourierSeries;
pub use trust_region::TrustRegion;
