//! What a gate is: a row of the table, and what is derived from its mathematical form.
//! Called by the flattener, the shift rules and the front end; knows no gate by name.

use crate::constant::Constant;
use crate::matrix::{C64, Matrix, c, from_rows, is_diagonal};
use smallvec::SmallVec;
use std::sync::OnceLock;

/// The mathematical form of a gate, on its targets alone: controls are counted apart.
/// Matrices are row-major with `targets[0]` as the least significant bit of the index.
///
/// ```
/// use ansatz_circuits::{Form, table};
/// assert!(matches!(table::H.form, Form::Fixed(_)));
/// assert!(matches!(table::RX.form, Form::Rotation(_))); // exp(-iθX/2)
/// assert!(matches!(table::P.form, Form::Phase(_))); // exp(iθ|1⟩⟨1|)
/// ```
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// A constant unitary `U`.
    Fixed(&'static [C64]),
    /// `exp(-iθP/2)` for a Hermitian `P`.
    Rotation(&'static [C64]),
    /// `exp(iθΠ)` for a projector `Π`.
    Phase(&'static [C64]),
}

/// Where a gate's name is declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Libraries {
    /// Part of the language OpenQASM 2: no include is needed.
    pub openqasm2: bool,
    /// Part of the language OpenQASM 3.
    pub openqasm3: bool,
    /// OpenQASM 2's `qelib1.inc`, as the specification has it and as Qiskit extends it.
    pub qelib1: bool,
    /// OpenQASM 3's `stdgates.inc`.
    pub stdgates: bool,
}

/// Declared in no standard file.
pub(crate) const EXTRA: Libraries =
    Libraries { openqasm2: false, openqasm3: false, qelib1: false, stdgates: false };
pub(crate) const QELIB1: Libraries = Libraries { qelib1: true, ..EXTRA };
pub(crate) const STDGATES: Libraries = Libraries { stdgates: true, ..EXTRA };
/// In both include files.
pub(crate) const BOTH: Libraries = Libraries { qelib1: true, stdgates: true, ..EXTRA };
pub(crate) const OPENQASM2: Libraries = Libraries { openqasm2: true, ..EXTRA };
pub(crate) const OPENQASM3: Libraries = Libraries { openqasm3: true, ..EXTRA };

/// Another name of a gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Alias {
    /// The name.
    pub name: &'static str,
    /// The standard files that declare it.
    pub libraries: Libraries,
}

/// One row of the gate table.
///
/// ```
/// use ansatz_circuits::table;
/// let gate = &table::CRX;
/// assert_eq!((gate.name, gate.num_controls, gate.num_targets), ("crx", 1, 1));
/// assert_eq!(gate.angles, ["theta"]);
/// assert!(table::TABLE.iter().any(|row| row.name == "crx"));
/// ```
#[derive(Debug)]
pub struct Gate {
    /// The name in circuit files and in the builder.
    pub name: &'static str,
    /// Other names of the same gate.
    pub aliases: &'static [Alias],
    /// One sentence with its formula.
    pub doc: &'static str,
    /// The names of its angles: none for [`Form::Fixed`], else one.
    pub angles: &'static [&'static str],
    /// How many of its qubits, the first ones, are controls.
    pub num_controls: usize,
    /// How many targets follow the controls.
    pub num_targets: usize,
    /// Its action on the targets.
    pub form: Form,
    /// The standard files that declare it.
    pub libraries: Libraries,
    pub(crate) generator: OnceLock<Option<Generator>>,
    pub(crate) constant: OnceLock<Constant>,
}

impl PartialEq for Gate {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Gate {
    /// Controls and targets together.
    pub fn num_qubits(&self) -> usize {
        self.num_controls + self.num_targets
    }

