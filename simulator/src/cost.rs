//! How long a plan takes on a machine, predicted from its work. Called by whoever plans, shows or measures runs. It
//! reads no clock: the numbers of a machine are measured elsewhere and given.

use crate::{CpuOptions, PassWork, PlanWork};

/// The numbers of a machine. Rates are those of one thread in f64; f32 moves half the bytes and computes twice as fast.
/// They are what a little more work adds: where memory and arithmetic overlap, a rate may be above what either does alone.
///
/// With `B` the bytes of a tile, a sweep of `m` multiply-adds an amplitude over a tile of `A` amplitudes takes
/// `sweep + 2B / tile rate + A·m / compute rate` seconds. A pass adds `2B / rate of where the state is` for each tile,
/// and twice `2B / tile rate` where tiles are gathered. Threads share tiles evenly, and memory up to `memory_threads`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CostModel {
    /// Bytes a second that one thread reads and writes of a state larger than the caches.
    pub memory_bytes_per_s: f64,
    /// So many threads together have all the bandwidth that there is.
    pub memory_threads: f64,
    /// Bytes a second of a state that the caches hold.
    pub cache_bytes_per_s: f64,
    /// States of at most so many bytes stay in the caches.
    pub cache_bytes: f64,
    /// Bytes a second that are written for the first time: the system has to find and clear the memory.
    pub fresh_bytes_per_s: f64,
    /// Bytes a second that a sweep reads and writes of its tile.
    pub tile_bytes_per_s: f64,
    /// Multiply-adds a second of turns.
    pub turns_per_s: f64,
    /// Multiply-adds a second of diagonals.
    pub phases_per_s: f64,
    /// Multiply-adds a second of matrices.
    pub dense_per_s: f64,
    /// Seconds for each sweep of each tile.
    pub sweep_s: f64,
    /// Seconds for each table that a tile's diagonals need.
    pub table_s: f64,
    /// Seconds for each bit at which a chunk's factors are doubled anew.
    pub crossing_s: f64,
    /// Seconds for each sweep, once in a run: its numbers.
    pub bind_s: f64,
    /// Seconds for each parity of a diagonal, once in a run.
    pub parity_s: f64,
    /// Seconds for each pass that several threads share.
    pub share_s: f64,
    /// Seconds for each run.
    pub run_s: f64,
}

impl Default for CostModel {
    /// An AMD EPYC with AVX-512: two cores with 1 MiB of second-level cache each, 32 MiB shared.
    fn default() -> Self {
        CostModel {
            memory_bytes_per_s: 3.0e10,
            memory_threads: 1.9,
            cache_bytes_per_s: 4.5e10,
            cache_bytes: 3.2e7,
            fresh_bytes_per_s: 7.0e10,
            tile_bytes_per_s: 2.3e11,
            turns_per_s: 1.35e11,
            phases_per_s: 1.6e11,
            dense_per_s: 5.2e10,
            sweep_s: 7.0e-8,
            table_s: 5.0e-8,
            crossing_s: 1.2e-8,
            bind_s: 2.6e-7,
            parity_s: 2.5e-8,
            share_s: 1.0e-5,
            run_s: 1.0e-7,
        }
    }
}

/// How a plan is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RunShape {
    /// Bytes of an amplitude: 16 in f64, 8 in f32.
    pub amplitude_bytes: usize,
    /// Threads that share the tiles.
    pub threads: usize,
}

impl CostModel {
    /// The predicted seconds of one run from its starting state, readout not included.
    ///
    /// ```
    /// use ansatz_circuits::Circuit;
    /// use ansatz_simulator::machine::{CostModel, RunShape};
    /// use ansatz_simulator::{Plan, PlanOptions};
    /// let mut circuit = Circuit::new(20);
    /// circuit.h(0)?.h(1)?;
    /// let work = Plan::compile(&circuit, &PlanOptions::default())?.work();
    /// let shape = RunShape { amplitude_bytes: 16, threads: 1 };
    /// assert!(CostModel::default().seconds(&work, shape) > 0.0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn seconds(&self, work: &PlanWork, shape: RunShape) -> f64 {
        let amplitude_bytes = shape.amplitude_bytes as f64;
        let touched = work.passes.iter().map(PassWork::amplitudes).fold(0.0, f64::max);
        let is_small = work.num_qubits < CpuOptions::default().parallel_qubits;
        let run = Run {
            amplitude_bytes,
            threads: if is_small { 1 } else { shape.threads.max(1) as u64 },
            state_bytes: amplitude_bytes * (work.num_qubits as f64).exp2(),
        };
        let fresh_s = touched * amplitude_bytes / self.fresh_bytes_per_s;
        self.run_s + fresh_s + work.passes.iter().map(|pass| self.pass_s(pass, &run)).sum::<f64>()
    }

    fn pass_s(&self, pass: &PassWork, run: &Run) -> f64 {
        let threads = run.threads.min(pass.tiles).max(1);
        let amplitudes = (pass.tile_qubits as f64).exp2();
        let traffic = 2.0 * run.amplitude_bytes * amplitudes;
        let sweeps = pass.sweeps() as f64;
        let copies = if pass.is_gathered { 2.0 } else { 0.0 };
        let tile_s = (sweeps + copies) * traffic / self.tile_bytes_per_s
            + amplitudes * self.compute_s(pass) * (run.amplitude_bytes / 16.0)
            + sweeps * self.sweep_s
            + pass.tables as f64 * self.table_s
            + pass.crossings as f64 * self.crossing_s;
        let prepare_s = sweeps * self.bind_s + pass.parities as f64 * self.parity_s;
        let share_s = if threads > 1 { self.share_s } else { 0.0 };
        let rounds = pass.tiles.div_ceil(threads) as f64;
        let state_s = pass.tiles as f64 * traffic / self.state_bytes_per_s(run, threads);
        prepare_s + share_s + rounds * tile_s + state_s
    }

    /// Seconds of an amplitude's multiply-adds in f64.
    fn compute_s(&self, pass: &PassWork) -> f64 {
        pass.turns.multiply_adds / self.turns_per_s
            + pass.phases.multiply_adds / self.phases_per_s
            + pass.dense.multiply_adds / self.dense_per_s
    }

    /// Of all threads together.
    fn state_bytes_per_s(&self, run: &Run, threads: u64) -> f64 {
        let threads = threads as f64;
        if run.state_bytes <= self.cache_bytes {
            self.cache_bytes_per_s * threads
        } else {
            self.memory_bytes_per_s * threads.min(self.memory_threads)
        }
    }
}

