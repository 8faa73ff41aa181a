//! Programs that measure on the way: the unitary steps run once for all shots, and each measurement splits what is
//! still together into at most two branches. Exact distributions and shots are the same walk with other weights.
//!
//! Of two branches the lighter one is followed first while the other waits: what waits is at least as heavy as what goes
//! on, so that no more states wait than halvings of the whole weight, however long a loop runs. At the end of a circuit
//! branches may rest, and those that have come to the same place with the same state go on as one; inside a circuit they wait for
//! each other where that may happen.

use super::branch::Branch;
use super::estimate;
use super::meeting::Meeting;
use super::outcomes::{Exact, Sampled, Tally};
use super::resting::Resting;
use super::shots::Shots;
use super::tally::Counts;
use crate::backend::Kernels;
use crate::inputs::check_finite;
use crate::plan::Derivatives;
use crate::program::{AtEnd, Meets, Step};
use crate::{Angles, Bits, Inputs, Plan, Program, Result, SimulatorError};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Shots are drawn in portions of at most this many, so that memory does not grow with their number.
pub(super) const SHOTS_AT_ONCE: u64 = 1 << 22;

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
    let mut exact = Exact::default();
    let walk = Walk::of(kernels, program, angles);
    estimate::check(&walk)?;
    walk.run(&mut exact, 1.0)?;
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
    in_portions(&Walk::of(kernels, program, angles), &mut sampled, 0..request.shots)?;
    Ok(sampled.counts.into_map())
}

/// Walks with the shots in portions.
pub(super) fn in_portions<K: Kernels, T: Tally<K, Weight = Shots>>(
    walk: &Walk<'_, K>,
    tally: &mut T,
    shots: Range<u64>,
) -> Result<()> {
    let mut first = shots.start;
    // Once at least: no shots of wrong angles are an error too.
    loop {
        let last = shots.end.min(first + SHOTS_AT_ONCE);
        walk.run(tally, Shots::Range(first..last))?;
        first = last;
        if first == shots.end {
            return Ok(());
        }
    }
}

/// Refuses angles in another number than a program has slots, and such as are not finite.
pub(super) fn check_angles(program: &Program, angles: &[f64]) -> Result<()> {
    let expected = program.parameter_map().num_slots();
    if angles.len() != expected {
        return Err(SimulatorError::Count { what: "angles", expected, given: angles.len() });
    }
    check_finite(angles)
}

/// The branches of a program at some angles.
pub(super) struct Walk<'a, K> {
    pub(super) kernels: &'a K,
    pub(super) program: &'a Program,
    pub(super) angles: &'a [f64],
}

/// The branches that do not move now, with what they carry, and the outcomes of those that have ended.
struct Standing<'a, K: Kernels, T: Tally<K>> {
    tally: &'a mut T,
    /// They have split off.
    waiting: Vec<(Branch<K::State>, T::Weight)>,
    resting: Resting<'a, K, T>,
    /// Inside a circuit.
    meeting: Meeting<'a, K, T>,
    /// How often a branch has become two, and the amplitudes of these.
    splits: u64,
    visits: f64,
}

/// A branch that goes on.
struct Carried<S, W> {
    branch: Branch<S>,
    weight: W,
    /// Whether it waits for others before its next measurement.
    may_meet: bool,
}

/// What a run of steps came to.
enum Reached {
    /// The end of a circuit; the next one depends on what has been measured.
    Boundary,
    /// A measurement or a reset of a qubit that reads 1 with this probability.
    Split(f64),
    /// The end of the program.
    End,
}

