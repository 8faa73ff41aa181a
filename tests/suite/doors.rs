//! The front door: estimators, samplers and states answer what the oracle answers, in parameters, one by one and in batches.

use ansatz_circuits::{Circuit, CircuitError, PauliSum};
use ansatz_simulator::gradient::{Differentiator, DoubleShift, FiniteDifference, ParameterShift};
use ansatz_simulator::{CountsError, Device, Estimator, Precision, Sampler, SimulatorError, Statevector};
use ansatz_tests::oracle::{probabilities, zero_state};
use ansatz_tests::random::Draws;
use ansatz_tests::recipe::{Observable, Recipe};
use ansatz_tests::statistics::p_value;
use ansatz_tests::strategies::{NUM_PARAMETERS, observable, program, recipe};
use ansatz_tests::tolerance::{P_VALUE, assert_near};
use ndarray::{Array1, Array2, ArrayView1, Axis};

/// Exact ways against each other and against the oracle, for circuits of so few operations.
const EXACT: f64 = 1e-10;
/// Of second derivatives by quotients of gradients.
const QUOTIENT: f64 = 1e-6;

struct Asked {
    recipe: Recipe,
    observables: Vec<Observable>,
    estimator: Estimator,
    rows: Array2<f64>,
}

fn asked(seed: u64, num_qubits: usize, device: &Device) -> Asked {
    let mut draws = Draws::new(seed);
    let recipe = recipe(&mut draws, num_qubits, 16);
    let observables: Vec<Observable> =
        (1..4).map(|terms| observable(&mut draws, num_qubits, terms)).collect();
    let rows: Vec<f64> = (0..3).flat_map(|_| draws.angles(NUM_PARAMETERS)).collect();
    let rows = Array2::from_shape_vec((3, NUM_PARAMETERS), rows).expect("three rows");
    let estimator = Estimator::new(device, &recipe.circuit(), observables.iter().map(Observable::sum));
    Asked { recipe, observables, estimator: estimator.expect("compiles"), rows }
}

fn assert_all(what: &str, got: ArrayView1<'_, f64>, expected: ArrayView1<'_, f64>, bound: f64) {
    assert_eq!(got.len(), expected.len(), "{what}");
    got.iter().zip(&expected).for_each(|(got, expected)| assert_near(what, *got, *expected, bound));
}

#[test]
fn estimators_answer_what_the_oracle_answers() {
    for seed in 0..12 {
        let num_qubits = 1 + seed as usize % 4;
        let Asked { recipe, observables, estimator, rows } = asked(seed, num_qubits, &Device::cpu());
        let batch = estimator.values_batch(rows.view()).expect("runs");
        for (row, params) in rows.rows().into_iter().enumerate() {
            let params = params.to_vec();
            let state = recipe.state(&params, zero_state(num_qubits));
            let expected: Array1<f64> = observables.iter().map(|o| o.expectation(&state)).collect();
            let values = estimator.values(&params).expect("runs");
            assert_all("values", values.view(), expected.view(), EXACT);
            assert_all("a row of a batch", batch.row(row), expected.view(), EXACT);
            let shown = estimator.state(&params).expect("runs");
            let known = probabilities(&state);
            assert_all("probabilities", shown.probabilities().view(), ArrayView1::from(&known), EXACT);
            for (observable, value) in observables.iter().zip(&expected) {
                let by_state = shown.expectation(&observable.sum()).expect("it fits");
                assert_near("a state's expectation", by_state, *value, EXACT);
            }
        }
    }
}

#[test]
fn every_derivative_is_the_jacobian_asked_in_another_way() {
    for seed in 20..28 {
        let Asked { estimator, rows, .. } = asked(seed, 1 + seed as usize % 3, &Device::cpu());
        let cotangents = Array2::from_shape_fn((3, 3), |(row, m)| 0.3 + row as f64 - 0.7 * m as f64);
        let directions = rows.mapv(f64::sin);
        let jacobians = estimator.jacobian_batch(rows.view()).expect("runs");
        let vjps = estimator.vjp_batch(rows.view(), cotangents.view()).expect("runs");
        let jvps = estimator.jvp_batch(rows.view(), directions.view()).expect("runs");
        for row in 0..rows.nrows() {
            let (params, v, u) = (rows.row(row).to_vec(), cotangents.row(row), directions.row(row));
            let jacobian = estimator.jacobian(&params).expect("runs");
            let of_batch = jacobians.index_axis(Axis(0), row);
            jacobian.iter().zip(&of_batch).for_each(|(a, b)| assert_near("a batch's", *a, *b, EXACT));
            let vjp = estimator.vjp(&params, &v.to_vec()).expect("runs");
            assert_all("vjp", vjp.gradient.view(), jacobian.t().dot(&v).view(), EXACT);
            assert_all("a batch's vjp", vjps.gradients.row(row), vjp.gradient.view(), EXACT);
            assert_all("values with a vjp", vjps.values.row(row), vjp.values.view(), EXACT);
            let jvp = estimator.jvp(&params, &u.to_vec()).expect("runs");
            assert_all("jvp", jvp.tangents.view(), jacobian.dot(&u).view(), EXACT);
            assert_all("a batch's jvp", jvps.tangents.row(row), jvp.tangents.view(), EXACT);
            assert_all("values with a jvp", jvps.values.row(row), jvp.values.view(), EXACT);
        }
    }
}

