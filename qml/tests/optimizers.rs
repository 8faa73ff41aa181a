//! Every optimizer on functions with known minima, with broken objectives, and against first steps computed by hand.
#![allow(clippy::unwrap_used)]

mod objectives;

use ansatz_qml::optimize::{
    Adam, Amsgrad, FirstOrder, Momentum, MomentumForm, OPTIMIZERS, OptimizeError, Optimizer,
    OptimizerSettings, Order, Quantity, Rmsprop, SettingError, Spsa, Steadiness,
    by_name as optimizer_by_name,
};
use objectives::{Guard, Noisy, Quadratic, Rosenbrock, Scripted, Waves};

fn build(name: &str, learning_rate: f64) -> Box<dyn Optimizer> {
    let takes_rate = !["lbfgs", "lbfgsb", "nelder_mead", "cobyla"].contains(&name);
    let settings = OptimizerSettings {
        learning_rate: takes_rate.then_some(learning_rate),
        seed: 1,
        ..OptimizerSettings::default()
    };
    optimizer_by_name(name, &settings).unwrap()
}

/// Steps until convergence or the limit.
fn run(optimizer: &mut dyn Optimizer, objective: &mut Guard, params: &mut [f64], steps: usize) {
    for _ in 0..steps {
        let step = optimizer.step(objective, params).unwrap();
        assert_eq!(step.evaluations, objective.take_calls(), "{}", optimizer.name());
        if step.stop.is_some() {
            return;
        }
    }
}

#[test]
fn every_optimizer_finds_the_minimum_of_a_quadratic() {
    // Name, learning rate, steps, largest distance from the minimum. AdamW is pulled towards zero by design.
    let table = [
        ("gradient_descent", 0.1, 300, 1e-9),
        ("momentum", 0.03, 400, 1e-6),
        ("nesterov", 0.03, 400, 1e-6),
        ("adam", 0.05, 1500, 1e-6),
        ("adamw", 0.05, 1500, 2e-2),
        ("amsgrad", 0.05, 1500, 1e-6),
        ("nadam", 0.05, 1500, 1e-6),
        ("rmsprop", 0.002, 2500, 5e-3),
        ("spsa", 0.5, 2000, 1e-3),
        ("lbfgs", 0.0, 20, 1e-8),
        ("lbfgsb", 0.0, 40, 1e-8),
        ("nelder_mead", 0.0, 400, 1e-5),
        ("cobyla", 0.0, 400, 1e-4),
    ];
    assert_eq!(table.map(|row| row.0), OPTIMIZERS);
    for (name, rate, steps, tolerance) in table {
        let mut optimizer = build(name, rate);
        let mut params = [2.0, -1.0, 0.5];
        let mut objective = Guard::new(Quadratic, optimizer.needs());
        run(&mut *optimizer, &mut objective, &mut params, steps);
        let distance = Quadratic::distance(&params);
        assert!(distance < tolerance, "{name} ended {distance:e} away");
    }
}

#[test]
fn every_optimizer_makes_its_way_through_the_rosenbrock_valley() {
    // Name, learning rate, steps, largest value at the end; the start is at 24.2, the valley's floor below 4 (which is as far as SPSA must get).
    let table = [
        ("gradient_descent", 1e-3, 20_000, 1e-3),
        ("momentum", 2e-4, 20_000, 1e-6),
        ("nesterov", 2e-4, 20_000, 1e-6),
        ("adam", 0.02, 5_000, 1e-4),
        ("adamw", 0.02, 5_000, 1e-2),
        ("amsgrad", 0.2, 5_000, 1e-3),
        ("nadam", 0.02, 5_000, 1e-4),
        ("rmsprop", 1e-3, 10_000, 1e-2),
        ("spsa", 4e-3, 20_000, 4.0),
        ("lbfgs", 0.0, 60, 1e-14),
        ("lbfgsb", 0.0, 200, 1e-12),
        ("nelder_mead", 0.0, 300, 1e-9),
        ("cobyla", 0.0, 12_000, 1e-2),
    ];
    assert_eq!(table.map(|row| row.0), OPTIMIZERS);
    for (name, rate, steps, tolerance) in table {
        let mut optimizer = build(name, rate);
        let mut params = [-1.2, 1.0];
        let mut objective = Guard::new(Rosenbrock, optimizer.needs());
        run(&mut *optimizer, &mut objective, &mut params, steps);
        let value = Rosenbrock::at(&params);
        assert!(value < tolerance, "{name} ended at {value:e}");
    }
}

