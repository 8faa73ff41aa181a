//! Gradients of the Ising energy by the adjoint sweep: seconds and parameters per second, by size and batch.
//!
//! `cargo bench -p ansatz-benches --bench gradients`

use ansatz::simulator::{
    Backend, Cpu, Plan, PlanOptions,
    machine::{Angles, Cotangents, Inputs, ObservedPlan},
};
use ansatz_benches::{hardware_efficient, ising_chain, point};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;

fn adjoint(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("adjoint hea");
    group
        .sample_size(10)
        .warm_up_time(Duration::from_millis(200))
        .measurement_time(Duration::from_millis(600));
    for (n, lanes) in [(4, 1), (4, 32), (8, 1), (8, 32), (12, 1), (12, 32), (16, 1), (20, 1)] {
        let circuit = hardware_efficient(n, 5).expect("the ansatz builds");
        let plan = Plan::compile(&circuit, &PlanOptions::default()).expect("the ansatz is unitary");
        let angles = plan.parameter_map().angles(&point(&circuit)).expect("one value for each parameter");
        let batch: Vec<f64> = angles.iter().copied().cycle().take(lanes * angles.len()).collect();
        let ones = vec![1.0; lanes];
        let cpu = Cpu::<f64>::default();
        group.throughput(Throughput::Elements((lanes * plan.num_slots()) as u64));
        let observed = ObservedPlan::new(plan, vec![ising_chain(n)]).expect("the observable fits");
        group.bench_function(BenchmarkId::new(format!("batch {lanes}"), n), |bencher| {
            bencher.iter(|| {
                let inputs = Inputs::batch(lanes, Angles(&batch));
                black_box(cpu.gradients(&observed, &inputs, Cotangents::Given(&ones)))
            });
        });
    }
    group.finish();
}

criterion_group!(benches, adjoint);
criterion_main!(benches);
