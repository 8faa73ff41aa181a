fn main() {
    let a: Vec<String> = std::env::args().collect();
    use ansatz::simulator::*;
    for f in &a[1..] {
        let text = std::fs::read(f).unwrap();
        let program = ansatz::circuits::qasm::parse(
            "x",
            &text,
            &ansatz::circuits::qasm::NoIncludes,
            &Default::default(),
        )
        .unwrap();
        print!("{f}: ");
        for (t, c) in [(14, 6), (14, 4), (15, 6), (15, 4), (15, 3), (16, 6), (16, 4), (16, 3), (17, 4)] {
            let o = PlanOptions { tile_qubits: t, contiguous_qubits: c, ..Default::default() };
            let plan = Plan::compile(&program.circuit, &o).unwrap();
            print!(" {t},{c}:{}/{}", plan.num_passes(), plan.num_operations());
        }
        println!();
    }
}
