//! Circuit files: gates read in a second, from text to circuit, up to a file of a million gates.
//!
//! `cargo bench -p ansatz-benches --bench files`

use ansatz::circuits::qasm::{NoIncludes, ParseOptions, parse};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use std::fmt::Write;
use std::hint::black_box;

/// Rotations with numbers of full length and controlled gates, in turn.
fn flat(gates: usize) -> String {
    let mut text = String::from("OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[20] q;\n");
    for k in 0..gates / 2 {
        let (a, b) = (k % 20, (k * 7 + 1) % 20);
        let _ = writeln!(text, "rz({:?}) q[{a}];", (k as f64).sin());
        let _ = writeln!(text, "cx q[{a}], q[{}];", if a == b { (b + 1) % 20 } else { b });
    }
    text
}

/// The same number of gates by loops around a subroutine.
fn looped(gates: usize) -> String {
    format!(
        "OPENQASM 3.0;\ninclude \"stdgates.inc\";\nqubit[20] q;\n\
         def step(qubit a, qubit b, float t) {{ rz(t) a; cx a, b; }}\n\
         for int k in [1:{}] {{ step(q[k % 20], q[(k + 3) % 20], 0.1 * k); }}\n",
        gates / 2
    )
}

fn files(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("read");
    group.sample_size(10);
    for gates in [10_000, 1_000_000] {
        group.throughput(Throughput::Elements(gates as u64));
        for (name, text) in [("flat", flat(gates)), ("looped", looped(gates))] {
            group.bench_with_input(BenchmarkId::new(name, gates), &text, |bencher, text| {
                bencher.iter(|| {
                    let mut options = ParseOptions::default();
                    // A million gates by a loop are more steps than a file may take by default.
                    options.max_steps = 1 << 24;
                    let program = parse("file", text.as_bytes(), &NoIncludes, &options).expect("a circuit");
                    black_box(program.circuit.instructions().len())
                });
            });
        }
    }
    group.finish();
}

criterion_group!(benches, files);
criterion_main!(benches);
