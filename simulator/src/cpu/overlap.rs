//! Overlaps for the adjoint sweep: `M_ab = Σ conj(bra_a)·ket_b` over the rows that agree outside the targets, so that a
//! slot's gradient is `2 Re Σ_ab D_ab M_ab`. Sums run over rows modulo 8 first, whatever the number of lanes, so a
//! circuit gives the same bits alone and in a batch. Accumulated in f64.

use super::Real;
use super::index::deposit;
use super::local::{LocalOp, LocalShape, Positions};
use super::runs::{BLOCK_BITS, Runs};
use super::tile::Tile;
use ansatz_circuits::C64;
use smallvec::SmallVec;

/// Two states' tiles and an operation.
pub(super) struct Overlap<'a, R> {
    pub(super) op: &'a LocalOp<R>,
    pub(super) bra: &'a Tile<'a, R>,
    pub(super) ket: &'a Tile<'a, R>,
}

/// Sums for the elements of one block of rows.
struct Sums {
    re: Vec<f64>,
    im: Vec<f64>,
}

impl Sums {
    fn new(period: usize) -> Sums {
        Sums { re: vec![0.0; period], im: vec![0.0; period] }
    }

    /// Adds `conj(bra)·ket` element by element; the slices are whole blocks.
    #[inline(always)]
    fn add<R: Real>(&mut self, bra: (&[R], &[R]), ket: (&[R], &[R])) {
        let period = self.re.len();
        let (re, im) = (&mut self.re[..period], &mut self.im[..period]);
        let bras = bra.0.chunks_exact(period).zip(bra.1.chunks_exact(period));
        let kets = ket.0.chunks_exact(period).zip(ket.1.chunks_exact(period));
        for ((br, bi), (kr, ki)) in bras.zip(kets) {
            for e in 0..period {
                re[e] += (br[e] * kr[e] + bi[e] * ki[e]).to_f64();
                im[e] += (br[e] * ki[e] - bi[e] * kr[e]).to_f64();
            }
        }
    }
}

