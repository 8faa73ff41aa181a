//! Quantum Fisher information and gradients in starting amplitudes, against the oracle's states.

use ansatz_circuits::PauliSum;
use ansatz_simulator::{
    Backend, Cpu, Plan, PlanOptions,
    machine::{Angles, Cotangents, Inputs},
};
use ansatz_tests::ask::AskPlan;
use ansatz_tests::backends::{Precision, always_parallel, pool, tiles};
use ansatz_tests::oracle::{C64, overlap, zero_state};
use ansatz_tests::random::Draws;
use ansatz_tests::recipe::{Formula, Recipe, Step, What};
use ansatz_tests::strategies::{NUM_PARAMETERS, observable, recipe, signatures};
use ansatz_tests::tolerance::{FINITE_DIFFERENCE, assert_near, five_point};

/// `4 Re[⟨∂_iψ|∂_jψ⟩ − ⟨∂_iψ|ψ⟩⟨ψ|∂_jψ⟩]` from difference quotients of the oracle's states.
fn by_quotients(recipe: &Recipe, params: &[f64], start: &[C64]) -> Vec<f64> {
    let state = |params: &[f64]| recipe.state(params, start.to_vec());
    let slope = |p: usize| -> Vec<C64> {
        let at = |h: f64| {
            let mut moved = params.to_vec();
            moved[p] += h;
            state(&moved)
        };
        let near: Vec<Vec<C64>> = [1e-3, -1e-3, 2e-3, -2e-3].map(at).to_vec();
        (0..near[0].len())
            .map(|k| ((near[0][k] - near[1][k]) * 8.0 - (near[2][k] - near[3][k])) / 12e-3)
            .collect()
    };
    let (psi, slopes) = (state(params), (0..params.len()).map(slope).collect::<Vec<_>>());
    let entry = |i: usize, j: usize| {
        let product = overlap(&slopes[i], &psi) * overlap(&psi, &slopes[j]);
        4.0 * (overlap(&slopes[i], &slopes[j]) - product).re
    };
    (0..params.len()).flat_map(|i| (0..params.len()).map(move |j| (i, j))).map(|(i, j)| entry(i, j)).collect()
}

/// In the parameters: `Jᵀ F J`, one side at a time through the pullback.
fn in_parameters(plan: &Plan, params: &[f64], fisher: &[f64]) -> Vec<f64> {
    let (map, slots) = (plan.parameter_map(), plan.num_slots());
    let half: Vec<Vec<f64>> = fisher.chunks(slots.max(1)).map(|row| map.pullback(params, row)).collect();
    let column = |p: usize| map.pullback(params, &half.iter().map(|row| row[p]).collect::<Vec<_>>());
    (0..params.len()).flat_map(column).collect()
}

fn assert_fisher(draws: &mut Draws, recipe: &Recipe, options: &PlanOptions) {
    let plan = Plan::compile(&recipe.circuit(), options).expect("recipes compile");
    let params = draws.angles(NUM_PARAMETERS);
    let angles = plan.parameter_map().angles(&params).expect("counted");
    let backend = Cpu::<f64>::new(always_parallel(3));
    let fisher = backend.fisher_information(&plan, &Inputs::one(Angles(&angles))).expect("runs");
    let got = in_parameters(&plan, &params, &fisher);
    for (got, expected) in got.iter().zip(by_quotients(recipe, &params, &zero_state(recipe.num_qubits))) {
        assert_near(&format!("{recipe:?}"), *got, expected, 10.0 * FINITE_DIFFERENCE);
    }
}

