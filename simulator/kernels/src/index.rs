//! Bit arithmetic on basis-state indices: its only home.

/// The bits of `value` put at the given positions: bit `j` goes to `positions[j]`.
#[inline(always)]
pub(super) fn deposit(value: usize, positions: &[u32]) -> usize {
    positions.iter().enumerate().fold(0, |sum, (j, position)| sum | (value >> j & 1) << position)
}

/// −1 if an odd number of masked bits is set, else 1.
#[inline(always)]
pub(super) fn sign(masked: u64) -> f64 {
    1.0 - 2.0 * f64::from(masked.count_ones() & 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn deposit_puts_each_bit_at_its_position() {
        assert_eq!(deposit(0b10, &[4, 61]), 1 << 61);
        assert_eq!(deposit(0b1011, &[7, 0, 3, 5]), 1 << 7 | 1 | 1 << 5);
    }
}
