//! Optimizers that ask for a circuit's geometry, spectrum or measurements, schedules, and optimizers as data.
#![allow(clippy::unwrap_used)]

mod states;

use ansatz_circuits::{Angle, Circuit, FunctionKind, PauliSum};
use ansatz_qml::{
    energy::{Energy, MinimizeSettings, Start, minimize},
    gradients::{MetricShape, slot_layers},
    optimize::{
        Adam, Blocking, BoundedLbfgs, CIRCUIT_OPTIMIZERS, Clipping, Decay, Geometry, GradientDescent, Icans,
        NaturalGradient, OPTIMIZERS, Objective, ObjectiveError, OptimizeError, Optimizer, OptimizerSettings,
        OptimizerState, Qnspsa, RestoreError, Schedule, Spectrum, TermShots, by_name as optimizer_by_name,
    },
};
use ansatz_simulator::{Backend, Cpu, Device, ShotEstimator, ShotSeed};

/// `½ Σ cᵢ (θᵢ - tᵢ)²`, of which no circuit is known. The gradient at (2, -1, 0.5) is (1, -1, 1).
struct Quadratic;

impl Objective for Quadratic {
    fn value(&mut self, params: &[f64]) -> Result<f64, ObjectiveError> {
        self.value_and_gradient(params, &mut [0.0; 3])
    }

    fn value_and_gradient(&mut self, params: &[f64], gradient: &mut [f64]) -> Result<f64, ObjectiveError> {
        let mut value = 0.0;
        for (k, (curvature, target)) in [(1.0, 1.0), (2.0, -0.5), (4.0, 0.25)].into_iter().enumerate() {
            gradient[k] = curvature * (params[k] - target);
            value += 0.5 * gradient[k] * (params[k] - target);
        }
        Ok(value)
    }
}

const ENERGY: &str = "-1.0 * Z0 Z1 - 0.7 * X0 - 0.7 * X1";

/// A ring of two spins in a transverse field; shared parameters, a controlled rotation.
fn circuit() -> Circuit {
    let mut circuit = Circuit::new(2);
    let w = circuit.parameter_vector("w", 5);
    let mut build = || -> Result<(), ansatz_circuits::CircuitError> {
        circuit.ry(w[0], 0)?.ry(w[1], 1)?.cry(w[2], 0, 1)?.rxx(w[3], 0, 1)?.ry(w[4], 0)?.ry(0.5 * w[4], 1)?;
        Ok(())
    };
    build().unwrap();
    circuit
}

fn energy(text: &str) -> PauliSum {
    text.parse().unwrap()
}

/// `-√(1 + 4·0.7²)`: the even sector's lower level.
fn ground() -> f64 {
    -(1.0f64 + 4.0 * 0.49).sqrt()
}

fn start() -> Vec<f64> {
    vec![0.3, -0.4, 0.2, 0.5, 0.1]
}

fn objective(circuit: &Circuit, observable: &PauliSum) -> Energy {
    Energy::new(&Device::cpu(), circuit, observable).unwrap().with_seed(3)
}

fn built(name: &str) -> Box<dyn Optimizer> {
    optimizer_by_name(name, &OptimizerSettings { seed: 5, ..OptimizerSettings::default() }).unwrap()
}

fn lowered(optimizer: &mut dyn Optimizer, steps: usize) -> f64 {
    let (circuit, observable) = (circuit(), energy(ENERGY));
    let mut objective = objective(&circuit, &observable);
    let mut params = start();
    for _ in 0..steps {
        optimizer.step(&mut objective, &mut params).unwrap();
    }
    objective.value(&params).unwrap()
}