#[test]
fn the_fisher_information_of_every_gate_is_that_of_its_states() {
    let mut draws = Draws::new(71);
    let words = ["X", "YZ", "XYZ", "IZ", "I"];
    let steps = signatures()
        .iter()
        .filter(|s| s.num_angles > 0)
        .map(|s| (What::Named(s.name.to_string()), s.num_qubits, s.num_angles))
        .chain(words.map(|word| (What::PauliRotation(word.to_string()), word.len(), 1)));
    for (what, size, num_angles) in steps {
        for controls in 0..=2 {
            let num_qubits = (size + controls).max(2);
            let placed = draws.distinct(size + controls, num_qubits);
            let mut all = recipe(&mut draws, num_qubits, 4);
            (0..num_qubits)
                .for_each(|q| all.steps.push(Step::named("ry", &[Formula::of(2, 1.0, q as f64)], &[q])));
            all.steps.push(Step {
                what: what.clone(),
                qubits: placed[..size].to_vec(),
                controls: placed[size..].iter().map(|q| (*q, draws.below(2) == 1)).collect(),
                angles: (0..num_angles).map(|k| Formula::of(k % 2, 1.0 + k as f64, 0.3)).collect(),
            });
            all.steps.extend(recipe(&mut draws, num_qubits, 4).steps);
            assert_fisher(&mut draws, &all, &PlanOptions::default());
        }
    }
}

#[test]
fn random_circuits_have_the_fisher_information_of_their_states() {
    let mut draws = Draws::new(72);
    for case in 0..30 {
        let recipe = recipe(&mut draws, 1 + case % 6, 16);
        assert_fisher(&mut draws, &recipe, &[PlanOptions::default(), tiles(2, 0), tiles(4, 2)][case % 3]);
    }
}

#[test]
fn the_fisher_information_is_what_fidelities_lose() {
    // |⟨ψ(θ)|ψ(θ+hu)⟩|² = 1 − h² uᵀFu/4 + O(h³), so uᵀFu = −2 ∂²/∂h² at 0, here from five points of the oracle.
    let mut draws = Draws::new(73);
    let recipe = recipe(&mut draws, 4, 20);
    let plan = Plan::compile(&recipe.circuit(), &PlanOptions::default()).expect("compiles");
    let (params, direction) = (draws.angles(NUM_PARAMETERS), draws.angles(NUM_PARAMETERS));
    let angles = plan.parameter_map().angles(&params).expect("counted");
    let fisher =
        Cpu::<f64>::default().fisher_information(&plan, &Inputs::one(Angles(&angles))).expect("runs");
    let fisher = in_parameters(&plan, &params, &fisher);
    let form: f64 = (0..9).map(|k| direction[k / 3] * fisher[k] * direction[k % 3]).sum();
    let psi = recipe.state(&params, zero_state(4));
    let fidelity = |h: f64| {
        let moved: Vec<f64> = params.iter().zip(&direction).map(|(p, d)| p + h * d).collect();
        overlap(&psi, &recipe.state(&moved, zero_state(4))).norm_sqr()
    };
    let slope = |h: f64| five_point(|k| fidelity(h + k));
    assert_near("uᵀFu", form, -2.0 * five_point(slope), 1e-5 * form.abs().max(1.0));
    assert!(form > 0.1, "the direction moves the state");
}

#[test]
fn batches_amplitudes_and_precisions_have_the_same_fisher_information() {
    let mut draws = Draws::new(74);
    let recipe = recipe(&mut draws, 4, 18);
    let plan = Plan::compile(&recipe.circuit(), &tiles(3, 1)).expect("compiles");
    let (slots, lanes) = (plan.num_slots(), 3);
    let params: Vec<Vec<f64>> = (0..lanes).map(|_| draws.angles(NUM_PARAMETERS)).collect();
    let angles: Vec<f64> =
        params.iter().flat_map(|p| plan.parameter_map().angles(p).expect("counted")).collect();
    let starts: Vec<Vec<C64>> = (0..lanes).map(|_| draws.state(4)).collect();
    let amplitudes = starts.concat();
    let inputs = Inputs::batch(lanes, Angles(&angles)).with_amplitudes(&amplitudes);
    for (precision, bound) in [(Precision::Double, 1e-6), (Precision::Single, 1e-3)] {
        let backend = precision.cpu(always_parallel(3));
        let ask = || backend.fisher_information(&plan, &inputs).expect("runs");
        let all = ask();
        for threads in 1..=3 {
            assert!(pool(threads).install(ask) == all, "the same bits on {threads} threads");
        }
        for (lane, fisher) in all.chunks(slots * slots).enumerate() {
            let got = in_parameters(&plan, &params[lane], fisher);
            for (got, expected) in got.iter().zip(by_quotients(&recipe, &params[lane], &starts[lane])) {
                assert_near("lane", *got, expected, bound * expected.abs().max(1.0));
            }
        }
    }
}

