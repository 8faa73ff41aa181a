//! The benchmark suite: named workloads, the clock, the machine's own rates, and rows that hold one against the other.
//!
//! Called by the criterion benchmarks and by the command line's `bench`. Clocks and threads are allowed here; printing
//! and files are not.
#![warn(missing_docs)]

mod calibrate;
mod clock;
mod machine;
mod suite;
mod switches;
mod task;
mod workload;

pub use calibrate::{CALIBRATION_QUBITS, calibrate_sharing, calibrate_thread};
pub use clock::{Repeats, least_seconds, median_seconds};
pub use machine::{COPIED_BYTES, Machine, Precision};
pub use suite::{Case, Measured, Row, Size, Suite};
pub use switches::{Comparison, SWITCHES, Switch};
pub use task::{OTHER_TASKS, Task};
pub use workload::{
    WORKLOADS, by_name, hardware_efficient, ising_chain, point, qaoa, qft, quantum_volume, random, random_sum,
};
