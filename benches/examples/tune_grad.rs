fn main() {
    let a: Vec<String> = std::env::args().collect();
    let text = std::fs::read(&a[1]).unwrap();
    let program =
        ansatz::circuits::qasm::parse("x", &text, &ansatz::circuits::qasm::NoIncludes, &Default::default())
            .unwrap();
    let n: usize = a[2].parse().unwrap();
    use ansatz::simulator::*;
    let o: ansatz::circuits::PauliSum = std::fs::read_to_string(&a[3]).unwrap().parse().unwrap();
    for spec in &a[4..] {
        let v: Vec<usize> = spec.split(',').map(|x| x.parse().unwrap()).collect();
        let po = PlanOptions {
            tile_qubits: v[0],
            contiguous_qubits: v[1],
            sweep_qubits: v[2],
            split_qubits: v[3],
            least_tile_qubits: v[4],
            ..Default::default()
        };
        let plan = Plan::compile(&program.circuit, &po).unwrap();
        let params: Vec<f64> =
            (0..plan.parameter_map().num_parameters()).map(|k| 0.1 + 0.37 * k as f64).collect();
        let angles = plan.parameter_map().angles(&params).unwrap();
        let cpu = Cpu::<f64>::new(CpuOptions {
            chunk_qubits: v.get(5).copied().unwrap_or(9),
            ..Default::default()
        });
        let mut t = f64::MAX;
        for _ in 0..n {
            let s = std::time::Instant::now();
            std::hint::black_box(
                cpu.gradients(
                    &plan,
                    &Inputs::one(&angles),
                    std::slice::from_ref(&o),
                    Cotangents::Given(&[1.0]),
                )
                .unwrap(),
            );
            t = t.min(s.elapsed().as_secs_f64());
        }
        println!("{spec}: passes {} ops {}  f64 {:.3} ms", plan.num_passes(), plan.num_operations(), t * 1e3);
    }
}
