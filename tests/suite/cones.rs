//! Expectations from states of what each term depends on: the same numbers as from one state of all qubits, and numbers of circuits that
//! have no such state.

use ansatz_circuits::{Circuit, CircuitError, PauliString, PauliSum};
use ansatz_simulator::{
    Backend, Cpu, Device, Estimator, Plan, PlanOptions, SimulatorError,
    machine::{Angles, Cotangents, Inputs, ObservedPlan, SlotShift},
};
use ansatz_tests::random::Draws;
use ansatz_tests::strategies::{NUM_PARAMETERS, recipe};
use ansatz_tests::tolerance;

/// A shallow circuit of gates of all kinds on neighbours, with parameters, some of them shared.
fn shallow(draws: &mut Draws, num_qubits: usize, steps: usize) -> Circuit {
    let mut circuit = Circuit::new(num_qubits);
    let parameters: Vec<_> = (0..6).map(|k| circuit.parameter(&format!("t{k}"))).collect();
    for _ in 0..steps {
        let first = draws.below(num_qubits);
        let near: Vec<usize> = (0..3).map(|k| (first + k) % num_qubits).collect();
        let theta = || 0.7 * parameters[first % 6] + 0.1 * first as f64;
        let placed = match draws.below(12) {
            0 | 1 => circuit.ry(theta(), near[0]),
            2 => circuit.apply("crx", &[theta()], &near[..2]),
            3 => circuit.apply("rzz", &[theta()], &near[..2]),
            4 => circuit.apply("cp", &[theta()], &near[..2]),
            5 => circuit.h(near[0]),
            6 | 7 => circuit.cx(near[0], near[1]),
            8 => circuit.apply("ccx", &[], &near),
            9 => circuit.apply("swap", &[], &near[..2]),
            10 => circuit.apply("s", &[], &near[..1]),
            _ => {
                let part = recipe(draws, 2, 3).circuit().bind(&draws.angles(NUM_PARAMETERS));
                circuit.append(&part.expect("bound"), &near[..2])
            }
        };
        placed.expect("in range");
    }
    circuit
}

/// Near and far letters of all kinds, and a constant.
fn observables(draws: &mut Draws, num_qubits: usize) -> Vec<PauliSum> {
    let term = |draws: &mut Draws, letters: usize| {
        let qubits = draws.distinct(letters, num_qubits);
        let word = qubits.into_iter().map(|q| format!("{}{q}", draws.pick(&["Z", "Z", "X", "Y"])));
        let string: PauliString = word.collect::<Vec<_>>().join(" ").parse().expect("a word");
        (draws.angle(), string)
    };
    let neighbours = (0..num_qubits - 1).map(|q| (0.5, format!("Z{q} Z{}", q + 1).parse().expect("a word")));
    vec![
        neighbours.collect(),
        [term(draws, 1), term(draws, 2), term(draws, 3), (0.25, PauliString::IDENTITY)].into_iter().collect(),
        [term(draws, 2), term(draws, 2), term(draws, 1)].into_iter().collect(),
    ]
}

struct Both {
    apart: ObservedPlan,
    whole: ObservedPlan,
    bound: f64,
}

