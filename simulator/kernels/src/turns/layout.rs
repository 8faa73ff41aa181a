//! Where the rows of a sweep lie: which elements are gathered, and where they go after the flips.

use super::super::cube::Span;
use super::super::frame::Bits;
use super::{MOST_BITS, MOST_ROWS, Turn};
use smallvec::SmallVec;
use std::ops::Range;

/// Element bits of rows, as far as a tile has them.
const FEWEST_BITS: usize = 3;

/// The element bits between `vectors` that a sweep mixes, and others where these are few; ascending.
fn high_bits<R>(
    before: &[Bits],
    turns: &[Turn<R>],
    after: &[Bits],
    vectors: &Range<u32>,
) -> SmallVec<[u32; 8]> {
    let turned = turns.iter().map(|turn| turn.bit);
    let flips = before.iter().chain(after);
    let mut bits: SmallVec<[u32; 8]> = flips
        .flat_map(|flip| flip.control.into_iter().chain([flip.target]))
        .chain(turned)
        .filter(|bit| vectors.contains(bit))
        .collect();
    bits.sort_unstable();
    bits.dedup();
    // The inner loop is worth its overhead from a few rows on, even if they have nothing to do with each other.
    for bit in vectors.clone() {
        if bits.len() >= FEWEST_BITS {
            break;
        }
        if let Err(place) = bits.binary_search(&bit) {
            bits.insert(place, bit);
        }
    }
    bits
}

/// Where rows of amplitudes lie: bit `j` of a row's number is element bit `bits[j]`.
fn offsets(bits: &[u32]) -> [u32; MOST_ROWS] {
    let mut offsets = [0; MOST_ROWS];
    for (j, bit) in bits.iter().enumerate() {
        for row in 0..1 << j {
            offsets[row | 1 << j] = offsets[row] | 1 << bit;
        }
    }
    offsets
}

/// A row after the flips.
fn flipped<'a>(row: usize, flips: impl Iterator<Item = &'a Bits>, place: &impl Fn(u32) -> usize) -> usize {
    flips.fold(row, |row, Bits { control, target }| {
        let acts = control.is_none_or(|c| row >> place(c) & 1 == 1);
        row ^ usize::from(acts) << place(*target)
    })
}

/// What the inner loop needs.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// Rows are gathered from here,
    loads: [u32; MOST_ROWS],
    /// and go back here.
    stores: [u32; MOST_ROWS],
    /// By row bit: the turn on it.
    pub(super) turn_of: [Option<u8>; MOST_BITS],
    mask: usize,
    pub(super) row_bits: usize,
}

impl Layout {
    pub(super) fn new<R>(before: &[Bits], turns: &[Turn<R>], after: &[Bits], vectors: Range<u32>) -> Layout {
        let bits = high_bits(before, turns, after, &vectors);
        let offsets = offsets(&bits);
        let place = |bit: u32| {
            bits.iter().position(|b| *b == bit).expect("rows have the bits of every turn and flip")
        };
        let mut layout = Layout {
            loads: [0; MOST_ROWS],
            stores: [0; MOST_ROWS],
            turn_of: [None; MOST_BITS],
            mask: bits.iter().fold(0, |mask, bit| mask | 1 << bit),
            row_bits: bits.len(),
        };
        for row in 0..1 << bits.len() {
            layout.loads[row] = offsets[flipped(row, before.iter().rev(), &place)];
            layout.stores[row] = offsets[flipped(row, after.iter(), &place)];
        }
        for (k, turn) in turns.iter().enumerate().filter(|(_, turn)| vectors.contains(&turn.bit)) {
            layout.turn_of[place(turn.bit)] = Some(k as u8);
        }
        layout
    }

    #[inline(always)]
    pub(super) fn span<const ROWS: usize>(&self) -> Span<ROWS> {
        let (loads, stores) = (
            std::array::from_fn(|k| self.loads[k] as usize),
            std::array::from_fn(|k| self.stores[k] as usize),
        );
        Span::new(self.mask, 0, loads, stores)
    }
}