#[test]
fn every_circuit_optimizer_finds_the_ground_state() {
    // Name, steps, largest distance from the ground state's energy.
    let table = [
        ("qng", 600, 1e-4),
        ("momentum_qng", 600, 1e-4),
        ("qnspsa", 1500, 2e-2),
        ("rotosolve", 200, 1e-4),
        ("icans", 300, 1e-1),
        ("rosalin", 300, 1e-1),
    ];
    assert_eq!(table.map(|row| row.0), CIRCUIT_OPTIMIZERS);
    for (name, steps, tolerance) in table {
        let mut optimizer = built(name);
        assert_eq!(optimizer.name(), name);
        let error = lowered(&mut *optimizer, steps) - ground();
        assert!((-1e-9..tolerance).contains(&error), "{name} ended {error:e} above the ground state");
    }
}

#[test]
fn the_natural_gradient_step_is_the_gradient_over_the_metric() {
    // ry(a) rz(b) with f = ⟨X⟩ = sin a cos b and metric diag(1, sin² a)/4.
    let mut circuit = Circuit::new(1);
    let (a, b) = (circuit.parameter("a"), circuit.parameter("b"));
    circuit.ry(a, 0).unwrap().rz(b, 0).unwrap();
    let layers = MetricShape::Layers(slot_layers(&circuit).unwrap());
    let observable = energy("X0");
    for shape in [MetricShape::Full, layers, MetricShape::Diagonal] {
        let mut objective = objective(&circuit, &observable).with_metric(shape);
        let settings = NaturalGradient { learning_rate: 0.1, regularisation: 0.01, momentum: 0.5 };
        let mut optimizer = settings.build().unwrap();
        let (mut params, mut expected, mut velocity) = (vec![0.7, 0.4], [0.7f64, 0.4], [0.0; 2]);
        for _ in 0..3 {
            optimizer.step(&mut objective, &mut params).unwrap();
            let [a, b] = expected;
            let slopes = [a.cos() * b.cos(), -a.sin() * b.sin()];
            let metric = [0.25, 0.25 * a.sin().powi(2)];
            for (k, velocity) in velocity.iter_mut().enumerate() {
                *velocity = 0.5 * *velocity + slopes[k] / (metric[k] + 0.01);
                expected[k] -= 0.1 * *velocity;
            }
            assert!(params.iter().zip(expected).all(|(p, e)| (p - e).abs() < 1e-12), "{params:?}");
        }
    }
}

#[test]
fn qnspsa_with_many_signs_estimates_the_metric() {
    // With a metric of many samples, one step is the natural gradient along SPSA's own direction: tested through its metric's effect on a
    // circuit whose two parameters move the state at speeds that differ by 4.
    let mut circuit = Circuit::new(2);
    let w = circuit.parameter_vector("w", 2);
    circuit.ry(w[0], 0).unwrap().ry(4.0 * w[1], 1).unwrap();
    let observable = energy("Z0 + Z1");
    let mut objective = objective(&circuit, &observable);
    let mut metric = [0.0; 4];
    objective.metric(&[0.3, 0.2], &mut metric).unwrap();
    assert!(metric.iter().zip([0.25, 0.0, 0.0, 4.0]).all(|(m, e)| (m - e).abs() < 1e-12), "{metric:?}");
    let settings = Qnspsa { resamplings: 400, learning_rate: Some(1e-9), ..Qnspsa::default() };
    let mut optimizer = settings.build().unwrap();
    let mut params = vec![0.3, 0.2];
    for _ in 0..60 {
        optimizer.step(&mut objective, &mut params).unwrap();
    }
    let state = serde_json::to_value(optimizer.save()).unwrap();
    let mean: Vec<f64> = serde_json::from_value(state["state"]["metric"].clone()).unwrap();
    // The identity that it starts from still has a share of 1/61.
    for (found, exact) in
        mean.iter().zip([0.25 * 60.0 / 61.0 + 1.0 / 61.0, 0.0, 0.0, 4.0 * 60.0 / 61.0 + 1.0 / 61.0])
    {
        assert!((found - exact).abs() < 0.06, "{mean:?}");
    }
}

