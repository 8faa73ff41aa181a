//! Gradients three ways: the adjoint sweep, the parameter-shift rule applied by hand, and difference quotients of the
//! oracle's expectations. For every gate that takes an angle, alone and under controls, with shared and scaled parameters.

use ansatz_circuits::PauliSum;
use ansatz_simulator::{
    Backend, Cpu, Plan, PlanOptions,
    machine::{Angles, Cotangents, Inputs},
};
use ansatz_tests::ask::AskPlan;
use ansatz_tests::backends::{always_parallel, tiles};
use ansatz_tests::oracle::{C64, zero_state};
use ansatz_tests::random::Draws;
use ansatz_tests::recipe::{Formula, Observable, Recipe, Step, What};
use ansatz_tests::strategies::{NUM_PARAMETERS, observable, recipe, signatures};
use ansatz_tests::tolerance::{self, FINITE_DIFFERENCE, SHIFT_RULE, assert_near};

/// Steps under test: every parametric name, and Pauli words, on their own qubits `0..k`.
fn parametric() -> Vec<Step> {
    let named = signatures().iter().filter(|s| s.num_angles > 0).map(|s| {
        let angles = vec![Formula::constant(0.0); s.num_angles];
        Step::named(s.name, &angles, &(0..s.num_qubits).collect::<Vec<_>>())
    });
    let words = ["X", "Y", "Z", "XX", "YZ", "ZZ", "XYZ", "IZ", "I"].map(|word| Step {
        what: What::PauliRotation(word.to_string()),
        qubits: (0..word.len()).collect(),
        controls: vec![],
        angles: vec![Formula::constant(0.0)],
    });
    named.chain(words).collect()
}

/// The step between random ones, on random qubits, under so many controls; parameter 0 feeds its first angle scaled
/// and shifted, its other angles as they come, and a rotation elsewhere.
fn sandwich(draws: &mut Draws, step: &Step, controls: usize) -> Recipe {
    let num_qubits = (step.qubits.len() + controls).max(2);
    let placed = draws.distinct(step.qubits.len() + controls, num_qubits);
    let (qubits, control_qubits) = placed.split_at(step.qubits.len());
    let angle = |k: usize| match k {
        0 => Formula::of(0, 1.3, 0.4),
        k => Formula {
            terms: vec![(0, -0.5), (k.min(NUM_PARAMETERS - 1), 1.0)],
            products: vec![(0, k.min(NUM_PARAMETERS - 1))],
            offset: 0.1 * k as f64,
        },
    };
    let tested = Step {
        what: step.what.clone(),
        qubits: qubits.to_vec(),
        controls: control_qubits.iter().map(|q| (*q, draws.below(2) == 1)).collect(),
        angles: (0..step.angles.len()).map(angle).collect(),
    };
    let turn = |draws: &mut Draws, name: &str, qubit: usize| {
        Step::named(name, &[Formula::constant(draws.angle())], &[qubit])
    };
    let mut recipe = recipe(draws, num_qubits, 3);
    for qubit in 0..num_qubits {
        recipe.steps.push(turn(draws, "ry", qubit));
        recipe.steps.push(turn(draws, "rz", qubit));
    }
    recipe.steps.push(tested);
    recipe.steps.push(Step::named("rx", &[Formula::of(0, -0.7, 0.2)], &[draws.below(num_qubits)]));
    (0..num_qubits).for_each(|qubit| recipe.steps.push(turn(draws, "rx", qubit)));
    recipe.steps.extend(ansatz_tests::strategies::recipe(draws, num_qubits, 3).steps);
    recipe
}

struct Problem {
    recipe: Recipe,
    params: Vec<f64>,
    observable: Observable,
}

impl Problem {
    fn plan(&self, options: &PlanOptions) -> Plan {
        Plan::compile(&self.recipe.circuit(), options).expect("recipes compile")
    }

    fn angles(&self, plan: &Plan) -> Vec<f64> {
        plan.parameter_map().angles(&self.params).expect("counted")
    }

