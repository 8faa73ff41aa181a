//! How often a run of a small circuit asks the system for memory, once the thread has what it keeps: as often for a long
//! circuit as for a short one. Counted on this thread alone.

use ansatz_circuits::Circuit;
use ansatz_simulator::{
    Backend, Cpu, Plan, PlanOptions,
    machine::{Angles, Inputs},
};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: everything is handed on to the system's allocator.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.with(|count| count.set(count.get() + 1));
        // SAFETY: the caller's promises are those that the system's allocator asks for.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// The box of the answer.
const OF_A_RUN: usize = 1;

/// Layers of RY and RZ with parameters, and a ring of CZ and controlled phases.
fn layers(num_qubits: usize, count: usize) -> Circuit {
    let mut circuit = Circuit::new(num_qubits);
    for layer in 0..count {
        for q in 0..num_qubits {
            let (a, b) =
                (circuit.parameter(&format!("a{layer}_{q}")), circuit.parameter(&format!("b{layer}_{q}")));
            circuit.ry(a, q).and_then(|circuit| circuit.rz(b, q)).expect("qubits fit");
        }
        for q in 0..num_qubits {
            let next = (q + 1) % num_qubits;
            circuit.cz(q, next).and_then(|circuit| circuit.cp(0.1, q, next)).expect("qubits fit");
        }
    }
    circuit
}

/// Of a run whose states are kept, and of one that is only asked.
fn allocations(num_qubits: usize, count: usize) -> (usize, usize) {
    let plan = Plan::compile(&layers(num_qubits, count), &PlanOptions::default()).expect("compiles");
    let params: Vec<f64> = (0..plan.parameter_map().num_parameters()).map(|k| 0.1 + k as f64).collect();
    let angles = plan.parameter_map().angles(&params).expect("counted");
    let cpu = Cpu::<f64>::default();
    let inputs = Inputs::one(Angles(&angles));
    let run = || drop(cpu.run(&plan, &inputs).expect("runs"));
    let ask = || cpu.ask(&plan, &inputs, &mut |_| Ok(())).expect("runs");
    (allocations_of(run), allocations_of(ask))
}

/// Once the thread has what it keeps.
fn allocations_of(run: impl Fn()) -> usize {
    (0..3).for_each(|_| run());
    let before = COUNT.get();
    run();
    COUNT.get() - before
}

#[test]
fn runs_of_small_circuits_allocate_no_more_than_their_answer() {
    for num_qubits in [2, 3, 6, 10] {
        for count in [1, 4, 12] {
            assert_eq!(allocations(num_qubits, count), (OF_A_RUN, 0), "{num_qubits} qubits, {count} layers");
        }
    }
}