#[test]
fn every_differentiator_gives_the_same_jacobian() {
    /// A way, and the bound of its error.
    type Way = (fn(Estimator) -> Estimator, f64);
    let ways: [Way; 2] = [
        (|estimator| estimator.with_differentiator(ParameterShift::default()), EXACT),
        (|estimator| estimator.with_differentiator(FiniteDifference::default()), 1e-7),
    ];
    for seed in 40..46 {
        let Asked { estimator, rows, .. } = asked(seed, 1 + seed as usize % 3, &Device::cpu());
        let params = rows.row(0).to_vec();
        let exact = estimator.jacobian(&params).expect("runs");
        for (way, bound) in ways {
            let other = way(estimator.clone()).jacobian(&params).expect("runs");
            exact.iter().zip(&other).for_each(|(a, b)| assert_near("jacobian", *a, *b, bound));
        }
    }
    assert_eq!(ParameterShift::default().name(), "parameter-shift");
}

#[test]
fn hessians_are_slopes_of_gradients() {
    for seed in 60..66 {
        let Asked { recipe, observables, rows, .. } = asked(seed, 1 + seed as usize % 3, &Device::cpu());
        let one =
            Estimator::new(&Device::cpu(), &recipe.circuit(), [observables[0].sum()]).expect("compiles");
        let params = rows.row(0).to_vec();
        let hessian = one.hessian(&params).expect("runs");
        let by_shifts = one.clone().with_hessian_method(DoubleShift).hessian(&params).expect("runs");
        hessian.iter().zip(&by_shifts).for_each(|(a, b)| assert_near("two shifts", *a, *b, 1e-9));
        assert_eq!(one.hessian_batch(rows.view()).expect("runs").index_axis(Axis(0), 0), hessian);
        let h = 1e-5;
        for p in 0..NUM_PARAMETERS {
            let at = |h: f64| {
                let mut moved = params.clone();
                moved[p] += h;
                one.gradient(&moved).expect("runs")
            };
            let slope = (at(h) - at(-h)) / (2.0 * h);
            assert_all("a column", hessian.column(p), slope.view(), QUOTIENT);
            let unit: Vec<f64> = (0..NUM_PARAMETERS).map(|k| f64::from(u8::from(k == p))).collect();
            let product = one.hessian_vector_product(&params, &unit).expect("runs");
            assert_all("a product", product.view(), hessian.column(p), 1e-9);
        }
    }
}

#[test]
fn a_device_s_own_threads_change_no_bit() {
    let [one, three] = [1, 3].map(|threads| Device::cpu().threads(threads));
    let mut draws = Draws::new(7);
    let recipe = recipe(&mut draws, 15, 20);
    let sums = [observable(&mut draws, 15, 6).sum()];
    let params = draws.angles(NUM_PARAMETERS);
    let answers = [&one, &three].map(|device| {
        let estimator = Estimator::new(device, &recipe.circuit(), &sums).expect("compiles");
        let gradient = estimator.value_and_gradient(&params).expect("runs");
        let counts = Sampler::new(device, &recipe.circuit()).expect("compiles").sample(&params, 500, 3);
        (gradient, counts.expect("runs"))
    });
    assert_eq!(answers[0], answers[1]);
}