    /// One gradient in the slots.
    fn adjoint(&self, backend: &dyn Backend, plan: &Plan) -> Vec<f64> {
        let angles = self.angles(plan);
        let sums = [self.observable.sum()];
        let result =
            backend.gradients_of(plan, &Inputs::one(Angles(&angles)), &sums, Cotangents::Given(&[1.0]));
        result.expect("a static plan").slots
    }

    /// `Σ_m c_m f(θ_slot + s_m)`, slot by slot.
    fn shifted(&self, backend: &dyn Backend, plan: &Plan) -> Vec<f64> {
        let angles = self.angles(plan);
        let value =
            |slot: usize, shift: f64| value_at(backend, plan, &self.observable.sum(), &angles, (slot, shift));
        let slot = |slot: usize| {
            let terms = plan.shift_rules()[slot].terms().iter();
            terms.map(|term| term.coefficient * value(slot, term.shift)).sum()
        };
        (0..plan.num_slots()).map(slot).collect()
    }

    /// In the parameters, by the oracle.
    fn quotients(&self) -> Vec<f64> {
        let value = |params: &[f64]| {
            self.observable.expectation(&self.recipe.state(params, zero_state(self.recipe.num_qubits)))
        };
        let slope = |p: usize| {
            tolerance::five_point(|h| {
                let mut params = self.params.clone();
                params[p] += h;
                value(&params)
            })
        };
        (0..self.params.len()).map(slope).collect()
    }
}

fn value_at(backend: &dyn Backend, plan: &Plan, sum: &PauliSum, angles: &[f64], shift: (usize, f64)) -> f64 {
    let mut angles = angles.to_vec();
    angles[shift.0] += shift.1;
    backend.expectations_of(plan, &Inputs::one(Angles(&angles)), std::slice::from_ref(sum)).expect("runs")[0]
}

fn problem(draws: &mut Draws, recipe: Recipe) -> Problem {
    let (params, observable) = (draws.angles(NUM_PARAMETERS), observable(draws, recipe.num_qubits, 3));
    Problem { recipe, params, observable }
}

fn assert_three_ways(problem: &Problem, options: &PlanOptions) {
    let backend = Cpu::<f64>::new(always_parallel(3));
    let plan = problem.plan(options);
    let (adjoint, shifted) = (problem.adjoint(&backend, &plan), problem.shifted(&backend, &plan));
    for (slot, (adjoint, shifted)) in adjoint.iter().zip(&shifted).enumerate() {
        assert_near(&format!("slot {slot} of {:?}", problem.recipe), *adjoint, *shifted, SHIFT_RULE);
    }
    let gradient = plan.parameter_map().pullback(&problem.params, &adjoint);
    for (got, expected) in gradient.iter().zip(problem.quotients()) {
        assert_near(&format!("{:?}", problem.recipe), *got, expected, FINITE_DIFFERENCE);
    }
}

#[test]
fn the_adjoint_sweep_is_the_shift_rule_is_the_difference_quotient() {
    let mut draws = Draws::new(2);
    let steps = parametric();
    assert!(steps.len() > 25, "the parametric gates are listed");
    for step in &steps {
        for controls in 0..=2 {
            let recipe = sandwich(&mut draws, step, controls);
            assert_three_ways(&problem(&mut draws, recipe), &tiles(3, 1));
        }
    }
}

#[test]
fn random_circuits_have_the_same_gradient_three_ways() {
    let mut draws = Draws::new(3);
    for case in 0..40 {
        let recipe = recipe(&mut draws, 1 + case % 6, 16);
        let options = [PlanOptions::default(), tiles(2, 0), tiles(4, 2)][case % 3];
        assert_three_ways(&problem(&mut draws, recipe), &options);
    }
}

