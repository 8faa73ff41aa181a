//! The first circuit: amplitudes, probabilities, expectation values and shots of a Bell pair. Run it with
//! `cargo run --release --example run_and_sample`.
#![allow(clippy::print_stdout)]

use ansatz::prelude::*;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let device = Device::auto();
    let bell = Circuit::build(2, |c| c.h(0).cx(0, 1))?;
    println!("{bell}\n");

    let state = Statevector::new(&device, &bell, &[])?;
    print!("{state}");
    assert!((state.probabilities()[0b11] - 0.5).abs() < 1e-12);

    let values = Estimator::new(&device, &bell, ["Z0 Z1", "X0 X1", "Z0"])?.values(&[])?;
    println!("⟨Z0 Z1⟩ = {:.3}, ⟨X0 X1⟩ = {:.3}, ⟨Z0⟩ = {:.3}", values[0], values[1], values[2]);
    assert!((values[0] - 1.0).abs() + (values[1] - 1.0).abs() + values[2].abs() < 1e-12);

    // Nothing is measured by the circuit, so all qubits are. The same seed gives the same counts.
    let counts = Sampler::new(&device, &bell)?.sample(&[], 1000, 1)?;
    print!("{counts}");
    assert_eq!(counts.get("00") + counts.get("11"), 1000);
    Ok(())
}

#[test]
fn a_bell_pair_is_what_it_is() {
    main().expect("its amplitudes, expectation values and counts agree");
}
