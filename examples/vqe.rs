//! A variational eigensolver: the ground state of the hydrogen molecule by unitary coupled cluster, to chemical accuracy. Run it with
//! `cargo run --release --example vqe`.

#![allow(clippy::print_stdout)]

use ansatz::prelude::*;
use ansatz::qml::energy::fermion::{ActiveSpace, uccsd};
use ansatz::qml::energy::{Energy, Minimizer};
use ansatz::qml::optimize::Lbfgs;

/// 1.6 millihartree.
const CHEMICAL_ACCURACY: f64 = 1.6e-3;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/data/molecules/h2.txt");
    let hamiltonian: PauliSum = std::fs::read_to_string(file)?.parse()?;

    let circuit = uccsd(ActiveSpace::new(2, 4)?)?;
    let mut energy = Energy::new(&Device::cpu(), &circuit, &hamiltonian)?;
    let start = vec![0.0; energy.num_parameters()];
    let minimum = Minimizer::new(Lbfgs::default()).steps(100).run(&mut energy, start)?;

    let exact = hamiltonian.matrix(4)?.symmetric_eigenvalues().min();
    println!("{} steps, {:.9} hartree, exact {exact:.9}", minimum.history.len() - 1, minimum.energy);
    assert!((minimum.energy - exact).abs() < CHEMICAL_ACCURACY);
    Ok(())
}

#[test]
fn hydrogen_is_found_to_chemical_accuracy() {
    main().expect("the energy is within 1.6 millihartree");
}
