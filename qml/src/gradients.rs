//! Derivatives of expectation values: first order by adjoint sweep, parameter shifts, finite differences or shots, second order,
//! and the metrics of states.
//!
//! A way to differentiate is a value that implements [`Differentiator`]; training and energies take any.
//!
//! ```
//! use ansatz_circuits::{Circuit, PauliSum};
//! use ansatz_qml::gradients::{Adjoint, Differentiator, Evaluation, ParameterShift};
//! use ansatz_simulator::{Cotangents, Cpu, Inputs, Plan, PlanOptions};
//! let mut circuit = Circuit::new(1);
//! let theta = circuit.parameter("theta");
//! circuit.ry(theta, 0)?;
//! let plan = Plan::compile(&circuit, &PlanOptions::default())?;
//! let (backend, observables) = (Cpu::<f64>::default(), [PauliSum::z(0)]);
//! let evaluation = Evaluation { backend: &backend, plan: &plan, observables: &observables };
//! let angles = plan.parameter_map().angles(&[0.4])?;
//! for way in [&Adjoint as &dyn Differentiator, &ParameterShift::default()] {
//!     let found = way.gradients(evaluation, &Inputs::one(&angles), Cotangents::Given(&[1.0]))?;
//!     assert!((found.slots[0] + 0.4f64.sin()).abs() < 1e-12);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub use crate::gradient::{
    Adjoint, AllocatedShots, DIFFERENTIATORS, Differentiator, DoubleShift, Evaluation, FiniteDifference,
    HessianMethod, MetricShape, ParameterShift, SampleGradient, SecondOrder, Sharing, ShiftedAdjoint,
    ShotGradient, ShotParameterShift, Simultaneous, SlotGradients, SlotSecondOrder, classical_fisher,
    differentiator_by_name, hessian_vector_product, quantum_fisher, sample_gradient, slot_layers,
};
