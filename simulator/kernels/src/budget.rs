//! What a whole program may hold in bytes: counted by whoever allocates for it, and handed down to what maps memory past its
//! allocator. Must not know what the bytes are for.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

/// Bytes in use, and the most that may be.
///
/// A program that counts its allocations in one hands it to its devices, whose large states are mapped and seen by no
/// allocator. A library has none unless it is given one.
///
/// ```
/// use ansatz_kernels::MemoryBudget;
/// static BUDGET: MemoryBudget = MemoryBudget::unlimited();
/// BUDGET.set_limit(100);
/// assert!(BUDGET.take(60) && !BUDGET.take(60));
/// BUDGET.give(60);
/// assert_eq!(BUDGET.used(), 0);
/// ```
#[derive(Debug)]
pub struct MemoryBudget {
    used: AtomicU64,
    limit: AtomicU64,
}

impl MemoryBudget {
    /// Nothing is used, and anything may be.
    pub const fn unlimited() -> MemoryBudget {
        MemoryBudget { used: AtomicU64::new(0), limit: AtomicU64::new(u64::MAX) }
    }

    /// At most so many bytes from now on; what is in use stays.
    pub fn set_limit(&self, bytes: u64) {
        self.limit.store(bytes, Relaxed);
    }

    /// The most bytes that may be in use.
    pub fn limit(&self) -> u64 {
        self.limit.load(Relaxed)
    }

    /// Bytes in use.
    pub fn used(&self) -> u64 {
        self.used.load(Relaxed)
    }

    /// Counts so many bytes more; `false`, and none of them, where that would pass the limit.
    pub fn take(&self, bytes: u64) -> bool {
        let fits = self.used.fetch_add(bytes, Relaxed).saturating_add(bytes) <= self.limit();
        if !fits {
            self.give(bytes);
        }
        fits
    }

    /// Counts so many bytes less; never less than none.
    pub fn give(&self, bytes: u64) {
        // The closure always has a number, so this does not fail.
        let _ = self.used.fetch_update(Relaxed, Relaxed, |used| Some(used.saturating_sub(bytes)));
    }
}

/// Two are the same if they are one.
impl PartialEq for MemoryBudget {
    fn eq(&self, other: &MemoryBudget) -> bool {
        std::ptr::eq(self, other)
    }
}

impl Eq for MemoryBudget {}
