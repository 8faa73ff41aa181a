//! One factor of an operation's dense matrix: constant, or `exp(iθG)` of a slot.
//! Called by translation, fusion and binding.

use ansatz_circuits::{C64, Generator, Matrix};

/// Entries, row-major.
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
    /// The factor of a generator's exponential.
    pub(crate) fn exponential(slot: usize, generator: &Generator) -> Factor {
        let pairs = generator.eigenvalues().iter().zip(generator.projectors());
        Factor::Exponential {
            slot,
            spectrum: pairs.map(|(value, projector)| (*value, row_major(projector))).collect(),
            derivative: row_major(generator.matrix()).iter().map(|g| C64::i() * g).collect(),
        }
    }

    /// The factor `exp(±i·rate·θ)` of one qubit that reads 0 or 1.
    pub(crate) fn parity(slot: usize, rate: f64) -> Factor {
        let (one, zero) = (C64::ONE, C64::ZERO);
        let spectrum = vec![(rate, vec![one, zero, zero, zero]), (-rate, vec![zero, zero, zero, one])];
        let derivative = vec![C64::new(0.0, rate), zero, zero, C64::new(0.0, -rate)];
        Factor::Exponential { slot, spectrum, derivative }
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

/// `left · right` of square matrices, row-major.
pub(crate) fn multiply(left: &[C64], right: &[C64]) -> Entries {
    let dim = left.len().isqrt();
    let entry = |k: usize| (0..dim).map(|j| left[k / dim * dim + j] * right[j * dim + k % dim]).sum();
    (0..dim * dim).map(entry).collect()
}

/// The adjoint of a square matrix.
pub(crate) fn adjoint(entries: &[C64]) -> Entries {
    let dim = entries.len().isqrt();
    (0..dim * dim).map(|k| entries[k % dim * dim + k / dim].conj()).collect()
}
