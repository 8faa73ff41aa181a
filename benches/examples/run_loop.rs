fn main() {
    let a: Vec<String> = std::env::args().collect();
    let text = std::fs::read(&a[1]).unwrap();
    let program =
        ansatz::circuits::qasm::parse("x", &text, &ansatz::circuits::qasm::NoIncludes, &Default::default())
            .unwrap();
    let n: usize = a[2].parse().unwrap();
    use ansatz::simulator::*;
    let plan = Plan::compile(&program.circuit, &Default::default()).unwrap();
    let cpu = Cpu::<f64>::default();
    if a.len() > 3 {
        for _ in 0..n {
            std::hint::black_box(Program::compile(&program.circuit, &Default::default()).unwrap());
        }
        return;
    }
    for _ in 0..n {
        std::hint::black_box(cpu.run(&plan, &Inputs::one(&[])).unwrap());
    }
}
