//! Terms as products of factors that never meet: a string's cone may fall apart, and then its expectation is the product of those of
//! its parts. Called by compiling; every factor is found once, whatever the number of terms that it is in.

use super::groups::{seconds, union};
use super::walk::{Cone, Taken, Walk, Walked, qubits};
use crate::program::Sets;
use ansatz_circuits::{FlatInstruction, Pauli, PauliString};
use std::collections::{BTreeMap, HashMap};

/// A string whose cone is one piece.
#[derive(Debug, Clone, Default)]
pub(super) struct Factor {
    pub(super) string: PauliString,
    pub(super) cone: Cone,
    /// Instructions that its string has taken in.
    pub(super) taken: Cone,
    /// Qubits of the cone, in order.
    pub(super) qubits: Vec<u32>,
}

/// `coefficient · Π factors`, the factors by their numbers.
#[derive(Debug, Clone)]
pub(super) struct Product {
    pub(super) coefficient: f64,
    pub(super) factors: Vec<usize>,
}

/// All factors of some observables.
pub(super) struct Factors<'a> {
    instructions: &'a [FlatInstruction],
    walk: Walk<'a>,
    known: HashMap<(PauliString, Cone), usize>,
    pub(super) all: Vec<Factor>,
    longest_s: f64,
}

impl<'a> Factors<'a> {
    pub(super) fn new(num_qubits: usize, instructions: &'a [FlatInstruction], taken: Taken) -> Factors<'a> {
        let walk = Walk::new(num_qubits, instructions, taken);
        Factors { instructions, walk, known: HashMap::new(), all: Vec::new(), longest_s: 0.0 }
    }

    /// Predicted seconds of the factor that takes longest.
    pub(super) fn longest_s(&self) -> f64 {
        self.longest_s
    }

    /// The product that a term's expectation is.
    pub(super) fn product(&mut self, coefficient: f64, string: &PauliString) -> Product {
        let Walked { sign, string, cone, taken } = self.walk.back(string);
        let mut product = Product { coefficient: sign * coefficient, factors: Vec::new() };
        for factor in self.pieces(&string, &cone, &taken) {
            if factor.cone.is_empty() {
                // Of |0⟩: 1 for Z, and 0 for X and Y.
                product.coefficient *= f64::from(u8::from(factor.string.is_diagonal()));
            } else {
                product.factors.push(self.number(factor));
            }
        }
        if product.coefficient == 0.0 {
            product.factors.clear();
        }
        product
    }

    fn number(&mut self, factor: Factor) -> usize {
        let next = self.all.len();
        let number = *self.known.entry((factor.string.clone(), factor.cone.clone())).or_insert(next);
        match self.all.get_mut(number) {
            Some(known) => known.taken = union(&known.taken, &factor.taken),
            None => {
                self.longest_s = self.longest_s.max(seconds(factor.qubits.len(), factor.cone.len(), 1));
                self.all.push(factor);
            }
        }
        number
    }

    /// The pieces of a cone that hold letters of the string, by their lowest qubits.
    fn pieces(&self, string: &PauliString, cone: &Cone, taken: &Cone) -> Vec<Factor> {
        let mut local: BTreeMap<usize, usize> = string.letters().map(|(qubit, _)| (qubit, 0)).collect();
        for at in cone {
            local.extend(qubits(&self.instructions[*at as usize]).map(|qubit| (qubit, 0)));
        }
        local.values_mut().enumerate().for_each(|(number, place)| *place = number);
        let mut sets = Sets::new(local.len());
        for at in cone {
            let mut on = qubits(&self.instructions[*at as usize]).map(|qubit| local[&qubit]);
            if let Some(first) = on.next() {
                on.for_each(|other| sets.join(first, other));
            }
        }
        let mut pieces: BTreeMap<usize, Factor> = BTreeMap::new();
        for (qubit, letter) in string.letters() {
            let empty = || Factor { taken: taken.clone(), ..Factor::default() };
            let piece = pieces.entry(sets.root(local[&qubit])).or_insert_with(empty);
            piece.string = with(std::mem::take(&mut piece.string), qubit, letter);
        }
        for (qubit, place) in &local {
            if let Some(piece) = pieces.get_mut(&sets.root(*place)) {
                piece.qubits.push(*qubit as u32);
            }
        }
        for at in cone {
            let first = qubits(&self.instructions[*at as usize]).next();
            let piece = first.and_then(|qubit| pieces.get_mut(&sets.root(local[&qubit])));
            if let Some(piece) = piece {
                piece.cone.push(*at);
            }
        }
        pieces.into_values().collect()
    }
}

pub(super) fn with(string: PauliString, qubit: usize, letter: Pauli) -> PauliString {
    string.with(qubit, letter).expect("qubits of a string are qubits of strings")
}