#[test]
fn one_sweep_of_rotosolve_solves_a_product_state_and_predicts_its_value() {
    let mut circuit = Circuit::new(3);
    let w = circuit.parameter_vector("w", 3);
    circuit.ry(w[0], 0).unwrap().ry(2.0 * w[1] + 0.3, 1).unwrap().h(2).unwrap().crx(w[2], 2, 0).unwrap();
    let observable = energy("Z0 + Z1 + 0.2 * X2");
    let mut objective = objective(&circuit, &observable);
    assert_eq!(objective.frequencies(0).unwrap(), [1.0]);
    assert_eq!(objective.frequencies(1).unwrap(), [2.0]);
    assert_eq!(objective.frequencies(2).unwrap(), [0.5, 1.0]);
    let mut optimizer = built("rotosolve");
    let mut params = vec![0.4, 0.3, 0.9];
    let step = optimizer.step(&mut objective, &mut params).unwrap();
    assert_eq!(step.evaluations, 1 + 2 + 2 + 4);
    let value = objective.value(&params).unwrap();
    assert!((step.value_after.unwrap() - value).abs() < 1e-12);
    assert!((0..20).any(|_| optimizer.step(&mut objective, &mut params).unwrap().stop.is_some()));
    let value = objective.value(&params).unwrap();
    for (k, t) in (0..3).flat_map(|k| [0.01, -0.01, 1.0].map(move |t| (k, t))) {
        let mut moved = params.clone();
        moved[k] += t;
        assert!(objective.value(&moved).unwrap() >= value - 1e-12, "lower {t} along {k}");
    }
}

#[test]
fn a_shared_parameter_has_all_sums_of_its_frequencies_and_a_curved_one_none() {
    let mut circuit = Circuit::new(2);
    let w = circuit.parameter_vector("w", 3);
    circuit.ry(w[0], 0).unwrap().rz(0.5 * w[0], 1).unwrap().crx(w[0], 0, 1).unwrap();
    let product = Angle::function(FunctionKind::Multiply, &[w[1].into(), w[1].into()]).unwrap();
    circuit.rx(product, 0).unwrap();
    let observable = energy("Z0 Z1");
    let mut objective = objective(&circuit, &observable);
    assert_eq!(objective.frequencies(0).unwrap(), [0.5, 1.0, 1.5, 2.0, 2.5]);
    assert!(objective.frequencies(2).unwrap().is_empty());
    let error = objective.frequencies(1).unwrap_err().to_string();
    assert!(error.contains("parameter 1 enters an angle through a function"), "{error}");
}

#[test]
fn icans_spends_more_shots_as_slopes_shrink() {
    let (circuit, observable) = (circuit(), energy(ENERGY));
    let mut objective = objective(&circuit, &observable);
    let mut optimizer = Icans::default().build().unwrap();
    let mut params = start();
    let mut spent = Vec::new();
    for _ in 0..120 {
        optimizer.step(&mut objective, &mut params).unwrap();
        spent.push(optimizer.shots().iter().sum::<u64>());
    }
    assert!(spent[119] > 4 * spent[2], "{spent:?}");
}

#[test]
fn what_an_objective_lacks_is_named() {
    let shots = "measurements by shots";
    let words = ["metric tensor", "metric tensor", "fidelity", "spectrum", shots, shots];
    for (name, word) in CIRCUIT_OPTIMIZERS.into_iter().zip(words) {
        let mut params = [2.0, -1.0, 0.5];
        let error = built(name).step(&mut Quadratic, &mut params).unwrap_err();
        let OptimizeError::Missing { optimizer, what } = error else { panic!("{error}") };
        assert_eq!((optimizer, what), (name, word));
        assert_eq!(params, [2.0, -1.0, 0.5]);
    }
}