impl<'a, K: Kernels> Walk<'a, K> {
    pub(super) fn of(kernels: &'a K, program: &'a Program, angles: &'a [f64]) -> Walk<'a, K> {
        Walk { kernels, program, angles }
    }

    pub(super) fn run<T: Tally<K>>(&self, tally: &mut T, weight: T::Weight) -> Result<()> {
        let waiting = vec![(self.start()?, weight)];
        let meets = if T::MERGES { self.meets(T::AT_END)? } else { Meets::default() };
        let (resting, meeting) = (Resting::new(self.kernels), Meeting::new(self.kernels, meets));
        let mut standing = Standing { tally, waiting, resting, meeting, splits: 0, visits: 0.0 };
        loop {
            while let Some((branch, weight)) = standing.waiting.pop() {
                self.follow(Carried { branch, weight, may_meet: true }, &mut standing)?;
            }
            if let Some((branch, weight)) = standing.meeting.next() {
                self.follow(Carried { branch, weight, may_meet: false }, &mut standing)?;
                continue;
            }
            let Some((mut branch, weight)) = standing.resting.next() else { return Ok(()) };
            self.enter_next(standing.tally, &mut branch)?;
            standing.waiting.push((branch, weight));
        }
    }

    /// Where branches meet inside the only circuit.
    pub(super) fn meets(&self, at_end: AtEnd) -> Result<Meets> {
        if !self.program.is_whole() {
            return Ok(Meets::default());
        }
        Ok(Meets::of(self.program.first()?, at_end))
    }

    /// Follows one branch to its end, or to where it waits; others that split off wait.
    fn follow<T: Tally<K>>(
        &self,
        carried: Carried<K::State, T::Weight>,
        standing: &mut Standing<'_, K, T>,
    ) -> Result<()> {
        let Standing { tally, waiting, resting, meeting, splits, visits } = standing;
        let tally = &mut **tally;
        let Carried { mut branch, mut weight, mut may_meet } = carried;
        loop {
            let one = match self.advance(&mut branch)? {
                Reached::Split(one) if std::mem::replace(&mut may_meet, true) => {
                    match meeting.take_in(branch, weight)? {
                        None => return Ok(()),
                        Some(back) => (branch, weight) = back,
                    }
                    one
                }
                Reached::Split(one) => one,
                Reached::End => return tally.finish(self.kernels, self.program, branch, weight),
                Reached::Boundary => match resting.take_in(branch, weight)? {
                    None => return Ok(()),
                    Some((mut back, its_weight)) => {
                        self.enter_next(tally, &mut back)?;
                        (branch, weight) = (back, its_weight);
                        continue;
                    }
                },
            };
            let parts = tally.split(weight, one, branch.events);
            branch.events += 1;
            weight = match parts {
                (Some(zeros), Some(ones)) => {
                    (*splits, *visits) = (*splits + 1, *visits + (self.program.num_qubits() as f64).exp2());
                    if T::MERGES {
                        // Shots are as many as were asked for.
                        estimate::check_walked(*splits, *visits)?;
                    }
                    tally.has_split()?;
                    // What waits and rests, what goes on, and the copy.
                    let states = waiting.len() + resting.len() + meeting.len() + 2;
                    self.kernels.check_memory(self.program.num_qubits(), 1, states)?;
                    let copy = branch.with_state(self.kernels.duplicate(&branch.state)?);
                    let zero = self.settled(copy, 0, 1.0 - one)?;
                    let one = self.settled(branch, 1, one)?;
                    let (lighter, heavier) = if T::size(&zeros) <= T::size(&ones) {
                        ((zero, zeros), (one, ones))
                    } else {
                        ((one, ones), (zero, zeros))
                    };
                    waiting.push(heavier);
                    branch = lighter.0;
                    lighter.1
                }
                (Some(zeros), None) => {
                    branch = self.settled(branch, 0, 1.0 - one)?;
                    zeros
                }
                (None, Some(ones)) => {
                    branch = self.settled(branch, 1, one)?;
                    ones
                }
                (None, None) => return Ok(()),
            };
        }
    }

    /// Goes on with the circuit that the outcomes ask for.
    fn enter_next<T: Tally<K>>(&self, tally: &mut T, branch: &mut Branch<K::State>) -> Result<()> {
        if let (Some(course), Some(continuation)) = (branch.course.take(), self.program.continuation()) {
            let next = continuation.next(&*course, &branch.bits)?;
            tally.went_on(&next)?;
            (branch.part, branch.course, branch.at) = (next.part, next.course, 0);
            branch.shown = Some(next.shown);
        }
        Ok(())
    }

    pub(super) fn start(&self) -> Result<Branch<K::State>> {
        check_angles(self.program, self.angles)?;
        let num_qubits = self.program.num_qubits();
        self.kernels.check_memory(num_qubits, 1, 1)?;
        let part = Arc::clone(self.program.first()?);
        let state = match part.initial_amplitudes.as_deref() {
            Some(amplitudes) => self.kernels.load(num_qubits, 1, amplitudes)?,
            None => self.kernels.zero_state(num_qubits, 1)?,
        };
        let next = self.program.continuation().filter(|_| !self.program.is_whole());
        let course = next.map(|next| Arc::clone(&next.course));
        Ok(Branch {
            state,
            bits: Bits::new(self.program.num_bits()),
            events: 0,
            is_zero: part.initial_amplitudes.is_none(),
            part,
            at: 0,
            course,
            shown: None,
        })
    }

    /// The probability that the next measurement of a program of one circuit reads 1; `None` at its end.
    pub(super) fn next_split(&self, branch: &mut Branch<K::State>) -> Result<Option<f64>> {
        Ok(match self.advance(branch)? {
            Reached::Split(one) => Some(one),
            Reached::Boundary | Reached::End => None,
        })
    }

    /// Runs steps up to the next one at which a branch may split.
    fn advance(&self, branch: &mut Branch<K::State>) -> Result<Reached> {
        let part = Arc::clone(&branch.part);
        while let Some(step) = part.steps.get(branch.at) {
            match step {
                Step::Unitary(plan) => self.apply(plan, branch)?,
                Step::Unless { bits, values, skip } if branch.bits.read(bits) != *values => {
                    branch.at += skip;
                }
                Step::Unless { .. } => {}
                Step::Measure { qubit, .. } | Step::Reset { qubit, .. } => {
                    let one = self.kernels.probability_of_one(&branch.state, *qubit)?;
                    return Ok(Reached::Split(one.clamp(0.0, 1.0)));
                }
            }
            branch.at += 1;
        }
        Ok(if branch.course.is_some() { Reached::Boundary } else { Reached::End })
    }

    fn apply(&self, plan: &Plan, branch: &mut Branch<K::State>) -> Result<()> {
        let part = Arc::clone(&branch.part);
        let inputs = Inputs::one(Angles(part.angles.as_deref().unwrap_or(self.angles)));
        let passes = match std::mem::take(&mut branch.is_zero) {
            true => plan.bind(&inputs, Derivatives::Omit),
            false => plan.bind_anywhere(&inputs),
        };
        self.kernels.run_passes(&passes, &mut branch.state)
    }

    /// The branch after its measurement read `value` with `probability`.
    pub(super) fn settled(
        &self,
        mut branch: Branch<K::State>,
        value: u8,
        probability: f64,
    ) -> Result<Branch<K::State>> {
        let part = Arc::clone(&branch.part);
        branch.is_zero = false;
        match part.steps.get(branch.at) {
            Some(Step::Measure { qubit, bit }) => {
                self.kernels.project(&mut branch.state, *qubit, value, probability)?;
                branch.bits.set(*bit, value == 1);
            }
            Some(Step::Reset { qubit, flip }) => {
                self.kernels.project(&mut branch.state, *qubit, value, probability)?;
                if value == 1 {
                    self.apply(flip, &mut branch)?;
                }
            }
            _ => {}
        }
        branch.at += 1;
        Ok(branch)
    }
}
