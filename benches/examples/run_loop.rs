fn main() {
    let a: Vec<String> = std::env::args().collect();
    let text = std::fs::read(&a[1]).unwrap();
    let program =
        ansatz::circuits::qasm::parse("x", &text, &ansatz::circuits::qasm::NoIncludes, &Default::default())
            .unwrap();
    let n: usize = a[2].parse().unwrap();
    use ansatz::simulator::*;
    let plan = Plan::compile(&program.circuit, &Default::default()).unwrap();
    if a[3] == "c" {
        for _ in 0..n {
            std::hint::black_box(Program::compile(&program.circuit, &Default::default()).unwrap());
        }
        return;
    }
    if a[3] == "f32" {
        let cpu = Cpu::<f32>::default();
        for _ in 0..n {
            std::hint::black_box(cpu.run(&plan, &Inputs::one(&[])).unwrap());
        }
    } else {
        let cpu = Cpu::<f64>::default();
        for _ in 0..n {
            std::hint::black_box(cpu.run(&plan, &Inputs::one(&[])).unwrap());
        }
    }
}
