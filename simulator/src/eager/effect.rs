//! What one instruction does at some angles, in the simplest form that says it. Called by the runs without a plan.

use super::Turn;
use ansatz_circuits::{C64, ConstantKind, FlatInstruction, FlatOperation, Matrix, Pauli, Source};
use smallvec::SmallVec;

/// What happens to the targets where the controls have their values.
pub(super) enum Effect<'a> {
    /// Nothing at all.
    Nothing,
    /// X on the one target.
    Flip,
    /// Two targets change places.
    Swap,
    /// A diagonal, by the targets' value.
    Phases(SmallVec<[C64; 4]>),
    /// A matrix on the one target.
    Turn(Turn),
    /// A matrix on the targets, row by row.
    Matrix(SmallVec<[C64; 16]>),
    /// `exp(-iθP/2)` for a word with a letter for each target.
    Rotation { word: &'a [Pauli], angle: f64 },
}

const ZERO: C64 = C64::new(0.0, 0.0);
const ONE: C64 = C64::new(1.0, 0.0);

fn value(angle: Source, angles: &[f64]) -> f64 {
    match angle {
        Source::Constant(value) => value,
        Source::Slot(slot) => angles[slot],
    }
}

fn rows<const N: usize>(matrix: &Matrix) -> SmallVec<[C64; N]>
where
    [C64; N]: smallvec::Array<Item = C64>,
{
    (0..matrix.nrows()).flat_map(|r| (0..matrix.ncols()).map(move |c| matrix[(r, c)])).collect()
}

impl<'a> Effect<'a> {
    pub(super) fn of(instruction: &'a FlatInstruction, angles: &[f64]) -> Effect<'a> {
        match &instruction.operation {
            FlatOperation::Fixed(constant) => match constant.kind() {
                ConstantKind::Flip => Effect::Flip,
                ConstantKind::Swap => Effect::Swap,
                ConstantKind::Diagonal(_) => {
                    Effect::Phases((0..constant.nrows()).map(|b| constant[(b, b)]).collect())
                }
                ConstantKind::Other => Effect::of_matrix(constant),
            },
            FlatOperation::Exponential { generator, angle } => {
                let theta = value(*angle, angles);
                if generator.is_diagonal() {
                    let values = generator.matrix();
                    let phase = |b: usize| C64::cis(theta * values[(b, b)].re);
                    return Effect::Phases((0..values.nrows()).map(phase).collect());
                }
                let Some((rate, phase)) = generator.turn() else {
                    return Effect::of_matrix(&generator.exponential(theta));
                };
                let (sin, cos) = (rate * theta).sin_cos();
                let shift = if phase == 0.0 { ONE } else { C64::cis(phase) };
                Effect::Turn([C64::from(cos), shift.conj() * -sin, shift * sin, C64::from(cos)])
            }
            FlatOperation::PauliRotation { word, angle } => {
                Effect::Rotation { word, angle: value(*angle, angles) }
            }
            // Programs that measure on the way have plans.
            FlatOperation::Measure { .. } | FlatOperation::Reset | FlatOperation::If { .. } => {
                Effect::Nothing
            }
        }
    }

    fn of_matrix(matrix: &Matrix) -> Effect<'a> {
        if matrix.nrows() == 2 {
            return Effect::Turn([matrix[(0, 0)], matrix[(0, 1)], matrix[(1, 0)], matrix[(1, 1)]]);
        }
        Effect::Matrix(rows(matrix))
    }

    /// As a matrix of one qubit, where it is one.
    pub(super) fn turn(&self) -> Option<Turn> {
        match self {
            Effect::Flip => Some([ZERO, ONE, ONE, ZERO]),
            Effect::Turn(turn) => Some(*turn),
            Effect::Phases(phases) if phases.len() == 2 => Some([phases[0], ZERO, ZERO, phases[1]]),
            _ => None,
        }
    }

    /// Whether it changes no target's value.
    pub(super) fn is_diagonal(&self) -> bool {
        match self {
            Effect::Nothing | Effect::Phases(_) => true,
            Effect::Rotation { word, .. } => word.iter().all(|letter| *letter == Pauli::Z),
            _ => false,
        }
    }
}

/// How often an instruction may double the number of amplitudes that are not zero, at any angles.
pub(super) fn doublings(instruction: &FlatInstruction) -> usize {
    let targets = instruction.targets.len();
    match &instruction.operation {
        FlatOperation::Fixed(constant) => match constant.kind() {
            ConstantKind::Other => of_matrix(constant),
            _ => 0,
        },
        FlatOperation::Exponential { generator, .. } if generator.is_diagonal() => 0,
        FlatOperation::Exponential { .. } => targets,
        FlatOperation::PauliRotation { word, .. } => {
            usize::from(word.iter().any(|letter| *letter != Pauli::Z))
        }
        FlatOperation::Measure { .. } | FlatOperation::Reset | FlatOperation::If { .. } => 0,
    }
}

/// By the fullest column.
fn of_matrix(matrix: &Matrix) -> usize {
    let filled = |column: usize| (0..matrix.nrows()).filter(|row| matrix[(*row, column)] != ZERO).count();
    let most = (0..matrix.ncols()).map(filled).max().unwrap_or(1);
    most.max(1).next_power_of_two().ilog2() as usize
}
