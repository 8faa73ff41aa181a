//! Integers of a width: two's complement, arithmetic modulo 2^n. Called by the operators and casts.

use std::cmp::Ordering;

/// The widest integer: every value and every sum fits 128 bits.
pub(crate) const MAX_WIDTH: u32 = 127;
/// The width of `int` and `uint` without one, and of literals.
pub(crate) const DEFAULT_WIDTH: u8 = 64;

/// A number of `int[width]` or `uint[width]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Integer {
    value: i128,
    width: u8,
    is_signed: bool,
}

impl Integer {
    /// The number of that type which equals `value` modulo 2^width.
    pub(crate) fn wrapped(value: i128, width: u8, is_signed: bool) -> Integer {
        let unused = 128 - u32::from(width);
        let shifted = value << unused;
        let value = if is_signed { shifted >> unused } else { ((shifted as u128) >> unused) as i128 };
        Integer { value, width, is_signed }
    }

    /// An `int` of the default width.
    pub(crate) fn int(value: i64) -> Integer {
        Integer { value: i128::from(value), width: DEFAULT_WIDTH, is_signed: true }
    }

    pub(crate) fn value(self) -> i128 {
        self.value
    }

    pub(crate) fn width(self) -> u8 {
        self.width
    }

    pub(crate) fn is_signed(self) -> bool {
        self.is_signed
    }

    /// Bit `k` of its two's complement.
    pub(crate) fn bit(self, k: u32) -> bool {
        self.value >> k.min(127) & 1 == 1
    }

    /// The same type with another value.
    pub(crate) fn with(self, value: i128) -> Integer {
        Integer::wrapped(value, self.width, self.is_signed)
    }

    /// Both as numbers of one type: the wider one; of two equally wide ones the unsigned one, as in C.
    pub(crate) fn promoted(self, other: Integer) -> (Integer, Integer) {
        let width = self.width.max(other.width);
        let is_signed = match self.width.cmp(&other.width) {
            Ordering::Equal => self.is_signed && other.is_signed,
            Ordering::Greater => self.is_signed,
            Ordering::Less => other.is_signed,
        };
        (Integer::wrapped(self.value, width, is_signed), Integer::wrapped(other.value, width, is_signed))
    }

    /// The quotient towards zero; `None` for a divisor of zero.
    pub(crate) fn divided(self, other: Integer) -> Option<Integer> {
        Some(self.with(self.value.checked_div(other.value)?))
    }

    /// The remainder with the sign of the dividend; `None` for a divisor of zero.
    pub(crate) fn remainder(self, other: Integer) -> Option<Integer> {
        Some(self.with(self.value.checked_rem(other.value)?))
    }

    /// By squaring, modulo 2^width.
    pub(crate) fn power(self, mut exponent: u128) -> Integer {
        let (mut base, mut result) = (self, self.with(1));
        while exponent > 0 {
            if exponent & 1 == 1 {
                result = result.with(result.value.wrapping_mul(base.value));
            }
            base = base.with(base.value.wrapping_mul(base.value));
            exponent >>= 1;
        }
        result
    }

    /// Bits move up; those that leave the width are lost.
    pub(crate) fn shifted_left(self, by: u128) -> Integer {
        if by >= u128::from(self.width) { self.with(0) } else { self.with(self.value << by) }
    }

    /// Bits move down; a negative number keeps its sign.
    pub(crate) fn shifted_right(self, by: u128) -> Integer {
        self.with(self.value >> by.min(127))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn arithmetic_is_that_of_whole_numbers_modulo_a_power_of_two(
            a in any::<i64>(), b in any::<i64>(), width in 1u8..=63, is_signed in any::<bool>(),
        ) {
            let (a, b) = (i128::from(a), i128::from(b));
            let modulus = 1i128 << width;
            let (x, y) = (Integer::wrapped(a, width, is_signed), Integer::wrapped(b, width, is_signed));
            let low = if is_signed { -modulus / 2 } else { 0 };
            for (found, whole) in [(x, a), (x.with(x.value() + y.value()), a + b),
                (x.with(x.value() - y.value()), a - b), (x.with(x.value().wrapping_mul(y.value())), a * b)] {
                prop_assert!((low..low + modulus).contains(&found.value()));
                prop_assert_eq!((found.value() - whole).rem_euclid(modulus), 0);
            }
            if let (Some(q), Some(r)) = (x.divided(y), x.remainder(y)) {
                prop_assert_eq!(x.with(q.value() * y.value() + r.value()), x);
                prop_assert!(r.value().abs() < y.value().abs().max(1) || y.value() == 0);
            } else {
                prop_assert_eq!(y.value(), 0);
            }
        }

        #[test]
        fn shifts_and_powers_are_products(a in any::<i32>(), by in 0u32..70, width in 1u8..=63) {
            let x = Integer::wrapped(i128::from(a), width, false);
            let factor = if by < 64 { 1i128 << by } else { 0 };
            prop_assert_eq!(x.shifted_left(u128::from(by)), x.with(x.value().wrapping_mul(factor)));
            prop_assert_eq!(x.shifted_right(u128::from(by)).value(), x.value() >> by.min(127));
            let product = (0..by % 9).fold(x.with(1), |p, _| x.with(p.value().wrapping_mul(x.value())));
            prop_assert_eq!(x.power(u128::from(by % 9)), product);
        }
    }

    #[test]
    fn the_wider_type_wins_and_then_the_unsigned_one() {
        let int = |value, width| Integer::wrapped(value, width, true);
        let uint = |value, width| Integer::wrapped(value, width, false);
        assert_eq!(int(-1, 8).promoted(uint(1, 8)).0, uint(255, 8));
        assert_eq!(int(-1, 16).promoted(uint(255, 8)), (int(-1, 16), int(255, 16)));
        assert_eq!(int(-128, 8).divided(int(-1, 8)), Some(int(-128, 8)));
    }
}
