//! What is carried along the branches of a program: a probability, or the shots that have come this way.

use super::branch::Branch;
use super::shots::{Shots, count_basis_states};
use super::tally::Counts;
use crate::backend::Kernels;
use crate::program::{AtEnd, Next, Part};
use crate::{Bits, Program, Purpose, RandomStream, Result, SimulatorError};
use ansatz_circuits::FinalBit;
use std::collections::{BTreeMap, HashMap};

/// An outcome less likely than this is not followed: it is rounding.
pub(super) const NEGLIGIBLE: f64 = 1e-14;
/// Exact distributions stop at this many branches.
const MAX_BRANCHES: usize = 1 << 20;

/// All branches together may run so many times the statements of one: a loop that does not end is found first, and where
/// it is.
const STEPS_OF_ALL: u64 = 4;

/// What is carried along a branch and how it splits.
pub(super) trait Tally<K: Kernels> {
    type Weight;
    /// Whether branches that go on in the same way become one.
    const MERGES: bool;
    /// Which bits matter at the end.
    const AT_END: AtEnd = AtEnd::AllBits;
    /// Adds what another branch carries.
    fn merge(weight: &mut Self::Weight, other: Self::Weight);
    /// How much is carried.
    fn size(weight: &Self::Weight) -> f64;
    /// The parts that read 0 and 1 at measurement number `event` of their branch; `None` where nothing is left.
    fn split(
        &mut self,
        weight: Self::Weight,
        one: f64,
        event: u64,
    ) -> (Option<Self::Weight>, Option<Self::Weight>);
    /// A branch has split in two; refuses where that has been too often.
    fn has_split(&mut self) -> Result<()> {
        Ok(())
    }
    /// A branch goes on with another circuit; refuses where that has been too much for all branches together.
    fn went_on(&mut self, _next: &Next) -> Result<()> {
        Ok(())
    }
    /// The end of a branch.
    fn finish(
        &mut self,
        kernels: &K,
        program: &Program,
        branch: Branch<K::State>,
        weight: Self::Weight,
    ) -> Result<()>;
}

/// Probabilities of outcomes.
#[derive(Default)]
pub(super) struct Exact {
    pub(super) outcomes: BTreeMap<Bits, f64>,
    branches: usize,
    steps: u64,
}

impl<K: Kernels> Tally<K> for Exact {
    type Weight = f64;
    const MERGES: bool = true;

    fn merge(weight: &mut f64, other: f64) {
        *weight += other;
    }

    fn size(weight: &f64) -> f64 {
        *weight
    }

    fn split(&mut self, weight: f64, one: f64, _: u64) -> (Option<f64>, Option<f64>) {
        split_weight(weight, one)
    }

    fn went_on(&mut self, next: &Next) -> Result<()> {
        self.steps += next.steps;
        let limit = next.max_steps.saturating_mul(STEPS_OF_ALL);
        if self.steps > limit {
            return Err(SimulatorError::TooManySteps { limit });
        }
        Ok(())
    }

    fn finish(
        &mut self,
        kernels: &K,
        program: &Program,
        branch: Branch<K::State>,
        weight: f64,
    ) -> Result<()> {
        self.branches += 1;
        if self.branches > MAX_BRANCHES {
            return Err(SimulatorError::TooManyBranches { limit: MAX_BRANCHES });
        }
        let mut shown = Shown::new(program, &branch);
        if branch.part.finals.is_empty() {
            *self.outcomes.entry(shown.of(branch.bits.clone())?).or_insert(0.0) += weight;
            return Ok(());
        }
        let part = &branch.part;
        for (pattern, probability) in marginal(kernels, &branch.state, part)?.into_iter().enumerate() {
            if weight * probability > NEGLIGIBLE {
                let bits = part.with_finals(branch.bits.clone(), |j| pattern >> j & 1 == 1);
                *self.outcomes.entry(shown.of(bits)?).or_insert(0.0) += weight * probability;
            }
        }
        Ok(())
    }
}

/// The probabilities of a branch that reads 0 and of one that reads 1.
pub(super) fn split_weight(weight: f64, one: f64) -> (Option<f64>, Option<f64>) {
    let likely = |p: f64| (weight * p > NEGLIGIBLE && p > NEGLIGIBLE).then_some(weight * p);
    (likely(1.0 - one), likely(one))
}