impl<R: Real> Overlap<'_, R> {
    fn low(&self) -> u32 {
        self.ket.bits.min(BLOCK_BITS)
    }

    fn period(&self) -> usize {
        self.ket.lanes << self.low()
    }

    /// `M`, in the shape of the operation's matrix: `values[entry * lanes + lane]`.
    #[inline(always)]
    pub(super) fn compute(&self, entries: usize) -> Vec<C64> {
        let mut values = vec![C64::ZERO; entries * self.ket.lanes];
        match &self.op.shape {
            LocalShape::Dense { targets } => match targets[..] {
                [target] if target >= self.low() => self.high_target(target, &mut values),
                [target] => self.low_target(target, &mut values),
                _ => self.many_targets(targets, &mut values),
            },
            LocalShape::Diagonal { inner, outer } => {
                let outer_entry = outer
                    .iter()
                    .fold(0, |entry, (q, bit)| entry | ((self.ket.base >> q & 1) as usize) << bit);
                self.diagonal(inner, outer_entry, &mut values);
            }
            LocalShape::Parity { inner, outer } => {
                let odd = (self.ket.base & outer).count_ones() as usize & 1;
                self.parity(*inner, odd, &mut values);
            }
        }
        values
    }

    /// Adds the sums of the low rows that satisfy the low controls to the entry that `entry_of(low row)` names.
    #[inline(always)]
    fn fold(&self, sums: &Sums, entry_of: impl Fn(usize) -> usize, values: &mut [C64]) {
        let lanes = self.ket.lanes;
        let low_rows = (1usize << self.low()) - 1;
        let low_controls = self.op.controls.iter().fold(0usize, |mask, p| mask | 1 << p) & low_rows;
        let wanted = self.op.control_value & low_rows;
        for row in (0..=low_rows).filter(|row| row & low_controls == wanted) {
            for lane in 0..lanes {
                let e = row * lanes + lane;
                values[entry_of(row) * lanes + lane] += C64::new(sums.re[e], sums.im[e]);
            }
        }
    }

    fn high_controls(&self) -> Positions {
        self.op.controls.iter().copied().filter(|p| *p >= self.low()).collect()
    }

    fn high_value(&self) -> usize {
        self.op.control_value >> self.low() << self.low()
    }

    #[inline(always)]
    fn high_target(&self, target: u32, values: &mut [C64]) {
        let mut sums = [0; 4].map(|_| Sums::new(self.period()));
        let runs = Runs::new(
            self.ket.bits,
            self.high_controls().into_iter().chain([target]),
            self.high_value(),
            usize::MAX,
        );
        let len = runs.rows * self.ket.lanes;
        runs.for_each(
            #[inline(always)]
            |row| {
                let rows = [row, row | 1 << target];
                for (entry, sums) in sums.iter_mut().enumerate() {
                    sums.add(slices(self.bra, rows[entry >> 1], len), slices(self.ket, rows[entry & 1], len));
                }
            },
        );
        sums.iter().enumerate().for_each(|(entry, sums)| self.fold(sums, |_| entry, values));
    }

    #[inline(always)]
    fn low_target(&self, target: u32, values: &mut [C64]) {
        let period = self.period();
        let (mut own, mut cross) = (Sums::new(period), Sums::new(period));
        let runs = Runs::new(self.ket.bits, self.high_controls(), self.high_value(), usize::MAX);
        let len = runs.rows * self.ket.lanes;
        let stride = self.ket.lanes << target;
        let mut swapped = (vec![R::ZERO; period], vec![R::ZERO; period]);
        runs.for_each(
            #[inline(always)]
            |row| {
                let (bra, ket) = (slices(self.bra, row, len), slices(self.ket, row, len));
                own.add(bra, ket);
                for start in (0..len).step_by(period) {
                    for e in 0..period {
                        let partner = start + if (e / stride) & 1 == 0 { e + stride } else { e - stride };
                        (swapped.0[e], swapped.1[e]) = (ket.0[partner], ket.1[partner]);
                    }
                    let block = start..start + period;
                    cross.add((&bra.0[block.clone()], &bra.1[block]), (&swapped.0, &swapped.1));
                }
            },
        );
        let bit = |row: usize| row >> target & 1;
        self.fold(&own, |row| 3 * bit(row), values);
        self.fold(&cross, |row| 1 + bit(row), values);
    }

    /// The general case, element by element.
    #[inline(always)]
    fn many_targets(&self, targets: &Positions, values: &mut [C64]) {
        let (dim, lanes) = (1usize << targets.len(), self.ket.lanes);
        let offsets: Vec<usize> = (0..dim).map(|k| deposit(k, targets)).collect();
        let mut sums: Vec<C64> = vec![C64::ZERO; values.len() << BLOCK_BITS];
        let fixed = targets.iter().chain(&self.op.controls).copied();
        let runs = Runs::new(self.ket.bits, fixed, self.op.control_value, 1);
        let at = |tile: &Tile<'_, R>, row: usize, lane: usize| {
            C64::new(tile.re[row * lanes + lane].to_f64(), tile.im[row * lanes + lane].to_f64())
        };
        runs.for_each(
            #[inline(always)]
            |row| {
                let slot = row & ((1 << BLOCK_BITS) - 1);
                for entry in 0..dim * dim {
                    for lane in 0..lanes {
                        let bra = at(self.bra, row | offsets[entry / dim], lane);
                        let ket = at(self.ket, row | offsets[entry % dim], lane);
                        sums[slot * values.len() + entry * lanes + lane] += bra.conj() * ket;
                    }
                }
            },
        );
        for part in sums.chunks_exact(values.len()) {
            values.iter_mut().zip(part).for_each(|(sum, x)| *sum += x);
        }
    }

    #[inline(always)]
    fn diagonal(&self, inner: &[(u32, u32)], outer_entry: usize, values: &mut [C64]) {
        let low = self.low();
        let high: SmallVec<[(u32, u32); 4]> = inner.iter().copied().filter(|(p, _)| *p >= low).collect();
        let positions: Positions = high.iter().map(|(p, _)| *p).collect();
        let entry_bits: Positions = high.iter().map(|(_, b)| *b).collect();
        let low_entry = |row: usize| {
            inner.iter().filter(|(p, _)| *p < low).fold(0, |entry, (p, bit)| entry | (row >> p & 1) << bit)
        };
        for combination in 0..1usize << high.len() {
            let entry = outer_entry | deposit(combination, &entry_bits);
            let value = deposit(combination, &positions) | self.high_value();
            let fixed = positions.iter().copied().chain(self.high_controls());
            let runs = Runs::new(self.ket.bits, fixed, value, usize::MAX);
            let len = runs.rows * self.ket.lanes;
            let mut sums = Sums::new(self.period());
            runs.for_each(
                #[inline(always)]
                |row| sums.add(slices(self.bra, row, len), slices(self.ket, row, len)),
            );
            self.fold(&sums, |row| entry | low_entry(row), values);
        }
    }

    #[inline(always)]
    fn parity(&self, mask: usize, outer_odd: usize, values: &mut [C64]) {
        let low = self.low();
        let high = mask >> low << low;
        let mut sums = [0; 2].map(|_| Sums::new(self.period()));
        let longest = if high == 0 { usize::MAX } else { 1 << high.trailing_zeros() };
        let runs = Runs::new(self.ket.bits, self.high_controls(), self.high_value(), longest);
        let len = runs.rows * self.ket.lanes;
        runs.for_each(
            #[inline(always)]
            |row| {
                let odd = (row & high).count_ones() as usize & 1 ^ outer_odd;
                sums[odd].add(slices(self.bra, row, len), slices(self.ket, row, len));
            },
        );
        let parity = |row: usize| (row & mask & ((1 << low) - 1)).count_ones() as usize & 1;
        sums.iter().enumerate().for_each(|(odd, sums)| self.fold(sums, |row| odd ^ parity(row), values));
    }
}

/// Parts of `len` elements from `row` on.
#[inline(always)]
fn slices<'t, R>(tile: &'t Tile<'_, R>, row: usize, len: usize) -> (&'t [R], &'t [R]) {
    let range = row * tile.lanes..row * tile.lanes + len;
    (&tile.re[range.clone()], &tile.im[range])
}
