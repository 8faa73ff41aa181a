//! The CUDA backend under the same laws as the CPU's: every answer against the oracle, tiles of all sizes, both
//! precisions. On the processor with the feature `cuda-shim`, on a device with `cuda`.

#[cfg(feature = "cuda")]
mod device;
#[cfg(feature = "cuda-shim")]
mod shim;

use crate::conformance::{cases, check, check_program, lanes_start_from_their_own_amplitudes, program_cases};
use crate::{jacobians, shifts};
use ansatz_circuits::{Circuit, PauliSum};
use ansatz_simulator::{
    Backend, Cpu, Cuda, CudaOptions, Plan, PlanOptions,
    machine::{Angles, Cotangents, CudaMachine, Inputs, Kernels, Number},
};
use ansatz_tests::ask::AskPlan;
use ansatz_tests::backends::{Precision, Variant, optimisations};
use ansatz_tests::random::Draws;
use ansatz_tests::tolerance::{self, assert_near};

/// Tiles of the device and of the plan, blocks, lanes; each switch of the plan in turn.
fn variants<R: Number, D: CudaMachine + 'static>(precision: Precision, open: impl Fn() -> D) -> Vec<Variant> {
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
                backend: Box::new(Cuda::<R, D>::new(open(), options)),
                plan,
                epsilon: precision.epsilon(),
                threads: 1,
            });
        }
    }
    all
}

fn conform<R: Number, D: CudaMachine + 'static>(precision: Precision, open: impl Fn() -> D) {
    for variant in variants::<R, D>(precision, open) {
        cases().iter().for_each(|case| check(case, &variant));
        program_cases().iter().for_each(|case| check_program(case, &variant));
    }
}

/// What the engine makes of the lower level: lanes that start from amplitudes of their own, Jacobians, moved angles.
fn engine_agrees<R: Number, D: CudaMachine + 'static>(precision: Precision, open: impl Fn() -> D) {
    variants::<R, D>(precision, &open).iter().step_by(3).for_each(lanes_start_from_their_own_amplitudes);
    for max_lanes in [4096, 2] {
        let options = CudaOptions { tile_qubits: 3, max_lanes, ..CudaOptions::default() };
        let backend = Cuda::<R, D>::new(open(), options);
        let label = format!("{options:?}");
        jacobians::rows_are_gradients(&[(3, 3, 3), (4, 2, 2)], precision, &backend, &label);
        shifts::prefixes_change_nothing(&[(2, 3), (4, 1)], precision, &backend, &label);
    }
    gradients_behind_constant_gates_agree(precision, |options| Cuda::<R, D>::new(open(), options));
}

/// From |0…0⟩, in smaller tiles than the plan's: gradients begin inside a pass, where qubits have been mixed already.
fn gradients_behind_constant_gates_agree<R: Number, D: CudaMachine>(
    precision: Precision,
    backend: impl Fn(CudaOptions) -> Cuda<R, D>,
) {
    let sum: PauliSum = "1.0 * Z0 Z1 + 0.5 * X2 - 0.25 * Y1 X2".parse().expect("a sum");
    for num_qubits in [5, 8] {
        let mut circuit = Circuit::new(num_qubits);
        (0..num_qubits)
            .for_each(|q| _ = circuit.h(q).and_then(|c| c.rx(0.3, q)).expect("a qubit of the circuit"));
        (1..num_qubits).for_each(|q| _ = circuit.cx(0, q).and_then(|c| c.ry(0.2, q)).expect("two qubits"));
        let all: Vec<usize> = (0..num_qubits).collect();
        circuit.append(&layered(num_qubits, 1), &all).expect("as many qubits");
        let plan = Plan::compile(&circuit, &PlanOptions::default()).expect("compiles");
        let draws = Draws::new(num_qubits as u64).angles(plan.parameter_map().num_parameters());
        let angles = plan.parameter_map().angles(&draws).expect("counted");
        let gradients = |backend: &dyn Backend| {
            let weights = Cotangents::Given(&[1.0]);
            backend
                .gradients_of(&plan, &Inputs::one(Angles(&angles)), std::slice::from_ref(&sum), weights)
                .expect("runs")
        };
        let expected = gradients(&Cpu::<f64>::default());
        let bound = tolerance::gradient(precision.epsilon(), plan.num_operations(), 1.75, 1.0);
        for tile_qubits in [2, 3, 12] {
            let options = CudaOptions { tile_qubits, whole_gradients: false, ..CudaOptions::default() };
            let got = gradients(&backend(options));
            for (got, expected) in got.slots.iter().zip(&expected.slots) {
                assert_near(&format!("{num_qubits} qubits, {options:?}"), *got, *expected, bound);
            }
        }
    }
}

