//! Bit arithmetic on basis-state indices: its only home.

/// `value` with zeros inserted at the given ascending bit positions.
#[inline(always)]
pub(super) fn insert_zeros(mut value: usize, ascending: &[u32]) -> usize {
    for position in ascending {
        let low = value & ((1 << position) - 1);
        value = (value ^ low) << 1 | low;
    }
    value
}

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

/// The bits of `value` at the given positions, gathered: position `positions[j]` goes to bit `j`.
#[inline(always)]
pub(super) fn gather(value: usize, positions: &[u32]) -> usize {
    positions.iter().enumerate().fold(0, |sum, (j, position)| sum | (value >> position & 1) << j)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inserted_zeros_enumerate_exactly_the_indices_with_zeros_there() {
        let all: Vec<usize> = (0..8).map(|k| insert_zeros(k, &[1, 3])).collect();
        let expected: Vec<usize> = (0..32).filter(|i| i & 0b01010 == 0).collect();
        assert_eq!(all, expected);
    }

    #[test]
    fn gather_undoes_deposit() {
        for value in 0..16 {
            assert_eq!(gather(deposit(value, &[7, 0, 3, 5]), &[7, 0, 3, 5]), value);
        }
        assert_eq!(deposit(0b10, &[4, 61]), 1 << 61);
    }
}
