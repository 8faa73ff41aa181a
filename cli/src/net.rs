//! The second line against work that does not fit: what the whole program allocates is counted, and an allocation beyond the
//! limit, or one that the system refuses, ends the program in words instead of an abort.
//!
//! Put in place by the binary, armed when a command's options are known. The first line are the needs that jobs compute
//! before they allocate. Must not know what the memory is for.

use ansatz::simulator::{MemoryBudget, available_memory};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::io::Write;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};

/// The system's allocator, counted in `BUDGET`.
pub struct CountedMemory;

/// What the program holds and may hold.
pub static BUDGET: MemoryBudget = MemoryBudget::unlimited();

/// A program needs so much for itself; no limit is smaller.
const LEAST: u64 = 64 << 20;
/// What a command holds besides.
static OWN: AtomicU64 = AtomicU64::new(0);
/// Threads count small pieces by themselves up to so many bytes.
const UNCOUNTED: i64 = 64 << 10;

/// `--memory-limit`.
static ALLOWED: AtomicU64 = AtomicU64::new(u64::MAX);
/// Whether a thread asks, or has asked, what the machine has.
static IS_ASKED: AtomicBool = AtomicBool::new(false);
/// Whether a thread is ending the program.
static IS_ENDING: AtomicBool = AtomicBool::new(false);

thread_local! {
    /// Bytes that this thread has taken, or given back, and not yet counted.
    static PENDING: Cell<i64> = const { Cell::new(0) };
}

/// Limits what the program holds: to what `--memory-limit` says, and to what the machine has when it first holds more than
/// 64 MiB: asking costs more than most commands do. A command may hold `own` bytes besides, whatever the limit.
pub fn arm(allowed: Option<u64>, own: u64) {
    ALLOWED.store(allowed.unwrap_or(u64::MAX), Relaxed);
    OWN.store(own, Relaxed);
    BUDGET.set_limit(LEAST);
}

/// Counts what was taken (or, negative, given back); whether it fits.
fn count(bytes: i64) -> bool {
    let pending = PENDING.try_with(|pending| pending.replace(0)).unwrap_or(0) + bytes;
    if pending.abs() < UNCOUNTED && PENDING.try_with(|kept| kept.set(pending)).is_ok() {
        return true;
    }
    if pending < 0 {
        BUDGET.give(pending.unsigned_abs());
        return true;
    }
    loop {
        let limit = BUDGET.limit();
        if BUDGET.take(pending.unsigned_abs()) {
            return true;
        }
        if limit != LEAST && limit == BUDGET.limit() {
            return false;
        }
        // The limit is that before anything was asked, or has just changed.
        if IS_ASKED.swap(true, Relaxed) { std::thread::yield_now() } else { widen() }
    }
}

/// Asks the machine what it has.
#[cold]
fn widen() {
    BUDGET.set_limit(u64::MAX);
    let free = available_memory().min(free_addresses().unwrap_or(u64::MAX));
    let has = BUDGET.used().saturating_add(free);
    let allowed = ALLOWED.load(Relaxed).saturating_add(OWN.load(Relaxed));
    BUDGET.set_limit(has.min(allowed).max(LEAST + 1));
}

/// What is left of the address space that the process may have; none where the system sets no limit, or says nothing of it.
pub fn free_addresses() -> Option<u64> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let limit = limits.lines().find_map(|line| line.strip_prefix("Max address space"))?;
    let limit: u64 = limit.split_whitespace().next()?.parse().ok()?;
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let used = status.lines().find_map(|line| line.strip_prefix("VmSize:"))?;
    let used: u64 = used.split_whitespace().next()?.parse().ok()?;
    Some(limit.saturating_sub(used << 10))
}

/// Ends the program: exit code 1.
#[cold]
fn end(bytes: usize) -> ! {
    if IS_ENDING.swap(true, Relaxed) {
        // Another thread says it.
        loop {
            std::thread::sleep(std::time::Duration::from_secs(1));
        }
    }
    let limit = BUDGET.limit();
    BUDGET.set_limit(u64::MAX);
    // Neither allocates. If standard error is gone there is nobody to tell.
    let _ = match limit {
        u64::MAX => writeln!(std::io::stderr(), "error: the system has no memory for {bytes} bytes more"),
        limit => writeln!(
            std::io::stderr(),
            "error: the work needs more memory than the {limit} bytes that it may use; ask for less, or allow more with --memory-limit"
        ),
    };
    std::process::exit(1)
}

// SAFETY: every call goes to the system's allocator with the layout as it is; counting allocates nothing: an atomic number, and
// a thread's own without a destructor. Asking the machine allocates, once, while there is no limit.
unsafe impl GlobalAlloc for CountedMemory {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        given(unsafe { System.alloc(layout) }, layout.size(), layout.size() as i64)
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: as the caller promises.
        given(unsafe { System.alloc_zeroed(layout) }, layout.size(), layout.size() as i64)
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: as the caller promises.
        unsafe { System.dealloc(pointer, layout) }
        count(-(layout.size() as i64));
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        // SAFETY: as the caller promises.
        given(unsafe { System.realloc(pointer, layout, size) }, size, size as i64 - layout.size() as i64)
    }
}

/// Memory that the system has given, if it has and may be used.
fn given(pointer: *mut u8, size: usize, more: i64) -> *mut u8 {
    // Counted first where it fits: what is refused ends the program, and is untouched until then.
    if pointer.is_null() || !count(more) {
        end(size);
    }
    pointer
}
