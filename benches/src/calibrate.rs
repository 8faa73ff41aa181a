//! Calibration: the numbers of the cost model, measured on this machine with small plans through the public interface.
//! Each number comes from two plans that differ in one kind of work; what is known already is taken off. Called by the
//! command line.

use crate::{Repeats, least_seconds, quantum_volume};
use ansatz::circuits::{Circuit, CircuitError};
use ansatz::simulator::{
    Backend, Cpu, Plan, PlanOptions, SimulatorError,
    machine::{Angles, CostModel, Inputs, PassWork, PlanWork, RunShape},
};
use std::hint::black_box;

/// Appends a layer to a circuit: `layer(circuit, qubits, number)`.
type Layer = fn(&mut Circuit, usize, usize) -> Result<(), CircuitError>;

/// A machine that does everything at once: the numbers that are not measured yet.
const INSTANT: CostModel = CostModel {
    memory_bytes_per_s: f64::INFINITY,
    memory_threads: 1.0,
    cache_bytes_per_s: f64::INFINITY,
    cache_bytes: 0.0,
    fresh_bytes_per_s: f64::INFINITY,
    tile_bytes_per_s: f64::INFINITY,
    turns_per_s: f64::INFINITY,
    phases_per_s: f64::INFINITY,
    dense_per_s: f64::INFINITY,
    sweep_s: 0.0,
    table_s: 0.0,
    crossing_s: 0.0,
    bind_s: 0.0,
    parity_s: 0.0,
    share_s: 0.0,
    run_s: 0.0,
};
/// Qubits of the largest state that calibration runs, larger than the caches.
pub const CALIBRATION_QUBITS: usize = 22;
/// What takes no time that can be measured takes this.
const LEAST_S: f64 = 1e-9;
/// Faster is not told apart: the time hides behind other work.
const MOST_PER_S: f64 = 1e12;

/// The numbers of one thread; the caller is in a pool of one. It takes about two seconds.
///
/// # Errors
/// Not enough memory: 70 MB are needed.
pub fn calibrate_thread() -> Result<CostModel, SimulatorError> {
    let mut model = CostModel { cache_bytes: CostModel::default().cache_bytes, ..INSTANT };
    let small = Layers::one_tile(4, turns).added(2, 60, &model)?;
    let tiny_tiles = PlanOptions { tile_qubits: 4, contiguous_qubits: 4, least_tile_qubits: 0, ..in_order() };
    let tiles = Layers { num_qubits: 12, options: tiny_tiles, layer: low_turns }.added(2, 60, &model)?;
    model.sweep_s = tiles.seconds / tiles.work.tile_sweeps;
    model.bind_s = (small.seconds / small.work.sweeps - model.sweep_s).max(LEAST_S);
    calibrate_turns(&mut model)?;
    let dense = Layers::one_tile(14, matrices).added(1, 4, &model)?;
    model.dense_per_s = rate(dense.work.dense, dense.seconds);
    let phases = Layers::one_tile(14, low_phases).added(1, 10, &model)?;
    model.phases_per_s = rate(phases.work.phases, phases.seconds);
    let parities = Layers::one_tile(10, all_phases).added(1, 10, &model)?;
    model.parity_s = parities.seconds / parities.work.parities;
    let crossing = Layers::one_tile(14, crossing_phases).added(1, 10, &model)?;
    model.crossing_s = crossing.seconds / crossing.work.crossings;
    let tables = Layers { num_qubits: 16, options: in_order(), layer: phases_across }.added(1, 20, &model)?;
    model.table_s = tables.seconds / tables.work.tables;
    let cached = Layers::new(18, turns).added(1, 4, &model)?;
    model.cache_bytes_per_s = rate(cached.work.bytes, cached.seconds);
    let large = Layers::new(CALIBRATION_QUBITS, turns);
    let (short, long) = (large.time(1)?, large.time(3)?);
    let added = Added::new(&short, &long, &model);
    model.memory_bytes_per_s = rate(added.work.bytes, added.seconds);
    let touched = 16.0 * (CALIBRATION_QUBITS as f64).exp2();
    model.fresh_bytes_per_s = rate(touched, short.beyond(&model));
    model.run_s = Layers::one_tile(2, turns).time(0)?.beyond(&model).max(LEAST_S);
    Ok(model)
}

