//! Programs that measure on the way: the unitary steps run once for all shots, and each measurement splits what is
//! still together into at most two branches. Exact distributions and shots are the same walk with other weights.

use super::shots::{Shots, count_basis_states};
use super::tally::Counts;
use crate::backend::Kernels;
use crate::inputs::check_finite;
use crate::program::Step;
use crate::{Bits, Inputs, Program, Purpose, RandomStream, Result, SimulatorError};
use std::collections::BTreeMap;

/// An outcome less likely than this is not followed: it is rounding.
const NEGLIGIBLE: f64 = 1e-14;
/// Exact distributions stop at this many branches.
const MAX_BRANCHES: usize = 1 << 20;

/// Shots are drawn in portions of at most this many, so that memory does not grow with their number.
const SHOTS_AT_ONCE: u64 = 1 << 22;

/// How many shots, and the seed.
#[derive(Clone, Copy)]
pub(super) struct Request {
    pub(super) shots: u64,
    pub(super) seed: u64,
}

/// The exact distribution over classical bits.
pub(super) fn distribution<K: Kernels>(
    kernels: &K,
    program: &Program,
    angles: &[f64],
) -> Result<BTreeMap<Bits, f64>> {
    let mut exact = Exact { outcomes: BTreeMap::new(), branches: 0 };
    Walk { kernels, program, angles }.run(&mut exact, 1.0)?;
    Ok(exact.outcomes)
}

/// Counts over classical bits.
pub(super) fn sample<K: Kernels>(
    kernels: &K,
    program: &Program,
    angles: &[f64],
    request: Request,
) -> Result<BTreeMap<Bits, u64>> {
    let mut sampled = Sampled { seed: request.seed, counts: Counts::default() };
    let walk = Walk { kernels, program, angles };
    let mut first = 0;
    // Once at least: no shots of wrong angles are an error too.
    loop {
        let last = request.shots.min(first + SHOTS_AT_ONCE);
        walk.run(&mut sampled, Shots::Range(first..last))?;
        first = last;
        if first == request.shots {
            return Ok(sampled.counts.into_map());
        }
    }
}

/// What is carried along a branch and how it splits.
trait Tally<K: Kernels> {
    type Weight;
    /// The parts that read 0 and 1 at measurement number `event` of their branch; `None` where nothing is left.
    fn split(
        &mut self,
        weight: Self::Weight,
        one: f64,
        event: u64,
    ) -> (Option<Self::Weight>, Option<Self::Weight>);
    /// The end of a branch.
    fn finish(
        &mut self,
        kernels: &K,
        program: &Program,
        branch: Branch<K::State>,
        weight: Self::Weight,
    ) -> Result<()>;
}

/// Where a branch has got to.
struct Branch<S> {
    state: S,
    bits: Bits,
    events: u64,
    /// States that are held while it is followed, its own included.
    depth: usize,
}

struct Walk<'a, K> {
    kernels: &'a K,
    program: &'a Program,
    angles: &'a [f64],
}

/// The steps that are left: this list, then the next.
#[derive(Clone, Copy)]
struct Rest<'a> {
    steps: &'a [Step],
    next: Option<&'a Rest<'a>>,
}

