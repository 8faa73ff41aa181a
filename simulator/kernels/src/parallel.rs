//! Threads: the only file that names them. Work is cut in pieces that do not depend on the number of threads, and
//! results come back in the order of the pieces, so sums over them are the same bits for 1 and N threads.
//! Threads are those of the rayon pool that the caller is in.

use super::split::Split;
use rayon::prelude::*;

/// Whether pieces may run side by side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Threads {
    /// One after the other, on the calling thread.
    One,
    /// On the pool.
    All,
}

/// Runs `work` on `0..count`.
pub(super) fn for_each(threads: Threads, count: usize, work: impl Fn(usize) + Sync + Send) {
    match threads {
        Threads::All if count > 1 => (0..count).into_par_iter().for_each(work),
        _ => (0..count).for_each(work),
    }
}

/// Sets all bytes to 0.
pub(super) fn clear(bytes: &mut [u8]) {
    bytes.par_chunks_mut(1 << 20).for_each(|part| part.fill(0));
}

/// The results of `work` on `0..count`, in order.
pub(super) fn map<T: Send>(
    threads: Threads,
    count: usize,
    work: impl Fn(usize) -> T + Sync + Send,
) -> Vec<T> {
    match threads {
        Threads::All if count > 1 => (0..count).into_par_iter().map(work).collect(),
        _ => (0..count).map(work).collect(),
    }
}

/// The results of `work` on consecutive pieces of `size` elements of both parts, in order.
pub(super) fn map_chunks<T: Send, U: Send>(
    threads: Threads,
    size: usize,
    parts: Split<&mut [T]>,
    work: impl Fn(usize, Split<&mut [T]>) -> U + Sync + Send,
) -> Vec<U> {
    let Split { re, im } = parts;
    match threads {
        Threads::All if re.len() > size => {
            let pieces = re.par_chunks_mut(size).zip(im.par_chunks_mut(size)).enumerate();
            pieces.map(|(k, (re, im))| work(k, Split { re, im })).collect()
        }
        _ => {
            let pieces = re.chunks_mut(size).zip(im.chunks_mut(size)).enumerate();
            pieces.map(|(k, (re, im))| work(k, Split { re, im })).collect()
        }
    }
}

/// Runs `work` on consecutive pieces of `size` elements of a slice.
pub(super) fn for_each_piece<T: Send>(
    threads: Threads,
    size: usize,
    slice: &mut [T],
    work: impl Fn(usize, &mut [T]) + Sync + Send,
) {
    match threads {
        Threads::All if slice.len() > size => {
            slice.par_chunks_mut(size).enumerate().for_each(|(k, piece)| work(k, piece));
        }
        _ => slice.chunks_mut(size).enumerate().for_each(|(k, piece)| work(k, piece)),
    }
}
