//! Inverses, derived from the form: fixed gates by searching the table for `U†`, the others by negating the angle.

use crate::form::Form;
use crate::gates::TABLE;
use crate::matrix::from_rows;
use crate::{Angle, Circuit, CircuitError, Composite, Control, Gate, Instruction, Operation, Unitary};
use std::collections::HashMap;
use std::sync::Arc;

/// The inverses that are known, by the address of the gate: a definition used twice is inverted once.
type Known = HashMap<*const Composite, Arc<Composite>>;

impl Circuit {
    /// The circuit that undoes this one.
    ///
    /// ```
    /// use ansatz_circuits::Circuit;
    /// let circuit = Circuit::build(1, |c| c.s(0).rx(0.3, 0))?;
    /// let inverse = circuit.inverse()?;
    /// assert_eq!(inverse, Circuit::build(1, |c| c.rx(-0.3, 0).sdg(0))?);
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    ///
    /// # Errors
    /// [`CircuitError::NotReversible`] if it measures, resets, has conditions or prepares amplitudes.
    pub fn inverse(&self) -> Result<Circuit, CircuitError> {
        self.inverse_with(&mut Known::new())
    }

    fn inverse_with(&self, known: &mut Known) -> Result<Circuit, CircuitError> {
        if self.initial_amplitudes().is_some() {
            return Err(CircuitError::NotReversible {
                operation: "from_amplitudes".into(),
                asked: "inverse",
            });
        }
        let mut inverse = Circuit::new(self.num_qubits());
        for name in self.parameters() {
            inverse.parameter(name);
        }
        for instruction in self.instructions().iter().rev() {
            inverse.push(instruction.inverse_with(known)?)?;
        }
        Ok(inverse)
    }
}

impl Instruction {
    /// The instruction that undoes this one.
    pub fn inverse(&self) -> Result<Instruction, CircuitError> {
        self.inverse_with(&mut Known::new())
    }

    fn inverse_with(&self, known: &mut Known) -> Result<Instruction, CircuitError> {
        let negated = || self.angles.iter().map(|angle| angle.clone() * -1.0).collect();
        let with = |operation, angles| Instruction { operation, angles, ..self.clone() };
        Ok(match &self.operation {
            Operation::Gate(gate) => match gate.form {
                Form::Rotation(_) | Form::Phase(_) => with(self.operation.clone(), negated()),
                Form::Fixed(_) => return Ok(self.inverse_of_fixed(gate)),
            },
            Operation::PauliRotation(_) => with(self.operation.clone(), negated()),
            Operation::Unitary(unitary) => {
                with(Operation::Unitary(Arc::new(unitary.inverse())), self.angles.clone())
            }
            Operation::Composite(composite) => {
                let inverse = match known.get(&Arc::as_ptr(composite)) {
                    Some(inverse) => Arc::clone(inverse),
                    None => Arc::new(inverse_composite(composite, known)?),
                };
                known.insert(Arc::as_ptr(composite), Arc::clone(&inverse));
                with(Operation::Composite(inverse), self.angles.clone())
            }
            Operation::Barrier => self.clone(),
            Operation::Measure { .. } | Operation::Reset | Operation::If(_) => {
                let operation = self.name().to_string();
                return Err(CircuitError::NotReversible { operation, asked: "inverse" });
            }
        })
    }

    /// The row with the adjoint matrix and as many controls, or else one with fewer under added controls,
    /// or else the matrix itself.
    fn inverse_of_fixed(&self, gate: &'static Gate) -> Instruction {
        let adjoint = gate.target_matrix(0.0).adjoint();
        let is_inverse = |row: &&&'static Gate| {
            matches!(row.form, Form::Fixed(u) if row.num_targets == gate.num_targets
                && (from_rows(u) - &adjoint).iter().all(|z| z.norm() < 1e-15))
        };
        if let Some(row) = TABLE.iter().filter(is_inverse).find(|row| row.num_controls == gate.num_controls) {
            return Instruction { operation: Operation::Gate(row), ..self.clone() };
        }
        let (own_controls, targets): (Vec<usize>, Vec<usize>) = {
            let mut operands: Vec<usize> = self.operands().collect();
            let targets = operands.split_off(gate.num_controls);
            (operands, targets)
        };
        let operation = match TABLE.iter().filter(is_inverse).find(|row| row.num_controls == 0) {
            Some(row) => Operation::Gate(row),
            None => match Unitary::new(format!("{}†", gate.name), adjoint) {
                Ok(unitary) => Operation::Unitary(Arc::new(unitary)),
                // The table's matrices are unitary (a test loops over them), so their adjoints are.
                Err(_) => return self.clone(),
            },
        };
        let own = own_controls.into_iter().map(|qubit| Control { qubit, value: true });
        let controls: Vec<Control> = self.added_controls().chain(own).collect();
        let plain = Instruction::new(operation, &[], &targets);
        plain.clone().controlled_by(&controls).unwrap_or(plain)
    }
}

/// `name` becomes `name_dg`, and back.
fn inverse_composite(composite: &Composite, known: &mut Known) -> Result<Composite, CircuitError> {
    let name = match composite.name().strip_suffix("_dg") {
        Some(plain) => plain.to_string(),
        None => format!("{}_dg", composite.name()),
    };
    Composite::new(name, composite.body().inverse_with(known)?)
}

/// An angle list with every angle multiplied.
pub(crate) fn scaled(angles: &[Angle], factor: f64) -> Vec<Angle> {
    angles.iter().map(|angle| angle.clone() * factor).collect()
}
