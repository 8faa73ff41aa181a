//! On a device. On a machine without one each test says that it looked at nothing, and fails if `REQUIRE_CUDA=1` says that
//! there is one.

use super::{conform, engine_agrees, layered, sizes_agree, whole_gradients_agree};
use crate::conformance::kernels_agree;
use ansatz_circuits::{Circuit, PauliSum};
use ansatz_simulator::{
    Backend, Cpu, Cuda, CudaOptions, Driver, Plan, PlanOptions, SimulatorError,
    machine::{Angles, Cotangents, Inputs, Number},
};
use ansatz_tests::ask::AskPlan;
use ansatz_tests::backends::Precision;
use ansatz_tests::random::Draws;
use std::io::Write;
use std::sync::{Arc, OnceLock};

/// The first device with the kernels of both precisions; `None` where there is none.
fn device<R: Number>() -> Option<Arc<Driver>> {
    static OPENED: [OnceLock<Result<Arc<Driver>, String>>; 2] = [const { OnceLock::new() }; 2];
    let open = || Driver::open::<R>(0).map(Arc::new).map_err(|reason| reason.to_string());
    match OPENED[usize::from(size_of::<R>() == 8)].get_or_init(open) {
        Ok(driver) => Some(Arc::clone(driver)),
        Err(reason) => {
            let required = std::env::var_os("REQUIRE_CUDA").is_some_and(|value| value == "1");
            assert!(!required, "REQUIRE_CUDA=1: {reason}");
            looked_at_nothing(reason);
            None
        }
    }
}

/// Written past the test harness, which shows nothing of tests that pass.
fn looked_at_nothing(reason: &str) {
    let thread = std::thread::current();
    let line = format!("{}: looked at nothing: {reason}\n", thread.name().unwrap_or("a test"));
    std::io::stderr().write_all(line.as_bytes()).expect("standard error is open");
}

#[test]
fn a_device_agrees_with_the_oracle_in_f64() {
    let Some(device) = device::<f64>() else { return };
    conform::<f64, _>(Precision::Double, || device.clone());
    engine_agrees::<f64, _>(Precision::Double, || device.clone());
    let options = |stretch_qubits| CudaOptions { stretch_qubits, ..CudaOptions::default() };
    kernels_agree(Precision::Double, |size| Cuda::<f64, _>::new(device.clone(), options(size)));
    whole_gradients_agree(Precision::Double, |options| Cuda::<f64, _>::new(device.clone(), options));
    sizes_agree(Precision::Double, |options| Cuda::<f64, _>::new(device.clone(), options));
}

#[test]
fn a_device_agrees_with_the_oracle_in_f32() {
    let Some(device) = device::<f32>() else { return };
    conform::<f32, _>(Precision::Single, || device.clone());
    engine_agrees::<f32, _>(Precision::Single, || device.clone());
    let options = |stretch_qubits| CudaOptions { stretch_qubits, ..CudaOptions::default() };
    kernels_agree(Precision::Single, |size| Cuda::<f32, _>::new(device.clone(), options(size)));
    whole_gradients_agree(Precision::Single, |options| Cuda::<f32, _>::new(device.clone(), options));
    sizes_agree(Precision::Single, |options| Cuda::<f32, _>::new(device.clone(), options));
}

#[test]
fn large_states_and_their_gradients_are_those_of_the_cpu() {
    let Some(device) = device::<f64>() else { return };
    let gpu = Cuda::<f64, _>::new(device, CudaOptions::default());
    let cpu = Cpu::<f64>::default();
    let sum: PauliSum = "1.0 * Z0 Z1 + 0.5 * X2 - 0.25 * Y3 X9".parse().expect("a sum");
    for num_qubits in [11, 13, 16, 19] {
        let circuit = layered(num_qubits, 3);
        let angles: Vec<f64> = Draws::new(num_qubits as u64).angles(6 * num_qubits);
        let answers = |backend: &dyn Backend, options: &PlanOptions| {
            let plan = Plan::compile(&circuit, options).expect("compiles");
            let angles = plan.parameter_map().angles(&angles).expect("counted");
            let inputs = Inputs::one(Angles(&angles));
            let weights = Cotangents::Given(&[1.0]);
            let gradients =
                backend.gradients_of(&plan, &inputs, std::slice::from_ref(&sum), weights).expect("runs");
            (backend.run(&plan, &inputs).expect("runs").amplitudes(0).expect("answers"), gradients)
        };
        let expected = answers(&cpu, &PlanOptions::default());
        for options in [PlanOptions::default(), Backend::plan_options(&gpu)] {
            let got = answers(&gpu, &options);
            let off = |(a, b): (&f64, &f64)| (a - b).abs();
            let state = got.0.iter().zip(&expected.0).map(|(a, b)| (a - b).norm()).fold(0.0, f64::max);
            let slots = got.1.slots.iter().zip(&expected.1.slots).map(off).fold(0.0, f64::max);
            assert!(state < 1e-10 && slots < 1e-10, "{num_qubits} qubits: {state:e} {slots:e}");
        }
    }
}

#[test]
fn states_that_no_device_holds_are_refused() {
    let Some(device) = device::<f32>() else { return };
    let gpu = Cuda::<f32, _>::new(device, CudaOptions::default());
    let mut circuit = Circuit::new(40);
    circuit.h(0).expect("qubit 0");
    let plan = Plan::compile(&circuit, &PlanOptions::default()).expect("compiles");
    let error = gpu.run(&plan, &Inputs::one(Angles(&[]))).err();
    assert!(matches!(error, Some(SimulatorError::Memory { .. })), "{error:?}");
}

/// Small, for tools that watch every access: each kernel once, in both precisions.
#[test]
fn a_small_set_of_every_kernel() {
    fn small<R: Number>(precision: Precision) {
        let Some(device) = device::<R>() else { return };
        let options = CudaOptions { tile_qubits: 3, stretch_qubits: 2, ..CudaOptions::default() };
        kernels_agree(precision, |_| Cuda::<R, _>::new(device.clone(), options));
        let sums = ["1.0 * Z0 Z1 + 0.5 * X2".parse::<PauliSum>().expect("a sum")];
        let circuit = layered(5, 2);
        for whole_gradients in [false, true] {
            let backend = Cuda::<R, _>::new(device.clone(), CudaOptions { whole_gradients, ..options });
            let plan = Plan::compile(&circuit, &PlanOptions::default()).expect("compiles");
            let angles = plan.parameter_map().angles(&Draws::new(5).angles(20)).expect("counted");
            let weights = Cotangents::Given(&[1.0]);
            let gradients =
                backend.gradients_of(&plan, &Inputs::one(Angles(&angles)), &sums, weights).expect("runs");
            assert!(gradients.slots.iter().all(|slope| slope.is_finite()));
        }
    }
    small::<f64>(Precision::Double);
    small::<f32>(Precision::Single);
}