#[test]
fn lbfgs_ends_at_a_flat_point_of_every_trigonometric_landscape() {
    for seed in 0..200 {
        let mut waves = Waves::new(seed, 6);
        let mut params = waves.start();
        let mut optimizer = build("lbfgs", 0.0);
        let mut previous = f64::INFINITY;
        let mut steps = 0;
        loop {
            let step = optimizer.step(&mut waves, &mut params).unwrap();
            let after = step.value_after.unwrap();
            assert!(after <= step.value && step.value <= previous);
            (previous, steps) = (after, steps + 1);
            if step.stop.is_some() {
                break;
            }
        }
        assert!(steps < 200, "{steps} steps for seed {seed}");
        let slope = waves.slope(&params);
        assert!(slope < 1e-6, "{slope:e} left for seed {seed} after {steps} steps");
    }
}

#[test]
fn spsa_averages_noise_away() {
    let settings = Spsa { gain: Some(1.0), perturbation: Some(0.3), seed: 5, ..Spsa::default() };
    let mut optimizer = settings.build().unwrap();
    let mut params = [2.0, -1.0, 0.5];
    let mut objective = Guard::new(Noisy::new(0.1), optimizer.needs());
    run(&mut optimizer, &mut objective, &mut params, 3000);
    let distance = Quadratic::distance(&params);
    assert!(distance < 0.1, "{distance}");
}

#[test]
fn steps_report_the_objective_where_they_began_and_ended() {
    for name in OPTIMIZERS.into_iter().filter(|&name| name != "spsa") {
        let mut optimizer = build(name, 0.01);
        let mut params = [2.0, -1.0, 0.5];
        for _ in 0..4 {
            let before = Quadratic::at(&params);
            let step = optimizer.step(&mut Quadratic, &mut params).unwrap();
            assert!((step.value - before).abs() < 1e-12, "{name}");
            let after = Quadratic::at(&params);
            if let Some(value) = step.value_after {
                assert!((value - after).abs() < 1e-12, "{name}");
            }
            assert!(after <= before, "{name}");
            // Only the optimizers that compare steps know where they ended.
            assert_eq!(
                step.value_after.is_some(),
                optimizer.needs().steadiness == Steadiness::Fixed,
                "{name}"
            );
        }
    }
}

#[test]
fn parameters_moved_between_steps_start_the_search_afresh() {
    for name in ["lbfgs", "nelder_mead", "cobyla"] {
        let mut optimizer = build(name, 0.0);
        let mut params = [2.0, -1.0, 0.5];
        for _ in 0..3 {
            optimizer.step(&mut Quadratic, &mut params).unwrap();
        }
        params = [-4.0, 4.0, 4.0];
        let step = optimizer.step(&mut Quadratic, &mut params).unwrap();
        assert!((step.value - Quadratic::at(&[-4.0, 4.0, 4.0])).abs() < 1e-12, "{name}");
        let mut objective = Guard::new(Quadratic, optimizer.needs());
        run(&mut *optimizer, &mut objective, &mut params, 300);
        assert!(Quadratic::distance(&params) < 1e-3, "{name}");
    }
}

#[test]
fn first_steps_match_hand_computed_numbers() {
    // Gradients 2 and then -1, from θ = 1.
    let adam = Adam { learning_rate: 0.1, epsilon: 1e-300, ..Adam::default() };
    // m̂₂ = (0.9·0.2 - 0.1)/0.19, v̂₂ = (0.999·0.004 + 0.001)/0.001999.
    let mean = (0.9 * 0.2 - 0.1) / 0.19;
    let square: f64 = (0.999 * 0.004 + 0.001) / 0.001_999;
    check_two_steps(adam.build().unwrap(), [0.9, 0.9 - 0.1 * mean / square.sqrt()]);
    // The largest of v̂₁ = 4 and v̂₂ = 2.499… stays in force.
    check_two_steps(Amsgrad { adam }.build().unwrap(), [0.9, 0.9 - 0.1 * mean / 2.0]);
    // v₁ = 0.4, v₂ = 0.46.
    let rmsprop = Rmsprop { learning_rate: 0.1, decay: 0.9, epsilon: 1e-300 };
    let first = 1.0 - 0.2 / 0.4_f64.sqrt();
    check_two_steps(rmsprop.build().unwrap(), [first, first + 0.1 / 0.46_f64.sqrt()]);
    // Velocities 2 and 0.5·2 - 1 = 0; the look-ahead adds half the velocity to the gradient.
    let momentum = Momentum { learning_rate: 0.1, momentum: 0.5, form: MomentumForm::Polyak };
    check_two_steps(momentum.build().unwrap(), [0.8, 0.8]);
    let nesterov = Momentum { form: MomentumForm::Nesterov, ..momentum };
    check_two_steps(nesterov.build().unwrap(), [0.7, 0.8]);
}

