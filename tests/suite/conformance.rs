//! What every backend must answer, in every way it can be configured. The expected numbers are the oracle's, and for
//! gradients the derivative of the oracle's numbers.

use ansatz_simulator::{
    Cpu, Plan, Program,
    machine::{Angles, Cotangents, Inputs, Kernels},
};
use ansatz_tests::ask::AskPlan;
use ansatz_tests::backends::{Precision, Variant, always_parallel, pool, variants};
use ansatz_tests::oracle::{self, C64};
use ansatz_tests::random::Draws;
use ansatz_tests::recipe::{Observable, ProgramRecipe, Recipe};
use ansatz_tests::strategies::{NUM_PARAMETERS, observable, program, recipe};
use ansatz_tests::tolerance::{self, assert_near};
use std::collections::BTreeMap;
use std::sync::OnceLock;

const LANES: usize = 3;

/// A circuit with everything that the oracle says about it.
pub(crate) struct Case {
    pub(crate) recipe: Recipe,
    pub(crate) start: Vec<C64>,
    pub(crate) params: Vec<Vec<f64>>,
    pub(crate) observables: Vec<Observable>,
    pub(crate) other: Vec<C64>,
    /// By lane.
    pub(crate) states: Vec<Vec<C64>>,
    /// By lane and observable.
    pub(crate) expectations: Vec<Vec<f64>>,
    /// By lane: the gradient of `Σ_m (m + 1)·⟨O_m⟩` in the parameters.
    pub(crate) gradients: Vec<Vec<f64>>,
    /// `Σ_slots Σ_p |A|`, how much a slot's rounding can count.
    pub(crate) slope: f64,
}

impl Case {
    fn new(seed: u64, num_qubits: usize, length: usize) -> Case {
        let mut draws = Draws::new(seed);
        let recipe = recipe(&mut draws, num_qubits, length);
        let start = draws.state(num_qubits);
        let params: Vec<Vec<f64>> = (0..LANES).map(|_| draws.angles(NUM_PARAMETERS)).collect();
        let observables: Vec<Observable> =
            [1, 4].map(|terms| observable(&mut draws, num_qubits, terms)).into();
        let values = |params: &[f64]| -> Vec<f64> {
            let state = recipe.state(params, start.clone());
            observables.iter().map(|o| o.expectation(&state)).collect()
        };
        let slope = |params: &Vec<f64>, p: usize| {
            tolerance::five_point(|h| {
                let mut moved = params.clone();
                moved[p] += h;
                values(&moved).iter().enumerate().map(|(m, value)| (m + 1) as f64 * value).sum()
            })
        };
        Case {
            states: params.iter().map(|params| recipe.state(params, start.clone())).collect(),
            expectations: params.iter().map(|params| values(params)).collect(),
            gradients: params.iter().map(|p| (0..NUM_PARAMETERS).map(|k| slope(p, k)).collect()).collect(),
            slope: recipe
                .steps
                .iter()
                .flat_map(|s| &s.angles)
                .flat_map(|a| &a.terms)
                .map(|t| t.1.abs())
                .sum(),
            other: draws.state(num_qubits),
            recipe,
            start,
            params,
            observables,
        }
    }
}

pub(crate) fn cases() -> &'static [Case] {
    static CASES: OnceLock<Vec<Case>> = OnceLock::new();
    let shapes = [(1, 8), (2, 16), (4, 20), (6, 24), (8, 24)];
    CASES.get_or_init(|| shapes.iter().map(|(n, length)| Case::new(100 + *n as u64, *n, *length)).collect())
}

pub(crate) fn check(case: &Case, variant: &Variant) {
    let circuit = case.recipe.circuit_from(&case.start);
    let plan = Plan::compile(&circuit, &variant.plan).expect("recipes compile");
    let map = plan.parameter_map();
    let angles: Vec<f64> = case.params.iter().flat_map(|p| map.angles(p).expect("counted")).collect();
    let inputs = Inputs::batch(LANES, Angles(&angles));
    check_states(case, variant, &plan, &inputs);
    check_gradients(case, variant, &plan, &inputs);
}

