//! Memory for amplitudes: zeroed, aligned to 64 bytes so that no vector crosses a cache line, and for large states in
//! huge pages where the system has them.

use super::scratch::{self, Line};
use super::{MemoryBudget, Real, parallel};
use memmap2::MmapMut;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// From this size on memory is mapped: 4 MiB.
const MAPPED_BYTES: usize = 4 << 20;

#[derive(Debug)]
enum Lines {
    Heap(Vec<Line>),
    Mapped { map: Map, free: Arc<FreeMaps> },
}

/// `len` numbers.
#[derive(Debug)]
pub(super) struct Buffer<R> {
    lines: Lines,
    len: usize,
    precision: std::marker::PhantomData<R>,
}

impl<R: Real> Buffer<R> {
    /// Zeros; large buffers come from the maps that are free, and go there in the end.
    pub(super) fn zeroed(len: usize, free: &Arc<FreeMaps>) -> Buffer<R> {
        let bytes = len * size_of::<R>();
        let map = if bytes >= MAPPED_BYTES {
            free.take(bytes).or_else(|| Map::new(bytes, free.budget))
        } else {
            None
        };
        match map {
            Some(map) => Buffer::of(Lines::Mapped { map, free: free.clone() }, len),
            None => Buffer::on_heap(len),
        }
    }

    /// Zeros; large buffers come from where this one came from.
    pub(super) fn zeroed_beside(&self, len: usize) -> Buffer<R> {
        match &self.lines {
            Lines::Mapped { free, .. } => Buffer::zeroed(len, free),
            Lines::Heap(_) => Buffer::on_heap(len),
        }
    }

    fn on_heap(len: usize) -> Buffer<R> {
        let mut lines = scratch::take(scratch::lines_of::<R>(len));
        lines.fill(Line([0; 8]));
        Buffer::of(Lines::Heap(lines), len)
    }

    fn of(lines: Lines, len: usize) -> Buffer<R> {
        Buffer { lines, len, precision: std::marker::PhantomData }
    }

    /// A copy of another length: zeros follow, or the end is left out.
    pub(super) fn resized(&self, len: usize) -> Buffer<R> {
        let mut copy = self.zeroed_beside(len);
        let kept = len.min(self.len);
        copy[..kept].copy_from_slice(&self[..kept]);
        copy
    }
}

/// Maps that were given back, at most so many bytes in all: to clear them costs less than to have the system do it.
#[derive(Debug)]
pub(super) struct FreeMaps {
    maps: Mutex<Vec<Map>>,
    most_bytes: u64,
    budget: Option<&'static MemoryBudget>,
}

impl FreeMaps {
    pub(super) fn new(most_bytes: u64, budget: Option<&'static MemoryBudget>) -> FreeMaps {
        FreeMaps { maps: Mutex::new(Vec::new()), most_bytes, budget }
    }

    /// A map of exactly that size, cleared; where there is none, those of other sizes go back to the system.
    fn take(&self, bytes: usize) -> Option<Map> {
        let mut maps = self.locked();
        let Some(at) = maps.iter().position(|map| map.pages.len() == bytes) else {
            maps.clear();
            return None;
        };
        let mut map = maps.swap_remove(at);
        drop(maps);
        parallel::clear(&mut map.pages);
        Some(map)
    }

    fn give(&self, map: Map) {
        let mut maps = self.locked();
        let bytes: usize = maps.iter().map(|map| map.pages.len()).sum();
        if (bytes + map.pages.len()) as u64 <= self.most_bytes {
            maps.push(map);
        }
    }

    /// Gives all of them back to the system.
    pub(super) fn release(&self) {
        self.locked().clear();
    }

