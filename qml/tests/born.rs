//! Born machines: the discrepancy is the sum over pairs of bit strings, its gradient is exact, and they learn bars and stripes.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use ansatz_qml::{
    ansatz::{hardware_efficient, real_amplitudes},
    energy::{MinimizeSettings, minimize_from},
    generative::{BornMachine, BornSettings, bars_and_stripes_distribution, total_variation},
    optimize::{Objective, OptimizerSettings},
};
use ansatz_simulator::{Device, Purpose, RandomStream};
use std::time::Instant;

fn random(count: usize, seed: u64, scale: f64) -> Vec<f64> {
    let mut stream = RandomStream::new(seed, Purpose::TEST, 0);
    (0..count).map(|_| scale * stream.uniform()).collect()
}

#[test]
fn the_discrepancy_is_the_sum_over_pairs() {
    let (cpu, circuit) = (Device::cpu(), hardware_efficient(3, 2).unwrap());
    let target = bars_and_stripes_distribution(3, 1).unwrap();
    let settings = BornSettings { bandwidths: vec![0.3, 2.0] };
    let mut machine = BornMachine::new(&cpu, &circuit, &target, &settings).unwrap();
    let params = random(machine.num_parameters(), 1, 6.0);
    let p = machine.probabilities(&params).unwrap();
    let mut expected = 0.0;
    for x in 0..8usize {
        for y in 0..8usize {
            let distance = f64::from((x ^ y).count_ones());
            let kernel =
                settings.bandwidths.iter().map(|sigma| (-distance / (2.0 * sigma)).exp()).sum::<f64>() / 2.0;
            expected += (p[x] - target[x]) * kernel * (p[y] - target[y]);
        }
    }
    assert!((machine.value(&params).unwrap() - expected).abs() < 1e-14);
    let mut gradient = vec![0.0; params.len()];
    assert!((machine.value_and_gradient(&params, &mut gradient).unwrap() - expected).abs() < 1e-14);
}

#[test]
fn its_gradient_is_that_of_finite_differences() {
    let (cpu, circuit) = (Device::cpu(), hardware_efficient(4, 2).unwrap());
    let target = bars_and_stripes_distribution(2, 2).unwrap();
    let mut machine = BornMachine::new(&cpu, &circuit, &target, &BornSettings::default()).unwrap();
    let params = random(machine.num_parameters(), 2, 6.0);
    let mut gradient = vec![0.0; params.len()];
    machine.value_and_gradient(&params, &mut gradient).unwrap();
    for k in 0..params.len() {
        let mut at = |step: f64| {
            let mut moved = params.clone();
            moved[k] += step;
            machine.value(&moved).unwrap()
        };
        let slope = (at(1e-5) - at(-1e-5)) / 2e-5;
        assert!((slope - gradient[k]).abs() < 1e-9, "{k}: {slope} {}", gradient[k]);
    }
}

#[test]
fn it_learns_bars_and_stripes() {
    let columns = ["pixels", "by", "layers", "weights", "MMD²", "distance", "valid", "seconds"];
    println!("{}", columns.map(|column| format!("{column:>9}")).concat());
    for (height, width, layers, optimizer, steps) in
        [(2, 2, 4, "lbfgs", 200), (3, 3, 16, "lbfgs", 400), (3, 3, 16, "adam", 800)]
    {
        let (cpu, qubits) = (Device::cpu(), height * width);
        let target = bars_and_stripes_distribution(height, width).unwrap();
        let circuit = real_amplitudes(qubits, layers).unwrap();
        let mut machine = BornMachine::new(&cpu, &circuit, &target, &BornSettings::default()).unwrap();
        // Near the beginning: from angles of any size the search ends far above.
        let start = random(machine.num_parameters(), 3, 0.5);
        let learning_rate = (optimizer == "adam").then_some(0.1);
        let named = OptimizerSettings { learning_rate, ..optimizer.into() };
        let settings = MinimizeSettings { optimizer: named, steps, ..Default::default() };
        let clock = Instant::now();
        let found = minimize_from(&mut machine, start, &settings, &mut |_| {}).unwrap();
        let seconds = clock.elapsed().as_secs_f64();
        let p = machine.probabilities(&found.parameters).unwrap();
        let distance = total_variation(&p, &target);
        let valid: f64 = p.iter().zip(&target).filter(|(_, t)| **t > 0.0).map(|(p, _)| p).sum();
        println!(
            "{:>9}{optimizer:>9}{layers:>9}{:>9}{:>9.1e}{distance:>9.4}{valid:>9.4}{seconds:>9.2}",
            format!("{height}x{width}"),
            machine.num_parameters(),
            found.energy
        );
        assert!(distance < 0.05 && valid > 0.95, "{distance} {valid}");
    }
}

#[test]
fn targets_are_counted_and_impossible_ones_refused() {
    let count = |h, w| bars_and_stripes_distribution(h, w).unwrap().iter().filter(|p| **p > 0.0).count();
    assert_eq!((count(2, 2), count(3, 3), count(2, 3), count(1, 1)), (6, 14, 10, 2));
    assert!(bars_and_stripes_distribution(0, 3).is_err() && bars_and_stripes_distribution(5, 5).is_err());
    assert!((total_variation(&[1.0], &[0.0, 1.0]) - 1.0).abs() < 1e-15);
    let (cpu, circuit) = (Device::cpu(), hardware_efficient(2, 1).unwrap());
    let refused = |target: &[f64], bandwidths: &[f64]| {
        let settings = BornSettings { bandwidths: bandwidths.to_vec() };
        BornMachine::new(&cpu, &circuit, target, &settings).map(|_| ()).unwrap_err().to_string()
    };
    assert!(refused(&[1.0], &[1.0]).contains("one probability for each bit string"));
    assert!(refused(&[0.5, 0.5, 0.5, -0.5], &[1.0]).contains("found -0.5"));
    assert!(refused(&[0.5; 4], &[1.0]).contains("sum to 1"));
    assert!(refused(&[0.25; 4], &[]).contains("at least one"));
    assert!(refused(&[0.25; 4], &[0.0]).contains("more than 0"));
}