#[test]
fn schedules_scale_steps_and_clipping_cuts_gradients() {
    let schedule = Schedule { warm_up: 2, decay: Decay::Steps { every: 2, factor: 0.5 } };
    let plain = GradientDescent { learning_rate: 0.1 };
    let mut optimizer = plain.build().unwrap().with_schedule(schedule).unwrap();
    let mut params = [2.0, -1.0, 0.5];
    let mut expected = params;
    for factor in [0.5, 1.0, 1.0, 1.0, 0.5, 0.5, 0.25] {
        optimizer.step(&mut Quadratic, &mut params).unwrap();
        let mut slopes = [0.0; 3];
        Quadratic.value_and_gradient(&expected, &mut slopes).unwrap();
        expected.iter_mut().zip(slopes).for_each(|(e, s)| *e -= 0.1 * factor * s);
        assert!(params.iter().zip(expected).all(|(p, e)| (p - e).abs() < 1e-14));
    }
    // The gradient (1, -1, 1) at the start has length √3.
    let stepped = |clipping: Clipping| {
        let mut params = [2.0, -1.0, 0.5];
        let mut optimizer = plain.build().unwrap().with_clipping(clipping).unwrap();
        optimizer.step(&mut Quadratic, &mut params).unwrap();
        [2.0 - params[0], -1.0 - params[1], 0.5 - params[2]]
    };
    let near = |found: [f64; 3], size: f64| {
        assert!(
            found.iter().zip([1.0, -1.0, 1.0]).all(|(f, s)| (f - 0.1 * size * s).abs() < 1e-14),
            "{found:?}"
        );
    };
    near(stepped(Clipping::Off), 1.0);
    near(stepped(Clipping::Entries(0.25)), 0.25);
    near(stepped(Clipping::Length(0.5)), 0.5 / 3f64.sqrt());
    near(stepped(Clipping::Length(5.0)), 1.0);

    let decays = [Decay::Cosine { steps: 0, floor: 0.0 }, Decay::Cosine { steps: 5, floor: 1.0 }];
    let decays =
        decays.into_iter().chain([Decay::Steps { every: 0, factor: 0.5 }, Decay::Exponential { steps: 0 }]);
    for decay in decays.chain([Decay::Steps { every: 1, factor: f64::NAN }]) {
        let adam = Adam::default().build().unwrap();
        assert!(adam.with_schedule(Schedule { warm_up: 0, decay }).is_err(), "{decay:?}");
    }
    assert!(Adam::default().build().unwrap().with_clipping(Clipping::Length(0.0)).is_err());
}

/// With more terms than shots: two shots of one circuit are an estimate without bias, and so are their mean and error.
#[test]
fn shots_that_are_given_to_terms_at_random_have_no_bias() {
    let circuit = circuit();
    let observable = energy("0.3 + 1.0 * Z0 Z1 - 0.7 * X0 + 0.2 * Y0 Y1 + 0.05 * X1");
    let backend = Cpu::<f64>::default();
    let exact = objective(&circuit, &observable).value(&start()).unwrap();
    let options = backend.plan_options();
    let estimator = ShotEstimator::compile(&circuit, &observable, &options).unwrap();
    let angles = estimator.parameter_map().angles(&start()).unwrap();
    for shots in [2, 40] {
        let count = 4000;
        let estimates: Vec<_> = (0..count)
            .map(|k| {
                estimator
                    .estimate_at_random(&backend, &angles, shots, ShotSeed { seed: 7, evaluation: k })
                    .unwrap()
            })
            .collect();
        let mean = estimates.iter().map(|e| e.mean).sum::<f64>() / count as f64;
        let spread = estimates.iter().map(|e| (e.mean - exact).powi(2)).sum::<f64>() / count as f64;
        let said = estimates.iter().map(|e| e.standard_error.powi(2)).sum::<f64>() / count as f64;
        assert!((mean - exact).abs() < 4.0 * (spread / count as f64).sqrt(), "{shots}: {mean} {exact}");
        assert!((said / spread - 1.0).abs() < 0.15, "{shots}: {said} said, {spread} found");
    }
}