impl Both {
    fn assert_same(&self, angles: &[f64], lanes: usize) {
        let cpu = Cpu::<f64>::default();
        let inputs = Inputs::batch(lanes, Angles(angles));
        let m = self.apart.num_observables();
        let near = |what: &str, a: &[f64], b: &[f64]| {
            assert_eq!(a.len(), b.len(), "{what}");
            a.iter().zip(b).for_each(|(a, b)| tolerance::assert_near(what, *a, *b, self.bound));
        };
        let of = |observed| cpu.expectations(observed, &inputs).expect("values");
        near("values", &of(&self.apart), &of(&self.whole));
        let given: Vec<f64> = (0..lanes * m).map(|k| 0.3 + 0.2 * k as f64).collect();
        let square = |_: usize, values: &[f64], v: &mut [f64]| {
            v.iter_mut().zip(values).for_each(|(v, x)| *v = 2.0 * x);
        };
        for cotangents in [Cotangents::Given(&given), Cotangents::FromValues(&square)] {
            let of = |observed| cpu.gradients(observed, &inputs, cotangents).expect("gradients");
            let (apart, whole) = (of(&self.apart), of(&self.whole));
            near("values of gradients", &apart.values, &whole.values);
            near("gradients", &apart.slots, &whole.slots);
        }
        let of = |observed| cpu.jacobian(observed, &inputs).expect("a Jacobian");
        let (apart, whole) = (of(&self.apart), of(&self.whole));
        near("values of Jacobians", &apart.values, &whole.values);
        near("Jacobians", &apart.slots, &whole.slots);
        let shifts: Vec<SlotShift> =
            (0..self.whole.num_slots()).map(|slot| SlotShift { slot, shift: 0.4 }).collect();
        let of = |observed| cpu.shifted_expectations(observed, &inputs, &shifts).expect("shifted values");
        near("shifted values", &of(&self.apart).shifted, &of(&self.whole).shifted);
    }
}

#[test]
fn it_changes_nothing() {
    let (mut taken, mut products) = (0, 0);
    for case in 0..24 {
        let mut draws = Draws::new(900 + case);
        let num_qubits = 14 + case as usize % 2;
        let circuit = shallow(&mut draws, num_qubits, 20 + case as usize);
        let observables = observables(&mut draws, num_qubits);
        let options = PlanOptions { pull_back: case % 3 != 2, ..PlanOptions::default() };
        let apart = ObservedPlan::compile_apart(&circuit, &observables, &options).expect("compiles");
        let Some(apart) = apart else { continue };
        taken += 1;
        products += usize::from(apart.state_qubits() < num_qubits / 2);
        let plan = Plan::compile(&circuit, &PlanOptions::default().plain()).expect("compiles");
        let whole = ObservedPlan::new(plan, observables).expect("fits");
        let lanes = [1, 3][case as usize % 2];
        let bound = tolerance::gradient(f64::EPSILON, 100, 10.0, 2.0);
        Both { bound, apart, whole }.assert_same(&draws.angles(lanes * circuit_slots(&circuit)), lanes);
    }
    assert!(taken > 15 && products > 5, "{taken} circuits came apart, {products} into small states");
}

fn circuit_slots(circuit: &Circuit) -> usize {
    circuit.flatten().expect("flat").parameter_map.num_slots()
}

/// Layers of rotations and bricks of CX, on the qubits from `first` on.
fn bricks(num_qubits: usize, layers: usize, first: usize) -> Circuit {
    let mut circuit = Circuit::new(num_qubits);
    for layer in 0..layers {
        for qubit in 0..num_qubits {
            let theta = circuit.parameter(&format!("y{layer}_{}", first + qubit));
            let phi = circuit.parameter(&format!("z{layer}_{}", first + qubit));
            circuit.ry(theta, qubit).and_then(|c| c.rz(phi, qubit)).expect("in range");
        }
        let start = (layer + first) % 2;
        for qubit in (start..num_qubits - 1).step_by(2) {
            circuit.cx(qubit, qubit + 1).expect("in range");
        }
    }
    circuit
}

fn angle(name: &str) -> f64 {
    let sum: u32 = name.bytes().map(u32::from).sum();
    f64::from(sum * 37 % 100) / 31.0 - 1.5
}

fn params(circuit: &Circuit) -> Vec<f64> {
    circuit.parameters().iter().map(|name| angle(name)).collect()
}

#[test]
fn a_hundred_qubits_say_what_the_few_say_that_they_depend_on() {
    let (wide, narrow) = (bricks(100, 5, 0), bricks(16, 5, 42));
    let device = Device::cpu();
    let of_wide = Estimator::new(&device, &wide, ["Z49 Z50"]).expect("compiles");
    let of_narrow = Estimator::new(&device, &narrow, ["Z7 Z8"]).expect("compiles");
    let there = of_wide.value_and_gradient(&params(&wide)).expect("a gradient");
    let here = of_narrow.value_and_gradient(&params(&narrow)).expect("a gradient");
    assert!((there.value - here.value).abs() < 1e-13);
    for (name, slope) in wide.parameters().iter().zip(&there.gradient) {
        let same = narrow.parameters().iter().position(|other| other == name);
        let expected = same.map_or(0.0, |at| here.gradient[at]);
        assert!((slope - expected).abs() < 1e-13, "{name}: {slope} and {expected}");
    }
}

