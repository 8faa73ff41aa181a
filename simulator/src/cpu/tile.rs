//! Tiles: the part of a state that one pass works on at a time, `2^k` rows that differ in the pass's local qubits only.
//! A tile of the lowest qubits is a slice of the state; any other is gathered into scratch memory and written back.

use super::index::deposit;
use super::parallel::{self, Threads};
use super::{Real, state::State};

/// A tile in contiguous memory; local qubit `j` of the pass is bit `j` of its row index.
pub(super) struct Tile<'a, R> {
    pub(super) re: &'a mut [R],
    pub(super) im: &'a mut [R],
    pub(super) bits: u32,
    pub(super) lanes: usize,
    /// The row of the state that is row 0 of the tile.
    pub(super) base: u64,
}

impl<R> Tile<'_, R> {
    /// The same tile for a shorter time.
    pub(super) fn reborrow(&mut self) -> Tile<'_, R> {
        Tile { re: self.re, im: self.im, bits: self.bits, lanes: self.lanes, base: self.base }
    }
}

/// How the tiles of a pass lie in a state.
pub(super) struct Tiling {
    num_qubits: usize,
    /// Local qubits, ascending.
    local: Vec<u32>,
    /// The other qubits, ascending.
    outer: Vec<u32>,
    /// Rows that lie side by side, a power of two.
    run: usize,
    /// Row offsets of the runs of tile 0.
    offsets: Vec<usize>,
}

impl Tiling {
    pub(super) fn new(num_qubits: usize, local: &[u32]) -> Tiling {
        let contiguous = local.iter().enumerate().take_while(|(j, qubit)| *j as u32 == **qubit).count();
        let scattered = &local[contiguous..];
        Tiling {
            num_qubits,
            local: local.to_vec(),
            outer: (0..num_qubits as u32).filter(|q| !local.contains(q)).collect(),
            run: 1 << contiguous,
            offsets: (0..1usize << scattered.len()).map(|j| deposit(j, scattered)).collect(),
        }
    }

    pub(super) fn count(&self) -> usize {
        1 << (self.num_qubits - self.local.len())
    }

    pub(super) fn rows(&self) -> usize {
        1 << self.local.len()
    }

    fn is_contiguous(&self) -> bool {
        self.offsets.len() == 1
    }
}

/// A state whose tiles are handed to several threads, each tile to one.
pub(super) struct SharedState<'a, R> {
    re: *mut R,
    im: *mut R,
    lanes: usize,
    tiling: &'a Tiling,
    _state: std::marker::PhantomData<&'a mut State<R>>,
}

// SAFETY: the pointers are to a state borrowed for 'a; `with_tile` is only called with distinct tiles at a time
// (see `for_each_tile` and `Groups::fold_pairs`), and distinct tiles are disjoint sets of rows.
unsafe impl<R: Send> Send for SharedState<'_, R> {}
// SAFETY: as above.
unsafe impl<R: Send> Sync for SharedState<'_, R> {}

/// Memory for one gathered tile.
pub(super) struct Scratch<R> {
    re: Vec<R>,
    im: Vec<R>,
}

impl<R: Real> Scratch<R> {
    pub(super) fn new(tiling: &Tiling, lanes: usize) -> Scratch<R> {
        let len = if tiling.is_contiguous() { 0 } else { tiling.rows() * lanes };
        Scratch { re: vec![R::ZERO; len], im: vec![R::ZERO; len] }
    }
}

