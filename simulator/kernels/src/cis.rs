//! `e^{ia}` without branches, so that loops over it become vectors; on single angles it is faster than the system's, which
//! looks at the rounding mode. Called by planning, binding and the CPU's diagonals.
//!
//! The angle is reduced to `|r| ≤ π/4` by multiples of π/2, whose first 33 bits are subtracted exactly, and sine and cosine are
//! the polynomials of fdlibm (Sun Microsystems, 1993: `__kernel_sin`, `__kernel_cos`), with errors below one unit in the
//! last place of 1.

use crate::C64;

/// Multiples of π/2 up to this angle are subtracted without an error.
pub(crate) const MOST: f64 = 1e5;

/// Adding it rounds to an integer, which is then in the lowest bits.
const ROUND: f64 = 1.5 * (1u64 << 52) as f64;
const PI_2_HIGH: f64 = 1.570_796_326_734_125_6;
const PI_2_LOW: f64 = 6.077_100_506_506_192e-11;

const SIN: [f64; 6] = [
    -1.666_666_666_666_663_2e-1,
    8.333_333_333_322_49e-3,
    -1.984_126_982_985_795e-4,
    2.755_731_370_707_006_8e-6,
    -2.505_076_025_340_686_3e-8,
    1.589_690_995_211_55e-10,
];
const COS: [f64; 6] = [
    4.166_666_666_666_66e-2,
    -1.388_888_888_887_411e-3,
    2.480_158_728_947_673e-5,
    -2.755_731_435_139_066_3e-7,
    2.087_572_321_298_175e-9,
    -1.135_964_755_778_819_5e-11,
];

/// `e^{i·angle}`.
#[inline(always)]
pub fn cis(angle: f64) -> C64 {
    if angle.abs() > MOST { C64::cis(angle) } else { cis_of_small(angle) }
}

/// `e^{i·angle}` of an angle up to [`MOST`].
#[inline(always)]
pub(crate) fn cis_of_small(angle: f64) -> C64 {
    let rounded = angle * std::f64::consts::FRAC_2_PI + ROUND;
    let (quarters, quadrant) = (rounded - ROUND, rounded.to_bits());
    let r = (angle - quarters * PI_2_HIGH) - quarters * PI_2_LOW;
    let z = r * r;
    let (half, square) = (0.5 * z, z * z);
    // Pair by pair, which takes half as long as one by one where there is one angle only (Estrin, 1960).
    let polynomial =
        |c: &[f64; 6]| (c[0] + z * c[1]) + square * ((c[2] + z * c[3]) + square * (c[4] + z * c[5]));
    let sin = r + r * z * polynomial(&SIN);
    let one = 1.0 - half;
    let cos = one + (((1.0 - one) - half) + square * polynomial(&COS));
    let (re, im) = if quadrant & 1 == 0 { (cos, sin) } else { (sin, cos) };
    let signed = |x: f64, is_negative: u64| f64::from_bits(x.to_bits() ^ (is_negative << 63));
    C64::new(signed(re, ((quadrant + 1) >> 1) & 1), signed(im, (quadrant >> 1) & 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_standard_librarys_up_to_the_last_place() {
        for k in -40_000..40_000 {
            let angle = f64::from(k) * 0.000_73 + f64::from(k % 7) * 1e3;
            let error = (cis(angle) - C64::cis(angle)).norm();
            assert!(error <= 1.5 * f64::EPSILON, "{angle}: {error:e}");
        }
    }

    #[test]
    fn multiples_of_a_quarter_turn_and_huge_angles_are_right() {
        assert_eq!(cis(0.0), C64::ONE);
        for angle in [-0.0, std::f64::consts::FRAC_PI_2, std::f64::consts::PI, -MOST, MOST + 1.0, 1e300] {
            assert!((cis(angle) - C64::cis(angle)).norm() <= 1.5 * f64::EPSILON, "{angle}");
        }
    }
}
