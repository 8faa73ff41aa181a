//! Where a pass's qubits lie in a tile: local qubit `j` is bit `lane_bits + j` of an element's number, the lanes are the
//! bits below. Done once for each pass and block of lanes.

use super::Real;
use super::cube::LEAST;
use crate::simd::Simd;

/// A flip's element bits.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bits {
    pub(super) control: Option<u32>,
    pub(super) target: u32,
}

/// Bits whose values are given: `element & bits == value`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fixed {
    pub(super) bits: usize,
    pub(super) value: usize,
}

/// The layout of a pass's tiles.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// By qubit: its position in the tile.
    positions: [u8; 64],
    local_mask: u64,
    pub(super) lane_bits: u32,
    /// Bits of an element number.
    pub(super) bits: u32,
    /// Bits of an element number inside one vector.
    pub(super) vector_bits: u32,
    pub(super) simd: Simd,
}

const OUTER: u8 = u8::MAX;

impl Frame {
    /// The frame of tiles of these local qubits, with a power of two of lanes.
    pub(super) fn new<R: Real>(local: &[u32], lanes: usize, simd: Simd) -> Frame {
        let mut positions = [OUTER; 64];
        local.iter().enumerate().for_each(|(j, qubit)| positions[*qubit as usize] = j as u8);
        let lane_bits = lanes.trailing_zeros();
        Frame {
            positions,
            local_mask: local.iter().fold(0, |mask, q| mask | 1 << q),
            lane_bits,
            bits: (local.len() as u32 + lane_bits).max(LEAST.trailing_zeros()),
            vector_bits: simd.width::<R>().trailing_zeros(),
            simd,
        }
    }

    pub(super) fn lanes(&self) -> usize {
        1 << self.lane_bits
    }

    pub(super) fn num_qubits(&self) -> usize {
        self.local_mask.count_ones() as usize
    }

    /// The element bit of a qubit, if it is local.
    pub(super) fn place(&self, qubit: u32) -> Option<u32> {
        match self.positions[qubit as usize] {
            OUTER => None,
            position => Some(u32::from(position) + self.lane_bits),
        }
    }

    /// The element bit of a qubit that an operation mixes.
    pub(super) fn target(&self, qubit: u32) -> u32 {
        self.place(qubit).expect("a pass's local qubits hold every target")
    }

    /// `(inner, outer)`: element bits of the local qubits of a mask, and the mask of the others.
    pub(super) fn split(&self, mask: u64) -> (usize, u64) {
        if self.local_mask & (self.local_mask + 1) == 0 {
            // The lowest qubits are at their own places.
            return (((mask & self.local_mask) as usize) << self.lane_bits, mask & !self.local_mask);
        }
        let mut rest = mask & self.local_mask;
        let mut inner = 0;
        while rest != 0 {
            let qubit = rest.trailing_zeros() as usize;
            inner |= 1 << (u32::from(self.positions[qubit]) + self.lane_bits);
            rest &= rest - 1;
        }
        (inner, mask & !self.local_mask)
    }

    /// Elements after which lane patterns repeat: never less than the widest vector.
    pub(super) fn period(&self) -> usize {
        self.lanes().max(LEAST)
    }
}

/// Calls `work` with every multiple of `step` below `len` that has the values of the fixed bits, ascending.
#[inline(always)]
pub(super) fn for_each_fixed(len: usize, step: usize, fixed: Fixed, mut work: impl FnMut(usize)) {
    let mut e = 0;
    while e < len {
        work(e | fixed.value);
        // Adding to the number with all fixed bits set carries over them.
        e = ((e | fixed.bits) + step) & !fixed.bits;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fixed_bits_are_enumerated_once_each() {
        let mut seen = Vec::new();
        for_each_fixed(64, 4, Fixed { bits: 0b101000, value: 0b100000 }, |e| seen.push(e));
        let expected: Vec<usize> = (0..64).step_by(4).filter(|e| e & 0b101000 == 0b100000).collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn a_frame_splits_masks() {
        let frame = Frame::new::<f64>(&[0, 1, 5], 2, Simd::new(crate::SimdLevel::Best));
        assert_eq!(frame.split(0b100110), (0b1100, 0b100));
        assert_eq!(frame.place(5), Some(3));
        assert_eq!(frame.place(4), None);
    }
}
