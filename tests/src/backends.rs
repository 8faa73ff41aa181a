//! The backends that must agree, and every way to configure them that takes another path through the kernels.
//! A new backend is accepted when its line here passes the suite.

use ansatz_simulator::{
    Backend, CpuOptions, PlanOptions, SimdLevel,
    machine::{cpu_f32, cpu_f64},
};
use rayon::{ThreadPool, ThreadPoolBuilder};
use std::sync::OnceLock;

/// The precisions of the CPU backend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Precision {
    /// f32.
    Single,
    /// f64.
    Double,
}

impl Precision {
    /// Both.
    pub const ALL: [Precision; 2] = [Precision::Single, Precision::Double];

    /// The machine epsilon.
    pub fn epsilon(self) -> f64 {
        match self {
            Precision::Single => f64::from(f32::EPSILON),
            Precision::Double => f64::EPSILON,
        }
    }

    /// A CPU backend; on the instruction set that [`SIMD_VARIABLE`] names, where the options name none.
    pub fn cpu(self, options: CpuOptions) -> Box<dyn Backend> {
        let simd = if options.simd == SimdLevel::Best { forced_simd() } else { options.simd };
        let options = CpuOptions { simd, ..options };
        match self {
            Precision::Single => cpu_f32(options),
            Precision::Double => cpu_f64(options),
        }
    }
}

/// The environment variable with which `.ci/run` has the suite run on another instruction set: `avx2` or `baseline`.
pub const SIMD_VARIABLE: &str = "ANSATZ_TEST_SIMD";

/// The instruction set that the suite is to use.
///
/// # Panics
///
/// The variable says something else than a name of one.
pub fn forced_simd() -> SimdLevel {
    match std::env::var(SIMD_VARIABLE).as_deref() {
        Err(_) | Ok("") => SimdLevel::Best,
        Ok("avx2") => SimdLevel::Avx2,
        Ok("baseline") => SimdLevel::Baseline,
        Ok(other) => panic!("{SIMD_VARIABLE} is `avx2` or `baseline`, not `{other}`"),
    }
}

/// A pool of 1, 2 or 3 threads.
pub fn pool(threads: usize) -> &'static ThreadPool {
    static POOLS: [OnceLock<ThreadPool>; 3] = [const { OnceLock::new() }; 3];
    let build = || ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started");
    POOLS[threads - 1].get_or_init(build)
}

/// Options with which a state of a few amplitudes is worked on by all threads, in blocks of `2^block_qubits`.
pub fn always_parallel(block_qubits: usize) -> CpuOptions {
    CpuOptions { parallel_qubits: 0, block_qubits, ..CpuOptions::default() }
}

/// Plan options with small tiles, with which small circuits are looked ahead in too.
pub fn tiles(tile_qubits: usize, contiguous_qubits: usize) -> PlanOptions {
    PlanOptions {
        tile_qubits,
        contiguous_qubits,
        lookahead_qubits: 0,
        choices_qubits: 0,
        ..PlanOptions::default()
    }
}

/// One way to run a circuit.
pub struct Variant {
    /// For messages.
    pub label: String,
    /// What runs it.
    pub backend: Box<dyn Backend>,
    /// How it is planned.
    pub plan: PlanOptions,
    /// Machine epsilon of its arithmetic.
    pub epsilon: f64,
    /// Threads of the pool it is called in.
    pub threads: usize,
}

/// Each optimisation alone switched off, all on, all off.
pub fn optimisations() -> Vec<(&'static str, PlanOptions)> {
    let on = PlanOptions::default();
    vec![
        ("all on", on),
        ("fuse off", PlanOptions { fuse: false, ..on }),
        ("butterflies off", PlanOptions { butterflies: false, ..on }),
        ("reorder off", PlanOptions { reorder: false, ..on }),
        ("merge_phases off", PlanOptions { merge_phases: false, ..on }),
        ("lookahead off", PlanOptions { lookahead: 1, ..on }),
        ("relabel off", PlanOptions { relabel: false, ..on }),
        ("choices off", PlanOptions { choices: 1, ..on }),
        ("carry_flips off", PlanOptions { carry_flips: false, ..on }),
        ("light_cone off", PlanOptions { light_cone: false, ..on }),
        ("pull_back off", PlanOptions { pull_back: false, ..on }),
        ("cones and meaning off", PlanOptions { cone_qubits: usize::MAX, meaning: false, meet: false, ..on }),
        ("one qubit a sweep", PlanOptions { sweep_qubits: 1, ..on }),
        ("three qubits a sweep", PlanOptions { sweep_qubits: 3, ..on }),
        ("all off", on.plain()),
    ]
}

/// Every combination for one precision: tile 2–6 and the default, 0–3 contiguous qubits, all optimisations on and off,
/// three instruction sets, 1–3 threads; single switches, packing of lanes, block and chunk sizes take turns.
pub fn variants(precision: Precision) -> Vec<Variant> {
    let packing = [(16, 14), (1, 14), (3, 20), (16, 5), (2, 0)];
    let default_tile = PlanOptions::default().tile_qubits;
    let switches = optimisations();
    let mut all = Vec::new();
    for tile_qubits in [2, 3, 4, 5, 6, default_tile] {
        for contiguous_qubits in 0..=3 {
            for is_plain in [false, true] {
                for simd in [SimdLevel::Best, SimdLevel::Avx2, SimdLevel::Baseline] {
                    for threads in 1..=3 {
                        let (max_lanes, packed_qubits) = packing[all.len() % packing.len()];
                        let block_qubits = [2, 3, 4, 0, 12, 6, 1][all.len() % 7];
                        let chunk_qubits = [4, 9, 5][all.len() % 3];
                        let options = CpuOptions {
                            max_lanes,
                            packed_qubits,
                            simd,
                            chunk_qubits,
                            whole_qubits: [0, 11][all.len() % 2],
                            opening: all.len() % 5 != 0,
                            ..always_parallel(block_qubits)
                        };
                        let (_, switched) = switches[all.len() % switches.len()];
                        let switched = if is_plain { switched.plain() } else { switched };
                        let plan = PlanOptions {
                            tile_qubits,
                            contiguous_qubits,
                            least_tile_qubits: 0,
                            lookahead_qubits: 0,
                            choices_qubits: 0,
                            ..switched
                        };
                        all.push(Variant {
                            label: format!("{precision:?} {plan:?} {options:?} threads: {threads}"),
                            backend: precision.cpu(options),
                            plan,
                            epsilon: precision.epsilon(),
                            threads,
                        });
                    }
                }
            }
        }
    }
    all
}
