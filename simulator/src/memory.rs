//! What a run needs in bytes, computed before anything is allocated, and what the machine has.

use crate::{Result, SimulatorError};

/// States and numbers that a run will hold at once.
///
/// ```
/// use ansatz_simulator::MemoryNeed;
/// // A state of 30 qubits in f64: 16 GiB.
/// let need = MemoryNeed { num_qubits: 30, lanes: 1, states: 1, real_bytes: 8 };
/// assert_eq!(need.bytes(), 16 << 30);
/// assert!(need.check(Some(1 << 30)).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemoryNeed {
    /// Qubits of each state.
    pub num_qubits: usize,
    /// Circuits side by side in one state.
    pub lanes: usize,
    /// States alive at once.
    pub states: usize,
    /// Bytes of one real number.
    pub real_bytes: usize,
}

impl MemoryNeed {
    /// `states · lanes · 2^n · 2 · real_bytes`; saturates, never wraps.
    pub fn bytes(&self) -> u128 {
        let shift = u32::try_from(self.num_qubits).unwrap_or(u32::MAX);
        let amplitudes = 1u128.checked_shl(shift).unwrap_or(u128::MAX);
        let factors = [2, self.real_bytes, self.lanes, self.states];
        factors.into_iter().fold(amplitudes, |bytes, factor| bytes.saturating_mul(factor as u128))
    }

    /// Refuses what does not fit under the limit.
    pub fn check(&self, limit: Option<u64>) -> Result<()> {
        let needed = self.bytes();
        if let Some(limit) = limit {
            self.check_within(limit)?;
        }
        // Small states always fit; asking the system costs more than running them.
        if needed < 64 << 20 { Ok(()) } else { self.check_within(available_memory()) }
    }

    /// How many such runs fit under the limit side by side, at least one; else as [`check`](Self::check).
    pub fn fitting(&self, limit: Option<u64>) -> Result<usize> {
        let needed = self.bytes();
        // One for each thread of any machine always fits.
        if needed == 0 || limit.is_none() && needed < 1 << 20 {
            return Ok(usize::MAX);
        }
        let available = match limit {
            Some(limit) if needed < 1 << 20 => limit,
            limit => memory_limit(limit),
        };
        self.check_within(available)?;
        Ok(usize::try_from(u128::from(available) / needed).unwrap_or(usize::MAX))
    }

    /// Refuses what needs more bytes than are available.
    pub(crate) fn check_within(&self, available: u64) -> Result<()> {
        let needed = self.bytes();
        if needed <= u128::from(available) {
            return Ok(());
        }
        let what = match self.states {
            1 => format!("a state of {} qubits", self.num_qubits),
            states => format!("a run with {states} states of {} qubits", self.num_qubits),
        };
        Err(SimulatorError::Memory { what, needed, available })
    }
}

/// A table of numbers, and copies of it that are alive at once.
///
/// ```
/// use ansatz_simulator::TableNeed;
/// let kernel = TableNeed { rows: 60_000, columns: 60_000, copies: 1 };
/// assert_eq!(kernel.bytes(), 28_800_000_000);
/// let error = kernel.check("a kernel matrix", Some(1 << 30)).unwrap_err();
/// assert!(error.to_string().starts_with("a kernel matrix of 60000 × 60000 numbers needs 26.8 GiB"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TableNeed {
    /// Rows of the table.
    pub rows: usize,
    /// Columns of the table.
    pub columns: usize,
    /// Tables of that size.
    pub copies: usize,
}

impl TableNeed {
    /// `8 · rows · columns · copies`; saturates, never wraps.
    pub fn bytes(&self) -> u128 {
        let factors = [self.rows, self.columns, self.copies];
        factors.into_iter().fold(8u128, |bytes, factor| bytes.saturating_mul(factor as u128))
    }

    /// Refuses what does not fit under the limit, by what it is called.
    ///
    /// # Errors
    /// [`SimulatorError::TooLarge`].
    pub fn check(&self, name: &str, limit: Option<u64>) -> Result<()> {
        let needed = self.bytes();
        // As for states.
        let available = match limit {
            _ if needed < 1 << 20 => return Ok(()),
            Some(limit) if needed < 64 << 20 => limit,
            None if needed < 64 << 20 => return Ok(()),
            limit => memory_limit(limit),
        };
        if needed <= u128::from(available) {
            return Ok(());
        }
        let what = format!("{name} of {} × {} numbers", self.rows, self.columns);
        Err(SimulatorError::TooLarge { what, needed, available })
    }
}

/// Bytes that a run may use now: what it is allowed, if that is said, and not more than the machine has.
pub fn memory_limit(allowed: Option<u64>) -> u64 {
    available_memory().min(allowed.unwrap_or(u64::MAX))
}

/// Bytes of memory that can be had now: what the system says is available, within the control group's limit.
pub fn available_memory() -> u64 {
    let kind = sysinfo::MemoryRefreshKind::nothing().with_ram();
    let system = sysinfo::System::new_with_specifics(sysinfo::RefreshKind::nothing().with_memory(kind));
    match system.cgroup_limits() {
        Some(limits) if limits.total_memory > 0 => system.available_memory().min(limits.free_memory),
        _ => system.available_memory(),
    }
}
