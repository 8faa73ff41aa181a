//! Numbers as pages and axes write them: a rounding for each kind, in one place.
//!
//! Called by pictures and pages. Must not know what is counted.

/// A number in a few digits, without zeros at its end: `0.05`, `120`, `3e-7`.
pub fn short(number: f64) -> String {
    let size = number.abs();
    if number == 0.0 {
        return "0".into();
    }
    if !(1e-3..1e5).contains(&size) {
        return scientific(number);
    }
    let digits = (3.0 - size.log10().floor()).clamp(0.0, 9.0) as usize;
    trimmed(&format!("{number:.digits$}"))
}

/// `1.25e-7`: at most two digits after the point, no zeros at the end.
fn scientific(number: f64) -> String {
    let text = format!("{number:.2e}");
    match text.split_once('e') {
        Some((mantissa, exponent)) => format!("{}e{exponent}", trimmed(mantissa)),
        None => text,
    }
}

/// Without zeros, and the point before them, at the end.
fn trimmed(text: &str) -> String {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').into() } else { text.into() }
}

/// A share or a score of four digits.
pub fn score(value: f64) -> String {
    format!("{value:.4}")
}

/// A p value: what would be 0.000 is said to be less.
pub fn p_value(p: f64) -> String {
    if p < 0.001 { "< 0.001".into() } else { format!("{p:.3}") }
}

/// A mean and the standard deviation around it.
pub fn spread(mean: f64, deviation: f64) -> String {
    format!("{mean:.3} ± {deviation:.3}")
}

/// The two ends of an interval of a share, which has no room below 0 and above 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shares {
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Shares {
    /// The part of an interval that shares can be in.
    pub fn clipped(low: f64, high: f64) -> Shares {
        Shares { low: low.clamp(0.0, 1.0), high: high.clamp(0.0, 1.0) }
    }

    /// In words, with the digits of the numbers beside it.
    pub fn text(self, digits: usize) -> String {
        format!("{:.digits$} to {:.digits$}", self.low, self.high)
    }
}

/// Seconds with the unit that suits them.
pub fn seconds(seconds: f64) -> String {
    match seconds {
        s if s >= 1.0 => format!("{} s", short(s)),
        s if s >= 1e-3 => format!("{} ms", short(1e3 * s)),
        s => format!("{} µs", short(1e6 * s)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_digits_that_they_need() {
        let table = [
            (0.0, "0"),
            (0.05, "0.05"),
            (120.0, "120"),
            (-1.25, "-1.25"),
            (3e-7, "3e-7"),
            (1.25e12, "1.25e12"),
            (99_999.0, "99999"),
            (100.0, "100"),
        ];
        for (number, text) in table {
            assert_eq!(short(number), text);
        }
        assert_eq!(
            (seconds(2.5), seconds(0.0025), seconds(2.5e-6)),
            ("2.5 s".into(), "2.5 ms".into(), "2.5 µs".into())
        );
    }

    #[test]
    fn p_values_are_never_zero_and_shares_stay_shares() {
        assert_eq!(
            (p_value(0.0), p_value(0.000_99), p_value(0.001)),
            ("< 0.001".into(), "< 0.001".into(), "0.001".into())
        );
        assert_eq!(Shares::clipped(-0.02, 1.04).text(4), "0.0000 to 1.0000");
        assert_eq!(Shares::clipped(0.25, 0.75).text(2), "0.25 to 0.75");
    }
}
