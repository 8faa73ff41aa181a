//! `e^{ia}` of many angles at once: a diagonal has one for each of its parities. Called by diagonals.

use crate::C64;
use crate::cis::{MOST, cis, cis_of_small};
use crate::simd::Simd;

/// Writes `e^{i·sign·a}` of each angle.
pub(super) fn cis_of_each(simd: Simd, sign: f64, angles: &[f64], into: &mut [C64]) {
    if angles.iter().any(|angle| angle.abs() > MOST) {
        into.iter_mut().zip(angles).for_each(|(z, angle)| *z = cis(sign * angle));
        return;
    }
    simd.run(
        #[inline(always)]
        || into.iter_mut().zip(angles).for_each(|(z, angle)| *z = cis_of_small(sign * angle)),
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SimdLevel;

    #[test]
    fn every_instruction_set_has_the_same_bits() {
        let mut angles: Vec<f64> = (-999..1000).map(|k| f64::from(k) * 0.37).collect();
        for is_huge in [false, true] {
            if is_huge {
                angles.push(1e9);
            }
            let alone: Vec<C64> = angles.iter().map(|angle| cis(-angle)).collect();
            for level in [SimdLevel::Best, SimdLevel::Avx2, SimdLevel::Baseline] {
                let mut found = vec![C64::ZERO; angles.len()];
                cis_of_each(Simd::new(level), -1.0, &angles, &mut found);
                assert_eq!(found, alone);
            }
        }
    }
}
