//! Scheduling: operations become passes. A pass ends where what may come next mixes qubits that no longer fit a tile;
//! phases and controls never need to be local. Inside a pass, turns and flips share sweeps and phases are saved up until
//! nothing else can go on. Called by `Plan` alone.

use super::dependencies::Dependencies;
use super::phases::MergedPhases;
use super::sweep::{SweepBuilder, Take};
use super::{PassOp, PlannedOp, PlannedPass};
use crate::PlanOptions;

/// The passes of a circuit.
pub(crate) fn schedule(ops: Vec<PlannedOp>, num_qubits: usize, options: &PlanOptions) -> Vec<PlannedPass> {
    let mut scheduler = Scheduler::new(ops, num_qubits, options);
    let mut passes = Vec::new();
    let mut live = 0;
    while !scheduler.is_done() {
        let (mixed, ops) = scheduler.next_pass();
        passes.push(PlannedPass { local: fill(mixed, scheduler.tile, num_qubits), live, ops });
        live |= mixed;
    }
    passes
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

struct Scheduler<'a> {
    options: &'a PlanOptions,
    tile: usize,
    /// Qubits that every tile holds.
    contiguous: u64,
    ops: Vec<Option<PlannedOp>>,
    /// By operation: the qubits it mixes.
    mixed: Vec<u64>,
    dependencies: Dependencies,
    /// Ready operations that mix qubits, ascending.
    ready: Vec<u32>,
    ready_phases: Vec<u32>,
}

impl<'a> Scheduler<'a> {
    fn new(ops: Vec<PlannedOp>, num_qubits: usize, options: &'a PlanOptions) -> Scheduler<'a> {
        let tile = options.tile_of(num_qubits);
        let dependencies = Dependencies::new(&ops, options.reorder);
        let mixed: Vec<u64> = ops.iter().map(PlannedOp::mixed_qubits).collect();
        let (ready_phases, ready) = dependencies.ready().partition(|op| mixed[*op as usize] == 0);
        Scheduler {
            options,
            tile,
            contiguous: (1 << options.contiguous_qubits.min(tile)) - 1,
            ops: ops.into_iter().map(Some).collect(),
            mixed,
            dependencies,
            ready,
            ready_phases,
        }
    }

    fn is_done(&self) -> bool {
        self.ready.is_empty() && self.ready_phases.is_empty()
    }

    fn fits(&self, mixed: u64) -> bool {
        (mixed | self.contiguous).count_ones() as usize <= self.tile
    }

    /// The mixed qubits and the operations of the next pass: at least one.
    fn next_pass(&mut self) -> (u64, Vec<PassOp>) {
        let (mut local, mut ops) = (0, Vec::new());
        loop {
            if self.take_local(local, &mut ops) {
                continue;
            }
            if let Some(mixed) = self.extension(local, ops.is_empty()) {
                local |= mixed;
            } else if self.phases_go_on(local) {
                let phases = self.take_phases();
                ops.push(PassOp::Phases(phases));
            } else {
                return (local, ops);
            }
        }
    }

    /// Takes a ready operation, or one sweep of them, that mixes local qubits only.
    fn take_local(&mut self, local: u64, ops: &mut Vec<PassOp>) -> bool {
        let is_local = |op: &u32| self.mixed[*op as usize] & !local == 0;
        let Some(at) = self.ready.iter().position(is_local) else { return false };
        if matches!(self.ops[self.ready[at] as usize], Some(PlannedOp::Dense(_))) {
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
        for (at, op) in self.ready.iter().enumerate() {
            let Some(op) = &self.ops[*op as usize] else { continue };
            match sweep.admits(op) {
                Some((take, 0)) => return Some((at, take)),
                Some((take, _)) if wider.is_none() => wider = Some((at, take)),
                _ => {}
            }
        }
        wider
    }

    /// Qubits to add: those of the first ready operation that still fits; in an empty pass of any.
    fn extension(&self, local: u64, is_empty: bool) -> Option<u64> {
        let mut candidates = self.ready.iter().map(|op| self.mixed[*op as usize]);
        let fitting = candidates.clone().find(|mixed| self.fits(local | mixed));
        fitting.or_else(|| if is_empty && local == 0 { candidates.next() } else { None })
    }

    /// Whether taking the ready phases lets something follow in this pass, or nothing else is left at all.
    fn phases_go_on(&self, local: u64) -> bool {
        if self.ready_phases.is_empty() {
            return false;
        }
        if self.ready.is_empty() {
            return true;
        }
        let unlocked = self.dependencies.unlocked_by(&self.ready_phases);
        unlocked.iter().any(|op| self.fits(local | self.mixed[*op as usize]))
    }

    fn take_phases(&mut self) -> MergedPhases {
        let mut merged = MergedPhases::default();
        // Phases that these let go belong to the same diagonal.
        while let Some(op) = self.ready_phases.pop() {
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
        let op = self.ready.remove(at);
        self.finish(op)
    }

    fn finish(&mut self, op: u32) -> Option<PlannedOp> {
        let Scheduler { dependencies, ready, ready_phases, mixed, .. } = self;
        dependencies.complete(op, |next| {
            if mixed[next as usize] == 0 {
                ready_phases.push(next);
            } else if let Err(place) = ready.binary_search(&next) {
                ready.insert(place, next);
            }
        });
        self.ops[op as usize].take()
    }
}
