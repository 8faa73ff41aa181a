//! Groups of factors as plans with observables, and terms as products of what these answer. Called by compiling.

use super::factors::{Factor, Product, with};
use super::groups::Group;
use super::shared::{Question, Shared};
use super::{Answer, Asked, Part, Source, Sum};
use crate::Result;
use ansatz_circuits::{FlatInstruction, FlatOperation, PauliString, PauliSum, Source as AngleSource};
use std::collections::HashMap;

/// What a part is asked, found out while terms are read.
struct Questions {
    observables: Vec<Vec<(f64, PauliString)>>,
    /// By observable of the circuit the one that sums up its terms in this part; by factor the one that is it alone.
    partial: HashMap<usize, usize>,
    single: HashMap<usize, usize>,
}

/// The parts, and the observables as sums over them.
pub(super) fn parts(
    source: &Source<'_>,
    factors: &[Factor],
    groups: Vec<Group>,
    products: &[Vec<Product>],
) -> Result<(Vec<Part>, Vec<Sum>)> {
    let mut part_of = vec![0; factors.len()];
    for (part, group) in groups.iter().enumerate() {
        group.factors.iter().for_each(|factor| part_of[*factor] = part);
    }
    let local: Vec<PauliString> = factors
        .iter()
        .zip(&part_of)
        .map(|(factor, part)| renumbered(&factor.string, &groups[*part]))
        .collect();
    let none = || Questions { observables: vec![], partial: HashMap::new(), single: HashMap::new() };
    let mut questions: Vec<Questions> = groups.iter().map(|_| none()).collect();
    let mut sums = Vec::with_capacity(products.len());
    for (number, terms) in products.iter().enumerate() {
        let mut sum = Sum::default();
        for Product { coefficient, factors } in terms {
            match factors[..] {
                [] => sum.constant += coefficient,
                [factor] => {
                    let part = part_of[factor];
                    if let Some(observable) = questions[part].add(number, *coefficient, &local[factor]) {
                        sum.products.push(Asked { coefficient: 1.0, of: vec![Answer { part, observable }] });
                    }
                }
                _ => {
                    let of = factors.iter().map(|factor| {
                        let part = part_of[*factor];
                        Answer { part, observable: questions[part].alone(*factor, &local[*factor]) }
                    });
                    sum.products.push(Asked { coefficient: *coefficient, of: of.collect() });
                }
            }
        }
        sums.push(sum);
    }
    let mut shared = Shared::default();
    let mut part = |(group, questions): (&Group, Questions)| {
        let (question, slots) = question(source, group, questions.sums());
        Ok(Part { observed: shared.plan(question, source.options)?, slots })
    };
    let made = groups.iter().zip(questions).map(&mut part);
    Ok((made.collect::<Result<_>>()?, sums))
}

impl Questions {
    /// Adds a term to what one of the circuit's observables asks here; the number of a sum that begins with it.
    fn add(&mut self, observable: usize, coefficient: f64, string: &PauliString) -> Option<usize> {
        let term = (coefficient, string.clone());
        let next = self.observables.len();
        let at = *self.partial.entry(observable).or_insert(next);
        if at < next {
            self.observables[at].push(term);
            return None;
        }
        self.observables.push(vec![term]);
        Some(at)
    }

    /// A factor by itself.
    fn alone(&mut self, factor: usize, string: &PauliString) -> usize {
        let next = self.observables.len();
        let at = *self.single.entry(factor).or_insert(next);
        if at == next {
            self.observables.push(vec![(1.0, string.clone())]);
        }
        at
    }

    fn sums(self) -> Vec<PauliSum> {
        self.observables.into_iter().map(PauliSum::new).collect()
    }
}

fn place(group: &Group, qubit: usize) -> usize {
    group.qubits.binary_search(&(qubit as u32)).expect("a cone's qubits are its group's")
}

fn renumbered(string: &PauliString, group: &Group) -> PauliString {
    let letters = string.letters();
    letters.fold(PauliString::IDENTITY, |local, (qubit, letter)| with(local, place(group, qubit), letter))
}

/// What a group is asked, in its own qubits and slots, and which slots of the circuit these are.
fn question(source: &Source<'_>, group: &Group, observables: Vec<PauliSum>) -> (Question, Vec<usize>) {
    let mut slots = Vec::new();
    let own = |at: &u32| {
        let mut own = source.instructions[*at as usize].clone();
        for qubit in own.controls.iter_mut().chain(own.targets.iter_mut()) {
            *qubit = place(group, *qubit as usize) as u32;
        }
        if let Some(slot) = own.slot() {
            give_slot(&mut own, slots.len());
            slots.push(slot);
        }
        own
    };
    let instructions: Vec<FlatInstruction> = group.cone.iter().map(own).collect();
    let (num_qubits, num_slots) = (group.qubits.len(), slots.len());
    (Question { num_qubits, num_slots, instructions, observables }, slots)
}

fn give_slot(instruction: &mut FlatInstruction, slot: usize) {
    match &mut instruction.operation {
        FlatOperation::Exponential { angle, .. } | FlatOperation::PauliRotation { angle, .. } => {
            *angle = AngleSource::Slot(slot);
        }
        _ => {}
    }
}
