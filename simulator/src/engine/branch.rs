//! Where one of a program's branches has got to.

use crate::Bits;
use crate::program::Part;
use ansatz_circuits::{Continue, FinalBit};
use std::sync::Arc;

/// A branch: its state, what it has read, and its place in the program.
pub(super) struct Branch<S> {
    pub(super) state: S,
    pub(super) bits: Bits,
    /// Measurements and resets so far.
    pub(super) events: u64,
    /// The circuit it is in, the next step of that, and what comes after it.
    pub(super) part: Arc<Part>,
    pub(super) at: usize,
    /// Whether nothing has acted on it since |0…0⟩: then what is zero is known to be.
    pub(super) is_zero: bool,
    pub(super) course: Option<Arc<dyn Continue>>,
    /// Bits that show something else than their last measurement, if the circuit does not say it itself.
    pub(super) shown: Option<Vec<(u32, FinalBit)>>,
}

impl<S> Branch<S> {
    /// The same place with another state.
    pub(super) fn with_state(&self, state: S) -> Branch<S> {
        Branch {
            state,
            bits: self.bits.clone(),
            events: self.events,
            part: Arc::clone(&self.part),
            at: self.at,
            is_zero: self.is_zero,
            course: self.course.clone(),
            shown: self.shown.clone(),
        }
    }
}
