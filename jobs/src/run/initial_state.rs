//! The state that a run starts from: amplitudes of a NumPy file.
//!
//! Called by the run.

use crate::error::{JobError, Outcome};
use crate::files::read_regular;
use crate::place::Place;
use ansatz::circuits::{C64, Circuit};
use ndarray::Array1;
use ndarray_npy::ReadNpyExt;
use std::path::Path;

/// Amplitudes of single precision add up to 1 within this, and are normalised.
const SINGLE: f64 = 1e-4;

/// The circuit, started from the amplitudes of a file: complex128 or complex64, bit 0 of the index is qubit 0.
pub(super) fn started(mut circuit: Circuit, path: &Path) -> Outcome<Circuit> {
    let name = path.display().to_string();
    let wrong = |message: String| JobError::input(Place::file(&name), message);
    let bytes = read_regular(path).map_err(wrong)?;
    let amplitudes = amplitudes(&bytes).map_err(wrong)?;
    let (given, num_qubits) = (amplitudes.len(), circuit.num_qubits());
    if 1usize.checked_shl(num_qubits as u32) != Some(given) {
        let message = format!(
            "holds {given} amplitudes; the circuit has {num_qubits} qubits, a state of which has 2^{num_qubits}"
        );
        return Err(wrong(message));
    }
    circuit.start_from(&amplitudes).map_err(|error| JobError::input(Place::file(&name), error))?;
    Ok(circuit)
}

/// The numbers of an array of complex64, which no type of ours is: a header of text, then pairs of singles.
fn singles(bytes: &[u8]) -> Option<Vec<C64>> {
    let rest = bytes.strip_prefix(b"\x93NUMPY")?;
    let (length, start): (usize, usize) = match rest.first()? {
        1 => (usize::from(u16::from_le_bytes(rest.get(2..4)?.try_into().ok()?)), 4),
        _ => (u32::from_le_bytes(rest.get(2..6)?.try_into().ok()?) as usize, 6),
    };
    let header = std::str::from_utf8(rest.get(start..start.checked_add(length)?)?).ok()?;
    let dimensions = header.split_once("'shape': (")?.1.split_once(')')?.0;
    let count = dimensions.trim_end_matches([',', ' ']).parse::<usize>().ok()?;
    let data = rest.get(start + length..)?;
    if !header.contains("'descr': '<c8'") || data.len() != count.checked_mul(8)? {
        return None;
    }
    let number = |four: &[u8]| four.try_into().map_or(0.0, |four| f64::from(f32::from_le_bytes(four)));
    Some(data.chunks_exact(8).map(|pair| C64::new(number(&pair[..4]), number(&pair[4..]))).collect())
}

fn amplitudes(bytes: &[u8]) -> Result<Vec<C64>, String> {
    if let Ok(array) = Array1::<C64>::read_npy(bytes) {
        return Ok(array.to_vec());
    }
    let Some(mut amplitudes) = singles(bytes) else {
        return Err("is no NumPy array of one dimension of complex128 or complex64".into());
    };
    let norm = amplitudes.iter().map(|z| z.norm_sqr()).sum::<f64>();
    if (norm - 1.0).abs() < SINGLE {
        amplitudes.iter_mut().for_each(|z| *z /= norm.sqrt());
    }
    Ok(amplitudes)
}
