//! The suite: which workloads of which sizes are measured, and a row of numbers for each. Called by the command line;
//! it knows neither options nor how rows are shown.

use crate::{Machine, OTHER_TASKS, Precision, Repeats, Task, WORKLOADS};
use ansatz::simulator::{
    Backend, MemoryNeed, SimulatorError,
    machine::{CostModel, RunShape},
};
use serde::Serialize;

/// How much is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// A few seconds: up to 20 qubits.
    Quick,
    /// Minutes: up to 28 qubits.
    Full,
}

/// What is measured, and how.
#[derive(Debug, Clone, Copy)]
pub struct Suite {
    /// How much.
    pub size: Size,
    /// No state has more qubits.
    pub max_qubits: usize,
    /// Numbers of the state vector.
    pub precision: Precision,
    /// Seed of the shots.
    pub seed: u64,
    /// Runs are left out that are predicted to take longer, in seconds.
    pub most_seconds: f64,
    /// Runs are left out that need more bytes; `None`: what the machine has free.
    pub memory_limit: Option<u64>,
}

/// A workload and its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Case {
    /// Its name.
    pub workload: &'static str,
    /// Its size.
    pub qubits: usize,
}

/// The numbers of one case.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The case's name,
    pub workload: &'static str,
    /// and its size.
    pub qubits: usize,
    /// Numbers of the state vector.
    pub precision: Precision,
    /// Where it ran.
    pub device: String,
    /// On how many threads; none on a GPU.
    pub threads: Option<usize>,
    /// The median of a few runs, when warm.
    pub seconds: f64,
    /// What is done in a second,
    pub rate: f64,
    /// and what that is.
    pub rate_unit: &'static str,
    /// Seconds of planning, once for all runs.
    pub plan_s: f64,
    /// Circuits side by side.
    pub batch: usize,
    /// Layers of a gradient's ansatz.
    pub layers: Option<usize>,
    /// Gates of the circuit.
    pub gates: usize,
    /// Passes over memory, where the final state alone is asked for, as all that follows.
    pub passes: Option<usize>,
    /// Sweeps over tiles.
    pub sweeps: Option<u64>,
    /// Bytes that passes read and write,
    pub bytes_moved: Option<f64>,
    /// in a second,
    pub bytes_per_s: Option<f64>,
    /// as a share of the bandwidth of a copy. Small states stay in the caches, so it may be more than 1.
    pub copy_share: Option<f64>,
    /// Multiply-adds of real numbers in a second,
    pub multiply_adds_per_s: Option<f64>,
    /// as a share of what the machine does from registers.
    pub peak_share: Option<f64>,
    /// The prediction of the cost model.
    pub predicted_s: Option<f64>,
}

/// The time of a case.
struct Times {
    seconds: f64,
    predicted_s: Option<f64>,
}

/// A row, or why there is none.
#[derive(Debug, Clone, PartialEq)]
pub enum Measured {
    /// The row.
    Row(Box<Row>),
    /// Left out: it would take so many seconds.
    TooLong(f64),
    /// Left out: there is no room.
    TooLarge(SimulatorError),
}

impl Suite {
    /// All cases, small ones first.
    pub fn cases(&self) -> Vec<Case> {
        let sizes: Vec<usize> = match self.size {
            Size::Quick => (4..=20).step_by(4).collect(),
            Size::Full => (4..=self.max_qubits).step_by(2).collect(),
        };
        let scaled = sizes
            .into_iter()
            .filter(|n| *n <= self.max_qubits)
            .flat_map(|qubits| WORKLOADS.iter().map(move |workload| Case { workload, qubits }));
        let others = OTHER_TASKS.iter().flat_map(|workload| {
            let mut sizes: Vec<usize> =
                self.sizes_of(workload).iter().map(|n| *n.min(&self.max_qubits)).collect();
            sizes.dedup();
            sizes.into_iter().map(move |qubits| Case { workload, qubits })
        });
        scaled.chain(others).collect()
    }

