//! From which size on a GPU wins on this machine: measured by `bench --device cuda`, kept in the user's cache folder, read
//! by `--device auto`.

use crate::options::Precision;
use ansatz_benches::{Row, WORKLOADS};
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

/// The median over the circuits of the suite of the size from which a GPU is faster than all threads of the processor,
/// there and at every larger size; `None` where not both were measured.
pub fn of_rows(rows: &[Row]) -> Option<usize> {
    let mut sizes: Vec<usize> = WORKLOADS.iter().filter_map(|workload| of_workload(rows, workload)).collect();
    sizes.sort_unstable();
    sizes.get(sizes.len() / 2).copied()
}

/// One more than the largest size at which the processor was faster; at least the smallest size.
fn of_workload(rows: &[Row], workload: &str) -> Option<usize> {
    let own = || rows.iter().filter(|row| row.workload == workload);
    let gpu = |qubits: usize| own().find(|row| row.threads.is_none() && row.qubits == qubits);
    let cpu = |qubits: usize| {
        let of_size = own().filter(|row| row.threads.is_some() && row.qubits == qubits);
        of_size.map(|row| row.seconds).min_by(f64::total_cmp)
    };
    let sizes: Vec<usize> = own().map(|row| row.qubits).collect();
    let compared = |n: &usize| Some((*n, gpu(*n)?.seconds < cpu(*n)?));
    let compared: Vec<(usize, bool)> = sizes.iter().filter_map(compared).collect();
    let smallest = compared.iter().map(|(n, _)| *n).min()?;
    Some(compared.iter().filter(|(_, wins)| !wins).map(|(n, _)| n + 1).max().unwrap_or(smallest))
}

fn file() -> Option<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")));
    Some(cache?.join("ansatz").join("crossover.json"))
}

fn read() -> Crossover {
    let text = file().and_then(|file| std::fs::read_to_string(file).ok());
    text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default()
}

/// From `2^n` amplitudes on a GPU is worth it.
pub fn amplitude_bits(precision: Precision) -> usize {
    read().amplitude_bits.get(precision.name()).copied().unwrap_or(UNTIL_MEASURED)
}

/// Keeps a measured number for the next runs; a machine without a cache folder forgets it.
pub fn remember(precision: Precision, bits: usize) -> std::io::Result<()> {
    let Some(file) = file() else { return Ok(()) };
    let mut crossover = read();
    crossover.amplitude_bits.insert(precision.name().into(), bits);
    let folder = file.parent().unwrap_or(&file);
    std::fs::create_dir_all(folder)?;
    let text = serde_json::to_string_pretty(&crossover)?;
    // Whole or not at all: another run may be reading.
    let partial = tempfile::NamedTempFile::new_in(folder)?;
    std::fs::write(partial.path(), text)?;
    partial.persist(file).map(|_| ()).map_err(|error| error.error)
}
