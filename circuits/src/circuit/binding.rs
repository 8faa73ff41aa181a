//! Numbers in the place of parameters. Called by users; engines bind angles, not circuits.

use super::Circuit;
use super::parameters::ParameterNames;
use crate::{Angle, CircuitError, nearest};

impl Circuit {
    /// The circuit at these values of its parameters, in their order; it has none any more.
    ///
    /// ```
    /// # use ansatz_circuits::Circuit;
    /// let mut circuit = Circuit::new(1);
    /// let theta = circuit.parameter("theta");
    /// circuit.ry(2.0 * theta, 0)?;
    /// let bound = circuit.bind(&[0.25])?;
    /// assert_eq!(bound, Circuit::build(1, |c| c.ry(0.5, 0))?);
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    ///
    /// # Errors
    /// [`CircuitError::ParameterCount`]; [`CircuitError::AngleNotFinite`] for an angle that a value makes so.
    pub fn bind(&self, values: &[f64]) -> Result<Circuit, CircuitError> {
        let (expected, given) = (self.parameters.len(), values.len());
        if expected != given {
            return Err(CircuitError::ParameterCount { expected, given });
        }
        let arguments: Vec<Angle> = values.iter().map(|value| Angle::from(*value)).collect();
        self.substituted(ParameterNames::default(), &arguments)
    }

    /// The circuit with these values for the parameters of these names; the others stay, in their order.
    ///
    /// ```
    /// # use ansatz_circuits::Circuit;
    /// let mut circuit = Circuit::new(1);
    /// let (theta, phi) = (circuit.parameter("theta"), circuit.parameter("phi"));
    /// circuit.ry(theta, 0)?.rz(phi, 0)?;
    /// assert_eq!(circuit.bind_by_name([("theta", 0.5)])?.parameters(), ["phi"]);
    /// assert!(circuit.bind_by_name([("thea", 0.5)]).is_err());
    /// # Ok::<(), ansatz_circuits::CircuitError>(())
    /// ```
    ///
    /// # Errors
    /// [`CircuitError::NoSuchParameter`]; [`CircuitError::AngleNotFinite`] for an angle that a value makes so.
    pub fn bind_by_name<'a>(
        &self,
        values: impl IntoIterator<Item = (&'a str, f64)>,
    ) -> Result<Circuit, CircuitError> {
        let mut numbers = vec![None; self.parameters.len()];
        for (name, value) in values {
            let at = self.parameters().iter().position(|known| known == name);
            *at.and_then(|at| numbers.get_mut(at)).ok_or_else(|| self.no_such_parameter(name))? = Some(value);
        }
        let mut left = ParameterNames::default();
        let named = self.parameters().iter().zip(numbers);
        let arguments: Vec<Angle> = named
            .map(|(name, number)| number.map_or_else(|| left.push(name.clone()).into(), Angle::from))
            .collect();
        self.substituted(left, &arguments)
    }

    fn no_such_parameter(&self, name: &str) -> CircuitError {
        let nearest = nearest(name, self.parameters().iter().map(String::as_str)).map(str::to_string);
        CircuitError::NoSuchParameter { name: name.to_string(), nearest }
    }

    /// The circuit over other parameters: the old one `j` is `arguments[j]`.
    fn substituted(&self, parameters: ParameterNames, arguments: &[Angle]) -> Result<Circuit, CircuitError> {
        let mut circuit = Circuit { parameters, ..self.with_own_instructions(Vec::new()) };
        let qubits: Vec<u32> = (0..self.num_qubits as u32).collect();
        let bits: Vec<u32> = (0..self.num_bits as u32).collect();
        for instruction in self.instructions.iter() {
            circuit.push(instruction.remap(&qubits, &bits, arguments))?;
        }
        Ok(circuit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{FunctionKind, UNITARITY_TOLERANCE};

    #[test]
    fn a_bound_circuit_does_what_the_circuit_does_there() -> Result<(), CircuitError> {
        let mut circuit = Circuit::new(2);
        let (a, b) = (circuit.parameter("a"), circuit.parameter("b"));
        let product = Angle::function(FunctionKind::Multiply, &[a.into(), b.into()])?;
        circuit.rx(a + 0.5 * b, 0)?.crz(product, 0, 1)?.apply(
            "u3",
            &[a.into(), b.into(), 0.3.into()],
            &[1],
        )?;
        let values = [0.7, -1.2];
        let expected = circuit.matrix(&values)?;
        let bound = circuit.bind(&values)?;
        let named = circuit.bind_by_name([("b", values[1])])?;
        assert_eq!((bound.parameters().len(), named.parameters()), (0, &["a".to_string()][..]));
        for matrix in [bound.matrix(&[])?, named.matrix(&values[..1])?] {
            assert!((matrix - &expected).norm() < UNITARITY_TOLERANCE);
        }
        assert!(matches!(circuit.bind(&[0.1]), Err(CircuitError::ParameterCount { expected: 2, given: 1 })));
        assert!(matches!(circuit.bind(&[0.1, f64::NAN]), Err(CircuitError::AngleNotFinite { .. })));
        Ok(())
    }
}
