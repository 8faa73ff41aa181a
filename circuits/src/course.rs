//! Programs whose way on depends on what they measure: a circuit, then, with the outcomes, the next one.
//! Implemented by languages that describe such programs, called by simulators; neither must know the other.

use crate::Circuit;
use std::error::Error;
use std::fmt::{self, Debug, Display, Formatter};
use std::sync::Arc;

/// What a program does after a circuit, once it is known what that has measured. One that waits is never changed: each
/// outcome resumes it anew.
///
/// ```
/// use ansatz_circuits::{Circuit, Continue, CourseError, Segment};
/// use std::sync::Arc;
/// /// Tosses until bit 0 reads 1.
/// #[derive(Debug)]
/// struct UntilOne;
/// impl Continue for UntilOne {
///     fn resume(&self, reads: &dyn Fn(usize) -> bool) -> Result<Segment, CourseError> {
///         let toss = |c: &mut ansatz_circuits::CircuitBuilder| { c.reset(0).h(0).measure(0, 0); };
///         let circuit = Circuit::build(1, |c| { if !reads(0) { toss(c) } c })?;
///         let then: Option<Arc<dyn Continue>> = if reads(0) { None } else { Some(Arc::new(UntilOne)) };
///         Ok(Segment { circuit, then, steps: 1 })
///     }
///     fn is_classical(&self) -> bool { false }
///     fn max_steps(&self) -> u64 { 1000 }
///     fn key(&self) -> [u64; 2] { [0, 0] }
///     fn reads(&self) -> Vec<usize> { vec![0] }
/// }
/// assert!(UntilOne.resume(&|_| true)?.then.is_none());
/// # Ok::<(), CourseError>(())
/// ```
pub trait Continue: Debug + Send + Sync {
    /// Goes on from where it waits; `reads` tells what each classical bit of the circuit reads.
    ///
    /// # Errors
    /// Whatever is wrong with the program in a way that depends on the outcomes.
    fn resume(&self, reads: &dyn Fn(usize) -> bool) -> Result<Segment, CourseError>;

    /// Whether nothing that is left acts on a qubit: then outcomes can be taken all at once before it goes on.
    fn is_classical(&self) -> bool;

    /// How many statements may be run in all.
    fn max_steps(&self) -> u64;

    /// A number that tells courses of one program apart: two with the same key, and the same values of
    /// [`reads`](Self::reads), do the same from here on.
    fn key(&self) -> [u64; 2];

    /// The classical bits on whose values it depends, ascending.
    fn reads(&self) -> Vec<usize>;
}

/// The next circuit of a program.
#[derive(Debug, Clone)]
pub struct Segment {
    /// What it does; its qubits and registers are those of the whole program.
    pub circuit: Circuit,
    /// What comes after it; `None` at the end of the program.
    pub then: Option<Arc<dyn Continue>>,
    /// Statements that were run since the last circuit.
    pub steps: u64,
}

/// Why a program cannot go on after these outcomes: the error of the language it is written in.
#[derive(Debug, Clone)]
pub struct CourseError(Arc<dyn Error + Send + Sync>);

impl CourseError {
    /// The language's own error, if it is of that type.
    pub fn downcast_ref<E: Error + 'static>(&self) -> Option<&E> {
        self.0.downcast_ref()
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for CourseError {
    fn from(error: E) -> CourseError {
        CourseError(Arc::new(error))
    }
}

impl Display for CourseError {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        Display::fmt(&self.0, f)
    }
}

impl PartialEq for CourseError {
    /// Errors that say the same are the same.
    fn eq(&self, other: &CourseError) -> bool {
        self.to_string() == other.to_string()
    }
}
