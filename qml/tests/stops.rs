//! Why searches end: the reason is true, whatever the unit of the objective.
#![allow(clippy::unwrap_used)]

use ansatz_circuits::{Circuit, PauliSum};
use ansatz_qml::ModelError;
use ansatz_qml::ansatz::{ansatz_by_name, real_amplitudes};
use ansatz_qml::energy::{Energy, MinimizeSettings, Minimizer, Minimum, Start, minimize};
use ansatz_qml::optimize::{
    CIRCUIT_OPTIMIZERS, Cobyla, Function, Lbfgs, NaturalGradient, NelderMead, OPTIMIZERS, OptimizeError,
    Optimizer, OptimizerSettings, Qnspsa, Spsa, Stop,
};
use ansatz_simulator::{Device, Precision};
use std::ops::ControlFlow;

/// Three spins in a transverse field, whose lowest energy with two layers is −2.786587 (exact diagonalisation).
const CHAIN: &str = "-1 Z0 Z1 - 1 Z1 Z2 - 0.7 X0 - 0.7 X1 - 0.7 X2";
const LOWEST: f64 = -2.786_587;

fn energy(kind: &str, layers: usize, text: &str) -> Energy {
    let observable: PauliSum = text.parse().unwrap();
    let circuit = ansatz_by_name(kind, observable.min_qubits(), layers).unwrap();
    Energy::new(&Device::cpu(), &circuit, observable).unwrap()
}

fn of_chain(optimizer: &str, steps: usize, seed: u64) -> Minimum {
    let settings =
        MinimizeSettings { optimizer: optimizer.into(), steps, seed, ..MinimizeSettings::default() };
    minimize(energy("hardware_efficient", 2, CHAIN), &Start::Random, &settings, &mut |_, _| {}).unwrap()
}

fn rotation(observable: &str) -> Energy {
    let circuit = Circuit::build(1, |c| {
        let angle = c.parameter("angle");
        c.ry(angle, 0)
    });
    Energy::new(&Device::cpu(), &circuit.unwrap(), observable.parse::<PauliSum>().unwrap()).unwrap()
}

#[test]
fn bounded_searches_start_inside_and_reach_what_unbounded_ones_do() {
    let found: Vec<f64> = (0..8).map(|seed| of_chain("lbfgsb", 200, seed).energy).collect();
    let reached = found.iter().filter(|energy| (*energy - LOWEST).abs() < 1e-5).count();
    assert!(reached >= 6, "{found:?}");
    // A start outside of the bounds is refused, not moved.
    let mut objective = rotation("Z0");
    let error = Minimizer::new(OptimizerSettings::from("lbfgsb")).run(&mut objective, [4.0]).unwrap_err();
    assert!(matches!(
        error,
        ModelError::Optimize(OptimizeError::OutsideBounds { parameter: 0, found: 4.0, .. })
    ));
}

#[test]
fn spsa_at_its_defaults_comes_near_the_exact_energy_and_returns_the_best_it_saw() {
    let found: Vec<f64> = (0..8).map(|seed| of_chain("spsa", 2000, seed).energy - LOWEST).collect();
    let near = found.iter().filter(|above| **above < 0.05).count();
    assert!(near >= 7 && found.iter().all(|above| *above > -1e-6), "{found:?}");
}

#[test]
fn qnspsa_at_its_defaults_falls_from_every_start() {
    for seed in 0..8 {
        let found = of_chain("qnspsa", 500, seed);
        assert!(found.energy < found.history[0] - 1.0, "{seed}: {} from {}", found.energy, found.history[0]);
        assert!(found.energy < LOWEST + 0.6, "{seed}: {}", found.energy);
    }
}

#[test]
fn the_best_point_seen_is_returned_whatever_the_optimizer_does_with_it() {
    for name in OPTIMIZERS.into_iter().chain(CIRCUIT_OPTIMIZERS) {
        let mut objective = energy("real_amplitudes", 1, "Z0 Z1 + 0.4 * X0");
        let start = [0.3, -0.9, 0.4, 1.6];
        let optimizer = OptimizerSettings { seed: 2, ..OptimizerSettings::from(name) };
        let found = Minimizer::new(optimizer).steps(40).run(&mut objective, start).unwrap();
        assert!(found.energy <= objective.at(&start).unwrap(), "{name} ends above its start");
        let there = objective.at(&found.parameters).unwrap();
        assert!((found.energy - there).abs() < 1e-12, "{name}: not the energy of its parameters");
        let shots = ["icans", "rosalin", "spsa", "qnspsa"].contains(&name);
        let lowest = found.history.iter().copied().fold(f64::INFINITY, f64::min);
        assert!(shots || found.energy <= lowest, "{name}: {} above {lowest}", found.energy);
    }
}

