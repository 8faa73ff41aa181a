//! Circuits as text, as a picture and as files of other programs. Run it with `cargo run --release --example drawing`.
#![allow(clippy::print_stdout)]

use ansatz::circuits::draw;
use ansatz::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut circuit = Circuit::new(3);
    let theta = circuit.parameter("theta");
    circuit.h(0)?.ry(2.0 * theta, 1)?.cx(0, 1)?.rzz(theta, 1, 2)?.measure_all()?;

    println!("{circuit}");
    println!("depth {}, {:?}", circuit.depth(), circuit.count_ops());
    assert_eq!(circuit.count_ops()["measure"], 3);

    let picture = draw::svg(&circuit, &draw::SvgOptions::default());
    assert!(picture.starts_with("<svg"));
    println!("{} bytes of SVG", picture.len());

    // OpenQASM 3 keeps the parameter as an input.
    let text = circuit.to_qasm3()?;
    println!("{text}");
    assert!(text.contains("input float") && text.contains("theta"));

    // With its parameter bound, the circuit is one that every reader of OpenQASM 2 takes.
    let bound = circuit.bind(&[0.25])?;
    assert!(bound.parameters().is_empty());
    assert!(bound.to_qasm2()?.contains("qreg"));
    Ok(())
}

#[test]
fn circuits_are_drawn_and_written() {
    main().expect("pictures and files are whole");
}
