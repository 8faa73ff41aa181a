//! The work of a plan, counted from its structure: tiles, sweeps, multiply-adds and bytes of every pass. Called by the
//! cost model and by whoever shows a plan; knows no machine.

use super::factor::Factor;
use super::phases::MergedPhases;
use super::{PassOp, Plan, PlannedDense, PlannedPass};
use crate::CpuOptions;

/// Sweeps of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SweepWork {
    /// How many sweeps.
    pub sweeps: u64,
    /// Multiply-adds of real numbers for one amplitude, all sweeps together.
    pub multiply_adds: f64,
}

/// One pass over memory.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PassWork {
    /// A tile has `2^tile_qubits` amplitudes.
    pub tile_qubits: usize,
    /// Tiles that are touched: those of basis states that may have an amplitude.
    pub tiles: u64,
    /// Whether tiles are gathered into other memory and written back, instead of being a piece of the state.
    pub is_gathered: bool,
    /// Real 2×2 matrices and flips: 4 multiply-adds for a matrix.
    pub turns: SweepWork,
    /// Diagonals: 4 to multiply, 4 for each product that makes up the factor.
    pub phases: SweepWork,
    /// Matrices on k qubits: 4·2^k, half of it if they are real.
    pub dense: SweepWork,
    /// Numbers that are computed anew for each tile, because a parity reaches outside it: tables of diagonals.
    pub tables: u64,
    /// Bits at which a chunk's factors are doubled anew, all chunks of a tile together: where a parity crosses the border
    /// of a chunk.
    pub crossings: u64,
    /// Parities of all diagonals: their numbers are computed once for each run.
    pub parities: u64,
}

/// What one run of a plan does.
#[derive(Debug, Clone, PartialEq)]
pub struct PlanWork {
    /// Qubits of the state.
    pub num_qubits: usize,
    /// Pass by pass.
    pub passes: Vec<PassWork>,
}

impl SweepWork {
    fn add(&mut self, multiply_adds: f64) {
        self.sweeps += 1;
        self.multiply_adds += multiply_adds;
    }
}

impl PassWork {
    /// Amplitudes in the tiles that are touched.
    pub fn amplitudes(&self) -> f64 {
        self.tiles as f64 * (self.tile_qubits as f64).exp2()
    }

    /// How many sweeps over a tile.
    pub fn sweeps(&self) -> u64 {
        self.turns.sweeps + self.phases.sweeps + self.dense.sweeps
    }

    /// Multiply-adds for one amplitude.
    pub fn multiply_adds_per_amplitude(&self) -> f64 {
        self.turns.multiply_adds + self.phases.multiply_adds + self.dense.multiply_adds
    }

    /// Bytes read and written, for amplitudes of so many bytes: each touched one once.
    pub fn bytes(&self, amplitude_bytes: usize) -> f64 {
        2.0 * amplitude_bytes as f64 * self.amplitudes()
    }
}

impl PlanWork {
    /// Bytes read and written by all passes.
    pub fn bytes(&self, amplitude_bytes: usize) -> f64 {
        self.passes.iter().map(|pass| pass.bytes(amplitude_bytes)).sum()
    }

    /// Sweeps of all passes.
    pub fn sweeps(&self) -> u64 {
        self.passes.iter().map(PassWork::sweeps).sum()
    }

    /// Multiply-adds of all passes.
    pub fn multiply_adds(&self) -> f64 {
        self.passes.iter().map(|pass| pass.amplitudes() * pass.multiply_adds_per_amplitude()).sum()
    }

    /// Multiply-adds for each of the `2^n` amplitudes.
    pub fn multiply_adds_per_amplitude(&self) -> f64 {
        self.multiply_adds() / (self.num_qubits as f64).exp2()
    }
}

impl Plan {
    /// What one run does. A run that is given other amplitudes than those of the plan touches all tiles.
    pub fn work(&self) -> PlanWork {
        let live = if self.initial_amplitudes().is_some() { u64::MAX } else { 0 };
        of_passes(&self.passes, self.num_qubits, live)
    }
}