#[test]
fn a_start_at_a_maximum_is_left() {
    // The top of a cosine, a saddle of two angles, and both ends of them in other observables.
    for name in OPTIMIZERS.into_iter().filter(|name| *name != "rmsprop") {
        for (observable, start) in [("Z0", 0.0), ("-1 * Z0", std::f64::consts::PI), ("3e-6 * Z0", 0.0)] {
            let settings = OptimizerSettings { seed: 1, ..OptimizerSettings::from(name) };
            let found = Minimizer::new(settings).steps(300).run(&mut rotation(observable), [start]).unwrap();
            let size = observable.trim_start_matches("-").split(" * ").next().unwrap().parse().unwrap_or(1.0);
            let unit_free = ["spsa", "lbfgs", "lbfgsb", "nelder_mead", "cobyla"].contains(&name);
            if size == 1.0 || unit_free {
                assert!(found.energy < -0.99 * size, "{name} on {observable}: {found:?}");
            }
            assert!(!found.stop.has_converged() || found.energy < -0.99 * size, "{name}: {found:?}");
        }
    }
}

#[test]
fn a_start_at_a_minimum_has_converged_and_a_plateau_is_called_stationary() {
    let found = Minimizer::new(Lbfgs::default()).run(&mut rotation("-1 * Z0"), [0.0]).unwrap();
    assert!(found.stepped_away && found.stop.has_converged() && found.energy == -1.0, "{found:?}");
    for name in OPTIMIZERS.into_iter().chain(["qng", "momentum_qng", "qnspsa", "rotosolve"]) {
        let circuit = Circuit::build(1, |c| {
            let angle = c.parameter("angle");
            c.rz(angle, 0)
        });
        let observable: PauliSum = "0.3 * Z0".parse().unwrap();
        let mut objective = Energy::new(&Device::cpu(), &circuit.unwrap(), observable).unwrap();
        let settings = OptimizerSettings::from(name);
        let found = Minimizer::new(settings).steps(100).run(&mut objective, [0.4]).unwrap();
        assert_eq!(found.stop, Stop::StationaryStart, "{name}");
    }
}

/// A function that writes its gradient.
type Formula = fn(&[f64], &mut [f64]) -> f64;

#[test]
fn a_gradient_that_the_values_do_not_keep_is_a_failed_line_search() {
    // The gradient of another function, a step, and a gradient of the wrong sign.
    let wrong: [Formula; 3] = [
        |x, slope| {
            slope[0] = -2.0 * x[0] - 0.7;
            x[0] * x[0]
        },
        |x, slope| {
            slope[0] = 1.0;
            if x[0] < 0.3 { 1.0 } else { 0.0 }
        },
        |x, slope| {
            slope[0] = 2.0 * (1.0 - x[0]);
            (x[0] - 1.0).powi(2)
        },
    ];
    for (index, function) in wrong.into_iter().enumerate() {
        for name in ["lbfgs", "lbfgsb"] {
            for factor in [1e-8, 1.0, 1e8] {
                let mut objective = Function(|x: &[f64], slope: &mut [f64]| {
                    let value = function(x, slope);
                    slope[0] *= factor;
                    factor * value
                });
                let minimizer = Minimizer::new(OptimizerSettings::from(name));
                let found = minimizer.run(&mut objective, [0.3]).unwrap();
                assert_eq!(
                    found.stop,
                    Stop::LineSearchFailed,
                    "{name} on {index} times {factor:e}: {found:?}"
                );
            }
        }
    }
}

#[test]
fn steps_bound_the_evaluations_of_cobyla() {
    for steps in [1, 2, 5, 17, 60, 400] {
        let mut objective = energy("real_amplitudes", 2, "Z0 Z1 + 0.4 * X0 - 0.2 * Y0 Z1");
        let found = Minimizer::new(Cobyla::default()).steps(steps).run(&mut objective, [0.4; 6]).unwrap();
        assert!(found.evaluations <= steps, "{} of {steps}", found.evaluations);
        assert!(found.evaluations == steps || found.stop.has_converged());
    }
}

#[test]
fn nelder_mead_does_not_take_two_corners_at_the_same_height_for_a_minimum() {
    for (place, step) in [(3.0, 0.25), (0.125, 0.25), (1.0, 2.0), (-2.0, 0.5)] {
        let mut parabola = Function(|x: &[f64], _: &mut [f64]| (x[0] - place).powi(2));
        let settings = NelderMead { initial_step: step, ..NelderMead::default() };
        let found = Minimizer::new(settings).steps(400).run(&mut parabola, [0.0]).unwrap();
        assert!(
            found.stop.has_converged() && (found.parameters[0] - place).abs() < 1e-5,
            "{place}: {found:?}"
        );
    }
}

