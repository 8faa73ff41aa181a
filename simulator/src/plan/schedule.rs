//! Scheduling: operations become passes. A pass ends where what may come next mixes qubits that no longer fit a tile;
//! phases and controls never need to be local. Inside a pass, turns and flips share sweeps and phases are saved up until
//! nothing else can go on. Called by `Plan` alone.

use super::butterflies;
use super::dependencies::Dependencies;
use super::layers;
use super::phases::MergedPhases;
use super::queue::Queue;
use super::sweep::{SweepBuilder, Take};
use super::{PassOp, PlannedOp, PlannedPass};
use crate::PlanOptions;

/// The passes of a circuit.
pub(crate) fn schedule(ops: Queue, num_qubits: usize, options: &PlanOptions) -> Vec<PlannedPass> {
    if options.tile_of(num_qubits) == num_qubits && options.reorder && options.merge_phases {
        return in_one_tile(ops, num_qubits, options);
    }
    let mut scheduler = Scheduler::new(ops, num_qubits, options);
    let mut passes = Vec::new();
    let mut live = 0;
    while !scheduler.progress.is_done() {
        let (mixed, ops) = scheduler.next_pass();
        passes.push(PlannedPass { local: fill(mixed, scheduler.tile, num_qubits), live, ops });
        live |= mixed;
    }
    passes
}

/// One pass on all qubits, or none if there is nothing to do.
fn in_one_tile(ops: Queue, num_qubits: usize, options: &PlanOptions) -> Vec<PlannedPass> {
    let ops = layers::operations(ops, num_qubits, options);
    if ops.is_empty() {
        return Vec::new();
    }
    vec![PlannedPass { local: (0..num_qubits as u32).collect(), live: 0, ops }]
}

/// The mixed qubits, filled up with the lowest others to the size of a tile. A single operation wider than a tile
/// makes a wider tile.
fn fill(mixed: u64, tile: usize, num_qubits: usize) -> Vec<u32> {
    let mut local = mixed;
    for qubit in 0..num_qubits {
        if local.count_ones() as usize >= tile {
            break;
        }
        local |= 1 << qubit;
    }
    (0..num_qubits as u32).filter(|q| local >> q & 1 == 1).collect()
}

/// How far the operations are done.
struct Progress {
    dependencies: Dependencies,
    /// Ready operations that mix qubits, ascending.
    ready: Vec<u32>,
    ready_phases: Vec<u32>,
}

impl Progress {
    fn is_done(&self) -> bool {
        self.ready.is_empty() && self.ready_phases.is_empty()
    }

    /// Marks an operation as done; `mixed` are the qubits that each operation mixes.
    fn complete(&mut self, op: u32, mixed: &[u64]) {
        let Progress { dependencies, ready, ready_phases } = self;
        dependencies.complete(op, |next| {
            if mixed[next as usize] == 0 {
                ready_phases.push(next);
            } else if let Err(place) = ready.binary_search(&next) {
                ready.insert(place, next);
            }
        });
    }
}

struct Scheduler<'a> {
    options: &'a PlanOptions,
    num_qubits: usize,
    tile: usize,
    /// Qubits that every tile holds.
    contiguous: u64,
    ops: Queue,
    /// By operation: the qubits it mixes.
    mixed: Vec<u64>,
    progress: Progress,
}

