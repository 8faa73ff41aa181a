//! Reproducibility: the number of threads changes nothing to the last bit; whether a circuit runs alone or in a batch
//! changes the order of sums, and so nothing beyond rounding.

use ansatz_circuits::PauliSum;
use ansatz_simulator::{
    Backend, CpuOptions, Plan, PlanOptions, Program,
    machine::{Angles, Cotangents, Inputs},
};
use ansatz_tests::ask::AskPlan;
use ansatz_tests::backends::{Precision, always_parallel, pool, tiles};
use ansatz_tests::random::Draws;
use ansatz_tests::recipe::Recipe;
use ansatz_tests::strategies::{NUM_PARAMETERS, observable, program, recipe};
use ansatz_tests::tolerance::{self, assert_near};

fn bits(numbers: &[f64]) -> Vec<u64> {
    numbers.iter().map(|x| x.to_bits()).collect()
}

/// Plans and options that cut the work in many pieces.
fn settings() -> Vec<(PlanOptions, CpuOptions)> {
    let mut all = Vec::new();
    for plan in [tiles(3, 0), tiles(4, 2), tiles(2, 1), PlanOptions::default()] {
        for block_qubits in [0, 3, 12] {
            all.push((plan, always_parallel(block_qubits)));
            all.push((plan, CpuOptions { max_lanes: 2, ..always_parallel(block_qubits) }));
        }
    }
    all
}

struct Question {
    recipe: Recipe,
    sums: Vec<PauliSum>,
    params: Vec<Vec<f64>>,
}

impl Question {
    fn new(seed: u64, num_qubits: usize, lanes: usize) -> Question {
        let mut draws = Draws::new(seed);
        Question {
            recipe: recipe(&mut draws, num_qubits, 30),
            sums: (0..2).map(|_| observable(&mut draws, num_qubits, 4).sum()).collect(),
            params: (0..lanes).map(|_| draws.angles(NUM_PARAMETERS)).collect(),
        }
    }

    /// Everything that a backend says about it, as bits.
    fn answers(&self, backend: &dyn Backend, options: &PlanOptions) -> Vec<u64> {
        let plan = Plan::compile(&self.recipe.circuit(), options).expect("compiles");
        let map = plan.parameter_map();
        let angles: Vec<f64> = self.params.iter().flat_map(|p| map.angles(p).expect("counted")).collect();
        let inputs = Inputs::batch(self.params.len(), Angles(&angles));
        let weights = vec![0.5; self.params.len() * self.sums.len()];
        let run = backend.run(&plan, &inputs).expect("runs");
        let mut answers = run.sample(300, 9).expect("answers");
        for lane in 0..self.params.len() {
            answers.extend(
                run.amplitudes(lane).expect("answers").iter().flat_map(|a| [a.re.to_bits(), a.im.to_bits()]),
            );
        }
        answers.extend(bits(&run.fidelity(&run.amplitudes(0).expect("answers")).expect("as many")));
        answers.extend(bits(&backend.expectations_of(&plan, &inputs, &self.sums).expect("runs")));
        let gradients = backend.gradients_of(&plan, &inputs, &self.sums, Cotangents::Given(&weights));
        let gradients = gradients.expect("static");
        answers.extend(bits(&gradients.values));
        answers.extend(bits(&gradients.slots));
        answers
    }
}

#[test]
fn one_two_and_three_threads_give_the_same_bits() {
    for (num_qubits, lanes) in [(3, 3), (7, 1), (9, 2)] {
        let question = Question::new(num_qubits as u64, num_qubits, lanes);
        for precision in Precision::ALL {
            for (plan, options) in settings() {
                let backend = precision.cpu(options);
                let with = |threads: usize| pool(threads).install(|| question.answers(&*backend, &plan));
                let one = with(1);
                for threads in [2, 3, 3, 2] {
                    assert!(one == with(threads), "{precision:?} {plan:?} {options:?}, {threads} threads");
                }
            }
        }
    }
}

