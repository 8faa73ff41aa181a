//! Gates `exp(−iθG)` of one's own, from a Hermitian matrix or from Pauli strings. Called by users; what comes out is made of
//! the table's gates, matrices and Pauli rotations, so that shift rules and the adjoint sweep hold.

use crate::circuit::CircuitBuilder;
use crate::free_power::add_phases;
use crate::matrix::is_diagonal;
use crate::{Angle, C64, Circuit, CircuitError, Composite, Matrix, Pauli, PauliString, PauliSum, Unitary};
use std::sync::Arc;

/// The most qubits of a generator that is given as a matrix.
const MAX_GENERATOR_QUBITS: usize = 8;
/// How far a generator may differ from its adjoint, in parts of its largest entry.
const HERMITICITY_TOLERANCE: f64 = 1e-10;

impl Composite {
    /// The gate `exp(−iθG)` of one angle θ, for a Hermitian 2^k by 2^k matrix `G = V diag(g) V†`: `V†`, then
    /// `exp(−iθ diag(g))` as rotations about products of Z, then `V`. The first qubit is the least significant bit of the
    /// matrix index.
    ///
    /// ```
    /// use ansatz_circuits::{Circuit, Composite, PauliSum};
    /// let generator: PauliSum = "X0 X1 + 0.5 * Z0".parse()?;
    /// let gate = Composite::exponential("mixer", &generator.matrix(2)?)?;
    /// let mut circuit = Circuit::new(2);
    /// let theta = circuit.parameter("theta");
    /// circuit.composite(gate.into(), &[theta.into()], &[0, 1])?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`CircuitError::MatrixShape`], [`CircuitError::TooManyQubits`] past 8, [`CircuitError::NotHermitian`].
    pub fn exponential(name: impl Into<String>, generator: &Matrix) -> Result<Composite, CircuitError> {
        let name = name.into();
        let num_qubits = checked_qubits(generator)?;
        let all: Vec<usize> = (0..num_qubits).collect();
        let mut body = Circuit::new(num_qubits);
        let theta = body.parameter("theta");
        if is_diagonal(generator) {
            let phases: Vec<f64> = generator.diagonal().iter().map(|entry| -entry.re).collect();
            add_phases(&mut body, &phases, theta)?;
        } else {
            let spectrum = generator.clone().symmetric_eigen();
            let phases: Vec<f64> = spectrum.eigenvalues.iter().map(|value| -value).collect();
            let basis = spectrum.eigenvectors;
            body.unitary(Unitary::new(format!("{name}_basis_dg"), basis.adjoint())?, &all)?;
            add_phases(&mut body, &phases, theta)?;
            body.unitary(Unitary::new(format!("{name}_basis"), basis)?, &all)?;
        }
        Composite::new(name, body)
    }
}

fn checked_qubits(generator: &Matrix) -> Result<usize, CircuitError> {
    let (rows, columns) = generator.shape();
    if rows != columns || !rows.is_power_of_two() {
        return Err(CircuitError::MatrixShape { rows, columns });
    }
    let qubits = rows.trailing_zeros() as usize;
    if qubits > MAX_GENERATOR_QUBITS {
        return Err(CircuitError::TooManyQubits { qubits, limit: MAX_GENERATOR_QUBITS });
    }
    let largest = generator.iter().map(|entry| entry.norm()).fold(0.0, f64::max);
    let difference = (generator - generator.adjoint()).iter().map(|entry| entry.norm()).fold(0.0, f64::max);
    let is_finite = generator.iter().all(|entry| entry.re.is_finite() && entry.im.is_finite());
    if !is_finite || difference > HERMITICITY_TOLERANCE * largest {
        let deviation = if is_finite { difference } else { f64::INFINITY };
        return Err(CircuitError::NotHermitian { deviation });
    }
    Ok(qubits)
}

impl Circuit {
    /// Adds `exp(−iθG)` for a Hermitian matrix; see [`Composite::exponential`], which makes the gate for more uses than one.
    ///
    /// # Errors
    /// Those of [`Composite::exponential`] and of [`composite`](Circuit::composite).
    pub fn exponential(
        &mut self,
        name: &str,
        generator: &Matrix,
        theta: impl Into<Angle>,
        targets: &[usize],
    ) -> Result<&mut Self, CircuitError> {
        let gate = Composite::exponential(name, generator)?;
        self.composite(Arc::new(gate), &[theta.into()], targets)
    }

    /// Adds `exp(−iθP/2)` for a Pauli string on the qubits that it names.
    ///
    /// ```
    /// # use ansatz_circuits::Circuit;
    /// let mut circuit = Circuit::new(4);
    /// let theta = circuit.parameter("theta");
    /// circuit.string_rotation("X0 Z3".parse()?, theta)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`CircuitError::QubitOutOfRange`].
    pub fn string_rotation(
        &mut self,
        string: PauliString,
        theta: impl Into<Angle>,
    ) -> Result<&mut Self, CircuitError> {
        let (qubits, word): (Vec<usize>, Vec<Pauli>) = string.letters().unzip();
        self.pauli_rotation(&word, theta, &qubits)
    }

