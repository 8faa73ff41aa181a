//! One operation on the way back: which sums it takes for its slots' derivatives, its inverse, and how sums become
//! gradients, `2 Re ⟨bra|D|ket⟩` just after the operation.

use super::Real;
use super::apply::apply;
use super::cube::Cube;
use super::frame::Frame;
use super::phases::{Chunks, Direction, PhaseSums, Phases, ReverseSweep};
use super::prepare::{self, Sweep};
use super::split::Split;
use super::tile::Tile;
use super::turns::{Butterfly, ReverseTurns};
use super::wide::Wide;
use crate::op::{self, Op};
use crate::simd::Simd;

/// An operation prepared for the way back.
pub(super) enum Back<'a, R> {
    Phases {
        op: &'a op::Phases<'a>,
        inverse: Box<Phases<R>>,
        sums: PhaseSums,
    },
    /// The inverse sweeps.
    Turns {
        op: &'a op::Turns<'a>,
        sweeps: Vec<Sweep<R>>,
    },
    /// The inverse sweep.
    Butterfly(Box<Sweep<R>>),
    Dense {
        op: &'a op::Dense,
        inverse: Box<Sweep<R>>,
        /// What overlaps are taken of, where there are derivatives.
        overlap: Option<Wide<R>>,
    },
}

impl<'a, R: Real> Back<'a, R> {
    pub(super) fn new(op: &'a Op<'a>, frame: &Frame, chunks: Chunks) -> Back<'a, R> {
        match op {
            Op::Phases(op) => {
                let inverse = Box::new(Phases::new(op, frame, chunks, Direction::Inverse));
                let sums = PhaseSums::new(op, &inverse);
                Back::Phases { op, inverse, sums }
            }
            Op::Turns(turns) => {
                let mut sweeps = Vec::new();
                prepare::turn_sweeps(turns, frame, Direction::Inverse, |sweep| sweeps.push(sweep));
                Back::Turns { op: turns, sweeps }
            }
            Op::Butterfly(butterfly) => {
                let inverse = Butterfly::new(&butterfly.inverse(), frame);
                Back::Butterfly(Box::new(Sweep::Butterfly(inverse)))
            }
            Op::Dense(op) => {
                let inverse =
                    op::Dense { matrix: op.matrix.adjoint(), derivatives: Vec::new(), ..op.clone() };
                let overlap = (!op.derivatives.is_empty()).then(|| Wide::new(op, &op.matrix, frame));
                Back::Dense { op, inverse: Box::new(prepare::matrix(&inverse, frame)), overlap }
            }
        }
    }

    /// How many sums it takes.
    pub(super) fn num_sums(&self, lanes: usize) -> usize {
        match self {
            Back::Phases { op, sums, .. } => {
                if sums.is_empty() {
                    0
                } else {
                    op.masks.len() * lanes
                }
            }
            Back::Turns { op, .. } => {
                if op.turns.iter().all(|turn| turn.derivatives.is_empty()) {
                    0
                } else {
                    op.turns.len() * lanes
                }
            }
            Back::Butterfly(_) => 0,
            Back::Dense { op, overlap, .. } => {
                if overlap.is_none() {
                    0
                } else {
                    (2 * lanes) << (2 * op.targets.len())
                }
            }
        }
    }

    /// Adds a pair of tiles' sums and un-applies the operation to both.
    pub(super) fn run(&self, simd: Simd, mut bra: Tile<'_, R>, mut ket: Tile<'_, R>, q: &mut [f64]) {
        match self {
            Back::Phases { inverse, sums, .. } => {
                simd.launch(ReverseSweep {
                    inverse,
                    sums,
                    base: ket.base,
                    bra: Split { re: Cube::new(bra.re), im: Cube::new(bra.im) },
                    ket: Split { re: Cube::new(ket.re), im: Cube::new(ket.im) },
                    q,
                });
            }
            Back::Turns { op, sweeps } => {
                for sweep in sweeps {
                    match sweep {
                        Sweep::Turns(inverse) if !q.is_empty() && !inverse.turns.is_empty() => {
                            let lanes = q.len() / op.turns.len();
                            let parts = [(&mut *bra.re, &mut *ket.re), (&mut *bra.im, &mut *ket.im)];
                            for (bra, ket) in parts {
                                let (bra, ket) = (Cube::new(bra), Cube::new(ket));
                                simd.launch(ReverseTurns { inverse, bra, ket, lanes, q });
                            }
                        }
                        _ => both(simd, sweep, &mut bra, &mut ket),
                    }
                }
            }
            Back::Butterfly(inverse) => both(simd, inverse, &mut bra, &mut ket),
            Back::Dense { inverse, overlap, .. } => {
                if let Some(overlap) = overlap.as_ref().filter(|wide| wide.acts_on(ket.base)) {
                    simd.run(
                        #[inline(always)]
                        || overlap.add_overlaps(&bra, &ket, q),
                    );
                }
                both(simd, inverse, &mut bra, &mut ket);
            }
        }
    }

    /// From sums to `gradient[slot * lanes + lane]`.
    pub(super) fn contract(&self, sums: &[f64], lanes: usize, gradient: &mut [f64]) {
        if sums.is_empty() {
            return;
        }
        let mut add = |slot: usize, lane: usize, value: f64| gradient[slot * lanes + lane] += value;
        match self {
            Back::Butterfly(_) => {}
            // D = i Σ_k c_k (−1)^{…}, so 2 Re ⟨bra|D|ket⟩ = −2 Σ_k c_k Q_k. The whole's phase changes nothing.
            Back::Phases { op, .. } => {
                for derivative in &op.derivatives {
                    for (k, slope) in derivative.derivative.iter().filter(|(k, _)| op.masks[*k as usize] != 0)
                    {
                        let q = &sums[*k as usize * lanes..][..lanes];
                        q.iter()
                            .enumerate()
                            .for_each(|(lane, q)| add(derivative.slot, lane, -2.0 * slope * q));
                    }
                }
            }
            // D = d·[[0, −1], [1, 0]].
            Back::Turns { op, .. } => {
                for (turn, q) in op.turns.iter().zip(sums.chunks_exact(lanes)) {
                    for derivative in &turn.derivatives {
                        for (lane, q) in q.iter().enumerate() {
                            add(derivative.slot, lane, 2.0 * derivative.derivative.at(0, lane) * q);
                        }
                    }
                }
            }
            Back::Dense { op, .. } => {
                for derivative in &op.derivatives {
                    for lane in 0..lanes {
                        let product = |entry: usize| {
                            let at = 2 * (entry * lanes + lane);
                            let d = derivative.derivative.at(entry, lane);
                            d.re * sums[at] - d.im * sums[at + 1]
                        };
                        let entries = 1usize << (2 * op.targets.len());
                        add(derivative.slot, lane, 2.0 * (0..entries).map(product).sum::<f64>());
                    }
                }
            }
        }
    }
}

fn both<R: Real>(simd: Simd, sweep: &Sweep<R>, bra: &mut Tile<'_, R>, ket: &mut Tile<'_, R>) {
    apply(simd, sweep, bra.reborrow());
    apply(simd, sweep, ket.reborrow());
}
