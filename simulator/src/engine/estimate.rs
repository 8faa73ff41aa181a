//! How much an exact distribution would take, before it is walked: a few random ways down the tree of branches, each of which counts
//! 2 for every measurement that may go both ways (Knuth, Mathematics of Computation 29, 1975). The least of them counts, so that
//! what can be walked is not refused; where branches of a circuit may meet, the walk is bounded instead. Branches that become one on the way are not known here: programs that go on by what they
//! measured are asked for distinct outcomes of shots instead.

use super::branch::Branch;
use super::branches::Walk;
use super::outcomes::{NEGLIGIBLE, Sampled, Tally, split_shots};
use super::shots::Shots;
use super::tally::Counts;
use crate::backend::Kernels;
use crate::program::{AtEnd, Next, Step};
use crate::{Program, Purpose, RandomStream, Result, SimulatorError};
use std::collections::BTreeSet;

/// Ways down the tree.
const DESCENTS: u64 = 4;
/// Distributions of more branches are refused.
const MAX_BRANCHES: f64 = (1u64 << 20) as f64;
/// So are those for which more amplitudes than this would be visited.
const MAX_VISITS: f64 = (1u64 << 35) as f64;
/// Splits after which a program is read on.
const MAX_READ_ON: u64 = 1 << 16;
/// Below so many possible visits nothing is estimated.
const FEW_VISITS: usize = 28;
/// Shots of which no two read the same: then there are about half as many outcomes as their number squared, or more.
const SHOTS: u64 = 1 << 11;
/// The most statements that these shots run together.
const MAX_STEPS: u64 = 1 << 20;
/// The most measurements that they make together.
const MAX_DRAWS: u64 = 1 << 19;
/// More qubits are not asked for shots.
const FEW_QUBITS: usize = 10;

/// Refuses a distribution that would take too long.
pub(super) fn check<K: Kernels>(walk: &Walk<'_, K>) -> Result<()> {
    match walk.program.is_whole() {
        true => check_branches(walk, AtEnd::AllBits),
        false => check_outcomes(walk),
    }
}

/// How often the branches of an exact mean may split where nothing is estimated: some seconds. A program that goes on by what it measured
/// is read on after each split, which takes longer than the split.
pub(super) fn most_splits(program: &Program) -> u64 {
    let most = if program.is_whole() { MAX_BRANCHES as u64 } else { MAX_READ_ON };
    most.min((MAX_VISITS as u64) >> program.num_qubits().min(63)).max(1)
}

/// Refuses one circuit of too many branches; of others, which may become one on the way, nothing is known.
pub(super) fn check_branches<K: Kernels>(walk: &Walk<'_, K>, at_end: AtEnd) -> Result<()> {
    let program = walk.program;
    if !program.is_whole() {
        return Ok(());
    }
    let splits = |step: &&Step| matches!(step, Step::Measure { .. } | Step::Reset { .. });
    let num_splits = program.first()?.steps.iter().filter(splits).count();
    if num_splits + program.num_qubits() < FEW_VISITS && num_splits < 20 {
        return Ok(());
    }
    // Branches may become one more often than they split, but not those that read other bits: then the walk says when it is too much.
    let may_meet = walk.meets(at_end)?.is_any();
    let size = |descent: &Descent| if may_meet { descent.outcomes() } else { descent.branches };
    let mut least: Option<Descent> = None;
    for number in 0..DESCENTS {
        let descent = walk.descend(RandomStream::new(0, Purpose::TEST, number))?;
        if !descent.is_too_much() {
            return Ok(());
        }
        if least.as_ref().is_none_or(|known| size(&descent) < size(known)) {
            least = Some(descent);
        }
    }
    let few = |descent: &Descent| at_end == AtEnd::NoBits || descent.outcomes() <= MAX_BRANCHES;
    if may_meet && least.as_ref().is_some_and(few) {
        return Ok(());
    }
    match least {
        Some(Descent { branches, finals, .. }) => {
            Err(SimulatorError::ManyBranches { branches: branches * finals })
        }
        None => Ok(()),
    }
}

