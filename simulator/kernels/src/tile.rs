//! Tiles: the part of a state that one pass works on at a time, `2^k` rows that differ in the pass's local qubits only.
//! A tile of the lowest qubits is a slice of the state; any other is gathered into scratch memory and written back.

use super::cube::LEAST;
use super::index::deposit;
use super::parallel::{self, Threads};
use super::scratch::Pair;
use super::{Real, state::State};
use smallvec::SmallVec;

/// A tile in contiguous memory; local qubit `j` of the pass is bit `j` of its row index. It is never shorter than the
/// smallest cube: what is left is 0.
pub(super) struct Tile<'a, R> {
    pub(super) re: &'a mut [R],
    pub(super) im: &'a mut [R],
    /// The row of the state that is row 0 of the tile.
    pub(super) base: u64,
}

impl<R> Tile<'_, R> {
    /// The same tile for a shorter time.
    pub(super) fn reborrow(&mut self) -> Tile<'_, R> {
        Tile { re: self.re, im: self.im, base: self.base }
    }
}

/// How the tiles of a pass lie in a state.
pub(super) struct Tiling {
    num_qubits: usize,
    local: u32,
    /// The other qubits that may read 1, ascending.
    outer: SmallVec<[u32; 32]>,
    /// Rows that lie side by side, a power of two.
    run: usize,
    /// Row offsets of the runs of tile 0.
    offsets: SmallVec<[usize; 4]>,
}

impl Tiling {
    /// The tiles of the local qubits in which a qubit outside `live` reads 0.
    pub(super) fn new(num_qubits: usize, local: &[u32], live: u64) -> Tiling {
        let contiguous = local.iter().enumerate().take_while(|(j, qubit)| *j as u32 == **qubit).count();
        let scattered = &local[contiguous..];
        let is_outer = |q: &u32| live >> q & 1 == 1 && !local.contains(q);
        Tiling {
            num_qubits,
            local: local.len() as u32,
            outer: (0..num_qubits as u32).filter(is_outer).collect(),
            run: 1 << contiguous,
            offsets: (0..1usize << scattered.len()).map(|j| deposit(j, scattered)).collect(),
        }
    }

    pub(super) fn count(&self) -> usize {
        1 << self.outer.len()
    }

    /// Elements of a tile.
    fn elements(&self, lanes: usize) -> usize {
        (lanes << self.local).max(LEAST)
    }

    /// Whether tiles are slices of the state.
    fn is_in_place(&self, lanes: usize) -> bool {
        self.offsets.len() == 1 && (self.local as usize == self.num_qubits || self.run * lanes >= LEAST)
    }
}

/// A state whose tiles are handed to several threads, each tile to one.
pub(super) struct SharedState<'a, R: Real> {
    re: *mut R,
    im: *mut R,
    lanes: usize,
    tiling: &'a Tiling,
    _state: std::marker::PhantomData<&'a mut State<R>>,
}

// SAFETY: the pointers are to a state borrowed for 'a; `with_tile` is only called with distinct tiles at a time
// (see `for_each_tile` and `Groups::fold_pairs`), and distinct tiles are disjoint sets of rows.
unsafe impl<R: Real> Send for SharedState<'_, R> {}
// SAFETY: as above.
unsafe impl<R: Real> Sync for SharedState<'_, R> {}

impl<'a, R: Real> SharedState<'a, R> {
    pub(super) fn new(state: &'a mut State<R>, tiling: &'a Tiling) -> SharedState<'a, R> {
        debug_assert_eq!(state.re.len(), (state.lanes << tiling.num_qubits).max(LEAST));
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
    pub(super) unsafe fn with_tile<T>(&self, t: usize, work: impl FnOnce(Tile<'_, R>) -> T) -> T {
        let first = deposit(t, &self.tiling.outer);
        let len = self.tiling.elements(self.lanes);
        if self.tiling.is_in_place(self.lanes) {
            let start = first * self.lanes;
            // SAFETY: the whole tile is one run inside the state, and the caller has no other call with it under way.
            let (re, im) = unsafe {
                (
                    std::slice::from_raw_parts_mut(self.re.add(start), len),
                    std::slice::from_raw_parts_mut(self.im.add(start), len),
                )
            };
            return work(Tile { re, im, base: first as u64 });
        }
        let mut scratch = Pair::new(len);
        let (re, im) = scratch.parts_mut();
        // SAFETY: the caller has no other call with this tile under way.
        unsafe {
            self.gather(self.re, first, re);
            self.gather(self.im, first, im);
        }
        let result = work(Tile { re, im, base: first as u64 });
        // SAFETY: as above.
        unsafe {
            self.scatter(self.re, first, re);
            self.scatter(self.im, first, im);
        }
        result
    }

    /// Copies the runs of the tile whose first row is `first` side by side.
    ///
    /// # Safety
    ///
    /// Nobody writes to the tile's rows meanwhile.
    unsafe fn gather(&self, part: *const R, first: usize, into: &mut [R]) {
        let len = self.tiling.run * self.lanes;
        for (run, offset) in into.chunks_exact_mut(len).zip(&self.tiling.offsets) {
            // SAFETY: a run is `len` elements inside the state, and scratch memory is not part of it.
            unsafe {
                std::ptr::copy_nonoverlapping(part.add((first + offset) * self.lanes), run.as_mut_ptr(), len);
            }
        }
        into[len * self.tiling.offsets.len()..].fill(R::ZERO);
    }

    /// The way back.
    ///
    /// # Safety
    ///
    /// Nobody reads or writes the tile's rows meanwhile.
    unsafe fn scatter(&self, part: *mut R, first: usize, from: &[R]) {
        let len = self.tiling.run * self.lanes;
        for (run, offset) in from.chunks_exact(len).zip(&self.tiling.offsets) {
            // SAFETY: as in `gather`.
            unsafe {
                std::ptr::copy_nonoverlapping(run.as_ptr(), part.add((first + offset) * self.lanes), len);
            }
        }
    }
}

/// Calls `work` with every tile of the state.
pub(super) fn for_each_tile<R: Real>(
    threads: Threads,
    tiling: &Tiling,
    state: &mut State<R>,
    work: impl Fn(Tile<'_, R>) + Sync + Send,
) {
    let shared = SharedState::new(state, tiling);
    // SAFETY: every tile index is visited once.
    parallel::for_each(threads, tiling.count(), |t| unsafe { shared.with_tile(t, &work) });
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
        first: &mut State<R>,
        second: &mut State<R>,
        zero: impl Fn() -> T + Sync + Send,
        work: impl Fn(&mut T, Tile<'_, R>, Tile<'_, R>) + Sync + Send,
    ) -> Vec<T> {
        let Groups { threads, tiling, count } = self;
        let per_group = tiling.count() / count;
        let (first, second) = (SharedState::new(first, tiling), SharedState::new(second, tiling));
        parallel::map(threads, count, |group| {
            let mut sum = zero();
            for t in group * per_group..(group + 1) * per_group {
                // SAFETY: the groups' ranges are disjoint, and each tile is visited once in each state.
                unsafe { first.with_tile(t, |a| second.with_tile(t, |b| work(&mut sum, a, b))) };
            }
            sum
        })
    }
}
