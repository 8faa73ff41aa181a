//! Every differentiator against the others, through the trait that models use.
#![allow(clippy::unwrap_used)]

use ansatz_circuits::{Angle, Circuit, PauliSum};
use ansatz_qml::gradients::{
    Adjoint, AllocatedShots, Differentiator, Evaluation, FiniteDifference, ParameterShift, Sharing,
    ShotParameterShift, Simultaneous, SlotGradients,
};
use ansatz_simulator::{
    Backend, Cpu, Plan, PlanOptions, Purpose, RandomStream, ShotEstimator,
    machine::{Angles, Cotangents, Inputs, ObservedPlan},
};

/// Two-term, four-term and parity slots; a shared, scaled parameter; controls.
fn circuit() -> Circuit {
    let mut circuit = Circuit::new(3);
    let w = circuit.parameter_vector("w", 5);
    let mut build = || -> Result<(), ansatz_circuits::CircuitError> {
        circuit.h(0)?.ry(w[0], 1)?.crx(w[1], 0, 2)?.single_excitation(w[2], 1, 2)?;
        circuit.rz(2.0 * w[0] + 0.3, 0)?.rxx(w[3] - w[1], 0, 1)?;
        circuit.apply("cu3", &[w[4].into(), w[2].into(), Angle::from(0.2)], &[2, 0])?;
        Ok(())
    };
    build().unwrap();
    circuit
}

fn observables() -> Vec<PauliSum> {
    ["Z0", "0.5 * X0 X1 - 0.25 * Y2", "Z1 Z2 + 0.3"].iter().map(|text| text.parse().unwrap()).collect()
}

struct Setting {
    observed: ObservedPlan,
    angles: Vec<f64>,
    weights: Vec<f64>,
    lanes: usize,
}

fn setting(lanes: usize) -> Setting {
    let plan = Plan::compile(&circuit(), &PlanOptions::default()).unwrap();
    let mut stream = RandomStream::new(5, Purpose::TEST, lanes as u64);
    let mut angles = Vec::new();
    for _ in 0..lanes {
        let params: Vec<f64> = (0..5).map(|_| 6.0 * stream.uniform() - 3.0).collect();
        angles.extend(plan.parameter_map().angles(&params).unwrap());
    }
    let observables = observables();
    let weights = (0..lanes * observables.len()).map(|_| stream.normal()).collect();
    let observed = ObservedPlan::new(plan, observables).unwrap();
    Setting { observed, angles, weights, lanes }
}

fn gradients(setting: &Setting, differentiator: &dyn Differentiator) -> SlotGradients {
    let backend = Cpu::<f64>::default();
    let evaluation = Evaluation { backend: &backend, observed: &setting.observed };
    let inputs = Inputs::batch(setting.lanes, Angles(&setting.angles));
    differentiator.gradients(evaluation, &inputs, Cotangents::Given(&setting.weights)).unwrap()
}

fn largest_difference(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max)
}

#[test]
fn shift_rule_adjoint_and_finite_difference_agree() {
    for lanes in [1, 3] {
        let setting = setting(lanes);
        let adjoint = gradients(&setting, &Adjoint);
        let shift = gradients(&setting, &ParameterShift::default());
        let difference = gradients(&setting, &FiniteDifference::default());
        assert!(largest_difference(&adjoint.slots, &shift.slots) < 1e-12);
        assert!(largest_difference(&adjoint.slots, &difference.slots) < 1e-9);
        assert!(largest_difference(&adjoint.values, &shift.values) < 1e-14);
    }
}

#[test]
fn evaluations_are_counted() {
    let setting = setting(2);
    let terms: usize = setting.observed.shift_rules().iter().map(|rule| rule.terms().len()).sum();
    assert_eq!(gradients(&setting, &ParameterShift::default()).evaluations, 2 * (1 + terms as u64));
    assert_eq!(gradients(&setting, &Adjoint).evaluations, 4);
    assert_eq!(
        gradients(&setting, &FiniteDifference::default()).evaluations,
        2 * (1 + 2 * setting.observed.num_slots() as u64)
    );
}

/// Shared and unshared circuits have the same gradients, values and number of evaluations; sharing runs fewer operations.
#[test]
fn sharing_changes_nothing() {
    let both = |sharing| -> [Box<dyn Differentiator>; 2] {
        [Box::new(ParameterShift { sharing }), Box::new(FiniteDifference { step: 1e-2, sharing })]
    };
    for lanes in [1, 2, 5] {
        let setting = setting(lanes);
        for (shared, alone) in both(Sharing::Prefixes).iter().zip(both(Sharing::Nothing)) {
            let (shared, alone) = (gradients(&setting, &**shared), gradients(&setting, &*alone));
            assert!(largest_difference(&shared.slots, &alone.slots) < 1e-12);
            assert!(largest_difference(&shared.values, &alone.values) < 1e-14);
            assert_eq!(shared.evaluations, alone.evaluations);
            assert_eq!(alone.work, None);
            let work = shared.work.unwrap();
            assert!(work.run < work.unshared, "{work:?}");
        }
    }
}

#[test]
fn simultaneous_perturbation_is_right_on_average() {
    let setting = setting(1);
    let exact = gradients(&setting, &Adjoint).slots;
    let guess = gradients(&setting, &Simultaneous { repeats: 4000, seed: 3, step: 1e-3 }).slots;
    let size = exact.iter().map(|g| g * g).sum::<f64>().sqrt();
    // The error of the mean of R sign vectors is about |g| / √R in each slot.
    assert!(largest_difference(&exact, &guess) < 5.0 * size / 4000f64.sqrt());
}

