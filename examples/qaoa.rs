//! The quantum approximate optimization algorithm: a large cut of the Petersen graph, and the cut itself. Run it with
//! `cargo run --release --example qaoa`.

#![allow(clippy::print_stdout)]

use ansatz::prelude::*;
use ansatz::qml::energy::maxcut::{cut_energy, maxcut_circuit, maxcut_ramp, petersen};
use ansatz::qml::energy::{Energy, Minimizer};
use ansatz::qml::optimize::Lbfgs;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let (device, graph, layers) = (Device::cpu(), petersen(), 2);
    let circuit = maxcut_circuit(&graph, layers)?;
    let mut energy = Energy::new(&device, &circuit, cut_energy(&graph))?;
    let start = maxcut_ramp(&graph, layers);
    let minimum = Minimizer::new(Lbfgs::default()).steps(200).run(&mut energy, start)?;
    let share = -minimum.energy / graph.edges().len() as f64;
    println!("{share:.4} of the edges are cut on average");
    assert!(share > 0.74, "two layers reach 0.7403");

    // The best of a thousand shots is a cut that one can use.
    let counts = Sampler::new(&device, &circuit)?.sample(&minimum.parameters, 1000, 0)?;
    let cut = |bits: &Bits| graph.edges().iter().filter(|(i, j, _)| bits.get(*i) != bits.get(*j)).count();
    let best = counts.iter().map(|(bits, _)| bits).max_by_key(|bits| cut(bits)).ok_or("there are shots")?;
    println!("{best} cuts {} of {} edges", cut(best), graph.edges().len());
    assert_eq!(cut(best), 12, "the maximum cut of the Petersen graph");
    Ok(())
}

#[test]
fn the_maximum_cut_is_among_the_shots() {
    main().expect("the share is the known one, and the best cut is the maximum");
}