fn check_states(case: &Case, variant: &Variant, plan: &Plan, inputs: &Inputs<'_>) {
    let (epsilon, operations) = (variant.epsilon, plan.num_operations());
    let run = variant.backend.run(plan, inputs).expect("recipes run");
    let fidelities = run.fidelity(&case.other).expect("as many amplitudes");
    for (lane, expected) in case.states.iter().enumerate() {
        for (k, got) in run.amplitudes(lane).expect("answers").into_iter().enumerate() {
            let error = (got - expected[k]).norm();
            let bound = tolerance::amplitude(epsilon, operations);
            assert!(error <= bound, "{}: amplitude {k} off by {error:e} > {bound:e}", variant.label);
        }
        let bound = tolerance::probability(epsilon, operations);
        for (got, expected) in
            run.probabilities(lane).expect("answers").into_iter().zip(oracle::probabilities(expected))
        {
            assert_near(&variant.label, got, expected, bound);
        }
        let fidelity = oracle::overlap(expected, &case.other).norm_sqr();
        assert_near(&variant.label, fidelities[lane], fidelity, 2.0 * bound);
    }
    let sums: Vec<_> = case.observables.iter().map(Observable::sum).collect();
    let together = variant.backend.expectations_of(plan, inputs, &sums).expect("observables fit");
    for (m, sum) in sums.iter().enumerate() {
        let alone = run.expectation(sum).expect("observables fit");
        let bound = tolerance::expectation(epsilon, operations, case.observables[m].norm());
        for lane in 0..LANES {
            assert_near(&variant.label, alone[lane], case.expectations[lane][m], bound);
            let together = together[lane * sums.len() + m];
            assert_near(&variant.label, together, case.expectations[lane][m], bound);
            // What is left out, or taken into the observable, rounds as well.
            let is_whole = !variant.plan.light_cone && !variant.plan.pull_back;
            assert!(!is_whole || alone[lane] == together, "{}", variant.label);
        }
    }
    let shots = run.sample(200, 5).expect("answers");
    let possible = |state: &u64| oracle::probabilities(&case.states[0])[*state as usize] > 1e-12;
    assert!(shots.len() == 200 && shots.iter().all(possible), "{}", variant.label);
}

fn check_gradients(case: &Case, variant: &Variant, plan: &Plan, inputs: &Inputs<'_>) {
    let sums: Vec<_> = case.observables.iter().map(Observable::sum).collect();
    let weights: Vec<f64> = (0..LANES * sums.len()).map(|k| (k % sums.len() + 1) as f64).collect();
    let gradients = variant
        .backend
        .gradients_of(plan, inputs, &sums, Cotangents::Given(&weights))
        .expect("gradients of a static plan");
    let norm: f64 = case.observables.iter().enumerate().map(|(m, o)| (m + 1) as f64 * o.norm()).sum();
    let slots = plan.num_slots();
    for lane in 0..LANES {
        let got = plan
            .parameter_map()
            .pullback(&case.params[lane], &gradients.slots[lane * slots..(lane + 1) * slots]);
        let bound = tolerance::FINITE_DIFFERENCE
            + tolerance::gradient(variant.epsilon, plan.num_operations(), norm, case.slope);
        for (got, expected) in got.iter().zip(&case.gradients[lane]) {
            assert_near(&variant.label, *got, *expected, bound);
        }
    }
}

/// Programs with their parameters and exact distributions.
pub(crate) type ProgramCase = (ProgramRecipe, Vec<f64>, BTreeMap<Vec<bool>, f64>);

pub(crate) fn program_cases() -> &'static [ProgramCase] {
    static CASES: OnceLock<Vec<ProgramCase>> = OnceLock::new();
    let one = |(num_qubits, length): (usize, usize)| {
        let mut draws = Draws::new(300 + num_qubits as u64);
        let recipe = program(&mut draws, num_qubits, length);
        let params = draws.angles(NUM_PARAMETERS);
        let expected = recipe.distribution(&params);
        assert!(expected.len() > 1, "the program measures something");
        (recipe, params, expected)
    };
    CASES.get_or_init(|| [(2, 14), (4, 18)].map(one).into())
}

pub(crate) fn check_program(case: &ProgramCase, variant: &Variant) {
    let (recipe, params, expected) = case;
    let program = Program::compile(&recipe.circuit(), &variant.plan).expect("recipes compile");
    let angles = program.parameter_map().angles(params).expect("counted");
    let got = variant.backend.distribution(&program, &angles).expect("few branches");
    // Weights of branches multiply: each measurement rounds like an operation.
    let bound = 4.0 * tolerance::probability(variant.epsilon, 10 * recipe.events.len());
    let all: Vec<usize> = (0..recipe.num_bits).collect();
    let got: BTreeMap<Vec<bool>, f64> =
        got.into_iter().map(|(bits, p)| (bits.select(&all).iter().collect(), p)).collect();
    for (bits, probability) in expected {
        assert_near(&variant.label, got.get(bits).copied().unwrap_or(0.0), *probability, bound);
    }
    let spurious: f64 = got.iter().filter(|(bits, _)| !expected.contains_key(*bits)).map(|(_, p)| p).sum();
    assert!(spurious <= bound, "{}: outcomes that cannot happen have {spurious:e}", variant.label);
}

fn conform(precision: Precision) {
    for variant in variants(precision) {
        pool(variant.threads).install(|| {
            cases().iter().for_each(|case| check(case, &variant));
            program_cases().iter().for_each(|case| check_program(case, &variant));
        });
    }
}

