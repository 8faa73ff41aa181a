//! The circuit is that of cuts where the cost is one; mixers keep what they promise; published ratios are reached.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::energy::maxcut::{GraphShape, cut_energy, maxcut_circuit, maxcut_ramp, regular, ring_graph};
use crate::energy::{Energy, MinimizeSettings, Start, minimize};
use ansatz_circuits::PauliSum;
use ansatz_simulator::{Device, Statevector};

#[test]
fn of_a_cut_it_is_the_circuit_of_cuts() {
    let graph = regular(GraphShape { nodes: 6, degree: 3, seed: 1 }).unwrap();
    let cost = cut_energy(&graph);
    let angles = [0.3, 0.5, 0.7, 0.2];
    let of_cost = alternating_circuit(&cost, 6, &Mixer::X, 2).unwrap();
    let energy = |circuit: &ansatz_circuits::Circuit| {
        Energy::new(&Device::cpu(), circuit, &cost).unwrap().at(&angles).unwrap()
    };
    let expected = energy(&maxcut_circuit(&graph, 2).unwrap());
    assert!((energy(&of_cost) - expected).abs() < 1e-12);
    assert!((cost_unit(&cost).unwrap() - 1.0).abs() < 1e-12);
    assert_eq!(cost_ramp(3), maxcut_ramp(&graph, 3));
}

#[test]
fn one_hot_groups_stay_one_hot_and_begin_uniform() {
    let cost: PauliSum = "Z0 - 0.5 * Z1 + 0.7 * Z1 Z3 + 0.2 * Z5".parse().unwrap();
    let mixer = Mixer::OneHot(vec![vec![0, 1, 2], vec![4, 3]]);
    let circuit = alternating_circuit(&cost, 6, &mixer, 2).unwrap();
    let one_hot = |j: usize| (j & 7).count_ones() == 1 && (j >> 3 & 3).count_ones() == 1;
    for angles in [[0.0; 4], [0.4, 0.9, 1.3, 0.3]] {
        let state = Statevector::new(&Device::cpu(), &circuit, &angles).unwrap();
        let outside: f64 = (0..64).filter(|j| !one_hot(*j)).map(|j| state.probabilities()[j]).sum();
        assert!(outside < 1e-12, "{outside}");
        if angles == [0.0; 4] {
            // 3 · 2 · 2 strings, all with the same amplitude.
            let amplitude = 12f64.sqrt().recip();
            let uniform = |j: usize| (state.amplitudes()[j].re - amplitude).abs() < 1e-12;
            assert!((0..64).filter(|j| one_hot(*j)).all(uniform));
        }
    }
}

#[test]
fn a_warm_start_begins_near_its_string_and_stays_there_without_a_cost() {
    let cost: PauliSum = "Z0 Z1 + 0.5 * Z2".parse().unwrap();
    let circuit = alternating_circuit(&cost, 3, &Mixer::Warm(vec![true, false, true]), 1).unwrap();
    for beta in [0.0, 0.7] {
        let state = Statevector::new(&Device::cpu(), &circuit, &[0.0, beta]).unwrap();
        // Three bits of which each is right with 3/4.
        assert!((state.probabilities()[0b101] - 0.421_875).abs() < 1e-12);
        assert!((state.probabilities()[0b010] - 0.015_625).abs() < 1e-12);
    }
    let error = alternating_circuit(&cost, 3, &Mixer::Warm(vec![true]), 1).unwrap_err();
    assert!(error.to_string().contains("1 bits, there are 3 qubits"));
}

#[test]
fn wrong_costs_and_groups_are_refused() {
    let circuit = |cost: &str, mixer: &Mixer| {
        alternating_circuit(&cost.parse().unwrap(), 3, mixer, 1).unwrap_err().to_string()
    };
    assert!(circuit("Z0 + X1", &Mixer::X).contains("`X1` is not diagonal"));
    assert!(circuit("2", &Mixer::X).contains("constant"));
    for (groups, part) in [
        (vec![vec![0]], "has 1 qubits"),
        (vec![vec![0, 3]], "names qubit 3; there are 3"),
        (vec![vec![0, 1], vec![1, 2]], "group 1 of the mixer names qubit 1, which"),
    ] {
        assert!(circuit("Z0", &Mixer::OneHot(groups)).contains(part));
    }
}

#[test]
fn every_cubic_graph_reaches_what_one_layer_promises() {
    // Farhi et al., arXiv:1411.4028: at least 0.6924 of the largest cut.
    for seed in 0..5 {
        let graph = regular(GraphShape { nodes: 10, degree: 3, seed }).unwrap();
        let cost = cut_energy(&graph);
        let circuit = alternating_circuit(&cost, 10, &Mixer::X, 1).unwrap();
        let energy = Energy::new(&Device::cpu(), &circuit, &cost).unwrap();
        let start = Start::Given(cost_ramp(1));
        let found = minimize(energy, &start, &MinimizeSettings::default(), &mut |_, _| {}).unwrap();
        let ratio = -found.energy / graph.max_cut().unwrap().0;
        assert!(ratio >= 0.6924, "seed {seed}: {ratio}");
    }
}

#[test]
fn growing_by_layers_reaches_the_ratios_of_rings() {
    // Farhi et al., arXiv:1411.4028; (2p+1)/(2p+2) while 2p < n.
    let graph = ring_graph(10).unwrap();
    let cost = cut_energy(&graph);
    let mut angles = cost_ramp(1);
    for layers in 1..=4 {
        let circuit = alternating_circuit(&cost, 10, &Mixer::X, layers).unwrap();
        let energy = Energy::new(&Device::cpu(), &circuit, &cost).unwrap();
        let found =
            minimize(energy, &Start::Given(angles), &MinimizeSettings::default(), &mut |_, _| {}).unwrap();
        let expected = (2 * layers + 1) as f64 / (2 * layers + 2) as f64;
        assert!((-found.energy / 10.0 - expected).abs() < 1e-6, "{layers}: {}", found.energy);
        angles = interpolated(&found.parameters);
    }
}
