//! One factor of an operation's matrix, in the operation's shape: constant, or `exp(iθG)` of a slot.
//! Called by translation, fusion and binding.

use crate::Action;
use ansatz_circuits::{C64, Generator, Matrix};

/// Entries in the operation's shape (dense row-major, diagonal, or parity).
pub(crate) type Entries = Vec<C64>;

/// A factor of `U = F_m ⋯ F_1`.
#[derive(Debug, Clone)]
pub(crate) enum Factor {
    /// A constant.
    Fixed(Entries),
    /// `exp(iθG) = Σ_k e^{iθ g_k} Π_k`.
    Exponential {
        /// θ's slot.
        slot: usize,
        /// `(g_k, Π_k)`.
        spectrum: Vec<(f64, Entries)>,
        /// `iG`.
        derivative: Entries,
    },
}

impl Factor {
    /// The factor of a generator's exponential, diagonal if the generator is.
    pub(crate) fn exponential(slot: usize, generator: &Generator) -> Factor {
        let shape =
            |matrix: &Matrix| if generator.is_diagonal() { diagonal(matrix) } else { row_major(matrix) };
        let pairs = generator.eigenvalues().iter().zip(generator.projectors());
        Factor::Exponential {
            slot,
            spectrum: pairs.map(|(value, projector)| (*value, shape(projector))).collect(),
            derivative: shape(generator.matrix()).iter().map(|g| C64::i() * g).collect(),
        }
    }

    /// The factor `exp(∓iθ/2)` for even and odd parity.
    pub(crate) fn parity(slot: usize) -> Factor {
        let (even, odd) = (vec![C64::ONE, C64::ZERO], vec![C64::ZERO, C64::ONE]);
        let derivative = vec![C64::new(0.0, -0.5), C64::new(0.0, 0.5)];
        Factor::Exponential { slot, spectrum: vec![(-0.5, even), (0.5, odd)], derivative }
    }

    /// This diagonal factor as a dense one.
    pub(crate) fn into_dense(self) -> Factor {
        match self {
            Factor::Fixed(entries) => Factor::Fixed(dense_from_diagonal(&entries)),
            Factor::Exponential { slot, spectrum, derivative } => Factor::Exponential {
                slot,
                spectrum: spectrum
                    .into_iter()
                    .map(|(value, entries)| (value, dense_from_diagonal(&entries)))
                    .collect(),
                derivative: dense_from_diagonal(&derivative),
            },
        }
    }

    /// Its entries at an angle.
    pub(crate) fn entries(&self, angle: f64, out: &mut Entries) {
        out.clear();
        match self {
            Factor::Fixed(entries) => out.extend_from_slice(entries),
            Factor::Exponential { spectrum, derivative, .. } => {
                out.resize(derivative.len(), C64::ZERO);
                for (value, projector) in spectrum {
                    let phase = C64::cis(angle * value);
                    out.iter_mut().zip(projector).for_each(|(sum, p)| *sum += phase * p);
                }
            }
        }
    }

    /// Its slot.
    pub(crate) fn slot(&self) -> Option<usize> {
        match self {
            Factor::Fixed(_) => None,
            Factor::Exponential { slot, .. } => Some(*slot),
        }
    }
}

/// Row-major entries.
pub(crate) fn row_major(matrix: &Matrix) -> Entries {
    matrix.transpose().iter().copied().collect()
}

/// Diagonal entries.
pub(crate) fn diagonal(matrix: &Matrix) -> Entries {
    matrix.diagonal().iter().copied().collect()
}

fn dense_from_diagonal(entries: &[C64]) -> Entries {
    let dim = entries.len();
    let at = |k: usize| if k / dim == k % dim { entries[k / dim] } else { C64::ZERO };
    (0..dim * dim).map(at).collect()
}

/// `left · right`, both in the shape of `action`.
pub(crate) fn multiply(action: &Action, left: &[C64], right: &[C64]) -> Entries {
    match action {
        Action::Dense { targets } => {
            let dim = 1usize << targets.len();
            let entry = |k: usize| (0..dim).map(|j| left[k / dim * dim + j] * right[j * dim + k % dim]).sum();
            (0..dim * dim).map(entry).collect()
        }
        Action::Diagonal { .. } | Action::Parity { .. } => {
            left.iter().zip(right).map(|(a, b)| a * b).collect()
        }
    }
}

/// The adjoint, in the shape of `action`.
pub(crate) fn adjoint(action: &Action, entries: &[C64]) -> Entries {
    match action {
        Action::Dense { targets } => {
            let dim = 1usize << targets.len();
            (0..dim * dim).map(|k| entries[k % dim * dim + k / dim].conj()).collect()
        }
        Action::Diagonal { .. } | Action::Parity { .. } => entries.iter().map(|z| z.conj()).collect(),
    }
}