/// Adds what several threads share; the caller is in a pool of them.
///
/// # Errors
/// As [`calibrate_thread`].
pub fn calibrate_sharing(alone: CostModel) -> Result<CostModel, SimulatorError> {
    let threads = rayon::current_num_threads() as f64;
    let unbounded = CostModel { memory_bytes_per_s: f64::INFINITY, ..alone };
    let added = Layers::new(CALIBRATION_QUBITS, turns).added(1, 2, &unbounded)?;
    let together = added.work.bytes / added.seconds / alone.memory_bytes_per_s;
    let mut model = CostModel { memory_threads: together.clamp(1.0, threads), ..alone };
    let passes = Layers::new(16, turns).added(1, 8, &model)?;
    model.share_s = (passes.seconds / passes.work.passes).max(LEAST_S);
    Ok(model)
}

fn rate(amount: f64, seconds: f64) -> f64 {
    (amount / seconds.max(LEAST_S)).min(MOST_PER_S)
}

/// The same turns in wide sweeps and in sweeps of one: the difference is how often a tile is read and written.
fn calibrate_turns(model: &mut CostModel) -> Result<(), SimulatorError> {
    let wide = Layers::one_tile(14, turns);
    let narrow = PlanOptions { sweep_qubits: 1, ..wide.options };
    let narrow = Layers { options: narrow, ..Layers::one_tile(14, turns) }.added(2, 20, model)?;
    let wide = wide.added(2, 20, model)?;
    let bytes = narrow.work.tile_bytes - wide.work.tile_bytes;
    model.tile_bytes_per_s = rate(bytes, narrow.seconds - wide.seconds);
    let moving_s = wide.work.tile_bytes / model.tile_bytes_per_s;
    model.turns_per_s = rate(wide.work.turns, wide.seconds - moving_s);
    Ok(())
}

/// Rotations, none like its neighbours.
fn turns(circuit: &mut Circuit, qubits: usize, layer: usize) -> Result<(), CircuitError> {
    (0..qubits).try_for_each(|q| circuit.ry(0.1 + 0.01 * (q + layer) as f64, q).map(drop))
}

fn low_turns(circuit: &mut Circuit, _: usize, layer: usize) -> Result<(), CircuitError> {
    turns(circuit, 4, layer)
}

fn matrices(circuit: &mut Circuit, qubits: usize, _: usize) -> Result<(), CircuitError> {
    let all: Vec<usize> = (0..qubits).collect();
    circuit.append(&quantum_volume(qubits, 1)?, &all).map(drop)
}

/// Parities inside the tables.
fn low_phases(circuit: &mut Circuit, qubits: usize, layer: usize) -> Result<(), CircuitError> {
    (0..9).try_for_each(|q| circuit.rzz(0.3, q, (q + 1) % 9).map(drop))?;
    turns(circuit, qubits, layer)
}

/// Parities that cross the tables' border, at each bit inside.
fn crossing_phases(circuit: &mut Circuit, qubits: usize, layer: usize) -> Result<(), CircuitError> {
    (0..9).try_for_each(|q| circuit.rzz(0.3, q, 9 + q % (qubits - 9)).map(drop))?;
    turns(circuit, qubits, layer)
}

fn all_phases(circuit: &mut Circuit, qubits: usize, layer: usize) -> Result<(), CircuitError> {
    let pairs = (0..qubits).flat_map(|a| (0..a).map(move |b| (a, b)));
    pairs.into_iter().try_for_each(|(a, b)| circuit.rzz(0.3, a, b).map(drop))?;
    turns(circuit, qubits, layer)
}

/// Qubit 13 is in no tile once 14 and 15 are.
fn phases_across(circuit: &mut Circuit, _: usize, layer: usize) -> Result<(), CircuitError> {
    (0..9).try_for_each(|q| circuit.rzz(0.3, q, 13).map(drop))?;
    turns(circuit, 9, layer)
}

/// Plans that keep what they are given.
fn in_order() -> PlanOptions {
    PlanOptions { fuse: false, reorder: false, lookahead: 1, choices: 1, ..PlanOptions::default() }
}

/// Circuits of layers, and how they are planned.
struct Layers {
    num_qubits: usize,
    options: PlanOptions,
    layer: Layer,
}

/// One plan and its time.
struct Timed {
    work: PlanWork,
    seconds: f64,
}

/// What layers add to a plan.
struct Added {
    work: Totals,
    /// Beyond what the model knows of.
    seconds: f64,
}

/// Sums over the passes of a plan.
struct Totals {
    passes: f64,
    sweeps: f64,
    tile_sweeps: f64,
    /// Read and written by sweeps,
    tile_bytes: f64,
    /// and by passes.
    bytes: f64,
    turns: f64,
    phases: f64,
    dense: f64,
    parities: f64,
    tables: f64,
    crossings: f64,
}