#[test]
fn counts_follow_the_exact_distribution() {
    let mut draws = Draws::new(90);
    for seed in 0..8 {
        let recipe = program(&mut draws, 1 + seed as usize % 4, 14);
        let params = draws.angles(NUM_PARAMETERS);
        let sampler = Sampler::new(&Device::cpu(), &recipe.circuit()).expect("compiles");
        if recipe.num_bits == 0 || sampler.num_bits() != recipe.num_bits {
            continue;
        }
        let exact = sampler.distribution(&params).expect("few branches");
        let expected = recipe.distribution(&params);
        for (bits, p) in &exact {
            let known = expected.get(&bits.iter().collect::<Vec<bool>>()).copied().unwrap_or(0.0);
            assert_near("a probability", *p, known, EXACT);
        }
        let counts = sampler.sample(&params, 20_000, seed).expect("runs");
        assert_eq!(counts, sampler.sample(&params, 20_000, seed).expect("runs"));
        let read: Vec<u64> = exact.keys().map(|bits| counts.get(&bits.to_string())).collect();
        let weights: Vec<f64> = exact.values().copied().collect();
        assert_eq!(read.iter().sum::<u64>(), counts.shots(), "nothing else is read");
        assert!(p_value(&read, &weights) > P_VALUE);
        let ones: u64 = counts.iter().filter(|(bits, _)| bits.get(0)).map(|(_, count)| count).sum();
        assert_eq!(counts.marginal(&[0]).get("1"), ones);
        let mean = 1.0 - 2.0 * ones as f64 / counts.shots() as f64;
        assert_near("⟨Z0⟩", counts.expectation(&PauliSum::z(0)).expect("diagonal"), mean, 1e-12);
    }
}

#[test]
fn what_does_not_fit_is_refused() {
    let (device, mut circuit) = (Device::cpu(), Circuit::new(2));
    let theta = circuit.parameter("theta");
    circuit.ry(theta, 0).expect("two qubits");
    let estimator = Estimator::new(&device, &circuit, ["Z0", "Z1"]).expect("compiles");
    let count = |error: Option<SimulatorError>| matches!(error, Some(SimulatorError::Count { .. }));
    let parameters = |error: Option<SimulatorError>| {
        matches!(error, Some(SimulatorError::Circuit(CircuitError::ParameterCount { expected: 1, .. })))
    };
    assert!(parameters(estimator.values(&[]).err()) && parameters(estimator.jacobian(&[1.0, 2.0]).err()));
    assert!(parameters(estimator.values_batch(Array2::zeros((3, 2)).view()).err()));
    assert!(count(estimator.value(&[0.1]).err()) && count(estimator.hessian(&[0.1]).err()));
    assert!(count(estimator.vjp(&[0.1], &[1.0]).err()) && count(estimator.jvp(&[0.1], &[]).err()));
    let (rows, short) = (Array2::zeros((3, 1)), Array2::zeros((2, 2)));
    assert!(count(estimator.vjp_batch(rows.view(), short.view()).err()));
    assert!(count(estimator.jvp_batch(rows.view(), short.view()).err()));
    assert!(matches!(estimator.values(&[f64::NAN]), Err(SimulatorError::NotFinite { .. })));
    for wrong in ["Z2", "Q0", ""] {
        assert!(Estimator::new(&device, &circuit, [wrong]).is_err(), "{wrong}");
    }
    circuit.measure(0, 0).and_then(|c| c.h(0)).expect("two qubits");
    assert!(matches!(Estimator::new(&device, &circuit, ["Z0"]), Err(SimulatorError::NotStatic { .. })));
    assert!(matches!(Statevector::new(&device, &circuit, &[0.1]), Err(SimulatorError::NotStatic { .. })));
    let counts = Sampler::new(&device, &circuit).expect("compiles").sample(&[0.1], 10, 0).expect("runs");
    assert_eq!(counts.expectation(&"X0".parse().expect("an observable")), Err(CountsError::NotDiagonal));
    let beyond = counts.expectation(&PauliSum::z(1));
    assert_eq!(beyond, Err(CountsError::NoBit { bit: 1, num_bits: 1 }));
}

#[test]
fn memory_is_refused_before_it_is_taken() {
    // The last qubit depends on all of them.
    let turned = |c: &mut Circuit| (0..20).try_for_each(|qubit| c.ry(0.3, qubit).map(drop));
    let mut circuit = Circuit::new(20);
    turned(&mut circuit).expect("twenty qubits");
    (1..20).try_for_each(|qubit| circuit.cx(qubit - 1, qubit).map(drop)).expect("twenty qubits");
    turned(&mut circuit).expect("twenty qubits");
    for precision in [Precision::F32, Precision::F64] {
        let bytes = precision.amplitude_bytes() << 20;
        let fits = Device::cpu().precision(precision).memory_limit(bytes);
        let refuses = Device::cpu().precision(precision).memory_limit(bytes - 1);
        let ask = |device: &Device| Estimator::new(device, &circuit, ["X19"]).and_then(|e| e.value(&[]));
        assert!(ask(&fits).expect("it fits").abs() < 1.0);
        assert!(matches!(ask(&refuses), Err(SimulatorError::Memory { .. })));
    }
}

#[test]
fn everything_behind_the_door_can_be_kept_and_shared() {
    fn kept<T: Clone + Send + Sync + std::fmt::Debug + 'static>() {}
    kept::<Device>();
    kept::<Estimator>();
    kept::<Sampler>();
    kept::<Statevector>();
    kept::<ansatz_simulator::Counts>();
}
