//! The CUDA kernels on the processor, and what only can be shown there: barriers that are left out, devices that fail.

use super::{conform, engine_agrees, sizes_agree, whole_gradients_agree};
use crate::conformance::{cases, kernels_agree};
use ansatz_simulator::{
    Backend, Cuda, CudaOptions, Plan, PlanOptions, SimulatorError,
    machine::{Angles, Cotangents, Inputs, Kernels, Number},
};
use ansatz_tests::ask::AskPlan;
use ansatz_tests::backends::Precision;
use ansatz_tests::shim::Shim;

/// As much shared memory as every device since Volta lets a block have.
const SHARED_BYTES: usize = 96 << 10;

fn shim<R: Number>(options: CudaOptions) -> Cuda<R, Shim> {
    Shim::new::<R>(SHARED_BYTES).backend(options)
}

#[test]
fn the_kernels_of_f64_agree_with_the_oracle() {
    conform::<f64, _>(Precision::Double, || Shim::new::<f64>(SHARED_BYTES));
}

#[test]
fn the_kernels_of_f32_agree_with_the_oracle() {
    conform::<f32, _>(Precision::Single, || Shim::new::<f32>(SHARED_BYTES));
}

#[test]
fn the_lower_level_agrees_with_the_oracle() {
    let options = |stretch_qubits| CudaOptions { stretch_qubits, ..CudaOptions::default() };
    kernels_agree(Precision::Double, |size| shim::<f64>(options(size)));
    kernels_agree(Precision::Single, |size| shim::<f32>(options(size)));
}

#[test]
fn own_amplitudes_jacobians_and_moved_angles_agree() {
    engine_agrees::<f64, _>(Precision::Double, || Shim::new::<f64>(SHARED_BYTES));
    engine_agrees::<f32, _>(Precision::Single, || Shim::new::<f32>(SHARED_BYTES));
}

/// The amplitudes of a case with everything in one tile, some barrier of every block left out.
fn amplitudes(number: i64) -> Vec<ansatz_circuits::C64> {
    let case = &cases()[4];
    let backend =
        Shim::new::<f64>(SHARED_BYTES).without_barrier(number).backend::<f64>(CudaOptions::default());
    let plan = Plan::compile(&case.recipe.circuit_from(&case.start), &Kernels::plan_options(&backend))
        .expect("compiles");
    let angles = plan.parameter_map().angles(&case.params[0]).expect("counted");
    backend.run(&plan, &Inputs::one(Angles(&angles))).expect("runs").amplitudes(0).expect("answers")
}

#[test]
fn a_barrier_that_is_missing_is_noticed() {
    let right = amplitudes(-1);
    let differs = |number: &i64| {
        let wrong = amplitudes(*number);
        wrong.iter().zip(&right).any(|(a, b)| (a - b).norm().is_nan() || (a - b).norm() > 1e-9)
    };
    // The first one is between reading the tile and working on it.
    assert!(differs(&0), "reading a tile that is not there yet");
    let noticed = (0..20).filter(differs).count();
    assert!(noticed > 10, "only {noticed} of the first 20 barriers matter");
}

#[test]
fn a_device_that_fails_says_so_and_gives_no_answer() {
    let case = &cases()[2];
    let plan = Plan::compile(&case.recipe.circuit(), &PlanOptions::default()).expect("compiles");
    let angles = plan.parameter_map().angles(&case.params[0]).expect("counted");
    let inputs = Inputs::one(Angles(&angles));
    let sums = [case.observables[1].sum()];
    for launches in 0..3 {
        let options = CudaOptions { whole_gradients: false, ..CudaOptions::default() };
        let backend = Shim::new::<f64>(SHARED_BYTES).failing_after(launches).backend::<f64>(options);
        let error =
            backend.gradients_of(&plan, &inputs, &sums, Cotangents::Given(&[1.0])).expect_err("it fails");
        assert!(matches!(&error, SimulatorError::Device { message } if message.contains("no launches left")));
        assert!(Kernels::wait(&backend).is_ok(), "a failure is told where it happens, and once");
    }
}

/// A run that has ended well, then a question that fails: an error, not an empty answer.
#[test]
fn a_final_state_that_cannot_be_read_says_so() {
    let case = &cases()[2];
    let plan = Plan::compile(&case.recipe.circuit(), &PlanOptions::default()).expect("compiles");
    let angles = plan.parameter_map().angles(&case.params[0]).expect("counted");
    let count = |left: u64| {
        let backend =
            Shim::new::<f64>(SHARED_BYTES).failing_after(left).backend::<f64>(CudaOptions::default());
        backend.run(&plan, &Inputs::one(Angles(&angles))).is_ok()
    };
    let launches = (0..100).find(|left| count(*left)).expect("a run has few launches");
    let backend =
        Shim::new::<f64>(SHARED_BYTES).failing_after(launches).backend::<f64>(CudaOptions::default());
    let state = backend.run(&plan, &Inputs::one(Angles(&angles))).expect("so many launches are left");
    let failed = |error: Option<SimulatorError>| matches!(error, Some(SimulatorError::Device { .. }));
    assert!(failed(state.probabilities(0).err()));
    assert!(state.amplitudes(0).is_ok(), "reading amplitudes takes no launch");
}

#[test]
fn what_a_device_has_no_memory_for_is_refused() {
    let backend = shim::<f32>(CudaOptions { memory_limit: Some(1 << 10), ..CudaOptions::default() });
    let mut circuit = ansatz_circuits::Circuit::new(8);
    circuit.h(0).expect("qubit 0");
    let plan = Plan::compile(&circuit, &PlanOptions::default()).expect("compiles");
    let error = backend.run(&plan, &Inputs::one(Angles(&[]))).err();
    assert!(matches!(error, Some(SimulatorError::Memory { needed: 2048, available: 1024, .. })), "{error:?}");
}

#[test]
fn a_gradient_in_one_launch_is_the_same() {
    whole_gradients_agree(Precision::Double, shim::<f64>);
    whole_gradients_agree(Precision::Single, shim::<f32>);
}

#[test]
fn three_to_ten_qubits_agree_with_the_cpu() {
    sizes_agree(Precision::Double, shim::<f64>);
    sizes_agree(Precision::Single, shim::<f32>);
}