#[test]
fn cotangents_from_values_are_those_of_the_values() {
    let setting = setting(2);
    let backend = Cpu::<f64>::default();
    let evaluation = Evaluation { backend: &backend, observed: &setting.observed };
    let inputs = Inputs::batch(2, Angles(&setting.angles));
    let square =
        |_: usize, values: &[f64], v: &mut [f64]| v.iter_mut().zip(values).for_each(|(v, x)| *v = 2.0 * x);
    for differentiator in
        [&Adjoint as &dyn Differentiator, &ParameterShift::default(), &FiniteDifference::default()]
    {
        let from_values =
            differentiator.gradients(evaluation, &inputs, Cotangents::FromValues(&square)).unwrap();
        let doubled: Vec<f64> = from_values.values.iter().map(|x| 2.0 * x).collect();
        let given = differentiator.gradients(evaluation, &inputs, Cotangents::Given(&doubled)).unwrap();
        assert_eq!(from_values.slots, given.slots, "{}", differentiator.name());
    }
}

#[test]
fn shot_gradients_have_honest_standard_errors() {
    let circuit = circuit();
    let observable: PauliSum = "Z0 + 0.5 * X0 X1 - 0.25 * Y2 + 0.1".parse().unwrap();
    let params = [0.4, -1.1, 0.7, 2.0, 0.3];
    let backend = Cpu::<f64>::default();
    let plan = Plan::compile(&circuit, &PlanOptions::default()).unwrap();
    let angles = plan.parameter_map().angles(&params).unwrap();
    let observed = ObservedPlan::new(plan.clone(), vec![observable.clone()]).unwrap();
    let exact =
        backend.gradients(&observed, &Inputs::one(Angles(&angles)), Cotangents::Given(&[1.0])).unwrap();
    let exact_gradient = plan.parameter_map().pullback(&params, &exact.slots);

    let estimator = ShotEstimator::compile(&circuit, &observable, &PlanOptions::default()).unwrap();
    let mut squared_scores = Vec::new();
    for seed in 0..60 {
        let method = ShotParameterShift { shots: 600, seed };
        let estimate = method.gradient(&backend, &estimator, &params, 0).unwrap();
        assert_eq!(estimate, method.gradient(&backend, &estimator, &params, 0).unwrap());
        squared_scores
            .push(((estimate.value.mean - exact.values[0]) / estimate.value.standard_error).powi(2));
        for (j, exact) in exact_gradient.iter().enumerate() {
            squared_scores.push(((estimate.gradient[j] - exact) / estimate.standard_errors[j]).powi(2));
        }
    }
    // The mean of k squared standard scores is 1 ± √(2/k); scores of one gradient are correlated, so allow ten of those.
    let mean = squared_scores.iter().sum::<f64>() / squared_scores.len() as f64;
    assert!((mean - 1.0).abs() < 10.0 * (2.0 / squared_scores.len() as f64).sqrt(), "{mean}");
}

#[test]
fn shots_go_where_they_lower_the_variance_most() {
    let circuit = circuit();
    // One term weighs much and another hardly varies, so that equal shares are a waste.
    let observable: PauliSum = "3 * Z0 + 0.05 * X0 X1 - 0.05 * Y2 + 0.1".parse().unwrap();
    let params = [0.4, -1.1, 0.7, 2.0, 0.3];
    let backend = Cpu::<f64>::default();
    let plan = Plan::compile(&circuit, &PlanOptions::default()).unwrap();
    let angles = plan.parameter_map().angles(&params).unwrap();
    let observed = ObservedPlan::new(plan.clone(), vec![observable.clone()]).unwrap();
    let exact =
        backend.gradients(&observed, &Inputs::one(Angles(&angles)), Cotangents::Given(&[1.0])).unwrap();
    let exact = plan.parameter_map().pullback(&params, &exact.slots);
    let estimator = ShotEstimator::compile(&circuit, &observable, &PlanOptions::default()).unwrap();
    let circuits: u64 = estimator.shift_rules().iter().map(|rule| rule.terms().len() as u64).sum();
    let (mut scores, mut allocated, mut even) = (Vec::new(), 0.0, 0.0);
    for seed in 0..60 {
        let method = AllocatedShots { total: 400 * circuits, pilot: 50, seed };
        let estimate = method.gradient(&backend, &estimator, &params, 0).unwrap();
        assert_eq!(estimate, method.gradient(&backend, &estimator, &params, 0).unwrap());
        for ((found, error), exact) in estimate.gradient.iter().zip(&estimate.standard_errors).zip(&exact) {
            scores.push(((found - exact) / error).powi(2));
            allocated += error * error;
        }
        let alike =
            ShotParameterShift { shots: 400, seed }.gradient(&backend, &estimator, &params, 0).unwrap();
        even += alike.standard_errors.iter().map(|error| error * error).sum::<f64>();
    }
    let mean = scores.iter().sum::<f64>() / scores.len() as f64;
    assert!((mean - 1.0).abs() < 10.0 * (2.0 / scores.len() as f64).sqrt(), "{mean}");
    assert!(allocated < 0.9 * even, "{allocated} instead of {even}");
}