/// Random terms need fewer shots than there are groups; fixed shares cannot go below two for each.
#[test]
fn rosalin_starts_with_fewer_shots_than_terms() {
    let circuit = circuit();
    let observable = energy("Z0 Z1 + 0.5 * X0 + 0.5 * X1 + 0.1 * Y0 + 0.1 * Y1 + 0.2 * X0 Z1 + 0.2 * Z0 X1");
    let mut objective = objective(&circuit, &observable);
    let settings = Icans { shots: 2, terms: TermShots::AtRandom, ..Icans::default() };
    let mut optimizer = settings.build().unwrap();
    assert_eq!(optimizer.name(), "rosalin");
    let mut params = start();
    let before = objective.value(&params).unwrap();
    for _ in 0..150 {
        optimizer.step(&mut objective, &mut params).unwrap();
    }
    assert!(objective.value(&params).unwrap() < before - 0.5);
}

#[test]
fn bounds_are_kept_and_the_minimum_inside_them_is_found() {
    // Two of the quadratic's three parameters end at a bound, where the gradient pushes outwards.
    let settings = BoundedLbfgs { lower_bound: -0.25, upper_bound: 0.5, ..Default::default() };
    let mut optimizer = settings.build().unwrap();
    let outside = optimizer.step(&mut Quadratic, &mut [2.0, -0.2, 0.5]).unwrap_err().to_string();
    assert!(
        outside.starts_with("lbfgsb: parameter 0 starts at 2, outside of its bounds -0.25 to 0.5"),
        "{outside}"
    );
    let mut params = [0.4, -0.2, 0.5];
    let mut steps = 0;
    while optimizer.step(&mut Quadratic, &mut params).unwrap().stop.is_none() {
        assert!(params.iter().all(|x| (-0.25..=0.5).contains(x)));
        steps += 1;
        assert!(steps < 30);
    }
    assert_eq!(params[..2], [0.5, -0.25]);
    assert!((params[2] - 0.25).abs() < 1e-8, "{params:?}");
    // A circuit inside wide bounds goes to the ground state, and one inside narrow bounds to the best that they allow.
    let (circuit, observable) = (circuit(), energy(ENERGY));
    let mut objective = objective(&circuit, &observable);
    let mut ends = Vec::new();
    for bound in [3.2, 0.6] {
        let settings = BoundedLbfgs { lower_bound: -bound, upper_bound: bound, ..Default::default() };
        let mut optimizer = settings.build().unwrap();
        let mut params = start();
        for _ in 0..300 {
            if optimizer.step(&mut objective, &mut params).unwrap().stop.is_some() {
                break;
            }
        }
        assert!(params.iter().all(|x| x.abs() <= bound), "{params:?}");
        let mut gradient = vec![0.0; 5];
        let value = objective.value_and_gradient(&params, &mut gradient).unwrap();
        for (x, g) in params.iter().zip(&gradient) {
            let moved = (x - g).clamp(-bound, bound) - x;
            assert!(moved.abs() < 1e-6, "stationary inside the bounds: {params:?} {gradient:?}");
        }
        ends.push(value);
    }
    assert!((ends[0] - ground()).abs() < 1e-9 && ends[1] > ends[0] + 1e-3, "{ends:?}");
    let wrong = BoundedLbfgs { lower_bound: 1.0, upper_bound: 1.0, ..Default::default() };
    assert!(wrong.build().is_err());
}

#[test]
fn blocking_never_lets_the_value_rise() {
    let (circuit, observable) = (circuit(), energy(ENERGY));
    let mut objective = objective(&circuit, &observable);
    let rises = |blocking: Blocking, objective: &mut Energy| {
        // Steps that are too long, so that many of them lead up.
        let settings = Qnspsa { learning_rate: Some(0.3), blocking, ..Qnspsa::default() };
        let mut optimizer = settings.build().unwrap();
        let (mut params, mut rises, mut largest) = (start(), 0, 0.0f64);
        let mut value = objective.value(&params).unwrap();
        for _ in 0..150 {
            let step = optimizer.step(objective, &mut params).unwrap();
            let next = objective.value(&params).unwrap();
            assert!(step.value_after.is_none_or(|after| after == next));
            rises += usize::from(next > value);
            largest = largest.max(next - value);
            value = next;
        }
        (rises, largest, value)
    };
    let (free, _, _) = rises(Blocking::Off, &mut objective);
    let (none, _, end) = rises(Blocking::Rise(0.0), &mut objective);
    let (_, largest, _) = rises(Blocking::Rise(0.05), &mut objective);
    assert!(free > 10 && none == 0 && largest <= 0.05, "{free} {none} {largest}");
    assert!(end < ground() + 0.05, "{end}");
}

