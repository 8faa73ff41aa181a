fn main() {
    let a: Vec<String> = std::env::args().collect();
    let text = std::fs::read(&a[1]).unwrap();
    let program =
        ansatz::circuits::qasm::parse("x", &text, &ansatz::circuits::qasm::NoIncludes, &Default::default())
            .unwrap();
    let n: usize = a[2].parse().unwrap();
    use ansatz::simulator::*;
    for spec in &a[3..] {
        let v: Vec<usize> = spec.split(',').map(|x| x.parse().unwrap()).collect();
        let o = PlanOptions {
            tile_qubits: v[0],
            contiguous_qubits: v[1],
            sweep_qubits: v[2],
            split_qubits: v[3],
            least_tile_qubits: v[4],
            ..Default::default()
        };
        let chunk = v.get(5).copied().unwrap_or(9);
        let plan = Plan::compile(&program.circuit, &o).unwrap();
        let co = CpuOptions { chunk_qubits: chunk, ..Default::default() };
        let mut t = [f64::MAX; 2];
        for _ in 0..n {
            let s = std::time::Instant::now();
            std::hint::black_box(Cpu::<f64>::new(co).run(&plan, &Inputs::one(&[])).unwrap());
            t[0] = t[0].min(s.elapsed().as_secs_f64());
            let s = std::time::Instant::now();
            std::hint::black_box(Cpu::<f32>::new(co).run(&plan, &Inputs::one(&[])).unwrap());
            t[1] = t[1].min(s.elapsed().as_secs_f64());
        }
        println!(
            "{spec}: passes {} ops {}  f64 {:.2} ms  f32 {:.2} ms",
            plan.num_passes(),
            plan.num_operations(),
            t[0] * 1e3,
            t[1] * 1e3
        );
    }
}
