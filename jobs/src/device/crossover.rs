//! From which size on a GPU wins on this machine: measured by whoever measures, kept in a folder, read where a device is
//! chosen.

use crate::files::read_up_to;
use crate::options::JobOptions;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::PathBuf;

/// Used until it has been measured: at a million amplitudes one pass of a CPU takes longer than starting kernels and
/// fetching an answer.
const UNTIL_MEASURED: usize = 20;

/// By precision: a GPU wins from `2^bits` amplitudes on.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Crossover {
    amplitude_bits: BTreeMap<String, usize>,
}

/// The file holds two numbers.
const MOST_BYTES: u64 = 1 << 16;

fn file(options: &JobOptions) -> Option<PathBuf> {
    Some(options.cache.as_ref()?.join("crossover.json"))
}

fn read(options: &JobOptions) -> Crossover {
    // Whatever else has its name, such as a pipe that nobody writes to, says nothing.
    let bytes = file(options).and_then(|file| read_up_to(&file, MOST_BYTES).ok());
    bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
}

/// From `2^n` amplitudes on a GPU is worth it.
pub(super) fn amplitude_bits(options: &JobOptions) -> usize {
    read(options).amplitude_bits.get(options.precision.name()).copied().unwrap_or(UNTIL_MEASURED)
}

/// Keeps a measured number for the next runs; without a cache folder it is forgotten.
///
/// # Errors
/// The folder cannot be written to.
pub fn remember(options: &JobOptions, bits: usize) -> std::io::Result<()> {
    let Some(file) = file(options) else { return Ok(()) };
    let mut crossover = read(options);
    crossover.amplitude_bits.insert(options.precision.name().into(), bits);
    let folder = file.parent().unwrap_or(&file);
    std::fs::create_dir_all(folder)?;
    let text = serde_json::to_string_pretty(&crossover)?;
    // Whole or not at all: another run may be reading.
    let partial = tempfile::NamedTempFile::new_in(folder)?;
    std::fs::write(partial.path(), text)?;
    partial.persist(file).map(|_| ()).map_err(|error| error.error)
}
