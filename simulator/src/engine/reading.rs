//! What measuring one piece of a program gives. Called for each piece of a program that comes apart.

use super::branches::{self, Request, Walk};
use super::outcomes::NEGLIGIBLE;
use super::shots::Shots;
use super::trajectories::some_outcomes;
use crate::backend::Kernels;
use crate::eager::{self, Table};
use crate::program::{Final, Piece, Way};
use crate::stabilizer::Support;
use crate::{Bits, Program, Purpose, RandomStream, Result, SimulatorError};
use std::collections::BTreeMap;
use std::ops::Range;

/// More free bits than this have no exact distribution: all outcomes are equally likely.
const MAX_FREE_BITS: usize = 20;

/// A piece, run as far as that is done once for all shots.
pub(super) enum Reading<'a, K> {
    Table(Listed<'a>),
    Affine(Affine),
    Planned { kernels: &'a K, program: &'a Program, angles: &'a [f64] },
}

/// Basis states with their probabilities, and which bits they set.
pub(super) struct Listed<'a> {
    table: Table,
    finals: &'a [Final],
    num_bits: usize,
    /// Sums of probabilities up to each of them, over the sum of all.
    sums: Vec<f64>,
}

/// Equally likely outcomes: `base`, and any sum of `directions` added to it.
pub(super) struct Affine {
    base: Bits,
    directions: Vec<Bits>,
}

/// The bits that measurements set where qubits read this.
fn bits_of(finals: &[Final], num_bits: usize, reads_one: impl Fn(usize) -> bool) -> Bits {
    let mut bits = Bits::new(num_bits);
    finals.iter().for_each(|last| bits.set(last.bit, reads_one(last.qubit)));
    bits
}

fn reads_one(words: &[u64], qubit: usize) -> bool {
    words[qubit / 64] >> (qubit % 64) & 1 == 1
}

impl<'a> Listed<'a> {
    fn new(table: Table, finals: &'a [Final], num_bits: usize) -> Listed<'a> {
        let total: f64 = table.probabilities().iter().sum();
        let mut sum = 0.0;
        let sums = table.probabilities().iter().map(|p| {
            sum += p;
            sum / total
        });
        let sums = sums.collect();
        Listed { table, finals, num_bits, sums }
    }

    /// Where the running sum first exceeds a number in [0, 1).
    fn at(&self, number: f64) -> usize {
        self.sums.partition_point(|sum| *sum <= number).min(self.sums.len() - 1)
    }

    fn bits(&self, at: usize) -> Bits {
        bits_of(self.finals, self.num_bits, |qubit| reads_one(self.table.key(at), qubit))
    }

    fn sample(&self, request: Request) -> Vec<(Bits, u64)> {
        let mut counts = vec![0; self.table.len()];
        draw(0..request.shots, request.seed, |_, number| counts[self.at(number)] += 1);
        let read = counts.into_iter().enumerate().filter(|(_, count)| *count > 0);
        read.map(|(at, count)| (self.bits(at), count)).collect()
    }

    fn distribution(&self) -> BTreeMap<Bits, f64> {
        let mut distribution = BTreeMap::new();
        let likely = self.table.probabilities().iter().enumerate().filter(|(_, p)| **p > NEGLIGIBLE);
        for (at, probability) in likely {
            *distribution.entry(self.bits(at)).or_insert(0.0) += probability;
        }
        distribution
    }
}

/// Hands each of the shots its number.
fn draw(shots: Range<u64>, seed: u64, each: impl FnMut(usize, f64)) {
    let shots = Shots::Range(shots);
    shots.draw(0..shots.len(), seed, each);
}

impl Affine {
    fn new(support: &Support, finals: &[Final], num_bits: usize) -> Affine {
        let of = |words: &[u64]| bits_of(finals, num_bits, |qubit| reads_one(words, qubit));
        let mut directions: Vec<Bits> = Vec::new();
        // Those that are left when the highest bit of each is taken out of the others; what is not measured has none.
        for mut next in support.directions.iter().map(|words| of(words)) {
            for known in &directions {
                if known.highest().is_some_and(|bit| next.get(bit)) {
                    next.add(known);
                }
            }
            let Some(highest) = next.highest() else { continue };
            for known in directions.iter_mut().filter(|known| known.get(highest)) {
                known.add(&next);
            }
            directions.push(next);
        }
        let mut base = of(&support.base);
        for known in &directions {
            if known.highest().is_some_and(|bit| base.get(bit)) {
                base.add(known);
            }
        }
        Affine { base, directions }
    }