#[test]
fn programs_give_the_same_bits_for_any_number_of_threads() {
    let mut draws = Draws::new(12);
    for case in 0..6 {
        let recipe = program(&mut draws, 2 + case % 4, 14);
        let params = draws.angles(NUM_PARAMETERS);
        for precision in Precision::ALL {
            for (plan, options) in settings().into_iter().step_by(5) {
                let backend = precision.cpu(options);
                let program = Program::compile(&recipe.circuit(), &plan).expect("compiles");
                let angles = program.parameter_map().angles(&params).expect("counted");
                let with = |threads: usize| {
                    pool(threads).install(|| {
                        let exact = backend.distribution(&program, &angles).expect("few branches");
                        let exact: Vec<_> = exact.into_iter().map(|(b, p)| (b, p.to_bits())).collect();
                        (exact, backend.sample(&program, &angles, 500, 77).expect("samples"))
                    })
                };
                let one = with(1);
                assert!(one == with(2) && one == with(3), "{precision:?} {plan:?} {options:?}");
            }
        }
    }
}

/// Expectations and gradients of each lane, one state for as many lanes as the options say.
fn by_lane(
    backend: &dyn Backend,
    plan: &Plan,
    sums: &[PauliSum],
    angles: &[f64],
    lanes: usize,
) -> Vec<Vec<f64>> {
    let inputs = Inputs::batch(lanes, Angles(angles));
    let weights: Vec<f64> = (0..lanes * sums.len()).map(|k| (k % sums.len()) as f64 - 0.3).collect();
    let values = backend.expectations_of(plan, &inputs, sums).expect("runs");
    let gradients = backend.gradients_of(plan, &inputs, sums, Cotangents::Given(&weights)).expect("static");
    let (m, slots) = (sums.len(), plan.num_slots());
    let lane = |lane: usize| {
        let mut of_lane = values[lane * m..(lane + 1) * m].to_vec();
        of_lane.extend(&gradients.values[lane * m..(lane + 1) * m]);
        of_lane.extend(&gradients.slots[lane * slots..(lane + 1) * slots]);
        of_lane
    };
    (0..lanes).map(lane).collect()
}

/// Two ways to compute one lane may differ by the rounding of both.
#[track_caller]
fn assert_lanes_agree(
    what: &str,
    a: &[f64],
    b: &[f64],
    precision: Precision,
    recipe: &Recipe,
    sums: &[PauliSum],
) {
    let norm: f64 = sums.iter().flat_map(|sum| sum.terms()).map(|(coefficient, _)| coefficient.abs()).sum();
    let bound = 2.0 * tolerance::gradient(precision.epsilon(), recipe.steps.len(), norm, 1.0);
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).for_each(|(a, b)| assert_near(what, *a, *b, bound));
}

#[test]
fn a_batch_gives_every_lane_what_it_has_alone() {
    for (seed, num_qubits) in [(1, 1), (2, 2), (3, 4), (4, 7)] {
        for precision in Precision::ALL {
            for lanes in [1, 2, 3, 5, 8, 16, 17, 33] {
                let Question { recipe, sums, params } = Question::new(seed, num_qubits, lanes);
                for (number, plan) in [PlanOptions::default(), tiles(3, 1)].iter().enumerate() {
                    let plan = Plan::compile(&recipe.circuit(), plan).expect("compiles");
                    // Either every lane has its own angles, or all of them share some.
                    let own = |p: &Vec<f64>| if number == 0 { p.clone() } else { vec![p[0], 0.7, -1.1] };
                    let angles: Vec<Vec<f64>> = params
                        .iter()
                        .map(|p| plan.parameter_map().angles(&own(p)).expect("counted"))
                        .collect();
                    for max_lanes in [16, 64, 7] {
                        let backend = precision.cpu(CpuOptions { max_lanes, ..always_parallel(4) });
                        let together = by_lane(&*backend, &plan, &sums, &angles.concat(), lanes);
                        for (lane, angles) in angles.iter().enumerate() {
                            let alone = by_lane(&*backend, &plan, &sums, angles, 1);
                            let what = format!("{precision:?}, {num_qubits} qubits, lane {lane} of {lanes}");
                            assert_lanes_agree(&what, &together[lane], &alone[0], precision, &recipe, &sums);
                        }
                    }
                }
            }
        }
    }
}

#[test]
fn lanes_that_share_all_angles_have_the_same_bits() {
    let Question { recipe, sums, params } = Question::new(19, 5, 1);
    let plan = Plan::compile(&recipe.circuit(), &tiles(3, 2)).expect("compiles");
    let angles = plan.parameter_map().angles(&params[0]).expect("counted");
    for precision in Precision::ALL {
        let backend = precision.cpu(always_parallel(2));
        let all = by_lane(&*backend, &plan, &sums, &angles.repeat(8), 8);
        assert!(all.iter().all(|lane| bits(lane) == bits(&all[0])));
    }
}
