//! Diagonal operations on at most two qubits: as the angles of parities, most of what circuits have is recognised without
//! a matrix. Called where Clifford operations are recognised.
//!
//! With `Z_S` the product of Z over a set, `exp(i Σ_S a_S Z_S)` leaves each Z as it is and takes `X_j` to
//! `exp(2i Σ_{S∋j} a_S Z_S) X_j`. That is a Pauli matrix only where each of these `a_S` is `k_S·π/4`, and then it is
//! `∏_{S∋j} (i Z_S)^{k_S} X_j`.

use super::letters::Letters;
use super::operation::{Images, Quarters};
use ansatz_circuits::FlatInstruction;

/// From the sets of the targets and their angles, which are to be multiplied by `scale`.
pub(super) fn images(instruction: &FlatInstruction, sets: &[(usize, f64)], scale: f64) -> Option<Images> {
    let num_qubits = instruction.targets.len() + instruction.controls.len();
    let angles = under_controls(instruction, sets);
    let mut images: Images = (0..2 * num_qubits).map(Letters::generator).collect();
    for (set, angle) in angles.into_iter().enumerate().skip(1) {
        let quarters = Quarters::of(2.0 * scale * angle)?;
        let parity = Letters { z: set as u8, power: 1, ..Letters::IDENTITY };
        for _ in 0..quarters as u8 {
            let members = (0..num_qubits).filter(|j| set >> j & 1 == 1);
            members.for_each(|j| images[2 * j] = parity * images[2 * j]);
        }
    }
    Some(images)
}

/// The angles of sets of all qubits, the targets being the low bits: where a control must be 1, `a·Z_S` becomes
/// `a·Z_S·(1 − Z_c)/2`, and `a·Z_S·(1 + Z_c)/2` where it must be 0.
fn under_controls(instruction: &FlatInstruction, sets: &[(usize, f64)]) -> [f64; 4] {
    let mut angles = [0.0; 4];
    sets.iter().for_each(|(set, angle)| angles[*set] += angle);
    for j in 0..instruction.controls.len() {
        let bit = 1 << (instruction.targets.len() + j);
        let sign = if instruction.control_values >> j & 1 == 1 { -1.0 } else { 1.0 };
        for set in 0..bit {
            angles[set] /= 2.0;
            angles[set | bit] = sign * angles[set];
        }
    }
    angles
}
