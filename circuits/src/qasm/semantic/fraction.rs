//! Exact fractions, for lengths of time: `1000ns` is `1us`, and a third of a microsecond three times is one. Called by durations.

use std::cmp::Ordering;

/// Decimal exponents beyond this are no lengths of time that anybody writes.
const MAX_EXPONENT: i32 = 36;

/// A fraction in lowest terms, its denominator positive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Fraction {
    numerator: i128,
    denominator: i128,
}

impl Fraction {
    pub(crate) const ZERO: Fraction = Fraction { numerator: 0, denominator: 1 };

    pub(crate) fn whole(value: i128) -> Fraction {
        Fraction { numerator: value, denominator: 1 }
    }

    /// `numerator / denominator`; `None` for a denominator of zero, and where 128 bits do not hold it.
    fn new(numerator: i128, denominator: i128) -> Option<Fraction> {
        if denominator == 0 {
            return None;
        }
        let divisor =
            i128::try_from(greatest_divisor(numerator.unsigned_abs(), denominator.unsigned_abs())).ok()?;
        let sign = denominator.signum();
        let numerator = (numerator / divisor).checked_mul(sign)?;
        Some(Fraction { numerator, denominator: (denominator / divisor).checked_mul(sign)? })
    }

    pub(crate) fn plus(self, other: Fraction) -> Option<Fraction> {
        let left = self.numerator.checked_mul(other.denominator)?;
        let right = other.numerator.checked_mul(self.denominator)?;
        Fraction::new(left.checked_add(right)?, self.denominator.checked_mul(other.denominator)?)
    }

    pub(crate) fn times(self, other: Fraction) -> Option<Fraction> {
        // Crosswise first, so that what cancels does not overflow.
        let (a, b) = (
            Fraction::new(self.numerator, other.denominator)?,
            Fraction::new(other.numerator, self.denominator)?,
        );
        Fraction::new(a.numerator.checked_mul(b.numerator)?, a.denominator.checked_mul(b.denominator)?)
    }

    /// `None` also for a divisor of zero.
    pub(crate) fn over(self, other: Fraction) -> Option<Fraction> {
        self.times(Fraction::new(other.denominator, other.numerator)?)
    }

    pub(crate) fn negated(self) -> Fraction {
        Fraction { numerator: self.numerator.saturating_neg(), ..self }
    }

    pub(crate) fn is_zero(self) -> bool {
        self.numerator == 0
    }

    /// Its order, exact wherever the difference fits 128 bits.
    pub(crate) fn order(self, other: Fraction) -> Ordering {
        match self.plus(other.negated()) {
            Some(difference) => difference.numerator.cmp(&0),
            None => self.value().total_cmp(&other.value()),
        }
    }

    pub(crate) fn value(self) -> f64 {
        self.numerator as f64 / self.denominator as f64
    }

    /// The number that a decimal literal says: `2.5`, `1e-3`, `1_000`.
    pub(crate) fn of_decimal(text: &str) -> Option<Fraction> {
        let (digits, exponent) = match text.split_once(['e', 'E']) {
            Some((digits, exponent)) => (digits, exponent.replace('_', "").parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let part = part.replace('_', "");
        let part = part.trim_end_matches('0');
        let number = format!("{}{part}", whole.replace('_', ""));
        let mantissa = if number.is_empty() { 0 } else { number.parse::<i128>().ok()? };
        Fraction::whole(mantissa).times(power_of_ten(exponent.checked_sub(i32::try_from(part.len()).ok()?)?)?)
    }

    /// The shortest decimal number that stands for a double: 0.1 is a tenth.
    pub(crate) fn of_float(value: f64) -> Option<Fraction> {
        Fraction::of_decimal(&format!("{value:e}"))
    }
}

/// `10^exponent`.
pub(crate) fn power_of_ten(exponent: i32) -> Option<Fraction> {
    if exponent.abs() > MAX_EXPONENT {
        return None;
    }
    let power = 10i128.checked_pow(exponent.unsigned_abs())?;
    if exponent < 0 { Fraction::new(1, power) } else { Some(Fraction::whole(power)) }
}

fn greatest_divisor(mut a: u128, mut b: u128) -> u128 {
    while b > 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_exact_and_thirds_come_back() {
        let of = |text: &str| Fraction::of_decimal(text).unwrap();
        assert_eq!(of("0.1").plus(of("0.2")), Some(of("0.3")));
        assert_eq!(of("1_000").times(of("1e-3")), Some(of("1.000")));
        let third = of("1").over(of("3")).unwrap();
        assert_eq!(third.times(of("3")), Some(of("1")));
        assert_eq!(Fraction::of_float(0.1), Some(of("0.1")));
        assert_eq!((of("1").over(of("0")), Fraction::of_decimal("1e400")), (None, None));
        assert_eq!(of("-0.5").order(of("0.25")), Ordering::Less);
    }
}