    /// Sizes of a task that is not a circuit alone: one of them in the quick suite.
    fn sizes_of(&self, workload: &str) -> &'static [usize] {
        match (self.size, workload) {
            (Size::Quick, "batch gradient" | "large batch gradient" | "parameter shift") => &[8],
            (Size::Quick, _) => &[16],
            (Size::Full, "batch gradient") => &[4, 8, 10, 12],
            (Size::Full, "large batch gradient") => &[8, 10, 12],
            (Size::Full, "parameter shift") => &[4, 8, 12, 16],
            (Size::Full, "gradient") => &[4, 8, 12, 16, 20, 24, 28],
            (Size::Full, gate) if gate.starts_with("gate ") => &[12, 16, 20, 24, 28, 30],
            (Size::Full, _) => &[12, 16, 20, 24, 28],
        }
    }

    /// Runs a case on a backend, in the pool of threads that the caller is in, whose best rates `machine` has.
    ///
    /// # Errors
    /// Those of the backend, but for a lack of memory.
    pub fn measure(
        &self,
        case: Case,
        backend: &dyn Backend,
        machine: &Machine,
    ) -> Result<Measured, SimulatorError> {
        let amplitude_bytes = self.precision.amplitude_bytes();
        if let Err(error) =
            self.need(case, machine).check(self.memory_limit.filter(|_| machine.threads.is_some()))
        {
            return Ok(Measured::TooLarge(error));
        }
        let task = Task::new(case.workload, case.qubits, self.seed, &backend.plan_options())?;
        // The cost model is the processor's.
        let (work, times) = task.about();
        let seconds = match machine.threads {
            Some(threads) => CostModel::default().seconds(&work, RunShape { amplitude_bytes, threads }),
            None => work.bytes(amplitude_bytes) / machine.copy_bytes_per_s,
        };
        if times * seconds > self.most_seconds {
            return Ok(Measured::TooLong(times * seconds));
        }
        let predicted_s = task.work().and(machine.threads).map(|_| seconds);
        let seconds = match task.seconds(backend, self.repeats()) {
            Err(error @ SimulatorError::Memory { .. }) => return Ok(Measured::TooLarge(error)),
            seconds => seconds?,
        };
        let row = self.row(case, &task, Times { seconds, predicted_s }, machine);
        Ok(Measured::Row(Box::new(Row { device: backend.name(), ..row })))
    }

    /// What is in the processor's memory at once: states, which a device has in its own, and vectors that are read out.
    fn need(&self, case: Case, machine: &Machine) -> MemoryNeed {
        let amplitude_bytes = self.precision.amplitude_bytes();
        let held = if case.workload.contains("gradient") { 2 } else { 1 };
        // An answer of 16 bytes an amplitude, and a copy of it where qubits change places.
        let vectors = if case.workload == "read out" { 32 / amplitude_bytes } else { 0 };
        let states = machine.threads.map_or(vectors, |_| held + vectors);
        MemoryNeed { num_qubits: case.qubits, lanes: 1, states, real_bytes: amplitude_bytes / 2 }
    }

    fn repeats(&self) -> Repeats {
        match self.size {
            Size::Quick => Repeats { most: 25, seconds: 0.05 },
            Size::Full => Repeats { most: 101, seconds: 0.5 },
        }
    }

    fn row(&self, case: Case, task: &Task, times: Times, machine: &Machine) -> Row {
        let Times { seconds, predicted_s } = times;
        let work = task.work();
        let bytes_moved = work.as_ref().map(|work| work.bytes(self.precision.amplitude_bytes()));
        let multiply_adds = work.as_ref().map(|work| work.multiply_adds());
        let (amount, rate_unit) = task.amount();
        Row {
            workload: case.workload,
            qubits: case.qubits,
            precision: self.precision,
            device: String::new(),
            threads: machine.threads,
            seconds,
            rate: amount / seconds,
            rate_unit,
            plan_s: task.plan_s(),
            batch: task.batch(),
            layers: task.layers(),
            gates: task.gates(),
            passes: work.as_ref().map(|work| work.passes.len()),
            sweeps: work.as_ref().map(|work| work.sweeps()),
            bytes_moved,
            bytes_per_s: bytes_moved.map(|bytes| bytes / seconds),
            copy_share: bytes_moved.map(|bytes| bytes / seconds / machine.copy_bytes_per_s),
            multiply_adds_per_s: multiply_adds.map(|count| count / seconds),
            peak_share: multiply_adds
                .zip(machine.multiply_adds_per_s)
                .map(|(count, peak)| count / seconds / peak),
            predicted_s,
        }
    }
}
