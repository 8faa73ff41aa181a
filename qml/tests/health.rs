//! Circuit diagnostics against what the literature says of them.
//!
//! `cargo test -p ansatz-qml --test health -- --nocapture` prints the table.
#![allow(clippy::unwrap_used, clippy::print_stdout)]

use ansatz_circuits::{Circuit, PauliSum};
use ansatz_qml::{
    ansatz::hardware_efficient,
    health::{
        HealthSettings, entanglement, exponential_fit, expressibility, fisher_spectrum, fourier_spectrum,
        gradient_variance, random_layers,
    },
};
use ansatz_simulator::{
    Backend, Cpu, Device, Estimator, Plan, Purpose, RandomStream,
    machine::{Angles, Cotangents, Inputs, ObservedPlan},
};
use std::f64::consts::TAU;

fn cpu() -> Device {
    Device::cpu()
}

/// `⟨O⟩` of a circuit.
fn asked(circuit: &Circuit, observable: &str) -> Estimator {
    Estimator::new(&cpu(), circuit, [observable]).unwrap()
}

/// A row of the table; fails where what was found is further from the reference than `tolerance`.
fn row(what: &str, found: f64, reference: f64, tolerance: f64) {
    println!("{what:<44} {found:>10.5} {reference:>10.5} {tolerance:>9.1e}");
    assert!((found - reference).abs() <= tolerance, "{what}: {found} and not {reference}");
}

fn heading(title: &str) {
    println!("{title:<44} {:>10} {:>10} {:>9}", "found", "reference", "within");
}

#[test]
fn expressibility_is_that_of_sim_et_al() {
    heading("expressibility");
    let settings = HealthSettings { fidelities: 200_000, ..Default::default() };
    let found = |circuit: &Circuit| expressibility(&cpu(), circuit, &settings).unwrap();
    row("idle, 1 qubit: ln 75", found(&Circuit::new(1)).divergence, 75f64.ln(), 1e-12);
    row("idle, 3 qubits: 7 ln 75", found(&Circuit::new(3)).divergence, 7.0 * 75f64.ln(), 1e-9);
    let mut circuit = Circuit::new(1);
    let (a, b) = (circuit.parameter("a"), circuit.parameter("b"));
    circuit.h(0).unwrap().rz(a, 0).unwrap();
    row("H RZ", found(&circuit).divergence, 0.195, 0.01);
    circuit.rx(b, 0).unwrap();
    row("H RZ RX", found(&circuit).divergence, 0.012, 0.004);
    let deep = found(&hardware_efficient(4, 6).unwrap());
    row("hardware efficient, n = 4, 6 layers: none", deep.divergence, 0.0, 0.01);
    assert!(deep.floor < 2e-4 && deep.shares.len() == 75);
    assert!((deep.shares.iter().sum::<f64>() - 1.0).abs() < 1e-12);
    assert!((deep.haar.iter().sum::<f64>() - 1.0).abs() < 1e-12);
}

#[test]
fn entanglement_is_that_of_meyer_and_wallach() {
    heading("Meyer and Wallach's Q");
    let settings = HealthSettings { draws: 2, ..Default::default() };
    let q = |circuit: &Circuit| entanglement(&cpu(), circuit, &settings).unwrap().mean;
    let mut product = Circuit::new(3);
    let w = product.parameter_vector("w", 3);
    for (qubit, w) in w.into_iter().enumerate() {
        product.ry(w, qubit).unwrap().rz(0.3, qubit).unwrap();
    }
    row("product state", q(&product), 0.0, 1e-12);
    for n in 2..=5 {
        let mut ghz = Circuit::new(n);
        ghz.h(0).unwrap();
        for qubit in 1..n {
            ghz.cx(qubit - 1, qubit).unwrap();
        }
        row(&format!("GHZ, n = {n}"), q(&ghz), 1.0, 1e-12);
        let amplitude = ansatz_circuits::C64::new((n as f64).sqrt().recip(), 0.0);
        let mut w = vec![ansatz_circuits::C64::new(0.0, 0.0); 1 << n];
        (0..n).for_each(|qubit| w[1 << qubit] = amplitude);
        let size = (n * n) as f64;
        let reference = 2.0 * (1.0 - (((n - 1) * (n - 1) + 1) as f64) / size);
        row(&format!("W, n = {n}"), q(&Circuit::from_amplitudes(&w).unwrap()), reference, 1e-12);
    }
    let random =
        entanglement(&cpu(), &hardware_efficient(4, 6).unwrap(), &HealthSettings::default()).unwrap();
    // Haar average: (N − 2)/(N + 1) (Meyer and Wallach).
    row("hardware efficient, n = 4, 6 layers: Haar's", random.mean, 14.0 / 17.0, 0.02);
    assert_eq!(random.values.len(), 200);
}