impl<'a> Scheduler<'a> {
    fn new(ops: Queue, num_qubits: usize, options: &'a PlanOptions) -> Scheduler<'a> {
        let tile = options.tile_of(num_qubits);
        let dependencies = Dependencies::new(&ops, options.reorder);
        let mixed: Vec<u64> = ops.iter().map(PlannedOp::mixed_qubits).collect();
        let (ready_phases, ready) = dependencies.ready().partition(|op| mixed[*op as usize] == 0);
        Scheduler {
            options,
            num_qubits,
            tile,
            contiguous: (1 << options.contiguous_qubits.min(tile)) - 1,
            ops,
            mixed,
            progress: Progress { dependencies, ready, ready_phases },
        }
    }

    fn fits(&self, mixed: u64) -> bool {
        (mixed | self.contiguous).count_ones() as usize <= self.tile
    }

    /// The mixed qubits and the operations of the next pass: at least one. The qubits are settled first, so that sweeps
    /// see everything that may share them.
    fn next_pass(&mut self) -> (u64, Vec<PassOp>) {
        let local = self.best_local();
        let mut ops = Vec::with_capacity(32);
        loop {
            if self.take_local(local, &mut ops) {
                continue;
            }
            if !self.phases_go_on(|mixed| mixed & !local == 0) {
                if self.options.butterflies {
                    butterflies::finish(&mut ops, local);
                }
                return (local, ops);
            }
            let phases = PassOp::Phases(self.take_phases());
            if self.options.butterflies {
                butterflies::push(&mut ops, local, phases)
            } else {
                ops.push(phases)
            }
        }
    }

    /// The qubits of the next pass: of a few ready operations to begin with, those of the one that lets most
    /// operations follow.
    fn best_local(&mut self) -> u64 {
        if self.tile == self.num_qubits {
            return (1u64 << self.num_qubits) - 1;
        }
        let few = self.num_qubits < self.options.lookahead_qubits;
        let tries = if few { 1 } else { self.options.lookahead.max(1) };
        let step = self.progress.ready.len().div_ceil(tries).max(1);
        let starts: Vec<u32> = self.progress.ready.iter().copied().step_by(step).collect();
        let mut best = (0, 0);
        for start in starts {
            let (count, local) = self.try_out(start);
            // The earliest of the best.
            if count > best.0 {
                best = (count, local);
            }
        }
        best.1
    }

    /// How many mixing operations a pass would hold, and their qubits. Everything is as before in the end.
    fn try_out(&mut self, first: u32) -> (usize, u64) {
        let (ready, ready_phases) = (self.progress.ready.clone(), self.progress.ready_phases.clone());
        let (mut done, mut local, mut count) = (Vec::new(), 0, 0);
        let (contiguous, tile) = (self.contiguous, self.tile);
        let fits = |mixed: u64| (mixed | contiguous).count_ones() as usize <= tile;
        loop {
            let is_local = |op: &u32| self.mixed[*op as usize] & !local == 0;
            if let Some(at) = self.progress.ready.iter().position(is_local) {
                let op = self.progress.ready.remove(at);
                self.progress.complete(op, &self.mixed);
                done.push(op);
                count += 1;
            } else if let Some(mixed) = self.extension(first, local) {
                local |= mixed;
            } else if self.phases_go_on(|mixed| fits(local | mixed)) {
                while let Some(op) = self.progress.ready_phases.pop() {
                    self.progress.complete(op, &self.mixed);
                    done.push(op);
                }
            } else {
                done.into_iter().rev().for_each(|op| self.progress.dependencies.undo(op));
                (self.progress.ready, self.progress.ready_phases) = (ready, ready_phases);
                return (count, local);
            }
        }
    }

    /// Qubits to add: those of the first ready operation from `first` on that still fits, or else of any that fits; in
    /// an empty pass of any at all.
    fn extension(&self, first: u32, local: u64) -> Option<u64> {
        let behind = self.progress.ready.partition_point(|op| *op < first);
        let (before, after) = self.progress.ready.split_at(behind);
        let mut candidates = after.iter().chain(before).map(|op| self.mixed[*op as usize]);
        let fitting = candidates.clone().find(|mixed| self.fits(local | mixed));
        fitting.or_else(|| if local == 0 { candidates.next() } else { None })
    }

    /// Whether taking the ready phases lets something follow in this pass, or nothing else is left at all.
    fn phases_go_on(&mut self, is_possible: impl Fn(u64) -> bool) -> bool {
        let Progress { dependencies, ready, ready_phases } = &mut self.progress;
        if ready_phases.is_empty() {
            return false;
        }
        if ready.is_empty() {
            return true;
        }
        dependencies.would_unlock(ready_phases, |op| is_possible(self.mixed[op as usize]))
    }

    /// Takes a ready operation, or one sweep of them, that mixes local qubits only.
    fn take_local(&mut self, local: u64, ops: &mut Vec<PassOp>) -> bool {
        let is_local = |op: &u32| self.mixed[*op as usize] & !local == 0;
        let Some(at) = self.progress.ready.iter().position(is_local) else { return false };
        if matches!(self.ops.get(self.progress.ready[at] as usize), Some(PlannedOp::Dense(_))) {
            if let Some(PlannedOp::Dense(dense)) = self.complete(at) {
                ops.push(PassOp::Dense(dense));
            }
            return true;
        }
        let mut sweep = SweepBuilder::new(self.options.sweep_qubits, local);
        while let Some((at, take)) = self.next_in_sweep(&sweep) {
            if let Some(op) = self.complete(at) {
                sweep.take(op, take);
            }
        }
        ops.push(PassOp::Turns(sweep.finish()));
        true
    }

    /// The first ready operation that stays on the sweep's qubits, or else the first that adds some.
    fn next_in_sweep(&self, sweep: &SweepBuilder) -> Option<(usize, Take)> {
        let mut wider = None;
        for (at, op) in self.progress.ready.iter().enumerate() {
            let Some(op) = self.ops.get(*op as usize) else { continue };
            match sweep.admits(op) {
                Some((take, 0)) => return Some((at, take)),
                Some((take, _)) if wider.is_none() => wider = Some((at, take)),
                _ => {}
            }
        }
        wider
    }

    fn take_phases(&mut self) -> MergedPhases {
        let mut merged = MergedPhases::with_capacity(3 * self.progress.ready_phases.len());
        // Phases that these let go belong to the same diagonal.
        while let Some(op) = self.progress.ready_phases.pop() {
            if let Some(PlannedOp::Phases(part)) = self.finish(op) {
                merged.add(&part);
            }
            if !self.options.merge_phases {
                break;
            }
        }
        merged
    }

    /// Takes the ready mixing operation at a place.
    fn complete(&mut self, at: usize) -> Option<PlannedOp> {
        let op = self.progress.ready.remove(at);
        self.finish(op)
    }

    fn finish(&mut self, op: u32) -> Option<PlannedOp> {
        self.progress.complete(op, &self.mixed);
        self.ops.take(op as usize)
    }
}