/// `(f(θ + π/2) − f(θ − π/2))/2` is right for one gap of 1 and wrong for the gates whose generators have more.
#[test]
fn the_naive_two_term_rule_fails_on_four_term_gates() {
    use std::f64::consts::FRAC_PI_2;
    let backend = Cpu::<f64>::default();
    let naive_error = |draws: &mut Draws, step: &Step, controls: usize| -> f64 {
        let trials = (0..4).map(|_| {
            let mut recipe = sandwich(draws, step, controls);
            let is_tested = |s: &Step| s.what == step.what && s.angles[..] == [Formula::of(0, 1.3, 0.4)];
            let tested = recipe.steps.iter().position(is_tested).expect("the sandwich holds the step");
            // Only the step under test keeps its parameter.
            for (k, other) in recipe.steps.iter_mut().enumerate().filter(|(k, _)| *k != tested) {
                other.angles.iter_mut().for_each(|angle| *angle = Formula::constant(angle.offset + k as f64));
            }
            let problem = problem(draws, recipe);
            let plan = problem.plan(&PlanOptions::default());
            assert_eq!(plan.num_slots(), 1);
            let (angles, sum) = (problem.angles(&plan), problem.observable.sum());
            let value = |shift: f64| value_at(&backend, &plan, &sum, &angles, (0, shift));
            ((value(FRAC_PI_2) - value(-FRAC_PI_2)) / 2.0 - problem.adjoint(&backend, &plan)[0]).abs()
        });
        trials.fold(0.0, f64::max)
    };
    let mut draws = Draws::new(6);
    let one = |name: &str, num_qubits: usize| {
        Step::named(name, &[Formula::constant(0.0)], &(0..num_qubits).collect::<Vec<_>>())
    };
    let four_terms = [
        ("crx", 2, 0),
        ("cry", 2, 0),
        ("crz", 2, 0),
        ("single_excitation", 2, 0),
        ("double_excitation", 4, 0),
        ("rxx_plus_ryy", 2, 0),
        ("rxx_minus_ryy", 2, 0),
        ("rxx", 2, 1),
        ("rx", 1, 1),
        ("rzz", 2, 2),
    ];
    for (name, num_qubits, controls) in four_terms {
        let error = naive_error(&mut draws, &one(name, num_qubits), controls);
        assert!(error > 0.01, "{name} under {controls} controls: two terms are off by only {error:e}");
    }
    for (name, num_qubits) in [("rx", 1), ("ry", 1), ("rz", 1), ("p", 1), ("cp", 2), ("rxx", 2), ("rzx", 2)] {
        let error = naive_error(&mut draws, &one(name, num_qubits), 0);
        assert!(error < SHIFT_RULE, "{name}: {error:e}");
    }
}

#[test]
fn a_global_phase_has_no_gradient_and_no_shifts() {
    let mut draws = Draws::new(9);
    for what in [What::Named("gphase".into()), What::PauliRotation("I".into())] {
        let qubits = if matches!(what, What::Named(_)) { vec![] } else { vec![1] };
        let step = Step { what, qubits, controls: vec![], angles: vec![Formula::of(1, 2.0, 0.3)] };
        let mut recipe = recipe(&mut draws, 3, 6);
        recipe.steps.iter_mut().flat_map(|s| &mut s.angles).for_each(|a| *a = Formula::constant(a.offset));
        recipe.steps.insert(3, step);
        let problem = problem(&mut draws, recipe);
        for options in [PlanOptions::default(), tiles(2, 1)] {
            let plan = problem.plan(&options);
            assert!(plan.shift_rules()[0].terms().is_empty());
            for backend in [&Cpu::<f64>::default() as &dyn Backend, &Cpu::<f32>::default()] {
                assert_eq!(problem.adjoint(backend, &plan), [0.0], "{:?}", problem.recipe);
            }
        }
    }
}

/// A problem with several observables and lanes.
fn batch(seed: u64) -> (Plan, Vec<f64>, Vec<PauliSum>, usize) {
    let mut draws = Draws::new(seed);
    let recipe = recipe(&mut draws, 4, 20);
    let plan = Plan::compile(&recipe.circuit(), &tiles(3, 1)).expect("compiles");
    let lanes = 5;
    let angles = (0..lanes)
        .flat_map(|_| plan.parameter_map().angles(&draws.angles(NUM_PARAMETERS)).expect("counted"))
        .collect();
    let sums = (0..3).map(|_| observable(&mut draws, 4, 3).sum()).collect();
    (plan, angles, sums, lanes)
}

