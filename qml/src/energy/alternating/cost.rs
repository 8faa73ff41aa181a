//! Costs: sums of products of Z, and what sets the scale of their angles.
//!
//! Called by the circuit and by who starts a search.

use ansatz_circuits::{Pauli, PauliString, PauliSum};

/// Why an operator is no cost, or has no mixer.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CostError {
    /// A term with X or Y.
    #[error("the term `{string}` is not diagonal; a cost of QAOA is a sum of products of Z")]
    NotDiagonal {
        /// The term.
        string: PauliString,
    },
    /// Nothing but a constant.
    #[error("the cost is constant: there is nothing to minimize")]
    Constant,
    /// A group of the mixer that is none.
    #[error("group {group} of the mixer {reason}")]
    Group {
        /// Its number, from 0.
        group: usize,
        /// Why not.
        reason: String,
    },
    /// A warm start of another length.
    #[error("the warm start has {found} bits, there are {expected} qubits")]
    WarmStart {
        /// How many qubits there are.
        expected: usize,
        /// How many bits were given.
        found: usize,
    },
    /// Entries of a matrix that are not there, or not finite.
    #[error("entry ({row}, {column}) of the matrix is {found}, a finite number was expected")]
    Entry {
        /// From 0.
        row: usize,
        /// From 0.
        column: usize,
        /// What is there.
        found: f64,
    },
    /// Text that is no matrix.
    #[error("line {line}, column {column}: {message}")]
    Text {
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
        /// What was expected there.
        message: String,
    },
    /// A matrix that is not square, or of no qubits or too many.
    #[error(
        "a matrix of {rows} rows, one of which has {columns} entries, is no cost; it is square, of 1 to 62 rows"
    )]
    Shape {
        /// How many rows.
        rows: usize,
        /// How many entries one of them has.
        columns: usize,
    },
}

/// `Σ_ij Q_ij x_i x_j` of bits x as an observable, with `x_i = (1 − Z_i)/2`: the diagonal is linear, because `x² = x`.
///
/// ```
/// use ansatz_qml::energy::alternating::qubo;
/// let cost = qubo(&[vec![-1.0, 2.0], vec![0.0, -1.0]])?;   // −x₀ − x₁ + 2 x₀ x₁: one of two
/// assert_eq!(cost.matrix(2).unwrap().map(|entry| entry.re).diagonal().as_slice(), [0.0, -1.0, -1.0, 0.0]);
/// # Ok::<(), ansatz_qml::energy::alternating::CostError>(())
/// ```
///
/// # Errors
/// A matrix that is not square or has an entry that is not finite.
pub fn qubo(matrix: &[Vec<f64>]) -> Result<PauliSum, CostError> {
    sum(matrix, product)
}

/// `Σ_i J_ii s_i + Σ_{i≠j} J_ij s_i s_j` of spins s as an observable, with `s_i = Z_i`: 1 for a bit that is 0, −1 for one that is 1. The diagonal is the field.
///
/// ```
/// use ansatz_qml::energy::alternating::ising;
/// let cost = ising(&[vec![0.5, 1.0], vec![0.0, 0.0]])?; // s₀/2 + s₀ s₁
/// assert_eq!(cost.matrix(2).unwrap().map(|entry| entry.re).diagonal().as_slice(), [1.5, -1.5, -0.5, 0.5]);
/// # Ok::<(), ansatz_qml::energy::alternating::CostError>(())
/// ```
///
/// # Errors
/// A matrix that is not square or has an entry that is not finite.
pub fn ising(matrix: &[Vec<f64>]) -> Result<PauliSum, CostError> {
    sum(matrix, spins)
}

/// An entry of a matrix as terms.
type Term = fn(f64, usize, usize) -> Vec<(f64, PauliString)>;

fn sum(matrix: &[Vec<f64>], term: Term) -> Result<PauliSum, CostError> {
    let rows = matrix.len();
    let shape = |columns| CostError::Shape { rows, columns };
    if !(1..=MOST_ROWS).contains(&rows) {
        return Err(shape(matrix.first().map_or(0, Vec::len)));
    }
    let mut terms = Vec::new();
    for (row, entries) in matrix.iter().enumerate() {
        if entries.len() != rows {
            return Err(shape(entries.len()));
        }
        for (column, entry) in entries.iter().copied().enumerate() {
            if !entry.is_finite() {
                return Err(CostError::Entry { row, column, found: entry });
            }
            if entry != 0.0 {
                terms.extend(term(entry, row, column));
            }
        }
    }
    Ok(PauliSum::new(terms))
}

/// `J s_i s_j`, or `J s_i` on the diagonal.
fn spins(j: f64, row: usize, column: usize) -> Vec<(f64, PauliString)> {
    let bits = 1u64 << row | 1 << column;
    vec![(j, PauliString::from_masks(0, bits))]
}

/// `q x_i x_j`.
fn product(q: f64, i: usize, j: usize) -> Vec<(f64, PauliString)> {
    let z = |bits: u64| PauliString::from_masks(0, bits);
    let (a, b) = (1u64 << i, 1u64 << j);
    match i == j {
        true => vec![(q / 2.0, z(0)), (-q / 2.0, z(a))],
        false => vec![(q / 4.0, z(0)), (-q / 4.0, z(a)), (-q / 4.0, z(b)), (q / 4.0, z(a | b))],
    }
}

/// The most rows of a matrix: qubits of one state.
pub(super) const MOST_ROWS: usize = 62;

/// The terms that move angles, all of them products of Z.
pub(super) fn moving(cost: &PauliSum) -> Result<Vec<(f64, PauliString)>, CostError> {
    let terms = cost.iter().filter(|(_, string)| *string != PauliString::IDENTITY);
    let terms: Vec<(f64, PauliString)> = terms.cloned().collect();
    match terms.iter().find(|(_, string)| string.letters().any(|(_, letter)| letter != Pauli::Z)) {
        Some((_, string)) => Err(CostError::NotDiagonal { string: string.clone() }),
        None if terms.iter().all(|(coefficient, _)| *coefficient == 0.0) => Err(CostError::Constant),
        None => Ok(terms),
    }
}

/// One over twice the mean absolute coefficient: in these units γ does not depend on the unit of the cost. For a cut it is one over the mean weight.
///
/// # Errors
/// A cost that is not diagonal, or constant.
pub fn cost_unit(cost: &PauliSum) -> Result<f64, CostError> {
    let terms = moving(cost)?;
    let sizes: Vec<f64> =
        terms.iter().map(|(coefficient, _)| coefficient.abs()).filter(|size| *size > 0.0).collect();
    Ok(sizes.len() as f64 / (2.0 * sizes.iter().sum::<f64>()))
}

/// Angles to begin with in units of [`cost_unit`]: γ rises and β falls linearly, as in slow cooling (Zhou et al., arXiv:1812.01041).
pub fn cost_ramp(layers: usize) -> Vec<f64> {
    let share = |layer: usize| (layer as f64 + 0.5) / layers as f64;
    (0..layers).flat_map(|layer| [STEEPNESS * share(layer), STEEPNESS * (1.0 - share(layer))]).collect()
}

/// Where the ramps end, in radians.
const STEEPNESS: f64 = 0.8;
