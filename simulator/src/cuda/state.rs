//! State vectors on a device: lane after lane, `2^n` amplitudes each, real and imaginary part in turn.

/// `lanes` state vectors; without memory where it could not be had, which the backend then says.
#[derive(Debug)]
pub struct State<M> {
    pub(super) num_qubits: usize,
    pub(super) lanes: usize,
    pub(super) memory: Option<M>,
}

impl<M> State<M> {
    pub(super) fn rows(&self) -> usize {
        1 << self.num_qubits
    }
}