    /// Whatever thread has panicked, a list of maps is one.
    fn locked(&self) -> MutexGuard<'_, Vec<Map>> {
        self.maps.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<R> Drop for Buffer<R> {
    fn drop(&mut self) {
        match std::mem::replace(&mut self.lines, Lines::Heap(Vec::new())) {
            Lines::Heap(lines) => scratch::give(lines),
            Lines::Mapped { map, free } => free.give(map),
        }
    }
}

/// Mapped memory, counted in a budget while it is mapped.
#[derive(Debug)]
struct Map {
    pages: MmapMut,
    budget: Option<&'static MemoryBudget>,
}

impl Map {
    /// Zeroed pages, huge where possible; `None` where the budget or the system refuses, and the heap decides.
    fn new(bytes: usize, budget: Option<&'static MemoryBudget>) -> Option<Map> {
        if !budget.is_none_or(|budget| budget.take(bytes as u64)) {
            return None;
        }
        let Ok(pages) = MmapMut::map_anon(bytes) else {
            budget.inspect(|budget| budget.give(bytes as u64));
            return None;
        };
        #[cfg(target_os = "linux")]
        // Without huge pages the memory works as well, only slower.
        let _ = pages.advise(memmap2::Advice::HugePage);
        Some(Map { pages, budget })
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        if let Some(budget) = self.budget {
            budget.give(self.pages.len() as u64);
        }
    }
}

impl<R: Real> std::ops::Deref for Buffer<R> {
    type Target = [R];

    fn deref(&self) -> &[R] {
        let all: &[R] = match &self.lines {
            Lines::Heap(lines) => bytemuck::cast_slice(lines),
            Lines::Mapped { map, .. } => bytemuck::cast_slice(&map.pages),
        };
        &all[..self.len]
    }
}

impl<R: Real> std::ops::DerefMut for Buffer<R> {
    fn deref_mut(&mut self) -> &mut [R] {
        let all: &mut [R] = match &mut self.lines {
            Lines::Heap(lines) => bytemuck::cast_slice_mut(lines),
            Lines::Mapped { map, .. } => bytemuck::cast_slice_mut(&mut map.pages),
        };
        &mut all[..self.len]
    }
}

impl<R: Real> Clone for Buffer<R> {
    fn clone(&self) -> Self {
        let mut copy = self.zeroed_beside(self.len);
        copy.copy_from_slice(self);
        copy
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_that_was_used_before_is_all_zeros_again() {
        let (len, free) = (MAPPED_BYTES / size_of::<f64>(), Arc::new(FreeMaps::new(1 << 30, None)));
        for _ in 0..3 {
            let mut buffer = Buffer::<f64>::zeroed(len, &free);
            assert!(matches!(buffer.lines, Lines::Mapped { .. }));
            assert!(buffer.iter().all(|x| *x == 0.0));
            buffer.fill(1.5);
        }
        assert_eq!(free.locked().len(), 1, "the same map three times");
    }

    #[test]
    fn mapped_memory_is_counted_while_it_is_mapped() {
        static BUDGET: MemoryBudget = MemoryBudget::unlimited();
        let (len, bytes) = (MAPPED_BYTES / size_of::<f64>(), MAPPED_BYTES as u64);
        let free = Arc::new(FreeMaps::new(bytes, Some(&BUDGET)));
        BUDGET.set_limit(2 * bytes);
        let both = [(); 2].map(|()| Buffer::<f64>::zeroed(len, &free));
        assert_eq!(BUDGET.used(), 2 * bytes);
        let third = Buffer::<f64>::zeroed(len, &free);
        assert!(matches!(third.lines, Lines::Heap(_)), "the allocator of the program decides");
        drop(both);
        assert_eq!(BUDGET.used(), bytes, "one is kept");
        free.release();
        assert_eq!(BUDGET.used(), 0);
    }

    #[test]
    fn no_more_is_kept_than_was_asked_for() {
        let len = MAPPED_BYTES / size_of::<f64>();
        for (most_bytes, kept) in [(0, 0), (MAPPED_BYTES as u64, 1), (3 * MAPPED_BYTES as u64, 2)] {
            let free = Arc::new(FreeMaps::new(most_bytes, None));
            let first = Buffer::<f64>::zeroed(len, &free);
            drop((first.clone(), first));
            assert_eq!(free.locked().len(), kept, "{most_bytes}");
            free.release();
            assert!(free.locked().is_empty());
        }
    }
}
