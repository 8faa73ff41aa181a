//! Shifted circuits that share what comes before the shift: the same numbers as each circuit on its own.

use ansatz_circuits::PauliSum;
use ansatz_simulator::{
    Backend, Cpu, CpuOptions, Plan, PlanOptions, SimulatorError,
    machine::{Angles, Inputs, SlotShift},
};
use ansatz_tests::ask::AskPlan;
use ansatz_tests::backends::{Precision, always_parallel, pool, tiles};
use ansatz_tests::random::Draws;
use ansatz_tests::recipe::{Formula, Recipe, Step};
use ansatz_tests::strategies::{NUM_PARAMETERS, observable, recipe};
use ansatz_tests::tolerance::{self, assert_near};

/// A circuit whose slots are of every kind: shared and scaled parameters, controlled rotations and four-term gates among
/// random steps.
fn circuit(draws: &mut Draws, num_qubits: usize) -> Recipe {
    let mut all = recipe(draws, num_qubits, 14);
    for (k, name) in ["crx", "ry", "single_excitation", "rz", "cry", "rxx"].into_iter().enumerate() {
        let size = if matches!(name, "ry" | "rz") { 1 } else { 2 };
        if size <= num_qubits {
            let angle = Formula::of(k % NUM_PARAMETERS, 1.5 - k as f64, 0.1 * k as f64);
            all.steps.push(Step::named(name, &[angle], &draws.distinct(size, num_qubits)));
        }
        all.steps.extend(recipe(draws, num_qubits, 2).steps);
    }
    all
}

struct Question {
    plan: Plan,
    sums: Vec<PauliSum>,
    norm: f64,
    angles: Vec<f64>,
    lanes: usize,
    shifts: Vec<SlotShift>,
}

impl Question {
    fn new(seed: u64, size: (usize, usize), options: &PlanOptions) -> Question {
        let (num_qubits, lanes) = size;
        let mut draws = Draws::new(seed);
        let plan = Plan::compile(&circuit(&mut draws, num_qubits).circuit(), options).expect("compiles");
        let map = plan.parameter_map();
        let angles =
            (0..lanes).flat_map(|_| map.angles(&draws.angles(NUM_PARAMETERS)).expect("counted")).collect();
        let observables: Vec<_> = (0..2).map(|_| observable(&mut draws, num_qubits, 4)).collect();
        let rules = plan.shift_rules().iter().enumerate();
        let mut shifts: Vec<SlotShift> = rules
            .flat_map(|(slot, rule)| {
                rule.terms().iter().map(move |term| SlotShift { slot, shift: term.shift })
            })
            .collect();
        // In no particular order, and slots that no rule shifts as well.
        shifts.reverse();
        shifts.extend((0..plan.num_slots()).map(|slot| SlotShift { slot, shift: 0.01 * slot as f64 }));
        Question {
            norm: observables.iter().map(|o| o.norm()).sum(),
            sums: observables.iter().map(|o| o.sum()).collect(),
            plan,
            angles,
            lanes,
            shifts,
        }
    }

