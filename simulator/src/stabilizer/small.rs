//! The unitary of an instruction on one or two qubits, controls included, and what it makes of X and Z. Called where Clifford
//! operations are recognised, which is by meaning: the matrix decides.

use super::letters::Letters;
use super::operation::{Images, TOLERANCE};
use ansatz_circuits::{C64, FlatInstruction, FlatOperation, Generator, Pauli, Source};
use smallvec::SmallVec;
use std::array;

const ZERO: C64 = C64::new(0.0, 0.0);
const ONE: C64 = C64::new(1.0, 0.0);

/// `U` with `D` rows, the targets being the low bits of an index.
pub(super) struct Small<const D: usize>([[C64; D]; D]);

impl<const D: usize> Small<D> {
    /// `None` where the instruction is not unitary, or a slot feeds it. It must be on so many qubits.
    pub(super) fn of(instruction: &FlatInstruction) -> Option<Small<D>> {
        match &instruction.operation {
            FlatOperation::Fixed(unitary) => {
                Some(Small::under_controls(instruction, |row, column| unitary[(row, column)]))
            }
            FlatOperation::Exponential { generator, angle: Source::Constant(theta) } => {
                Some(Small::exponential(instruction, generator, *theta))
            }
            FlatOperation::PauliRotation { word, angle: Source::Constant(theta) } => {
                Small::rotation(instruction, word, *theta)
            }
            _ => None,
        }
    }

    /// From the entries for the targets: the identity where controls do not have their values.
    fn under_controls(instruction: &FlatInstruction, entry: impl Fn(usize, usize) -> C64) -> Small<D> {
        let size = 1 << instruction.targets.len();
        let values = instruction.control_values as usize & (D / size - 1);
        let of_both = |row: usize, column: usize| match (row / size, column / size) {
            (r, c) if r == values && c == values => entry(row % size, column % size),
            _ if row == column => ONE,
            _ => ZERO,
        };
        Small(array::from_fn(|row| array::from_fn(|column| of_both(row, column))))
    }

    /// `exp(iθG)`.
    fn exponential(instruction: &FlatInstruction, generator: &Generator, theta: f64) -> Small<D> {
        let values = generator.eigenvalues().iter();
        let phases: SmallVec<[C64; 4]> = values.map(|value| C64::cis(theta * value)).collect();
        let parts = || phases.iter().zip(generator.projectors());
        let entry = |row, column| parts().map(|(phase, projector)| projector[(row, column)] * phase).sum();
        Small::under_controls(instruction, entry)
    }

    /// `exp(-iθP/2)` of one letter at most.
    fn rotation(instruction: &FlatInstruction, word: &[Pauli], theta: f64) -> Option<Small<D>> {
        let letters = match word {
            [] => Letters::IDENTITY,
            [letter] => Letters::of(*letter),
            _ => return None,
        };
        let (sin, cos) = (theta / 2.0).sin_cos();
        let moved = |row, column| {
            let is_entry = row == column ^ usize::from(letters.x);
            if is_entry { C64::new(0.0, -sin) * letters.entry(column) } else { ZERO }
        };
        let entry = |row, column| moved(row, column) + if row == column { cos } else { 0.0 };
        Some(Small::under_controls(instruction, entry))
    }

    /// What it makes of X and Z; `None` if that is not Pauli matrices, and so it is no Clifford operation.
    pub(super) fn images(&self) -> Option<Images> {
        (0..2 * D.ilog2() as usize).map(|k| self.image(Letters::generator(k))).collect()
    }

    /// `Q = U P U†` is guessed from as many entries as name it, and holds where all entries of `U P` and `Q U` agree.
    fn image(&self, of: Letters) -> Option<Letters> {
        let times_p = self.times(of);
        let entry = |row: usize, column: usize| -> C64 {
            (0..D).map(|c| times_p[row][c] * self.0[column][c].conj()).sum()
        };
        let x = (0..D).find(|row| entry(*row, 0).norm_sqr() > 0.5)?;
        let first = entry(x, 0);
        let is_odd = |j: u32| (entry(x ^ 1 << j, 1 << j) * first.conj()).re < 0.0;
        let z = (0..D.ilog2()).fold(0, |z, j| z | u8::from(is_odd(j)) << j);
        let guesses = [0, 1, 2, 3].map(|power| Letters { x: x as u8, z, power });
        guesses.into_iter().find(|image| image.is_hermitian() && self.is_after(*image, &times_p))
    }

    /// `U P`.
    fn times(&self, letters: Letters) -> [[C64; D]; D] {
        let entries: [C64; D] = array::from_fn(|column| letters.entry(column));
        self.0.map(|row| array::from_fn(|column| row[column ^ usize::from(letters.x)] * entries[column]))
    }

    /// Whether `Q U` is that.
    fn is_after(&self, letters: Letters, product: &[[C64; D]; D]) -> bool {
        (0..D).all(|from| {
            let entry = letters.entry(from);
            let pairs = self.0[from].iter().zip(&product[from ^ usize::from(letters.x)]);
            pairs.into_iter().all(|(u, p)| (entry * u - p).norm_sqr() <= TOLERANCE * TOLERANCE)
        })
    }
}
