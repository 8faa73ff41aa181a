//! Constant 4×4 matrices, multiplied up from turns, phases and flips of two qubits. Called by `blocks` alone, inside an
//! instruction set, for which everything here is inlined.

use super::factor::Factor;
use super::turn::{Real2, TurnFactor};
use super::{PlannedDense, PlannedOp};
use ansatz_circuits::C64;
use ansatz_kernels::Flip;
use ansatz_kernels::cis;
use smallvec::SmallVec;

/// Row by row, real and imaginary parts apart: a row is a vector.
pub(super) struct Matrix4 {
    /// The bits of a row's number, least significant first.
    qubits: [u32; 2],
    re: [[f64; 4]; 4],
    im: [[f64; 4]; 4],
    /// A phase of the whole matrix that is left out so far.
    angle: f64,
}

impl Matrix4 {
    #[inline(always)]
    pub(super) fn identity(qubits: [u32; 2]) -> Matrix4 {
        let one = std::array::from_fn(|row| std::array::from_fn(|column| f64::from(row == column)));
        Matrix4 { qubits, re: one, im: [[0.0; 4]; 4], angle: 0.0 }
    }

    /// The matrix as an operation.
    pub(super) fn planned(mut self) -> PlannedDense {
        let phase = cis(self.angle);
        (0..4).for_each(|row| self.scale(row, phase));
        let parts = self.re.as_flattened().iter().zip(self.im.as_flattened());
        PlannedDense {
            targets: SmallVec::from_slice(&self.qubits),
            control_mask: 0,
            control_value: 0,
            factors: vec![Factor::Fixed(parts.map(|(re, im)| C64::new(*re, *im)).collect())],
        }
    }

    /// The row with this qubit's bit alone.
    #[inline(always)]
    fn stride(&self, qubit: u32) -> usize {
        if qubit == self.qubits[1] { 2 } else { 1 }
    }

    /// The row with the bits that a mask has.
    #[inline(always)]
    fn row_of(&self, mask: u64) -> usize {
        (mask >> self.qubits[0] & 1 | (mask >> self.qubits[1] & 1) << 1) as usize
    }

    /// Multiplies from the left by a constant operation on the pair.
    #[inline(always)]
    pub(super) fn apply(&mut self, op: &PlannedOp) {
        match op {
            PlannedOp::Turn { qubit, factors } => self.turn(*qubit, factors),
            PlannedOp::Phases(part) => self.phases(&part.terms),
            PlannedOp::Flip(flip) => self.flip(flip),
            // Neither is put into a block.
            PlannedOp::Dense(_) | PlannedOp::Swap(..) => {}
        }
    }

    /// Turns a qubit by the constants among the factors.
    #[inline(always)]
    fn turn(&mut self, qubit: u32, factors: &[TurnFactor]) {
        let stride = self.stride(qubit);
        for factor in factors {
            if let TurnFactor::Fixed(m) = factor {
                turn_rows(&mut self.re, stride, m);
                turn_rows(&mut self.im, stride, m);
            }
        }
    }

    /// Parities by mask and angle: `exp(ia(−1)^p) = e^{ia}·e^{−2ia·p}` for the parity `p` of a row, so that half of the rows
    /// are multiplied, and all of them once in the end.
    #[inline(always)]
    fn phases(&mut self, terms: &[(u64, f64)]) {
        for (mask, angle) in terms {
            self.angle += angle;
            let (mask, phase) = (self.row_of(*mask), cis(-2.0 * angle));
            (0..4usize).filter(|row| is_odd(mask & row)).for_each(|row| self.scale(row, phase));
        }
    }

    /// Multiplies a row by a number.
    #[inline(always)]
    fn scale(&mut self, row: usize, factor: C64) {
        let (re, im) = (self.re[row], self.im[row]);
        self.re[row] = std::array::from_fn(|k| re[k] * factor.re - im[k] * factor.im);
        self.im[row] = std::array::from_fn(|k| re[k] * factor.im + im[k] * factor.re);
    }

    #[inline(always)]
    fn flip(&mut self, flip: &Flip) {
        let stride = self.stride(flip.target);
        let control = flip.control.map_or(0, |qubit| self.stride(qubit));
        for low in (0..4).filter(|row| row & stride == 0 && row & control == control) {
            self.re.swap(low, low | stride);
            self.im.swap(low, low | stride);
        }
    }
}

/// The parity of two bits.
#[inline(always)]
fn is_odd(bits: usize) -> bool {
    0b0110 >> bits & 1 == 1
}

#[inline(always)]
fn turn_rows(rows: &mut [[f64; 4]; 4], stride: usize, m: &Real2) {
    for low in (0..4).filter(|row| row & stride == 0) {
        let (a, b) = (rows[low], rows[low | stride]);
        rows[low] = std::array::from_fn(|k| a[k] * m[0] + b[k] * m[1]);
        rows[low | stride] = std::array::from_fn(|k| a[k] * m[2] + b[k] * m[3]);
    }
}
