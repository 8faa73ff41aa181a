//! An embedding of one's own in a fidelity kernel, and a support vector machine on it.
//!
//! `cargo run --release --example own_kernel`

#![allow(clippy::print_stdout)]

use ansatz::circuits::Circuit;
use ansatz::qml::data::{moons, stratified_split};
use ansatz::qml::embeddings::DataCircuit;
use ansatz::qml::kernels::{KernelClassifier, QuantumKernel};
use ansatz::qml::models::Classifier;
use ansatz::simulator::Device;
use std::error::Error;

/// Both features on both qubits, twice, with a CZ between.
fn embedding() -> Result<DataCircuit, Box<dyn Error>> {
    let mut circuit = Circuit::new(2);
    let x = circuit.parameter_vector("x", 2);
    for _ in 0..2 {
        for q in 0..2 {
            circuit.ry(2.0 * x[q], q)?.rz(2.0 * x[1 - q], q)?;
        }
        circuit.cz(0, 1)?;
    }
    Ok(DataCircuit::new(&circuit, &x, &[])?)
}

fn main() -> Result<(), Box<dyn Error>> {
    let device = Device::cpu();
    let data = moons(200, 0.1, 0)?;
    let split = stratified_split(&data.labels, 0.25, 0)?;
    let (train, test) = (data.select(&split.train), data.select(&split.test));

    let kernel = QuantumKernel::fidelity(&device, embedding()?)?;
    let mut machine = KernelClassifier::with_kernel(kernel).penalty(10.0);
    machine.fit(&train.features, &train.labels)?;

    let accuracy = machine.score(&test.features, &test.labels)?;
    println!("{} support vectors, test accuracy {accuracy:.3}", machine.support_vectors().len());
    assert!(accuracy > 0.9, "{accuracy}");
    Ok(())
}

#[test]
fn it_shows_what_it_says() -> Result<(), Box<dyn Error>> {
    main()
}
