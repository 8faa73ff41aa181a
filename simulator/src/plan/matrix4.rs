//! Constant 4×4 matrices, multiplied up from turns, phases and flips of two qubits. Called by
//! `blocks` alone.

use super::factor::Factor;
use super::simplify::bits;
use super::turn::{Real2, TurnFactor};
use super::{PlannedDense, PlannedOp};
use crate::cis::cis;
use crate::op::Flip;
use ansatz_circuits::C64;
use smallvec::smallvec;

/// Two qubits, ascending.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair(u32, u32);

impl Pair {
    /// The qubits of a mask, if these are two.
    pub(super) fn of(mask: u64) -> Option<Pair> {
        let mut qubits = bits(mask).map(|qubit| qubit as u32);
        match (qubits.next(), qubits.next(), qubits.next()) {
            (Some(first), Some(second), None) => Some(Pair(first, second)),
            _ => None,
        }
    }

    /// The row with this qubit's bit alone.
    fn stride(self, qubit: u32) -> usize {
        if qubit == self.1 { 2 } else { 1 }
    }

    /// The bits of the pair's qubits in a mask.
    fn within(self, mask: u64) -> usize {
        (mask >> self.0 & 1 | (mask >> self.1 & 1) << 1) as usize
    }
}

/// Row by row, real and imaginary parts apart: a row is a vector.
pub(super) struct Matrix4 {
    pair: Pair,
    re: [[f64; 4]; 4],
    im: [[f64; 4]; 4],
}

impl Matrix4 {
    pub(super) fn identity(pair: Pair) -> Matrix4 {
        let one = std::array::from_fn(|row| std::array::from_fn(|column| f64::from(row == column)));
        Matrix4 { pair, re: one, im: [[0.0; 4]; 4] }
    }

    /// The matrix as an operation.
    pub(super) fn planned(&self) -> PlannedDense {
        let parts = self.re.as_flattened().iter().zip(self.im.as_flattened());
        PlannedDense {
            targets: smallvec![self.pair.0, self.pair.1],
            control_mask: 0,
            control_value: 0,
            factors: vec![Factor::Fixed(parts.map(|(re, im)| C64::new(*re, *im)).collect())],
        }
    }

    /// Multiplies from the left by a constant operation on the pair.
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
    fn turn(&mut self, qubit: u32, factors: &[TurnFactor]) {
        let stride = self.pair.stride(qubit);
        for factor in factors {
            if let TurnFactor::Fixed(m) = factor {
                turn_rows(&mut self.re, stride, m);
                turn_rows(&mut self.im, stride, m);
            }
        }
    }

    /// Parities by mask and angle: a sine and a cosine for each, not one for each row.
    fn phases(&mut self, terms: &[(u64, f64)]) {
        let mut factors = [C64::ONE; 4];
        for (mask, angle) in terms {
            let (mask, phase) = (self.pair.within(*mask), cis(*angle));
            for (row, factor) in factors.iter_mut().enumerate() {
                let is_even = (mask & row).count_ones() & 1 == 0;
                *factor *= if is_even { phase } else { phase.conj() };
            }
        }
        for (row, factor) in factors.into_iter().enumerate() {
            let (re, im) = (self.re[row], self.im[row]);
            self.re[row] = std::array::from_fn(|k| re[k] * factor.re - im[k] * factor.im);
            self.im[row] = std::array::from_fn(|k| re[k] * factor.im + im[k] * factor.re);
        }
    }

    fn flip(&mut self, flip: &Flip) {
        let stride = self.pair.stride(flip.target);
        let control = flip.control.map_or(0, |qubit| self.pair.stride(qubit));
        for low in (0..4).filter(|row| row & stride == 0 && row & control == control) {
            self.re.swap(low, low | stride);
            self.im.swap(low, low | stride);
        }
    }
}

fn turn_rows(rows: &mut [[f64; 4]; 4], stride: usize, m: &Real2) {
    for low in (0..4).filter(|row| row & stride == 0) {
        let (a, b) = (rows[low], rows[low | stride]);
        rows[low] = std::array::from_fn(|k| a[k] * m[0] + b[k] * m[1]);
        rows[low | stride] = std::array::from_fn(|k| a[k] * m[2] + b[k] * m[3]);
    }
}
