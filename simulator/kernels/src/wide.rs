//! Matrices on more targets than registers hold, and overlaps of any matrix, by plain loops over runs of elements.

use super::Real;
use super::cube::LEAST;
use super::frame::{Fixed, Frame, for_each_fixed};
use super::tile::Tile;
use crate::C64;
use crate::op::{Coefficients, Dense};
use smallvec::SmallVec;

/// A prepared matrix of any width.
#[derive(Debug, Clone)]
pub(super) struct Wide<R> {
    pub(super) outer_mask: u64,
    pub(super) outer_value: u64,
    /// Element offset of each matrix index.
    offsets: Vec<usize>,
    /// Element bits of targets and controls, and the controls' values.
    fixed: usize,
    value: usize,
    /// Lanes of the state and of the matrix, `[entry * matrix_lanes + lane]`.
    lanes: usize,
    matrix_lanes: usize,
    re: Vec<R>,
    im: Vec<R>,
}

impl<R: Real> Wide<R> {
    pub(super) fn new<const INLINE: usize>(
        op: &Dense,
        matrix: &Coefficients<C64, INLINE>,
        frame: &Frame,
    ) -> Wide<R> {
        // A pass's local qubits include every target of its matrices.
        let bits: Vec<u32> = op.targets.iter().map(|q| frame.target(*q)).collect();
        let offset =
            |index: usize| bits.iter().enumerate().fold(0, |sum, (j, bit)| sum | (index >> j & 1) << bit);
        let (controls, outer_mask) = frame.split(op.control_mask);
        let (value, outer_value) = frame.split(op.control_value & op.control_mask);
        let offsets: Vec<usize> = (0..1usize << bits.len()).map(offset).collect();
        Wide {
            outer_mask,
            outer_value,
            fixed: controls | offsets[offsets.len() - 1],
            value,
            offsets,
            lanes: frame.lanes(),
            matrix_lanes: matrix.lanes,
            re: matrix.values.iter().map(|z| R::from_f64(z.re)).collect(),
            im: matrix.values.iter().map(|z| R::from_f64(z.im)).collect(),
        }
    }

    pub(super) fn acts_on(&self, base: u64) -> bool {
        base & self.outer_mask == self.outer_value
    }

    /// Elements side by side between fixed bits.
    fn run(&self, len: usize) -> usize {
        if self.fixed == 0 { len } else { 1 << self.fixed.trailing_zeros() }
    }

    /// Gathers the amplitudes that mix, multiplies, scatters; up to 16 neighbours side by side.
    #[inline(always)]
    pub(super) fn apply(&self, tile: Tile<'_, R>) {
        let dim = self.offsets.len();
        let run = self.run(tile.re.len()).min(LEAST);
        let mut old = vec![([R::ZERO; LEAST], [R::ZERO; LEAST]); dim];
        for_each_fixed(
            tile.re.len(),
            run,
            Fixed { bits: self.fixed, value: self.value },
            #[inline(always)]
            |e| {
                for (amplitudes, offset) in old.iter_mut().zip(&self.offsets) {
                    amplitudes.0[..run].copy_from_slice(&tile.re[e + offset..][..run]);
                    amplitudes.1[..run].copy_from_slice(&tile.im[e + offset..][..run]);
                }
                for (row, offset) in self.offsets.iter().enumerate() {
                    let (mut re, mut im) = ([R::ZERO; LEAST], [R::ZERO; LEAST]);
                    for (column, (x, y)) in old.iter().enumerate() {
                        for k in 0..run {
                            let lane = (e + k) & (self.lanes - 1) & (self.matrix_lanes - 1);
                            let at = (row * dim + column) * self.matrix_lanes + lane;
                            re[k] += self.re[at] * x[k] - self.im[at] * y[k];
                            im[k] += self.re[at] * y[k] + self.im[at] * x[k];
                        }
                    }
                    tile.re[e + offset..][..run].copy_from_slice(&re[..run]);
                    tile.im[e + offset..][..run].copy_from_slice(&im[..run]);
                }
            },
        );
    }

    /// Adds `M_ab = Σ conj(bra_a)·ket_b` to `out[2 · ((a · dim + b) · lanes + lane)]` (real part, then imaginary).
    #[inline(always)]
    pub(super) fn add_overlaps(&self, bra: &Tile<'_, R>, ket: &Tile<'_, R>, out: &mut [f64]) {
        let (dim, lanes) = (self.offsets.len(), self.lanes);
        let run = self.run(ket.re.len());
        let period = lanes.max(LEAST).min(run);
        for entry in 0..dim * dim {
            let (a, b) = (self.offsets[entry / dim], self.offsets[entry % dim]);
            let mut re: SmallVec<[R; LEAST]> = SmallVec::from_elem(R::ZERO, lanes.max(LEAST));
            let mut im = re.clone();
            for_each_fixed(
                ket.re.len(),
                run,
                Fixed { bits: self.fixed, value: self.value },
                #[inline(always)]
                |e| {
                    for at in (e..e + run).step_by(period) {
                        // Runs shorter than the lanes' period go on where they are in it.
                        let phase = at & (re.len() - 1);
                        let (re, im) = (&mut re[phase..phase + period], &mut im[phase..phase + period]);
                        let (br, bi) = (&bra.re[at + a..][..period], &bra.im[at + a..][..period]);
                        let (kr, ki) = (&ket.re[at + b..][..period], &ket.im[at + b..][..period]);
                        for k in 0..period {
                            re[k] += br[k] * kr[k] + bi[k] * ki[k];
                            im[k] += br[k] * ki[k] - bi[k] * kr[k];
                        }
                    }
                },
            );
            for (k, (x, y)) in re.iter().zip(&im).enumerate() {
                let at = 2 * (entry * lanes + (k & (lanes - 1)));
                out[at] += x.to_f64();
                out[at + 1] += y.to_f64();
            }
        }
    }
}
