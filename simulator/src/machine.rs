//! What estimators and samplers stand on, in angles instead of parameters: for backends of one's own, and for algorithms that need more than
//! the front door gives. **Unstable**: names and signatures here may change with every version.
//!
//! A circuit's angles that depend on a parameter are its *slots*. A [`Plan`](crate::Plan) with observables is an [`ObservedPlan`]; [`Inputs`] are the
//! angles of a batch of runs; a [`Backend`](crate::Backend) answers. Below it stand [`Kernels`], which know four kinds of operations ([`Op`]) on numbered qubits
//! and no gate.
//!
//! ```
//! use ansatz_circuits::Circuit;
//! use ansatz_simulator::machine::{Angles, Inputs, ObservedPlan};
//! use ansatz_simulator::{Device, Plan};
//! let mut circuit = Circuit::new(1);
//! let theta = circuit.parameter("theta");
//! circuit.rx(2.0 * theta, 0)?;
//! let backend = Device::cpu().backend(1)?;
//! let plan = Plan::compile(&circuit, &backend.plan_options())?;
//! let angles = plan.parameter_map().angles(&[0.2])?;
//! assert_eq!(angles, [0.4]);
//! let observed = ObservedPlan::new(plan, vec!["Z0".parse()?])?;
//! let values = backend.expectations(&observed, &Inputs::one(Angles(&angles)))?;
//! assert!((values[0] - 0.4f64.cos()).abs() < 1e-14);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub use crate::backend::{
    AmplitudeGradients, Asked, Cotangents, FinalState, Gradients, Jacobian, Kernels, Questions,
    ShiftedExpectations, SlotShift, WeightsFromValues, WholeGradient, Work,
};
pub use crate::cost::{CostModel, RunShape};
pub use crate::cpu::{cpu_f32, cpu_f64};
pub use crate::cuda::{Device as CudaMachine, KERNELS, Launch, Limits, Number};
pub use crate::fidelity_matrix::fidelity_matrix;
pub use crate::inputs::{Angles, Inputs};
pub use crate::pauli_terms::{terms_of, weighted_terms};
pub use crate::plan::{ObservedPlan, PassWork, PlanWork, SweepWork};
pub use crate::plan_cache::PlanCache;
pub use crate::program::{MeasuredPiece, Method};
pub use ansatz_kernels::{
    BoundPass, Butterfly, Coefficients, Dense, Flip, Op, PauliTerms, Phases, Real, SlotDerivative, TermGroup,
    Turn, Turns, WeightedTerm,
};
