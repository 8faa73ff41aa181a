//! What each optimisation is worth: the same circuits with one of them switched off. Called by the command line.

use crate::{Precision, Repeats, Task};
use ansatz::simulator::{CpuOptions, PlanOptions, SimdLevel, SimulatorError};
use serde::Serialize;

/// An optimisation that is switched off.
#[derive(Debug, Clone, Copy)]
pub struct Switch {
    /// What is off.
    pub name: &'static str,
    /// The plan without it.
    pub plan: fn(PlanOptions) -> PlanOptions,
    /// The backend without it.
    pub cpu: fn(CpuOptions) -> CpuOptions,
}

const fn plan(name: &'static str, plan: fn(PlanOptions) -> PlanOptions) -> Switch {
    Switch { name, plan, cpu: |options| options }
}

const fn cpu(name: &'static str, cpu: fn(CpuOptions) -> CpuOptions) -> Switch {
    Switch { name, plan: |options| options, cpu }
}

/// All of them.
pub const SWITCHES: [Switch; 15] = [
    plan("fuse", |options| PlanOptions { fuse: false, ..options }),
    plan("butterflies", |options| PlanOptions { butterflies: false, ..options }),
    plan("reorder", |options| PlanOptions { reorder: false, ..options }),
    plan("merge_phases", |options| PlanOptions { merge_phases: false, ..options }),
    plan("relabel", |options| PlanOptions { relabel: false, ..options }),
    plan("carry_flips", |options| PlanOptions { carry_flips: false, ..options }),
    plan("sweep_qubits", |options| PlanOptions { sweep_qubits: 1, ..options }),
    plan("lookahead", |options| PlanOptions { lookahead: 1, ..options }),
    plan("choices", |options| PlanOptions { choices: 1, ..options }),
    plan("light_cone", |options| PlanOptions { light_cone: false, ..options }),
    plan("pull_back", |options| PlanOptions { pull_back: false, ..options }),
    plan("all", PlanOptions::plain),
    cpu("opening", |options| CpuOptions { opening: false, ..options }),
    cpu("avx2", |options| CpuOptions { simd: SimdLevel::Avx2, ..options }),
    cpu("baseline", |options| CpuOptions { simd: SimdLevel::Baseline, ..options }),
];

/// One circuit with one optimisation off.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Comparison {
    /// The circuit's name,
    pub workload: &'static str,
    /// and its size.
    pub qubits: usize,
    /// What is off.
    pub off: &'static str,
    /// Seconds without it,
    pub seconds: f64,
    /// and with everything on.
    pub seconds_on: f64,
    /// Their ratio.
    pub slow_down: f64,
}

impl Comparison {
    /// A circuit or another task, as [`Task::new`] has them, with each switch off, on the processor, in the pool of threads that the caller is in.
    ///
    /// # Errors
    /// Those of the backend: not enough memory.
    pub fn all(
        workload: &'static str,
        qubits: usize,
        precision: Precision,
        repeats: Repeats,
    ) -> Result<Vec<Comparison>, SimulatorError> {
        let seconds = |plan: PlanOptions, cpu: CpuOptions| {
            Task::new(workload, qubits, 0, &plan)?.seconds(&*precision.cpu(cpu), repeats)
        };
        let (plan, cpu) = (PlanOptions::default(), CpuOptions::default());
        let seconds_on = seconds(plan, cpu)?;
        let compare = |switch: &Switch| {
            let seconds = seconds((switch.plan)(plan), (switch.cpu)(cpu))?;
            Ok(Comparison {
                workload,
                qubits,
                off: switch.name,
                seconds,
                seconds_on,
                slow_down: seconds / seconds_on,
            })
        };
        SWITCHES.iter().map(compare).collect()
    }
}