/// `Var[∂⟨Z0 Z1⟩/∂θ_0]` over random circuits with random parameters.
fn mcclean(qubits: usize, circuits: u64) -> f64 {
    let (cpu, observable): (_, PauliSum) = (Cpu::<f64>::default(), "Z0 Z1".parse().unwrap());
    let slopes: Vec<f64> = (0..circuits)
        .map(|number| {
            let circuit = random_layers(qubits, 10 * qubits, 7, number).unwrap();
            let plan = Plan::compile(&circuit, &cpu.plan_options()).unwrap();
            let mut stream = RandomStream::new(7, Purpose::TEST, number);
            let angles: Vec<f64> = (0..plan.num_slots()).map(|_| TAU * stream.uniform()).collect();
            let observed = ObservedPlan::new(plan, vec![observable.clone()]).unwrap();
            let all =
                cpu.gradients(&observed, &Inputs::one(Angles(&angles)), Cotangents::Given(&[1.0])).unwrap();
            all.slots[0]
        })
        .collect();
    let mean = slopes.iter().sum::<f64>() / slopes.len() as f64;
    slopes.iter().map(|slope| (slope - mean).powi(2)).sum::<f64>() / (slopes.len() - 1) as f64
}

#[test]
fn gradients_of_random_circuits_vanish_as_in_mcclean_et_al() {
    heading("variance of a gradient");
    let points: Vec<(f64, f64)> = [(2, 0.095), (4, 0.020), (6, 0.0056)]
        .into_iter()
        .map(|(n, reference)| {
            let found = mcclean(n, 600);
            row(&format!("random circuits, n = {n}"), found, reference, 0.3 * reference);
            (n as f64, found)
        })
        .collect();
    let fit = exponential_fit(&points).unwrap();
    row("factor for two qubits", (2.0 * fit.rate).exp(), 0.25, 0.05);
    assert!(fit.r_squared > 0.97, "{}", fit.r_squared);
}

#[test]
fn variances_are_those_of_known_functions() {
    // ⟨Z⟩ = cos θ after RY(θ): the slope −sin θ has variance 1/2; ⟨Z0 Z1⟩ of a product has 1/4.
    let settings = HealthSettings { draws: 20_000, ..Default::default() };
    let mut circuit = Circuit::new(2);
    let w = circuit.parameter_vector("w", 3);
    circuit.ry(w[0], 0).unwrap().ry(w[1], 1).unwrap().rz(w[2], 0).unwrap();
    let variance = |observable: &str| gradient_variance(&asked(&circuit, observable), &settings).unwrap();
    heading("variance of a gradient");
    row("sin", variance("Z0").largest(), 0.5, 0.01);
    let both = variance("Z0 Z1");
    row("sin cos", both.variances[0], 0.25, 0.01);
    row("no influence", both.variances[2], 0.0, 1e-20);
    assert!((both.mean() - (both.variances[0] + both.variances[1]) / 3.0).abs() < 1e-12);
    let exact = exponential_fit(&[(2.0, 0.5), (4.0, 0.125), (8.0, 0.5f64.powi(7))]).unwrap();
    assert!((exact.rate + std::f64::consts::LN_2).abs() < 1e-12 && (exact.factor - 2.0).abs() < 1e-12);
    assert!((exact.r_squared - 1.0).abs() < 1e-12);
    assert_eq!(exponential_fit(&[(2.0, 0.5)]), None);
    assert_eq!(exponential_fit(&[(2.0, 0.5), (3.0, 0.0)]), None);
}

/// One qubit, `encodings` times `RX(x)` between general rotations.
fn uploads(encodings: usize) -> Circuit {
    let mut circuit = Circuit::new(1);
    let x = circuit.parameter("x");
    for _ in 0..encodings {
        let number = circuit.parameters().len();
        let w: Vec<_> = (0..3).map(|k| circuit.parameter(&format!("w{}", number + k))).collect();
        circuit.rz(w[0], 0).unwrap().ry(w[1], 0).unwrap().rz(w[2], 0).unwrap().rx(x, 0).unwrap();
    }
    let last = circuit.parameter("last");
    circuit.ry(last, 0).unwrap();
    circuit
}