    /// The outcome of a shot: one random bit for each direction.
    fn outcome(&self, shot: u64, seed: u64) -> Bits {
        let mut stream = RandomStream::new(seed, Purpose::MEASUREMENT, shot);
        let mut bits = self.base.clone();
        for directions in self.directions.chunks(64) {
            let drawn = stream.bits();
            for (k, direction) in directions.iter().enumerate() {
                if drawn >> k & 1 == 1 {
                    bits.add(direction);
                }
            }
        }
        bits
    }

    fn distribution(&self) -> Result<BTreeMap<Bits, f64>> {
        if self.directions.len() > MAX_FREE_BITS {
            return Err(SimulatorError::TooManyBranches { limit: 1 << MAX_FREE_BITS });
        }
        let mut all = vec![self.base.clone()];
        for direction in &self.directions {
            let added = all.iter().map(|bits| {
                let mut bits = bits.clone();
                bits.add(direction);
                bits
            });
            all.extend(added.collect::<Vec<_>>());
        }
        let probability = 1.0 / all.len() as f64;
        Ok(all.into_iter().map(|bits| (bits, probability)).collect())
    }
}

impl<'a, K: Kernels> Reading<'a, K> {
    pub(super) fn new(kernels: &'a K, piece: &'a Piece, angles: &'a [f64], num_bits: usize) -> Self {
        let listed = |table| Reading::Table(Listed::new(table, &piece.finals, num_bits));
        match &piece.way {
            Way::Vector(script) => listed(script.run(angles)),
            Way::List(instructions) => listed(eager::list(piece.num_qubits, instructions, angles)),
            Way::Stabilizer(support) => Reading::Affine(Affine::new(support, &piece.finals, num_bits)),
            Way::Planned(program) => Reading::Planned { kernels, program, angles },
        }
    }

    /// Counts of outcomes.
    pub(super) fn sample(&self, request: Request) -> Result<Vec<(Bits, u64)>> {
        match self {
            Reading::Table(listed) => Ok(listed.sample(request)),
            Reading::Affine(affine) => {
                let mut counts = BTreeMap::new();
                for shot in 0..request.shots {
                    *counts.entry(affine.outcome(shot, request.seed)).or_insert(0) += 1;
                }
                Ok(counts.into_iter().collect())
            }
            Reading::Planned { kernels, program, angles } => {
                Ok(branches::sample(*kernels, program, angles, request)?.into_iter().collect())
            }
        }
    }

    /// Adds what the shots read to their bits.
    pub(super) fn read(&self, shots: Range<u64>, seed: u64, outcomes: &mut [Bits]) -> Result<()> {
        match self {
            Reading::Table(listed) => {
                draw(shots, seed, |at, number| outcomes[at].add(&listed.bits(listed.at(number))));
            }
            Reading::Affine(affine) => {
                outcomes.iter_mut().zip(shots).for_each(|(bits, shot)| bits.add(&affine.outcome(shot, seed)));
            }
            Reading::Planned { kernels, program, angles } => {
                let walk = Walk::of(*kernels, program, angles);
                let read = some_outcomes(&walk, shots, seed)?;
                outcomes.iter_mut().zip(read).for_each(|(bits, own)| bits.add(&own));
            }
        }
        Ok(())
    }

    /// The exact distribution.
    pub(super) fn distribution(&self) -> Result<BTreeMap<Bits, f64>> {
        match self {
            Reading::Table(listed) => Ok(listed.distribution()),
            Reading::Affine(affine) => affine.distribution(),
            Reading::Planned { kernels, program, angles } => {
                branches::distribution(*kernels, program, angles)
            }
        }
    }
}
