//! Every gate by name: its matrix, inverse, derivative, powers, and what the backend makes of it.

use ansatz_circuits::{Circuit, LibraryGate, Matrix, library_gates};
use ansatz_simulator::{
    Backend, Cpu, Plan, PlanOptions,
    machine::{Angles, Inputs},
};
use ansatz_tests::backends::tiles;
use ansatz_tests::oracle::{self, C64, Mat};
use ansatz_tests::random::Draws;
use ansatz_tests::recipe::{Formula, Recipe, Step};
use ansatz_tests::strategies::{Signature, add_controls, signatures};
use ansatz_tests::tolerance::{self, ORACLE};

/// The gate alone on its own qubits, its angles being the parameters.
fn alone(signature: &Signature) -> Recipe {
    let angles: Vec<Formula> = (0..signature.num_angles).map(|k| Formula::of(k, 1.0, 0.0)).collect();
    let qubits: Vec<usize> = (0..signature.num_qubits).collect();
    Recipe {
        num_qubits: signature.num_qubits,
        num_parameters: signature.num_angles,
        steps: vec![Step::named(signature.name, &angles, &qubits)],
    }
}

fn as_oracle(matrix: &Matrix) -> Mat {
    Mat::from_fn(matrix.nrows(), |i, j| matrix[(i, j)])
}

/// Special angles, where branches could hide, and generic ones.
fn angle_sets(signature: &Signature) -> Vec<Vec<f64>> {
    use std::f64::consts::PI;
    let mut draws = Draws::new(11);
    let special = [0.0, PI, -PI, PI / 2.0, 2.0 * PI, 1e-9, 40.5].map(|x| vec![x; signature.num_angles]);
    let generic = (0..5).map(|_| draws.angles(signature.num_angles));
    let all: Vec<Vec<f64>> = special.into_iter().chain(generic).collect();
    if signature.num_angles == 0 { vec![vec![]] } else { all }
}

#[test]
fn the_oracle_knows_every_gate() {
    assert!(signatures().len() >= 50, "the table is listed");
    for signature in signatures() {
        let matrix = oracle::gate(signature.name, &vec![0.3; signature.num_angles]);
        let matrix = matrix.unwrap_or_else(|| panic!("the oracle has no formula for {signature:?}"));
        assert_eq!(matrix.dim, 1 << signature.num_qubits, "{signature:?}");
    }
}

/// `U` is e^{iθ/2} times `u` in OpenQASM 3, and of determinant 1 in OpenQASM 2.
#[test]
fn both_meanings_of_the_built_in_gate_are_right() {
    let angles = [0.7, -1.1, 2.3];
    let mut seen = 0;
    for entry in library_gates().filter(|entry| entry.name == "U") {
        let LibraryGate::Composite(composite) = &entry.gate else { panic!("U is composite") };
        let formula = if entry.libraries.openqasm2 { "u3" } else { "U" };
        let expected = oracle::gate(formula, &angles).expect("known");
        let error = as_oracle(&composite.body().matrix(&angles).expect("small")).distance(&expected);
        assert!(error < ORACLE, "{:?}: {error:e}", entry.libraries);
        seen += 1;
    }
    assert_eq!(seen, 2);
}

#[test]
fn every_matrix_is_the_textbook_formula_and_unitary() {
    for signature in signatures() {
        for angles in angle_sets(signature) {
            let matrix = as_oracle(&alone(signature).circuit().matrix(&angles).expect("a gate has a matrix"));
            let expected = oracle::gate(signature.name, &angles).expect("known");
            let error = matrix.distance(&expected);
            assert!(error < ORACLE, "{} {angles:?}: off by {error:e}", signature.name);
            assert!(matrix.deviation_from_unitary() < ORACLE, "{} {angles:?}", signature.name);
        }
    }
}

#[test]
fn the_inverse_undoes_every_gate_under_any_control() {
    let mut draws = Draws::new(5);
    for signature in signatures() {
        let num_qubits = signature.num_qubits + 2;
        for _ in 0..4 {
            let mut recipe = Recipe { num_qubits, ..alone(signature) };
            recipe.steps[0].qubits = draws.distinct(signature.num_qubits, num_qubits);
            add_controls(&mut draws, &mut recipe.steps[0], num_qubits);
            let mut circuit = recipe.circuit();
            let inverse = circuit.inverse().expect("gates have inverses");
            assert_eq!(inverse.parameters(), circuit.parameters());
            circuit.append(&inverse, &(0..num_qubits).collect::<Vec<_>>()).expect("the same qubits");
            let product = as_oracle(&circuit.matrix(&draws.angles(signature.num_angles)).expect("small"));
            let error = product.distance(&Mat::identity(product.dim));
            assert!(error < ORACLE, "{:?}: {error:e}", recipe.steps[0]);
        }
    }
}

