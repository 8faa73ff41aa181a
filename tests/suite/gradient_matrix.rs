//! The gradient matrix: every gate that takes an angle × (shift rule, adjoint sweep, finite difference of the oracle), under 0 to 3
//! controls, and rules for parameters that feed several gates. `cargo test --test suite gradient_matrix -- --nocapture` prints it.

use ansatz_circuits::{Circuit, CircuitError, ShiftRule};
use ansatz_simulator::{
    Cpu, Plan, PlanOptions,
    machine::{Angles, Cotangents, Inputs},
};
use ansatz_tests::ask::AskPlan;
use ansatz_tests::oracle::zero_state;
use ansatz_tests::random::Draws;
use ansatz_tests::recipe::{Formula, Observable, Recipe, Step, What};
use ansatz_tests::strategies::signatures;
use ansatz_tests::tolerance::five_point;
use std::io::Write;

/// All three columns agree to this.
const AGREE: f64 = 1e-9;
/// Random angles of each cell.
const ANGLES: usize = 20;

/// Largest disagreements of a cell with the adjoint sweep, and the largest slope.
#[derive(Default)]
struct Cell {
    shift: f64,
    difference: f64,
    slope: f64,
}

/// One gate between random rotations; its angle `k` is parameter `k`.
struct Sandwich {
    recipe: Recipe,
    observable: Observable,
}

impl Sandwich {
    fn new(draws: &mut Draws, what: &What, shape: (usize, usize, usize)) -> Sandwich {
        let (size, num_angles, controls) = shape;
        let num_qubits = (size + controls).max(2);
        let placed = draws.distinct(size + controls, num_qubits);
        let mut steps = Vec::new();
        let mut turns = |draws: &mut Draws, names: [&str; 2]| {
            for qubit in 0..num_qubits {
                steps.extend(
                    names.map(|name| Step::named(name, &[Formula::constant(draws.angle())], &[qubit])),
                );
            }
            std::mem::take(&mut steps)
        };
        let mut all = turns(draws, ["ry", "rz"]);
        let entangle = |a: usize| Step::named("cx", &[], &[a, (a + 1) % num_qubits]);
        all.extend((0..num_qubits).map(entangle));
        all.push(Step {
            what: what.clone(),
            qubits: placed[..size].to_vec(),
            controls: placed[size..].iter().map(|q| (*q, draws.below(2) == 1)).collect(),
            angles: (0..num_angles).map(|k| Formula::of(k, 1.0, 0.0)).collect(),
        });
        all.extend((0..num_qubits).map(entangle));
        all.extend(turns(draws, ["rx", "ry"]));
        let letters = (0..num_qubits).map(|q| (q, *draws.pick(&['X', 'Y', 'Z']))).collect();
        let terms = vec![(0.6, vec![(0, 'Z')]), (0.4, letters)];
        let recipe = Recipe { num_qubits, num_parameters: num_angles, steps: all };
        Sandwich { recipe, observable: Observable { terms } }
    }

    fn cell(&self, draws: &mut Draws) -> Cell {
        let plan = Plan::compile(&self.recipe.circuit(), &PlanOptions::default()).expect("compiles");
        let (backend, sums) = (Cpu::<f64>::default(), [self.observable.sum()]);
        let mut cell = Cell::default();
        for _ in 0..ANGLES {
            let params = draws.angles(self.recipe.num_parameters);
            let map = plan.parameter_map();
            let angles = map.angles(&params).expect("counted");
            let value = |angles: &[f64]| {
                backend.expectations_of(&plan, &Inputs::one(Angles(angles)), &sums).expect("runs")[0]
            };
            let shifted: Vec<f64> = (0..plan.num_slots())
                .map(|slot| {
                    let term = |term: &ansatz_circuits::ShiftTerm| {
                        let mut moved = angles.clone();
                        moved[slot] += term.shift;
                        term.coefficient * value(&moved)
                    };
                    plan.shift_rules()[slot].terms().iter().map(term).sum()
                })
                .collect();
            let adjoint = backend
                .gradients_of(&plan, &Inputs::one(Angles(&angles)), &sums, Cotangents::Given(&[1.0]))
                .expect("runs");
            let (shift, adjoint) = (map.pullback(&params, &shifted), map.pullback(&params, &adjoint.slots));
            for (p, (shift, adjoint)) in shift.iter().zip(&adjoint).enumerate() {
                let slope = five_point(|h| {
                    let mut moved = params.clone();
                    moved[p] += h;
                    let start = zero_state(self.recipe.num_qubits);
                    self.observable.expectation(&self.recipe.state(&moved, start))
                });
                cell.shift = cell.shift.max((shift - adjoint).abs());
                cell.difference = cell.difference.max((slope - adjoint).abs());
                cell.slope = cell.slope.max(adjoint.abs());
            }
        }
        cell
    }
}

fn gates() -> Vec<(String, What, usize, usize)> {
    let named = signatures().iter().filter(|s| s.num_angles > 0);
    let named =
        named.map(|s| (s.name.to_string(), What::Named(s.name.to_string()), s.num_qubits, s.num_angles));
    let words = ["X", "YZ", "ZZ", "XYZ"];
    named
        .chain(words.map(|w| (format!("exp(-iθ{w}/2)"), What::PauliRotation(w.to_string()), w.len(), 1)))
        .collect()
}

