//! Split complex numbers: real and imaginary parts apart, as states lie in memory. Whoever hands both parts on does so by
//! name.

/// Real and imaginary parts of one kind: slices, vectors of a register, halves of a tile.
#[derive(Debug, Clone, Copy)]
pub(super) struct Split<T> {
    pub(super) re: T,
    pub(super) im: T,
}