impl Layers {
    fn new(num_qubits: usize, layer: Layer) -> Layers {
        Layers { num_qubits, options: in_order(), layer }
    }

    /// The whole state in one tile.
    fn one_tile(num_qubits: usize, layer: Layer) -> Layers {
        Layers { num_qubits, options: PlanOptions { split_qubits: 0, ..in_order() }, layer }
    }

    /// The time of a layer of turns and so many layers.
    fn time(&self, layers: usize) -> Result<Timed, SimulatorError> {
        let mut circuit = Circuit::new(self.num_qubits);
        turns(&mut circuit, self.num_qubits, 0)?;
        (1..=layers).try_for_each(|layer| (self.layer)(&mut circuit, self.num_qubits, layer))?;
        let plan = Plan::compile(&circuit, &self.options)?;
        let cpu = Cpu::<f64>::default();
        let repeats = Repeats { most: 101, seconds: if self.num_qubits > 18 { 0.25 } else { 0.03 } };
        let seconds = least_seconds(repeats, || {
            black_box(cpu.run(&plan, &Inputs::one(Angles(&[])))?);
            Ok::<(), SimulatorError>(())
        })?;
        Ok(Timed { work: plan.work(), seconds })
    }

    /// What `more` layers add to `few`.
    fn added(&self, few: usize, more: usize, model: &CostModel) -> Result<Added, SimulatorError> {
        Ok(Added::new(&self.time(few)?, &self.time(few + more)?, model))
    }
}

impl Timed {
    fn beyond(&self, model: &CostModel) -> f64 {
        let shape = RunShape { amplitude_bytes: 16, threads: rayon::current_num_threads() };
        self.seconds - model.seconds(&self.work, shape)
    }
}

impl Added {
    fn new(short: &Timed, long: &Timed, model: &CostModel) -> Added {
        let seconds = (long.beyond(model) - short.beyond(model)).max(LEAST_S);
        Added { work: Totals::difference(&short.work, &long.work), seconds }
    }
}

impl Totals {
    fn difference(short: &PlanWork, long: &PlanWork) -> Totals {
        let sum = |of: &dyn Fn(&PassWork) -> f64| {
            long.passes.iter().map(of).sum::<f64>() - short.passes.iter().map(of).sum::<f64>()
        };
        Totals {
            passes: sum(&|_| 1.0),
            sweeps: sum(&|pass| pass.sweeps() as f64),
            tile_sweeps: sum(&|pass| (pass.tiles * pass.sweeps()) as f64),
            tile_bytes: sum(&|pass| pass.sweeps() as f64 * pass.bytes(16)),
            bytes: sum(&|pass| pass.bytes(16)),
            turns: sum(&|pass| pass.amplitudes() * pass.turns.multiply_adds),
            phases: sum(&|pass| pass.amplitudes() * pass.phases.multiply_adds),
            dense: sum(&|pass| pass.amplitudes() * pass.dense.multiply_adds),
            parities: sum(&|pass| pass.parities as f64),
            tables: sum(&|pass| (pass.tiles * pass.tables) as f64),
            crossings: sum(&|pass| (pass.tiles * pass.crossings) as f64),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn layers_add_what_they_are_made_of() {
        let work = |layers: &Layers, count: usize| layers.time(count).unwrap().work;
        let added = |layers: Layers| Totals::difference(&work(&layers, 1), &work(&layers, 3));
        let of_turns = added(Layers::one_tile(8, turns));
        assert_eq!((of_turns.turns, of_turns.dense), (2.0 * 8.0 * 4.0 * 256.0, 0.0));
        assert!(added(Layers::one_tile(8, matrices)).dense >= 2.0 * 4.0 * 16.0 * 256.0);
        assert_eq!(added(Layers::one_tile(8, all_phases)).parities, 2.0 * 28.0);
        let across = added(Layers { num_qubits: 16, options: in_order(), layer: phases_across });
        assert_eq!(across.tables, 2.0 * 4.0 * 10.0, "nine bits and the chunk, for each of four tiles");
        let crossing = added(Layers::one_tile(14, crossing_phases));
        assert_eq!(crossing.crossings, 2.0 * 9.0 * 32.0, "nine bits of 32 chunks");
        let passes = added(Layers::new(18, turns));
        assert!(passes.passes >= 2.0 && passes.bytes > 0.0);
    }
}