#[test]
fn a_model_with_l_encodings_has_degree_l() {
    heading("degree of the Fourier series");
    let settings = HealthSettings { draws: 20, ..Default::default() };
    for encodings in 1..=5 {
        let spectrum = fourier_spectrum(&asked(&uploads(encodings), "Z0"), 0, &settings).unwrap();
        row(&format!("{encodings} encodings"), spectrum.degree() as f64, encodings as f64, 0.0);
        assert_eq!((spectrum.unit, spectrum.amplitudes.len()), (1.0, encodings + 1));
        assert!(spectrum.amplitudes[1..].iter().all(|a| *a > 1e-4), "{:?}", spectrum.amplitudes);
    }
    // cos x has c_1 = 1/2 and nothing else; RX(3x) has frequency 3.
    let mut circuit = Circuit::new(1);
    let x = circuit.parameter("x");
    circuit.rx(3.0 * x, 0).unwrap();
    let spectrum = fourier_spectrum(&asked(&circuit, "Z0"), 0, &settings).unwrap();
    assert_eq!(spectrum.unit, 3.0);
    assert!((spectrum.amplitudes[1] - 0.5).abs() < 1e-12 && spectrum.amplitudes[0] < 1e-12);
    assert!(fourier_spectrum(&asked(&circuit, "Z0"), 1, &settings).is_err());
    circuit.rx(std::f64::consts::SQRT_2 * x, 0).unwrap();
    let error = fourier_spectrum(&asked(&circuit, "Z0"), 0, &settings).unwrap_err().to_string();
    assert!(error.contains("frequency of the input"), "{error}");
}

#[test]
fn the_rank_of_the_fisher_information_counts_directions() {
    heading("rank of the Fisher information");
    let settings = HealthSettings { draws: 3, ..Default::default() };
    let rank = |circuit: &Circuit| fisher_spectrum(&cpu(), circuit, &settings).unwrap().unwrap();
    // States of n qubits have 2^(n+1) − 2 real directions, however many parameters there are.
    for (qubits, layers) in [(1, 3), (2, 6), (3, 8)] {
        let found = rank(&hardware_efficient(qubits, layers).unwrap());
        let (most, parameters) = ((2 << qubits) - 2, 2 * qubits * layers);
        row(&format!("{parameters} parameters, n = {qubits}"), found.rank as f64, most as f64, 0.0);
        assert!((found.redundancy - (1.0 - most as f64 / parameters as f64)).abs() < 1e-12);
        assert_eq!(found.eigenvalues.len(), parameters);
        assert!(found.eigenvalues.windows(2).all(|pair| pair[0] >= pair[1]));
    }
    // Two turns about the same axis: the matrix of ones, with eigenvalues 2 and 0.
    let mut twice = Circuit::new(1);
    let w = twice.parameter_vector("w", 2);
    twice.ry(w[0], 0).unwrap().ry(w[1], 0).unwrap();
    let found = rank(&twice);
    assert!((found.eigenvalues[0] - 2.0).abs() < 1e-12 && found.rank == 1 && found.redundancy == 0.5);
    assert_eq!(fisher_spectrum(&cpu(), &Circuit::new(2), &settings).unwrap(), None);
}

#[test]
fn the_seed_decides_and_too_few_draws_are_refused() {
    let circuit = hardware_efficient(2, 1).unwrap();
    let at = |seed| HealthSettings { fidelities: 1024, draws: 5, seed };
    let all = |settings: &HealthSettings| {
        (
            expressibility(&cpu(), &circuit, settings).unwrap(),
            entanglement(&cpu(), &circuit, settings).unwrap(),
        )
    };
    assert_eq!(all(&at(3)), all(&at(3)));
    assert_ne!(all(&at(3)), all(&at(4)));
    let none = HealthSettings { fidelities: 0, draws: 1, seed: 0 };
    assert!(expressibility(&cpu(), &circuit, &none).is_err());
    assert!(entanglement(&cpu(), &circuit, &none).is_err());
    assert!(gradient_variance(&asked(&circuit, "Z0"), &none).is_err());
    assert!(fisher_spectrum(&cpu(), &circuit, &none).is_err());
}
