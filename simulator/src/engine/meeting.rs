//! Branches inside a circuit that wait for each other: those that come to the same step with the same state and the same bits that matter
//! become one. What has come less far goes on first, so that whoever may meet does. Called by the walk.

use super::branch::Branch;
use super::outcomes::Tally;
use super::resting::{Carried, is_same};
use crate::Result;
use crate::backend::Kernels;
use crate::program::Meets;
use std::collections::BTreeMap;

/// No more branches than this wait at a time; the others go on at once.
const MOST: usize = 1 << 8;
/// A branch is compared with so many others at most.
const COMPARED: usize = 1 << 4;

/// A branch that waits, what it carries, and the bits that matter.
struct Waiting<K: Kernels, T: Tally<K>> {
    carried: Carried<K, T>,
    bits: Vec<bool>,
}

/// The branches that wait, by their steps.
pub(super) struct Meeting<'a, K: Kernels, T: Tally<K>> {
    kernels: &'a K,
    meets: Meets,
    at_step: BTreeMap<usize, Vec<Waiting<K, T>>>,
    count: usize,
}

impl<'a, K: Kernels, T: Tally<K>> Meeting<'a, K, T> {
    pub(super) fn new(kernels: &'a K, meets: Meets) -> Meeting<'a, K, T> {
        Meeting { kernels, meets, at_step: BTreeMap::new(), count: 0 }
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    /// The next branch to go on: one that has come least far.
    pub(super) fn next(&mut self) -> Option<Carried<K, T>> {
        let mut first = self.at_step.first_entry()?;
        let waiting = first.get_mut().pop();
        if first.get().is_empty() {
            first.remove();
        }
        self.count -= 1;
        waiting.map(|waiting| waiting.carried)
    }

    /// Lets a branch wait before its next measurement, or merges it with one that waits there; gives it back if it goes on at once.
    pub(super) fn take_in(
        &mut self,
        branch: Branch<K::State>,
        weight: T::Weight,
    ) -> Result<Option<Carried<K, T>>> {
        let Some(matter) = self.meets.at(branch.at) else { return Ok(Some((branch, weight))) };
        let bits: Vec<bool> = matter.iter().map(|bit| branch.bits.get(*bit)).collect();
        let kernels = self.kernels;
        let here = self.at_step.entry(branch.at).or_default();
        for other in here.iter_mut().rev().filter(|other| other.bits == bits).take(COMPARED) {
            if is_same(kernels, &other.carried.0.state, &branch.state)? {
                T::merge(&mut other.carried.1, weight);
                return Ok(None);
            }
        }
        if self.count >= MOST {
            return Ok(Some((branch, weight)));
        }
        here.push(Waiting { carried: (branch, weight), bits });
        self.count += 1;
        Ok(None)
    }
}