#[test]
fn shared_settings_carry_schedules_clipping_and_bounds() {
    let text = r#"{"learning_rate": 0.1, "schedule": {"warm_up": 2, "decay": {"steps": {"every": 2, "factor": 0.5}}},
        "clipping": {"length": 0.5}}"#;
    let settings: OptimizerSettings = serde_json::from_str(text).unwrap();
    let mut shared = optimizer_by_name("gradient_descent", &settings).unwrap();
    let mut direct = GradientDescent { learning_rate: 0.1 }
        .build()
        .unwrap()
        .with_schedule(Schedule { warm_up: 2, decay: Decay::Steps { every: 2, factor: 0.5 } })
        .unwrap()
        .with_clipping(Clipping::Length(0.5))
        .unwrap();
    let (mut a, mut b) = ([2.0, -1.0, 0.5], [2.0, -1.0, 0.5]);
    for _ in 0..8 {
        shared.step(&mut Quadratic, &mut a).unwrap();
        direct.step(&mut Quadratic, &mut b).unwrap();
        assert_eq!(a, b);
    }
    let refused = |name: &str, settings: OptimizerSettings| {
        optimizer_by_name(name, &settings).err().unwrap().to_string()
    };
    let base = OptimizerSettings::default;
    for name in OPTIMIZERS.into_iter().chain(CIRCUIT_OPTIMIZERS) {
        let first_order =
            ["gradient_descent", "momentum", "nesterov", "adam", "adamw", "amsgrad", "nadam", "rmsprop"];
        let schedule = Some(Schedule::default());
        let clipping = Some(Clipping::Entries(1.0));
        for (setting, settings) in [
            ("schedule", OptimizerSettings { schedule, ..base() }),
            ("clipping", OptimizerSettings { clipping, ..base() }),
        ] {
            if first_order.contains(&name) {
                assert!(optimizer_by_name(name, &settings).is_ok(), "{name} {setting}");
            } else {
                assert!(refused(name, settings).contains(setting), "{name} {setting}");
            }
        }
    }
    assert!(refused("lbfgs", OptimizerSettings { lower_bound: Some(0.0), ..base() }).contains("lower_bound"));
    assert!(
        refused("lbfgsb", OptimizerSettings { lower_bound: Some(9.0), ..base() }).contains("lower_bound")
    );
    assert!(refused("qnspsa", OptimizerSettings { blocking: Some(-1.0), ..base() }).contains("blocking"));
    assert!(refused("spsa", OptimizerSettings { blocking: Some(1.0), ..base() }).contains("blocking"));
    let broken = Some(Schedule { warm_up: 0, decay: Decay::Exponential { steps: 0 } });
    assert!(refused("adam", OptimizerSettings { schedule: broken, ..base() }).contains("schedule.steps"));
}

#[test]
fn minimization_takes_optimizers_that_ask_for_the_circuit() {
    let energy = objective(&circuit(), &energy(ENERGY));
    for name in CIRCUIT_OPTIMIZERS {
        let settings = MinimizeSettings { optimizer: name.into(), steps: 400, seed: 1, ..Default::default() };
        let minimum = minimize(energy.clone(), &Start::Given(start()), &settings, &mut |_, _| {}).unwrap();
        assert!(
            minimum.energy < ground() + 0.1 && minimum.energy > ground() - 1e-9,
            "{name}: {}",
            minimum.energy
        );
        let exact = energy.at(&minimum.parameters).unwrap();
        assert!((exact - minimum.energy).abs() < 1e-9, "{name}: the energy is that of the parameters");
    }
}
