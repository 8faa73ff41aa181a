//! Programs that come apart: each piece is read by itself, and what the pieces read stands side by side. Called by the engine.
//!
//! The first piece reads what the whole would read with the same seed; the others have seeds of their own, drawn from it.

use super::branches::{Request, SHOTS_AT_ONCE, check_angles};
use super::outcomes::NEGLIGIBLE;
use super::reading::Reading;
use super::tally::Counts;
use crate::backend::Kernels;
use crate::program::Pieces;
use crate::{Bits, Program, Purpose, RandomStream, Result, SimulatorError};
use std::collections::BTreeMap;
use std::ops::Range;

/// Exact distributions stop at this many outcomes.
const MAX_OUTCOMES: usize = 1 << 24;

/// The pieces of a program, run as far as that is done once for all shots.
pub(super) struct Readings<'a, K> {
    program: &'a Program,
    pieces: &'a Pieces,
    list: Vec<Reading<'a, K>>,
}

impl<'a, K: Kernels> Readings<'a, K> {
    /// Runs a program's pieces.
    pub(super) fn new(
        kernels: &'a K,
        program: &'a Program,
        pieces: &'a Pieces,
        angles: &'a [f64],
    ) -> Result<Readings<'a, K>> {
        check_angles(program, angles)?;
        let read = |piece| Reading::new(kernels, piece, angles, program.num_bits());
        Ok(Readings { program, pieces, list: pieces.list.iter().map(read).collect() })
    }

    /// Counts over classical bits.
    pub(super) fn sample(&self, request: Request) -> Result<BTreeMap<Bits, u64>> {
        let mut counts = Counts::default();
        if let [one] = &self.list[..] {
            let read = one.sample(request)?;
            counts.add(read.into_iter().map(|(bits, count)| (self.shown(bits), count)));
            return Ok(counts.into_map());
        }
        let mut first = 0;
        while first < request.shots {
            let last = request.shots.min(first + SHOTS_AT_ONCE);
            counts.add(self.outcomes(first..last, request.seed)?.into_iter().map(|bits| (bits, 1)));
            first = last;
        }
        Ok(counts.into_map())
    }

    /// The outcomes of some shots, in order.
    pub(super) fn outcomes(&self, shots: Range<u64>, seed: u64) -> Result<Vec<Bits>> {
        let count = (shots.end - shots.start) as usize;
        let mut outcomes = vec![Bits::new(self.program.num_bits()); count];
        for (number, reading) in self.list.iter().enumerate() {
            reading.read(shots.clone(), seed_of(number, seed), &mut outcomes)?;
        }
        if !self.pieces.shown.is_empty() {
            outcomes.iter_mut().for_each(|bits| *bits = self.shown(std::mem::replace(bits, Bits::new(0))));
        }
        Ok(outcomes)
    }

    /// The exact distribution over classical bits.
    pub(super) fn distribution(&self) -> Result<BTreeMap<Bits, f64>> {
        let mut all = vec![(Bits::new(self.program.num_bits()), 1.0)];
        for reading in &self.list {
            let one = reading.distribution()?;
            if all.len().saturating_mul(one.len()) > MAX_OUTCOMES {
                return Err(SimulatorError::TooManyBranches { limit: MAX_OUTCOMES });
            }
            let both = |(known, p): &(Bits, f64)| {
                let (known, p) = (known.clone(), *p);
                let beside = |(bits, q): (&Bits, &f64)| (known.united(bits), p * q);
                one.iter().map(beside).filter(|(_, p)| *p > NEGLIGIBLE).collect::<Vec<_>>()
            };
            all = all.iter().flat_map(both).collect();
        }
        let mut distribution = BTreeMap::new();
        for (bits, probability) in all {
            *distribution.entry(self.shown(bits)).or_insert(0.0) += probability;
        }
        Ok(distribution)
    }

    fn shown(&self, bits: Bits) -> Bits {
        match &self.pieces.shown[..] {
            [] => bits,
            shown => bits.shown(self.program.num_bits(), shown),
        }
    }
}

/// The seed of a piece.
fn seed_of(number: usize, seed: u64) -> u64 {
    match number {
        0 => seed,
        _ => RandomStream::new(seed, Purpose::PIECES, number as u64).bits(),
    }
}
