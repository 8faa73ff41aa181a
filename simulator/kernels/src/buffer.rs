//! Memory for amplitudes: zeroed, aligned to 64 bytes so that no vector crosses a cache line, and for large states in
//! huge pages where the system has them.

use super::scratch::{self, Line};
use super::{Real, parallel};
use memmap2::MmapMut;
use std::sync::Mutex;

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
        let heap = || {
            let mut lines = scratch::take(scratch::lines_of::<R>(len));
            lines.fill(Line([0; 8]));
            Lines::Heap(lines)
        };
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
        let map = match std::mem::replace(&mut self.lines, Lines::Heap(Vec::new())) {
            Lines::Heap(lines) => return scratch::give(lines),
            Lines::Mapped(map) => map,
        };
        if let Ok(mut free) = FREE.lock()
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