    fn assert_shared_is_alone(&self, precision: Precision, backend: &dyn Backend, label: &str) {
        let (m, slots) = (self.sums.len(), self.plan.num_slots());
        let inputs = Inputs::batch(self.lanes, Angles(&self.angles));
        let answer =
            backend.shifted_expectations_of(&self.plan, &inputs, &self.sums, &self.shifts).expect("runs");
        let bound = 2.0 * tolerance::expectation(precision.epsilon(), self.plan.num_operations(), self.norm);
        let values = backend.expectations_of(&self.plan, &inputs, &self.sums).expect("runs");
        let near = |what: &str, got: &[f64], expected: &[f64]| {
            assert_eq!(got.len(), expected.len());
            got.iter().zip(expected).for_each(|(a, b)| assert_near(what, *a, *b, bound));
        };
        near("unshifted", &answer.values, &values);
        for lane in 0..self.lanes {
            for (k, SlotShift { slot, shift }) in self.shifts.iter().enumerate() {
                let mut moved = self.angles[lane * slots..(lane + 1) * slots].to_vec();
                moved[*slot] += shift;
                let alone = backend
                    .expectations_of(&self.plan, &Inputs::one(Angles(&moved)), &self.sums)
                    .expect("runs");
                let got = &answer.shifted[(lane * self.shifts.len() + k) * m..][..m];
                near(&format!("lane {lane}, shift {k}, {label}"), got, &alone);
            }
        }
        // Of every circuit the same operations count.
        let circuits = (self.lanes * (1 + self.shifts.len())) as u64;
        let each = answer.work.unshared / circuits;
        assert_eq!(answer.work.unshared, circuits * each);
        assert!(each <= self.plan.num_operations() as u64 && answer.work.run <= answer.work.unshared);
    }
}

/// On a backend, for circuits of several sizes, each qubits and lanes.
pub(crate) fn prefixes_change_nothing(
    sizes: &[(usize, usize)],
    precision: Precision,
    backend: &dyn Backend,
    label: &str,
) {
    for (num_qubits, lanes) in sizes.iter().copied() {
        for tile_qubits in 3..=5 {
            let plan = PlanOptions { least_tile_qubits: 0, ..tiles(tile_qubits, num_qubits % 3) };
            let question = Question::new(200 + num_qubits as u64, (num_qubits, lanes), &plan);
            question.assert_shared_is_alone(precision, backend, label);
        }
    }
}

#[test]
fn shared_prefixes_change_nothing() {
    let sizes: Vec<(usize, usize)> = [1, 2, 4, 6].iter().flat_map(|n| [1, 2, 5].map(|l| (*n, l))).collect();
    for precision in Precision::ALL {
        for max_lanes in [16, 1, 2] {
            let options = CpuOptions { max_lanes, ..always_parallel(3) };
            prefixes_change_nothing(&sizes, precision, &*precision.cpu(options), &format!("{options:?}"));
        }
    }
}

#[test]
fn plain_plans_share_prefixes_too() {
    let question = Question::new(31, (4, 3), &PlanOptions::default().plain());
    question.assert_shared_is_alone(Precision::Double, &Cpu::<f64>::default(), "the default");
}

#[test]
fn shifted_circuits_have_the_same_bits_for_any_number_of_threads() {
    for (num_qubits, lanes) in [(3, 5), (7, 2), (9, 1)] {
        for plan in [PlanOptions { least_tile_qubits: 0, ..tiles(4, 2) }, PlanOptions::default()] {
            let question = Question::new(num_qubits as u64, (num_qubits, lanes), &plan);
            let inputs = Inputs::batch(lanes, Angles(&question.angles));
            for precision in Precision::ALL {
                for max_lanes in [16, 2] {
                    let backend = precision.cpu(CpuOptions { max_lanes, ..always_parallel(3) });
                    let with = |threads: usize| {
                        let ask = || {
                            backend.shifted_expectations_of(
                                &question.plan,
                                &inputs,
                                &question.sums,
                                &question.shifts,
                            )
                        };
                        let answer = pool(threads).install(ask).expect("runs");
                        let bits =
                            |numbers: Vec<f64>| -> Vec<u64> { numbers.iter().map(|x| x.to_bits()).collect() };
                        (bits(answer.values), bits(answer.shifted), answer.work)
                    };
                    let one = with(1);
                    assert!(one == with(2) && one == with(3) && one == with(3));
                }
            }
        }
    }
}

