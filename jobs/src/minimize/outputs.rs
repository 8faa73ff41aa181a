//! What a minimization leaves beside its answer: the circuit at its minimum, and its state.
//!
//! Called by the minimization.

use super::problem::EnergyTask;
use super::solution::{Solutions, is_diagonal};
use super::{Found, MinimizeRequest};
use crate::error::{JobError, Outcome};
use crate::files::write_file;
use ansatz::simulator::{Device, Statevector};
use ndarray_npy::WriteNpyExt;

/// Writes what was asked for and reads off the bit strings of a diagonal observable.
///
/// # Errors
/// A file cannot be written, or the state does not fit where it was asked for.
pub(super) fn leave(
    device: &Device,
    request: &MinimizeRequest,
    task: &EnergyTask,
    found: &Found,
) -> Outcome<Option<Solutions>> {
    if let Some(path) = &request.circuit {
        let unwritten =
            |error: &dyn std::fmt::Display| JobError::work(format!("the circuit cannot be written: {error}"));
        let bound = found.circuit.bind(&found.minimum.parameters).map_err(|error| unwritten(&error))?;
        let text = bound.to_qasm3().map_err(|error| unwritten(&error))?;
        write_file(path, |file| file.write_all(text.as_bytes()))?;
    }
    let diagonal = is_diagonal(&task.observable);
    if request.state.is_none() && !diagonal {
        return Ok(None);
    }
    let state = match Statevector::new(device, &found.circuit, &found.minimum.parameters) {
        Ok(state) => state,
        // The bit strings are an extra: an answer without them is better than none.
        Err(_) if request.state.is_none() => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let solutions =
        if diagonal { Solutions::of(&state, &task.observable, task.graph.as_ref()) } else { None };
    if let Some(path) = &request.state {
        let amplitudes = state.into_amplitudes();
        write_file(path, |file| amplitudes.write_npy(file).map_err(std::io::Error::other))?;
    }
    Ok(solutions)
}