#[test]
fn the_gradient_of_every_gate_is_the_same_by_shift_by_adjoint_and_by_difference_under_any_controls() {
    let mut draws = Draws::new(101);
    let mut out = std::io::stdout().lock();
    let mut rows = 0;
    for (name, what, size, num_angles) in gates() {
        for controls in 0..=3 {
            let cell = Sandwich::new(&mut draws, &what, (size, num_angles, controls)).cell(&mut draws);
            let Cell { shift, difference, slope } = cell;
            // Where nobody captures it, the table goes to whoever asked for it; a closed pipe does not matter.
            let _ = writeln!(
                out,
                "{name:<22} controls {controls}  shift {shift:8.1e}  difference {difference:8.1e}  largest slope {slope:.3}"
            );
            assert!(shift < AGREE, "{name} under {controls}: the shift rule is off by {shift:e}");
            assert!(difference < AGREE, "{name} under {controls}: the difference is off by {difference:e}");
            // `u0` does nothing for any angle, and a global phase without controls nothing that can be measured.
            let nothing = name == "u0" || (name == "gphase" && controls == 0);
            assert!(nothing == (slope < 1e-12), "{name} under {controls}: largest slope {slope:e}");
            rows += 1;
        }
    }
    assert!(rows > 100, "{rows} rows");
}

/// A parameter that feeds several gates is one Fourier series of the sums of their frequencies: eight terms for two Givens rotations
/// (an orbital rotation), and a general solution for scales without a common measure.
#[test]
fn one_rule_for_all_gates_of_a_shared_parameter_is_the_chain_rule_over_them() {
    let build = |scales: &[f64]| -> Result<Circuit, CircuitError> {
        let mut circuit = Circuit::new(4);
        let t = circuit.parameter("t");
        (0..4).try_for_each(|q| circuit.ry(0.3 + 0.4 * q as f64, q).map(|_| ()))?;
        for (k, scale) in scales.iter().enumerate() {
            circuit.single_excitation(*scale * t, k % 3, k % 3 + 1)?;
        }
        (0..4).try_for_each(|q| circuit.rx(0.7 - 0.2 * q as f64, q).map(|_| ()))?;
        Ok(circuit)
    };
    let cases: [(&[f64], &[f64], usize); 3] = [
        (&[1.0], &[0.5, 1.0], 4),
        (&[1.0, 1.0], &[0.5, 1.0, 1.5, 2.0], 8),
        (&[1.0, 0.3], &[0.15, 0.2, 0.3, 0.35, 0.5, 0.65, 0.7, 0.8, 0.85, 1.0, 1.15, 1.3], 24),
    ];
    for (scales, frequencies, num_terms) in cases {
        let plan =
            Plan::compile(&build(scales).expect("in range"), &PlanOptions::default()).expect("compiles");
        let (backend, sums) = (Cpu::<f64>::default(), ["Z0 X1 + 0.5 * Y2 Z3".parse().expect("a sum")]);
        let value = |t: f64| {
            let angles = plan.parameter_map().angles(&[t]).expect("one");
            backend.expectations_of(&plan, &Inputs::one(Angles(&angles)), &sums).expect("runs")[0]
        };
        let rule = ShiftRule::from_frequencies(frequencies);
        assert_eq!(rule.terms().len(), num_terms);
        for t in [-2.1, 0.3, 1.4] {
            let angles = plan.parameter_map().angles(&[t]).expect("one");
            let slots =
                backend.gradients_of(&plan, &Inputs::one(Angles(&angles)), &sums, Cotangents::Given(&[1.0]));
            let chain = plan.parameter_map().pullback(&[t], &slots.expect("runs").slots)[0];
            let one: f64 = rule.terms().iter().map(|term| term.coefficient * value(t + term.shift)).sum();
            assert!((one - chain).abs() < AGREE, "{scales:?} at {t}: {one} {chain}");
            // The rule of one gate alone is wrong as soon as there are two.
            let alone = ShiftRule::from_frequencies(&[0.5, 1.0]);
            let alone: f64 = alone.terms().iter().map(|term| term.coefficient * value(t + term.shift)).sum();
            assert!((scales.len() == 1) == ((alone - chain).abs() < AGREE), "{scales:?} at {t}");
        }
    }
}

#[test]
fn a_measurement_or_a_reset_inside_gives_an_error_and_not_a_gradient() {
    for measures in [true, false] {
        let mut circuit = Circuit::new(2);
        circuit.add_bit_register("c", 1);
        let t = circuit.parameter("t");
        circuit.ry(t, 0).expect("in range");
        let operation = if measures {
            ansatz_circuits::Operation::Measure { bit: 0 }
        } else {
            ansatz_circuits::Operation::Reset
        };
        circuit.push(ansatz_circuits::Instruction::new(operation, &[], &[0])).expect("in range");
        circuit.cx(0, 1).expect("in range");
        assert!(Plan::compile(&circuit, &PlanOptions::default()).is_err(), "measures: {measures}");
    }
}
