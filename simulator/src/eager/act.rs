//! One step of a run without a plan on all amplitudes: an instruction whose qubits are bits of a basis state's number and whose
//! angles are numbers. Called by scripts.

use super::Turn;
use super::effect::Effect;
use ansatz_circuits::{C64, FlatInstruction, Pauli};
use smallvec::SmallVec;

/// What happens where the controls read their values.
#[derive(Clone)]
pub(super) enum Act {
    Turn {
        qubit: u32,
        turn: Turn,
    },
    Flip(Places),
    Swap {
        places: Places,
        bits: [usize; 2],
    },
    /// By what targets add to a number, the phases that are not 1.
    Phases {
        places: Places,
        phases: SmallVec<[(usize, C64); 2]>,
    },
    /// A matrix row by row, and what each value of the targets adds to a number.
    Matrix {
        places: Places,
        matrix: SmallVec<[C64; 4]>,
        offsets: SmallVec<[usize; 4]>,
    },
    /// `cos + factor·P`: P flips bits, and odd signs of a number are a factor −1.
    Rotation {
        places: Places,
        cos: f64,
        factor: C64,
        flips: usize,
        signs: usize,
    },
}

/// The bits of an instruction's qubits.
#[derive(Clone, Copy)]
pub(super) struct Places {
    pub(super) controls: usize,
    /// What the controls must read.
    pub(super) values: usize,
    pub(super) targets: usize,
}

impl Places {
    fn of(instruction: &FlatInstruction) -> Places {
        let mut places = Places { controls: 0, values: 0, targets: 0 };
        for (k, qubit) in instruction.controls.iter().enumerate() {
            places.controls |= 1 << qubit;
            places.values |= (instruction.control_values >> k & 1) as usize * (1 << qubit);
        }
        instruction.targets.iter().for_each(|qubit| places.targets |= 1 << qubit);
        places
    }

    /// Basis states in which the controls read their values and the targets 0.
    pub(super) fn lowest(&self, count: usize) -> impl Iterator<Item = usize> + use<> {
        let (fixed, values) = (self.controls | self.targets, self.values);
        // The fixed bits are filled, so that a carry passes them.
        let next = move |at: &usize| Some((((at | fixed) + 1) & !fixed) | values);
        std::iter::successors(Some(values), next).take(count >> fixed.count_ones())
    }
}

/// What targets at value `value` add to a number.
fn at_value(targets: &[u32], value: usize) -> usize {
    targets.iter().enumerate().fold(0, |sum, (k, qubit)| sum | (value >> k & 1) << qubit)
}

impl Act {
    /// `None` where nothing happens.
    pub(super) fn of(instruction: &FlatInstruction, effect: &Effect<'_>) -> Option<Act> {
        let targets = &instruction.targets[..];
        if let (Some(turn), [], [qubit]) = (effect.turn(), &instruction.controls[..], targets) {
            return Some(Act::Turn { qubit: *qubit, turn });
        }
        let places = Places::of(instruction);
        Some(match effect {
            Effect::Nothing => return None,
            Effect::Flip => Act::Flip(places),
            Effect::Swap => Act::Swap { places, bits: [1 << targets[0], 1 << targets[1]] },
            Effect::Phases(phases) => {
                let turned = phases.iter().enumerate().filter(|(_, phase)| **phase != C64::ONE);
                let phases = turned.map(|(value, phase)| (at_value(targets, value), *phase)).collect();
                Act::Phases { places, phases }
            }
            Effect::Turn(turn) => Act::matrix(places, targets, turn),
            Effect::Matrix(matrix) => Act::matrix(places, targets, matrix),
            Effect::Rotation { word, angle } => Act::rotation(places, targets, word, *angle),
        })
    }

    fn matrix(places: Places, targets: &[u32], matrix: &[C64]) -> Act {
        let offsets = (0..1usize << targets.len()).map(|value| at_value(targets, value)).collect();
        Act::Matrix { places, matrix: SmallVec::from_slice(matrix), offsets }
    }

    /// `cos(θ/2) − i sin(θ/2) P`: a word's X and Y flip bits, its Y and Z are signs, and each Y is a factor i.
    fn rotation(places: Places, targets: &[u32], word: &[Pauli], angle: f64) -> Act {
        let (mut flips, mut signs, mut ys) = (0usize, 0usize, 0u32);
        for (qubit, letter) in targets.iter().zip(word) {
            flips |= usize::from(matches!(letter, Pauli::X | Pauli::Y)) << qubit;
            signs |= usize::from(matches!(letter, Pauli::Y | Pauli::Z)) << qubit;
            ys += u32::from(*letter == Pauli::Y);
        }
        let (sin, cos) = (angle / 2.0).sin_cos();
        let factor = C64::new(0.0, -sin) * C64::I.powu(ys);
        Act::Rotation { places: Places { targets: 0, ..places }, cos, factor, flips, signs }
    }
}
