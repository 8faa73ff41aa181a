fn main() {
    let text = std::fs::read(std::env::args().nth(1).unwrap()).unwrap();
    let program =
        ansatz::circuits::qasm::parse("x", &text, &ansatz::circuits::qasm::NoIncludes, &Default::default())
            .unwrap();
    let circuit = program.circuit;
    let t = |name: &str, f: &mut dyn FnMut()| {
        let mut best = f64::MAX;
        for _ in 0..300 {
            let s = std::time::Instant::now();
            f();
            best = best.min(s.elapsed().as_secs_f64());
        }
        println!("{name}: {:.1} us", best * 1e6);
    };
    t("split", &mut || {
        std::hint::black_box(circuit.without_idle_resets().split_final_measurements());
    });
    t("flatten", &mut || {
        std::hint::black_box(circuit.flatten().unwrap());
    });
    t("compile", &mut || {
        std::hint::black_box(ansatz::simulator::Plan::compile(&circuit, &Default::default()).unwrap());
    });
    t("program", &mut || {
        std::hint::black_box(ansatz::simulator::Program::compile(&circuit, &Default::default()).unwrap());
    });
    let plan = ansatz::simulator::Plan::compile(&circuit, &Default::default()).unwrap();
    let cpu = ansatz::simulator::Cpu::<f64>::default();
    use ansatz::simulator::Backend;
    t("run", &mut || {
        std::hint::black_box(cpu.run(&plan, &ansatz::simulator::Inputs::one(&[])).unwrap());
    });
    let o = "1.0*Z0".parse().unwrap();
    let s = cpu.run(&plan, &ansatz::simulator::Inputs::one(&[])).unwrap();
    t("expectation", &mut || {
        std::hint::black_box(s.expectation(&o).unwrap());
    });
}
