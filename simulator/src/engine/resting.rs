//! Branches at the end of a circuit: those from which a program goes on in the same way, with the same state, become one.
//! Without this a loop that measures and resets would have as many branches as it has histories.

use super::branch::Branch;
use super::outcomes::Tally;
use crate::Result;
use crate::backend::Kernels;
use ansatz_circuits::C64;
use std::collections::VecDeque;

/// No more branches than this rest at a time; the others go on at once.
const MOST: usize = 1 << 8;
/// States closer than this are the same: amplitudes differ by rounding, of doubles and of singles.
const DISTANCES: [f64; 2] = [1e-12, 1e-5];

/// A branch and what it carries.
pub(super) type Carried<K, T> = (Branch<<K as Kernels>::State>, <T as Tally<K>>::Weight);

/// A resting branch, what it carries, and what it must have in common with one that it takes in.
struct Rest<K: Kernels, T: Tally<K>> {
    branch: Branch<K::State>,
    weight: T::Weight,
    key: [u64; 2],
    bits: Vec<bool>,
}

/// The branches that rest, the first to come first.
pub(super) struct Resting<'a, K: Kernels, T: Tally<K>> {
    kernels: &'a K,
    list: VecDeque<Rest<K, T>>,
}

impl<'a, K: Kernels, T: Tally<K>> Resting<'a, K, T> {
    pub(super) fn new(kernels: &'a K) -> Resting<'a, K, T> {
        Resting { kernels, list: VecDeque::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// The next branch to go on.
    pub(super) fn next(&mut self) -> Option<Carried<K, T>> {
        self.list.pop_front().map(|rest| (rest.branch, rest.weight))
    }

    /// Lets a branch rest, or merges it with one that rests; gives it back if it should go on at once.
    pub(super) fn take_in(
        &mut self,
        branch: Branch<K::State>,
        weight: T::Weight,
    ) -> Result<Option<Carried<K, T>>> {
        let Some(course) = branch.course.as_deref().filter(|_| T::MERGES) else {
            return Ok(Some((branch, weight)));
        };
        let key = course.key();
        let bits: Vec<bool> = course.reads().into_iter().map(|bit| branch.bits.get(bit)).collect();
        let kernels = self.kernels;
        for rest in self.list.iter_mut().filter(|rest| rest.key == key && rest.bits == bits) {
            if is_same(kernels, &rest.branch.state, &branch.state)? {
                T::merge(&mut rest.weight, weight);
                return Ok(None);
            }
        }
        if self.list.len() >= MOST {
            return Ok(Some((branch, weight)));
        }
        self.list.push_back(Rest { branch, weight, key, bits });
        Ok(None)
    }
}

/// Whether two states are one up to a global phase. The overlap alone is too coarse: it is quadratic in the distance.
pub(super) fn is_same<K: Kernels>(kernels: &K, a: &K::State, b: &K::State) -> Result<bool> {
    let overlap = kernels.inner_product(a, b)?[0];
    if (overlap.norm() - 1.0).abs() > 1e-5 {
        return Ok(false);
    }
    let (a, b) = (kernels.amplitudes(a, 0)?, kernels.amplitudes(b, 0)?);
    // Amplitudes that all are singles come from a state of singles.
    let is_single = |z: &C64| f64::from(z.re as f32) == z.re && f64::from(z.im as f32) == z.im;
    let distance = DISTANCES[usize::from(a.iter().chain(&b).all(is_single))];
    let phase = overlap / overlap.norm();
    let apart: f64 = a.iter().zip(&b).map(|(a, b)| (a * phase - b).norm_sqr()).sum();
    Ok(apart < distance * distance)
}
