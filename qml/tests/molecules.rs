//! Every molecule of `data/molecules` reaches chemical accuracy in the right electron sector.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use ansatz_circuits::PauliSum;
use ansatz_qml::{
    energy::fermion::{ActiveSpace, ExcitationForm, givens, uccsd},
    energy::{
        AdaptiveProblem, AdaptiveSettings, Energy, MinimizeSettings, Start, minimize, minimize_adaptively,
    },
};
use ansatz_simulator::Device;
use std::time::Instant;

/// 1.6 mHa.
const CHEMICAL_ACCURACY: f64 = 1.6e-3;
const MOLECULES: [&str; 7] = ["h2", "heh+", "h3+", "h4_chain", "h2o", "lih", "beh2"];

struct Molecule {
    observable: PauliSum,
    space: ActiveSpace,
    hartree_fock: f64,
    exact: f64,
    excitations: usize,
}

fn molecule(name: &str) -> Molecule {
    let path = format!("{}/../data/molecules/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(path).unwrap();
    let number = |key: &str| -> f64 {
        let start = format!("# {key} = ");
        text.lines().find_map(|line| line.strip_prefix(&start)).unwrap().parse().unwrap()
    };
    Molecule {
        observable: text.parse().unwrap(),
        space: ActiveSpace::new(number("electrons") as usize, number("qubits") as usize).unwrap(),
        hartree_fock: number("hartree_fock_energy"),
        exact: number("exact_energy"),
        excitations: (number("single_excitations") + number("double_excitations")) as usize,
    }
}

#[test]
fn unitary_coupled_cluster_reaches_chemical_accuracy_for_every_molecule() {
    println!("molecule   parameters  iterations  energy            error (mHa)  seconds");
    for name in MOLECULES {
        let molecule = molecule(name);
        let circuit = uccsd(molecule.space).unwrap();
        assert_eq!(circuit.parameters().len(), molecule.excitations, "{name}");
        let energy = Energy::new(&Device::cpu(), &circuit, &molecule.observable).unwrap();
        let start = Instant::now();
        let minimum = minimize(energy, &Start::Zero, &MinimizeSettings::default(), &mut |_, _| {}).unwrap();
        let (error, seconds) = (minimum.energy - molecule.exact, start.elapsed().as_secs_f64());
        println!(
            "{name:10} {:10}  {:10}  {:.9}  {:11.4}  {seconds:7.2}",
            molecule.excitations,
            minimum.history.len() - 1,
            minimum.energy,
            1e3 * error
        );
        assert!((minimum.history[0] - molecule.hartree_fock).abs() < 1e-8, "{name} starts at Hartree-Fock");
        // Within the sector the exact energy is a lower bound: below it, electrons were lost.
        assert!(error > -1e-8, "{name}: {error}");
        assert!(error < CHEMICAL_ACCURACY, "{name}: {error}");
    }
}

#[test]
fn givens_rotations_reach_chemical_accuracy_for_small_molecules() {
    for name in ["h2", "heh+", "h3+", "h2o"] {
        let molecule = molecule(name);
        let circuit = givens(molecule.space).unwrap();
        let energy = Energy::new(&Device::cpu(), &circuit, &molecule.observable).unwrap();
        let minimum = minimize(energy, &Start::Zero, &MinimizeSettings::default(), &mut |_, _| {}).unwrap();
        let error = minimum.energy - molecule.exact;
        assert!((-1e-8..CHEMICAL_ACCURACY).contains(&error), "{name}: {error}");
    }
}

#[test]
fn the_adaptive_circuit_needs_fewer_excitations() {
    for (name, form, most) in [
        ("h2", ExcitationForm::PauliRotations, 1),
        ("h3+", ExcitationForm::Givens, 7),
        ("lih", ExcitationForm::PauliRotations, 20),
    ] {
        let molecule = molecule(name);
        let device = Device::cpu();
        let adaptive = AdaptiveSettings { form, tolerance: Some(1e-3), ..AdaptiveSettings::default() };
        let settings = MinimizeSettings::default();
        let found = minimize_adaptively(
            AdaptiveProblem { device: &device, observable: &molecule.observable, space: molecule.space },
            &adaptive,
            &settings,
            &mut |_, _| {},
        )
        .unwrap();
        let error = found.minimum.energy - molecule.exact;
        println!(
            "{name}: {} of {} excitations, error {error:e}",
            found.excitations.len(),
            molecule.excitations
        );
        assert!((-1e-8..CHEMICAL_ACCURACY).contains(&error), "{name}: {error}");
        assert!(found.minimum.stop.has_converged() && found.excitations.len() <= most, "{name}: {found:?}");
        assert_eq!(found.circuit.parameters().len(), found.excitations.len());
        let falls = found.minimum.history.windows(2).all(|pair| pair[1] <= pair[0]);
        assert!(falls, "{name}: every excitation lowers the energy");
    }
}

#[test]
fn double_excitation_of_hydrogen_is_the_smoke_test() {
    let molecule = molecule("h2");
    let circuit = ExcitationForm::Givens.circuit(molecule.space, &molecule.space.excitations()[..1]).unwrap();
    let energy = Energy::new(&Device::cpu(), &circuit, &molecule.observable).unwrap();
    let minimum = minimize(energy, &Start::Zero, &MinimizeSettings::default(), &mut |_, _| {}).unwrap();
    assert!((minimum.energy - molecule.exact).abs() < 1e-9, "one parameter suffices: {minimum:?}");
    assert!((minimum.parameters[0].abs() - 0.2).abs() < 0.05, "{minimum:?}");
}