#[test]
fn more_parameters_than_a_method_is_good_for_are_refused_with_both_numbers() {
    let optimizers: [(Box<dyn Optimizer>, usize); 4] = [
        (Box::new(Cobyla::default().build().unwrap()), 1000),
        (Box::new(NelderMead::default().build().unwrap()), 2000),
        (Box::new(Qnspsa::default().build().unwrap()), 2000),
        (Box::new(NaturalGradient::default().build().unwrap()), 4000),
    ];
    for (mut optimizer, most) in optimizers {
        let name = optimizer.name();
        let mut flat = Function(|_: &[f64], _: &mut [f64]| panic!("nothing is evaluated"));
        for count in [most + 1, 37_836, 1_000_000] {
            let error = optimizer.step(&mut flat, &mut vec![0.0; count]).unwrap_err();
            assert!(
                matches!(error, OptimizeError::TooManyParameters { found, most: limit, .. } if found == count && limit == most)
            );
            let start = format!("{name}: {count} parameters, at most {most}: ");
            assert!(error.to_string().starts_with(&start), "{error}");
        }
        assert!(optimizer.bytes(20_000) >= 8 * 20_000 * 20_000);
    }
    assert_eq!(Spsa::default().build().unwrap().bytes(1_000_000), 0);
}

#[test]
fn a_constant_in_the_energy_changes_no_stop() {
    let plain = energy("real_amplitudes", 2, "Z0 Z1 + 0.4 * X0 - 0.2 * Y0 Z1");
    let lifted = Energy::new(
        &Device::cpu(),
        &real_amplitudes(2, 2).unwrap(),
        "-1000 * I + Z0 Z1 + 0.4 * X0 - 0.2 * Y0 Z1".parse::<PauliSum>().unwrap(),
    );
    let (mut plain, mut lifted) = (plain, lifted.unwrap());
    for name in ["lbfgs", "lbfgsb", "cobyla", "rotosolve"] {
        let search = |objective: &mut Energy| {
            Minimizer::new(OptimizerSettings::from(name)).steps(600).run(objective, [0.4; 6]).unwrap()
        };
        let (one, other) = (search(&mut plain), search(&mut lifted));
        assert!((one.energy - other.energy - 1000.0).abs() < 1e-6, "{name}: {one:?} {other:?}");
        assert_eq!((one.stop, other.stop), (Stop::Converged, Stop::Converged), "{name}");
    }
}

#[test]
fn an_observer_interrupts_a_search_and_the_best_so_far_is_returned() {
    let mut steps = 0;
    let observe = |_: &ansatz_qml::energy::Iteration<'_>| {
        steps += 1;
        if steps == 3 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    };
    let mut objective = energy("real_amplitudes", 1, "Z0 Z1 + 0.4 * X0");
    let start = [0.3, -0.9, 0.4, 1.6];
    let adam = OptimizerSettings::from("adam");
    let found = Minimizer::new(adam).observe(observe).run(&mut objective, start).unwrap();
    assert_eq!((found.stop, found.history.len()), (Stop::Interrupted, 4));
    assert!(found.energy < objective.at(&start).unwrap());
}

#[test]
fn single_precision_and_approximate_gradients_end_as_converged_too() {
    let exact = LOWEST;
    for (precision, differentiator, near) in [
        (Precision::F32, "adjoint", 1e-4),
        (Precision::F64, "finite-difference", 1e-6),
        (Precision::F64, "parameter-shift", 1e-6),
    ] {
        for name in ["lbfgs", "lbfgsb", "nelder_mead", "cobyla", "rotosolve"] {
            let observable: PauliSum = CHAIN.parse().unwrap();
            let circuit = real_amplitudes(3, 2).unwrap();
            let objective = Energy::new(&Device::cpu().precision(precision), &circuit, observable).unwrap();
            let start = (0..9).map(|k| 0.4 + 0.1 * f64::from(k)).collect();
            let settings = MinimizeSettings {
                optimizer: name.into(),
                steps: 3000,
                differentiator: differentiator.into(),
                ..MinimizeSettings::default()
            };
            let found = minimize(objective, &Start::Given(start), &settings, &mut |_, _| {}).unwrap();
            let place = format!("{name} by {differentiator} in {precision:?}: {found:?}");
            assert!((found.energy - exact).abs() < near, "{place}");
            assert!(found.stop.has_converged(), "{place}");
        }
    }
}

#[test]
fn what_is_too_small_to_be_multiplied_is_refused() {
    for name in ["lbfgs", "lbfgsb"] {
        let search =
            |text: &str| Minimizer::new(OptimizerSettings::from(name)).run(&mut rotation(text), [0.3]);
        let found = search("1e-130 * Z0").unwrap();
        assert!(found.stop.has_converged() && (found.energy * 1e130 + 1.0).abs() < 1e-9, "{name}: {found:?}");
        let error = search("1e-200 * Z0").unwrap_err().to_string();
        assert!(error.contains("slopes of about 1e-200 cannot be multiplied"), "{error}");
    }
}
