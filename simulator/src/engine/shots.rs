//! Shots of all qubits: one uniform number for each shot, sorted, so that one walk over the probabilities serves all.
//! The numbers are drawn, and sorted, in portions side by side; the same seed gives the same shots whatever the portions.

use crate::backend::Kernels;
use crate::{Purpose, RandomStream, Result};
use std::ops::Range;

/// Which shots, as numbers of the stream.
pub(super) enum Shots {
    /// Consecutive ones.
    Range(Range<u64>),
    /// Any, ascending.
    List(Vec<u64>),
}

/// Shots that are drawn in one go.
const PORTION: usize = 1 << 15;
/// Draws that are sorted in one go.
const BUCKET: usize = 1 << 12;

impl Shots {
    pub(super) fn len(&self) -> usize {
        match self {
            Shots::Range(range) => (range.end - range.start) as usize,
            Shots::List(list) => list.len(),
        }
    }

    /// The numbers of the shots.
    pub(super) fn numbers(self) -> Vec<u64> {
        match self {
            Shots::Range(range) => range.collect(),
            Shots::List(list) => list,
        }
    }

    /// Hands the uniform numbers of the shots at some places to `each`, in order.
    pub(super) fn draw(&self, places: Range<usize>, seed: u64, mut each: impl FnMut(usize, f64)) {
        let mut stream = RandomStream::new(seed, Purpose::SHOTS, 0);
        let mut expected = 0;
        for at in places {
            let shot = match self {
                Shots::Range(range) => range.start + at as u64,
                Shots::List(list) => list[at],
            };
            // Consecutive shots read on; only gaps need a jump.
            if shot != expected {
                stream.seek(shot);
            }
            expected = shot + 1;
            each(at, stream.uniform());
        }
    }
}

/// The basis state of each of the shots, in their order.
pub(super) fn basis_states<K: Kernels>(
    kernels: &K,
    state: &K::State,
    shots: &Shots,
    seed: u64,
) -> Result<Vec<u64>> {
    // The number above, the place below: one comparison orders both.
    let draws = sorted(kernels, shots, seed, |u, at| u128::from(u.to_bits()) << 64 | at as u128);
    let ascending: Vec<f64> = draws.iter().map(|draw| f64::from_bits((draw >> 64) as u64)).collect();
    let located = kernels.locate(state, &ascending)?;
    let mut states = vec![0; shots.len()];
    for (draw, basis_state) in draws.into_iter().zip(located) {
        states[draw as u64 as usize] = basis_state;
    }
    Ok(states)
}

/// How many of the shots read each basis state that is read: `(basis state, shots)`, ascending.
pub(super) fn count_basis_states<K: Kernels>(
    kernels: &K,
    state: &K::State,
    shots: &Shots,
    seed: u64,
) -> Result<Vec<(u64, u64)>> {
    let draws = sorted(kernels, shots, seed, |u, _| u.to_bits());
    let ascending: Vec<f64> = draws.into_iter().map(f64::from_bits).collect();
    let located = kernels.locate(state, &ascending)?;
    Ok(located.chunk_by(|a, b| a == b).map(|equal| (equal[0], equal.len() as u64)).collect())
}

/// What `entry` makes of the numbers drawn and their places, ascending. Entries are ordered as their numbers.
fn sorted<K: Kernels, T: Copy + Ord + Send + Sync>(
    kernels: &K,
    shots: &Shots,
    seed: u64,
    entry: impl Fn(f64, usize) -> T + Sync,
) -> Vec<T> {
    let len = shots.len();
    // Numbers are uniform, so that buckets by their value are about as large as each other.
    let buckets = len.div_ceil(BUCKET).max(1);
    let drawing = Drawing { shots, seed, buckets, entry: &entry };
    let portions = kernels.map(len.div_ceil(PORTION), &|portion| {
        drawing.portion(portion * PORTION..len.min((portion + 1) * PORTION))
    });
    let one = |bucket: usize| {
        let of_bucket = portions.iter().map(|portion| portion.bucket(bucket));
        let mut entries = of_bucket.collect::<Vec<_>>().concat();
        entries.sort_unstable();
        entries
    };
    kernels.map(buckets, &one).concat()
}

/// Shots, and into how many buckets which entries of them go.
struct Drawing<'a, E> {
    shots: &'a Shots,
    seed: u64,
    buckets: usize,
    entry: &'a E,
}

/// Some shots' entries, by bucket.
struct Portion<T> {
    entries: Vec<T>,
    /// Where each bucket starts, and where the last ends.
    starts: Vec<usize>,
}

impl<E> Drawing<'_, E> {
    fn portion<T: Copy>(&self, places: Range<usize>) -> Portion<T>
    where
        E: Fn(f64, usize) -> T,
    {
        let Drawing { shots, seed, buckets, entry } = *self;
        let mut drawn = Vec::with_capacity(places.len());
        let mut starts = vec![0; buckets + 1];
        shots.draw(places, seed, |at, u| {
            let bucket = (u * buckets as f64) as usize;
            starts[bucket + 1] += 1;
            drawn.push((bucket, entry(u, at)));
        });
        for bucket in 0..buckets {
            starts[bucket + 1] += starts[bucket];
        }
        let mut next = starts.clone();
        let Some((_, any)) = drawn.first() else { return Portion { entries: Vec::new(), starts } };
        let mut entries = vec![*any; drawn.len()];
        for (bucket, entry) in drawn {
            entries[next[bucket]] = entry;
            next[bucket] += 1;
        }
        Portion { entries, starts }
    }
}

impl<T: Copy> Portion<T> {
    fn bucket(&self, bucket: usize) -> &[T] {
        &self.entries[self.starts[bucket]..self.starts[bucket + 1]]
    }
}