#[test]
fn generators_differentiate_their_gates() {
    for gate in ansatz_circuits::table::TABLE {
        let Some(generator) = gate.generator() else { continue };
        for theta in [0.0, 0.4, -2.9] {
            let derivative = generator.derivative(theta);
            let mut worst = 0.0f64;
            for k in 0..derivative.len() {
                let entry = |h: f64| gate.target_matrix(theta + h).as_slice()[k];
                let slope =
                    C64::new(tolerance::five_point(|h| entry(h).re), tolerance::five_point(|h| entry(h).im));
                worst = worst.max((derivative.as_slice()[k] - slope).norm());
            }
            assert!(worst < 1e-11, "{} at {theta}: {worst:e}", gate.name);
        }
    }
}

#[test]
fn every_gate_acts_on_a_state_as_the_oracle_says_wherever_it_is_placed() {
    let mut draws = Draws::new(17);
    let backend = Cpu::<f64>::default();
    let plans = [PlanOptions::default(), tiles(3, 1), tiles(2, 0)];
    for signature in signatures() {
        for trial in 0..8 {
            let num_qubits = signature.num_qubits + [0, 1, 2, 3][trial % 4];
            let mut recipe = Recipe { num_qubits, ..alone(signature) };
            recipe.steps[0].qubits = draws.distinct(signature.num_qubits, num_qubits);
            if trial > 1 {
                add_controls(&mut draws, &mut recipe.steps[0], num_qubits);
            }
            let (start, angles) = (draws.state(num_qubits), draws.angles(signature.num_angles));
            let plan = Plan::compile(&recipe.circuit_from(&start), &plans[trial % 3]).expect("compiles");
            let slots = plan.parameter_map().angles(&angles).expect("as many values as parameters");
            let got = backend
                .run(&plan, &Inputs::one(Angles(&slots)))
                .expect("runs")
                .amplitudes(0)
                .expect("answers");
            let expected = recipe.state(&angles, start);
            let worst = got.iter().zip(&expected).map(|(a, b)| (a - b).norm()).fold(0.0, f64::max);
            let bound = tolerance::amplitude(f64::EPSILON, plan.num_operations());
            assert!(worst < bound, "{:?}: off by {worst:e} > {bound:e}", recipe.steps[0]);
        }
    }
}

/// `U^k` of the gate at constant angles, as a matrix.
fn power(signature: &Signature, angles: &[f64], exponent: f64) -> Mat {
    let constants: Vec<Formula> = angles.iter().map(|a| Formula::constant(*a)).collect();
    let qubits: Vec<usize> = (0..signature.num_qubits).collect();
    let instruction = Step::named(signature.name, &constants, &qubits).instruction(&[]);
    let mut circuit = Circuit::new(signature.num_qubits);
    circuit.push(instruction.power(exponent).expect("constants have powers")).expect("the same qubits");
    as_oracle(&circuit.matrix(&[]).expect("small"))
}

#[test]
fn powers_follow_the_laws_of_exponents() {
    let mut draws = Draws::new(23);
    for signature in signatures() {
        let angles = draws.angles(signature.num_angles);
        let u = oracle::gate(signature.name, &angles).expect("known");
        let of = |exponent: f64| power(signature, &angles, exponent);
        let (half, third) = (of(0.5), of(1.0 / 3.0));
        let laws = [
            ("½ twice", half.times(&half), u.clone()),
            ("⅓ thrice", third.times(&third).times(&third), u.clone()),
            ("0", of(0.0), Mat::identity(u.dim)),
            ("1", of(1.0), u.clone()),
            ("-1", of(-1.0), u.adjoint()),
            ("3", of(3.0), u.times(&u).times(&u)),
            ("-2", of(-2.0), u.adjoint().times(&u.adjoint())),
            ("-½ by ½", of(-0.5).times(&half), Mat::identity(u.dim)),
        ];
        for (law, got, expected) in laws {
            let error = got.distance(&expected);
            assert!(error < 5e-12, "{} to the {law}: {error:e}", signature.name);
        }
    }
}

/// For `U² = 1` the principal root is `(1 + U)/2 + i(1 − U)/2`: the eigenvalue −1 becomes i, not −i.
#[test]
fn the_half_power_of_an_involution_is_its_principal_root() {
    let mut seen = 0;
    for signature in signatures().iter().filter(|s| s.num_angles == 0) {
        let u = oracle::gate(signature.name, &[]).expect("known");
        let one = Mat::identity(u.dim);
        if u.times(&u).distance(&one) > 1e-12 {
            continue;
        }
        let minus = one.plus(&u.scaled(oracle::c(-1.0, 0.0))).scaled(oracle::c(0.0, 0.5));
        let root = one.plus(&u).scaled(oracle::c(0.5, 0.0)).plus(&minus);
        let error = power(signature, &[], 0.5).distance(&root);
        assert!(error < 1e-12, "√{}: {error:e}", signature.name);
        seen += 1;
    }
    assert!(seen >= 12, "x, y, z, h, the controlled ones, swap, ecr");
}