/// What passes do to a state in which `live` qubits may read 1.
pub(super) fn of_passes(passes: &[PlannedPass], num_qubits: usize, live: u64) -> PlanWork {
    let all = u64::MAX >> (64 - num_qubits.clamp(1, 64));
    let passes = passes.iter().map(|pass| pass.work((live | pass.live) & all));
    PlanWork { num_qubits, passes: passes.collect() }
}

impl PlannedPass {
    fn work(&self, live: u64) -> PassWork {
        let local = super::mask_of(&self.local);
        let is_low = self.local.iter().enumerate().all(|(j, qubit)| j as u32 == *qubit);
        let mut work = PassWork {
            tile_qubits: self.local.len(),
            tiles: 1 << (live & !local).count_ones(),
            is_gathered: !is_low,
            ..PassWork::default()
        };
        for op in &self.ops {
            match op {
                PassOp::Turns(turns) => work.turns.add(4.0 * turns.turns.len() as f64),
                PassOp::Butterfly(_) => work.turns.add(BUTTERFLY_MULTIPLY_ADDS),
                PassOp::Dense(dense) => work.dense.add(dense.multiply_adds()),
                PassOp::Phases(phases) => {
                    let places = Places::new(phases, &self.local);
                    work.phases.add(places.multiply_adds());
                    work.tables += places.tables();
                    work.crossings += places.crossings();
                    work.parities += phases.masks.len() as u64;
                }
            }
        }
        work
    }
}

/// Two pairs of turns, and a diagonal between them.
const BUTTERFLY_MULTIPLY_ADDS: f64 = 12.0;

impl PlannedDense {
    /// For one amplitude; controls leave the others as they are.
    fn multiply_adds(&self) -> f64 {
        let is_real = |factor: &Factor| match factor {
            Factor::Fixed(entries) => entries.iter().all(|entry| entry.im == 0.0),
            Factor::Exponential { .. } => false,
        };
        let entry = if self.factors.iter().all(is_real) { 2.0 } else { 4.0 };
        let acts = (-f64::from(self.control_mask.count_ones())).exp2();
        entry * (self.targets.len() as f64).exp2() * acts
    }
}

/// Where the parities of a diagonal are: inside the tables, outside, or in both.
#[derive(Default)]
struct Places {
    has_inside: bool,
    has_outside: bool,
    /// Chunks of a tile.
    chunks: u64,
    /// Bits of the tables that a parity with nothing else inside crosses at.
    crossing: u64,
    /// Parities with several bits inside and some outside.
    hard: u64,
    leaves_tile: bool,
}

impl Places {
    fn new(phases: &MergedPhases, local: &[u32]) -> Places {
        let CpuOptions { chunk_qubits, whole_qubits, .. } = CpuOptions::default();
        let inside = if local.len() <= whole_qubits { local.len() } else { local.len().min(chunk_qubits) };
        let chunk = super::mask_of(&local[..inside]);
        let tile = super::mask_of(local);
        let mut places = Places { chunks: 1 << (local.len() - inside), ..Places::default() };
        for mask in &phases.masks {
            let (low, others) = (mask & chunk, mask & !chunk);
            places.leaves_tile |= mask & !tile != 0;
            match (low.count_ones(), others) {
                (0, others) => places.has_outside |= others != 0,
                (_, 0) => places.has_inside = true,
                (1, _) => places.crossing |= low,
                _ => places.hard += 1,
            }
        }
        places
    }

    fn multiply_adds(&self) -> f64 {
        let doubles = self.crossing != 0 || self.hard > 0;
        let products = if doubles {
            1 + u64::from(self.has_inside) + self.hard
        } else {
            u64::from(self.has_inside && self.has_outside)
        };
        4.0 * (1 + products) as f64
    }

    fn crossings(&self) -> u64 {
        self.chunks * u64::from(self.crossing.count_ones())
    }

