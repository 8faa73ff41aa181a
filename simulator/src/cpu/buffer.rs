//! Memory for amplitudes: zeroed, aligned to 64 bytes so that no vector crosses a cache line, and for large states in
//! huge pages where the system has them. Scratch memory is kept by each thread.

use super::{Real, parallel};
use memmap2::MmapMut;
use std::cell::Cell;
use std::sync::Mutex;

/// One cache line.
#[derive(Debug, Clone, Copy, bytemuck::Zeroable, bytemuck::Pod)]
#[repr(C, align(64))]
struct Line([u64; 8]);

/// From this size on memory is mapped: 4 MiB.
const MAPPED_BYTES: usize = 4 << 20;

#[derive(Debug)]
enum Lines {
    Heap(Vec<Line>),
    Mapped(MmapMut),
}

/// `len` numbers.
#[derive(Debug)]
pub(super) struct Buffer<R> {
    lines: Lines,
    len: usize,
    precision: std::marker::PhantomData<R>,
}

impl<R: Real> Buffer<R> {
    /// Zeros.
    pub(super) fn zeroed(len: usize) -> Buffer<R> {
        let bytes = len * size_of::<R>();
        let mapped = if bytes >= MAPPED_BYTES { recycled(bytes).or_else(|| mapped(bytes)) } else { None };
        let heap = || Lines::Heap(vec![Line([0; 8]); bytes.div_ceil(size_of::<Line>())]);
        Buffer { lines: mapped.map_or_else(heap, Lines::Mapped), len, precision: std::marker::PhantomData }
    }

    /// A copy of another length: zeros follow, or the end is left out.
    pub(super) fn resized(&self, len: usize) -> Buffer<R> {
        let mut copy = Buffer::zeroed(len);
        let kept = len.min(self.len);
        copy[..kept].copy_from_slice(&self[..kept]);
        copy
    }
}

/// Maps that were given back, at most so many bytes in all: to clear them costs less than to have the system do it.
static FREE: Mutex<Vec<MmapMut>> = Mutex::new(Vec::new());
const MOST_FREE_BYTES: usize = 1 << 30;

/// A map of exactly that size, cleared; where there is none, those of other sizes go back to the system.
fn recycled(bytes: usize) -> Option<MmapMut> {
    let mut free = FREE.lock().ok()?;
    let Some(at) = free.iter().position(|map| map.len() == bytes) else {
        free.clear();
        return None;
    };
    let mut map = free.swap_remove(at);
    drop(free);
    parallel::clear(&mut map);
    Some(map)
}

/// Gives kept maps back to the system.
pub(super) fn release() {
    if let Ok(mut free) = FREE.lock() {
        free.clear();
    }
}

impl<R> Drop for Buffer<R> {
    fn drop(&mut self) {
        if let Lines::Mapped(map) = std::mem::replace(&mut self.lines, Lines::Heap(Vec::new()))
            && let Ok(mut free) = FREE.lock()
            && free.iter().map(|map| map.len()).sum::<usize>() + map.len() <= MOST_FREE_BYTES
        {
            free.push(map);
        }
    }
}

/// Zeroed pages, huge where possible; `None` where the system refuses, and the heap decides.
fn mapped(bytes: usize) -> Option<MmapMut> {
    let map = MmapMut::map_anon(bytes).ok()?;
    #[cfg(target_os = "linux")]
    // Without huge pages the memory works as well, only slower.
    let _ = map.advise(memmap2::Advice::HugePage);
    Some(map)
}

impl<R: Real> std::ops::Deref for Buffer<R> {
    type Target = [R];

    fn deref(&self) -> &[R] {
        let all: &[R] = match &self.lines {
            Lines::Heap(lines) => bytemuck::cast_slice(lines),
            Lines::Mapped(map) => bytemuck::cast_slice(map),
        };
        &all[..self.len]
    }
}

impl<R: Real> std::ops::DerefMut for Buffer<R> {
    fn deref_mut(&mut self) -> &mut [R] {
        let all: &mut [R] = match &mut self.lines {
            Lines::Heap(lines) => bytemuck::cast_slice_mut(lines),
            Lines::Mapped(map) => bytemuck::cast_slice_mut(map),
        };
        &mut all[..self.len]
    }
}

impl<R: Real> Clone for Buffer<R> {
    fn clone(&self) -> Self {
        let mut copy = Buffer::zeroed(self.len);
        copy.copy_from_slice(self);
        copy
    }
}

/// Two pieces of scratch memory.
type Pieces = [Vec<Line>; 2];

thread_local! {
    /// Scratch memory of a thread that is not in use.
    static SCRATCH: Cell<Vec<Pieces>> = const { Cell::new(Vec::new()) };
}

/// Calls `work` with two pieces of `len` numbers whose contents are undefined.
pub(super) fn with_scratch<R: Real, T>(len: usize, work: impl FnOnce(&mut [R], &mut [R]) -> T) -> T {
    let mut free = SCRATCH.take();
    let mut pieces = free.pop().unwrap_or_default();
    SCRATCH.set(free);
    let lines = (len * size_of::<R>()).div_ceil(size_of::<Line>());
    for piece in &mut pieces {
        if piece.len() < lines {
            piece.resize(lines, Line([0; 8]));
        }
    }
    let [a, b] = &mut pieces;
    let result = work(&mut bytemuck::cast_slice_mut(a)[..len], &mut bytemuck::cast_slice_mut(b)[..len]);
    let mut free = SCRATCH.take();
    free.push(pieces);
    SCRATCH.set(free);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_that_was_used_before_is_all_zeros_again() {
        let len = MAPPED_BYTES / size_of::<f64>();
        for _ in 0..3 {
            let mut buffer = Buffer::<f64>::zeroed(len);
            assert!(matches!(buffer.lines, Lines::Mapped(_)));
            assert!(buffer.iter().all(|x| *x == 0.0));
            buffer.fill(1.5);
        }
    }
}
