//! Memory that a thread keeps for its next use: tables, gathered tiles, small states. A run of a small circuit takes
//! what the run before gave back, and asks the system for nothing.

use super::Real;
use std::cell::RefCell;
use std::marker::PhantomData;

/// One cache line: vectors never cross one.
#[derive(Debug, Clone, Copy, bytemuck::Zeroable, bytemuck::Pod)]
#[repr(C, align(64))]
pub(super) struct Line(pub(super) [u64; 8]);

/// Pieces are powers of two of lines, up to 32 MiB; a thread keeps at most so many bytes of each size, or one piece.
const SIZES: usize = 20;
const MOST_KEPT_BYTES: usize = 4 << 20;

thread_local! {
    static KEPT: RefCell<[Vec<Vec<Line>>; SIZES]> = const { RefCell::new([const { Vec::new() }; SIZES]) };
}

/// How many lines hold so many numbers.
pub(super) fn lines_of<R>(len: usize) -> usize {
    (len * size_of::<R>()).div_ceil(size_of::<Line>())
}

/// At least so many lines, whose contents are undefined.
pub(super) fn take(lines: usize) -> Vec<Line> {
    if lines == 0 {
        return Vec::new();
    }
    let size = lines.next_power_of_two();
    let kept = KEPT.try_with(|kept| kept.borrow_mut().get_mut(size.trailing_zeros() as usize)?.pop());
    kept.ok().flatten().unwrap_or_else(|| vec![Line([0; 8]); size])
}

/// Keeps a piece that [`take`] made.
pub(super) fn give(lines: Vec<Line>) {
    if lines.is_empty() {
        return;
    }
    let most = (MOST_KEPT_BYTES / size_of::<Line>() / lines.len()).max(1);
    // A thread that ends keeps nothing.
    let _ = KEPT.try_with(|kept| {
        if let Some(same) = kept.borrow_mut().get_mut(lines.len().trailing_zeros() as usize)
            && same.len() < most
        {
            same.push(lines);
        }
    });
}

/// `len` values of one kind.
#[derive(Debug)]
pub(super) struct Piece<T> {
    lines: Vec<Line>,
    len: usize,
    kind: PhantomData<T>,
}

impl<T: bytemuck::Pod> Piece<T> {
    /// Their contents are undefined.
    pub(super) fn new(len: usize) -> Piece<T> {
        Piece { lines: take(lines_of::<T>(len)), len, kind: PhantomData }
    }

    /// As many values as the iterator says it has.
    pub(super) fn of(values: impl ExactSizeIterator<Item = T>) -> Piece<T> {
        let mut piece = Piece::new(values.len());
        piece.iter_mut().zip(values).for_each(|(into, value)| *into = value);
        piece
    }
}

impl<T: bytemuck::Pod> std::ops::Deref for Piece<T> {
    type Target = [T];

    #[inline(always)]
    fn deref(&self) -> &[T] {
        let bytes = self.len * size_of::<T>();
        bytemuck::cast_slice(&bytemuck::cast_slice::<Line, u8>(&self.lines)[..bytes])
    }
}

impl<T: bytemuck::Pod> std::ops::DerefMut for Piece<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [T] {
        let values = bytemuck::cast_slice_mut::<Line, u8>(&mut self.lines);
        let bytes = self.len * size_of::<T>();
        bytemuck::cast_slice_mut(&mut values[..bytes])
    }
}

impl<T> Drop for Piece<T> {
    fn drop(&mut self) {
        give(std::mem::take(&mut self.lines));
    }
}

/// Two arrays of `len` numbers, real and imaginary parts.
#[derive(Debug)]
pub(super) struct Pair<R>([Piece<R>; 2]);

impl<R: Real> Pair<R> {
    /// Their contents are undefined.
    pub(super) fn new(len: usize) -> Pair<R> {
        Pair([Piece::new(len), Piece::new(len)])
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn len(&self) -> usize {
        self.0[0].len
    }

    #[inline(always)]
    pub(super) fn parts(&self) -> (&[R], &[R]) {
        let [re, im] = &self.0;
        (re, im)
    }

    #[inline(always)]
    pub(super) fn parts_mut(&mut self) -> (&mut [R], &mut [R]) {
        let [re, im] = &mut self.0;
        (re, im)
    }
}

impl Pair<f64> {
    /// In another precision; in the same it is not copied.
    pub(super) fn rounded<R: Real>(self) -> Pair<R> {
        let mut own = Some(self);
        if let Some(same) = (&mut own as &mut dyn std::any::Any).downcast_mut::<Option<Pair<R>>>()
            && let Some(same) = same.take()
        {
            return same;
        }
        let (re, im) = own.as_ref().map_or((&[][..], &[][..]), Pair::parts);
        let round = |from: &[f64]| Piece::of(from.iter().map(|x| R::from_f64(*x)));
        Pair([round(re), round(im)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_piece_comes_back_to_the_thread_that_gave_it() {
        let first = take(5);
        let address = first.as_ptr();
        give(first);
        let second = take(8);
        assert_eq!((second.as_ptr(), second.len()), (address, 8));
    }

    #[test]
    fn a_thread_keeps_a_bounded_amount() {
        let size = MOST_KEPT_BYTES / size_of::<Line>() / 2;
        let pieces: Vec<Vec<Line>> = (0..5).map(|_| take(size)).collect();
        pieces.into_iter().for_each(give);
        let kept = KEPT.with(|kept| kept.borrow()[size.trailing_zeros() as usize].len());
        assert_eq!(kept, 2);
    }

    #[test]
    fn a_piece_holds_values_that_do_not_fill_a_line() {
        let piece = Piece::of((0..21usize).map(|k| [k, k + 1, k + 2]));
        assert_eq!((piece.len(), piece[20]), (21, [20, 21, 22]));
        assert!(Piece::<f64>::new(0).is_empty());
    }

    #[test]
    fn a_pair_in_the_same_precision_stays_where_it_is() {
        let mut pair = Pair::<f64>::new(9);
        pair.parts_mut().0.fill(0.1);
        pair.parts_mut().1.fill(0.2);
        let single: Pair<f32> =
            Pair([pair.0[0].iter(), pair.0[1].iter()].map(|p| Piece::of(p.map(|x| *x as f32))));
        let address = pair.parts().0.as_ptr();
        let same: Pair<f64> = pair.rounded();
        assert_eq!(same.parts().0.as_ptr(), address);
        let rounded: Pair<f32> = same.rounded();
        assert_eq!(rounded.parts(), single.parts());
        assert_eq!(rounded.parts().1[8], 0.2f32);
    }

    #[test]
    fn the_parts_of_a_pair_are_apart() {
        let mut pair = Pair::<f32>::new(20);
        let (re, im) = pair.parts_mut();
        re.fill(1.0);
        im.fill(2.0);
        assert!(pair.parts().0.iter().all(|x| *x == 1.0) && pair.parts().1.len() == 20);
        assert!(Pair::<f64>::new(0).is_empty());
    }
}