    fn tables(&self) -> u64 {
        if self.leaves_tile { 1 + u64::from(self.crossing.count_ones()) } else { 0 }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::{Plan, PlanOptions};
    use ansatz_circuits::Circuit;

    fn work(circuit: &Circuit, options: PlanOptions) -> super::PlanWork {
        Plan::compile(circuit, &options).unwrap().work()
    }

    /// One tile of the whole state, whatever its size.
    fn one_tile() -> PlanOptions {
        PlanOptions { tile_qubits: 30, split_qubits: 0, ..PlanOptions::default() }
    }

    #[test]
    fn a_layer_of_turns_in_one_tile_is_one_pass_with_exact_bytes() {
        let mut circuit = Circuit::new(10);
        (0..10).for_each(|q| {
            circuit.ry(0.1, q).unwrap();
        });
        let work = work(&circuit, PlanOptions { sweep_qubits: 1, ..one_tile() });
        assert_eq!(work.passes.len(), 1);
        let pass = work.passes[0];
        assert_eq!((pass.tile_qubits, pass.tiles, pass.is_gathered), (10, 1, false));
        assert_eq!(work.bytes(16), 2.0 * 16.0 * 1024.0);
        assert_eq!(work.bytes(8), 2.0 * 8.0 * 1024.0);
        assert_eq!((pass.turns.sweeps, pass.turns.multiply_adds), (10, 40.0));
        assert_eq!(work.multiply_adds(), 40.0 * 1024.0);
        assert_eq!(work.multiply_adds_per_amplitude(), 40.0);
    }

    #[test]
    fn tiles_of_qubits_that_still_read_zero_are_not_counted() {
        let options = PlanOptions {
            tile_qubits: 2,
            contiguous_qubits: 0,
            least_tile_qubits: 0,
            reorder: false,
            lookahead: 1,
            ..PlanOptions::default()
        };
        let mut circuit = Circuit::new(6);
        (0..6).for_each(|q| {
            circuit.ry(0.1, q).unwrap();
        });
        (0..6).for_each(|q| {
            circuit.rx(0.1, q).unwrap();
        });
        let work = work(&circuit, options);
        let tiles: Vec<u64> = work.passes.iter().map(|pass| pass.tiles).collect();
        assert_eq!(tiles[..3], [1, 4, 16], "two more qubits with every pass");
        assert!(tiles[3..].iter().all(|tiles| *tiles == 16), "{tiles:?}");
        assert!(work.passes[1].is_gathered && !work.passes[0].is_gathered);
        let touched: u64 = tiles.iter().sum();
        assert_eq!(work.bytes(16), (touched * 4 * 32) as f64);
    }

    #[test]
    fn amplitudes_that_are_given_make_all_tiles_live() {
        let amplitude = ansatz_circuits::C64::from(0.125);
        let mut circuit = Circuit::from_amplitudes(&[amplitude; 64]).unwrap();
        circuit.ry(0.1, 0).unwrap();
        let options = PlanOptions { tile_qubits: 2, least_tile_qubits: 0, ..PlanOptions::default() };
        assert_eq!(work(&circuit, options).passes[0].tiles, 16);
    }

    #[test]
    fn diagonals_cost_by_where_their_parities_lie() {
        let work = |pairs: &[(usize, usize)]| {
            let mut circuit = Circuit::new(12);
            pairs.iter().for_each(|(a, b)| {
                circuit.rzz(0.3, *a, *b).unwrap();
            });
            let work = super::tests::work(&circuit, one_tile());
            assert_eq!((work.passes.len(), work.passes[0].phases.sweeps), (1, 1));
            assert_eq!(work.passes[0].parities, pairs.len() as u64);
            (work.passes[0].phases.multiply_adds, work.passes[0].crossings)
        };
        assert_eq!(work(&[(10, 11)]), (4.0, 0), "one number for each chunk");
        assert_eq!(work(&[(0, 1), (1, 2)]), (4.0, 0), "a table");
        assert_eq!(work(&[(0, 1), (10, 11)]), (8.0, 0), "both");
        assert_eq!(work(&[(0, 1), (1, 10)]), (12.0, 8), "a bit that crosses, in each of eight chunks");
    }

    #[test]
    fn matrices_cost_by_their_size_and_controls() {
        let mut circuit = Circuit::new(3);
        circuit.rxx(0.3, 0, 1).unwrap();
        let options = PlanOptions { fuse: false, ..PlanOptions::default() };
        let one = work(&circuit, options).multiply_adds_per_amplitude();
        assert!(one > 0.0);
        circuit.rxx(0.4, 1, 2).unwrap();
        assert_eq!(work(&circuit, options).multiply_adds_per_amplitude(), 2.0 * one);
    }
}
