//! Forward runs: seconds and operation–amplitudes per second, by workload, size and precision.
//!
//! `cargo bench -p ansatz-benches --bench circuits`

use ansatz::simulator::{
    Backend, Cpu, Plan, PlanOptions,
    machine::{Angles, Inputs},
};
use ansatz_benches::{WORKLOADS, by_name, point};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::time::Duration;

fn forward(criterion: &mut Criterion) {
    for name in WORKLOADS {
        let mut group = criterion.benchmark_group(name);
        group
            .sample_size(10)
            .warm_up_time(Duration::from_millis(200))
            .measurement_time(Duration::from_millis(600));
        for n in [8, 12, 16, 20] {
            let circuit = by_name(name, n).expect("every workload builds");
            let plan = Plan::compile(&circuit, &PlanOptions::default()).expect("workloads are unitary");
            let angles = plan.parameter_map().angles(&point(&circuit)).expect("one value for each parameter");
            group.throughput(Throughput::Elements((plan.num_operations() as u64) << n));
            let backends: [Box<dyn Backend>; 2] =
                [Box::new(Cpu::<f64>::default()), Box::new(Cpu::<f32>::default())];
            for backend in backends {
                group.bench_with_input(BenchmarkId::new(backend.name(), n), &plan, |bencher, plan| {
                    bencher.iter(|| {
                        let state =
                            backend.run(plan, &Inputs::one(Angles(&angles))).expect("it fits in memory");
                        black_box(state.expectation(&ansatz::circuits::PauliSum::z(0)))
                    });
                });
            }
        }
    }
}

criterion_group!(benches, forward);
criterion_main!(benches);