impl<'a, R: Real> SharedState<'a, R> {
    pub(super) fn new(state: &'a mut State<R>, tiling: &'a Tiling) -> SharedState<'a, R> {
        debug_assert_eq!(state.re.len(), state.lanes << tiling.num_qubits);
        SharedState {
            re: state.re.as_mut_ptr(),
            im: state.im.as_mut_ptr(),
            lanes: state.lanes,
            tiling,
            _state: std::marker::PhantomData,
        }
    }

    /// Calls `work` with tile `t`.
    ///
    /// # Safety
    ///
    /// No two calls may be under way with the same `t`.
    pub(super) unsafe fn with_tile<T>(
        &self,
        t: usize,
        scratch: &mut Scratch<R>,
        work: impl FnOnce(Tile<'_, R>) -> T,
    ) -> T {
        let Tiling { outer, run, offsets, local, .. } = self.tiling;
        let first = deposit(t, outer);
        let (bits, lanes, base) = (local.len() as u32, self.lanes, first as u64);
        let len = run * lanes;
        // A run: `run` rows from `first + offset`. Runs of distinct tiles are disjoint and inside the state.
        let start = |offset: &usize| (first + offset) * lanes;
        if self.tiling.is_contiguous() {
            // SAFETY: the whole tile is one run, and the caller has no other call with this tile under way.
            let (re, im) = unsafe {
                (
                    std::slice::from_raw_parts_mut(self.re.add(start(&0)), len),
                    std::slice::from_raw_parts_mut(self.im.add(start(&0)), len),
                )
            };
            return work(Tile { re, im, bits, lanes, base });
        }
        for (k, offset) in offsets.iter().enumerate() {
            // SAFETY: source and destination are `len` elements each, inside their allocations, and disjoint.
            unsafe {
                std::ptr::copy_nonoverlapping(
                    self.re.add(start(offset)),
                    scratch.re[k * len..].as_mut_ptr(),
                    len,
                );
                std::ptr::copy_nonoverlapping(
                    self.im.add(start(offset)),
                    scratch.im[k * len..].as_mut_ptr(),
                    len,
                );
            }
        }
        let result = work(Tile { re: &mut scratch.re, im: &mut scratch.im, bits, lanes, base });
        for (k, offset) in offsets.iter().enumerate() {
            // SAFETY: as above, the other way.
            unsafe {
                std::ptr::copy_nonoverlapping(
                    scratch.re[k * len..].as_ptr(),
                    self.re.add(start(offset)),
                    len,
                );
                std::ptr::copy_nonoverlapping(
                    scratch.im[k * len..].as_ptr(),
                    self.im.add(start(offset)),
                    len,
                );
            }
        }
        result
    }
}

/// Calls `work` with every tile of the state.
pub(super) fn for_each_tile<R: Real>(
    threads: Threads,
    tiling: &Tiling,
    state: &mut State<R>,
    work: impl Fn(Tile<'_, R>) + Sync + Send,
) {
    let lanes = state.lanes;
    let shared = SharedState::new(state, tiling);
    parallel::for_each_with(
        threads,
        tiling.count(),
        || Scratch::new(tiling, lanes),
        // SAFETY: every tile index is visited once.
        |scratch, t| unsafe { shared.with_tile(t, scratch, &work) },
    );
}

/// The tiles of a state in `count` groups of consecutive ones; the number of tiles is a multiple of it.
#[derive(Clone, Copy)]
pub(super) struct Groups<'a> {
    pub(super) threads: Threads,
    pub(super) tiling: &'a Tiling,
    pub(super) count: usize,
}

impl Groups<'_> {
    /// Folds the pairs of corresponding tiles of two states, group by group: `work` is called with the group's sum,
    /// which `zero` makes, and each of its pairs in order. The sums come back in the order of the groups.
    pub(super) fn fold_pairs<R: Real, T: Send>(
        self,
        states: (&mut State<R>, &mut State<R>),
        zero: impl Fn() -> T + Sync + Send,
        work: impl Fn(&mut T, Tile<'_, R>, Tile<'_, R>) + Sync + Send,
    ) -> Vec<T> {
        let Groups { threads, tiling, count } = self;
        let per_group = tiling.count() / count;
        let lanes = (states.0.lanes, states.1.lanes);
        let (first, second) = (SharedState::new(states.0, tiling), SharedState::new(states.1, tiling));
        parallel::map(threads, count, |group| {
            let mut sum = zero();
            let mut scratch = (Scratch::new(tiling, lanes.0), Scratch::new(tiling, lanes.1));
            for t in group * per_group..(group + 1) * per_group {
                // SAFETY: the groups' ranges are disjoint, and each tile is visited once in each state.
                unsafe {
                    first.with_tile(t, &mut scratch.0, |a| {
                        second.with_tile(t, &mut scratch.1, |b| work(&mut sum, a, b));
                    });
                }
            }
            sum
        })
    }
}