/// The shots that read 0 and those that read 1, at measurement number `event`.
pub(super) fn split_shots(shots: Shots, seed: u64, one: f64, event: u64) -> (Option<Shots>, Option<Shots>) {
    let reads_one = |shot: &u64| {
        let mut stream = RandomStream::new(seed, Purpose::MEASUREMENT, *shot);
        stream.seek(event);
        stream.uniform() < one
    };
    let (ones, zeros): (Vec<u64>, Vec<u64>) = shots.numbers().into_iter().partition(reads_one);
    let any = |shots: Vec<u64>| (!shots.is_empty()).then_some(Shots::List(shots));
    (any(zeros), any(ones))
}

/// The distribution of the distinct finally measured qubits: bit `j` of the index is the `j`-th of them.
fn marginal<K: Kernels>(kernels: &K, state: &K::State, part: &Part) -> Result<Vec<f64>> {
    let qubits = &part.final_qubits;
    let probabilities = part.order.restore(kernels.probabilities(state, 0)?);
    if qubits.iter().copied().eq(0..part.num_qubits) {
        return Ok(probabilities);
    }
    let mut marginal = vec![0.0; 1 << qubits.len()];
    for (state, probability) in probabilities.into_iter().enumerate() {
        let pattern = qubits.iter().enumerate().fold(0, |sum, (j, q)| sum | (state >> q & 1) << j);
        marginal[pattern] += probability;
    }
    Ok(marginal)
}

/// Counts of outcomes.
pub(super) struct Sampled {
    pub(super) seed: u64,
    pub(super) counts: Counts,
}

impl<K: Kernels> Tally<K> for Sampled {
    /// The shots that have come this way.
    type Weight = Shots;
    // Each measurement leaves fewer shots together, which bounds their branches.
    const MERGES: bool = false;

    fn merge(shots: &mut Shots, other: Shots) {
        let mut all = std::mem::replace(shots, Shots::Range(0..0)).numbers();
        all.extend(other.numbers());
        all.sort_unstable();
        *shots = Shots::List(all);
    }

    fn size(shots: &Shots) -> f64 {
        shots.len() as f64
    }

    fn split(&mut self, shots: Shots, one: f64, event: u64) -> (Option<Shots>, Option<Shots>) {
        split_shots(shots, self.seed, one, event)
    }

    fn finish(
        &mut self,
        kernels: &K,
        program: &Program,
        branch: Branch<K::State>,
        shots: Shots,
    ) -> Result<()> {
        let mut shown = Shown::new(program, &branch);
        if branch.part.finals.is_empty() {
            self.counts.add([(shown.of(branch.bits.clone())?, shots.len() as u64)]);
            return Ok(());
        }
        let states = count_basis_states(kernels, &branch.state, &shots, self.seed)?;
        let finals = branch.part.final_bits(&branch.bits);
        let counts = states.into_iter().map(|(state, count)| Ok((shown.of(finals.of(state))?, count)));
        self.counts.add(counts.collect::<Result<Vec<_>>>()?);
        Ok(())
    }
}

/// What the registers show at the end of a branch.
pub(super) struct Shown<'a> {
    program: &'a Program,
    part: &'a Part,
    own: Option<&'a [(u32, FinalBit)]>,
    /// What classical statements after the last circuit have made of outcomes.
    known: HashMap<Bits, Bits>,
}

impl<'a> Shown<'a> {
    pub(super) fn new<S>(program: &'a Program, branch: &'a Branch<S>) -> Shown<'a> {
        let (part, own) = (&*branch.part, branch.shown.as_deref());
        Shown { program, part, own, known: HashMap::new() }
    }

    pub(super) fn of(&mut self, bits: Bits) -> Result<Bits> {
        let num_bits = self.program.num_bits();
        let Some(next) = self.program.continuation().filter(|_| self.program.is_whole()) else {
            return Ok(self.part.show(bits, num_bits, self.own));
        };
        if let Some(known) = self.known.get(&bits) {
            return Ok(known.clone());
        }
        let shown = next.shown(&bits, num_bits)?;
        self.known.insert(bits, shown.clone());
        Ok(shown)
    }
}
