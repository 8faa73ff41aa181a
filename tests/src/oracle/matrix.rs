//! Dense complex matrices with the few operations that the formulas need. Called by the oracle alone.

use num_complex::Complex;

/// A complex number.
pub type C64 = Complex<f64>;

/// `re + i·im`.
pub fn c(re: f64, im: f64) -> C64 {
    Complex::new(re, im)
}

/// A square matrix, row-major.
#[derive(Debug, Clone, PartialEq)]
pub struct Mat {
    /// Rows and columns.
    pub dim: usize,
    /// `entries[row * dim + column]`.
    pub entries: Vec<C64>,
}

impl Mat {
    /// The matrix with these entries.
    pub fn from_fn(dim: usize, entry: impl Fn(usize, usize) -> C64) -> Mat {
        Mat { dim, entries: (0..dim * dim).map(|k| entry(k / dim, k % dim)).collect() }
    }

    /// The identity.
    pub fn identity(dim: usize) -> Mat {
        Mat::diagonal(&vec![c(1.0, 0.0); dim])
    }

    /// A diagonal matrix.
    pub fn diagonal(values: &[C64]) -> Mat {
        Mat::from_fn(values.len(), |i, j| if i == j { values[i] } else { c(0.0, 0.0) })
    }

    /// The entry in a row and a column.
    pub fn at(&self, row: usize, column: usize) -> C64 {
        self.entries[row * self.dim + column]
    }

    /// `self · other`.
    pub fn times(&self, other: &Mat) -> Mat {
        Mat::from_fn(self.dim, |i, j| (0..self.dim).map(|k| self.at(i, k) * other.at(k, j)).sum())
    }

    /// `self + other`.
    pub fn plus(&self, other: &Mat) -> Mat {
        Mat::from_fn(self.dim, |i, j| self.at(i, j) + other.at(i, j))
    }

    /// `factor · self`.
    pub fn scaled(&self, factor: C64) -> Mat {
        Mat::from_fn(self.dim, |i, j| factor * self.at(i, j))
    }

    /// The adjoint.
    pub fn adjoint(&self) -> Mat {
        Mat::from_fn(self.dim, |i, j| self.at(j, i).conj())
    }

    /// `self ⊗ other`: `self` on the more significant bits.
    pub fn kron(&self, other: &Mat) -> Mat {
        let d = other.dim;
        Mat::from_fn(self.dim * d, |i, j| self.at(i / d, j / d) * other.at(i % d, j % d))
    }

    /// The largest difference of two entries.
    pub fn distance(&self, other: &Mat) -> f64 {
        assert_eq!(self.dim, other.dim, "matrices of one size");
        self.entries.iter().zip(&other.entries).map(|(a, b)| (a - b).norm()).fold(0.0, f64::max)
    }

    /// The largest entry of `U†U − 1`.
    pub fn deviation_from_unitary(&self) -> f64 {
        self.adjoint().times(self).distance(&Mat::identity(self.dim))
    }

    /// `|1…1⟩⟨1…1|` on the lowest `controls` bits with this matrix above, the identity elsewhere.
    pub fn controlled(&self, controls: usize) -> Mat {
        let size = 1usize << controls;
        let all = Mat::from_fn(size, |i, j| c(f64::from(u8::from(i == j && i == size - 1)), 0.0));
        let rest = Mat::identity(size).plus(&all.scaled(c(-1.0, 0.0)));
        self.kron(&all).plus(&Mat::identity(self.dim).kron(&rest))
    }
}

/// The tensor product of Pauli letters: letter `j` acts on bit `j`.
pub fn pauli_word(letters: &str) -> Mat {
    let (zero, one) = (c(0.0, 0.0), c(1.0, 0.0));
    let letter = |name: char| match name {
        'I' => [one, zero, zero, one],
        'X' => [zero, one, one, zero],
        'Y' => [zero, c(0.0, -1.0), c(0.0, 1.0), zero],
        'Z' => [one, zero, zero, -one],
        other => panic!("`{other}` is no Pauli letter"),
    };
    let start = Mat::identity(1);
    letters.chars().fold(start, |word, name| Mat { dim: 2, entries: letter(name).to_vec() }.kron(&word))
}

/// `exp(A)` by Taylor's series of `A/2^s` and `s` squarings.
pub fn exponential(a: &Mat) -> Mat {
    let row_sum = |row: &[C64]| row.iter().map(|z| z.norm()).sum::<f64>();
    let norm = a.entries.chunks(a.dim).map(row_sum).fold(0.0, f64::max);
    let squarings = (norm / 0.5).log2().ceil().max(0.0) as i32;
    let small = a.scaled(c(0.5f64.powi(squarings), 0.0));
    let mut sum = Mat::identity(a.dim);
    let mut term = Mat::identity(a.dim);
    for k in 1..=16 {
        term = term.times(&small).scaled(c(1.0 / f64::from(k), 0.0));
        sum = sum.plus(&term);
    }
    (0..squarings).fold(sum, |power, _| power.times(&power))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exponential_of_a_pauli_word_is_cosine_and_sine() {
        for (word, theta) in [("X", 0.3), ("YZ", -2.7), ("XYZ", 40.0f64)] {
            let p = pauli_word(word);
            let euler = Mat::identity(p.dim).scaled(c(theta.cos(), 0.0)).plus(&p.scaled(c(0.0, theta.sin())));
            let error = exponential(&p.scaled(c(0.0, theta))).distance(&euler);
            assert!(error < 1e-13, "{word}: {error:e}");
        }
    }
}
