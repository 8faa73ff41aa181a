//! `e^{ia}` of many angles at once: a diagonal has one for each of its parities. A plain loop over branch-free code, which
//! the compiler turns into vectors.
//!
//! The angle is reduced to `|r| ≤ π/4` by multiples of π/2, whose first 33 bits are subtracted exactly, and sine and cosine are
//! the polynomials of fdlibm (Sun Microsystems, 1993: `__kernel_sin`, `__kernel_cos`), with errors below one unit in the
//! last place of 1.

use super::simd::Simd;
use ansatz_circuits::C64;

/// Multiples of π/2 up to this angle are subtracted without an error.
const MOST: f64 = 1e5;

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

/// Writes `e^{i·sign·a}` of each angle.
pub(super) fn cis(simd: Simd, sign: f64, angles: &[f64], into: &mut [C64]) {
    if angles.iter().any(|angle| angle.abs() > MOST) {
        into.iter_mut().zip(angles).for_each(|(z, angle)| *z = C64::cis(sign * angle));
        return;
    }
    simd.run(
        #[inline(always)]
        || into.iter_mut().zip(angles).for_each(|(z, angle)| *z = of(sign * angle)),
    );
}

#[inline(always)]
fn of(angle: f64) -> C64 {
    let rounded = angle * std::f64::consts::FRAC_2_PI + ROUND;
    let (quarters, quadrant) = (rounded - ROUND, rounded.to_bits());
    let r = (angle - quarters * PI_2_HIGH) - quarters * PI_2_LOW;
    let z = r * r;
    let polynomial = |c: &[f64; 6]| c[0] + z * (c[1] + z * (c[2] + z * (c[3] + z * (c[4] + z * c[5]))));
    let sin = r + r * z * polynomial(&SIN);
    let (half, square) = (0.5 * z, z * z);
    let one = 1.0 - half;
    let cos = one + (((1.0 - one) - half) + square * polynomial(&COS));
    let (re, im) = if quadrant & 1 == 0 { (cos, sin) } else { (sin, cos) };
    let signed = |x: f64, is_negative: u64| f64::from_bits(x.to_bits() ^ (is_negative << 63));
    C64::new(signed(re, ((quadrant + 1) >> 1) & 1), signed(im, (quadrant >> 1) & 1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SimdLevel;

    #[test]
    fn they_are_the_standard_librarys_up_to_the_last_place() {
        let angles: Vec<f64> =
            (-40_000..40_000).map(|k| f64::from(k) * 0.000_73 + f64::from(k % 7) * 1e3).collect();
        for level in [SimdLevel::Best, SimdLevel::Avx2, SimdLevel::Baseline] {
            let mut found = vec![C64::ZERO; angles.len()];
            cis(Simd::new(level), -1.0, &angles, &mut found);
            for (angle, z) in angles.iter().zip(&found) {
                let error = (z - C64::cis(-angle)).norm();
                assert!(error <= 1.5 * f64::EPSILON, "{angle}: {error:e}");
            }
        }
    }

    #[test]
    fn multiples_of_a_quarter_turn_and_huge_angles_are_right() {
        let angles = [0.0, -0.0, std::f64::consts::FRAC_PI_2, std::f64::consts::PI, -1e5, 1e5 + 1.0, 1e300];
        let mut found = [C64::ZERO; 7];
        cis(Simd::new(SimdLevel::Best), 1.0, &angles, &mut found);
        assert_eq!(found[0], C64::ONE);
        for (angle, z) in angles.iter().zip(&found) {
            assert!((z - C64::cis(*angle)).norm() <= 1.5 * f64::EPSILON, "{angle}: {z}");
        }
    }
}