/// Refuses a walk that has become too long, though branches become one on the way.
pub(super) fn check_walked(splits: u64, visits: f64) -> Result<()> {
    match splits > MAX_BRANCHES as u64 || visits > MAX_VISITS {
        true => Err(SimulatorError::TooManyBranches { limit: MAX_BRANCHES as usize }),
        false => Ok(()),
    }
}

/// One way down the tree.
struct Descent {
    branches: f64,
    /// Outcomes of the final measurements, if they are independent.
    finals: f64,
    visits: f64,
    /// Bits whose last measurement may go both ways.
    open_bits: BTreeSet<usize>,
}

impl Descent {
    /// How many outcomes may differ.
    fn outcomes(&self) -> f64 {
        (self.open_bits.len() as f64).exp2() * self.finals
    }

    fn is_too_much(&self) -> bool {
        self.branches > MAX_BRANCHES || self.visits > MAX_VISITS
    }
}

impl<K: Kernels> Walk<'_, K> {
    fn descend(&self, mut random: RandomStream) -> Result<Descent> {
        let size = (self.program.num_qubits() as f64).exp2();
        let mut descent = Descent { branches: 1.0, finals: 1.0, visits: size, open_bits: BTreeSet::new() };
        let mut branch = self.start()?;
        while let Some(one) = self.next_split(&mut branch)? {
            let is_open = is_open(one);
            let value = if is_open { random.below(2) as u8 } else { u8::from(one > 0.5) };
            if is_open {
                descent.branches *= 2.0;
            }
            if let Some(Step::Measure { bit, .. }) = branch.part.steps.get(branch.at) {
                match is_open {
                    true => descent.open_bits.insert(*bit),
                    false => descent.open_bits.remove(bit),
                };
            }
            descent.visits += descent.branches * size;
            branch = self.settled(branch, value, if value == 1 { one } else { 1.0 - one })?;
        }
        for qubit in &branch.part.final_qubits {
            let place = branch.part.order.place(*qubit as u32) as usize;
            if is_open(self.kernels.probability_of_one(&branch.state, place)?) {
                descent.finals *= 2.0;
            }
        }
        Ok(descent)
    }
}

/// Whether a measurement may go both ways.
fn is_open(one: f64) -> bool {
    one > NEGLIGIBLE && 1.0 - one > NEGLIGIBLE
}

/// Refuses programs whose shots all read something else.
fn check_outcomes<K: Kernels>(walk: &Walk<'_, K>) -> Result<()> {
    if walk.program.num_qubits() > FEW_QUBITS {
        return Ok(());
    }
    let mut probe = Probe { sampled: Sampled { seed: 0, counts: Counts::default() }, steps: 0, draws: 0 };
    // What goes wrong, or takes too long, on a way that the walk may not take, or takes later, is the walk's to say.
    let Ok(()) = walk.run(&mut probe, Shots::Range(0..SHOTS)) else { return Ok(()) };
    match probe.sampled.counts.into_map().len() as u64 == SHOTS {
        true => Err(SimulatorError::TooManyBranches { limit: MAX_BRANCHES as usize }),
        false => Ok(()),
    }
}

/// Shots that may run so many statements together.
struct Probe {
    sampled: Sampled,
    steps: u64,
    /// Measurements of single shots: a loop that does not end has few statements and many of them.
    draws: u64,
}

impl<K: Kernels> Tally<K> for Probe {
    type Weight = Shots;
    const MERGES: bool = false;

    fn merge(_: &mut Shots, _: Shots) {}

    fn size(shots: &Shots) -> f64 {
        shots.len() as f64
    }

    fn split(&mut self, shots: Shots, one: f64, event: u64) -> (Option<Shots>, Option<Shots>) {
        self.draws += shots.len() as u64;
        split_shots(shots, 0, one, event)
    }

    fn went_on(&mut self, next: &Next) -> Result<()> {
        self.steps += next.steps;
        if self.steps > MAX_STEPS.min(next.max_steps) || self.draws > MAX_DRAWS {
            return Err(SimulatorError::TooManySteps { limit: MAX_STEPS });
        }
        Ok(())
    }

    fn finish(
        &mut self,
        kernels: &K,
        program: &Program,
        branch: Branch<K::State>,
        shots: Shots,
    ) -> Result<()> {
        self.sampled.finish(kernels, program, branch, shots)
    }
}