    /// `G` of `U(θ) = exp(iθG)`, computed once; `None` for a fixed gate.
    ///
    /// ```
    /// use ansatz_circuits::table;
    /// let generator = table::RZ.generator().expect("a rotation has one");
    /// assert_eq!(generator.eigenvalues(), [-0.5, 0.5]);
    /// assert!(table::H.generator().is_none());
    /// ```
    pub fn generator(&'static self) -> Option<&'static Generator> {
        let compute = || match self.form {
            Form::Fixed(_) => None,
            Form::Rotation(p) => Some(Generator::new(from_rows(p) * c(-0.5, 0.0))),
            Form::Phase(projector) => Some(Generator::new(from_rows(projector))),
        };
        self.generator.get_or_init(compute).as_ref()
    }

    /// A fixed gate on its targets, computed once.
    pub(crate) fn constant(&'static self) -> &'static Constant {
        self.constant.get_or_init(|| Constant::new(self.target_matrix(0.0)))
    }

    /// The matrix on the targets, controls left out. `angle` is ignored by fixed gates.
    ///
    /// ```
    /// use ansatz_circuits::{C64, table};
    /// let matrix = table::RY.target_matrix(0.6);
    /// assert!((matrix[(1, 0)] - C64::from(0.3_f64.sin())).norm() < 1e-15);
    /// ```
    pub fn target_matrix(&'static self, angle: f64) -> Matrix {
        match (self.form, self.generator()) {
            (_, Some(generator)) => generator.exponential(angle),
            (Form::Fixed(u) | Form::Rotation(u) | Form::Phase(u), None) => from_rows(u),
        }
    }
}

/// `Π_k = ∏_{j≠k} (G − g_j)/(g_k − g_j)`: exact for the table's generators, where eigenvectors with entries 1/√2 are not,
/// so that a rotation shrinks no state.
fn projector(matrix: &Matrix, eigenvalues: &[f64], k: usize) -> Matrix {
    let identity = Matrix::identity(matrix.nrows(), matrix.nrows());
    let others = eigenvalues.iter().enumerate().filter(|(j, _)| *j != k);
    others.fold(identity.clone(), |product, (_, other)| {
        product * (matrix - &identity * c(*other, 0.0)) * c(1.0 / (eigenvalues[k] - other), 0.0)
    })
}

/// See [`Generator::turn`].
fn turn(generator: &Matrix) -> Option<(f64, f64)> {
    let zero = c(0.0, 0.0);
    if generator.nrows() != 2 || generator[(0, 0)] != zero || generator[(1, 1)] != zero {
        return None;
    }
    // iG = rate·[[0, −1], [1, 0]] conjugated: i·below = rate·e^{i·phase}.
    let turned = c(0.0, 1.0) * generator[(1, 0)];
    match (turned.re, turned.im) {
        (rate, 0.0) => Some((rate, 0.0)),
        (0.0, rate) => Some((rate, std::f64::consts::FRAC_PI_2)),
        _ => Some((turned.norm(), turned.arg())),
    }
}

/// A Hermitian matrix `G = Σ_k g_k Π_k` by its spectrum, so that `exp(iθG) = Σ_k e^{iθ g_k} Π_k`.
///
/// ```
/// use ansatz_circuits::{C64, Generator, table};
/// let x = table::X.target_matrix(0.0);
/// let generator = Generator::new(x * C64::from(-0.5));
/// let rotation = generator.exponential(0.6); // exp(-i 0.3 X)
/// assert!((rotation - table::RX.target_matrix(0.6)).norm() < 1e-14);
/// ```
#[derive(Debug, Clone)]
pub struct Generator {
    matrix: Matrix,
    eigenvalues: Vec<f64>,
    projectors: Vec<Matrix>,
    is_diagonal: bool,
    parities: Vec<(usize, f64)>,
    turn: Option<(f64, f64)>,
}

/// The parities that a diagonal is the sum of, `a_S = 2^{-k} Σ_b values_b (−1)^{|b ∧ S|}`, as far as they are not 0; by a
/// fast Walsh–Hadamard transform of the `2^k` values.
///
/// ```
/// // 1 where both bits are: a controlled phase.
/// let found = ansatz_circuits::parities(&[0.0, 0.0, 0.0, 1.0]);
/// assert_eq!(found[..], [(0b00, 0.25), (0b01, -0.25), (0b10, -0.25), (0b11, 0.25)]);
/// ```
pub fn parities(values: &[f64]) -> SmallVec<[(usize, f64); 4]> {
    let mut sums: SmallVec<[f64; 4]> = SmallVec::from_slice(values);
    let mut half = 1;
    while half < sums.len() {
        for low in (0..sums.len()).filter(|b| b & half == 0) {
            let (even, odd) = (sums[low], sums[low | half]);
            (sums[low], sums[low | half]) = (even + odd, even - odd);
        }
        half *= 2;
    }
    let scale = 1.0 / values.len() as f64;
    let terms = sums.iter().enumerate().map(|(set, sum)| (set, sum * scale));
    terms.filter(|(_, angle)| *angle != 0.0).collect()
}

/// Eigenvalues nearer than this are one eigenvalue: the table's are multiples of 1/2.
const DEGENERACY: f64 = 1e-9;

impl Generator {
    /// Decomposes a Hermitian matrix.
    pub fn new(matrix: Matrix) -> Generator {
        let is_diagonal = is_diagonal(&matrix);
        let values: Vec<f64> = if is_diagonal {
            matrix.diagonal().iter().map(|z| z.re).collect()
        } else {
            matrix.symmetric_eigenvalues().iter().copied().collect()
        };
        let mut eigenvalues: Vec<f64> = Vec::new();
        for value in values {
            // Half-integers, which the table's generators have, are made exact.
            let rounded = (value * 2.0).round() / 2.0;
            if eigenvalues.iter().all(|known: &f64| (known - value).abs() >= DEGENERACY) {
                eigenvalues.push(if (value - rounded).abs() < DEGENERACY { rounded } else { value });
            }
        }
        let projectors = (0..eigenvalues.len()).map(|k| projector(&matrix, &eigenvalues, k)).collect();
        let diagonal: Vec<f64> = matrix.diagonal().iter().map(|z| z.re).collect();
        let parities = if is_diagonal { parities(&diagonal).to_vec() } else { Vec::new() };
        let turn = turn(&matrix);
        Generator { matrix, eigenvalues, projectors, is_diagonal, parities, turn }
    }

    /// `G` itself.
    pub fn matrix(&self) -> &Matrix {
        &self.matrix
    }

    /// The distinct eigenvalues `g_k`.
    pub fn eigenvalues(&self) -> &[f64] {
        &self.eigenvalues
    }

    /// The projectors `Π_k`, in the order of [`eigenvalues`](Self::eigenvalues).
    pub fn projectors(&self) -> &[Matrix] {
        &self.projectors
    }

    /// Whether `G`, and so every `exp(iθG)`, is diagonal.
    pub fn is_diagonal(&self) -> bool {
        self.is_diagonal
    }

    /// A diagonal `G` as a sum of parities, `G_b = Σ_S g_S (−1)^{|b ∧ S|}`: the sets `S` of its qubits with their `g_S`,
    /// as far as these are not 0. Nothing if it is not diagonal.
    pub fn parities(&self) -> &[(usize, f64)] {
        &self.parities
    }

    /// `(rate, phase)` of `exp(iθG) = P·R(rate·θ)·P†` with `R(a) = [[cos a, −sin a], [sin a, cos a]]` and
    /// `P = diag(1, e^{i·phase})`: so are all combinations of X and Y.
    pub fn turn(&self) -> Option<(f64, f64)> {
        self.turn
    }

    /// `exp(iθG)`.
    pub fn exponential(&self, theta: f64) -> Matrix {
        let dim = self.matrix.nrows();
        let mut sum = Matrix::zeros(dim, dim);
        for (value, projector) in self.eigenvalues.iter().zip(&self.projectors) {
            sum += projector * C64::cis(theta * value);
        }
        sum
    }

    /// `d/dθ exp(iθG) = iG·exp(iθG)`.
    pub fn derivative(&self, theta: f64) -> Matrix {
        &self.matrix * c(0.0, 1.0) * self.exponential(theta)
    }
}
