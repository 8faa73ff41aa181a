//! The numbers of the kernels: `f32` or `f64`, and angles as turns in fixed point, 2^-32 or 2^-64 of a turn. Sums of such
//! angles are exact, in whatever order they are taken.

use crate::Real;
use bytemuck::Pod;
use std::f64::consts::TAU;
#[cfg(feature = "cuda")]
use std::io::Read;

/// A precision that there are kernels for.
pub trait Number: Real + Pod {
    /// Angles.
    type Turns: Pod + Send + Sync;
    /// The kernels, as PTX. A function: every unit of code that uses a constant has a copy of it.
    #[cfg(feature = "cuda")]
    fn ptx() -> String;
    /// What kernels' names end with.
    const SUFFIX: &'static str;
    /// Tiles have at most `2^MOST_TILE_BITS` elements.
    const MOST_TILE_BITS: usize;

    /// An angle in radians as turns.
    fn turns(radians: f64) -> Self::Turns;
}

/// Compressed text, a fifth of which is in every binary.
#[cfg(feature = "cuda")]
fn unpacked(bytes: &[u8]) -> String {
    let mut text = String::new();
    flate2::read::GzDecoder::new(bytes).read_to_string(&mut text).expect("PTX is text");
    text
}

/// In [−1/2, 1/2].
fn fraction(radians: f64) -> f64 {
    let turns = radians / TAU;
    turns - turns.round()
}

impl Number for f32 {
    type Turns = i32;
    const SUFFIX: &'static str = "_f32";
    const MOST_TILE_BITS: usize = 12;

    #[cfg(feature = "cuda")]
    fn ptx() -> String {
        unpacked(include_bytes!("../../cuda/f32.ptx.gz"))
    }

    fn turns(radians: f64) -> i32 {
        // Half a turn is minus half a turn.
        (fraction(radians) * (1u64 << 32) as f64).round() as i64 as i32
    }
}

impl Number for f64 {
    type Turns = i64;
    const SUFFIX: &'static str = "_f64";
    const MOST_TILE_BITS: usize = 11;

    #[cfg(feature = "cuda")]
    fn ptx() -> String {
        unpacked(include_bytes!("../../cuda/f64.ptx.gz"))
    }

    fn turns(radians: f64) -> i64 {
        (fraction(radians) * (1u128 << 64) as f64).round() as i128 as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    #[test]
    fn turns_wrap_around() {
        assert_eq!((f32::turns(PI), f32::turns(-PI)), (i32::MIN, i32::MIN));
        assert_eq!((f64::turns(PI), f64::turns(3.0 * PI)), (i64::MIN, i64::MIN));
        assert_eq!((f32::turns(PI / 2.0), f64::turns(-PI / 2.0)), (1 << 30, -1 << 62));
        assert_eq!(f64::turns(5.0 * TAU), 0);
    }

    #[cfg(feature = "cuda")]
    #[test]
    fn there_are_kernels_of_both_precisions() {
        for (ptx, name) in [(f32::ptx(), "run_pass_f32"), (f64::ptx(), "run_pass_f64")] {
            assert!(
                ptx.contains(".version 8.0") && ptx.contains(&format!(".visible .entry {name}(")),
                "{name}"
            );
        }
    }
}