    /// Adds `exp(−iθO)` for a sum of Pauli strings that commute with each other: one rotation for each, exactly.
    ///
    /// ```
    /// # use ansatz_circuits::Circuit;
    /// let mut cost = Circuit::new(3);
    /// let gamma = cost.parameter("gamma");
    /// cost.evolution(&"Z0 Z1 + Z1 Z2 - 0.5 * Z0".parse()?, gamma)?;
    /// assert!(cost.evolution(&"X0 + Z0".parse()?, gamma).is_err());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`CircuitError::NotCommuting`] if two strings do not commute: [`trotter`](crate::library::trotter) approximates, and
    /// [`exponential`](Circuit::exponential) is exact on few qubits. [`CircuitError::QubitOutOfRange`].
    pub fn evolution(
        &mut self,
        observable: &PauliSum,
        theta: impl Into<Angle>,
    ) -> Result<&mut Self, CircuitError> {
        let theta = theta.into();
        let terms = observable.terms();
        for (k, (_, first)) in terms.iter().enumerate() {
            if let Some((_, second)) = terms[..k].iter().find(|(_, other)| !first.commutes_with(other)) {
                return Err(CircuitError::NotCommuting { first: second.clone(), second: first.clone() });
            }
        }
        if observable.min_qubits() > self.num_qubits() {
            let (qubit, num_qubits) = (observable.min_qubits() - 1, self.num_qubits());
            return Err(CircuitError::QubitOutOfRange { qubit, num_qubits });
        }
        for (coefficient, string) in terms {
            self.string_rotation(string.clone(), theta.clone() * (2.0 * coefficient))?;
        }
        Ok(self)
    }
}

impl CircuitBuilder {
    /// See [`Circuit::exponential`].
    pub fn exponential(
        &mut self,
        name: &str,
        generator: &Matrix,
        theta: impl Into<Angle>,
        targets: &[usize],
    ) -> &mut Self {
        self.step(|circuit| circuit.exponential(name, generator, theta, targets))
    }

    /// See [`Circuit::string_rotation`].
    pub fn string_rotation(&mut self, string: PauliString, theta: impl Into<Angle>) -> &mut Self {
        self.step(|circuit| circuit.string_rotation(string, theta))
    }

    /// See [`Circuit::evolution`].
    pub fn evolution(&mut self, observable: &PauliSum, theta: impl Into<Angle>) -> &mut Self {
        self.step(|circuit| circuit.evolution(observable, theta))
    }
}

impl PauliString {
    /// `P|column⟩ = entry · |row⟩`: the one entry of its matrix in a column.
    pub(crate) fn entry(&self, column: u64) -> (u64, C64) {
        let sign = if (self.z_mask() & column).count_ones().is_multiple_of(2) { 1.0 } else { -1.0 };
        let ys = (self.x_mask() & self.z_mask()).count_ones();
        (column ^ self.x_mask(), C64::i().powu(ys) * sign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(text: &str) -> PauliSum {
        text.parse().expect("the text of a test is right")
    }

    /// `exp(−iθG)` by its power series.
    fn series(generator: &Matrix, theta: f64) -> Matrix {
        let step = generator * C64::new(0.0, -theta);
        let mut term = Matrix::identity(step.nrows(), step.nrows());
        let mut total = term.clone();
        for k in 1..40 {
            term = &term * &step / C64::from(k as f64);
            total += &term;
        }
        total
    }

    #[test]
    fn exponentials_are_their_power_series() -> Result<(), CircuitError> {
        for text in ["X0", "Y0 Z1 + 0.5 * X1", "Z0 Z1 - 0.3 * Z0 + 0.2", "X0 X1 + Y0 Y1 + Z0 Z1 + 0.1 * Y0"] {
            let generator = sum(text).matrix(2)?;
            let mut circuit = Circuit::new(2);
            let theta = circuit.parameter("theta");
            circuit.exponential("own", &generator, theta, &[0, 1])?;
            let difference = (circuit.matrix(&[0.7])? - series(&generator, 0.7)).norm();
            assert!(difference < 1e-12, "{text}: {difference}");
        }
        Ok(())
    }

    #[test]
    fn evolutions_of_commuting_strings_are_exact() -> Result<(), CircuitError> {
        let observable = sum("X0 X1 + 0.5 * Z0 Z1 - 0.25 * Y0 Y1 + 0.1");
        let mut circuit = Circuit::new(2);
        circuit.evolution(&observable, 0.9)?;
        assert!((circuit.matrix(&[])? - series(&observable.matrix(2)?, 0.9)).norm() < 1e-12);
        assert!(matches!(circuit.evolution(&sum("X0 + Z0"), 0.1), Err(CircuitError::NotCommuting { .. })));
        assert!(matches!(circuit.evolution(&sum("X5"), 0.1), Err(CircuitError::QubitOutOfRange { .. })));
        Ok(())
    }

    #[test]
    fn generators_that_are_not_hermitian_are_refused() {
        let wrong = Matrix::from_row_slice(2, 2, &[0.0, 1.0, 0.0, 0.0].map(C64::from));
        assert!(matches!(Composite::exponential("g", &wrong), Err(CircuitError::NotHermitian { .. })));
        let nan = Matrix::from_element(2, 2, C64::from(f64::NAN));
        assert!(matches!(Composite::exponential("g", &nan), Err(CircuitError::NotHermitian { .. })));
        let odd = Matrix::zeros(3, 3);
        assert!(matches!(Composite::exponential("g", &odd), Err(CircuitError::MatrixShape { .. })));
    }
}
