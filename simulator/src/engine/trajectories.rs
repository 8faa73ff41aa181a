//! What shots of a program give beside counts: their outcomes in order, and means of observables. Called by the engine.

use super::branch::Branch;
use super::branches::{Request, Walk, in_portions};
use super::estimate;
use super::outcomes::{Shown, Tally, split_shots};
use super::shots::{Shots, basis_states};
use crate::backend::{Asked, Kernels};
use crate::pauli_terms::{check_observables, terms_of};
use crate::program::AtEnd;
use crate::{Bits, Estimate, Program, Result, SimulatorError};
use ansatz_kernels::PauliTerms;
use std::ops::Range;

/// The outcomes of the shots, in order.
pub(super) fn outcomes<K: Kernels>(walk: &Walk<'_, K>, request: Request) -> Result<Vec<Bits>> {
    some_outcomes(walk, 0..request.shots, request.seed)
}

/// The outcomes of some of the shots, in order.
pub(super) fn some_outcomes<K: Kernels>(
    walk: &Walk<'_, K>,
    shots: Range<u64>,
    seed: u64,
) -> Result<Vec<Bits>> {
    let empty = Bits::new(walk.program.num_bits());
    let count = (shots.end - shots.start) as usize;
    let mut read = Read { seed, first: shots.start, outcomes: vec![empty; count] };
    in_portions(walk, &mut read, shots)?;
    Ok(read.outcomes)
}

/// `Σ p ⟨ψ|O|ψ⟩` over the branches of a program.
pub(super) fn exact_means<K: Kernels>(kernels: &K, asked: &Asked<'_>) -> Result<Vec<f64>> {
    let mut means = Means::<f64>::new(asked)?;
    let walk = Walk::of(kernels, asked.program, asked.angles);
    estimate::check_branches(&walk, AtEnd::NoBits)?;
    walk.run(&mut means, 1.0)?;
    Ok(means.sums)
}

/// The means of `⟨ψ|O|ψ⟩` over the final states of shots, with their standard errors.
pub(super) fn sampled_means<K: Kernels>(
    kernels: &K,
    asked: &Asked<'_>,
    request: Request,
) -> Result<Vec<Estimate>> {
    let mut means = Means::<Shots> { seed: request.seed, ..Means::new(asked)? };
    in_portions(&Walk::of(kernels, asked.program, asked.angles), &mut means, 0..request.shots)?;
    let count = request.shots.max(1) as f64;
    let estimate = |(sum, square): (&f64, &f64)| {
        let mean = sum / count;
        let variance = (square / count - mean * mean).max(0.0);
        Estimate { mean, standard_error: (variance / (count - 1.0).max(1.0)).sqrt() }
    };
    Ok(means.sums.iter().zip(&means.squares).map(estimate).collect())
}

/// Outcomes by the number of the shot.
struct Read {
    seed: u64,
    first: u64,
    outcomes: Vec<Bits>,
}

impl<K: Kernels> Tally<K> for Read {
    type Weight = Shots;
    const MERGES: bool = false;

    fn merge(_: &mut Shots, _: Shots) {}

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
            let bits = shown.of(branch.bits.clone())?;
            shots
                .numbers()
                .into_iter()
                .for_each(|shot| self.outcomes[(shot - self.first) as usize] = bits.clone());
            return Ok(());
        }
        let states = basis_states(kernels, &branch.state, &shots, self.seed)?;
        let finals = branch.part.final_bits(&branch.bits);
        for (shot, state) in shots.numbers().into_iter().zip(states) {
            self.outcomes[(shot - self.first) as usize] = shown.of(finals.of(state))?;
        }
        Ok(())
    }
}

/// Sums of expectation values and their squares; `W` is what branches carry.
struct Means<W> {
    seed: u64,
    terms: Vec<PauliTerms>,
    sums: Vec<f64>,
    squares: Vec<f64>,
    /// How often branches have split, and how often they may.
    splits: u64,
    most_splits: u64,
    carried: std::marker::PhantomData<W>,
}

impl<W> Means<W> {
    fn new(asked: &Asked<'_>) -> Result<Means<W>> {
        check_observables(asked.observables, asked.program.num_qubits())?;
        let zeros = vec![0.0; asked.observables.len()];
        let terms = asked.observables.iter().map(terms_of).collect();
        let most_splits = estimate::most_splits(asked.program);
        let (sums, squares, carried) = (zeros.clone(), zeros, std::marker::PhantomData);
        Ok(Means { seed: 0, terms, sums, squares, splits: 0, most_splits, carried })
    }

    fn add<K: Kernels>(&mut self, kernels: &K, branch: &Branch<K::State>, weight: f64) -> Result<()> {
        for (m, terms) in self.terms.iter().enumerate() {
            let placed = branch.part.order.place_terms(terms.clone());
            let value = kernels.expectation(&branch.state, &placed)?[0];
            self.sums[m] += weight * value;
            self.squares[m] += weight * value * value;
        }
        Ok(())
    }
}

impl<K: Kernels> Tally<K> for Means<f64> {
    type Weight = f64;
    const MERGES: bool = true;
    const AT_END: AtEnd = AtEnd::NoBits;

    fn merge(weight: &mut f64, other: f64) {
        *weight += other;
    }

    fn size(weight: &f64) -> f64 {
        *weight
    }

    fn split(&mut self, weight: f64, one: f64, _: u64) -> (Option<f64>, Option<f64>) {
        super::outcomes::split_weight(weight, one)
    }

    fn has_split(&mut self) -> Result<()> {
        self.splits += 1;
        match self.splits > self.most_splits {
            true => Err(SimulatorError::TooManyBranches { limit: self.most_splits as usize }),
            false => Ok(()),
        }
    }

    fn finish(&mut self, kernels: &K, _: &Program, branch: Branch<K::State>, weight: f64) -> Result<()> {
        self.add(kernels, &branch, weight)
    }
}

impl<K: Kernels> Tally<K> for Means<Shots> {
    type Weight = Shots;
    const MERGES: bool = false;

    fn merge(_: &mut Shots, _: Shots) {}

    fn size(shots: &Shots) -> f64 {
        shots.len() as f64
    }

    fn split(&mut self, shots: Shots, one: f64, event: u64) -> (Option<Shots>, Option<Shots>) {
        split_shots(shots, self.seed, one, event)
    }

    fn finish(&mut self, kernels: &K, _: &Program, branch: Branch<K::State>, shots: Shots) -> Result<()> {
        self.add(kernels, &branch, shots.len() as f64)
    }
}
