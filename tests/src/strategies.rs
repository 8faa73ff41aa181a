//! Random recipes, observables and programs. A step is decoded from one 64-bit number, so that proptest shrinks a
//! failing circuit by dropping steps. Called by the laws, and by loops over fixed seeds elsewhere.

use crate::random::Draws;
use crate::recipe::{Event, Formula, Observable, ProgramRecipe, Recipe, Step, What};
use ansatz_circuits::{LibraryGate, find_gate, gate_names};
use proptest::prelude::*;
use std::ops::RangeInclusive;
use std::sync::OnceLock;

/// How a gate is called.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Signature {
    /// Its name.
    pub name: &'static str,
    /// Its qubits, own controls included.
    pub num_qubits: usize,
    /// Its angles.
    pub num_angles: usize,
}

/// Every name that circuit files can call, aliases and composite gates included.
pub fn signatures() -> &'static [Signature] {
    static ALL: OnceLock<Vec<Signature>> = OnceLock::new();
    let of = |name| match find_gate(name).expect("a listed name is found") {
        LibraryGate::Primitive(gate) => {
            Signature { name, num_qubits: gate.num_qubits(), num_angles: gate.angles.len() }
        }
        LibraryGate::Composite(composite) => Signature {
            name,
            num_qubits: composite.body().num_qubits(),
            num_angles: composite.body().parameters().len(),
        },
    };
    ALL.get_or_init(|| gate_names().map(of).collect())
}

/// Parameters of every random recipe.
pub const NUM_PARAMETERS: usize = 3;

/// Recipes with so many qubits and at most so many steps.
pub fn recipes(num_qubits: RangeInclusive<usize>, longest: usize) -> impl Strategy<Value = Recipe> {
    (num_qubits, proptest::collection::vec(any::<u64>(), 0..=longest)).prop_map(|(num_qubits, seeds)| {
        Recipe {
            num_qubits,
            num_parameters: NUM_PARAMETERS,
            steps: seeds.into_iter().map(|seed| step(&mut Draws::new(seed), num_qubits)).collect(),
        }
    })
}

/// Values of a recipe's parameters.
pub fn parameter_values() -> impl Strategy<Value = Vec<f64>> {
    proptest::collection::vec(-3.2f64..3.2, NUM_PARAMETERS)
}

/// A random recipe of a fixed length.
pub fn recipe(draws: &mut Draws, num_qubits: usize, length: usize) -> Recipe {
    let steps = (0..length).map(|_| step(draws, num_qubits)).collect();
    Recipe { num_qubits, num_parameters: NUM_PARAMETERS, steps }
}

/// A random gate: by name, a Pauli rotation or a random matrix; sometimes under up to two more controls.
pub fn step(draws: &mut Draws, num_qubits: usize) -> Step {
    let mut step = match draws.below(10) {
        0..=6 => named(draws, num_qubits),
        7..=8 => pauli_rotation(draws, num_qubits),
        _ => {
            let size = 1 + draws.below(num_qubits.min(3));
            let what = What::Unitary(draws.unitary(size));
            Step { what, qubits: draws.distinct(size, num_qubits), controls: vec![], angles: vec![] }
        }
    };
    if draws.below(3) == 0 {
        add_controls(draws, &mut step, num_qubits);
    }
    step
}

fn named(draws: &mut Draws, num_qubits: usize) -> Step {
    let fitting: Vec<&Signature> = signatures().iter().filter(|s| s.num_qubits <= num_qubits).collect();
    let signature = draws.pick(&fitting);
    let angles: Vec<Formula> = (0..signature.num_angles).map(|_| angle(draws)).collect();
    Step::named(signature.name, &angles, &draws.distinct(signature.num_qubits, num_qubits))
}