#[test]
fn sums_on_a_hundred_qubits_add_up_and_rows_stand_side_by_side() {
    let circuit = bricks(100, 3, 0);
    let terms: Vec<String> = (0..99).map(|q| format!("Z{q} Z{}", q + 1)).collect();
    let sum: PauliSum = terms.join(" + ").parse().expect("a sum");
    let device = Device::cpu();
    let together = Estimator::new(&device, &circuit, [sum]).expect("compiles");
    let each = Estimator::new(&device, &circuit, terms).expect("compiles");
    let params = params(&circuit);
    let expected = each.values(&params).expect("values").sum();
    assert!((together.value(&params).expect("a value") - expected).abs() < 1e-12);
    let rows = ndarray::Array2::from_shape_fn((3, params.len()), |(row, k)| params[k] + 0.1 * row as f64);
    let values = together.values_batch(rows.view()).expect("values");
    for (row, value) in rows.rows().into_iter().zip(values.column(0)) {
        let alone = together.value(&row.to_vec()).expect("a value");
        assert!((alone - value).abs() < 1e-12);
    }
    let by_rows = each.jacobian(&params).expect("a Jacobian");
    let gradient = together.gradient(&params).expect("a gradient");
    gradient.iter().zip(by_rows.columns()).for_each(|(slope, of)| assert!((slope - of.sum()).abs() < 1e-12));
}

/// `cos θ/2 |0…0⟩ + sin θ/2 |1…1⟩` of any width.
fn turned(num_qubits: usize) -> Circuit {
    let mut circuit = Circuit::new(num_qubits);
    let theta = circuit.parameter("theta");
    circuit.ry(theta, 0).expect("in range");
    for qubit in 1..num_qubits {
        circuit.cx(qubit - 1, qubit).expect("in range");
    }
    circuit
}

#[test]
fn clifford_operations_of_any_width_go_into_the_observables() {
    let n = 1000;
    let circuit = turned(n);
    let all_x = (0..n).map(|q| format!("X{q}")).collect::<Vec<_>>().join(" ");
    let observables = ["Z0 Z999".to_string(), "Z0 Z500 Z9".into(), all_x, "Z7".into(), "Y0 Y999".into()];
    let estimator = Estimator::new(&Device::cpu(), &circuit, observables).expect("compiles");
    let theta = 0.7f64;
    let expected = [1.0, theta.cos(), theta.sin(), theta.cos(), 0.0];
    let values = estimator.values(&[theta]).expect("values");
    values.iter().zip(expected).for_each(|(got, right)| assert!((got - right).abs() < 1e-14, "{values}"));
    let slopes = estimator.jacobian(&[theta]).expect("slopes");
    let right = [0.0, -theta.sin(), theta.cos(), -theta.sin(), 0.0];
    slopes.column(0).iter().zip(right).for_each(|(got, right)| assert!((got - right).abs() < 1e-14));
}

#[test]
fn what_depends_on_too_many_qubits_is_refused_with_their_number() {
    let circuit = bricks(100, 40, 0);
    let error = Estimator::new(&Device::cpu(), &circuit, ["Z49"]).expect_err("40 layers reach 79 qubits");
    let SimulatorError::Circuit(CircuitError::TooManyQubits { qubits, limit: 62 }) = error else {
        panic!("{error}")
    };
    assert!((63..=100).contains(&qubits), "{qubits}");
    // A narrow question of a wide circuit has no state of all qubits to fall back on.
    let estimator = Estimator::new(&Device::cpu(), &bricks(70, 2, 0), ["Z3"]).expect("compiles");
    assert!(estimator.state(&[0.1; 280]).is_err() && estimator.metric(&[0.1; 280]).is_err());
}