#[test]
fn shifts_start_from_given_amplitudes() {
    let mut draws = Draws::new(91);
    let plan = Plan::compile(&circuit(&mut draws, 3).circuit(), &tiles(2, 1)).expect("compiles");
    let angles = plan.parameter_map().angles(&draws.angles(NUM_PARAMETERS)).expect("counted");
    let sums = [observable(&mut draws, 3, 4).sum()];
    let starts = [draws.state(3), draws.state(3), draws.state(3)].concat();
    let backend = Cpu::<f64>::default();
    let batch = angles.repeat(3);
    let inputs = Inputs::batch(3, Angles(&batch)).with_amplitudes(&starts);
    let shifts: Vec<_> = (0..plan.num_slots()).map(|slot| SlotShift { slot, shift: 0.7 }).collect();
    let answer = backend.shifted_expectations_of(&plan, &inputs, &sums, &shifts).expect("runs");
    for (k, SlotShift { slot, shift }) in shifts.iter().enumerate() {
        let mut moved = batch.clone();
        (0..3).for_each(|lane| moved[lane * plan.num_slots() + slot] += shift);
        let alone = Inputs::batch(3, Angles(&moved)).with_amplitudes(&starts);
        let alone = backend.expectations_of(&plan, &alone, &sums).expect("runs");
        for (lane, alone) in alone.into_iter().enumerate() {
            assert_near("shifted", answer.shifted[lane * shifts.len() + k], alone, 1e-12);
        }
    }
}

/// A layered circuit with one rotation in each layer shares half of its operations, within rounding of the layers.
#[test]
fn prefixes_are_half_of_the_work() {
    let mut circuit = ansatz_circuits::Circuit::new(4);
    for layer in 0..40 {
        let theta = circuit.parameter(&format!("t{layer}"));
        circuit.ry(theta, layer % 4).and_then(|c| c.rx(0.3, layer % 4)).expect("in range");
        circuit.cx(layer % 4, (layer + 1) % 4).expect("in range");
    }
    let plan = Plan::compile(&circuit, &PlanOptions::default().plain()).expect("compiles");
    let angles = vec![0.2; plan.num_slots()];
    let shifts: Vec<_> =
        (0..40).flat_map(|slot| [0.5, -0.5].map(|shift| SlotShift { slot, shift })).collect();
    let sums = [PauliSum::z(0)];
    for max_lanes in [1, 8] {
        let backend = Cpu::<f64>::new(CpuOptions { max_lanes, ..CpuOptions::default() });
        let answer = backend
            .shifted_expectations_of(&plan, &Inputs::one(Angles(&angles)), &sums, &shifts)
            .expect("runs");
        let share = answer.work.run as f64 / answer.work.unshared as f64;
        assert!((0.45..0.6).contains(&share), "{share}");
    }
}

#[test]
fn shifts_that_cannot_be_are_refused() {
    let question = Question::new(5, (2, 1), &PlanOptions::default());
    let (backend, slots) = (Cpu::<f64>::default(), question.plan.num_slots());
    let ask = |slot: usize, shift: f64| {
        let inputs = Inputs::one(Angles(&question.angles));
        backend.shifted_expectations_of(&question.plan, &inputs, &question.sums, &[SlotShift { slot, shift }])
    };
    let unknown = ask(slots, 0.1).expect_err("one slot too many");
    assert_eq!(unknown, SimulatorError::UnknownSlot { slot: slots, num_slots: slots });
    assert!(unknown.to_string().contains(&format!("no slot {slots}")), "{unknown}");
    for shift in [f64::NAN, f64::INFINITY] {
        assert!(matches!(ask(0, shift), Err(SimulatorError::NotFinite { .. })));
    }
    let too_few =
        backend.shifted_expectations_of(&question.plan, &Inputs::one(Angles(&[])), &question.sums, &[]);
    assert!(matches!(too_few, Err(SimulatorError::Count { .. })));
    let nobody = backend.shifted_expectations_of(
        &question.plan,
        &Inputs::batch(0, Angles(&[])),
        &question.sums,
        &question.shifts,
    );
    let nobody = nobody.expect("nothing to run");
    assert!(nobody.values.is_empty() && nobody.shifted.is_empty());
}
