//! From which size on a GPU wins on this machine, read off measured rows.
//!
//! Called by `bench`, which keeps the number for `--device auto`.

use ansatz_benches::{Row, WORKLOADS};

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