#[test]
fn the_fisher_information_is_symmetric_and_has_no_negative_direction() {
    let mut draws = Draws::new(75);
    let recipe = recipe(&mut draws, 3, 30);
    let plan = Plan::compile(&recipe.circuit(), &PlanOptions::default()).expect("compiles");
    let angles = plan.parameter_map().angles(&draws.angles(NUM_PARAMETERS)).expect("counted");
    let fisher =
        Cpu::<f64>::default().fisher_information(&plan, &Inputs::one(Angles(&angles))).expect("runs");
    let slots = plan.num_slots();
    for i in 0..slots {
        (0..i).for_each(|j| assert_eq!(fisher[i * slots + j].to_bits(), fisher[j * slots + i].to_bits()));
    }
    for _ in 0..200 {
        let u = draws.angles(slots);
        let form: f64 = (0..slots * slots).map(|k| u[k / slots] * fisher[k] * u[k % slots]).sum();
        assert!(form > -1e-12, "{form:e}");
    }
}

#[test]
fn gradients_in_starting_amplitudes_are_those_of_the_quadratic_form() {
    let mut draws = Draws::new(76);
    for (num_qubits, observables) in [(2, 1), (3, 3), (5, 2)] {
        let recipe = recipe(&mut draws, num_qubits, 14);
        let plan = Plan::compile(&recipe.circuit(), &tiles(3, 1)).expect("compiles");
        let params = draws.angles(NUM_PARAMETERS);
        let angles = plan.parameter_map().angles(&params).expect("counted");
        let observables: Vec<_> = (0..observables).map(|_| observable(&mut draws, num_qubits, 3)).collect();
        let sums: Vec<PauliSum> = observables.iter().map(|o| o.sum()).collect();
        let weights = draws.angles(2 * sums.len());
        let starts = [draws.state(num_qubits), zero_state(num_qubits)];
        let (both, amplitudes) = (angles.repeat(2), starts.concat());
        let inputs = Inputs::batch(2, Angles(&both)).with_amplitudes(&amplitudes);
        let backend = Cpu::<f64>::default();
        let cotangents = Cotangents::Given(&weights);
        let answer = backend.amplitude_gradients_of(&plan, &inputs, &sums, cotangents).expect("runs");
        let known = backend.gradients_of(&plan, &inputs, &sums, cotangents).expect("runs");
        let near =
            |a: &[f64], b: &[f64]| a.iter().zip(b).for_each(|(a, b)| assert_near("slot", *a, *b, 1e-12));
        near(&answer.values, &known.values);
        near(&answer.slots, &known.slots);
        // Of a lane that starts in |0…0⟩ the amplitudes need not be given.
        let own = Cotangents::Given(&weights[sums.len()..]);
        let zero =
            backend.amplitude_gradients_of(&plan, &Inputs::one(Angles(&angles)), &sums, own).expect("runs");
        for (a, b) in zero.amplitudes.iter().zip(&answer.amplitudes[1 << num_qubits..]) {
            assert!((a - b).norm() < 1e-12);
        }
        for (lane, start) in starts.iter().enumerate() {
            let value = |start: Vec<C64>| -> f64 {
                let state = recipe.state(&params, start);
                let weighted = observables.iter().zip(&weights[lane * sums.len()..]);
                weighted.map(|(o, w)| w * o.expectation(&state)).sum()
            };
            for k in 0..start.len() {
                let along = |unit: C64| {
                    five_point(|h| {
                        let mut moved = start.clone();
                        moved[k] += unit * h;
                        value(moved)
                    })
                };
                let expected = C64::new(along(C64::new(1.0, 0.0)), along(C64::new(0.0, 1.0)));
                let got = answer.amplitudes[(lane << num_qubits) + k];
                assert!((got - expected).norm() < FINITE_DIFFERENCE, "{got} {expected}");
            }
        }
    }
}
