//! Derivatives of expectation values: first order by adjoint sweep, parameter shifts, finite differences or shots, second order,
//! and the metrics of states.
//!
//! A way to differentiate is a value that implements [`Differentiator`]; training and energies take any.
//!
//! ```
//! use ansatz_circuits::Circuit;
//! use ansatz_qml::gradients::{FiniteDifference, ParameterShift};
//! use ansatz_simulator::{Device, Estimator};
//! let mut circuit = Circuit::new(1);
//! let theta = circuit.parameter("theta");
//! circuit.ry(theta, 0)?;
//! let by_adjoint = Estimator::new(&Device::cpu(), &circuit, ["Z0"])?;
//! let by_shifts = by_adjoint.clone().with_differentiator(ParameterShift::default());
//! let by_quotients = by_adjoint.clone().with_differentiator(FiniteDifference::default());
//! for way in [by_adjoint, by_shifts, by_quotients] {
//!     assert!((way.gradient(&[0.4])?[0] + 0.4f64.sin()).abs() < 1e-9);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub use crate::gradient::{
    Adjoint, AllocatedShots, DIFFERENTIATORS, Differentiator, DoubleShift, Evaluation, FiniteDifference,
    HessianMethod, MetricShape, ParameterShift, SampleGradient, SamplePoint, SecondOrder, Sharing,
    ShiftedAdjoint, ShotGradient, ShotParameterShift, Simultaneous, SlotGradients, SlotSecondOrder,
    classical_fisher, differentiator_by_name, hessian_vector_product, quantum_fisher, sample_gradient,
    slot_layers,
};
