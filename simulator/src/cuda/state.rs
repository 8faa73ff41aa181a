//! State vectors on a device: lane after lane, `2^n` amplitudes each, real and imaginary part in turn.

/// `lanes` state vectors.
#[derive(Debug)]
pub struct State<M> {
    pub(super) num_qubits: usize,
    pub(super) lanes: usize,
    pub(super) memory: M,
}

impl<M> State<M> {
    pub(super) fn rows(&self) -> usize {
        1 << self.num_qubits
    }
}