#[test]
fn vector_jacobian_products_are_rows_of_the_jacobian() {
    let backend = Cpu::<f64>::default();
    let (plan, angles, sums, lanes) = batch(31);
    let inputs = Inputs::batch(lanes, Angles(&angles));
    let gradients = |weights: &[f64]| {
        backend.gradients_of(&plan, &inputs, &sums, Cotangents::Given(weights)).expect("static").slots
    };
    let rows: Vec<Vec<f64>> = (0..sums.len())
        .map(|m| {
            gradients(
                &(0..lanes * sums.len())
                    .map(|k| f64::from(u8::from(k % sums.len() == m)))
                    .collect::<Vec<_>>(),
            )
        })
        .collect();
    // Row m is the gradient of observable m alone.
    for (sum, row) in sums.iter().zip(&rows) {
        let ones = vec![1.0; lanes];
        let alone = backend.gradients_of(&plan, &inputs, std::slice::from_ref(sum), Cotangents::Given(&ones));
        let alone = alone.expect("static").slots;
        row.iter().zip(&alone).for_each(|(a, b)| assert_near("row", *a, *b, SHIFT_RULE));
    }
    // A product is the weighted sum of the rows, with weights that differ from lane to lane.
    let mut draws = Draws::new(8);
    let weights = draws.angles(lanes * sums.len());
    let slots = plan.num_slots();
    for (k, product) in gradients(&weights).iter().enumerate() {
        let lane = k / slots;
        let sum: f64 = rows.iter().enumerate().map(|(m, row)| weights[lane * sums.len() + m] * row[k]).sum();
        assert_near("product", *product, sum, SHIFT_RULE);
    }
}

#[test]
fn cotangents_from_values_are_those_given() {
    let backend = Cpu::<f64>::default();
    let (plan, angles, sums, lanes) = batch(32);
    let inputs = Inputs::batch(lanes, Angles(&angles));
    let values = backend.expectations_of(&plan, &inputs, &sums).expect("runs");
    // The loss ½ Σ (⟨O_m⟩ − lane)², whose slope is the value less the lane.
    let loss_slope = |lane: usize, values: &[f64], slopes: &mut [f64]| {
        slopes.iter_mut().zip(values).for_each(|(slope, value)| *slope = value - lane as f64);
    };
    let mut given = vec![0.0; values.len()];
    for lane in 0..lanes {
        let range = lane * sums.len()..(lane + 1) * sums.len();
        loss_slope(lane, &values[range.clone()], &mut given[range]);
    }
    let one = backend.gradients_of(&plan, &inputs, &sums, Cotangents::Given(&given)).expect("static");
    let two =
        backend.gradients_of(&plan, &inputs, &sums, Cotangents::FromValues(&loss_slope)).expect("static");
    assert_eq!(one, two);
    assert_eq!(one.values, values);
    assert!(one.slots.iter().any(|g| g.abs() > 0.01), "the gradient is not trivial");
}

#[test]
fn gradients_start_from_given_amplitudes() {
    let mut draws = Draws::new(55);
    let recipe = recipe(&mut draws, 3, 12);
    let start: Vec<C64> = draws.state(3);
    let params = draws.angles(NUM_PARAMETERS);
    let observable = observable(&mut draws, 3, 4);
    let plan = Plan::compile(&recipe.circuit_from(&start), &tiles(2, 1)).expect("compiles");
    let angles = plan.parameter_map().angles(&params).expect("counted");
    let backend = Cpu::<f64>::default();
    let got = backend
        .gradients_of(&plan, &Inputs::one(Angles(&angles)), &[observable.sum()], Cotangents::Given(&[1.0]))
        .expect("static");
    let gradient = plan.parameter_map().pullback(&params, &got.slots);
    for (p, got) in gradient.iter().enumerate() {
        let slope = tolerance::five_point(|h| {
            let mut moved = params.clone();
            moved[p] += h;
            observable.expectation(&recipe.state(&moved, start.clone()))
        });
        assert_near("gradient", *got, slope, FINITE_DIFFERENCE);
    }
}
