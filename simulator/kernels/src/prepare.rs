//! An operation prepared for the tiles of one pass: qubits become element bits, what lies outside the tile becomes masks
//! on the tile's base row, numbers are rounded to the state's precision. Done once for each pass and block of lanes.

use super::Real;
use super::frame::{Bits, Frame};
use super::mix::{self, Mix};
use super::phases::{Chunks, Direction, Phases};
use super::turns::{Butterfly, Turn, Turns};
use super::wide::Wide;
use crate::op::{self, Flip, Op};
use smallvec::SmallVec;

/// One sweep over a tile.
#[derive(Debug)]
pub(super) enum Sweep<R> {
    Turns(Turns<R>),
    /// A flip alone, where the base row has the bits of `outer`.
    Flip {
        bits: Bits,
        outer: u64,
    },
    Phases(Phases<R>),
    Mix(Mix<R>),
    Butterfly(Butterfly<R>),
    Wide(Wide<R>),
}

/// Makes an operation's sweeps, in order.
pub(super) fn forward<R: Real>(op: &Op<'_>, frame: &Frame, chunks: Chunks, mut emit: impl FnMut(Sweep<R>)) {
    match op {
        Op::Dense(dense) => emit(matrix(dense, frame)),
        Op::Butterfly(butterfly) => emit(Sweep::Butterfly(Butterfly::new(butterfly, frame))),
        Op::Phases(phases) => emit(Sweep::Phases(Phases::new(phases, frame, chunks, Direction::Forward))),
        Op::Turns(turns) => turn_sweeps(turns, frame, Direction::Forward, emit),
    }
}

/// The sweep of a matrix.
pub(super) fn matrix<R: Real>(dense: &op::Dense, frame: &Frame) -> Sweep<R> {
    if dense.targets.len() <= mix::MOST_TARGETS {
        Sweep::Mix(Mix::new(dense, frame))
    } else {
        Sweep::Wide(Wide::new(dense, &dense.matrix, frame))
    }
}

/// The sweeps of turns and flips, or of their inverse. The flips that a sweep cannot take along come before and after.
pub(super) fn turn_sweeps<R: Real>(
    turns: &op::Turns<'_>,
    frame: &Frame,
    direction: Direction,
    mut emit: impl FnMut(Sweep<R>),
) {
    let placed = |flips: &[Flip]| flips.iter().map(|flip| bits_of(flip, frame)).collect();
    let (mut before, mut after): (PlacedFlips, PlacedFlips) = (placed(turns.before), placed(turns.after));
    if direction == Direction::Inverse {
        std::mem::swap(&mut before, &mut after);
        before.reverse();
        after.reverse();
    }
    let rides = |(bits, outer): &(Bits, u64)| *outer == 0 && is_high(*bits, frame);
    let alone = before.iter().rposition(|flip| !rides(flip)).map_or(0, |at| at + 1);
    let riding = after.iter().position(|flip| !rides(flip)).unwrap_or(after.len());
    let only = |flips: &[(Bits, u64)]| flips.iter().map(|(bits, _)| *bits).collect::<SmallVec<[Bits; 4]>>();
    before[..alone].iter().for_each(|(bits, outer)| emit(Sweep::Flip { bits: *bits, outer: *outer }));
    let turned = turns.turns.iter().map(|turn| Turn::new(frame.target(turn.qubit), turn, frame, direction));
    let sweep = Turns::new(only(&before[alone..]), turned, only(&after[..riding]), frame);
    if !sweep.is_empty() {
        emit(Sweep::Turns(sweep));
    }
    after[riding..].iter().for_each(|(bits, outer)| emit(Sweep::Flip { bits: *bits, outer: *outer }));
}

/// Flips' element bits, and their controls outside the tile.
type PlacedFlips = SmallVec<[(Bits, u64); 4]>;

fn is_high(flip: Bits, frame: &Frame) -> bool {
    let Bits { control, target } = flip;
    target >= frame.vector_bits && control.is_none_or(|c| c >= frame.vector_bits)
}

/// A flip's element bits, and the control outside the tile.
fn bits_of(flip: &Flip, frame: &Frame) -> (Bits, u64) {
    let control = flip.control.and_then(|c| frame.place(c));
    let outer = flip.control.filter(|c| frame.place(*c).is_none()).map_or(0, |c| 1 << c);
    (Bits { control, target: frame.target(flip.target) }, outer)
}