fn check_two_steps<R>(mut optimizer: FirstOrder<R>, expected: [f64; 2])
where
    FirstOrder<R>: Optimizer,
{
    let mut objective = Scripted::new(&[(0.0, 2.0), (0.0, -1.0)]);
    let mut params = [1.0];
    for expected in expected {
        optimizer.step(&mut objective, &mut params).unwrap();
        assert!((params[0] - expected).abs() < 1e-12, "{}: {} not {expected}", optimizer.name(), params[0]);
    }
}

#[test]
fn a_value_that_is_not_finite_leaves_the_parameters_at_the_last_good_point() {
    for name in OPTIMIZERS {
        for broken in [f64::NAN, f64::INFINITY] {
            let mut optimizer = build(name, 0.1);
            let mut params = [2.0, -1.0, 0.5];
            let mut objective = Guard::new(Quadratic, optimizer.needs());
            optimizer.step(&mut objective, &mut params).unwrap();
            let before = params;
            objective.break_with(broken);
            let error = optimizer.step(&mut objective, &mut params).unwrap_err();
            let OptimizeError::Diverged { optimizer: named, quantity, found } = error else {
                panic!("{error}")
            };
            assert_eq!((named, quantity), (name, Quantity::Value));
            assert_eq!(found.to_bits(), broken.to_bits());
            // First-order optimizers go back to where the objective was last seen finite; the others never left it.
            let good =
                if optimizer.needs().steadiness == Steadiness::Fixed { before } else { [2.0, -1.0, 0.5] };
            assert_eq!(params, good, "{name}");
        }
    }
}

#[test]
fn gradients_and_parameters_that_are_not_finite_are_named() {
    let mut optimizer = build("adam", 0.1);
    let mut params = [1.0];
    let mut objective = Scripted::new(&[(0.0, 1.0), (0.0, f64::NAN)]);
    optimizer.step(&mut objective, &mut params).unwrap();
    let error = optimizer.step(&mut objective, &mut params).unwrap_err();
    assert_eq!(
        error.to_string(),
        "adam: the gradient by parameter 0 is NaN; the parameters are back at the last good point"
    );
    assert_eq!(params, [1.0]);

    let mut optimizer = build("gradient_descent", 1e300);
    let error = optimizer.step(&mut Scripted::new(&[(0.0, 1e300)]), &mut params).unwrap_err();
    assert!(
        matches!(error, OptimizeError::Diverged { quantity: Quantity::Parameter { parameter: 0 }, .. }),
        "{error}"
    );
    assert_eq!(params, [1.0]);
}

#[test]
fn a_failing_objective_stops_the_step_and_keeps_its_words() {
    for name in OPTIMIZERS {
        for first_steps in [0, 1] {
            let mut optimizer = build(name, 0.01);
            let mut params = [2.0, -1.0, 0.5];
            let mut objective = Guard::new(Quadratic, optimizer.needs());
            for _ in 0..first_steps {
                optimizer.step(&mut objective, &mut params).unwrap();
            }
            let before = params;
            objective.fail();
            let error = optimizer.step(&mut objective, &mut params).unwrap_err();
            assert!(matches!(error, OptimizeError::Objective(_)), "{name}: {error}");
            assert_eq!(error.to_string(), "the objective could not be evaluated: out of memory");
            assert_eq!(params, before, "{name}");
            // The optimizer recovers with its objective.
            objective.repair();
            optimizer.step(&mut objective, &mut params).unwrap();
        }
    }
}

#[test]
fn no_parameters_are_no_trouble() {
    for name in OPTIMIZERS {
        let mut optimizer = build(name, 0.1);
        let step = optimizer.step(&mut Scripted::new(&[(3.0, 0.0); 2]), &mut []).unwrap();
        assert_eq!(step.value, 3.0, "{name}");
    }
}

