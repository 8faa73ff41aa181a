//! The CUDA kernels on the processor, under the same laws as the CPU's: every answer against the oracle, tiles of all
//! sizes, both precisions. What only a device can show is in `cuda_device.rs`.

use crate::conformance::{cases, check, check_program, kernels_agree, program_cases};
use ansatz_simulator::{
    Backend, Cotangents, Cpu, Cuda, CudaOptions, Inputs, Kernels, Number, Plan, PlanOptions, SimulatorError,
};
use ansatz_tests::backends::{Precision, Variant, optimisations};
use ansatz_tests::shim::Shim;
use ansatz_tests::tolerance::{self, assert_near};

/// As much shared memory as every device since Volta lets a block have.
const SHARED_BYTES: usize = 96 << 10;

fn shim<R: Number>(options: CudaOptions) -> Cuda<R, Shim> {
    Shim::new::<R>(SHARED_BYTES).backend(options)
}

/// Tiles of the device and of the plan, blocks, lanes; each switch of the plan in turn.
fn variants<R: Number>(precision: Precision) -> Vec<Variant> {
    let switches = optimisations();
    let mut all = Vec::new();
    for tile_qubits in [2, 3, 5, 12] {
        for planned_tile in [2, 4, 6, 15] {
            let at = all.len();
            let options = CudaOptions {
                tile_qubits,
                max_lanes: [4096, 1, 2][at % 3],
                blocks: [None, Some(1), Some(3)][at % 3],
                stretch_qubits: [0, 2, 12][at % 3],
                whole_gradients: at % 2 == 0,
                ..CudaOptions::default()
            };
            let (name, switched) = switches[at % switches.len()];
            let plan = PlanOptions {
                tile_qubits: planned_tile,
                contiguous_qubits: at % 4,
                least_tile_qubits: 0,
                lookahead_qubits: 0,
                ..switched
            };
            all.push(Variant {
                label: format!("{precision:?} {name} {plan:?} {options:?}"),
                backend: Box::new(shim::<R>(options)),
                plan,
                epsilon: precision.epsilon(),
                threads: 1,
            });
        }
    }
    all
}

fn conform<R: Number>(precision: Precision) {
    for variant in variants::<R>(precision) {
        cases().iter().for_each(|case| check(case, &variant));
        program_cases().iter().for_each(|case| check_program(case, &variant));
    }
}

#[test]
fn the_kernels_of_f64_agree_with_the_oracle() {
    conform::<f64>(Precision::Double);
}

#[test]
fn the_kernels_of_f32_agree_with_the_oracle() {
    conform::<f32>(Precision::Single);
}

#[test]
fn the_lower_level_agrees_with_the_oracle() {
    let options = |stretch_qubits| CudaOptions { stretch_qubits, ..CudaOptions::default() };
    kernels_agree(Precision::Double, |size| shim::<f64>(options(size)));
    kernels_agree(Precision::Single, |size| shim::<f32>(options(size)));
}

/// The amplitudes of a case with everything in one tile, some barrier of every block left out.
fn amplitudes(number: i64) -> Vec<ansatz_circuits::C64> {
    let case = &cases()[4];
    let backend =
        Shim::new::<f64>(SHARED_BYTES).without_barrier(number).backend::<f64>(CudaOptions::default());
    let plan = Plan::compile(&case.recipe.circuit_from(&case.start), &Kernels::plan_options(&backend))
        .expect("compiles");
    let angles = plan.parameter_map().angles(&case.params[0]).expect("counted");
    backend.run(&plan, &Inputs::one(&angles)).expect("runs").amplitudes(0)
}

#[test]
fn a_barrier_that_is_missing_is_noticed() {
    let right = amplitudes(-1);
    let differs = |number: &i64| {
        let wrong = amplitudes(*number);
        wrong.iter().zip(&right).any(|(a, b)| !((a - b).norm() < 1e-9))
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
    let inputs = Inputs::one(&angles);
    let sums = [case.observables[1].sum()];
    for launches in 0..3 {
        let options = CudaOptions { whole_gradients: false, ..CudaOptions::default() };
        let backend = Shim::new::<f64>(SHARED_BYTES).failing_after(launches).backend::<f64>(options);
        let error =
            backend.gradients(&plan, &inputs, &sums, Cotangents::Given(&[1.0])).expect_err("it fails");
        assert!(matches!(&error, SimulatorError::Device { message } if message.contains("no launches left")));
        assert!(Kernels::failure(&backend).is_none(), "a failure is told once");
    }
}

#[test]
fn what_a_device_has_no_memory_for_is_refused() {
    let backend = shim::<f32>(CudaOptions { memory_limit: Some(1 << 10), ..CudaOptions::default() });
    let mut circuit = ansatz_circuits::Circuit::new(8);
    circuit.h(0).expect("qubit 0");
    let plan = Plan::compile(&circuit, &PlanOptions::default()).expect("compiles");
    let error = backend.run(&plan, &Inputs::one(&[])).err();
    assert!(matches!(error, Some(SimulatorError::Memory { needed: 2048, available: 1024, .. })), "{error:?}");
}

/// Gradients of one observable in one launch, pass by pass on the device, and on the CPU.
fn whole_gradients_agree<R: Number>(precision: Precision) {
    for case in cases() {
        let circuit = case.recipe.circuit();
        let sums = [case.observables[1].sum()];
        for lanes in [1, 2, 3] {
            let on = shim::<R>(CudaOptions::default());
            let off = shim::<R>(CudaOptions { whole_gradients: false, ..CudaOptions::default() });
            let plan = Plan::compile(&circuit, &Kernels::plan_options(&on)).expect("compiles");
            let map = plan.parameter_map();
            let angles: Vec<f64> =
                case.params[..lanes].iter().flat_map(|p| map.angles(p).expect("counted")).collect();
            let weights = vec![0.5; lanes];
            let gradients = |backend: &dyn Backend| {
                let inputs = Inputs::batch(lanes, &angles);
                backend.gradients(&plan, &inputs, &sums, Cotangents::Given(&weights)).expect("runs")
            };
            let expected = gradients(&Cpu::<f64>::default());
            let bound = tolerance::gradient(
                precision.epsilon(),
                plan.num_operations(),
                case.observables[1].norm(),
                case.slope,
            );
            for got in [gradients(&on), gradients(&off)] {
                for (got, expected) in got.values.iter().zip(&expected.values) {
                    assert_near("a value", *got, *expected, bound);
                }
                for (got, expected) in got.slots.iter().zip(&expected.slots) {
                    assert_near("a slot", *got, *expected, bound);
                }
            }
        }
    }
}

#[test]
fn a_gradient_in_one_launch_is_the_same() {
    whole_gradients_agree::<f64>(Precision::Double);
    whole_gradients_agree::<f32>(Precision::Single);
}
