//! Where a circuit runs: a device, or a backend that is open already.
//!
//! Called by everything that trains. Must not know machines.

use ansatz_simulator::{Backend, Device, SimulatorError};
use std::sync::Arc;

/// Where a circuit runs: a [`Device`], which opens a backend of the size that is due, or a backend.
///
/// ```
/// use ansatz_qml::models::RunsOn;
/// use ansatz_simulator::Device;
/// let backend = Device::cpu().backend_for(4)?;
/// // It is a place itself.
/// assert_eq!(backend.backend_for(20)?.name(), backend.name());
/// # Ok::<(), ansatz_simulator::SimulatorError>(())
/// ```
pub trait RunsOn {
    /// The backend for circuits that hold `2^qubits` amplitudes at once, with the batch counted in.
    ///
    /// # Errors
    /// A device that cannot be used.
    fn backend_for(&self, qubits: usize) -> Result<Arc<dyn Backend>, SimulatorError>;
}

impl RunsOn for Device {
    fn backend_for(&self, qubits: usize) -> Result<Arc<dyn Backend>, SimulatorError> {
        self.backend(qubits)
    }
}

impl RunsOn for Arc<dyn Backend> {
    fn backend_for(&self, _: usize) -> Result<Arc<dyn Backend>, SimulatorError> {
        Ok(Arc::clone(self))
    }
}

/// The amplitudes of so many lanes side by side, as a number of qubits.
pub(crate) fn with_batch(qubits: usize, lanes: usize) -> usize {
    qubits + lanes.max(1).next_power_of_two().trailing_zeros() as usize
}
