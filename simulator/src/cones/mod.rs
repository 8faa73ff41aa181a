//! Expectations of wide circuits: each term of an observable by the qubits that it depends on, in states of their own. Compiled from flat
//! instructions where one plan of all qubits is impossible or takes longer; read by the engine.
//!
//! Clifford operations at the end go into the term; what its expectation then depends on is its cone (`walk`). Where it falls into pieces that never meet, the expectation is the product of
//! theirs (`factors`); factors that depend on nearly the same share a state (`groups`). What is left is exact: sums of products of
//! expectations of ordinary, smaller plans. After the light cones of S. Bravyi, D. Gosset and R. Movassagh (arXiv:1909.11485).

mod factors;
mod groups;
mod letters;
mod part;
mod shared;
mod walk;

use crate::machine::ObservedPlan;
use crate::meaning::meant;
use crate::plan::{MAX_STATE_QUBITS, Plan, Whole};
use crate::{PlanOptions, Result, SimulatorError};
use ansatz_circuits::{Circuit, FlatInstruction, ParameterMap, PauliSum, ShiftRule};
use factors::{Factors, Product};
use groups::{Group, groups, seconds};
use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};
use walk::Taken;

/// One plan of all qubits is left where this many times less work is not to be had.
const WORTH: f64 = 2.0;

/// Observables of a circuit as sums of products of expectations of smaller plans.
#[derive(Debug)]
pub(crate) struct Cones {
    circuit: Circuit,
    options: PlanOptions,
    given: Arc<[PauliSum]>,
    whole: OnceLock<Whole>,
    pub(crate) parameter_map: ParameterMap,
    pub(crate) shift_rules: Vec<ShiftRule>,
    pub(crate) parts: Vec<Part>,
    /// Of each observable.
    pub(crate) sums: Vec<Sum>,
}

/// A smaller plan and what it is asked.
#[derive(Debug)]
pub(crate) struct Part {
    pub(crate) observed: ObservedPlan,
    /// Which slot of the circuit each of the plan's slots is.
    pub(crate) slots: Vec<usize>,
}

/// `constant + Σ products`.
#[derive(Debug, Default)]
pub(crate) struct Sum {
    pub(crate) constant: f64,
    pub(crate) products: Vec<Asked>,
}

/// `coefficient · Π` of expectations of parts.
#[derive(Debug)]
pub(crate) struct Asked {
    pub(crate) coefficient: f64,
    pub(crate) of: Vec<Answer>,
}

/// One observable of one part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) part: usize,
    pub(crate) observable: usize,
}

/// A circuit's flat instructions.
struct Source<'a> {
    instructions: &'a [FlatInstruction],
    options: &'a PlanOptions,
}

impl Cones {
    /// The cones of observables that fit the circuit; `None` where one plan does as well.
    pub(crate) fn compile(
        circuit: &Circuit,
        given: &Arc<[PauliSum]>,
        options: &PlanOptions,
    ) -> Result<Option<Cones>> {
        let num_qubits = circuit.num_qubits();
        let is_too_wide = num_qubits > MAX_STATE_QUBITS;
        if circuit.initial_amplitudes().is_some() || (!is_too_wide && num_qubits < options.cone_qubits) {
            return Ok(None);
        }
        let meant = meant(circuit, options);
        let circuit = meant.as_ref().unwrap_or(circuit);
        let options = &PlanOptions { meaning: false, ..*options };
        let mut instructions = Vec::with_capacity(circuit.instructions().len());
        let parameter_map = circuit.for_each_flat(|instruction| instructions.push(instruction.clone()))?;
        if !instructions.iter().all(crate::program::is_unitary) {
            return Err(SimulatorError::NotStatic { asked: "a plan" });
        }
        let taken = if options.pull_back { Taken::Clifford } else { Taken::Nothing };
        let mut factors = Factors::new(num_qubits, &instructions, taken);
        // No factor alone may take so long that nothing is gained: then the other terms need not be looked at.
        let terms = given.iter().map(|sum| sum.terms().len()).sum();
        let bound = if is_too_wide { f64::INFINITY } else { seconds(num_qubits, instructions.len(), terms) };
        let mut products: Vec<Vec<Product>> = Vec::with_capacity(given.len());
        for sum in given.iter() {
            let mut of_sum = Vec::with_capacity(sum.terms().len());
            for (coefficient, string) in sum.terms() {
                of_sum.push(factors.product(*coefficient, string));
                if WORTH * factors.longest_s() > bound {
                    return Ok(None);
                }
            }
            products.push(of_sum);
        }
        let groups = groups(&factors.all);
        if !is_too_wide && !is_worth(num_qubits, &groups) {
            return Ok(None);
        }
        let source = Source { instructions: &instructions, options };
        let (parts, sums) = part::parts(&source, &factors.all, groups, &products)?;
        let shift_rules = shift_rules(&instructions, parameter_map.num_slots());
        let (circuit, options, given) = (circuit.clone(), *options, given.clone());
        let whole = OnceLock::new();
        Ok(Some(Cones { circuit, options, given, whole, parameter_map, shift_rules, parts, sums }))
    }

    /// How many qubits the circuit has.
    pub(crate) fn num_qubits(&self) -> usize {
        self.circuit.num_qubits()
    }

    /// Qubits of the largest state.
    pub(crate) fn state_qubits(&self) -> usize {
        self.parts.iter().map(|part| part.observed.num_qubits()).max().unwrap_or(0)
    }

    /// The same from one state of all qubits, made when it is first asked for.
    pub(crate) fn whole(&self) -> Result<&Whole> {
        if self.whole.get().is_none() {
            let plan = Plan::compile(&self.circuit, &self.options)?;
            // Another thread may have been faster with the same plan.
            self.whole.set(Whole::new(Arc::new(plan), self.given.clone())).ok();
        }
        Ok(self.whole.get().expect("set above"))
    }

    /// Whether every term is one expectation, so that answers are linear in those of the parts.
    pub(crate) fn is_linear(&self) -> bool {
        self.sums.iter().flat_map(|sum| &sum.products).all(|product| product.of.len() == 1)
    }
}

/// Whether states of groups are worth more than one state of all qubits, light cone counted.
fn is_worth(num_qubits: usize, groups: &[Group]) -> bool {
    let within: BTreeSet<u32> = groups.iter().flat_map(|group| &group.cone).copied().collect();
    let factors = groups.iter().map(|group| group.factors.len()).sum();
    let apart: f64 = groups.iter().map(Group::seconds).sum();
    WORTH * apart <= seconds(num_qubits, within.len(), factors)
}

fn shift_rules(instructions: &[FlatInstruction], slots: usize) -> Vec<ShiftRule> {
    let mut rules = vec![ShiftRule::from_frequencies(&[]); slots];
    for instruction in instructions {
        if let (Some(slot), Some(rule)) = (instruction.slot(), instruction.shift_rule()) {
            rules[slot] = rule;
        }
    }
    rules
}