/// What all passes of a run have in common.
struct Run {
    amplitude_bytes: f64,
    threads: u64,
    state_bytes: f64,
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::{Plan, PlanOptions};
    use ansatz_circuits::Circuit;

    const ONE: RunShape = RunShape { amplitude_bytes: 16, threads: 1 };

    /// Layers of rotations and controlled phases.
    fn work(num_qubits: usize, layers: usize) -> PlanWork {
        let mut circuit = Circuit::new(num_qubits);
        for layer in 0..layers {
            for q in 0..num_qubits {
                circuit.ry(0.1 + layer as f64, q).unwrap();
                circuit.cp(0.2, q, (q + 1) % num_qubits).unwrap();
            }
        }
        Plan::compile(&circuit, &PlanOptions::default()).unwrap().work()
    }

    #[test]
    fn more_qubits_and_more_layers_take_longer() {
        let model = CostModel::default();
        let by_qubits: Vec<f64> = (2..28).map(|n| model.seconds(&work(n, 2), ONE)).collect();
        assert!(by_qubits.is_sorted() && by_qubits[0] > 0.0, "{by_qubits:?}");
        let by_layers: Vec<f64> = (1..6).map(|layers| model.seconds(&work(18, layers), ONE)).collect();
        assert!(by_layers.windows(2).all(|pair| pair[0] < pair[1]), "{by_layers:?}");
    }

    #[test]
    fn threads_and_single_precision_help_large_states_only() {
        let model = CostModel::default();
        let two = RunShape { threads: 2, ..ONE };
        let (small, large) = (work(10, 2), work(22, 2));
        assert_eq!(model.seconds(&small, ONE), model.seconds(&small, two));
        let gain = model.seconds(&large, ONE) / model.seconds(&large, two);
        assert!((1.1..=2.0).contains(&gain), "{gain}");
        let single = RunShape { amplitude_bytes: 8, ..ONE };
        let gain = model.seconds(&large, ONE) / model.seconds(&large, single);
        assert!((1.5..=2.5).contains(&gain), "{gain}");
    }

    #[test]
    fn every_number_of_the_machine_counts_by_itself() {
        // One pass of one tile, gathered: 2 turn sweeps of 12 multiply-adds in all.
        let turns = crate::SweepWork { sweeps: 2, multiply_adds: 12.0 };
        let pass = PassWork {
            tile_qubits: 3,
            tiles: 1,
            is_gathered: true,
            turns,
            tables: 5,
            crossings: 11,
            ..PassWork::default()
        };
        let work = PlanWork { num_qubits: 4, passes: vec![pass] };
        let endless = f64::INFINITY;
        let nothing = CostModel {
            memory_bytes_per_s: endless,
            memory_threads: 1.0,
            cache_bytes_per_s: endless,
            cache_bytes: 1e6,
            fresh_bytes_per_s: endless,
            tile_bytes_per_s: endless,
            turns_per_s: endless,
            phases_per_s: endless,
            dense_per_s: endless,
            sweep_s: 0.0,
            table_s: 0.0,
            crossing_s: 0.0,
            bind_s: 0.0,
            parity_s: 0.0,
            share_s: 0.0,
            run_s: 0.0,
        };
        assert_eq!(nothing.seconds(&work, ONE), 0.0);
        let cases = [
            (CostModel { run_s: 7.0, ..nothing }, 7.0),
            (CostModel { sweep_s: 1.0, ..nothing }, 2.0),
            (CostModel { bind_s: 1.0, ..nothing }, 2.0),
            (CostModel { table_s: 1.0, ..nothing }, 5.0),
            (CostModel { crossing_s: 1.0, ..nothing }, 11.0),
            (CostModel { turns_per_s: 1.0, ..nothing }, 96.0),
            (CostModel { fresh_bytes_per_s: 1.0, ..nothing }, 128.0),
            (CostModel { cache_bytes_per_s: 1.0, ..nothing }, 256.0),
            (CostModel { cache_bytes: 0.0, memory_bytes_per_s: 1.0, ..nothing }, 256.0),
            // Two sweeps, in and out.
            (CostModel { tile_bytes_per_s: 1.0, ..nothing }, 4.0 * 256.0),
            (CostModel { share_s: 1.0, dense_per_s: 1.0, phases_per_s: 1.0, parity_s: 1.0, ..nothing }, 0.0),
        ];
        for (at, (model, expected)) in cases.iter().enumerate() {
            assert_eq!(model.seconds(&work, ONE), *expected, "case {at}");
        }
    }
}