/// Gradients of one observable in one launch, pass by pass on the device, and on the CPU.
fn whole_gradients_agree<R: Number, D: CudaMachine>(
    precision: Precision,
    backend: impl Fn(CudaOptions) -> Cuda<R, D>,
) {
    for case in cases() {
        let circuit = case.recipe.circuit();
        let sums = [case.observables[1].sum()];
        for lanes in [1, 2, 3] {
            let on = backend(CudaOptions::default());
            let off = backend(CudaOptions { whole_gradients: false, ..CudaOptions::default() });
            let plan = Plan::compile(&circuit, &Kernels::plan_options(&on)).expect("compiles");
            let map = plan.parameter_map();
            let angles: Vec<f64> =
                case.params[..lanes].iter().flat_map(|p| map.angles(p).expect("counted")).collect();
            let weights = vec![0.5; lanes];
            let gradients = |backend: &dyn Backend| {
                let inputs = Inputs::batch(lanes, Angles(&angles));
                backend.gradients_of(&plan, &inputs, &sums, Cotangents::Given(&weights)).expect("runs")
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

/// Layers of rotations and a ring of controlled flips and phases.
fn layered(num_qubits: usize, layers: usize) -> Circuit {
    let mut circuit = Circuit::new(num_qubits);
    for layer in 0..layers {
        for qubit in 0..num_qubits {
            let angle = circuit.parameter(&format!("y_{layer}_{qubit}"));
            circuit.ry(angle, qubit).expect("a qubit of the circuit");
            let angle = circuit.parameter(&format!("z_{layer}_{qubit}"));
            circuit.rz(angle, qubit).expect("a qubit of the circuit");
        }
        for qubit in 0..num_qubits {
            circuit.cx(qubit, (qubit + 1 + layer) % num_qubits).expect("two qubits");
        }
    }
    circuit
}

/// Amplitudes and gradients of three to ten qubits, in one tile and in many, are those of the CPU in f64.
fn sizes_agree<R: Number, D: CudaMachine>(precision: Precision, backend: impl Fn(CudaOptions) -> Cuda<R, D>) {
    let sum: PauliSum = "1.0 * Z0 Z1 + 0.5 * X2 - 0.25 * Y1 X2".parse().expect("a sum");
    for num_qubits in 3..=10 {
        let circuit = layered(num_qubits, 2);
        let draws = Draws::new(num_qubits as u64).angles(4 * num_qubits);
        let answers = |backend: &dyn Backend, options: &PlanOptions| {
            let plan = Plan::compile(&circuit, options).expect("compiles");
            let angles = plan.parameter_map().angles(&draws).expect("counted");
            let (inputs, weights) = (Inputs::one(Angles(&angles)), Cotangents::Given(&[1.0]));
            let gradients =
                backend.gradients_of(&plan, &inputs, std::slice::from_ref(&sum), weights).expect("runs");
            let bound = tolerance::gradient(precision.epsilon(), plan.num_operations(), 1.75, 1.0);
            (
                backend.run(&plan, &inputs).expect("runs").amplitudes(0).expect("answers"),
                gradients.slots,
                bound,
            )
        };
        let expected = answers(&Cpu::<f64>::default(), &PlanOptions::default());
        for tile_qubits in [4, 12] {
            let device = backend(CudaOptions { tile_qubits, ..CudaOptions::default() });
            let got = answers(&device, &Backend::plan_options(&device));
            let label = format!("{num_qubits} qubits, tiles of {tile_qubits}");
            let bound = got.2;
            for (got, expected) in got.0.iter().zip(&expected.0) {
                let error = (got - expected).norm();
                assert!(error <= bound, "{label}: {error:e} > {bound:e}");
            }
            for (slot, expected) in got.1.iter().zip(&expected.1) {
                assert_near(&label, *slot, *expected, got.2);
            }
        }
    }
}
