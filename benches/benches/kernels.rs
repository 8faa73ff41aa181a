//! One kernel at a time, by circuits that are made of nothing else: amplitudes per second of turns, diagonals, matrices,
//! a pass in reverse, and Pauli sums.
//!
//! `cargo bench -p ansatz-benches --bench kernels`

use ansatz::circuits::{Circuit, CircuitError, Pauli, PauliString, PauliSum};
use ansatz::simulator::{
    Backend, Cpu, Plan, PlanOptions,
    machine::{Angles, Cotangents, Inputs, ObservedPlan},
};
use ansatz_benches::{quantum_volume, random_sum};
use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;

/// One tile, in the second-level cache: 2^14 amplitudes.
const QUBITS: usize = 14;
/// Repetitions in one circuit: what happens once for each run is little of it.
const LAYERS: usize = 16;

type Built = Result<Circuit, CircuitError>;

/// Nothing is merged or moved, so that a kernel runs as often as it is written.
fn in_order() -> PlanOptions {
    PlanOptions { fuse: false, reorder: false, split_qubits: 0, ..PlanOptions::default() }
}

fn plan(circuit: Built) -> Plan {
    Plan::compile(&circuit.expect("the circuit builds"), &in_order()).expect("it is unitary")
}

/// So many layers on the qubits of a tile.
fn layers(layer: impl Fn(&mut Circuit) -> Result<(), CircuitError>) -> Built {
    let mut circuit = Circuit::new(QUBITS);
    (0..LAYERS).try_for_each(|_| layer(&mut circuit))?;
    Ok(circuit)
}

fn group<'a>(criterion: &'a mut Criterion, name: &str, elements: usize) -> BenchmarkGroup<'a, WallTime> {
    let mut group = criterion.benchmark_group(name);
    group.sample_size(20).warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    group.throughput(Throughput::Elements(elements as u64));
    group
}

/// Runs plans of `LAYERS` layers; the rate is that of amplitudes through a layer.
fn forward(criterion: &mut Criterion, name: &str, plans: &[(String, Plan)]) {
    let mut group = group(criterion, name, LAYERS << QUBITS);
    let backends: [Box<dyn Backend>; 2] = [Box::new(Cpu::<f64>::default()), Box::new(Cpu::<f32>::default())];
    for (label, plan) in plans {
        for backend in &backends {
            group.bench_function(format!("{label}/{}", backend.name()), |bencher| {
                bencher.iter(|| black_box(backend.run(plan, &Inputs::one(Angles(&[]))).is_ok()));
            });
        }
    }
    group.finish();
}

/// Turns of one to four qubits in a sweep, inside the vectors, just above them, and far apart.
fn turns(criterion: &mut Criterion) {
    let turn = |qubits: &[usize]| {
        let layer = |circuit: &mut Circuit| qubits.iter().try_for_each(|q| circuit.ry(0.3, *q).map(drop));
        plan(layers(layer))
    };
    let places: [(&str, &[usize]); 6] = [
        ("1 low", &[0]),
        ("1 high", &[13]),
        ("2 low", &[0, 1]),
        ("2 high", &[9, 13]),
        ("4 low", &[0, 1, 2, 3]),
        ("4 high", &[10, 11, 12, 13]),
    ];
    let plans: Vec<(String, Plan)> = places.iter().map(|(name, q)| ((*name).into(), turn(q))).collect();
    forward(criterion, "turns", &plans);
}

/// Diagonals with a turn between them, so that they stay apart: of one-qubit parities, and of all pairs.
fn phases(criterion: &mut Criterion) {
    let singles = layers(|circuit| {
        (0..QUBITS).try_for_each(|q| circuit.rz(0.3, q).map(drop))?;
        circuit.ry(0.2, 0).map(drop)
    });
    let pairs = layers(|circuit| {
        for a in 0..QUBITS {
            (0..a).try_for_each(|b| circuit.rzz(0.3, a, b).map(drop))?;
        }
        circuit.ry(0.2, 0).map(drop)
    });
    forward(criterion, "phases", &[("layer".into(), plan(singles)), ("all pairs".into(), plan(pairs))]);
}

/// Matrices on one qubit and its controls, and on random pairs.
fn dense(criterion: &mut Criterion) {
    let one = layers(|circuit| circuit.apply("cry", &[0.3.into()], &[12, 5]).map(drop));
    let mut two = Circuit::new(QUBITS);
    let all: Vec<usize> = (0..QUBITS).collect();
    for _ in 0..LAYERS {
        let layer = quantum_volume(QUBITS, 1).expect("the layer builds");
        two.append(&layer, &all).expect("it fits");
    }
    forward(criterion, "dense", &[("controlled".into(), plan(one)), ("7 pairs".into(), plan(Ok(two)))]);
}

/// A gradient of one pass: forward, then in reverse on two states.
fn reverse(criterion: &mut Criterion) {
    let mut circuit = Circuit::new(QUBITS);
    let weights = circuit.parameter_vector("w", QUBITS * LAYERS);
    for (k, weight) in weights.iter().enumerate() {
        circuit.ry(*weight, k % QUBITS).expect("the qubit is there");
    }
    let plan = plan(Ok(circuit));
    let angles = vec![0.3; plan.num_slots()];
    let observed = ObservedPlan::new(plan, vec![PauliSum::z(0)]).expect("the observable fits");
    let cpu = Cpu::<f64>::default();
    let mut group = group(criterion, "reverse", LAYERS << QUBITS);
    group.bench_function("turns", |bencher| {
        bencher.iter(|| {
            let inputs = Inputs::one(Angles(&angles));
            black_box(cpu.gradients(&observed, &inputs, Cotangents::Given(&[1.0])).is_ok())
        });
    });
    group.finish();
}

/// Values of sums in a state that is there already.
fn pauli_sums(criterion: &mut Criterion) {
    let plan = plan(layers(|circuit| (0..QUBITS).try_for_each(|q| circuit.ry(0.3, q).map(drop))));
    let cpu = Cpu::<f64>::default();
    let state = cpu.run(&plan, &Inputs::one(Angles(&[]))).expect("it fits in memory");
    let all = |letter: Pauli| {
        PauliSum::new(
            (0..QUBITS)
                .map(|q| (1.0, PauliString::single(q, letter).expect("few qubits")))
                .collect::<Vec<_>>(),
        )
    };
    for (name, sum) in [("Z", all(Pauli::Z)), ("X", all(Pauli::X)), ("random", random_sum(QUBITS, 100))] {
        let mut group = group(criterion, "Pauli sums", sum.terms().len() << QUBITS);
        group.bench_function(name, |bencher| bencher.iter(|| black_box(state.expectation(&sum).is_ok())));
        group.finish();
    }
}

criterion_group!(benches, turns, phases, dense, reverse, pauli_sums);
criterion_main!(benches);