impl<K: Kernels> Walk<'_, K> {
    fn run<T: Tally<K>>(&self, tally: &mut T, weight: T::Weight) -> Result<()> {
        let expected = self.program.parameter_map().num_slots();
        if self.angles.len() != expected {
            return Err(SimulatorError::Count { what: "angles", expected, given: self.angles.len() });
        }
        check_finite(self.angles)?;
        let num_qubits = self.program.num_qubits();
        self.kernels.check_memory(num_qubits, 1, 1)?;
        let state = match self.program.initial_amplitudes() {
            Some(amplitudes) => self.kernels.load(num_qubits, 1, amplitudes),
            None => self.kernels.zero_state(num_qubits, 1),
        };
        let branch = Branch { state, bits: Bits::new(self.program.num_bits()), events: 0, depth: 1 };
        self.follow(Rest { steps: self.program.steps(), next: None }, branch, weight, tally)
    }

    fn follow<T: Tally<K>>(
        &self,
        mut rest: Rest<'_>,
        mut branch: Branch<K::State>,
        mut weight: T::Weight,
        tally: &mut T,
    ) -> Result<()> {
        loop {
            let Some((step, steps)) = rest.steps.split_first() else {
                match rest.next {
                    Some(next) => rest = *next,
                    None => return tally.finish(self.kernels, self.program, branch, weight),
                }
                continue;
            };
            rest.steps = steps;
            match step {
                Step::Unitary(plan) => {
                    for pass in &plan.bind_anywhere(&Inputs::one(self.angles)) {
                        self.kernels.run_pass(pass, &mut branch.state);
                    }
                }
                Step::If { bits, values, then } if branch.bits.read(bits) == *values => {
                    return self.follow(Rest { steps: then, next: Some(&rest) }, branch, weight, tally);
                }
                Step::If { .. } => {}
                Step::Measure { qubit, .. } | Step::Reset { qubit, .. } => {
                    let one = self.kernels.probability_of_one(&branch.state, *qubit).clamp(0.0, 1.0);
                    let (zeros, ones) = tally.split(weight, one, branch.events);
                    branch.events += 1;
                    weight = match (zeros, ones) {
                        (Some(zeros), Some(ones)) => {
                            let copy = self.fork(&branch)?;
                            self.follow(rest, self.settle(copy, step, (0, 1.0 - one)), zeros, tally)?;
                            branch = self.settle(branch, step, (1, one));
                            ones
                        }
                        (Some(zeros), None) => {
                            branch = self.settle(branch, step, (0, 1.0 - one));
                            zeros
                        }
                        (None, Some(ones)) => {
                            branch = self.settle(branch, step, (1, one));
                            ones
                        }
                        (None, None) => return Ok(()),
                    };
                }
            }
        }
    }

    fn fork(&self, branch: &Branch<K::State>) -> Result<Branch<K::State>> {
        // Every branch point that is still open holds a state.
        self.kernels.check_memory(self.program.num_qubits(), 1, branch.depth + 1)?;
        let state = self.kernels.duplicate(&branch.state);
        Ok(Branch { state, bits: branch.bits.clone(), events: branch.events, depth: branch.depth + 1 })
    }

    /// The branch after its measurement read `value` with `probability`.
    fn settle(&self, mut branch: Branch<K::State>, step: &Step, outcome: (u8, f64)) -> Branch<K::State> {
        let (value, probability) = outcome;
        match step {
            Step::Measure { qubit, bit } => {
                self.kernels.project(&mut branch.state, *qubit, value, probability);
                branch.bits.set(*bit, value == 1);
            }
            Step::Reset { qubit, flip } => {
                self.kernels.project(&mut branch.state, *qubit, value, probability);
                if value == 1 {
                    for pass in &flip.bind_anywhere(&Inputs::one(self.angles)) {
                        self.kernels.run_pass(pass, &mut branch.state);
                    }
                }
            }
            Step::Unitary(_) | Step::If { .. } => {}
        }
        branch
    }
}

struct Exact {
    outcomes: BTreeMap<Bits, f64>,
    branches: usize,
}

impl<K: Kernels> Tally<K> for Exact {
    type Weight = f64;

    fn split(&mut self, weight: f64, one: f64, _: u64) -> (Option<f64>, Option<f64>) {
        let likely = |p: f64| (weight * p > NEGLIGIBLE && p > NEGLIGIBLE).then_some(weight * p);
        (likely(1.0 - one), likely(one))
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
        if program.finals().is_empty() {
            *self.outcomes.entry(branch.bits).or_insert(0.0) += weight;
            return Ok(());
        }
        for (pattern, probability) in marginal(kernels, &branch.state, program).into_iter().enumerate() {
            if weight * probability > NEGLIGIBLE {
                let bits = program.with_finals(branch.bits.clone(), |j| pattern >> j & 1 == 1);
                *self.outcomes.entry(bits).or_insert(0.0) += weight * probability;
            }
        }
        Ok(())
    }
}

/// The distribution of the distinct finally measured qubits: bit `j` of the index is the `j`-th of them.
fn marginal<K: Kernels>(kernels: &K, state: &K::State, program: &Program) -> Vec<f64> {
    let qubits = program.final_qubits();
    let probabilities = program.order().restore(kernels.probabilities(state, 0));
    if qubits.iter().copied().eq(0..program.num_qubits()) {
        return probabilities;
    }
    let mut marginal = vec![0.0; 1 << qubits.len()];
    for (state, probability) in probabilities.into_iter().enumerate() {
        let pattern = qubits.iter().enumerate().fold(0, |sum, (j, q)| sum | (state >> q & 1) << j);
        marginal[pattern] += probability;
    }
    marginal
}

struct Sampled {
    seed: u64,
    counts: Counts,
}

impl<K: Kernels> Tally<K> for Sampled {
    /// The shots that have come this way.
    type Weight = Shots;

    fn split(&mut self, shots: Shots, one: f64, event: u64) -> (Option<Shots>, Option<Shots>) {
        let reads_one = |shot: &u64| {
            let mut stream = RandomStream::new(self.seed, Purpose::Measurement, *shot);
            stream.seek(event);
            stream.uniform() < one
        };
        let (ones, zeros): (Vec<u64>, Vec<u64>) = shots.numbers().into_iter().partition(reads_one);
        let any = |shots: Vec<u64>| (!shots.is_empty()).then_some(Shots::List(shots));
        (any(zeros), any(ones))
    }

    fn finish(
        &mut self,
        kernels: &K,
        program: &Program,
        branch: Branch<K::State>,
        shots: Shots,
    ) -> Result<()> {
        if program.finals().is_empty() {
            self.counts.add([(branch.bits, shots.len() as u64)]);
            return Ok(());
        }
        let states = count_basis_states(kernels, &branch.state, &shots, self.seed);
        let finals = program.final_bits(&branch.bits);
        self.counts.add(states.into_iter().map(|(state, count)| (finals.of(state), count)));
        Ok(())
    }
}