fn pauli_rotation(draws: &mut Draws, num_qubits: usize) -> Step {
    let length = 1 + draws.below(num_qubits.min(4));
    let word = (0..length).map(|_| *draws.pick(&['X', 'Y', 'Z', 'X', 'Y', 'Z', 'I'])).collect();
    let qubits = draws.distinct(length, num_qubits);
    Step { what: What::PauliRotation(word), qubits, controls: vec![], angles: vec![angle(draws)] }
}

/// A constant, a parameter, a scaled one, a sum of two, or a function that is not affine.
fn angle(draws: &mut Draws) -> Formula {
    let parameter = draws.below(NUM_PARAMETERS);
    let scale = 4.0 * draws.uniform() - 2.0;
    match draws.below(6) {
        0..=1 => Formula::constant(draws.angle()),
        2 => Formula::of(parameter, 1.0, 0.0),
        3 => Formula::of(parameter, scale, draws.angle()),
        _ => {
            let other = (parameter + 1) % NUM_PARAMETERS;
            let products = if draws.below(2) == 0 { vec![] } else { vec![(parameter, other)] };
            Formula { terms: vec![(parameter, scale), (other, 1.0)], products, offset: 0.25 }
        }
    }
}

/// Up to two controls on qubits that the step does not use.
pub fn add_controls(draws: &mut Draws, step: &mut Step, num_qubits: usize) {
    let free: Vec<usize> = (0..num_qubits).filter(|q| !step.qubits.contains(q)).collect();
    let count = draws.below(free.len().min(2) + 1);
    for k in draws.distinct(count, free.len()) {
        step.controls.push((free[k], draws.below(2) == 1));
    }
}

/// A random observable of so many terms; a term may be the identity.
pub fn observable(draws: &mut Draws, num_qubits: usize, terms: usize) -> Observable {
    let mut term = || {
        let mut letters = Vec::new();
        for qubit in 0..num_qubits {
            if let Some(letter) = ['I', 'I', 'X', 'Y', 'Z'].get(draws.below(5)).filter(|l| **l != 'I') {
                letters.push((qubit, *letter));
            }
        }
        (4.0 * draws.uniform() - 2.0, letters)
    };
    Observable { terms: (0..terms).map(|_| term()).collect() }
}

/// A random program of gates, measurements into few bits that are used again, resets and conditions; it starts by
/// turning every qubit, so that its measurements are undecided, and ends by measuring one.
pub fn program(draws: &mut Draws, num_qubits: usize, length: usize) -> ProgramRecipe {
    let num_bits = 3;
    let turn =
        |qubit| Event::Gate(Step::named("ry", &[Formula::constant(1.0 + 0.3 * qubit as f64)], &[qubit]));
    let mut events: Vec<Event> = (0..num_qubits).map(turn).collect();
    events.extend((0..length).map(|_| event(draws, Size { num_qubits, num_bits }, 2)));
    events.push(Event::Measure(draws.below(num_qubits), draws.below(num_bits)));
    ProgramRecipe { num_qubits, num_bits, num_parameters: NUM_PARAMETERS, events }
}

/// How many qubits and bits a program has.
#[derive(Clone, Copy)]
struct Size {
    num_qubits: usize,
    num_bits: usize,
}

fn event(draws: &mut Draws, size: Size, depth: usize) -> Event {
    let Size { num_qubits, num_bits } = size;
    match draws.below(10) {
        0..=5 => Event::Gate(step(draws, num_qubits)),
        6 | 7 => Event::Measure(draws.below(num_qubits), draws.below(num_bits)),
        8 => Event::Reset(draws.below(num_qubits)),
        _ if depth == 0 => Event::Gate(step(draws, num_qubits)),
        _ => {
            let count = 1 + draws.below(2);
            let bits = draws.distinct(count, num_bits);
            let condition = bits.into_iter().map(|bit| (bit, draws.below(2) == 1)).collect();
            let length = 1 + draws.below(3);
            Event::If(condition, (0..length).map(|_| event(draws, size, depth - 1)).collect())
        }
    }
}
