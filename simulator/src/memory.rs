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
        // Small states always fit; asking the system costs more than running them.
        if limit.is_none() && needed < 64 << 20 {
            return Ok(());
        }
        self.check_within(limit.unwrap_or_else(available_memory))
    }

    /// How many such runs fit under the limit side by side, at least one; else as [`check`](Self::check).
    pub fn fitting(&self, limit: Option<u64>) -> Result<usize> {
        let needed = self.bytes();
        // One for each thread of any machine always fits.
        if needed == 0 || limit.is_none() && needed < 1 << 20 {
            return Ok(usize::MAX);
        }
        let available = limit.unwrap_or_else(available_memory);
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

/// Bytes of memory that can be had now: what the system says is available, within the control group's limit.
pub fn available_memory() -> u64 {
    let kind = sysinfo::MemoryRefreshKind::nothing().with_ram();
    let system = sysinfo::System::new_with_specifics(sysinfo::RefreshKind::nothing().with_memory(kind));
    match system.cgroup_limits() {
        Some(limits) if limits.total_memory > 0 => system.available_memory().min(limits.free_memory),
        _ => system.available_memory(),
    }
}