#[test]
fn one_parameter_is_enough() {
    for name in ["lbfgs", "lbfgsb", "nelder_mead", "cobyla"] {
        let mut optimizer = build(name, 0.0);
        let mut params = [2.0];
        let mut objective = Guard::new(Quadratic, optimizer.needs());
        run(&mut *optimizer, &mut objective, &mut params, 200);
        assert!(Quadratic::distance(&params) < 1e-4, "{name} {params:?}");
    }
}

#[test]
fn another_number_of_parameters_is_refused_by_optimizers_with_a_memory() {
    let mut optimizer = build("adam", 0.1);
    optimizer.step(&mut Quadratic, &mut [1.0, 2.0]).unwrap();
    let error = optimizer.step(&mut Quadratic, &mut [1.0]).unwrap_err();
    assert!(
        matches!(error, OptimizeError::ParameterCount { optimizer: "adam", expected: 2, found: 1 }),
        "{error}"
    );
}

#[test]
fn the_seed_decides_the_path_of_spsa() {
    let path = |seed| {
        let mut optimizer =
            optimizer_by_name("spsa", &OptimizerSettings { seed, ..OptimizerSettings::default() }).unwrap();
        let mut params = [2.0, -1.0, 0.5];
        for _ in 0..10 {
            optimizer.step(&mut Quadratic, &mut params).unwrap();
        }
        params
    };
    assert_eq!(path(1), path(1));
    assert_ne!(path(1), path(2));
}

#[test]
fn a_saved_optimizer_continues_with_the_same_bits() {
    let mut adam = Adam::default().build().unwrap();
    let mut params = [2.0, -1.0, 0.5];
    for _ in 0..7 {
        adam.step(&mut Quadratic, &mut params).unwrap();
    }
    let text = serde_json::to_string(&adam).unwrap();
    let mut loaded: FirstOrder<ansatz_qml::optimize::AdamRule> = serde_json::from_str(&text).unwrap();
    let mut copy = params;
    for _ in 0..7 {
        adam.step(&mut Quadratic, &mut params).unwrap();
        loaded.step(&mut Quadratic, &mut copy).unwrap();
    }
    assert_eq!(params.map(f64::to_bits), copy.map(f64::to_bits));
}

#[test]
fn names_and_settings_are_checked() {
    for name in OPTIMIZERS {
        let optimizer = optimizer_by_name(name, &OptimizerSettings::default()).unwrap();
        assert_eq!(optimizer.name(), name);
        let values_only = ["spsa", "nelder_mead", "cobyla"].contains(&name);
        assert_eq!(optimizer.needs().order == Order::Value, values_only, "{name}");
        let steady = ["lbfgs", "lbfgsb", "nelder_mead", "cobyla"].contains(&name);
        assert_eq!(optimizer.needs().steadiness == Steadiness::Fixed, steady, "{name}");
    }
    let message =
        |name, settings: OptimizerSettings| optimizer_by_name(name, &settings).err().unwrap().to_string();
    let rate = |rate| OptimizerSettings { learning_rate: Some(rate), ..OptimizerSettings::default() };
    assert_eq!(message("adm", OptimizerSettings::default()), "unknown optimizer `adm`; did you mean `adam`?");
    assert_eq!(message("lbfgs", rate(0.1)), "lbfgs: has no setting `learning_rate`; remove it");
    assert_eq!(
        message("spsa", rate(0.0)),
        "spsa: expected `learning_rate` to be finite and more than 0, found 0"
    );
    for name in
        OPTIMIZERS.into_iter().filter(|name| !["lbfgs", "lbfgsb", "nelder_mead", "cobyla"].contains(name))
    {
        for bad in [0.0, -0.1, f64::NAN, f64::INFINITY] {
            let error = optimizer_by_name(name, &rate(bad)).err().unwrap();
            assert!(matches!(error, SettingError::Range { optimizer, .. } if optimizer == name), "{error}");
        }
    }
    let momentum = OptimizerSettings { momentum: Some(1.0), ..OptimizerSettings::default() };
    let expected = "nesterov: expected `momentum` to be at least 0 and less than 1, found 1";
    assert_eq!(message("nesterov", momentum), expected);
}
