//! An instruction as a Clifford operation, if it is one. Called by the module's two functions; the tableau applies what
//! comes out.

use super::diagonal;
use super::letters::Letters;
use super::small::Small;
use ansatz_circuits::{ConstantKind, FlatInstruction, FlatOperation, Pauli, Source};
use smallvec::SmallVec;
use std::f64::consts::FRAC_PI_2;

/// Entries of what an operation makes of Pauli matrices may be off by this.
pub(super) const TOLERANCE: f64 = 1e-9;

/// Larger angles are not looked at: soon their own rounding is more than that.
const MOST_QUARTERS: f64 = 1e5;

/// What X and Z of each qubit become: `U X_a U†`, `U Z_a U†`, `U X_b U†`, `U Z_b U†`.
pub(super) type Images = SmallVec<[Letters; 4]>;

/// A Clifford operation up to a global phase, as what it does to Pauli matrices.
pub(super) enum Clifford<'a> {
    /// By what becomes of X and Z of each of at most two qubits, the targets first.
    Few(Images),
    /// `exp(-iθP/2)` with `θ` a number of quarter turns.
    Rotation { word: &'a [Pauli], qubits: &'a [u32], quarters: Quarters },
}

/// How many times π/2, up to full turns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quarters {
    Zero,
    One,
    Two,
    Three,
}

impl Quarters {
    /// `None` for what is no multiple of π/2.
    pub(super) fn of(theta: f64) -> Option<Quarters> {
        let nearest = (theta / FRAC_PI_2).round();
        let is_near = (theta - nearest * FRAC_PI_2).abs() <= TOLERANCE;
        let count = (is_near && nearest.abs() < MOST_QUARTERS).then_some(nearest as i64 & 3)?;
        Some([Quarters::Zero, Quarters::One, Quarters::Two, Quarters::Three][count as usize])
    }
}

impl Clifford<'_> {
    pub(super) fn of(instruction: &FlatInstruction) -> Option<Clifford<'_>> {
        if let FlatOperation::PauliRotation { word, angle: Source::Constant(theta) } = &instruction.operation
            && instruction.controls.is_empty()
            && !word.is_empty()
        {
            let quarters = Quarters::of(*theta)?;
            return Some(Clifford::Rotation { word, qubits: &instruction.targets, quarters });
        }
        let is_small = instruction.targets.len() + instruction.controls.len() <= 2;
        if is_small { images(instruction).map(Clifford::Few) } else { None }
    }
}

/// Of an instruction on at most two qubits: by what is known of it beyond its entries, or by these.
fn images(instruction: &FlatInstruction) -> Option<Images> {
    match &instruction.operation {
        FlatOperation::Fixed(constant) => match constant.kind() {
            ConstantKind::Diagonal(sets) => diagonal::images(instruction, sets, 1.0),
            ConstantKind::Swap => Some([2, 3, 0, 1].into_iter().map(Letters::generator).collect()),
            ConstantKind::Flip if is_on_one_control(instruction) => Some(images_of_controlled_x()),
            _ => images_by_matrix(instruction),
        },
        FlatOperation::Exponential { generator, angle: Source::Constant(theta) }
            if generator.is_diagonal() =>
        {
            diagonal::images(instruction, generator.parities(), *theta)
        }
        _ => images_by_matrix(instruction),
    }
}

fn is_on_one_control(instruction: &FlatInstruction) -> bool {
    instruction.controls.len() == 1 && instruction.control_values == 1
}

/// The target is the first qubit.
fn images_of_controlled_x() -> Images {
    let [x_t, z_t, x_c, z_c] = [0, 1, 2, 3].map(Letters::generator);
    [x_t, z_t * z_c, x_c * x_t, z_c].into_iter().collect()
}

fn images_by_matrix(instruction: &FlatInstruction) -> Option<Images> {
    match instruction.targets.len() + instruction.controls.len() {
        0 => Small::<1>::of(instruction)?.images(),
        1 => Small::<2>::of(instruction)?.images(),
        _ => Small::<4>::of(instruction)?.images(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn angles_are_counted_in_quarter_turns() {
        let count = |k: f64| Quarters::of(k * FRAC_PI_2);
        let turns = [Quarters::Zero, Quarters::One, Quarters::Two, Quarters::Three];
        assert_eq!([0.0, 1.0, 2.0, 3.0].map(count), turns.map(Some));
        assert_eq!([-4.0, -3.0, 6.0, 40_003.0].map(count), turns.map(Some));
        assert_eq!([0.3, 1.0 + 1e-8, 1e9, f64::MAX / 2.0, f64::NAN, f64::INFINITY].map(count), [None; 6]);
    }
}
