//! The image of a run: passes, steps and their numbers as the kernels read them, in one piece that is uploaded at once.
//! The structures are those of `simulator/cuda/image.cuh`, field for field. Called by `encode.rs`; knows no circuit.

use bytemuck::{Pod, Zeroable};

/// Qubits of a tile, at most.
pub(super) const MOST_LOCAL: usize = 16;
/// Element bits that one step mixes, at most.
pub(super) const MOST_POSITIONS: usize = 12;
/// Phases of one step, at most.
pub(super) const MOST_TERMS: usize = 512;
/// A step without sums.
pub(super) const NO_SUMS: u32 = u32::MAX;

/// A pass.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Pass {
    pub(super) steps: u64,
    pub(super) num_steps: u32,
    pub(super) bits: u32,
    pub(super) outer_count: u32,
    pub(super) num_sums: u32,
    pub(super) first_sum: u32,
    pub(super) unused: u32,
    pub(super) local: [u8; MOST_LOCAL],
    pub(super) outer: [u8; 64],
}

/// What a step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u32)]
pub(super) enum Kind {
    Turns = 0,
    Phases = 1,
    Matrix = 2,
}

/// A step of a pass.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Step {
    pub(super) numbers: u64,
    pub(super) terms: u64,
    pub(super) outer_mask: u64,
    pub(super) outer_value: u64,
    pub(super) inner_mask: u32,
    pub(super) inner_value: u32,
    pub(super) kind: u32,
    pub(super) count: u32,
    pub(super) before: u32,
    pub(super) after: u32,
    pub(super) turned: u32,
    pub(super) lanes: u32,
    pub(super) sums: u32,
    pub(super) groups: u32,
    pub(super) positions: [u8; MOST_POSITIONS],
    pub(super) unused: [u8; 4],
    pub(super) first_term: [u16; 17],
    pub(super) more_unused: [u16; 3],
}

impl Step {
    pub(super) fn new(kind: Kind, lanes: usize) -> Step {
        Step { kind: kind as u32, lanes: lanes as u32, sums: NO_SUMS, ..Step::zeroed() }
    }
}

/// X on an element bit, where a control (if any) reads 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Flip {
    pub(super) target: u8,
    pub(super) control: u8,
    /// 0: no control, 1: an element bit, 2: a qubit outside the tile.
    pub(super) place: u8,
    pub(super) unused: u8,
}

/// A parity of a diagonal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Term {
    pub(super) outer: u64,
    pub(super) low: u32,
    pub(super) number: u16,
    pub(super) group: u16,
}

/// Terms of a Pauli sum with one X mask.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Group {
    pub(super) x: u64,
    pub(super) first: u64,
    pub(super) count: u64,
}

/// A Pauli sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Observable {
    pub(super) groups: u64,
    pub(super) count: u64,
    pub(super) masks: u64,
    pub(super) weights: u64,
    pub(super) lanes: u64,
}

/// A stretch of rows that draws fall into.
#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub(super) struct Hit {
    pub(super) number: u64,
    pub(super) before: f64,
    pub(super) first: u64,
    pub(super) count: u64,
}

/// Bytes for the device, each piece at a multiple of 16.
#[derive(Debug, Default)]
pub(super) struct Image {
    bytes: Vec<u8>,
}

impl Image {
    /// Adds a piece; returns its place.
    pub(super) fn push<T: Pod>(&mut self, items: &[T]) -> u64 {
        self.bytes.resize(self.bytes.len().next_multiple_of(16), 0);
        let place = self.bytes.len() as u64;
        self.bytes.extend_from_slice(bytemuck::cast_slice(items));
        place
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_structures_have_the_sizes_of_the_kernels() {
        assert_eq!((size_of::<Pass>(), size_of::<Step>(), size_of::<Term>()), (112, 128, 16));
        assert_eq!((size_of::<Flip>(), size_of::<Group>(), size_of::<Observable>()), (4, 24, 40));
        assert_eq!(size_of::<Hit>(), 32);
    }

    #[test]
    fn pieces_are_aligned() {
        let mut image = Image::default();
        assert_eq!(image.push(&[1u8, 2, 3]), 0);
        assert_eq!(image.push(&[7u64]), 16);
        assert_eq!(image.bytes().len(), 24);
    }
}