#[test]
fn every_variant_of_the_cpu_in_f64_agrees_with_the_oracle() {
    conform(Precision::Double);
}

#[test]
fn every_variant_of_the_cpu_in_f32_agrees_with_the_oracle() {
    conform(Precision::Single);
}

const WORKS: &str = "the machine works";

/// The lower level by itself: loading, overlaps, projections, lookups.
pub(crate) fn kernels_agree<K: Kernels>(precision: Precision, backend: impl Fn(usize) -> K) {
    let mut draws = Draws::new(71);
    for (num_qubits, block_qubits) in [(0, 0), (1, 3), (3, 0), (5, 2), (7, 4)] {
        let kernels = backend(block_qubits);
        let (a, b) = (draws.state(num_qubits), draws.state(num_qubits));
        let (bra, ket) =
            (kernels.load(num_qubits, 1, &a).expect(WORKS), kernels.load(num_qubits, 1, &b).expect(WORKS));
        let bound = tolerance::probability(precision.epsilon(), 1);
        let error = (kernels.inner_product(&bra, &ket).expect(WORKS)[0] - oracle::overlap(&a, &b)).norm();
        assert!(error < bound, "{num_qubits}: {error:e}");
        assert_eq!(
            kernels.amplitudes(&kernels.duplicate(&ket).expect(WORKS), 0).expect(WORKS),
            kernels.amplitudes(&ket, 0).expect(WORKS)
        );
        for qubit in 0..num_qubits {
            let ones: f64 =
                (0..1 << num_qubits).filter(|k| k >> qubit & 1 == 1).map(|k| b[k].norm_sqr()).sum();
            let got = kernels.probability_of_one(&ket, qubit).expect(WORKS);
            assert_near("probability of one", got, ones, bound);
            let mut kept = kernels.duplicate(&ket).expect(WORKS);
            kernels.project(&mut kept, qubit, 1, got).expect(WORKS);
            let probabilities = kernels.probabilities(&kept, 0).expect(WORKS);
            assert_near("a projected state's norm", probabilities.iter().sum(), 1.0, 4.0 * bound);
            assert!((0..1 << num_qubits).all(|k| k >> qubit & 1 == 1 || probabilities[k] == 0.0));
        }
        // The basis state at a number is where the running sum of probabilities first exceeds it.
        let probabilities = kernels.probabilities(&ket, 0).expect(WORKS);
        let total: f64 = probabilities.iter().sum();
        let ascending: Vec<f64> = (0..97).map(|k| f64::from(k) / 97.0).collect();
        for (u, found) in ascending.iter().zip(kernels.locate(&ket, &ascending).expect(WORKS)) {
            let upto = |end: usize| probabilities[..end].iter().sum::<f64>() / total;
            let found = found as usize;
            assert!(upto(found) <= u + 1e-12 && u - 1e-12 < upto(found + 1), "{u} at {found}");
        }
    }
}

#[test]
fn the_kernels_of_both_precisions_agree_with_the_oracle() {
    for threads in 1..=3 {
        pool(threads).install(|| {
            kernels_agree(Precision::Double, |block_qubits| Cpu::<f64>::new(always_parallel(block_qubits)));
            kernels_agree(Precision::Single, |block_qubits| Cpu::<f32>::new(always_parallel(block_qubits)));
        });
    }
}

/// Lanes that start from amplitudes of their own, as data embeddings do.
#[test]
fn every_lane_can_start_from_its_own_amplitudes() {
    variants(Precision::Double).iter().step_by(37).for_each(lanes_start_from_their_own_amplitudes);
}

pub(crate) fn lanes_start_from_their_own_amplitudes(variant: &Variant) {
    let mut draws = Draws::new(83);
    let recipe = recipe(&mut draws, 4, 16);
    let starts: Vec<Vec<C64>> = (0..5).map(|_| draws.state(4)).collect();
    let params = draws.angles(NUM_PARAMETERS);
    let plan = Plan::compile(&recipe.circuit(), &variant.plan).expect("compiles");
    let angles = plan.parameter_map().angles(&params).expect("counted").repeat(5);
    let amplitudes = starts.concat();
    let inputs = Inputs::batch(5, Angles(&angles)).with_amplitudes(&amplitudes);
    let run = variant.backend.run(&plan, &inputs).expect("runs");
    for (lane, start) in starts.iter().enumerate() {
        let expected = recipe.state(&params, start.clone());
        for (got, expected) in run.amplitudes(lane).expect("answers").iter().zip(&expected) {
            let bound = tolerance::amplitude(variant.epsilon, plan.num_operations());
            assert!((got - expected).norm() <= bound, "{}", variant.label);
        }
    }
}
